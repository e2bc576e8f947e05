"""Tables of a web page: which of them hold data, and their cells row by row."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

MOST_SPANNED = 50
"""Columns or rows that one cell may span; more is a mistake or mischief."""


def is_data(table: Element) -> bool:
    """Whether a table holds data: it has columns and rows; one that only holds a layout is read as plain text."""
    found = rows_of(table)
    nested = any(one is not table for one in table.iter("table"))
    return not nested and len(found) > 1 and max(len(row) for row in found) > 1


def rows_of(table: Element) -> list[list[Element]]:
    """The cells of each row that has any, as they stand in the file."""
    found = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    return [row for row in found if row]


def spans(table: Element) -> bool:
    """Whether a cell spans columns or rows."""
    cells = (cell for row in rows_of(table) for cell in row)
    return any(_span(cell, name) > 1 for cell in cells for name in ("colspan", "rowspan"))


def grid(table: Element) -> list[list[Element | None]]:
    """The cells at their places; None where one spans, or where a row is too short."""
    held: dict[tuple[int, int], Element | None] = {}
    rows = rows_of(table)
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in held:
                column += 1
            for place in _covered(cell, number, column, len(rows)):
                held.setdefault(place, None)
            held[number, column] = cell
    width = max(column for _, column in held) + 1
    return [[held.get((number, column)) for column in range(width)] for number in range(len(rows))]


def _covered(cell: Element, row: int, column: int, rows: int) -> Iterator[tuple[int, int]]:
    for down in range(min(_span(cell, "rowspan"), rows - row)):
        yield from ((row + down, column + right) for right in range(_span(cell, "colspan")))


def _span(cell: Element, name: str) -> int:
    given = cell.get(name, "1").strip()
    return max(1, min(int(given), MOST_SPANNED)) if given.isascii() and given.isdigit() and len(given) < 6 else 1
