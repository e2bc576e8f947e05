"""What all tools share: what they say, how they are started, and how they refuse."""

from __future__ import annotations

import importlib.util
import subprocess
from dataclasses import dataclass
from pathlib import Path

from press.model.findings import Code, Exit, Place, PressError, Severity

SECONDS = 300
"""How long an outside program may take."""

CANNOT_RUN = Code(
    "ENV104",
    "An outside program that is asked for can run.",
    "the machine",
    "install what the message names; `make test` installs everything",
)
CODES = (CANNOT_RUN,)


@dataclass(frozen=True, slots=True)
class Fault:
    """What a tool holds against a file.

    clause: the tool's own name for the rule, e.g. ``ua1 7.1-9`` or ``color-contrast``, where it has one; message: its
    words; where: the place in the file; count: how often; severity: an error, or something for a person to look at.
    """

    file: Path
    clause: str
    message: str
    where: str = ""
    count: int = 1
    severity: Severity = "error"


def demand(tool: str, lacks: str | None) -> None:
    """Raise PressError (environment) when a tool lacks something."""
    if lacks:
        raise failed(tool, "it is not installed", f"install {lacks}")


def failed(tool: str, said: str, hint: str = "") -> PressError:
    """The error for a tool that could not do its work, with what it said."""
    return PressError([CANNOT_RUN.at(Place(), f"{tool} cannot run: {said.strip()[:300]}", hint)], Exit.ENVIRONMENT)


def package(name: str) -> Path | None:
    """The folder of an installed Python package, without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program without a shell and give back what it said; its exit code is the caller's to judge."""
    try:
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise failed(str(command[0]), str(error)) from None
