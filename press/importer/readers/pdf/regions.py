"""Regions of a page in reading order: what stands side by side is columns, a table, side heads, or terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from statistics import median
from typing import Literal, NamedTuple

from press.importer.readers.pdf.placed_lines import PlacedLine
from press.importer.readers.pdf.tables import find_terms, is_table, make_row_bands, pair_side_heads
from press.readback.layout.paint import Rectangle

GUTTER = 0.9
"""Width of the gap between two columns, in shares of the size of type."""
CELL_GAP = 0.4
"""The same before words that stand at the edge of a column; a word space is narrower."""
CENTERED_GAP = 0.6
"""The same before words that stand anywhere in their column, such as a centered head."""
FEWEST_CELLS = 3
"""Cells that must stand level behind gaps between words."""
HEAD_SIZE = 1.12
"""How much larger than the text a heading is."""
HEIGHT = 0.7
"""Height of letters, in shares of their size."""
FARTHEST = 5.0
"""Distance of two lines, in shares of their size, beyond which columns do not go on."""
INTERLEAVED = 0.95
"""Distance of two lines, in shares of their size, within which they cannot stand in one column."""
NEAR = 3.0
"""Points within which a cell stands at the edge of its column."""
LOOSE = 1.7
"""Distance of two lines, in shares of their size, beyond which a text below columns has begun."""

RegionKind = Literal["text", "column", "table", "terms"]


@dataclass(frozen=True, slots=True)
class PageRegion:
    """Lines that are read one after the other.

    rows: of a table or of terms, from head to foot; each has the lines of its cells.
    """

    kind: RegionKind
    lines: tuple[PlacedLine, ...]
    rows: tuple[tuple[tuple[PlacedLine, ...], ...], ...] = ()


class _Gutter(NamedTuple):
    """A gap that no line crosses, from one line to before another, both in the order from head to foot."""

    left: float
    right: float
    first: int
    end: int

    @property
    def middle(self) -> float:
        """Its middle, in points."""
        return (self.left + self.right) / 2


def order_lines(lines: Sequence[PlacedLine], rules: Sequence[Rectangle]) -> Iterator[PageRegion]:
    """Divide the lines of a page into regions. rules: the horizontal lines drawn there."""
    lines = sorted(lines, key=lambda one: (-one.y, one.x))
    gutter = _find_widest(lines)
    if not gutter:
        if lines:
            yield PageRegion("text", tuple(lines))
        return
    lines, gutter = _split_crossing(lines, gutter)
    first, end = _trim_gutter(lines, gutter)
    yield from order_lines(lines[:first], rules)
    yield from _order_columns(lines[first:end], gutter, rules)
    yield from order_lines(lines[end:], rules)


# ---------------------------------------------------------------- gutters


def _find_widest(lines: Sequence[PlacedLine]) -> _Gutter | None:
    """Find the gutter that parts most lines."""
    best: tuple[tuple[int, float], _Gutter] | None = None
    for at, left, right, fewest in _list_gaps(lines):
        gutter = _extend_gutter(lines, at, left, right)
        inside = lines[gutter.first : gutter.end]
        before, after = sum(one.x < gutter.middle for one in inside), sum(one.right > gutter.middle for one in inside)
        rank = min(before, after) * len(inside), gutter.right - gutter.left
        if min(before, after) >= fewest and (best is None or rank > best[0]):
            best = rank, gutter
    return best[1] if best else None


def _list_gaps(lines: Sequence[PlacedLine]) -> Iterator[tuple[int, float, float, int]]:
    """List the gaps beside each line, and the wider ones between its words.

    Yields the place of the line, the edges of the gap, and how many lines must stand on either side of it.
    """
    for at, line in enumerate(lines):
        beside = [other for other in lines if other.x > line.right and is_beside(line, other)]
        after = min(beside, key=lambda one: one.x, default=None)
        if after and (after.bordered or after.x - line.right >= GUTTER * line.size):
            yield at, line.right, after.x, 1
        for word in range(1, len(line.words)):
            if _is_cell_gap(line, word):
                yield at, line.words[word - 1].right, line.words[word].left, FEWEST_CELLS


def is_beside(one: PlacedLine, other: PlacedLine) -> bool:
    """Return whether two lines stand side by side."""
    return one.y < other.y + HEIGHT * other.size and other.y < one.y + HEIGHT * one.size


def _extend_gutter(lines: Sequence[PlacedLine], seed: int, left: float, right: float) -> _Gutter:
    """Extend a gap up and down, as long as no line crosses it."""
    reach = [seed, seed]
    for way in (1, -1):
        at = seed + way
        while 0 <= at < len(lines):
            line, middle = lines[at], (left + right) / 2
            above, below = (lines[at - way], line) if way > 0 else (line, lines[at - way])
            if _is_heading_above(lines, at) or above.y - below.y > FARTHEST * line.size:
                break
            edges = (left, min(right, line.x)) if (line.x + line.right) / 2 > middle else (max(left, line.right), right)
            if edges[1] - edges[0] < min(CELL_GAP * line.size, right - left):
                if not (cell := _find_split(line, left, right)):
                    break
                edges = max(left, line.words[cell - 1].right), min(right, line.words[cell].left)
            left, right = edges
            reach[way > 0] = at
            at += way
    return _Gutter(left, right, reach[0], reach[1] + 1)


def _is_heading_above(lines: Sequence[PlacedLine], at: int) -> bool:
    """Return whether a line is a heading with nothing beside it, above a text: columns do not go past it."""
    line, after = lines[at], lines[at + 1] if at + 1 < len(lines) else lines[at]
    near = [one for one in lines if one is not line and abs(one.y - line.y) < 1.2 * line.size]
    return line.size > HEAD_SIZE * after.size and not any(one.x > line.right or one.right < line.x for one in near)


def _find_split(line: PlacedLine, left: float, right: float) -> int:
    """Find the word of a line that stands behind a gap at a gutter, at its right edge or not; 0 if there is none."""
    for at in range(1, len(line.words)):
        before, word = line.words[at - 1], line.words[at]
        free = min(word.left, right) - max(left, before.right)
        fewest = CELL_GAP if abs(word.left - right) < 0.1 * line.size else CENTERED_GAP
        if free >= fewest * line.size and _is_cell_gap(line, at):
            return at
    return 0


def _is_cell_gap(line: PlacedLine, word: int) -> bool:
    """Return whether the gap before a word is wider than a word space, and than the others in a justified line."""
    if line.starts_item and line.words[word].left <= line.body + 0.1:
        return False
    gaps = [after.left - before.right for before, after in pairwise(line.words)]
    gap = gaps.pop(word - 1)
    return gap >= CELL_GAP * line.size and gap > 1.3 * median([*gaps, 0])


def _split_crossing(lines: Sequence[PlacedLine], gutter: _Gutter) -> tuple[list[PlacedLine], _Gutter]:
    """Split the lines whose cells stand close together at a gutter."""
    split: list[PlacedLine] = []
    end = gutter.end
    for at, line in enumerate(lines):
        inside = gutter.first <= at < gutter.end and line.x < gutter.middle < line.right
        word = next((n for n, one in enumerate(line.words) if n and one.left > gutter.middle), 0) if inside else 0
        split += line.split_before(word) if word else [line]
        end += bool(word)
    return split, gutter._replace(end=end)


def _trim_gutter(lines: Sequence[PlacedLine], gutter: _Gutter) -> tuple[int, int]:
    """Trim lines at both ends that have nothing beside them: they are read before or after the columns."""
    first, end = gutter.first, gutter.end
    sides = [line.x > gutter.middle for line in lines]
    last_right = max(at for at in range(first, end) if sides[at])
    first_pair = max(sides.index(side, first, end) for side in (True, False))
    start = min(at for at in range(first, end) if is_beside(lines[at], lines[first_pair]) or at == first_pair)
    while start > first and lines[start - 1].y - lines[start].y < INTERLEAVED * lines[start].size:
        start -= 1
    # Words at the right of a picture stand before all that is at its left, but belong to their column. So do words at
    # the right of a heading that stands lower, because of the space above it.
    head, above = lines[first_pair], lines[first]
    is_lowered = head.size > HEAD_SIZE * above.size and above.y - head.y < 2 * head.size
    first = first if all(sides[first:start]) and (is_lowered or start - first > 2) else start
    below = end < len(lines)
    for at in range(last_right + 1, end):
        line, before = lines[at], lines[at - 1]
        if before.y - line.y < INTERLEAVED * line.size:
            continue
        beside = any(is_beside(line, lines[other]) for other in range(first, last_right + 1) if sides[other])
        apart = before.y - line.y > LOOSE * line.size or abs(before.size - line.size) > 0.5 or line.bold != before.bold
        if not beside and apart and (below or at == last_right + 1):
            return first, at
    return first, end


# ---------------------------------------------------------------- what stands side by side


def _order_columns(lines: Sequence[PlacedLine], gutter: _Gutter, rules: Sequence[Rectangle]) -> Iterator[PageRegion]:
    """Order lines that a gutter parts: a table, side heads with their texts, terms, or columns."""
    parts = [one for one in lines if one.x < gutter.middle], [one for one in lines if one.x >= gutter.middle]
    if heads := pair_side_heads(*parts):
        for head, text in heads:
            if head:
                yield PageRegion("text", tuple(head))
            yield from order_lines(text, rules)
        return
    columns = [column for part in parts for column in _split_columns(part)]
    bands = make_row_bands(columns, rules)
    if terms := find_terms(columns, bands):
        yield PageRegion("terms", tuple(lines), terms)
    elif is_table(columns, bands, rules):
        yield PageRegion("table", tuple(lines), tuple(bands))
    else:
        for at, part in enumerate(_part_widely(columns)):
            for region in order_lines(part, rules):
                yield replace(region, kind="column") if at and region.kind == "text" else region


def _part_widely(columns: Sequence[Sequence[PlacedLine]]) -> tuple[list[PlacedLine], list[PlacedLine]]:
    """Part columns at the widest gap between two of them: a table in one column of a page has narrower ones."""
    gaps = [min(line.x for line in after) - max(line.right for line in before) for before, after in pairwise(columns)]
    at = gaps.index(max(gaps)) + 1
    before, after = ([line for column in part for line in column] for part in (columns[:at], columns[at:]))
    return before, after


def continue_table(table: PageRegion, lines: Sequence[PlacedLine], rules: Sequence[Rectangle],
                   ) -> tuple[PageRegion, list[PlacedLine]]:  # fmt: skip
    """Add the lines at the head of a page that stand in the columns of the table before them.

    Returns the table and the other lines.
    """
    edges = [min((row[at][0].x for row in table.rows if row[at]), default=0.0) for at in range(len(table.rows[0]))]
    lines = sorted(lines, key=lambda one: (-one.y, one.x))
    columns: list[list[PlacedLine]] = [[] for _ in edges]
    placed = list(takewhile(lambda pair: pair[1] is not None, ((one, _find_column(one, edges)) for one in lines)))
    # A text below a table begins at its left edge too.
    while placed and placed[-1][1] == 0 and not any(is_beside(placed[-1][0], one) for one, _ in placed):
        placed.pop()
    for line, at in placed:
        columns[at or 0].append(line)
    if not any(columns[1:]):
        return table, lines
    bands = make_row_bands(columns, rules)
    rows = list(table.rows)
    if not bands[0][0] or all(cell[0].text[:1].islower() for cell in bands[0] if cell):
        rows[-1] = tuple((*above, *below) for above, below in zip(rows[-1], bands.pop(0), strict=True))
    return replace(table, lines=(*table.lines, *lines[: len(placed)]), rows=(*rows, *bands)), lines[len(placed) :]


def _find_column(line: PlacedLine, edges: Sequence[float]) -> int | None:
    """Find the column that a line stands in, if it stands at its edge and ends before the next one."""
    for at, (edge, end) in enumerate(pairwise([*edges, float("inf")])):
        if abs(edge - line.x) < NEAR and line.right <= end:
            return at
    return None


def _split_columns(lines: Sequence[PlacedLine]) -> list[list[PlacedLine]]:
    """Split lines at every gutter that goes through all of them."""
    lines = sorted(lines, key=lambda one: (-one.y, one.x))
    gutter = _find_widest(lines)
    if not gutter or gutter.end - gutter.first < len(lines):
        return [list(lines)]
    lines, gutter = _split_crossing(lines, gutter)
    parts = [one for one in lines if one.x < gutter.middle], [one for one in lines if one.x >= gutter.middle]
    return [column for part in parts for column in _split_columns(part)]
