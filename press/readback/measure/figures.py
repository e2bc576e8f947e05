"""What a measured figure is, and the text that figures are taken from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import NamedTuple

from press.readback.layout.colour import Rgb
from press.readback.layout.drawn import Canvas, Run
from press.readback.layout.lines import Entry, Folio, Line, entries_of, following

Value = float | str
LONGEST_QUOTE = 48


class Spot(NamedTuple):
    """A place where something was measured: its page from 1 (0 where it is the whole file), words there, the value."""

    page: int
    text: str
    value: Value


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: its value (None where there was nothing to measure), and the places that decide it."""

    value: Value | None
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Text:
    """A PDF as lines of text.

    lines: all of them; own: those that are not running matter; body: the size of the text in points; pairs: each line
    of that size with the line that continues its paragraph; step: the distance of their baselines in points (0 when
    there is no paragraph).
    """

    canvases: tuple[Canvas, ...]
    lines: tuple[Line, ...]
    own: tuple[Line, ...]
    folios: tuple[Folio, ...]
    body: float
    neighbours: tuple[tuple[Line, Line], ...]
    pairs: tuple[tuple[Line, Line], ...]
    step: float

    @cached_property
    def colours(self) -> dict[tuple[int, Rgb, Rgb], tuple[Run, int]]:
        """Each pair of colours on a page, of glyphs and of what is beneath them, with its first glyph."""
        found: dict[tuple[int, Rgb, Rgb], tuple[Run, int]] = {}
        for canvas, run in drawn(self):
            if run.ink.colour is not None:
                for at in run.seen if len(set(run.beneath)) > 1 else run.seen[:1]:
                    found.setdefault((canvas.number, run.ink.colour, run.beneath[at]), (run, at))
        return found

    @cached_property
    def by_page(self) -> dict[int, list[Line]]:
        """The lines of each page that has some."""
        found: dict[int, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.page, []).append(line)
        return found

    @cached_property
    def entries(self) -> list[Entry]:
        """The rows of every list of contents."""
        pages = ((canvas, [line for line in self.own if line.page == canvas.number]) for canvas in self.canvases)
        return [entry for canvas, own in pages for entry in entries_of(canvas, own)]


def text_of(canvases: Sequence[Canvas], lines: Sequence[Line], own: Sequence[Line], folios: Sequence[Folio]) -> Text:
    """Put together what the figures need."""
    sizes: Counter[float] = Counter()
    for run in (run for line in own for run in line.runs):
        sizes[round(run.ink.size, 1)] += len(run.seen)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    neighbours = tuple(pair for pair in following(own) if is_body(pair[0], body))
    near = [round(one.y - other.y, 1) for one, other in neighbours if one.y - other.y < 2.2 * body]
    usual = min(value for value, count in Counter(near).items() if count == max(Counter(near).values())) if near else 0
    pairs = tuple(
        (one, other)
        for one, other in neighbours
        if abs(one.y - other.y - usual) <= 0.06 * body and not other.starts_item and one.bold == other.bold
    )
    step = median(one.y - other.y for one, other in pairs) if pairs else 0.0
    return Text(tuple(canvases), tuple(lines), tuple(own), tuple(folios), body, neighbours, pairs, step)


def is_body(line: Line, body: float) -> bool:
    """Whether a line has the size of the text."""
    return abs(line.size - body) <= 0.02 * body


def quoted(line: Line) -> str:
    """The words of a line, cut to what fits a message."""
    return line.text if len(line.text) <= LONGEST_QUOTE else line.text[: LONGEST_QUOTE - 1] + "…"


def spot(line: Line, value: Value) -> Spot:
    """The place of a line."""
    return Spot(line.page, quoted(line), value)


def count(spots: Iterable[Spot]) -> Figure:
    """How many there are; each is a place."""
    found = tuple(spots)
    return Figure(float(len(found)), found)


def least(spots: Iterable[Spot]) -> Figure:
    """The smallest value, with all places from the smallest on."""
    found = sorted(spots, key=lambda one: (one.value, one.page))
    return Figure(found[0].value if found else None, tuple(found))


def most(spots: Iterable[Spot]) -> Figure:
    """The largest value, with all places from the largest down."""
    found = sorted(spots, key=lambda one: (one.value, -one.page), reverse=True)
    return Figure(found[0].value if found else None, tuple(found))


def drawn(text: Text) -> Iterable[tuple[Canvas, Run]]:
    """Every run of glyphs that leave ink, turned text and running matter included, with its page."""
    return ((canvas, run) for canvas in text.canvases for run in canvas.runs if not run.text.isspace())


def line_about(text: Text, page: int, run: Run, at: int) -> str:
    """The words around a glyph of a run. at: its place in the run."""
    x = run.lefts[at]
    for line in text.by_page.get(page, ()):
        if abs(line.y - run.y) < 0.5 and line.x - 0.1 <= x <= line.right:
            return quoted(line)
    return run.text[at]
