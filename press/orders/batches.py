"""What goes into a batch: planned in one transaction, planned again when a batch was begun and never finished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from press.orders import tables as t
from press.orders.ledger import move, on_shelf
from press.orders.models import PERSON_FIELDS
from press.orders.offer import Edition, Offer
from press.runtime.clock import stamp


@dataclass(frozen=True, slots=True)
class Pick:
    """A line that goes into a packet: the copies of it from the shelf, and those to print."""

    edition: Edition
    quantity: int
    from_stock: int

    @property
    def printed(self) -> int:
        """Copies to print."""
        return self.quantity - self.from_stock


@dataclass(frozen=True, slots=True)
class Packet:
    """What is sent for an order in this batch: to whom, what is in it, and what of the order is still to come."""

    order: int
    received: str
    person: Mapping[str, str]
    picks: tuple[Pick, ...]
    waiting: tuple[tuple[Edition, int], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A request for another format that nobody has answered yet: which format, of what, and by when."""

    order: int
    wanted: str
    editions: tuple[Edition, ...]
    due: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything a batch is made from. gsm: weight of the paper in grams a square metre."""

    id: int
    opened: str
    until: str
    gsm: float
    folder: Path
    packets: tuple[Packet, ...]
    short: tuple[tuple[int, Edition, int], ...]
    """What is back-ordered, of all orders received by then: order, edition, copies."""
    requests: tuple[Request, ...]


def plan(
    connection: sa.Connection, offer: Offer, now: dt.datetime, until: dt.date, gsm: float, base: Path
) -> Batch | None:
    """Open a batch with every line that can be sent, or take up the one that was left open; None: nothing to send.

    A line is sent whole or not at all: from the shelf first, and the rest printed. It is back-ordered when its edition
    is not published or not in force, or when the shelf has too few of what is never printed on demand.
    """
    found = connection.execute(sa.select(t.batches).where(t.batches.c.closed.is_(None))).first()
    day = found.until if found else until.isoformat()
    rows = _candidates(connection, found.id if found else None, day)
    fill, short = _share_out(connection, rows, offer)
    at = found.opened if found else stamp(now)
    for row in short:
        move(connection, row, "back-ordered", at)
    if not fill:
        if found:
            close(connection, found.id, stamp(now))
        return None
    if found:
        batch_id, gsm, folder = int(found.id), float(found.gsm), Path(found.folder)
    else:
        batch_id, folder = _open(connection, at, day, gsm, base)
    for row, from_stock in fill:
        move(connection, row, "accepted", at, batch=batch_id, from_stock=from_stock)
    return Batch(
        batch_id,
        at,
        day,
        gsm,
        folder,
        _packets(connection, fill),
        _back_ordered(connection, day),
        requests(connection, day),
    )


def finish(connection: sa.Connection, batch: Batch, now: dt.datetime) -> bool:
    """Mark the lines of a batch as picked, take what they took from the shelf, and close it; False: it was closed."""
    if not close(connection, batch.id, stamp(now)):
        return False
    for row in connection.execute(sa.select(t.lines).where(t.lines.c.batch_id == batch.id)).all():
        left = sa.case((t.stock.c.quantity > row.from_stock, t.stock.c.quantity - row.from_stock), else_=0)
        connection.execute(sa.update(t.stock).where(on_shelf(row)).values(quantity=left))
        move(connection, row, "picked", stamp(now), batch=batch.id, from_stock=row.from_stock)
    return True


def close(connection: sa.Connection, batch_id: int, at: str) -> bool:
    """Close a batch; False when somebody else has."""
    still_open = (t.batches.c.id == batch_id) & t.batches.c.closed.is_(None)
    return connection.execute(sa.update(t.batches).where(still_open).values(closed=at)).rowcount == 1


def requests(connection: sa.Connection, until: str) -> tuple[Request, ...]:
    """The requests for other formats, of orders received up to a day, that nobody has answered."""
    waiting = (t.orders.c.other_format != "") & t.orders.c.answered.is_(None) & (t.orders.c.received <= _end_of(until))
    found = connection.execute(sa.select(t.orders).where(waiting).order_by(t.orders.c.due, t.orders.c.id)).all()
    return tuple(
        Request(row.id, row.other_format, tuple(_edition(line) for line in _lines(connection, row.id)), row.due or "")
        for row in found
    )


def _back_ordered(connection: sa.Connection, until: str) -> tuple[tuple[int, Edition, int], ...]:
    """What of the orders received up to a day is back-ordered now."""
    here = (t.lines.c.status == "back-ordered") & (t.orders.c.received <= _end_of(until))
    chosen = sa.select(t.lines).join(t.orders).where(here).order_by(t.lines.c.order_id, t.lines.c.id)
    return tuple((row.order_id, _edition(row), row.quantity) for row in connection.execute(chosen))


def _end_of(day: str) -> str:
    return f"{day}T23:59:59Z"


def _candidates(connection: sa.Connection, batch_id: int | None, until: str) -> Sequence[sa.Row[Any]]:
    """The lines of an open batch; without one, every line that waits."""
    # Where a transaction does not hold the whole database, two of them must not plan the same lines.
    chosen = sa.select(t.lines).join(t.orders).order_by(t.lines.c.order_id, t.lines.c.id).with_for_update(of=t.lines)
    if batch_id is not None:
        return connection.execute(chosen.where(t.lines.c.batch_id == batch_id)).all()
    waiting = t.lines.c.status.in_(("new", "accepted", "back-ordered")) & t.lines.c.batch_id.is_(None)
    return connection.execute(chosen.where(waiting & (t.orders.c.received <= _end_of(until)))).all()


def _share_out(
    connection: sa.Connection, rows: Sequence[sa.Row[Any]], offer: Offer
) -> tuple[list[tuple[sa.Row[Any], int]], list[sa.Row[Any]]]:
    """Which lines are filled, each with its copies from the shelf, and which are not; first come, first served."""
    shelf = {
        _edition(row): [row.quantity, row.stock_only]
        for row in connection.execute(sa.select(t.stock).with_for_update())
    }
    fill, short = [], []
    for row in rows:
        left, stock_only = shelf.get(_edition(row), [0, False])
        taken = min(left, row.quantity)
        if _edition(row) not in offer.rows or (stock_only and taken < row.quantity):
            short.append(row)
            continue
        if taken:
            shelf[_edition(row)][0] -= taken
        fill.append((row, taken))
    return fill, short


def _open(connection: sa.Connection, at: str, until: str, gsm: float, base: Path) -> tuple[int, Path]:
    made = connection.execute(sa.insert(t.batches).values(opened=at, until=until, gsm=gsm, folder=""))
    assert made.inserted_primary_key is not None
    batch_id = int(made.inserted_primary_key[0])
    folder = base / f"batch-{batch_id:06d}"
    connection.execute(sa.update(t.batches).where(t.batches.c.id == batch_id).values(folder=str(folder)))
    return batch_id, folder


def _packets(connection: sa.Connection, fill: Sequence[tuple[sa.Row[Any], int]]) -> tuple[Packet, ...]:
    by_order: dict[int, list[Pick]] = {}
    for row, from_stock in fill:
        by_order.setdefault(row.order_id, []).append(Pick(_edition(row), row.quantity, from_stock))
    return tuple(_packet(connection, order, tuple(picks)) for order, picks in by_order.items())


def _packet(connection: sa.Connection, order: int, picks: tuple[Pick, ...]) -> Packet:
    person = connection.execute(sa.select(t.people).where(t.people.c.order_id == order)).one()
    received = connection.scalar(sa.select(t.orders.c.received).where(t.orders.c.id == order))
    waiting = [line for line in _lines(connection, order) if line.status == "back-ordered"]
    return Packet(
        order,
        str(received),
        {name: getattr(person, name) for name in PERSON_FIELDS},
        picks,
        tuple((_edition(line), line.quantity) for line in waiting),
    )


def _lines(connection: sa.Connection, order: int) -> Sequence[sa.Row[Any]]:
    return connection.execute(sa.select(t.lines).where(t.lines.c.order_id == order).order_by(t.lines.c.id)).all()


def _edition(row: sa.Row[Any]) -> Edition:
    return row.number, row.language, row.variant
