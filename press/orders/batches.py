"""Planning a batch: which lines ship, from stock or print, in one transaction that can be repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from press.model.order_statuses import WAITING
from press.orders import database as t
from press.orders.ledger import change_line_status, match_stock
from press.orders.models import PERSON_FIELDS
from press.orders.offer import EditionKey, Offer
from press.runtime.clock import format_time


@dataclass(frozen=True, slots=True)
class PickedLine:
    """A line that goes into a packet: its copies, and how many of them come from stock."""

    edition: EditionKey
    quantity: int
    from_stock: int

    @property
    def printed(self) -> int:
        """Copies to print."""
        return self.quantity - self.from_stock


@dataclass(frozen=True, slots=True)
class Packet:
    """One order's part of a batch: recipient, lines to send, and lines still to come.

    note: what the customer wrote; wanted: another format that a person still has to answer for, by the day `due`.
    """

    order: int
    received: str
    person: Mapping[str, str]
    picks: tuple[PickedLine, ...]
    waiting: tuple[tuple[EditionKey, int], ...]
    note: str = ""
    wanted: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class FormatRequest:
    """An open request for another format: which format, of which editions, and by when."""

    order: int
    wanted: str
    editions: tuple[EditionKey, ...]
    due: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Contents of a batch. ledger: identity of its ledger; gsm: weight of the paper in grams a square meter."""

    id: int
    ledger: str
    opened: str
    until: str
    gsm: float
    folder: Path
    packets: tuple[Packet, ...]
    short: tuple[tuple[int, EditionKey, int], ...]
    """Back-ordered lines of all orders received by then: order, edition, copies."""
    requests: tuple[FormatRequest, ...]


def open_batch(
    connection: sa.Connection, offer: Offer, now: dt.datetime, until: dt.date, gsm: float, base: Path
) -> Batch | None:
    """Resume the unfinished batch, or open one to ship.

    It gets every line that can ship; None means that there is no such line. A line is sent whole or not at all, from
    stock first and the rest printed. It is back-ordered when its edition is not published or not in force, or when the
    stock of an edition that is never printed on demand is too small.
    """
    found = connection.execute(sa.select(t.batches).where(t.batches.c.closed.is_(None))).first()
    day = found.until if found else until.isoformat()
    rows = _select_lines(connection, found.id if found else None, day)
    fill, short = _share_stock(connection, rows, offer)
    at = found.opened if found else format_time(now)
    for row in short:
        change_line_status(connection, row, "back-ordered", at)
    if not fill:
        if found:
            close_batch(connection, found.id, format_time(now))
        return None
    ledger = read_identity(connection)
    if found:
        batch_id, gsm, folder = int(found.id), float(found.gsm), Path(found.folder)
    else:
        batch_id, folder = _insert_batch(connection, at, day, gsm, base, ledger)
    for row, from_stock in fill:
        change_line_status(connection, row, "accepted", at, batch=batch_id, from_stock=from_stock)
    return Batch(
        batch_id,
        ledger,
        at,
        day,
        gsm,
        folder,
        _make_packets(connection, fill),
        _list_back_orders(connection, day),
        list_requests(connection, day),
    )


def finish_batch(connection: sa.Connection, batch: Batch, now: dt.datetime) -> bool:
    """Mark a batch's lines as picked, and close it.

    The copies that came from stock are subtracted there. False: the batch was closed already.
    """
    if not close_batch(connection, batch.id, format_time(now)):
        return False
    for row in connection.execute(sa.select(t.lines).where(t.lines.c.batch_id == batch.id)).all():
        remaining = sa.case((t.stock.c.quantity > row.from_stock, t.stock.c.quantity - row.from_stock), else_=0)
        connection.execute(sa.update(t.stock).where(match_stock(row)).values(quantity=remaining))
        change_line_status(connection, row, "picked", format_time(now), batch=batch.id, from_stock=row.from_stock)
    return True


def close_batch(connection: sa.Connection, batch_id: int, at: str) -> bool:
    """Close a batch; return False if it was closed already."""
    still_open = (t.batches.c.id == batch_id) & t.batches.c.closed.is_(None)
    return connection.execute(sa.update(t.batches).where(still_open).values(closed=at)).rowcount == 1


def list_requests(connection: sa.Connection, until: str) -> tuple[FormatRequest, ...]:
    """List open requests of orders received up to a day."""
    waiting = (
        (t.orders.c.other_format != "")
        & t.orders.c.answered.is_(None)
        & (t.orders.c.received <= _format_day_end(until))
    )
    found = connection.execute(sa.select(t.orders).where(waiting).order_by(t.orders.c.due, t.orders.c.id)).all()
    return tuple(
        FormatRequest(
            row.id,
            row.other_format,
            tuple(_read_edition(line) for line in _list_lines(connection, row.id)),
            row.due or "",
        )
        for row in found
    )


def _list_back_orders(connection: sa.Connection, until: str) -> tuple[tuple[int, EditionKey, int], ...]:
    """List back-ordered lines of orders received up to a day."""
    here = (t.lines.c.status == "back-ordered") & (t.orders.c.received <= _format_day_end(until))
    chosen = sa.select(t.lines).join(t.orders).where(here).order_by(t.lines.c.order_id, t.lines.c.id)
    return tuple((row.order_id, _read_edition(row), row.quantity) for row in connection.execute(chosen))


def _format_day_end(day: str) -> str:
    """Format the last second of a day."""
    return f"{day}T23:59:59Z"


def _select_lines(connection: sa.Connection, batch_id: int | None, until: str) -> Sequence[sa.Row[Any]]:
    """Select an open batch's lines, or else all waiting lines."""
    # Rows are locked because not every database locks itself whole, and two runs must not plan the same lines.
    chosen = sa.select(t.lines).join(t.orders).order_by(t.lines.c.order_id, t.lines.c.id).with_for_update(of=t.lines)
    if batch_id is not None:
        return connection.execute(chosen.where(t.lines.c.batch_id == batch_id)).all()
    waiting = t.lines.c.status.in_(WAITING) & t.lines.c.batch_id.is_(None)
    return connection.execute(chosen.where(waiting & (t.orders.c.received <= _format_day_end(until)))).all()


def _share_stock(
    connection: sa.Connection, rows: Sequence[sa.Row[Any]], offer: Offer
) -> tuple[list[tuple[sa.Row[Any], int]], list[sa.Row[Any]]]:
    """Share the stock among lines, first come, first served.

    The first list has the lines that can ship with their copies from stock, the second the lines that cannot.
    """
    stock = {
        _read_edition(row): [row.quantity, row.stock_only]
        for row in connection.execute(sa.select(t.stock).with_for_update())
    }
    fill, short = [], []
    for row in rows:
        in_stock, stock_only = stock.get(_read_edition(row), [0, False])
        from_stock = min(in_stock, row.quantity)
        if _read_edition(row) not in offer.rows or (stock_only and from_stock < row.quantity):
            short.append(row)
            continue
        if from_stock:
            stock[_read_edition(row)][0] -= from_stock
        fill.append((row, from_stock))
    return fill, short


def _insert_batch(
    connection: sa.Connection, at: str, until: str, gsm: float, base: Path, ledger: str
) -> tuple[int, Path]:
    """Insert a batch; return its number and folder."""
    # Not the database's next number: PostgreSQL leaves out those of transactions that were rolled back.
    batch_id = 1 + (connection.scalar(sa.select(sa.func.max(t.batches.c.id))) or 0)
    connection.execute(sa.insert(t.batches).values(id=batch_id, opened=at, until=until, gsm=gsm, folder=""))
    # Numbers of batches are unique in one ledger only, and other ledgers may use the same folder.
    folder = base / f"batch-{batch_id:06d}-{ledger}"
    record_folder(connection, batch_id, folder)
    return batch_id, folder


def record_folder(connection: sa.Connection, batch_id: int, folder: Path) -> None:
    """Record where a batch is."""
    connection.execute(sa.update(t.batches).where(t.batches.c.id == batch_id).values(folder=str(folder)))


def read_identity(connection: sa.Connection) -> str:
    """Read the identity of a ledger."""
    return str(connection.execute(sa.select(t.identity.c.id)).scalar_one())


def _make_packets(connection: sa.Connection, fill: Sequence[tuple[sa.Row[Any], int]]) -> tuple[Packet, ...]:
    """Group the filled lines into packets."""
    by_order: dict[int, list[PickedLine]] = {}
    for row, from_stock in fill:
        by_order.setdefault(row.order_id, []).append(PickedLine(_read_edition(row), row.quantity, from_stock))
    return tuple(_make_packet(connection, order, tuple(picks)) for order, picks in by_order.items())


def _make_packet(connection: sa.Connection, order: int, picks: tuple[PickedLine, ...]) -> Packet:
    """Make the packet of an order."""
    person = connection.execute(sa.select(t.people).where(t.people.c.order_id == order)).one()
    facts = connection.execute(sa.select(t.orders).where(t.orders.c.id == order)).one()
    is_open = bool(facts.other_format) and facts.answered is None
    waiting = [line for line in _list_lines(connection, order) if line.status == "back-ordered"]
    return Packet(
        order,
        str(facts.received),
        {name: getattr(person, name) for name in PERSON_FIELDS},
        picks,
        tuple((_read_edition(line), line.quantity) for line in waiting),
        note=person.note,
        wanted=facts.other_format if is_open else "",
        due=(facts.due or "") if is_open else "",
    )


def _list_lines(connection: sa.Connection, order: int) -> Sequence[sa.Row[Any]]:
    return connection.execute(sa.select(t.lines).where(t.lines.c.order_id == order).order_by(t.lines.c.id)).all()


def _read_edition(row: sa.Row[Any]) -> EditionKey:
    return row.number, row.language, row.variant
