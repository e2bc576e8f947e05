"""Reading order files: CSV line by line, JSON and JSON lines. Every field knows its place."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from press.model.findings import Finding, FindingCode, Place
from press.orders.intake import csv, json
from press.orders.intake.columns import CODES as COLUMN_CODES
from press.orders.intake.columns import ColumnMap
from press.orders.models import Order, OrderLine, make_line, make_order, normalize_text

UNREADABLE = FindingCode(
    "ORD101",
    "An order file is CSV or JSON in UTF-8.",
    "RFC 4180; RFC 8259",
    "save it as `CSV UTF-8 (comma delimited)`",
)
SEPARATORS = FindingCode(
    "ORD105",
    "The fields of a CSV file are separated by commas.",
    "RFC 4180, 2",
    "nothing needs to be done; the file was read as it is",
    severity="warning",
)
CODES = (UNREADABLE, SEPARATORS, *csv.CODES, *json.CODES, *COLUMN_CODES)

JSON_ENDS = (".json", ".jsonl", ".ndjson")
MOST_JSON = 20_000_000
"""Bytes of a JSON file, which is read at once; a CSV file may have any size."""


@dataclass(frozen=True, slots=True)
class LocatedOrder:
    """An order from a file, with the places of its fields.

    place(line, field): where a field of a line is; line None is the order itself.
    """

    order: Order
    find_place: Callable[[int | None, str], Place]


def read_orders(path: Path, column_map: ColumnMap | None = None) -> Iterator[LocatedOrder | Finding]:
    """Yield the orders of a file, and its findings.

    column_map: what the columns of a CSV file are, if they do not have our names. Raises OSError.
    """
    start = _read_start(path)
    if obstacle := find_obstacle(path):
        yield obstacle
    elif path.suffix.lower() in JSON_ENDS or start.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in {b"[", b"{"}:
        yield from _read_json(path)
    else:
        yield from _read_csv(path, column_map)


def find_obstacle(path: Path) -> Finding | None:
    """Find out from its first bytes why a file cannot be read as text at all.

    Raises OSError.
    """
    start, at = _read_start(path), Place(str(path), 1, 1)
    if not start.strip(b" \t\r\n\0" + codecs.BOM_UTF8):
        return UNREADABLE.make_finding(at, "the file is empty", "write a head line, and a line for each edition")
    if start.startswith(b"PK\x03\x04"):
        return UNREADABLE.make_finding(at, "this is a spreadsheet workbook")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in start:
        return UNREADABLE.make_finding(at, "this is UTF-16, or not a text file")
    return None


def _read_start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _read_csv(path: Path, column_map: ColumnMap | None) -> Iterator[LocatedOrder | Finding]:
    """Yield the orders and findings of a CSV file."""
    for row in csv.read_rows(path, column_map):
        if isinstance(row, Finding):
            yield row
        elif isinstance(row, str):
            yield SEPARATORS.make_finding(Place(str(path), 1, 1), f"the fields of this file are separated by {row}")
        else:
            yield LocatedOrder(make_order(row.fields), lambda _line, field, row=row: row.find_place(field))  # type: ignore[misc]


def _read_json(path: Path) -> Iterator[LocatedOrder | Finding]:
    """Yield the orders and findings of a JSON file."""
    size = path.stat().st_size
    if size > MOST_JSON:
        problem = f"the file has {size:,} bytes; JSON files may have {MOST_JSON:,}"
        yield UNREADABLE.make_finding(Place(str(path)), problem, "send CSV, or split it into several files")
        return
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield UNREADABLE.make_finding(Place(str(path)), f"byte {error.start} is not UTF-8")
        return
    for item in json.read_objects(text, str(path)):
        if isinstance(item, Finding):
            yield item
        else:
            order = make_order(item.fields, _make_lines(item.lines))
            yield LocatedOrder(order, lambda _line, _field, place=item.place: place)  # type: ignore[misc]


def _make_lines(given: tuple[Mapping[str, str], ...]) -> tuple[OrderLine, ...]:
    """Make the lines of an order."""
    return tuple(make_line({name: normalize_text(value) for name, value in one.items()}) for one in given)
