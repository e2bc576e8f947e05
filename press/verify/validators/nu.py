"""The Nu HTML checker, which checks that a page is valid HTML."""

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
from press.runtime.programs import ToolFault, make_tool_error, require_tool, run_program

JAR = "npm/node_modules/vnu-jar/build/dist/vnu.jar"
"""The path below the virtual environment to which `make test` installs the checker."""
JAVA_OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m")
"""The compiler and collector for long runs cost a short one as much as the check; the checker asks for a deep stack."""


def describe_missing() -> str | None:
    """Describe what the checker needs to run, None if nothing."""
    if _find_command():
        return None
    return "a Java runtime (default-jre-headless), and the jar with `make test`; or put the command `vnu` on the PATH"


def _find_command() -> list[str]:
    jar, java, command = Path(sys.prefix) / JAR, shutil.which("java"), shutil.which("vnu")
    if jar.exists() and java:
        return [java, *JAVA_OPTIONS, "-jar", str(jar)]
    return [command] if command else []


def find_faults(paths: Sequence[Path]) -> list[ToolFault]:
    """Check pages and list errors and warnings."""
    require_tool("the Nu HTML checker", describe_missing())
    if not paths:
        return []
    result = run_program(*_find_command(), "--format", "json", "--stdout", "--exit-zero-always", *paths)
    try:
        messages = json.loads(result.stdout)["messages"]
    except (ValueError, KeyError):
        raise make_tool_error("the Nu HTML checker", result.stderr or result.stdout or "it gave no report") from None
    given = {path.resolve(): path for path in paths}
    relevant = [message for message in messages if message["type"] != "info" or "subType" in message]
    return _merge_faults(_read_fault(given, message) for message in relevant)


def _merge_faults(faults: Iterable[ToolFault]) -> list[ToolFault]:
    """Merge equal faults of a file, counting them.

    The place is that of the first.
    """
    merged: dict[tuple[Path, str], ToolFault] = {}
    for fault in faults:
        key = (fault.file, fault.message)
        merged[key] = replace(merged[key], count=merged[key].count + 1) if key in merged else fault
    return list(merged.values())


def _read_fault(given: dict[Path, Path], message: dict[str, Any]) -> ToolFault:
    file = Path(unquote(urlsplit(message.get("url", "")).path)).resolve()
    where = f"line {message.get('lastLine', 0)}: {message.get('extract', '').strip()[:80]}"
    severity: Severity = "warning" if message["type"] == "info" else "error"
    return ToolFault(given.get(file, file), "", message["message"], where, 1, severity)
