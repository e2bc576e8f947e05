"""Queries on the ledger: lists without names, one whole order, a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from press.catalogue.exports import escape_cell
from press.model.order_statuses import RANKS
from press.orders import database as t
from press.orders.ledger import OrderLedger, list_lines
from press.orders.models import FIELDS, PERSON_FIELDS, format_number

EXPORTED = ("order", "received", "status", *FIELDS[1:])


def list_orders(book: OrderLedger, status: str | None = None) -> list[dict[str, Any]]:
    """List orders with a line of some status, newest first.

    Numbers, dates, statuses and counts; no names.
    """
    chosen = sa.select(t.orders).order_by(t.orders.c.id.desc())
    if status:
        chosen = chosen.where(t.orders.c.id.in_(sa.select(t.lines.c.order_id).where(t.lines.c.status == status)))
    with book.begin_transaction() as connection:
        found = connection.execute(chosen).all()
        return [_summarize(row, _list_lines(connection, row.id)) for row in found]


def describe_order(book: OrderLedger, order: int) -> dict[str, Any]:
    """Describe an order completely, with who ordered.

    Raises PressError (usage) when it is not in the ledger.
    """
    with book.begin_transaction() as connection:
        lines = list_lines(connection, order)
        row = connection.execute(sa.select(t.orders).where(t.orders.c.id == order)).one()
        person = connection.execute(sa.select(t.people).where(t.people.c.order_id == order)).one()
        journal = connection.execute(
            sa.select(t.journal).where(t.journal.c.order_id == order).order_by(t.journal.c.id)
        ).all()
        return {
            **_summarize(row, lines),
            **{name: getattr(person, name) for name in ("reference", *PERSON_FIELDS, "note")},
            "lines": [_describe_line(line) for line in lines],
            "journal": [_describe_change(entry, lines) for entry in journal],
        }


def list_purged(book: OrderLedger) -> list[dict[str, Any]]:
    """List the counts of purged orders, by month and edition."""
    with book.begin_transaction() as connection:
        rows = connection.execute(sa.select(t.counts).order_by(*t.counts.primary_key.columns)).all()
    return [dict(row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def export_csv(book: OrderLedger) -> str:
    """Format all order lines as CSV for a spreadsheet.

    Every field is quoted, and none can run as a formula.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(EXPORTED)
    with book.begin_transaction() as connection:
        chosen = sa.select(t.orders, t.people).join(t.people).order_by(t.orders.c.id)
        for row in connection.execute(chosen).mappings().all():
            for line in _list_lines(connection, row[t.orders.c.id]):
                values = {**row, **_describe_line(line), "order": format_number(line.order_id)}
                writer.writerow([escape_cell(values[name]) for name in EXPORTED])
    return out.getvalue()


def find_status(lines: Sequence[sa.Row[Any]]) -> str:
    """Find an order's status: that of its least advanced line."""
    return RANKS[min(RANKS.index(line.status) for line in lines)]


def _summarize(row: sa.Row[Any], lines: Sequence[sa.Row[Any]]) -> dict[str, Any]:
    return {
        "order": format_number(row.id),
        "received": row.received,
        "status": find_status(lines),
        "copies": sum(line.quantity for line in lines),
        "other_format": row.other_format,
        "due": row.due or "",
        "answered": row.answered or "",
    }


def _describe_line(line: sa.Row[Any]) -> dict[str, Any]:
    names = ("number", "language", "variant", "quantity", "status", "changed", "from_stock")
    return {
        **{name: getattr(line, name) for name in names},
        "batch": format_number(line.batch_id) if line.batch_id else "",
    }


def _describe_change(entry: sa.Row[Any], lines: Sequence[sa.Row[Any]]) -> dict[str, Any]:
    place = next((n for n, line in enumerate(lines, 1) if line.id == entry.line_id), 0)
    batch = format_number(entry.batch_id) if entry.batch_id else ""
    return {"at": entry.at, "line": place, "was": entry.was, "became": entry.became, "batch": batch}


def _list_lines(connection: sa.Connection, order: int) -> Sequence[sa.Row[Any]]:
    return connection.execute(sa.select(t.lines).where(t.lines.c.order_id == order).order_by(t.lines.c.id)).all()


def list_batches(book: OrderLedger) -> Iterator[dict[str, Any]]:
    """List the batches: number, times, folder."""
    with book.begin_transaction() as connection:
        rows = connection.execute(sa.select(t.batches).order_by(t.batches.c.id)).all()
    for row in rows:
        yield {"batch": format_number(row.id), "opened": row.opened, "closed": row.closed or "", "folder": row.folder}
