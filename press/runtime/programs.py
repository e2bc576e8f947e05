"""What all tools share: their faults, their start and their errors."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from press.model.findings import ExitCode, FindingCode, Place, PressError, Severity

SECONDS = 300
"""The longest time that an outside program may take for a file."""

CANNOT_RUN = FindingCode(
    "ENV104",
    "A requested outside program can run.",
    "the machine",
    "install what the message names; `make test` installs everything",
)
NO_REPORT = FindingCode(
    "ENV107",
    "An outside program that checks files gives a report on each.",
    "the file",
    "see if other programs can open the file; make it again",
)
CODES = (CANNOT_RUN, NO_REPORT)


@dataclass(frozen=True, slots=True)
class ToolFault:
    """A fault that a tool reports in a file.

    clause: the tool's own name for the rule, e.g. ``ua1 7.1-9`` or ``color-contrast``, if it has one; message: in the
    tool's words; where: the place in the file; count: how often; severity: an error, or a warning for a person to
    check.
    """

    file: Path
    clause: str
    message: str
    where: str = ""
    count: int = 1
    severity: Severity = "error"


def require_tool(tool: str, lacks: str | None) -> None:
    """Raise PressError (environment) if a tool is not installed."""
    if lacks:
        raise make_tool_error(tool, "it is not installed", f"install {lacks}")


def make_tool_error(tool: str, said: str, hint: str = "") -> PressError:
    """Make the error for a tool that could not run.

    said: the output of the tool; its first 300 characters become part of the message.
    """
    return PressError(
        [CANNOT_RUN.make_finding(Place(), f"{tool} cannot run: {said.strip()[:300]}", hint)], ExitCode.ENVIRONMENT
    )


def make_report_error(file: Path, result: subprocess.CompletedProcess[str]) -> PressError:
    """Make the error for a program that ran, but gave no report on a file."""
    said = (result.stderr or result.stdout).strip()[:300]
    return PressError([NO_REPORT.make_finding(Place(str(file)), f"it gave no report{said and ': '}{said}")])


def find_package(name: str) -> Path | None:
    """Find the folder of a Python package without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def run_program(
    *command: str | Path, settings: Mapping[str, str] | None = None, files: int = 1
) -> subprocess.CompletedProcess[str]:
    """Run a program without a shell and return its output.

    settings: environment variables that are added to those of this process; files: how many it works on, each of
    which has its time. The caller checks the exit code. Raises PressError (environment) if it cannot start or takes
    too long.
    """
    try:
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS * files,
            check=False,
            env={**os.environ, **settings} if settings else None,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise make_tool_error(str(command[0]), str(error)) from None
