"""Measured figures, and the text that they are measured in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import NamedTuple

from press.readback.layout.color import Rgb
from press.readback.layout.drawn import Canvas, GlyphRun
from press.readback.layout.lines import ContentsRow, Folio, TextLine, find_contents_rows, pair_lines
from press.readback.measure.passages import NO_PASSAGES, Passages

Value = float | str
LONGEST_QUOTE = 48
NEAR = 1
"""Points after the end of a line within which raised text begins that belongs to it."""
OVERHANG = 0.1
"""How far the ink of a letter may stand from the edge of its line, as a share of its size."""


class MeasuredPlace(NamedTuple):
    """A place where something was measured: its page, words there, the value.

    page: from 1, or 0 for the whole file.
    """

    page: int
    text: str
    value: Value


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement: its value, and the places that decide it.

    value: None if there was nothing to measure.
    """

    value: Value | None
    spots: tuple[MeasuredPlace, ...] = ()


@dataclass(frozen=True)
class DocumentText:
    """A PDF as lines of text.

    lines: all of them; own: those that are not running matter; body: the size of the text in points; neighbors: each
    line of that size with the line below it; pairs: each with the line that continues its paragraph; step: the distance
    of their baselines in points (0 if there is no paragraph); passages: the paragraphs by the tags, if they are known.
    Then body, neighbors and pairs are about these alone. mirrored: whether lines run to the left, so that the pages are
    seen in a mirror.
    """

    canvases: tuple[Canvas, ...]
    lines: tuple[TextLine, ...]
    own: tuple[TextLine, ...]
    folios: tuple[Folio, ...]
    body: float
    neighbors: tuple[tuple[TextLine, TextLine], ...]
    pairs: tuple[tuple[TextLine, TextLine], ...]
    step: float
    passages: Passages = NO_PASSAGES
    mirrored: bool = False

    @cached_property
    def color_pairs(self) -> dict[tuple[int, Rgb, Rgb], tuple[GlyphRun, int]]:
        """The first glyph of each color on each background, page by page."""
        found: dict[tuple[int, Rgb, Rgb], tuple[GlyphRun, int]] = {}
        for canvas, run in list_runs(self):
            if run.ink.color is not None:
                is_even = run.beneath.count(run.beneath[0]) == len(run.beneath)
                for at in run.seen[:1] if is_even else run.seen:
                    found.setdefault((canvas.number, run.ink.color, run.beneath[at]), (run, at))
        return found

    @cached_property
    def lines_by_page(self) -> dict[int, list[TextLine]]:
        """The lines of each page that has some."""
        found: dict[int, list[TextLine]] = {}
        for line in self.lines:
            found.setdefault(line.page, []).append(line)
        return found

    @cached_property
    def contents_rows(self) -> list[ContentsRow]:
        """The rows of every list of contents."""
        pages = ((canvas, [line for line in self.own if line.page == canvas.number]) for canvas in self.canvases)
        return [entry for canvas, own in pages for entry in find_contents_rows(canvas, own)]


def make_document_text(
    canvases: Sequence[Canvas],
    lines: Sequence[TextLine],
    own: Sequence[TextLine],
    folios: Sequence[Folio],
    passages: Passages,
    *,
    mirrored: bool = False,
) -> DocumentText:
    """Find the size of the text and its paragraphs."""
    parted, raised = _find_raised(own) if passages else (set(), set())
    whole = (line for line in own if passages and id(line) not in raised)
    prose = {id(line) for line in whole if passages.hold(line, parted=id(line) in parted)}
    # A text in which no line is found again is measured as a whole: its glyphs may say no words.
    passages = passages if prose else NO_PASSAGES
    prose = prose or {id(line) for line in own}
    sizes: Counter[float] = Counter()
    for run in (run for line in own if id(line) in prose for run in line.runs):
        sizes[round(run.ink.size, 1)] += len(run.seen)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    neighbors = tuple(pair for pair in pair_lines(own) if is_body(pair[0], body) and {*map(id, pair)} <= prose)
    pairs = tuple(_pair_paragraphs(neighbors, body, passages))
    step = median(one.y - other.y for one, other in pairs) if pairs else 0.0
    return DocumentText(
        tuple(canvases), tuple(lines), tuple(own), tuple(folios), body, neighbors, pairs, step, passages, mirrored
    )


def _find_raised(lines: Sequence[TextLine]) -> tuple[set[int], set[int]]:
    """Find the lines that raised or lowered text parts, such as the number of a note, and the lines of such text."""
    pages: dict[int, list[TextLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    parted, raised = set[int](), set[int]()
    for page in pages.values():
        for size in {line.size for line in page}:
            larger = [line for line in page if line.size > size]
            for one in (line for line in page if line.size == size) if larger else ():
                for other in larger:
                    if other.size > abs(one.y - other.y) and other.x <= one.x <= other.right + NEAR:
                        raised.add(id(one))
                        parted.add(id(other))
    return parted, raised


def _pair_paragraphs(
    neighbors: Sequence[tuple[TextLine, TextLine]], body: float, passages: Passages
) -> Iterator[tuple[TextLine, TextLine]]:
    """Yield the lines that continue each other's paragraph.

    Without tags, these stand at the commonest distance.
    """
    near = [round(one.y - other.y, 1) for one, other in neighbors if one.y - other.y < 2.2 * body]
    usual = min(value for value, count in Counter(near).items() if count == max(Counter(near).values())) if near else 0
    for one, other in neighbors:
        if passages:
            if passages.join(one, other):
                yield one, other
        elif abs(one.y - other.y - usual) <= 0.06 * body and not other.starts_item and one.bold == other.bold:
            yield one, other


def is_body(line: TextLine, body: float) -> bool:
    """Tell whether a line has the size of the text."""
    return abs(line.size - body) <= 0.02 * body


def quote_line(line: TextLine) -> str:
    """Cut the words of a line to fit a message."""
    return quote_words(line.text)


def quote_words(words: str) -> str:
    """Cut words to fit a message."""
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"


def make_place(line: TextLine, value: Value) -> MeasuredPlace:
    """Make a place from a line and its value."""
    return MeasuredPlace(line.page, quote_line(line), value)


def count_places(spots: Iterable[MeasuredPlace]) -> Figure:
    """Make a figure of the number of places."""
    found = tuple(spots)
    return Figure(float(len(found)), found)


def find_smallest(spots: Iterable[MeasuredPlace]) -> Figure:
    """Make a figure of the smallest value, smallest places first."""
    found = sorted(spots, key=lambda one: (one.value, one.page))
    return Figure(found[0].value if found else None, tuple(found))


def find_largest(spots: Iterable[MeasuredPlace]) -> Figure:
    """Make a figure of the largest value, largest places first."""
    found = sorted(spots, key=lambda one: (one.value, -one.page), reverse=True)
    return Figure(found[0].value if found else None, tuple(found))


def list_runs(text: DocumentText) -> Iterable[tuple[Canvas, GlyphRun]]:
    """List all runs that are not blank, with their page."""
    return ((canvas, run) for canvas in text.canvases for run in canvas.runs if not run.text.isspace())


def find_words_around(text: DocumentText, page: int, run: GlyphRun, at: int) -> str:
    """Find the words of the line around a glyph.

    at: its place in the run.
    """
    x = run.lefts[at]
    for line in text.lines_by_page.get(page, ()):
        if abs(line.y - run.y) < 0.5 and line.x - 0.1 <= x <= line.right:
            return quote_line(line)
    return run.text[at]
