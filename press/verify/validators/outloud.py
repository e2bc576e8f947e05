"""outloud: PDF/UA-1 once more, and what a conforming file still gets wrong for those who listen to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from press.model.findings import Severity
from press.runtime.programs import Fault, demand, package


def lacks() -> str | None:
    """What to install so that outloud can run."""
    return None if package("outloud") else "the Python package outloud"


def faults(paths: Sequence[Path]) -> list[Fault]:
    """What outloud holds against PDFs: errors, and warnings where a person should look."""
    demand("outloud", lacks())
    return [fault for path in paths for fault in _heard(path)]


def _heard(path: Path) -> Iterator[Fault]:
    import outloud

    result = outloud.check(str(path))
    if result.error:
        yield Fault(path, "unreadable", f"outloud cannot read it: {result.error}")
    crashed = [run.rule for run in result.runs if run.status == "crashed"]
    if crashed:
        yield Fault(path, "crashed", f"outloud could not finish {', '.join(crashed)}")
    for finding in result.sorted_findings():
        if finding.severity != "info":
            yield _fault(path, finding)


def _fault(path: Path, finding: Any) -> Fault:
    page = f"page {finding.page}" if finding.page else ""
    where = ": ".join(filter(None, (page, finding.evidence)))
    severity: Severity = "error" if finding.severity == "error" else "warning"
    return Fault(path, finding.rule, finding.message, where, finding.count, severity)
