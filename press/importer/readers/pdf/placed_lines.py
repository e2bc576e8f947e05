"""Lines of a PDF page, each with its place, its look, and the bullet or number before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from press.importer.readers.builder import FIGURES, RAISED
from press.importer.readers.lists import BULLETS
from press.readback.layout.drawn import Canvas, GlyphRun
from press.readback.layout.lines import WORD_GAP, TextLine, find_folios, find_running_matter, read_lines
from press.readback.layout.paint import Rectangle
from press.readback.layout.shapes import PageShapes

CLOSE = 1.6
"""Distance of two lines of a page header, in shares of their size."""
LONGEST_RAISED = 5
MOST_INDENT = 4.0
"""Distance of an item from its bullet or number, in shares of its size; what stands farther away is another column."""
_MARKER = re.compile(rf"[{BULLETS}*–—o-]|\(?[0-9]{{1,3}}[.)]|\(?[a-zA-Z][.)]|[ivx]{{1,4}}[.)]")
_ITEM = re.compile(rf"(?:[{BULLETS}]|[-–—*o]\s|\(?[0-9]{{1,3}}[.)]\s|\(?[a-zA-Z][.)]\s|[ivx]{{1,4}}[.)]\s)\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class LineWord:
    """A word of a line: its edges in points, and its letters in parts of one look: words, bold, italic."""

    left: float
    right: float
    parts: tuple[tuple[str, bool, bool], ...]

    @property
    def text(self) -> str:
        """Its letters."""
        return "".join(text for text, _, _ in self.parts)

    @property
    def bold(self) -> bool:
        """Whether all its letters are bold."""
        lettered = [bold for text, bold, _ in self.parts if any(map(str.isalnum, text))]
        return all(lettered or (bold for _, bold, _ in self.parts))


@dataclass(eq=False)
class PlacedLine:
    """A line of a page, and its number for findings: 1000 for each page and one for each line.

    raised: figures and calls of notes above its baseline; marker: the bullet or number that stands before it, and where
    that begins; bordered: whether the border of a cell stands at its left.
    """

    line: TextLine
    number: int
    raised: list[TextLine] = field(default_factory=list)
    marker: str = ""
    start: float | None = None
    bordered: bool = False

    @cached_property
    def words(self) -> list[LineWord]:
        """Its words with their edges, with raised figures in their places."""
        glyphs = [_Glyph(left, right, sign, run.ink.face.bold, run.ink.face.italic)
                  for run in self.line.runs
                  for left, right, sign in zip(run.lefts, run.rights, run.text, strict=True)]  # fmt: skip
        for one in self.raised:
            shown = one.text.translate(RAISED) if FIGURES.fullmatch(one.text) else f"[{one.text}]"
            before = next((glyph for glyph in reversed(glyphs) if glyph.left <= one.x), glyphs[0])
            glyphs.append(_Glyph(one.x, one.right, shown, before.bold, before.italic))
        if self.raised:
            glyphs.sort(key=lambda glyph: glyph.left)
        return list(_join_glyphs(glyphs, WORD_GAP * self.size))

    @cached_property
    def text(self) -> str:
        """Its words with single spaces, after its marker."""
        return " ".join([*([self.marker] if self.marker else []), *(word.text for word in self.words)])

    @property
    def pattern(self) -> str:
        """Its words with all numbers alike, as page numbers differ."""
        return re.sub(r"\d+", "0", self.text)

    @property
    def page(self) -> int:
        """Its page, from 1."""
        return self.line.page

    @property
    def x(self) -> float:
        """Its left edge with its marker, in points."""
        return self.line.x if self.start is None else self.start

    @cached_property
    def body(self) -> float:
        """The left edge of its words after a marker, in points."""
        found = None if self.marker else _ITEM.match(self.line.text)
        words = len(found[0].split()) if found else 0
        return self.words[words].left if 0 < words < len(self.words) else self.line.x

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

    @cached_property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(word.bold for word in self.words)

    @cached_property
    def starts_item(self) -> bool:
        """Whether it begins with a bullet or a number."""
        return bool(self.marker or _ITEM.match(self.text))

    def split_before(self, word: int) -> tuple[PlacedLine, PlacedLine]:
        """Split it into two lines before one of its words."""
        edge = self.words[word].left - 0.01
        left, right = _cut_runs(self.line.runs, edge)
        first = self.line._replace(text="", right=self.words[word - 1].right, runs=left)
        second = self.line._replace(text="", x=edge + 0.01, runs=right, first=False)
        return (
            PlacedLine(_name_line(first), self.number, [one for one in self.raised if one.x < edge], self.marker,
                       self.start),
            PlacedLine(_name_line(second), self.number, [one for one in self.raised if one.x >= edge]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Glyph:
    left: float
    right: float
    sign: str
    bold: bool
    italic: bool


def _join_glyphs(glyphs: Sequence[_Glyph], gap: float) -> Iterator[LineWord]:
    """Join glyphs into words."""
    word: list[_Glyph] = []
    for glyph in glyphs:
        blank = not glyph.sign.strip()
        if word and (blank or glyph.left > word[-1].right + gap):
            yield _make_word(word)
            word = []
        if not blank:
            word.append(glyph)
    if word:
        yield _make_word(word)


def _make_word(glyphs: Sequence[_Glyph]) -> LineWord:
    parts = [("".join(one.sign for one in part), *look)
             for look, part in groupby(glyphs, lambda one: (one.bold, one.italic))]  # fmt: skip
    return LineWord(glyphs[0].left, max(glyph.right for glyph in glyphs), tuple(parts))


def _cut_runs(runs: Sequence[GlyphRun], edge: float) -> tuple[tuple[GlyphRun, ...], tuple[GlyphRun, ...]]:
    """Cut glyphs into those left and right of an edge."""
    before: list[GlyphRun] = []
    after: list[GlyphRun] = []
    for run in runs:
        place = sum(left < edge for left in run.lefts)
        before += [run.cut_range(0, place)] if place else []
        after += [run.cut_range(place, len(run.text))] if place < len(run.text) else []
    return tuple(before), tuple(after)


def _name_line(line: TextLine) -> TextLine:
    """Set the text of a line to that of its glyphs."""
    return line._replace(text=" ".join(word.text for word in PlacedLine(line, 0).words))


# ---------------------------------------------------------------- reading


def read_placed_lines(canvas: Canvas, shapes: PageShapes) -> list[PlacedLine]:
    """Read the lines of a page with their numbers."""
    lines = [line for line in read_lines(canvas) if line.text.strip()]
    placed = [PlacedLine(line, canvas.number * 1000 + min(at, 999)) for at, line in enumerate(lines, 1)]
    raised: set[int] = set()
    for one in placed:
        base = next((other for other in placed if _is_raised(one, other)), None)
        if base:
            base.raised.append(one.line)
            raised.add(id(one))
    parted = [part for one in placed if id(one) not in raised for part in _split_at_bars(one, shapes.bars)]
    return list(_add_markers(parted, shapes.dots))


def _is_raised(one: PlacedLine, base: PlacedLine) -> bool:
    """Return whether words are a raised figure or the call of a note in a line."""
    small = len(one.line.text) <= LONGEST_RAISED and one.size < 0.85 * base.size
    above = 0.1 * base.size < one.y - base.y < 0.7 * base.size
    return small and above and base.x < one.line.x <= base.right + base.size


def _split_at_bars(line: PlacedLine, bars: Sequence[Rectangle]) -> Iterator[PlacedLine]:
    """Split a line where the border of a cell stands between its words."""
    middle = line.y + 0.3 * line.size
    edges = sorted(bar.left for bar in bars if bar.bottom < middle < bar.top and line.line.x < bar.left < line.right)
    for edge in edges:
        word = next((at for at, one in enumerate(line.words) if one.left > edge), 0)
        if word and line.words[word - 1].right <= edge + 0.5:
            first, line = line.split_before(word)
            first.line, line.bordered = first.line._replace(right=min(first.right, edge)), True
            yield first
    yield line


def _add_markers(lines: Sequence[PlacedLine], dots: Sequence[Rectangle]) -> Iterator[PlacedLine]:
    """Join bullets and numbers that stand alone with the lines at their right; bullets may be drawn shapes."""
    used: set[int] = set()
    for line in lines:
        before = [one for one in lines if one is not line and _is_marker_before(one.line, line)
                  and _MARKER.fullmatch(one.text)]  # fmt: skip
        if before:
            line.marker, line.start = before[-1].text, before[-1].line.x
            used.add(id(before[-1]))
        else:
            shapes = [dot for dot in dots if _is_dot_before(dot, line)]
            if len(shapes) == 1 and not _ITEM.match(line.line.text):
                line.marker, line.start = "•", shapes[0].left
                line.__dict__.pop("text", None)
                line.__dict__.pop("starts_item", None)
    yield from (line for line in lines if id(line) not in used)


def _is_marker_before(one: TextLine, line: PlacedLine) -> bool:
    level = abs(one.y - line.y) < 0.3 * max(one.size, line.size)
    return level and 0 < line.line.x - one.right < MOST_INDENT * line.size


def _is_dot_before(dot: Rectangle, line: PlacedLine) -> bool:
    """Return whether a shape stands before a line, at the height of its letters, as a bullet does."""
    wide, high = dot.right - dot.left, dot.top - dot.bottom
    small = wide <= 0.7 * line.size and 0.7 < wide / high < 1.4
    level = line.y - 0.1 * line.size < (dot.bottom + dot.top) / 2 < line.y + 0.7 * line.size
    return small and level and 0 < line.line.x - dot.right < 2 * line.size


# ---------------------------------------------------------------- page headers and page numbers


def find_repeated_lines(canvases: Sequence[Canvas], lines: Sequence[PlacedLine]) -> set[int]:
    """Find page numbers, heads and feet, by the identity of their lines."""
    if len(canvases) < 2:
        edges = [min(lines, key=lambda one: one.y), max(lines, key=lambda one: one.y)]
        return {id(one) for one in edges if _is_lone_number(one, lines)}
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


def _is_lone_number(line: PlacedLine, lines: Sequence[PlacedLine]) -> bool:
    """Return whether a line is the number of the only page: figures far from all other lines."""
    far = all(abs(one.y - line.y) > 3 * line.size for one in lines if one is not line)
    return far and bool(re.fullmatch(r"(\D{1,8} )?1( \D{1,4} 1|/1)?", line.text))


def _keep_outermost(page: int, alike: Sequence[PlacedLine], lines: Sequence[PlacedLine]) -> Iterator[PlacedLine]:
    """Keep lines at the very head or foot of a page, and those that stand close to them."""
    here = [one.y for one in lines if one.page == page]
    reach = {1: max(here), -1: min(here)}
    for way in (1, -1):
        for one in sorted((one for one in alike if one.page == page), key=lambda one: -way * one.y):
            if way * (reach[way] - one.y) <= CLOSE * one.size:
                reach[way] = one.y
                yield one
