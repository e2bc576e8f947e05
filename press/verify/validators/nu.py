"""The Nu HTML checker: whether a page is valid HTML."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from press.model.findings import Severity
from press.runtime.programs import Fault, demand, failed, run

JAR = "npm/node_modules/vnu-jar/build/dist/vnu.jar"
"""Where `make test` puts the checker, below the virtual environment."""


def lacks() -> str | None:
    """What to install so that the checker can run: its jar and Java, or the `vnu` command."""
    if _command():
        return None
    return "a Java runtime (default-jre-headless), and the jar with `make test`; or `vnu`, so that it is on the PATH"


def _command() -> list[str]:
    jar, java, command = Path(sys.prefix) / JAR, shutil.which("java"), shutil.which("vnu")
    if jar.exists() and java:
        return [java, "-jar", str(jar)]
    return [command] if command else []


def faults(paths: Sequence[Path]) -> list[Fault]:
    """What the checker holds against pages: errors, and what it only warns of."""
    demand("the Nu HTML checker", lacks())
    if not paths:
        return []
    done = run(*_command(), "--format", "json", "--stdout", "--exit-zero-always", *paths)
    try:
        messages = json.loads(done.stdout)["messages"]
    except (ValueError, KeyError):
        raise failed("the Nu HTML checker", done.stderr or done.stdout or "it gave no report") from None
    given = {path.resolve(): path for path in paths}
    return _tally(_fault(given, message) for message in messages if message["type"] != "info" or "subType" in message)


def _tally(faults: Iterable[Fault]) -> list[Fault]:
    """The same complaint about the same file once, with the place of the first and how often it was made."""
    found: dict[tuple[Path, str], Fault] = {}
    for fault in faults:
        key = (fault.file, fault.message)
        found[key] = replace(found[key], count=found[key].count + 1) if key in found else fault
    return list(found.values())


def _fault(given: dict[Path, Path], message: dict[str, Any]) -> Fault:
    file = Path(unquote(urlsplit(message.get("url", "")).path)).resolve()
    where = f"line {message.get('lastLine', 0)}: {message.get('extract', '').strip()[:80]}"
    severity: Severity = "warning" if message["type"] == "info" else "error"
    return Fault(given.get(file, file), "", message["message"], where, 1, severity)
