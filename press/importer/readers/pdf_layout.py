"""Lines of a PDF page in reading order: columns apart, tables together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from press.importer.blocks import ImportedLine, ImportedRun
from press.readback.layout.drawn import Canvas
from press.readback.layout.lines import WORD_GAP, TextLine, find_folios, find_running_matter, read_lines

LONGEST_CELL = 32
"""Characters that most cells of a table have at most; columns of running text have more."""
CLOSE = 1.6
"""Distance of two lines of a page header, in shares of their size."""
LONGEST_RAISED = 5
_FIGURES = re.compile(r"[0-9+-]+")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
SHARE_LOWER = 0.25
"""Share of cells that begin with a small letter; lines of running text do so more often."""
GUTTER = 0.9
"""Width of the gap between two columns, in shares of the size of type."""


@dataclass(slots=True)
class PlacedLine:
    """A line of a page, and its number for findings: 1000 for each page and one for each line."""

    line: TextLine
    number: int
    raised: list[TextLine] = field(default_factory=list)

    @property
    def page(self) -> int:
        """Its page, from 1."""
        return self.line.page

    @property
    def text(self) -> str:
        """Its words, with raised figures in their places."""
        if not self.raised:
            return " ".join(self.line.text.split())
        glyphs = [(left, right, sign) for run in self.line.runs for left, right, sign in zip(
            run.lefts, run.rights, run.text, strict=True)]  # fmt: skip
        for one in self.raised:
            shown = one.text.translate(_RAISED) if _FIGURES.fullmatch(one.text) else f"[{one.text}]"
            glyphs.append((one.x, one.right, shown))
        words, reach = "", self.line.x
        for left, right, sign in sorted(glyphs):
            words += (" " if left > reach + WORD_GAP * self.size else "") + sign
            reach = max(reach, right)
        return " ".join(words.split())

    @property
    def pattern(self) -> str:
        """Its words with all numbers alike, as page numbers differ."""
        return re.sub(r"\d+", "0", self.text)

    @property
    def x(self) -> float:
        """Its left edge, in points."""
        return self.line.x

    @property
    def right(self) -> float:
        """Its right edge, in points."""
        return self.line.right

    @property
    def y(self) -> float:
        """Its baseline from the foot of the page, in points."""
        return self.line.y

    @property
    def size(self) -> float:
        """The size of its type, in points."""
        return self.line.size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return self.line.bold

    @property
    def starts_item(self) -> bool:
        """Whether it begins with a bullet or a number."""
        return self.line.starts_item


@dataclass(frozen=True, slots=True)
class PagePart:
    """Lines that are read one after the other: a column, the rows of a table, or a whole page."""

    lines: tuple[PlacedLine, ...]
    is_table: bool = False
    is_column: bool = False
    edges: tuple[float, ...] = ()


def read_placed_lines(canvas: Canvas) -> list[PlacedLine]:
    """Read the lines of a page with their numbers."""
    lines = [line for line in read_lines(canvas) if line.text.strip()]
    placed = [PlacedLine(line, canvas.number * 1000 + min(at, 999)) for at, line in enumerate(lines, 1)]
    raised: set[int] = set()
    for one in placed:
        base = (
            next((other for other in placed if _is_raised(one, other)), None)
            if len(one.text) <= LONGEST_RAISED
            else None
        )
        if base:
            base.raised.append(one.line)
            raised.add(id(one))
    return [one for one in placed if id(one) not in raised]


def _is_raised(one: PlacedLine, base: PlacedLine) -> bool:
    """Return whether words are a raised figure or the call of a note in a line."""
    small = one.size < 0.85 * base.size
    above = 0.1 * base.size < one.y - base.y < 0.7 * base.size
    return small and above and base.x < one.x <= base.right + base.size


def find_repeated_lines(canvases: Sequence[Canvas], lines: Sequence[PlacedLine]) -> set[int]:
    """Find page numbers, heads and feet, by the identity of their lines."""
    if len(canvases) < 2:
        return set()
    plain = [one.line for one in lines]
    folios = find_folios(canvases, plain)
    numbers = {id(folio.line) for folio in folios}
    found = find_running_matter(canvases, plain, folios)
    pages: dict[str, set[int]] = {}
    for one in lines:
        if id(one.line) in found:
            pages.setdefault(one.pattern, set()).add(one.page)
    # Two columns may begin alike; only what stands on more than one page is running matter.
    alike = [
        one for one in lines if id(one.line) in found and len(pages[one.pattern]) > 1 and not one.text[0].islower()
    ]
    outer = {id(one) for page in {one.page for one in alike} for one in _keep_outermost(page, alike, lines)}
    return outer | {id(one) for one in lines if id(one.line) in numbers}


def _keep_outermost(page: int, alike: Sequence[PlacedLine], lines: Sequence[PlacedLine]) -> Iterator[PlacedLine]:
    """Keep lines at the very head or foot of a page, and those that stand close to them."""
    here = [one.y for one in lines if one.page == page]
    reach = {1: max(here), -1: min(here)}
    for way in (1, -1):
        for one in sorted((one for one in alike if one.page == page), key=lambda one: -way * one.y):
            if way * (reach[way] - one.y) <= CLOSE * one.size:
                reach[way] = one.y
                yield one


def order_lines(lines: Sequence[PlacedLine]) -> Iterator[PagePart]:
    """Divide a page into bands between lines that go across, and each band into columns or a table."""
    wide = max((line.right for line in lines), default=0) - min((line.x for line in lines), default=0)
    band: list[PlacedLine] = []
    for row in _group_rows(lines):
        across = len(row) == 1 and row[0].right - row[0].x > 0.6 * wide
        if across:
            yield from _order_band(band)
            yield PagePart(tuple(row))
            band = []
        else:
            band += row
    yield from _order_band(band)


def _group_rows(lines: Sequence[PlacedLine]) -> list[list[PlacedLine]]:
    """Group lines that share a baseline."""
    rows: list[list[PlacedLine]] = []
    for line in sorted(lines, key=lambda one: (-one.y, one.x)):
        if rows and abs(rows[-1][0].y - line.y) < 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.x) for row in rows]


def _order_band(band: Sequence[PlacedLine]) -> Iterator[PagePart]:
    """Order lines between two that go across: tables in them, and what stands around these."""
    rows, rest = _group_rows(band), list[PlacedLine]()
    at = 0
    while at < len(rows):
        end = _find_table_end(rows, at)
        lines = [line for row in rows[at:end] for line in row]
        edges = _find_columns(lines) if end - at > 1 else ()
        if len(edges) > 1 and _is_table(rows[at:end], edges):
            yield from _order_columns(rest)
            yield PagePart(tuple(lines), is_table=True, edges=edges)
            rest, at = [], end
        else:
            rest += rows[at]
            at += 1
    yield from _order_columns(rest)


def _find_table_end(rows: Sequence[Sequence[PlacedLine]], start: int) -> int:
    """Find the end of rows that may be a table; a wrapped cell makes a row without its first cell."""
    end = start
    if len(rows[start]) > 1:
        end += 1
        while end < len(rows) and (len(rows[end]) > 1 or rows[end][0].x > rows[start][0].right):
            end += 1
    return end


def _is_table(rows: Sequence[Sequence[PlacedLine]], edges: Sequence[float]) -> bool:
    """Return whether rows are a table and not running text in columns."""
    cells = [line for row in rows for line in row]
    full = sum(len(row) == len(edges) for row in rows)
    short = median(len(line.text) for line in cells) <= LONGEST_CELL
    running = sum(line.text[:1].islower() for line in cells) > SHARE_LOWER * len(cells)
    return short and not running and full > 1 and full >= 0.5 * len(rows)


def _order_columns(band: Sequence[PlacedLine]) -> Iterator[PagePart]:
    """Order running text: one column after the other."""
    edges = _find_columns(band)
    if len(edges) < 2:
        if band:
            yield PagePart(tuple(sorted(band, key=lambda one: (-one.y, one.x))))
        return
    for at, edge in enumerate(edges):
        end = edges[at + 1] if at + 1 < len(edges) else float("inf")
        inside = [line for line in band if edge - 0.1 <= line.x < end - 0.1]
        yield PagePart(tuple(sorted(inside, key=lambda one: (-one.y, one.x))), is_column=at > 0)


def _find_columns(band: Sequence[PlacedLine]) -> tuple[float, ...]:
    """Find the left edges of columns: no line crosses the gap between two."""
    edges: list[float] = []
    reach = float("-inf")
    for line in sorted(band, key=lambda one: one.x):
        if line.x > reach + GUTTER * line.size:
            edges.append(line.x)
        reach = max(reach, line.right)
    counts = [sum(line.x >= edge - 0.1 for line in band) for edge in edges]
    # A single line beside others is no column.
    return tuple(edges) if edges and len(band) > 3 and counts[-1] > 1 else tuple(edges[:1])


def split_row(part: PagePart) -> list[list[ImportedLine]]:
    """Split the rows of a table into cells; a row without its first cell goes on with the row before."""
    grid: list[list[list[PlacedLine]]] = []
    for row in _group_rows(part.lines):
        cells: list[list[PlacedLine]] = [[] for _ in part.edges]
        for line in row:
            cells[max(at for at, edge in enumerate(part.edges) if edge <= line.x + 0.1)].append(line)
        if grid and not cells[0]:
            for above, cell in zip(grid[-1], cells, strict=True):
                above.extend(cell)
        else:
            grid.append(cells)
    return [[_make_cell(cell) for cell in row] for row in grid]


def _make_cell(lines: Sequence[PlacedLine]) -> ImportedLine:
    text = " ".join(line.text for line in lines)
    return ImportedLine((ImportedRun(text, lines[0].number),) if lines else ())


# ---------------------------------------------------------------- ends of lines

HYPHENS = "-\u00ad\u2010"
"""Characters that may break a word at the end of a line."""


class LineEnds:
    """How the lines of a file end: which words were broken, and which only stand apart because a line ends."""

    def __init__(self, lines: Sequence[PlacedLine]) -> None:
        texts = [line.text.split() for line in lines]
        self.words = {word.strip(".,;:!?()“”\"'").casefold() for text in texts for word in text}
        self.last, self.first = {text[-1] for text in texts if text}, {text[0] for text in texts if text}

    def join(self, line: str, after: str) -> str:
        """Return a line with what joins it to the next: a space, nothing, or without its hyphen."""
        broken = re.search(rf"(\w+)[{HYPHENS}]$", line)
        following = re.match(r"\w+", after)
        if not broken or not following or not following[0][0].islower():
            return f"{line} " if after and not broken else line
        whole, hyphened = f"{broken[1]}{following[0]}".casefold(), f"{broken[1]}-{following[0]}".casefold()
        return line if hyphened in self.words and whole not in self.words else line[:-1]

    def stand_apart(self, before: str, after: str) -> bool:
        """Return whether a line ends between two parts of one text."""
        last, first = re.search(r"\S+$", before), re.match(r"\S+", after)
        if not last or not first or last[0][-1] in HYPHENS:
            return False
        return last[0] in self.last and first[0] in self.first and f"{last[0]}{first[0]}".casefold() not in self.words

    def part_words(self, text: str) -> str:
        """Part words that stand together only because a line ends between them."""
        return re.sub(r"\S+", lambda found: self._part_word(found[0]), text)

    def _part_word(self, word: str) -> str:
        if word.strip(".,;:!?()“”\"'").casefold() in self.words:
            return word
        for at in range(1, len(word)):
            if word[:at] in self.last and word[at:] in self.first:
                return self.join(word[:at], word[at:]) + word[at:]
        return word
