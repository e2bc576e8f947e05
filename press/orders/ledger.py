"""The order ledger: orders enter once, and each change of a line follows the transitions and is journaled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import sqlalchemy as sa

from press.model.findings import ExitCode, FindingCode, Place, PressError
from press.model.order_statuses import ENDED, RANKS, STATUSES, describe_transitions
from press.orders import database as t
from press.orders.database import WAIT, explain_errors, find_place, open_engine
from press.orders.models import PERSON_FIELDS, Order, OrderFault, OrderLine, format_number
from press.orders.offer import Offer
from press.orders.rules import CheckedOrder, check_order
from press.runtime.clock import add_working_days, format_time

CHANGED = FindingCode(
    "ORD212",
    "An order does not change after it came in.",
    "house rule: an order is sent once, as it was asked for",
    "give a new order its own reference; to change this one, cancel it and order again",
)
TWICE = FindingCode(
    "ORD213",
    "An edition is listed once in an order.",
    "house rule: an order is sent once, as it was asked for",
    "nothing needs to be done; if these are two orders, give each a reference in the column `order`",
    severity="warning",
)
CANCELLED = FindingCode(
    "ORD214",
    "An order that came in again was not cancelled in between.",
    "house rule: an order is sent once, as it was asked for",
    "to send it after all, give it a new reference in the column `order`",
    severity="warning",
)
SENT_BEFORE = FindingCode(
    "ORD215",
    "A line that came in before and was sent has a reference.",
    "house rule: an order is sent once, as it was asked for",
    "if this is a new order, give it a reference in the column `order`",
    severity="warning",
)
NO_ORDER = FindingCode(
    "ORD305", "The orders named are in the ledger.", "the command line", "run `python pipeline.py orders list`"
)
FORBIDDEN = FindingCode(
    "ORD306",
    "The status of an order changes in the agreed sequence.",
    f"house rule: {describe_transitions()}",
    "look at the order with `python pipeline.py orders show`",
)
CODES = (CHANGED, TWICE, CANCELLED, SENT_BEFORE, NO_ORDER, FORBIDDEN)
REPEATED = dt.timedelta(days=1)
"""Within this time, the same order from the form is one that was sent twice."""
TRIES = 20
"""Times that a transaction is run again because another one was first."""
HIGHEST = 2**31 - 1
"""The highest number that a ledger gives (`Integer` in PostgreSQL)."""
Answer = TypeVar("Answer")
IN_BATCH = "an unfinished batch holds it; run `orders fulfil` again until it ends"


Outcome = Literal["new", "known", "cancelled", "short", "refused"]
"""Outcome of entering an order: all of it is new; it came in before; it came in before and was cancelled (sent by the
form, it is a new order; in a file, it stays cancelled); it entered, but some of it is refused or must wait for stock;
nothing entered."""


@dataclass(frozen=True, slots=True)
class EntryResult:
    """The result of entering an order.

    order: its number in the ledger, None if it did not enter; new: how many of its lines were added; known: how many
    were there before; waiting: the lines that wait for stock.
    """

    outcome: Outcome
    order: int | None = None
    new: int = 0
    known: int = 0
    faults: tuple[OrderFault, ...] = ()
    waiting: tuple[OrderLine, ...] = ()


class OrderLedger:
    """An open ledger, to be used in a `with` statement or closed."""

    def __init__(self, engine: sa.Engine, folder: Path) -> None:
        self.engine = engine
        self.folder = folder
        """The default folder for batches."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.engine.dispose()

    @contextmanager
    def begin_transaction(self) -> Iterator[sa.Connection]:
        """Run what is inside in one transaction, all or nothing.

        Raises PressError when another process holds the ledger too long.
        """
        with explain_errors(find_place(self.engine)), self.engine.begin() as connection:
            yield connection

    def add_orders(
        self, orders: Iterable[Order], offer: Offer, now: dt.datetime, sender: str = ""
    ) -> list[EntryResult]:
        """Enter the good lines of orders, returning each result.

        sender: who sends them, so that equal references of two senders do not clash.
        """
        checked = [check_order(order, offer) for order in orders]
        return self.run_transaction(
            lambda connection: [_enter_filed(connection, one, offer, now, sender) for one in checked]
        )

    def run_transaction(self, work: Callable[[sa.Connection], Answer]) -> Answer:
        """Run work in one transaction; read again if another one wrote the same in the meantime.

        SQLite lets one write at a time, so there it happens only on other databases.
        """
        with explain_errors(find_place(self.engine)):
            for _ in range(TRIES):
                try:
                    with self.engine.begin() as connection:
                        return work(connection)
                except sa.exc.IntegrityError:
                    continue
            with self.engine.begin() as connection:
                return work(connection)


def open_order_ledger(where: str | Path, published: Path, wait: int = WAIT) -> OrderLedger:
    """Open the ledger at a path or URL.

    It is created and migrated as needed. published: the output folder; wait: milliseconds to wait for another process
    that is writing. Raises PressError when the ledger cannot be opened or is below that folder.
    """
    return OrderLedger(*open_engine(str(where), published, wait))


def enter_order(book: OrderLedger, order: Order, offer: Offer, now: dt.datetime) -> EntryResult:
    """Enter an order from the web form, all or nothing.

    The same order sent again within a day is one order, so a double click does no harm.
    """
    checked = check_order(order, offer)
    if checked.faults:
        return EntryResult("refused", faults=checked.faults)
    return book.run_transaction(lambda connection: _enter_posted(connection, checked, offer, now))


def _enter_posted(connection: sa.Connection, checked: CheckedOrder, offer: Offer, now: dt.datetime) -> EntryResult:
    """Enter an order from the form, as a new one unless it was sent twice."""
    key, was_cancelled = "", False
    for repeat in count(1):
        key = checked.order.make_key("form", str(repeat))
        found = _find_order(connection, key)
        if found is None:
            break
        statuses = _list_statuses(connection, found.order_id)
        if not statuses <= set(ENDED) and found.received > format_time(now - REPEATED):
            break
        was_cancelled = _are_cancelled(statuses)
    entered = _enter_checked(connection, checked, key, offer, now)
    return replace(entered, outcome="cancelled") if was_cancelled and entered.outcome == "new" else entered


def _enter_filed(
    connection: sa.Connection, checked: CheckedOrder, offer: Offer, now: dt.datetime, sender: str
) -> EntryResult:
    """Enter the good lines of an order from a file."""
    key = checked.order.make_key(sender)
    found = _find_order(connection, key) if checked.is_usable else None
    statuses: set[str] = set()
    if found and found.digest == checked.order.digest:
        statuses = _list_statuses(connection, found.order_id)
        if _are_cancelled(statuses):
            fault = OrderFault(CANCELLED, "order", "this order came in before and was cancelled; it stays cancelled")
            return EntryResult("cancelled", int(found.order_id), 0, len(checked.lines), (*checked.faults, fault))
    entered = _enter_checked(connection, checked, key, offer, now)
    if found and statuses and statuses <= set(ENDED) and not checked.order.reference:
        # Without a reference, what a clinic asks for every month looks like a file that is added again.
        problem = f"this line came in before, as order {format_number(found.order_id)}; it is not sent again"
        entered = replace(entered, faults=(*entered.faults, OrderFault(SENT_BEFORE, "order", problem)))
    return entered


def _find_order(connection: sa.Connection, key: str) -> sa.Row[Any, Any, Any] | None:
    """Find an order by its key: number, digest, and when it came in."""
    chosen = sa.select(t.people.c.order_id, t.people.c.digest, t.orders.c.received).join(t.orders)
    return connection.execute(chosen.where(t.people.c.key == key)).first()


def _list_statuses(connection: sa.Connection, order: int) -> set[str]:
    """List the statuses of an order's lines."""
    return set(connection.scalars(sa.select(t.lines.c.status).where(t.lines.c.order_id == order)))


def _are_cancelled(statuses: set[str]) -> bool:
    return all(STATUSES[one].restocks for one in statuses)


def _enter_checked(
    connection: sa.Connection, checked: CheckedOrder, key: str, offer: Offer, now: dt.datetime
) -> EntryResult:
    """Enter the sound lines of an order under a key."""
    order, wrong = checked.order, checked.faults
    if not checked.is_usable:
        return EntryResult("refused", faults=wrong)
    found = _find_order(connection, key)
    if found and found.digest != order.digest:
        clash = OrderFault(CHANGED, "order", "an earlier order has this reference, from or for somebody else")
        return EntryResult("refused", faults=(*wrong, clash))
    days = offer.count_answer_days(order.other_format, [line.edition for line in checked.lines])
    order_id = int(found.order_id) if found else _insert_order(connection, order, key, now, days)
    new, known, changed = _enter_lines(connection, order_id, checked, format_time(now))
    waiting = tuple(line for line in checked.lines if _is_short(connection, line))
    outcome: Outcome = "short" if wrong or changed or (new and waiting) else "new" if new else "known"
    return EntryResult(outcome, order_id, new, known, (*wrong, *changed), waiting)


def _is_short(connection: sa.Connection, line: OrderLine) -> bool:
    """Return whether a line waits for stock: it is never printed, and there is too little."""
    row = connection.execute(sa.select(t.stock).where(match_stock(line))).first()
    return row is not None and row.stock_only and row.quantity < line.quantity


def _insert_order(connection: sa.Connection, order: Order, key: str, now: dt.datetime, days: int) -> int:
    """Insert an order and who ordered; return its number."""
    due = add_working_days(now.date(), days).isoformat() if order.other_format else None
    values = {"received": format_time(now), "other_format": order.other_format, "due": due}
    made = connection.execute(sa.insert(t.orders).values(values))
    assert made.inserted_primary_key is not None
    order_id = int(made.inserted_primary_key[0])
    person = {name: getattr(order, name) for name in (*PERSON_FIELDS, "note", "reference")}
    connection.execute(sa.insert(t.people).values(order_id=order_id, key=key, digest=order.digest, **person))
    return order_id


def _enter_lines(
    connection: sa.Connection, order_id: int, checked: CheckedOrder, at: str
) -> tuple[int, int, list[OrderFault]]:
    """Insert the lines that are new in an order.

    Returns how many are new and known, and the faults of those that changed.
    """
    chosen = sa.select(t.lines).where(t.lines.c.order_id == order_id)
    there = {(row.number, row.language, row.variant): row.quantity for row in connection.execute(chosen)}
    new = known = 0
    wrong: list[OrderFault] = []
    for line in checked.lines:
        if line.edition not in there:
            values = {**line.model_dump(), "order_id": order_id, "status": "new", "changed": at}
            made = connection.execute(sa.insert(t.lines).values(values))
            assert made.inserted_primary_key is not None
            write_journal(connection, order_id, int(made.inserted_primary_key[0]), "", "new", at)
            new += 1
        elif there[line.edition] != line.quantity:
            place = next(n for n, one in enumerate(checked.order.lines) if one.edition == line.edition)
            problem = "this line came in before with a different number of copies"
            wrong.append(OrderFault(CHANGED, "quantity", problem, place))
        else:
            known += 1
    return new, known, wrong


# ---------------------------------------------------------------- changes


def write_journal(
    connection: sa.Connection, order: int, line: int | None, was: str, became: str, at: str, batch: int | None = None
) -> None:
    """Write a change into the journal."""
    values = {"order_id": order, "line_id": line, "was": was, "became": became, "at": at, "batch_id": batch}
    connection.execute(sa.insert(t.journal).values(values))


def change_line_status(
    connection: sa.Connection, line: sa.Row[Any], to: str, at: str, *, batch: int | None = None, from_stock: int = 0
) -> None:
    """Change a line's status along the transitions, and journal it."""
    if line.status != to:
        assert to in STATUSES[line.status].next, f"{line.status} to {to}"
        write_journal(connection, line.order_id, line.id, line.status, to, at, batch)
    values = {"status": to, "changed": at, "batch_id": batch, "from_stock": from_stock}
    connection.execute(sa.update(t.lines).where(t.lines.c.id == line.id).values(values))


def list_lines(connection: sa.Connection, order: int) -> Sequence[sa.Row[Any]]:
    """List the lines of an order.

    Raises PressError (usage) when it is not in the ledger.
    """
    chosen = sa.select(t.lines).where(t.lines.c.order_id == order).order_by(t.lines.c.id)
    found = connection.execute(chosen).all() if order <= HIGHEST else ()
    if not found:
        raise PressError([NO_ORDER.make_finding(Place(), f"there is no order {format_number(order)}")], ExitCode.USAGE)
    return found


def set_status(book: OrderLedger, orders: Sequence[int], to: str, now: dt.datetime) -> int:
    """Change the status of all lines that may have it.

    Returns how many lines changed. Lines of an order that cannot have the status (one is sent, another back-ordered)
    stay as they are. Raises PressError, and changes nothing, when an order is unknown or none of its lines may have the
    status.
    """
    changed = 0
    with book.begin_transaction() as connection:
        wrong = []
        for order in orders:
            rows = list_lines(connection, order)
            if all(row.status == to for row in rows):
                continue
            able = [
                row for row in rows if to in STATUSES[row.status].next and not _is_in_unfinished_batch(connection, row)
            ]
            if not able:
                now_are = ", ".join(sorted({row.status for row in rows}, key=RANKS.index))
                problem = f"order {format_number(order)} is {now_are} and cannot become {to}"
                wrong.append(
                    FORBIDDEN.make_finding(
                        Place(), problem, IN_BATCH if _has_unfinished_batch(connection, rows) else ""
                    )
                )
            for row in able:
                _change_line(connection, row, to, format_time(now))
            changed += len(able)
        if wrong:
            raise PressError(wrong)
    return changed


def _change_line(connection: sa.Connection, row: sa.Row[Any], to: str, at: str) -> None:
    """Change a line's status, and restock its copies if the status says so."""
    if STATUSES[to].restocks and row.from_stock:
        connection.execute(
            sa.update(t.stock).where(match_stock(row)).values(quantity=t.stock.c.quantity + row.from_stock)
        )
        change_line_status(connection, row, to, at, batch=row.batch_id)
        return
    change_line_status(connection, row, to, at, batch=row.batch_id, from_stock=row.from_stock)


def match_stock(row: sa.Row[Any] | OrderLine) -> sa.ColumnElement[bool]:
    """Select the stock of a line's edition."""
    stock = t.stock.c
    return sa.and_(stock.number == row.number, stock.language == row.language, stock.variant == row.variant)


def _is_in_unfinished_batch(connection: sa.Connection, row: sa.Row[Any]) -> bool:
    """Return whether a line is in an unfinished batch."""
    if row.batch_id is None:
        return False
    closed = connection.scalar(sa.select(t.batches.c.closed).where(t.batches.c.id == row.batch_id))
    return closed is None


def _has_unfinished_batch(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> bool:
    """Return whether any line is in an unfinished batch."""
    return any(_is_in_unfinished_batch(connection, row) for row in rows)


def record_answers(book: OrderLedger, orders: Sequence[int], now: dt.datetime) -> int:
    """Mark requests for other formats as answered, and count them."""
    with book.begin_transaction() as connection:
        for order in orders:
            list_lines(connection, order)
        waiting = t.orders.c.id.in_(orders) & (t.orders.c.other_format != "") & t.orders.c.answered.is_(None)
        done = connection.execute(sa.update(t.orders).where(waiting).values(answered=format_time(now)))
        return int(done.rowcount)
