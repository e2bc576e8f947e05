"""Order files into the ledger: each good line enters, and each bad one is a finding."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from press.model.findings import Finding
from press.orders.intake.columns import ColumnMap
from press.orders.intake.files import LocatedOrder, read_orders
from press.orders.ledger import TWICE, EntryResult, OrderLedger
from press.orders.models import Order, OrderFault, OrderLine
from press.orders.offer import Offer
from press.orders.rules import normalize_order

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
    columns: ColumnMap | None = None,
    step: Callable[[int], None] | None = None,
) -> IntakeResult:
    """Enter the orders of a file.

    columns: which of the file's columns are which. step: called with how many orders were read so far. Raises OSError.
    """
    intake = IntakeResult()
    copies = FileCopies(read_orders(path, columns), offer)
    reading = read_orders(path, columns)
    done = 0
    while batch := list(islice(reading, AT_ONCE)):
        for finding in batch:
            if isinstance(finding, Finding):
                _add_finding(intake, finding)
        reads = [one for read in batch if isinstance(read, LocatedOrder) for one in copies.add_up(read, intake)]
        for read, entered in zip(reads, book.add_orders((r.order for r in reads), offer, now, sender), strict=True):
            _add_result(intake, read, entered)
        done += len(batch)
        if step:
            step(done)
    return intake


class FileCopies:
    """The copies of each edition in each order of a file, whose rows may stand far apart.

    Only a hash of each row is kept, because a file may have millions.
    """

    def __init__(self, reading: Iterable[LocatedOrder | Finding], offer: Offer) -> None:
        self._offer = offer
        self._copies: Counter[int] = Counter()
        self._met: set[int] = set()
        for read in reading:
            if isinstance(read, LocatedOrder):
                order = normalize_order(read.order, offer)
                self._copies.update({_hash_line(order, line): 0 for line in order.lines})
                for line in order.lines:
                    self._copies[_hash_line(order, line)] += line.quantity

    def add_up(self, read: LocatedOrder, intake: IntakeResult) -> Iterator[LocatedOrder]:
        """Put all copies of an edition into its first row, and say so at the others.

        Rows without a reference are orders of their own. If two are the same in every field, they count once.
        """
        order = normalize_order(read.order, self._offer)
        lines = []
        for n, line in enumerate(order.lines):
            key = _hash_line(order, line)
            if line.quantity and key in self._met:
                place = read.find_place(n, "quantity")
                problem = "its copies are added up" if order.reference else "the line has no reference; it counts once"
                _add_finding(intake, TWICE.make_finding(place, f"this edition is in the order twice; {problem}"))
                continue
            self._met.add(key)
            copies = self._copies[key] if line.quantity and order.reference else line.quantity
            lines.append(line.model_copy(update={"quantity": copies}))
        if lines or not order.lines:
            yield replace(read, order=order.model_copy(update={"lines": tuple(lines)}))


def _hash_line(order: Order, line: OrderLine) -> int:
    """Hash what rows of the same edition in the same order have in common."""
    return hash((order.reference or order.make_key(), order.digest, line.edition))


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
