"""Order files read line by line: CSV as it streams by, JSON and JSON lines. Every field knows where it stands."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from press.model.findings import Code, Finding, Place
from press.orders import csv, json
from press.orders.models import Line, Order, line_of, order_of, tidy

UNREADABLE = Code(
    "ORD101",
    "An order file is CSV or JSON in UTF-8.",
    "RFC 4180; RFC 8259",
    "save it as `CSV UTF-8 (comma delimited)`",
)
SEPARATORS = Code(
    "ORD105",
    "The fields of a CSV file are separated by commas.",
    "RFC 4180, 2",
    "nothing need be done; the file was read as it is",
    severity="warning",
)
CODES = (UNREADABLE, SEPARATORS, *csv.CODES, *json.CODES)

JSON_ENDS = (".json", ".jsonl", ".ndjson")
MOST_JSON = 20_000_000
"""Bytes of a JSON file, which is read whole; CSV may be of any size."""


@dataclass(frozen=True, slots=True)
class Read:
    """An order as it was read: place(line, field) says where a field of a line stands; None is the order itself."""

    order: Order
    place: Callable[[int | None, str], Place]


def read_orders(path: Path) -> Iterator[Read | Finding]:
    """The orders of a file, and findings about what could not be read, in the order of the file. Raises OSError."""
    with path.open("rb") as file:
        start = file.read(4096)
    at = Place(str(path), 1, 1)
    if not start.strip(b" \t\r\n\0" + codecs.BOM_UTF8):
        yield UNREADABLE.at(at, "there is nothing in it", "write a head line and a line for each edition ordered")
    elif start.startswith(b"PK\x03\x04"):
        yield UNREADABLE.at(at, "it is a workbook of a spreadsheet program")
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in start:
        yield UNREADABLE.at(at, "it is in UTF-16, or no text at all")
    elif path.suffix.lower() in JSON_ENDS or start.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in {b"[", b"{"}:
        yield from _from_json(path)
    else:
        yield from _from_csv(path)


def _from_csv(path: Path) -> Iterator[Read | Finding]:
    for row in csv.rows(path):
        if isinstance(row, Finding):
            yield row
        elif isinstance(row, str):
            yield SEPARATORS.at(Place(str(path), 1, 1), f"the fields of this file are separated by {row}")
        else:
            yield Read(order_of(row.fields), lambda _line, field, row=row: row.place(field))  # type: ignore[misc]


def _from_json(path: Path) -> Iterator[Read | Finding]:
    size = path.stat().st_size
    if size > MOST_JSON:
        problem = f"it has {size:,} bytes, and JSON is read whole"
        yield UNREADABLE.at(Place(str(path)), problem, "send CSV, or several files")
        return
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield UNREADABLE.at(Place(str(path)), f"it is not UTF-8 at byte {error.start}")
        return
    for item in json.objects(text, str(path)):
        if isinstance(item, Finding):
            yield item
        else:
            yield Read(order_of(item.fields, _lines(item.lines)), lambda _line, _field, item=item: item.place)  # type: ignore[misc]


def _lines(given: tuple[Mapping[str, str], ...]) -> tuple[Line, ...]:
    return tuple(line_of({name: tidy(value) for name, value in one.items()}) for one in given)
