"""outloud: a second check of PDF/UA-1, and of what a conforming file still gets wrong for people who listen to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from press.model.findings import Severity
from press.runtime.programs import ToolFault, find_package, require_tool


def describe_missing() -> str | None:
    """Describe what outloud needs to run, None if nothing."""
    return None if find_package("outloud") else "the Python package outloud"


def find_faults(paths: Sequence[Path]) -> list[ToolFault]:
    """Check PDFs and list errors and warnings.

    A warning is for a person to check.
    """
    reports = zip(paths, read_reports(paths), strict=True)
    return [fault for path, report in reports for fault in list_faults(path, report)]


def read_reports(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Check PDFs; return what outloud says of each."""
    require_tool("outloud", describe_missing())
    return [_read_report(path) for path in paths]


FIELDS = ("rule", "severity", "message", "page", "evidence", "count")
"""What outloud says of a finding."""


def _read_report(path: Path) -> dict[str, Any]:
    import outloud

    result = outloud.check(str(path))
    return {
        "error": str(result.error or ""),
        "runs": [{"rule": run.rule, "status": run.status} for run in result.runs],
        "findings": [{name: getattr(one, name) for name in FIELDS} for one in result.sorted_findings()],
    }


def list_faults(path: Path, report: dict[str, Any]) -> Iterator[ToolFault]:
    """List the errors and warnings of a report."""
    if report["error"]:
        yield ToolFault(path, "unreadable", f"outloud cannot read it: {report['error']}")
    crashed = [run["rule"] for run in report["runs"] if run["status"] == "crashed"]
    if crashed:
        yield ToolFault(path, "crashed", f"outloud could not finish {', '.join(crashed)}")
    for finding in report["findings"]:
        if finding["severity"] != "info":
            page = f"page {finding['page']}" if finding["page"] else ""
            where = ": ".join(filter(None, (page, finding["evidence"])))
            severity: Severity = "error" if finding["severity"] == "error" else "warning"
            yield ToolFault(path, finding["rule"], finding["message"], where, finding["count"], severity)
