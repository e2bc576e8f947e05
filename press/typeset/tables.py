"""Tables as the templates print them: each cell with its column, and each row as a list with labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from press.model.nodes import Node
from press.typeset.footnotes import drop_calls


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell in the grid of a table. column: from 0; label: the words that head its columns."""

    node: Node
    column: int
    columns: int
    rows: int
    label: str


@dataclass(frozen=True, slots=True)
class LabeledCell:
    """A cell of a row that is set as a list: the words that head its columns, and its own."""

    label: tuple[Node, ...]
    words: tuple[Node, ...]


def is_merged(table: Node) -> bool:
    """Tell whether a table has merged cells."""
    return any("places" in row.attrs for row in table.children)


def place_cells(table: Node) -> list[list[PlacedCell]]:
    """Place the cells of a table in its grid, row by row."""
    head = table.children[0]
    labels: dict[int, str] = {}
    for cell, column in zip(head.children, _list_columns(head), strict=True):
        for at in range(column, column + _read_span(cell, "columns")):
            labels[at] = cell.text_content.strip()
    return [[_place_cell(cell, column, labels) for cell, column in zip(row.children, _list_columns(row), strict=True)]
            for row in table.children]  # fmt: skip


def _place_cell(cell: Node, column: int, labels: dict[int, str]) -> PlacedCell:
    columns = _read_span(cell, "columns")
    heads = dict.fromkeys(labels.get(at, "") for at in range(column, column + columns))
    return PlacedCell(cell, column, columns, _read_span(cell, "rows"), ", ".join(filter(None, heads)))


def _list_columns(row: Node) -> list[int]:
    places = row.attrs.get("places")
    return [int(place) for place in places.split()] if places is not None else list(range(len(row.children)))


def _read_span(cell: Node, name: str) -> int:
    return int(cell.attrs.get(name, "1"))


def list_rows(table: Node) -> Iterator[tuple[tuple[Node, ...], list[LabeledCell]]]:
    """List the rows of a table, each as its first cell and the others with their labels.

    Words of a merged cell are repeated in each row that it covers, without the calls of notes.
    """
    head, *rows = place_cells(table)
    covered: dict[int, tuple[int, PlacedCell]] = {}
    seen: set[int] = set()
    for cells in rows:
        here = {cell.column: cell for cell in cells}
        covered = {column: (more - 1, cell) for column, (more, cell) in covered.items() if more > 1}
        covered |= {column: (cell.rows, cell) for column, cell in here.items()}
        row = [cell for _, (_, cell) in sorted(covered.items())]
        printed = [_label_cell(head, cell, fresh=cell.column in here, first=not seen) for cell in row]
        seen |= set(here)
        yield printed[0].words, printed[1:]


def _label_cell(head: list[PlacedCell], cell: PlacedCell, *, fresh: bool, first: bool) -> LabeledCell:
    label: list[Node] = []
    for one in head:
        if one.column < cell.column + cell.columns and cell.column < one.column + one.columns:
            words = one.node.children if first else drop_calls(one.node.children)
            label += [Node("text", text=", "), *words] if label else words
    return LabeledCell(tuple(label), cell.node.children if fresh else drop_calls(cell.node.children))
