"""Purge of old orders: names are deleted from the ledger, its file and its batches. Counts stay."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from press.model.order_statuses import ENDED
from press.orders import database as t
from press.orders.batches import read_identity
from press.orders.database import lock_orders, scrub
from press.orders.folders import list_own_folders
from press.orders.ledger import OrderLedger
from press.orders.models import format_number
from press.runtime.clock import format_time

AT_ONCE = 500
"""Orders in one statement; databases limit how many values it may have."""


@dataclass(frozen=True, slots=True)
class PurgeResult:
    """The result of a purge: orders deleted, papers removed.

    kept: orders as old that are still open; remains: where names may still be, as a sentence, or "".
    """

    orders: int
    papers: int
    kept: int
    remains: str = ""


def purge_orders(book: OrderLedger, now: dt.datetime, older_than: dt.timedelta) -> PurgeResult:
    """Delete orders that ended some time ago.

    An order has ended if each of its lines has a status that ends, and if any request in it is answered. Its slip and
    label are deleted first, then its rows, a few hundred orders in each transaction, and last the traces in the
    database file. A purge that was stopped can be run again. Raises PressError while a batch is being made.
    """
    before = format_time(now - older_than)
    with lock_orders(book.engine):
        with book.begin_transaction() as connection:
            ledger = read_identity(connection)
            batches = connection.execute(sa.select(t.batches)).all()
        folders = [
            (row.id, one) for row in batches for one in list_own_folders(Path(row.folder), row.id, row.opened, ledger)
        ]
        with book.begin_transaction() as connection:
            order_ids = list(connection.scalars(sa.select(t.orders.c.id).where(_select_finished(before))))
            noted = _list_batches_with_notes(connection, set(order_ids))
            kept = connection.scalar(sa.select(sa.func.count()).where(t.orders.c.received < before)) or 0
        papers = sum(_remove_papers(folder, order_ids, with_pick_list=batch in noted) for batch, folder in folders)
        for start in range(0, len(order_ids), AT_ONCE):
            with book.begin_transaction() as connection:
                _delete_orders(connection, order_ids[start : start + AT_ONCE])
        remains = scrub(book.engine)
    return PurgeResult(len(order_ids), papers, max(0, kept - len(order_ids)), remains)


def _select_finished(before: str) -> sa.ColumnElement[bool]:
    """Select orders that ended before a time, requests included."""
    ended = t.lines.c.status.in_(ENDED) & (t.lines.c.changed < before)
    still = sa.select(t.lines.c.id).where(t.lines.c.order_id == t.orders.c.id, ~ended).exists()
    answered = (t.orders.c.other_format == "") | (t.orders.c.answered < before)
    return sa.and_(~still, answered, t.orders.c.received < before)


def _list_batches_with_notes(connection: sa.Connection, order_ids: set[int]) -> set[int]:
    """List the batches whose pick list has a note of one of some orders."""
    chosen = sa.select(t.lines.c.batch_id, t.lines.c.order_id).join(t.people, t.people.c.order_id == t.lines.c.order_id)
    rows = connection.execute(chosen.where(t.people.c.note != "", t.lines.c.batch_id.is_not(None)))
    return {row.batch_id for row in rows if row.order_id in order_ids}


def _remove_papers(folder: Path, order_ids: Sequence[int], *, with_pick_list: bool) -> int:
    """Remove the slips and labels of orders from a folder, and the pick list if it has their notes."""
    names = [f"{kind}-{format_number(order)}.pdf" for order in order_ids for kind in ("slip", "label")]
    removed = 0
    for name in (*names, *(["pick-list.pdf"] if with_pick_list else [])):
        if (folder / name).exists():
            (folder / name).unlink()
            removed += 1
    return removed


def _delete_orders(connection: sa.Connection, order_ids: Sequence[int]) -> None:
    """Count some orders by month and edition, and delete them."""
    orders: Counter[tuple[str, str, str, str, str]] = Counter()
    copies: Counter[tuple[str, str, str, str, str]] = Counter()
    chosen = sa.select(t.lines, t.orders.c.received).join(t.orders).where(t.orders.c.id.in_(order_ids))
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
        connection.execute(sa.delete(table).where(table.c[column].in_(order_ids)))
