"""Tables: the grid of cells, and the header cells of each data cell.

The grid is that of the HTML Living Standard, 4.9.12 (forming a table). The headers of a cell follow its "internal
algorithm for scanning and assigning header cells", simplified to scopes row, column and both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pydyf

from press.render.tagging.tree import TagNode

GROUPS = ("THead", "TBody", "TFoot")
WIDEST = 1000
"""The most columns that a cell may span (HTML Living Standard, 4.9.11)."""


@dataclass(eq=False, slots=True)
class Cell:
    """A table cell: its first row and column (from 0), its spans, and its scope if it is a header."""

    node: TagNode
    row: int
    column: int
    rows: int
    columns: int
    scope: str = ""


def describe_tables(root: TagNode) -> list[str]:
    """Give every table its scopes, spans and headers; return warnings."""
    warnings: list[str] = []
    for number, table in enumerate((node for node in root.walk() if node.role == "Table"), 1):
        cells = list(_walk_cells(table))
        for cell in cells:
            _set_attributes(cell)
        if any(cell.scope and (cell.rows > 1 or cell.columns > 1) for cell in cells) or _has_named_headers(cells):
            _set_headers(cells, number)
        if cells and not any(cell.scope for cell in cells):
            warnings.append(f"a table has no header cell: {' '.join(table.read_words().split())[:60]!r}")
    return warnings


def _walk_row_groups(table: TagNode) -> Iterator[list[TagNode]]:
    """Yield the rows of a table by row group.

    A row outside of any group is a group of its own.
    """
    for kid in table.child_nodes:
        if kid.role == "TR":
            yield [kid]
        elif kid.role in GROUPS:
            yield [row for row in kid.child_nodes if row.role == "TR"]


def _walk_cells(table: TagNode) -> Iterator[Cell]:
    first = 0
    for rows in _walk_row_groups(table):
        occupied: set[tuple[int, int]] = set()
        for row, node in enumerate(rows):
            column = 0
            for kid in (kid for kid in node.child_nodes if kid.role in ("TH", "TD")):
                while (row, column) in occupied:
                    column += 1
                columns = _read_span(kid, "colspan", WIDEST) or 1
                tall = _read_span(kid, "rowspan", len(rows) - row)
                down = tall or len(rows) - row  # 0 means: to the end of the group
                occupied.update((row + y, column + x) for y in range(down) for x in range(columns))
                yield Cell(kid, first + row, column, down, columns, _find_scope(kid))
                column += columns
        first += len(rows)


def _read_span(node: TagNode, name: str, most: int) -> int:
    value = (node.element.get(name) or "1").strip() if node.element is not None else "1"
    return min(int(value), most) if value.isdigit() else 1


def _find_scope(node: TagNode) -> str:
    """Find the scope of a header cell.

    The one that its element states, or the one that follows from its place (HTML, 4.9.12.2).
    """
    if node.role != "TH" or node.parent is None:
        return ""
    stated = (node.element.get("scope") or "").lower() if node.element is not None else ""
    row = node.parent
    if stated in ("row", "rowgroup"):
        return "Row"
    if stated in ("col", "colgroup") or (row.parent is not None and row.parent.role == "THead"):
        return "Column"
    leads = row.child_nodes[0] is node and any(kid.role == "TD" for kid in row.child_nodes)
    return "Row" if leads else "Column"


def _set_attributes(cell: Cell) -> None:
    if cell.columns > 1:
        cell.node.set_attributes("Table", ColSpan=cell.columns)
    if cell.rows > 1:
        cell.node.set_attributes("Table", RowSpan=cell.rows)
    if cell.scope:
        cell.node.set_attributes("Table", Scope=f"/{cell.scope}")


def _has_named_headers(cells: list[Cell]) -> bool:
    return any(cell.node.element is not None and cell.node.element.get("headers") for cell in cells)


def _set_headers(cells: list[Cell], number: int) -> None:
    """Name header cells, and list in each cell its headers."""
    by_row: dict[int, list[Cell]] = {}
    by_column: dict[int, list[Cell]] = {}
    by_id: dict[str, Cell] = {}
    for cell in (cell for cell in cells if cell.scope):
        cell.node.identifier = f"table-{number}-{cell.row + 1}-{cell.column + 1}"
        if cell.node.element is not None and (name := cell.node.element.get("id")):
            by_id[name] = cell
        lines, span = (by_row, range(cell.row, cell.row + cell.rows))
        if cell.scope == "Column":
            lines, span = (by_column, range(cell.column, cell.column + cell.columns))
        for line in span:
            lines.setdefault(line, []).append(cell)
    for cell in cells:
        headers = _find_named_headers(cell, by_id) or _find_headers_by_place(cell, by_row, by_column)
        if headers:
            names = dict.fromkeys(header.node.identifier for header in headers)
            cell.node.set_attributes("Table", Headers=pydyf.Array([pydyf.String(name) for name in names]))


def _find_named_headers(cell: Cell, by_id: dict[str, Cell]) -> list[Cell]:
    """Find the headers that the element of a cell names."""
    stated = (cell.node.element.get("headers") or "") if cell.node.element is not None else ""
    return [by_id[name] for name in stated.split() if name in by_id]


def _find_headers_by_place(cell: Cell, by_row: dict[int, list[Cell]], by_column: dict[int, list[Cell]]) -> list[Cell]:
    """Find the headers of a data cell by its place.

    Those before it in its rows and above it in its columns.
    """
    if cell.scope:
        return []
    beside = [
        header
        for row in range(cell.row, cell.row + cell.rows)
        for header in by_row.get(row, [])
        if header.column < cell.column
    ]
    above = [
        header
        for column in range(cell.column, cell.column + cell.columns)
        for header in by_column.get(column, [])
        if header.row < cell.row
    ]
    return beside + above
