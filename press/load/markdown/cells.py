"""Merged cells of a table: `<<` joins the cell before it, `^^` the cell above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from press.load.markdown.inlines import DIALECT
from press.load.markdown.tokens import SNIPPET, Branch, Manuscript
from press.model.findings import FindingCode
from press.model.nodes import Node

_HEAD = "::: table Caption {#tab}\n| A | B |\n|---|---|\n"
MERGED = FindingCode(
    "LOD346",
    "A merged cell is a rectangle, and not part of the head and of the body at once.",
    DIALECT,
    "write `<<` in a cell that belongs to the one before it, and `^^` in a cell that belongs to the one above it",
    bad={SNIPPET: f"{_HEAD}| ^^ | 2 |\n:::\n"},
    good={SNIPPET: f"{_HEAD}| 1 | 2 |\n| ^^ | 3 |\n| 4 | << |\n:::\n"},
)
CODES = (MERGED,)
BESIDE, ABOVE = "<<", "^^"

_Place = tuple[int, int]


def merge_cells(manuscript: Manuscript, branches: list[Branch], rows: tuple[Node, ...]) -> tuple[Node, ...]:
    """Merge the cells of a table that say so; other tables stay as they are."""
    signs = [[_read_sign(cell) for cell in row.children] for row in branches]
    if not any(sign for row in signs for sign in row):
        return rows
    owners, faults = find_owners(signs)
    for y, problem in faults:
        manuscript.add_finding(MERGED, manuscript.locate_block(branches[y]), problem)
    spans = _measure_spans(owners)
    return tuple(_merge_row(row, y, spans) for y, row in enumerate(rows))


def find_owners(signs: Sequence[Sequence[str]]) -> tuple[dict[_Place, _Place], list[tuple[int, str]]]:
    """Find the cell that each place of a table belongs to, and the faults, each with its row.

    signs: `<<`, `^^` or nothing for each place; the first row is the head.
    """
    owners: dict[_Place, _Place] = {}
    faults: list[tuple[int, str]] = []
    for y, row in enumerate(signs):
        for x, sign in enumerate(row):
            near = (y, x - 1) if sign == BESIDE else (y - 1, x)
            alone = bool(sign) and (near not in owners or (sign == ABOVE and y == 1))
            if alone:
                faults.append((y, f"cell {x + 1} of this row has nothing to join at `{sign}`"))
            owners[y, x] = owners[near] if sign and not alone else (y, x)
    for (y, x), (down, across) in sorted(_measure_spans(owners).items()):
        if sum(owner == (y, x) for owner in owners.values()) != down * across:
            faults.append((y, f"the cells merged with cell {x + 1} of this row are no rectangle"))
    return owners, faults


def _read_sign(cell: Branch) -> str:
    words = "".join(inline.token.content for inline in cell.children).strip()
    return words if words in (BESIDE, ABOVE) else ""


def _measure_spans(owners: dict[_Place, _Place]) -> dict[_Place, tuple[int, int]]:
    """Measure how many rows and columns each cell covers."""
    spans: dict[_Place, tuple[int, int]] = {}
    for (y, x), owner in owners.items():
        down, across = spans.get(owner, (1, 1))
        spans[owner] = max(down, y - owner[0] + 1), max(across, x - owner[1] + 1)
    return spans


def _merge_row(row: Node, y: int, spans: dict[_Place, tuple[int, int]]) -> Node:
    cells, places = [], []
    for x, cell in enumerate(row.children):
        if (y, x) not in spans:
            continue
        down, across = spans[y, x]
        attrs = {**({"rows": str(down)} if down > 1 else {}), **({"columns": str(across)} if across > 1 else {})}
        cells.append(replace(cell, attrs={**cell.attrs, **attrs}) if attrs else cell)
        places.append(str(x))
    return replace(row, children=tuple(cells), attrs={**row.attrs, "places": " ".join(places)})
