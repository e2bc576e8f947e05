"""The ledger: orders go in once; each change of a line keeps to the table of transitions and is journalled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from press.model.findings import Code, Exit, Place, PressError
from press.orders import tables as t
from press.orders.database import engine_of, explained
from press.orders.models import PERSON_FIELDS, STATUSES, TRANSITIONS, Fault, Order, Status, shown
from press.orders.offer import Offer
from press.orders.rules import faults, settled
from press.runtime.clock import stamp, working_days_after

CHANGED = Code(
    "ORD212",
    "An order that came in keeps saying what it said.",
    "house rule: an order is sent once, as it was asked for",
    "give a new order a reference of its own; to change this one, cancel it and order again",
)
TWICE = Code(
    "ORD213",
    "An edition stands in an order once.",
    "house rule: an order is sent once, as it was asked for",
    "add the copies up in one line; if these are two orders, give each a reference in the column `order`",
    severity="warning",
)
NO_ORDER = Code(
    "ORD305", "The orders named are in the ledger.", "the command line", "run `python pipeline.py orders list`"
)
FORBIDDEN = Code(
    "ORD306",
    "The status of an order changes along the way of the house.",
    "house rule: new, accepted, picked, sent; cancelled and back-ordered aside",
    "look at the order with `python pipeline.py orders show`",
)
CODES = (CHANGED, TWICE, NO_ORDER, FORBIDDEN)
IN_BATCH = "a batch is being made of it: run `orders fulfil` again, to its end"


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of an order.

    order: its number in the ledger, None when it did not enter; new: how many of its lines are new there; known: how
    many were there before.
    """

    order: int | None
    new: int = 0
    known: int = 0
    faults: tuple[Fault, ...] = ()


class Ledger:
    """An open ledger. Use it in a `with` statement, or close it."""

    def __init__(self, engine: sa.Engine, folder: Path) -> None:
        self.engine = engine
        self.folder = folder
        """Where batches go when nothing else is said."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Everything done inside happens, or nothing. Raises PressError when another process has it too long."""
        with explained("the ledger"), self.engine.begin() as connection:
            yield connection

    def add(self, orders: Iterable[Order], offer: Offer, now: dt.datetime, sender: str = "") -> list[Entered]:
        """Enter the good lines of some orders; gives what became of each.

        sender: who sends them, so that the references of two senders do not clash.
        """
        with self.transaction() as connection:
            return [_enter(connection, order, offer, now, order.key(sender)) for order in orders]


def ledger(where: str | Path, published: Path) -> Ledger:
    """Open the ledger at a path or URL, making and migrating it as needed. published: the output folder.

    Raises PressError when it cannot be opened or is below that folder.
    """
    return Ledger(*engine_of(str(where), published))


def place(book: Ledger, order: Order, offer: Offer, now: dt.datetime) -> Entered:
    """Enter an order from the web form, whole or not at all.

    The same order sent twice on one day is one order, so a double click does no harm.
    """
    wrong = faults(settled(order, offer), offer)
    if wrong:
        return Entered(None, faults=tuple(wrong))
    with book.transaction() as connection:
        return _enter(connection, order, offer, now, order.key("form", stamp(now)[:10]))


def _enter(connection: sa.Connection, given: Order, offer: Offer, now: dt.datetime, key: str) -> Entered:
    order = settled(given, offer)
    wrong = faults(order, offer)
    bad_lines = {fault.line for fault in wrong}
    good = [n for n in range(len(order.lines)) if n not in bad_lines]
    if None in bad_lines or not good:
        return Entered(None, faults=tuple(wrong))
    found = connection.execute(sa.select(t.people.c.order_id, t.people.c.digest).where(t.people.c.key == key)).first()
    if found and found.digest != order.digest:
        clash = Fault(CHANGED, "order", "an order with this reference came in before, from or for somebody else")
        return Entered(None, faults=(*wrong, clash))
    order_id = int(found.order_id) if found else _insert(connection, order, key, now, offer.limits.other_format_days)
    outcome = _enter_lines(connection, order_id, order, good, stamp(now))
    return Entered(order_id, outcome.new, outcome.known, (*wrong, *outcome.faults))


def _insert(connection: sa.Connection, order: Order, key: str, now: dt.datetime, days: int) -> int:
    due = working_days_after(now.date(), days).isoformat() if order.other_format else None
    values = {"received": stamp(now), "other_format": order.other_format, "due": due}
    made = connection.execute(sa.insert(t.orders).values(values))
    assert made.inserted_primary_key is not None
    order_id = int(made.inserted_primary_key[0])
    person = {name: getattr(order, name) for name in (*PERSON_FIELDS, "note", "reference")}
    connection.execute(sa.insert(t.people).values(order_id=order_id, key=key, digest=order.digest, **person))
    return order_id


def _enter_lines(connection: sa.Connection, order_id: int, order: Order, good: Sequence[int], at: str) -> Entered:
    chosen = sa.select(t.lines).where(t.lines.c.order_id == order_id)
    there = {(row.number, row.language, row.variant): row.quantity for row in connection.execute(chosen)}
    before = set(there)
    new = known = 0
    wrong: list[Fault] = []
    for n in good:
        line = order.lines[n]
        if line.edition not in there:
            there[line.edition] = line.quantity
            values = {**line.model_dump(), "order_id": order_id, "status": "new", "changed": at}
            made = connection.execute(sa.insert(t.lines).values(values))
            assert made.inserted_primary_key is not None
            log(connection, order_id, int(made.inserted_primary_key[0]), "", "new", at)
            new += 1
        elif there[line.edition] != line.quantity:
            wrong.append(Fault(CHANGED, "quantity", "this line came in before with another number of copies", n))
        else:
            known += 1
            if line.edition not in before:
                wrong.append(Fault(TWICE, "number", "this line stands in the order twice; it counts once", n))
    return Entered(order_id, new, known, tuple(wrong))


# ---------------------------------------------------------------- changes


def log(
    connection: sa.Connection, order: int, line: int | None, was: str, became: str, at: str, batch: int | None = None
) -> None:
    """Write a change into the journal."""
    values = {"order_id": order, "line_id": line, "was": was, "became": became, "at": at, "batch_id": batch}
    connection.execute(sa.insert(t.journal).values(values))


def move(
    connection: sa.Connection, line: sa.Row[Any], to: Status, at: str, *, batch: int | None = None, from_stock: int = 0
) -> None:
    """Give a line another status, by the table of transitions, and journal it."""
    if line.status != to:
        assert to in TRANSITIONS[line.status], f"{line.status} to {to}"
        log(connection, line.order_id, line.id, line.status, to, at, batch)
    values = {"status": to, "changed": at, "batch_id": batch, "from_stock": from_stock}
    connection.execute(sa.update(t.lines).where(t.lines.c.id == line.id).values(values))


def lines_of(connection: sa.Connection, order: int) -> Sequence[sa.Row[Any]]:
    """The lines of an order. Raises PressError (usage) when it is not in the ledger."""
    found = connection.execute(sa.select(t.lines).where(t.lines.c.order_id == order).order_by(t.lines.c.id)).all()
    if not found:
        raise PressError([NO_ORDER.at(Place(), f"there is no order {shown(order)}")], Exit.USAGE)
    return found


def set_status(book: Ledger, orders: Sequence[int], to: Status, now: dt.datetime) -> int:
    """Give every line of some orders that may have it another status; gives how many lines changed.

    Lines of an order that are elsewhere on their way (one is sent, another back-ordered) stay as they are. Raises
    PressError, and changes nothing, when an order is unknown or none of its lines may have the status.
    """
    changed = 0
    with book.transaction() as connection:
        wrong = []
        for order in orders:
            rows = lines_of(connection, order)
            if all(row.status == to for row in rows):
                continue
            able = [row for row in rows if to in TRANSITIONS[row.status] and not _being_made(connection, row)]
            if not able:
                now_are = ", ".join(sorted({row.status for row in rows}, key=STATUSES.index))
                problem = f"order {shown(order)} is {now_are}, and cannot become {to}"
                wrong.append(FORBIDDEN.at(Place(), problem, IN_BATCH if _in_open(connection, rows) else ""))
            for row in able:
                _leave(connection, row, to, stamp(now))
            changed += len(able)
        if wrong:
            raise PressError(wrong)
    return changed


def _leave(connection: sa.Connection, row: sa.Row[Any], to: Status, at: str) -> None:
    """Move a line on; when it is cancelled, what it took from the shelf goes back there."""
    if to == "cancelled" and row.from_stock:
        connection.execute(sa.update(t.stock).where(on_shelf(row)).values(quantity=t.stock.c.quantity + row.from_stock))
        move(connection, row, to, at, batch=row.batch_id)
        return
    move(connection, row, to, at, batch=row.batch_id, from_stock=row.from_stock)


def on_shelf(row: sa.Row[Any]) -> sa.ColumnElement[bool]:
    """The stock of the edition of a line."""
    shelf = t.stock.c
    return sa.and_(shelf.number == row.number, shelf.language == row.language, shelf.variant == row.variant)


def _being_made(connection: sa.Connection, row: sa.Row[Any]) -> bool:
    """Whether a line is in a batch that is not complete."""
    if row.batch_id is None:
        return False
    closed = connection.scalar(sa.select(t.batches.c.closed).where(t.batches.c.id == row.batch_id))
    return closed is None


def _in_open(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> bool:
    return any(_being_made(connection, row) for row in rows)


def answer(book: Ledger, orders: Sequence[int], now: dt.datetime) -> int:
    """Note that a person has answered the requests for another format; gives how many were open."""
    with book.transaction() as connection:
        for order in orders:
            lines_of(connection, order)
        waiting = t.orders.c.id.in_(orders) & (t.orders.c.other_format != "") & t.orders.c.answered.is_(None)
        done = connection.execute(sa.update(t.orders).where(waiting).values(answered=stamp(now)))
        return int(done.rowcount)
