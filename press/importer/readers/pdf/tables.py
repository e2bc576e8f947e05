"""Lines side by side: whether they are the cells of a table, terms with their meanings, or side heads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from press.importer.readers.pdf.placed_lines import PlacedLine
from press.readback.layout.paint import Rectangle

Cell = tuple[PlacedLine, ...]
Row = tuple[Cell, ...]

LEVEL = 0.3
"""Lines stand level if their baselines differ by less than this share of their size."""
ROW_GAP = 1.1
"""How much wider than the distance of lines in a cell the distance between two rows is."""
MOST_CHARACTERS = 120
"""Characters that half the cells of a table with a bold head have at most, or half as many without one."""
LONGEST_CELL = 400
"""Characters that no cell of a table has."""
SHARE_RUNNING = 0.34
"""Share of cells that go on with the sentence above them, from which the lines are running text."""
SHORTEST_RUNNING = 12
"""Characters of a line that can be running text."""
SHARE_LEVEL = 0.7
"""Share of rows whose cells begin level."""
SHARE_FILLED = 0.5
LONGEST_HEAD = 4
"""Lines of a head at the side."""


# ---------------------------------------------------------------- rows


def make_row_bands(columns: Sequence[Sequence[PlacedLine]], rules: Sequence[Rectangle]) -> list[Row]:
    """Divide columns into rows: at ruled lines, else at gaps that go across, else where all cells begin."""
    lines = sorted((line for column in columns for line in column), key=lambda one: -one.y)
    across = _find_rules(columns, rules)
    if len(lines) < 2:
        return [tuple(map(tuple, columns))]
    edges = [(above.y + below.y) / 2 for above, below in pairwise(lines)
             if any(below.y + 0.3 * below.size < rule < above.y for rule in across)]  # fmt: skip
    if len(edges) < 2 or any(len(column) > 2 * len(edges) + 2 for column in columns):
        edges = sorted({*edges, *_find_gaps(columns, lines)}, reverse=True)
    bands: list[list[list[PlacedLine]]] = [[[] for _ in columns] for _ in range(len(edges) + 1)]
    for number, column in enumerate(columns):
        for line in sorted(column, key=lambda one: (-one.y, one.x)):
            bands[sum(line.y < edge for edge in edges)][number].append(line)
    reach = max((line.right for line in columns[0]), default=0.0)
    return [row for band in bands if any(band) for row in _split_band(tuple(map(tuple, band)), reach)]


def _split_band(band: Row, reach: float) -> list[Row]:
    """Split rows that stand together without a gap: their first cells end although the next word has room.

    reach: the right edge of the first column.
    """
    first, counts = band[0], {len(cell) for cell in band if cell}
    rows = [tuple(cell[at : at + 1] for cell in band) for at in range(len(first))]
    if len(first) < 2 or len(counts) > 1 or not all(map(_is_level, rows)):
        return [band]
    room = [below.words[0].right - below.words[0].left + above.right + 0.3 * above.size < reach
            for above, below in pairwise(first)]  # fmt: skip
    return rows if 2 * sum(room) > len(room) else [band]


def _find_rules(columns: Sequence[Sequence[PlacedLine]], rules: Sequence[Rectangle]) -> list[float]:
    """Find the heights of ruled lines that go across all columns, in one piece or several."""
    lines = [line for column in columns for line in column]
    left, right = min(line.x for line in lines), max(line.right for line in lines)
    low, high = min(line.y for line in lines), max(line.y for line in lines)
    covered: dict[int, float] = {}
    for rule in rules:
        if low < rule.bottom < high:
            share = (min(rule.right, right) - max(rule.left, left)) / (right - left)
            covered[round(rule.bottom)] = covered.get(round(rule.bottom), 0) + max(0, share)
    heights = [height for height, share in covered.items() if share > 0.75]
    return sorted((float(height) for height in heights), reverse=True)


def _find_gaps(columns: Sequence[Sequence[PlacedLine]], lines: Sequence[PlacedLine]) -> list[float]:
    """Find the heights of gaps between rows: wider ones than inside cells, or above each first cell."""
    steps = [(above.y - below.y, above, below) for above, below in pairwise(lines)
             if above.y - below.y > LEVEL * below.size]  # fmt: skip
    inside = [one.y - other.y for column in columns for one, other in pairwise(_sort(column))
              if one.y - other.y > LEVEL * one.size]  # fmt: skip
    narrow = min(inside or (step for step, _, _ in steps), default=0)
    wide = [(above.y + below.y) / 2 for step, above, below in steps if step > ROW_GAP * narrow]
    several = any(step <= ROW_GAP * narrow for step, _, _ in steps)
    if wide and several:
        return wide
    first = _sort(columns[0] or columns[1])
    return [(above.y + below.y) / 2 for _, above, below in steps
            if any(abs(line.y - below.y) < LEVEL * line.size for line in first)]  # fmt: skip


def _sort(column: Sequence[PlacedLine]) -> list[PlacedLine]:
    return sorted(column, key=lambda one: -one.y)


# ---------------------------------------------------------------- what the rows are


def is_table(columns: Sequence[Sequence[PlacedLine]], bands: Sequence[Row], rules: Sequence[Rectangle]) -> bool:
    """Return whether rows are a table and not running text in columns."""
    cells = [cell for row in bands for cell in row if cell]
    paired = sum(sum(map(bool, row)) > 1 for row in bands)
    if paired < 2 or len(cells) < SHARE_FILLED * len(bands) * len(columns):
        return False
    if sum(cell[0].starts_item for cell in cells) > len(cells) / 2 or _are_cards(cells) or _have_texts(bands):
        return False
    level = sum(_is_level(row) for row in bands) >= SHARE_LEVEL * len(bands)
    if len(_find_rules(columns, rules)) >= len(bands) - 1 and len(bands) > 2:
        return level
    most = MOST_CHARACTERS if _has_head(bands) else MOST_CHARACTERS / 2
    short = median(sum(len(line.text) for line in cell) for cell in cells) <= most
    return level and short and not _is_running(bands)


def _have_texts(bands: Sequence[Row]) -> bool:
    """Return whether a cell has more than a few words of one size, such as a heading with its text."""
    cells = [cell for row in bands for cell in row if cell]
    mixed = [cell for cell in cells if max(line.size for line in cell) > 1.12 * min(line.size for line in cell)]
    sizes = {round(cell[0].size) for row in bands[1:] for cell in row if cell}
    longest = max(sum(len(line.text) for line in cell) for cell in cells)
    return bool(mixed) or longest > LONGEST_CELL or max(sizes) > 1.12 * min(sizes)


def _has_head(bands: Sequence[Row]) -> bool:
    """Return whether the first row is bold and the others are not."""
    head, body = ([line.bold for row in rows for cell in row for line in cell] for rows in (bands[:1], bands[1:]))
    return all(head) and sum(body) < len(body) / 2


def _is_level(row: Row) -> bool:
    """Return whether the cells of a row begin level, or have the same middle or end."""
    filled = [cell for cell in row if cell]
    size = max(cell[0].size for cell in filled)
    heights = (
        [cell[0].y for cell in filled],
        [cell[-1].y for cell in filled],
        [(cell[0].y + cell[-1].y) / 2 for cell in filled],
    )
    return any(max(ys) - min(ys) < 2 * LEVEL * size for ys in heights)


def _is_running(bands: Sequence[Row]) -> bool:
    """Return whether the cells of a column go on with the sentence above them, as lines of running text do."""
    for column in zip(*bands, strict=True):
        pairs = list(pairwise(cell for cell in column if cell))
        running = sum(below[0].text[:1].islower() and above[-1].text[-1:] not in ".!?:;)" for above, below in pairs
                      if len(above[-1].text) > SHORTEST_RUNNING)  # fmt: skip
        if running > SHARE_RUNNING * len(pairs):
            return True
    return False


def _are_cards(cells: Sequence[Cell]) -> bool:
    """Return whether cells are names with what belongs to them below, such as addresses."""
    several = [cell for cell in cells if len(cell) > 1]
    named = [cell for cell in several if cell[0].bold and not cell[-1].bold]
    return len(named) > 0.6 * len(cells)


def find_terms(columns: Sequence[Sequence[PlacedLine]], bands: Sequence[Row]) -> tuple[Row, ...]:
    """Find terms with their meanings: bold words at the left, and one text at the right of each."""
    if len(columns) != 2 or len(bands) < 2 or not all(all(row) for row in bands):
        return ()
    terms = all(line.bold for line in columns[0]) and not any(row[1][0].bold for row in bands)
    sized = all(abs(row[0][0].size - row[1][0].size) < 0.5 and _is_level(row) for row in bands)
    return tuple(bands) if terms and sized else ()


def pair_side_heads(
    left: Sequence[PlacedLine], right: Sequence[PlacedLine]
) -> list[tuple[list[PlacedLine], list[PlacedLine]]]:
    """Pair heads at the left with their texts at the right; empty if the left column is something else."""
    text = median(line.size for line in right)
    blocks: list[list[PlacedLine]] = []
    for line in _sort(left):
        if blocks and blocks[-1][-1].y - line.y < 1.6 * line.size:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    larger = all(line.size > 1.12 * text for line in left)
    bold = all(line.bold for line in left) and sum(line.bold for line in right) < 0.3 * len(right)
    few = all(len(block) <= LONGEST_HEAD for block in blocks) and 3 * len(blocks) <= len(right)
    if not (larger or bold) or not few:
        return []
    tops = [block[0].y + 0.9 * block[0].size for block in blocks]
    texts = [[line for line in right if sum(line.y < top for top in tops) == number]
             for number in range(len(blocks) + 1)]  # fmt: skip
    near = all(
        inside and tops[at] - max(line.y for line in inside) < 2.5 * blocks[at][0].size
        for at, inside in enumerate(texts[1:])
    )
    return [pair for pair in zip([[], *blocks], texts, strict=True) if any(pair)] if near else []
