"""EPUBCheck, the reference validator for EPUB."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from press.model.findings import Severity
from press.runtime.programs import ToolFault, find_package, make_report_error, require_tool, run_program
from press.runtime.resources import ROOT
from press.runtime.temporary import open_temporary_folder

_PACKAGES = {"epubcheck": "epubcheck", "jpype": "jpype1"}
SEVERITIES: dict[str, Severity] = {"FATAL": "error", "ERROR": "error", "WARNING": "warning"}
"""Severities of its messages; the others are remarks on how a publication uses EPUB."""


def describe_missing() -> str | None:
    """Describe what EPUBCheck needs to run, None if nothing."""
    missing = [f"the Python package {name}" for module, name in _PACKAGES.items() if not find_package(module)]
    if not shutil.which("java"):
        missing.append("a Java runtime (default-jre-headless)")
    return ", ".join(missing) or None


def find_faults(paths: Sequence[Path]) -> list[ToolFault]:
    """Check publications and list errors and warnings."""
    reports = zip(paths, read_reports(paths), strict=True)
    return [fault for path, report in reports for fault in list_faults(path, report)]


def read_reports(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Check publications, all in one Java process; return EPUBCheck's own reports."""
    require_tool("EPUBCheck", describe_missing())
    if not paths:
        return []
    with open_temporary_folder() as name:
        folder = Path(name)
        # A process of its own, because a process can start only one Java machine, and veraPDF has that one.
        settings = {"PYTHONPATH": str(ROOT)}
        result = run_program(sys.executable, "-m", __name__, folder, *paths, settings=settings, files=len(paths))
        try:
            return [json.loads((folder / f"{number}.json").read_bytes()) for number in range(len(paths))]
        except (OSError, ValueError):
            raise make_report_error(paths[0], result) from None


def trim_report(report: dict[str, Any]) -> dict[str, Any]:
    """Keep what is the same whenever and wherever the check is made."""
    counts = {key: value for key, value in report["checker"].items() if key.startswith("n")}
    return {
        "checker": {"checkerVersion": report["checker"]["checkerVersion"], **counts},
        "messages": report["messages"],
    }


def list_faults(path: Path, report: dict[str, Any]) -> Iterator[ToolFault]:
    """List the errors and warnings of a report."""
    for message in report["messages"]:
        if message["severity"] in SEVERITIES:
            places = message.get("locations") or [{}]
            where = f"{places[0].get('path', '')} line {places[0].get('line', 0)}"
            yield ToolFault(
                path, message["ID"], message["message"], where, len(places), SEVERITIES[message["severity"]]
            )


def _check_in_process(folder: Path, paths: Sequence[str]) -> None:
    """Check publications in this process. folder: for the report of each, named by its number."""
    import jpype

    package = find_package("epubcheck")
    assert package is not None
    jars = [package / "epubcheck.jar", *sorted((package / "lib").glob("*.jar"))]
    # The compiler and collector for long runs cost a short one more than they save.
    options = ("-Djava.awt.headless=true", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m")
    jpype.startJVM(*options, classpath=[str(jar) for jar in jars])
    checker = jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")
    for number, path in enumerate(paths):
        checker().run([path, "--quiet", "--json", str(folder / f"{number}.json")])


if __name__ == "__main__":
    _check_in_process(Path(sys.argv[1]), sys.argv[2:])
