"""Tables of web pages: what kind they are, and the grid of their cells."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

MOST_WORDS_BOXED = 150
"""Words of a box; a single cell with more of them holds a whole page."""
MOST_SPANNED = 50
"""Columns or rows that one cell may span; more is a mistake or an attack."""


def is_data_table(table: Element) -> bool:
    """Return whether a table holds data.

    It has columns and rows then. A table that only arranges a page is read as running text.
    """
    found = list_rows(table)
    nested = any(one is not table for one in table.iter("table"))
    return not nested and len(found) > 1 and max(len(row) for row in found) > 1


def list_rows(table: Element) -> list[list[Element]]:
    """List the cells of each row that is not empty: the head first and the foot last, as a browser shows them."""
    rows = list(table.iter("tr"))
    places = {row: place for place, tag in ((0, "thead"), (2, "tfoot")) for part in table.iter(tag) for row in part}
    rows.sort(key=lambda row: places.get(row, 1))
    found = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
    return [row for row in found if row]


def list_merged(table: Element) -> list[list[str]]:
    """List for each place of the grid the sign with which it joins another cell."""
    grid = make_grid(table)
    at = {id(cell): (y, x) for y, row in enumerate(grid) for x, cell in enumerate(row) if cell is not None}
    signs = [["" for _ in row] for row in grid]
    for row in list_rows(table):
        for cell in row:
            top, left = at[id(cell)]
            for y, x in _list_places(cell, top, left, len(grid)):
                if (y, x) != (top, left) and grid[y][x] is None:
                    signs[y][x] = "<<" if x > left else "^^"
    return signs


def make_grid(table: Element) -> list[list[Element | None]]:
    """Place the cells on a grid.

    None stands where a cell spans, or where a row is too short.
    """
    placed: dict[tuple[int, int], Element | None] = {}
    rows = list_rows(table)
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in placed:
                column += 1
            for place in _list_places(cell, number, column, len(rows)):
                placed.setdefault(place, None)
            placed[number, column] = cell
    width = max(column for _, column in placed) + 1
    return [[placed.get((number, column)) for column in range(width)] for number in range(len(rows))]


def _list_places(cell: Element, row: int, column: int, rows: int) -> Iterator[tuple[int, int]]:
    """Yield the places that a cell covers."""
    for down in range(min(_read_span(cell, "rowspan"), rows - row)):
        yield from ((row + down, column + right) for right in range(_read_span(cell, "colspan")))


def _read_span(cell: Element, name: str) -> int:
    """Read how many columns or rows a cell spans."""
    given = cell.get(name, "1").strip()
    return max(1, min(int(given), MOST_SPANNED)) if given.isascii() and given.isdigit() and len(given) < 6 else 1


def is_box(table: Element) -> bool:
    """Return whether a table is a frame around a few paragraphs."""
    rows = list_rows(table)
    headings = {"h1", "h2", "h3", "h4", "h5", "h6", "table"}
    inner = [one for one in table.iter() if one is not table and one.tag in headings]
    return (
        len(rows) == 1
        and len(rows[0]) == 1
        and not inner
        and len(" ".join(table.itertext()).split()) <= MOST_WORDS_BOXED
    )
