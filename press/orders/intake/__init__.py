"""Order files into the ledger: each good line enters, and each bad one is a finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from press.model.findings import Finding
from press.orders.intake.files import LocatedOrder, read_orders
from press.orders.ledger import EntryResult, OrderLedger
from press.orders.models import OrderFault
from press.orders.offer import Offer

AT_ONCE = 200
"""Orders in one transaction; few enough for other commands to wait only moments, whatever the size of the file."""
MOST_FINDINGS = 1000
"""Findings listed for one file; the others are counted."""


@dataclass(slots=True)
class IntakeResult:
    """The result of reading a file: new orders, new and known lines, and findings.

    bad: how many errors were found; unlisted: errors beyond the first thousand findings.
    """

    orders: set[int] = field(default_factory=set)
    new: int = 0
    known: int = 0
    bad: int = 0
    findings: list[Finding] = field(default_factory=list)
    unlisted: int = 0


def enter_file(
    book: OrderLedger,
    path: Path,
    offer: Offer,
    now: dt.datetime,
    *,
    sender: str = "",
    step: Callable[[int], None] | None = None,
) -> IntakeResult:
    """Enter the orders of a file.

    step: called with how many orders were read so far. Raises OSError.
    """
    intake = IntakeResult()
    reading = read_orders(path)
    done = 0
    while batch := list(islice(reading, AT_ONCE)):
        reads = [one for one in batch if isinstance(one, LocatedOrder)]
        for finding in batch:
            if isinstance(finding, Finding):
                _add_finding(intake, finding)
        for read, entered in zip(reads, book.add_orders((r.order for r in reads), offer, now, sender), strict=True):
            _add_result(intake, read, entered)
        done += len(reads)
        if step:
            step(done)
    return intake


def _add_result(intake: IntakeResult, read: LocatedOrder, entered: EntryResult) -> None:
    """Count an order's lines, and list its faults as findings."""
    if entered.order is not None and entered.new:
        intake.orders.add(entered.order)
    intake.new += entered.new
    intake.known += entered.known
    for finding in _list_findings(read, entered.faults):
        _add_finding(intake, finding)


def _list_findings(read: LocatedOrder, faults: tuple[OrderFault, ...]) -> Iterator[Finding]:
    """Make a finding of each fault, with its place."""
    for fault in faults:
        yield fault.code.make_finding(
            read.find_place(fault.line, fault.field), f"{fault.field}: {fault.problem}", fault.hint
        )


def _add_finding(intake: IntakeResult, finding: Finding) -> None:
    """Add a finding, or only count it beyond the limit."""
    if finding.severity == "error":
        intake.bad += 1
    if len(intake.findings) < MOST_FINDINGS:
        intake.findings.append(finding)
    elif finding.severity == "error":
        intake.unlisted += 1
