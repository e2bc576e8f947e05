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
from press.runtime.programs import ToolFault, make_report_error, make_tool_error, require_tool, run_program

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
    reports = zip(paths, read_reports(paths), strict=True)
    return [fault for path, report in reports for fault in list_faults(path, report)]


def read_reports(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Check pages, all in one process; return the checker's own messages on each."""
    require_tool("the Nu HTML checker", describe_missing())
    if not paths:
        return []
    result = run_program(
        *_find_command(), "--format", "json", "--stdout", "--exit-zero-always", *paths, files=len(paths)
    )
    try:
        messages = json.loads(result.stdout)["messages"]
    except (ValueError, KeyError):
        raise make_report_error(paths[0], result) from None
    by_file: dict[Path, list[dict[str, Any]]] = {path.resolve(): [] for path in paths}
    for message in messages:
        place = Path(unquote(urlsplit(message.pop("url", "")).path)).resolve()
        if place not in by_file:
            raise make_tool_error("the Nu HTML checker", str(message.get("message", "it speaks of no page")))
        by_file[place].append(message)
    return [{"messages": by_file[path.resolve()]} for path in paths]


def list_faults(path: Path, report: dict[str, Any]) -> Iterable[ToolFault]:
    """List the errors and warnings of a report.

    Equal ones are counted; the place is that of the first.
    """
    merged: dict[str, ToolFault] = {}
    for message in report["messages"]:
        if message["type"] == "info" and "subType" not in message:
            continue
        words = message["message"]
        where = f"line {message.get('lastLine', 0)}: {message.get('extract', '').strip()[:80]}"
        severity: Severity = "warning" if message["type"] == "info" else "error"
        known = merged.get(words)
        merged[words] = (
            replace(known, count=known.count + 1) if known else ToolFault(path, "", words, where, 1, severity)
        )
    return merged.values()
