"""Order files into the ledger: each good line enters, each bad one is a finding with its place, and nothing more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from press.model.findings import Finding
from press.orders.ledger import Entered, Ledger
from press.orders.models import Fault
from press.orders.offer import Offer
from press.orders.reading import Read, read_orders

AT_ONCE = 200
"""Orders a transaction: a file of any size holds other commands up for moments only."""
MOST_FINDINGS = 1000
"""Findings kept of one file; the others are counted."""


@dataclass(slots=True)
class Intake:
    """What became of a file: orders and lines that entered, lines that were there before, and what was wrong.

    unlisted: errors beyond the first thousand findings.
    """

    orders: set[int] = field(default_factory=set)
    new: int = 0
    known: int = 0
    bad: int = 0
    findings: list[Finding] = field(default_factory=list)
    unlisted: int = 0


def take_in(
    book: Ledger,
    path: Path,
    offer: Offer,
    now: dt.datetime,
    *,
    sender: str = "",
    step: Callable[[int], None] | None = None,
) -> Intake:
    """Enter the orders of a file. step is called with how many orders were read so far. Raises OSError."""
    intake = Intake()
    reading = read_orders(path)
    done = 0
    while batch := list(islice(reading, AT_ONCE)):
        reads = [one for one in batch if isinstance(one, Read)]
        for finding in batch:
            if isinstance(finding, Finding):
                _note(intake, finding)
        for read, entered in zip(reads, book.add((r.order for r in reads), offer, now, sender), strict=True):
            _count(intake, read, entered)
        done += len(reads)
        if step:
            step(done)
    return intake


def _count(intake: Intake, read: Read, entered: Entered) -> None:
    if entered.order is not None and entered.new:
        intake.orders.add(entered.order)
    intake.new += entered.new
    intake.known += entered.known
    for finding in _findings(read, entered.faults):
        _note(intake, finding)


def _findings(read: Read, faults: tuple[Fault, ...]) -> Iterator[Finding]:
    for fault in faults:
        yield fault.code.at(read.place(fault.line, fault.field), f"{fault.field}: {fault.problem}", fault.hint)


def _note(intake: Intake, finding: Finding) -> None:
    if finding.severity == "error":
        intake.bad += 1
    if len(intake.findings) < MOST_FINDINGS:
        intake.findings.append(finding)
    elif finding.severity == "error":
        intake.unlisted += 1
