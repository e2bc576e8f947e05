"""Tables: which cell stands where, and which header cells speak for it.

The grid is that of the HTML Living Standard, 4.9.12 (forming a table); which headers a cell has follows its
"internal algorithm for scanning and assigning header cells", simplified to scopes row, column and both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pydyf

from press.render.tagging.tree import Node

GROUPS = ("THead", "TBody", "TFoot")
WIDEST = 1000
"""The most columns that a cell may span (HTML Living Standard, 4.9.11)."""


@dataclass(eq=False, slots=True)
class Cell:
    """A cell: its first row and column (from 0), how many of each it spans, and its scope when it is a header."""

    node: Node
    row: int
    column: int
    rows: int
    columns: int
    scope: str = ""


def describe(root: Node) -> list[str]:
    """Give every table its scopes, spans and headers; gives warnings."""
    warnings: list[str] = []
    for number, table in enumerate((node for node in root.walk() if node.role == "Table"), 1):
        cells = list(_cells(table))
        for cell in cells:
            _mark(cell)
        if any(cell.scope and (cell.rows > 1 or cell.columns > 1) for cell in cells) or _explicit(cells):
            _point_to_headers(cells, number)
        if cells and not any(cell.scope for cell in cells):
            warnings.append(f"a table has no header cell: {' '.join(table.words().split())[:60]!r}")
    return warnings


def _sections(table: Node) -> Iterator[list[Node]]:
    """The rows of a table, by row group; rows outside of any are groups of their own."""
    for kid in table.nodes:
        if kid.role == "TR":
            yield [kid]
        elif kid.role in GROUPS:
            yield [row for row in kid.nodes if row.role == "TR"]


def _cells(table: Node) -> Iterator[Cell]:
    first = 0
    for rows in _sections(table):
        taken: set[tuple[int, int]] = set()
        for row, node in enumerate(rows):
            column = 0
            for kid in (kid for kid in node.nodes if kid.role in ("TH", "TD")):
                while (row, column) in taken:
                    column += 1
                columns = _span(kid, "colspan", WIDEST) or 1
                tall = _span(kid, "rowspan", len(rows) - row)
                down = tall or len(rows) - row  # 0 means: to the end of the group
                taken.update((row + y, column + x) for y in range(down) for x in range(columns))
                yield Cell(kid, first + row, column, down, columns, _scope(kid))
                column += columns
        first += len(rows)


def _span(node: Node, name: str, most: int) -> int:
    value = (node.element.get(name) or "1").strip() if node.element is not None else "1"
    return min(int(value), most) if value.isdigit() else 1


def _scope(node: Node) -> str:
    """The scope of a header cell: what its element says, or what its place says (HTML, 4.9.12.2)."""
    if node.role != "TH" or node.parent is None:
        return ""
    said = (node.element.get("scope") or "").lower() if node.element is not None else ""
    row = node.parent
    if said in ("row", "rowgroup"):
        return "Row"
    if said in ("col", "colgroup") or (row.parent is not None and row.parent.role == "THead"):
        return "Column"
    leads = row.nodes[0] is node and any(kid.role == "TD" for kid in row.nodes)
    return "Row" if leads else "Column"


def _mark(cell: Cell) -> None:
    if cell.columns > 1:
        cell.node.mark("Table", ColSpan=cell.columns)
    if cell.rows > 1:
        cell.node.mark("Table", RowSpan=cell.rows)
    if cell.scope:
        cell.node.mark("Table", Scope=f"/{cell.scope}")


def _explicit(cells: list[Cell]) -> bool:
    return any(cell.node.element is not None and cell.node.element.get("headers") for cell in cells)


def _point_to_headers(cells: list[Cell], number: int) -> None:
    """Name every header cell, and list in every data cell the names of its headers."""
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
        headers = _named(cell, by_id) or _found(cell, by_row, by_column)
        if headers:
            names = dict.fromkeys(header.node.identifier for header in headers)
            cell.node.mark("Table", Headers=pydyf.Array([pydyf.String(name) for name in names]))


def _named(cell: Cell, by_id: dict[str, Cell]) -> list[Cell]:
    """The headers that the element of a cell names itself."""
    said = (cell.node.element.get("headers") or "") if cell.node.element is not None else ""
    return [by_id[name] for name in said.split() if name in by_id]


def _found(cell: Cell, by_row: dict[int, list[Cell]], by_column: dict[int, list[Cell]]) -> list[Cell]:
    """The headers of a data cell by its place: those before it in its rows and above it in its columns."""
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
