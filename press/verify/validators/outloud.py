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
    require_tool("outloud", describe_missing())
    return [fault for path in paths for fault in _check_file(path)]


def _check_file(path: Path) -> Iterator[ToolFault]:
    import outloud

    result = outloud.check(str(path))
    if result.error:
        yield ToolFault(path, "unreadable", f"outloud cannot read it: {result.error}")
    crashed = [run.rule for run in result.runs if run.status == "crashed"]
    if crashed:
        yield ToolFault(path, "crashed", f"outloud could not finish {', '.join(crashed)}")
    for finding in result.sorted_findings():
        if finding.severity != "info":
            yield _read_fault(path, finding)


def _read_fault(path: Path, finding: Any) -> ToolFault:
    page = f"page {finding.page}" if finding.page else ""
    where = ": ".join(filter(None, (page, finding.evidence)))
    severity: Severity = "error" if finding.severity == "error" else "warning"
    return ToolFault(path, finding.rule, finding.message, where, finding.count, severity)
