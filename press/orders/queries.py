"""What the ledger says of its orders: lists without names, one order whole, and a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from press.model.findings import Exit, Place, PressError
from press.orders import tables as t
from press.orders.ledger import NO_ORDER, Ledger
from press.orders.models import FIELDS, PERSON_FIELDS, STATUSES, Status, shown

EXPORTED = ("order", "received", "status", *FIELDS[1:])
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What begins a formula in a spreadsheet (OWASP, CSV Injection), wide forms too."""


def listed(book: Ledger, status: Status | None = None, most: int | None = None) -> list[dict[str, Any]]:
    """The orders with a line of some status, newest first: numbers, dates, statuses and counts; no names."""
    chosen = sa.select(t.orders).order_by(t.orders.c.id.desc())
    if status:
        chosen = chosen.where(t.orders.c.id.in_(sa.select(t.lines.c.order_id).where(t.lines.c.status == status)))
    with book.transaction() as connection:
        found = connection.execute(chosen.limit(most)).all()
        return [_summary(row, _lines(connection, row.id)) for row in found]


def whole(book: Ledger, order: int) -> dict[str, Any]:
    """Everything about an order, who ordered too. Raises PressError (usage) when it is not in the ledger."""
    with book.transaction() as connection:
        row = connection.execute(sa.select(t.orders).where(t.orders.c.id == order)).first()
        if row is None:
            raise PressError([NO_ORDER.at(Place(), f"there is no order {shown(order)}")], Exit.USAGE)
        lines = _lines(connection, order)
        person = connection.execute(sa.select(t.people).where(t.people.c.order_id == order)).one()
        journal = connection.execute(
            sa.select(t.journal).where(t.journal.c.order_id == order).order_by(t.journal.c.id)
        ).all()
        return {
            **_summary(row, lines),
            **{name: getattr(person, name) for name in ("reference", *PERSON_FIELDS, "note")},
            "lines": [_line(line) for line in lines],
            "journal": [_entry(entry, lines) for entry in journal],
        }


def purged(book: Ledger) -> list[dict[str, Any]]:
    """What is left of purged orders: counts by month and edition."""
    with book.transaction() as connection:
        rows = connection.execute(sa.select(t.counts).order_by(*t.counts.primary_key.columns)).all()
    return [dict(row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def export(book: Ledger) -> str:
    """Every line of every order as CSV for a spreadsheet: every field quoted, and none that could be a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(EXPORTED)
    with book.transaction() as connection:
        chosen = sa.select(t.orders, t.people).join(t.people).order_by(t.orders.c.id)
        for row in connection.execute(chosen).mappings().all():
            for line in _lines(connection, row[t.orders.c.id]):
                values = {**row, **_line(line), "order": shown(line.order_id)}
                writer.writerow([harmless(str(values[name])) for name in EXPORTED])
    return out.getvalue()


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what could begin one."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def status_of(lines: Sequence[sa.Row[Any]]) -> Status:
    """The status of an order: that of its line which is least far."""
    order = ("new", "accepted", "back-ordered", "picked", "sent", "cancelled")
    assert set(order) == set(STATUSES)
    return min((line.status for line in lines), key=order.index)


def _summary(row: sa.Row[Any], lines: Sequence[sa.Row[Any]]) -> dict[str, Any]:
    return {
        "order": shown(row.id),
        "received": row.received,
        "status": status_of(lines),
        "copies": sum(line.quantity for line in lines),
        "other_format": row.other_format,
        "due": row.due or "",
        "answered": row.answered or "",
    }


def _line(line: sa.Row[Any]) -> dict[str, Any]:
    names = ("number", "language", "variant", "quantity", "status", "changed", "from_stock")
    return {**{name: getattr(line, name) for name in names}, "batch": shown(line.batch_id) if line.batch_id else ""}


def _entry(entry: sa.Row[Any], lines: Sequence[sa.Row[Any]]) -> dict[str, Any]:
    place = next((n for n, line in enumerate(lines, 1) if line.id == entry.line_id), 0)
    batch = shown(entry.batch_id) if entry.batch_id else ""
    return {"at": entry.at, "line": place, "was": entry.was, "became": entry.became, "batch": batch}


def _lines(connection: sa.Connection, order: int) -> Sequence[sa.Row[Any]]:
    return connection.execute(sa.select(t.lines).where(t.lines.c.order_id == order).order_by(t.lines.c.id)).all()


def batches(book: Ledger) -> Iterator[dict[str, Any]]:
    """The batches there are: number, times, folder."""
    with book.transaction() as connection:
        rows = connection.execute(sa.select(t.batches).order_by(t.batches.c.id)).all()
    for row in rows:
        yield {"batch": shown(row.id), "opened": row.opened, "closed": row.closed or "", "folder": row.folder}
