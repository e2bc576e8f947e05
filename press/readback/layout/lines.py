"""From glyphs to lines of text as they are seen, by their places alone: no tags, no order of painting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from operator import le, sub
from typing import NamedTuple

from press.readback.layout.drawn import BLANKS, Canvas, Run

SAME_ROW = 0.15
"""Glyphs whose baselines differ by less than this share of their size stand on one row."""
APART = 1.2
"""A gap of more than this share of the size parts two lines that stand side by side."""
WORD_GAP = 0.12
"""A gap of more than this share of the size is a word space where no blank is drawn."""
EDGE = 0.15
"""Running heads and feet, and page numbers, are looked for in this share of the page at its head and at its foot."""
BULLET = re.compile(r"^([•●■▪◆–*·o‣◦]|\d{1,2}[.)]|[a-z][.)])\s")
_FOLIO = re.compile(r"^\D{0,12}?\b(\d{1,4})(\s\S+\s\d{1,4})?$|^(\d{1,4})\b\D.*$|^.*\D\b(\d{1,4})$")


class Line(NamedTuple):
    """Words that stand on one row without a wide gap.

    page: from 1; x, right, y: its edges and its baseline in points from the lower left corner of the page; size: that
    most of its glyphs have, in points; runs: its glyphs, with the blanks between them; first: whether nothing stands to
    its left.
    """

    page: int
    text: str
    x: float
    right: float
    y: float
    size: float
    runs: tuple[Run, ...]
    first: bool

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(run.ink.face.bold for run in self.runs)

    @property
    def starts_item(self) -> bool:
        """Whether it begins with the mark of a list item."""
        return bool(BULLET.match(self.text))


def lines_of(canvas: Canvas) -> list[Line]:
    """The lines of a page, from its head to its foot and from left to right. Turned text has none."""
    return [line for row in rows_of(canvas.runs) for line in _split(row, canvas.number)]


def rows_of(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Runs that share a baseline, from the head of the page down, each row from left to right."""
    row: list[Run] = []
    for run in sorted((one for one in runs if one.ink.upright), key=lambda one: (-one.y, one.lefts[0])):
        if row and row[0].y - run.y > SAME_ROW * max(run.ink.size, row[0].ink.size):
            yield _side_by_side(row)
            row = []
        row.append(run)
    if row:
        yield _side_by_side(row)


def _side_by_side(row: Sequence[Run]) -> list[Run]:
    """A row from left to right; glyph by glyph where runs reach into each other or go to the left."""
    runs = sorted(row, key=lambda run: run.lefts[0])
    lefts = [*chain.from_iterable([run.lefts for run in runs])]
    if all(map(le, lefts, islice(lefts, 1, None))):
        return runs
    return sorted((run.only(at) for run in runs for at in range(len(run.text))), key=lambda run: run.lefts[0])


def _split(row: Sequence[Run], page: int) -> Iterator[Line]:
    """The lines on a row."""
    part: list[Run] = []
    words: list[str] = []
    blank = False
    first = True
    for run in row:
        seen = run.seen
        blank = bool(part) and (blank or not seen or seen[0] > 0)
        for places, said in _pieces(run, seen):
            piece = run.between(places[0], places[-1] + 1)
            if part:
                gap, size = piece.lefts[0] - part[-1].rights[-1], max(piece.ink.size, part[-1].ink.size)
                if gap > APART * size:
                    yield _line(part, words, page, first=first)
                    part, words, first = [], [], False
                elif blank or gap > WORD_GAP * size:
                    words.append(" ")
            part.append(piece)
            words.append(said)
            blank = seen[-1] < len(run.text) - 1
    if part:
        yield _line(part, words, page, first=first)


def _pieces(run: Run, seen: Sequence[int]) -> Iterator[tuple[Sequence[int], str]]:
    """The stretches of a run without a wide gap: where their glyphs stand in it, and their words with single spaces.

    seen: the places of what is no blank.
    """
    apart, gap_of_words = APART * run.ink.size, WORD_GAP * run.ink.size
    if seen and _only_blanks_part(run, apart, gap_of_words):
        yield seen, " ".join(run.text.split())
        return
    start, letters = 0, [run.text[at] for at in seen[:1]]
    for at, (one, other) in enumerate(pairwise(seen), 1):
        gap = run.lefts[other] - run.rights[one]
        if gap > apart:
            yield seen[start:at], "".join(letters)
            start, letters = at, []
        elif other - one > 1 or gap > gap_of_words:
            letters.append(" ")
        letters.append(run.text[other])
    if seen:
        yield seen[start:], "".join(letters)


def _only_blanks_part(run: Run, apart: float, gap_of_words: float) -> bool:
    """Whether glyphs side by side touch, and no blank is wide: then words are parted where blanks are drawn."""
    lefts, rights = run.lefts, run.rights
    if len(lefts) > 1 and max(map(sub, islice(lefts, 1, None), rights)) > gap_of_words:
        return False
    if len(run.seen) == len(lefts):
        return True
    blanks = map(re.Match.span, BLANKS.finditer(run.text, 1))
    return not any(end < len(lefts) and lefts[end] - rights[start - 1] > apart for start, end in blanks)


def _line(part: Sequence[Run], words: Sequence[str], page: int, *, first: bool) -> Line:
    size, y = part[0].ink.size, part[0].y
    if len(part) > 1:
        size, y = _usual(part, [run.ink.size for run in part]), _usual(part, [run.y for run in part])
    right = max([max([run.rights[at] for at in run.seen]) for run in part])
    return Line(page, "".join(words), part[0].lefts[0], right, y, size, tuple(part), first)


def _usual(part: Sequence[Run], values: Sequence[float]) -> float:
    """The value that most glyphs have; of values with as many, the first one."""
    counts = dict.fromkeys(values, 0)
    for run, value in zip(part, values, strict=True):
        counts[value] += len(run.seen)
    return max(counts, key=counts.__getitem__)


def following(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Each line of a page with the one that stands next under it in the same column and the same size."""
    for at, line in enumerate(lines):
        below = (
            other
            for other in lines[at + 1 : at + 12]
            if other.page == line.page and other.y < line.y - 1 and other.x < line.right and other.right > line.x
        )
        under = next(below, None)
        if under and abs(under.size - line.size) < 0.02 * line.size and abs(under.x - line.x) < 3 * line.size:
            yield line, under


# ---------------------------------------------------------------- heads, feet and page numbers


@dataclass(frozen=True, slots=True)
class Folio:
    """A page number: its line, and how its page is made. upper: whether it stands at the head of the page."""

    line: Line
    width: float
    upper: bool


def folios_of(canvases: Sequence[Canvas], lines: Sequence[Line]) -> list[Folio]:
    """The page numbers: what counts up by one from page to page, at the head or foot, on most of the pages."""
    sizes = {canvas.number: canvas for canvas in canvases}
    found: dict[tuple[bool, int], list[Line]] = {}
    for line in lines:
        height = sizes[line.page].height
        if EDGE * height < line.y < (1 - EDGE) * height:
            continue
        for number in _numbers(line.text):
            found.setdefault((line.y > height / 2, number - line.page), []).append(line)
    if not found:
        return []
    upper, offset = max(found, key=lambda key: (len({line.page for line in found[key]}), key[1] == 0, not key[0]))
    best = {line.page: line for line in found[upper, offset]}
    enough = len(best) * 2 > len(canvases) and (len(canvases) > 1 or offset == 0)
    return [Folio(line, sizes[line.page].width, upper) for line in best.values()] if enough else []


def _numbers(text: str) -> set[int]:
    match = _FOLIO.match(text)
    return {int(group) for group in (match[1], match[3], match[4]) if group} if match else set()


def running(canvases: Sequence[Canvas], lines: Sequence[Line], folios: Sequence[Folio]) -> set[int]:
    """Which lines, by their id, are running matter: page numbers, and what is alike at the edge of half the pages."""
    heights = {canvas.number: canvas.height for canvas in canvases}
    found: dict[tuple[int, str], list[Line]] = {}
    for line in lines:
        if not EDGE * heights[line.page] < line.y < (1 - EDGE) * heights[line.page]:
            found.setdefault((round(line.y / 2), re.sub(r"\d+", "0", line.text)), []).append(line)
    alike = (
        same for same in found.values() if len(same) > 1 and 2 * len({line.page for line in same}) >= len(canvases)
    )
    return {id(line) for same in alike for line in same} | {id(folio.line) for folio in folios}


# ---------------------------------------------------------------- rows of a list of contents


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a list of contents: words at the left, a page number at the right, and whether dots lead to it."""

    words: Line
    number: str
    dotted: bool


def entries_of(canvas: Canvas, lines: Sequence[Line]) -> list[Entry]:
    """The rows of a list of contents on a page: three or more with numbers that never fall, at one right edge."""
    rows = [row for row in _pairs(canvas, lines) if row]
    edges = Counter(round(right) for _, right in rows)
    edge = edges.most_common(1)[0][0] if edges else 0
    found = [entry for entry, right in rows if abs(right - edge) <= NEAR_EDGE]
    numbers = [int(entry.number) for entry in found]
    rising = all(one <= other for one, other in pairwise(numbers))
    return found if len(found) >= 3 and rising else []


NEAR_EDGE = 4
"""Points within which page numbers of a list of contents end at one edge; a `1` may be narrower than a `2`."""
_LED = re.compile(r"^(.*?\w\S*)\s*(?:[.·…]\s?){3,}\s*(\d{1,3})$")


def _pairs(canvas: Canvas, lines: Sequence[Line]) -> Iterator[tuple[Entry, float]]:
    """Words with a number to their right, and the right edge of the number."""
    for line in lines:
        if led := _LED.match(line.text):
            yield Entry(line, led[2], dotted=True), line.right
    for line, other in pairwise(lines):
        if abs(line.y - other.y) < 1 and line.first and re.fullmatch(r"\d{1,3}", other.text):
            between = [box for box in canvas.dotted if abs(box.bottom - line.y) < 0.5 * line.size]
            led_to = line.text.endswith("...") or any(box.left < other.x and box.right > line.right for box in between)
            yield Entry(line, other.text, dotted=led_to), other.right
