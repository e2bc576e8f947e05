"""Forgetting: who ordered what goes from the ledger, its file and the batches; how many of what stays."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from press.orders import tables as t
from press.orders.database import scrub
from press.orders.fulfilment import STAGING, alone
from press.orders.ledger import Ledger
from press.orders.models import shown
from press.runtime.clock import stamp

AT_ONCE = 500
"""Orders a statement; databases limit how many values one may name."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many orders were forgotten, how many papers of theirs removed, and how many old ones are still open."""

    orders: int
    papers: int
    kept: int


def purge(book: Ledger, now: dt.datetime, older_than: dt.timedelta) -> Purged:
    """Forget the orders that are sent or cancelled, and answered, and did not change for some time.

    Their slips and labels go first, then their rows in one transaction, then what the database left of them in its
    file. Stopped anywhere and run again, it ends the same. Raises PressError when a batch is being made.
    """
    before = stamp(now - older_than)
    with book.transaction() as connection:
        folders = [Path(folder) for folder in connection.scalars(sa.select(t.batches.c.folder))]
    with ExitStack() as stack:
        for base in sorted({folder.parent for folder in folders if folder.parent.is_dir()}):
            stack.enter_context(alone(base))
        with book.transaction() as connection:
            going = list(connection.scalars(sa.select(t.orders.c.id).where(_finished(before))))
            kept = connection.scalar(sa.select(sa.func.count()).where(t.orders.c.received < before)) or 0
        papers = sum(_remove_papers(folder, going) for folder in folders)
        for start in range(0, len(going), AT_ONCE):
            with book.transaction() as connection:
                _forget(connection, going[start : start + AT_ONCE])
        scrub(book.engine)
    return Purged(len(going), papers, max(0, kept - len(going)))


def _finished(before: str) -> sa.ColumnElement[bool]:
    """Orders of which every line came to its end before a time, and that wait for nobody."""
    ended = t.lines.c.status.in_(("sent", "cancelled")) & (t.lines.c.changed < before)
    still = sa.select(t.lines.c.id).where(t.lines.c.order_id == t.orders.c.id, ~ended).exists()
    answered = (t.orders.c.other_format == "") | (t.orders.c.answered < before)
    return sa.and_(~still, answered, t.orders.c.received < before)


def _remove_papers(folder: Path, going: Sequence[int]) -> int:
    """Remove the slips and labels of some orders from a batch, and what a batch that was stopped left behind."""
    removed = 0
    for place in (folder, folder.with_name(STAGING)):
        for order in going:
            for name in (f"slip-{shown(order)}.pdf", f"label-{shown(order)}.pdf"):
                if (place / name).exists():
                    (place / name).unlink()
                    removed += 1
    return removed


def _forget(connection: sa.Connection, going: Sequence[int]) -> None:
    """Count some orders by month and edition, and delete them."""
    orders: Counter[tuple[str, str, str, str, str]] = Counter()
    copies: Counter[tuple[str, str, str, str, str]] = Counter()
    chosen = sa.select(t.lines, t.orders.c.received).join(t.orders).where(t.orders.c.id.in_(going))
    for row in connection.execute(chosen):
        key = (row.received[:7], row.number, row.language, row.variant, row.status)
        orders[key] += 1
        copies[key] += row.quantity
    names = [column.name for column in t.counts.primary_key.columns]
    for key, count in sorted(orders.items()):
        values = dict(zip(names, key, strict=True))
        here = sa.and_(*(t.counts.c[name] == value for name, value in values.items()))
        there = connection.execute(sa.select(t.counts).where(here)).first()
        added = {
            "orders": count + (there.orders if there else 0),
            "copies": copies[key] + (there.copies if there else 0),
        }
        connection.execute(sa.delete(t.counts).where(here))
        connection.execute(sa.insert(t.counts).values({**values, **added}))
    for table, column in ((t.journal, "order_id"), (t.people, "order_id"), (t.lines, "order_id"), (t.orders, "id")):
        connection.execute(sa.delete(table).where(table.c[column].in_(going)))
