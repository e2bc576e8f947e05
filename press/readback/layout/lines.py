"""Lines of text as they are seen, from the places of glyphs alone, without tags or order of painting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from operator import le, sub
from typing import NamedTuple

from press.readback.layout.drawn import BLANKS, Canvas, GlyphRun

SAME_ROW = 0.15
"""Glyphs stand on one row if their baselines differ by less than this share of their size."""
APART = 1.2
"""A gap wider than this share of the size separates two lines side by side."""
WORD_GAP = 0.12
"""A gap wider than this share of the size is a word space even if no blank is drawn."""
EDGE = 0.15
"""Running heads and feet, and page numbers, are looked for in this share of the page at its head and at its foot."""
BULLET = re.compile(r"^([•●■▪◆–*·o‣◦]|\d{1,2}[.)]|[a-z][.)])\s")
LABEL = 12
"""Most characters before and after the numbers of a label, such as `Page 2 of 4`; a third of all that it may have."""
# `\b` would miss numbers that letters follow without a space, as in Korean.
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d{1,4}(?![A-Za-z\d])")


class TextLine(NamedTuple):
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
    runs: tuple[GlyphRun, ...]
    first: bool

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(run.ink.face.bold for run in self.runs)

    @property
    def starts_item(self) -> bool:
        """Whether it begins with the bullet or number of a list item."""
        return bool(BULLET.match(self.text))


def read_lines(canvas: Canvas) -> list[TextLine]:
    """Read the lines of a page from head to foot.

    Lines of one row go from left to right. Turned text has none.
    """
    return [line for row in group_rows(canvas.runs) for line in _split_row(row, canvas.number)]


def group_rows(runs: Iterable[GlyphRun]) -> Iterator[list[GlyphRun]]:
    """Group runs that share a baseline.

    Rows go from the head of the page down, each from left to right.
    """
    row: list[GlyphRun] = []
    for run in sorted((one for one in runs if one.ink.upright), key=lambda one: (-one.y, one.lefts[0])):
        if row and row[0].y - run.y > SAME_ROW * max(run.ink.size, row[0].ink.size):
            yield _sort_row(row)
            row = []
        row.append(run)
    if row:
        yield _sort_row(row)


def _sort_row(row: Sequence[GlyphRun]) -> list[GlyphRun]:
    """Sort a row from left to right.

    Runs that overlap or go to the left are sorted glyph by glyph.
    """
    runs = sorted(row, key=lambda run: run.lefts[0])
    lefts = [*chain.from_iterable([run.lefts for run in runs])]
    if all(map(le, lefts, islice(lefts, 1, None))):
        return runs
    return sorted((run.cut_glyph(at) for run in runs for at in range(len(run.text))), key=lambda run: run.lefts[0])


def _split_row(row: Sequence[GlyphRun], page: int) -> Iterator[TextLine]:
    """Split a row into lines."""
    part: list[GlyphRun] = []
    words: list[str] = []
    blank = False
    first = True
    for run in row:
        seen = run.seen
        blank = bool(part) and (blank or not seen or seen[0] > 0)
        for places, part_words in _split_run(run, seen):
            piece = run.cut_range(places[0], places[-1] + 1)
            if part:
                gap, size = piece.lefts[0] - part[-1].rights[-1], max(piece.ink.size, part[-1].ink.size)
                if gap > APART * size:
                    yield _make_line(part, words, page, first=first)
                    part, words, first = [], [], False
                elif blank or gap > WORD_GAP * size:
                    words.append(" ")
            part.append(piece)
            words.append(part_words)
            blank = seen[-1] < len(run.text) - 1
    if part:
        yield _make_line(part, words, page, first=first)


def _split_run(run: GlyphRun, seen: Sequence[int]) -> Iterator[tuple[Sequence[int], str]]:
    """Split a run at its wide gaps.

    Yields the positions of the glyphs in each part, and its words with single spaces. seen: the positions of glyphs
    that are not blank.
    """
    apart, gap_of_words = APART * run.ink.size, WORD_GAP * run.ink.size
    if seen and _is_split_by_blanks(run, apart, gap_of_words):
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


def _is_split_by_blanks(run: GlyphRun, apart: float, gap_of_words: float) -> bool:
    """Tell whether only narrow blanks separate the words.

    Then glyphs side by side touch, and words end where blanks are drawn.
    """
    lefts, rights = run.lefts, run.rights
    if len(lefts) > 1 and max(map(sub, islice(lefts, 1, None), rights)) > gap_of_words:
        return False
    if len(run.seen) == len(lefts):
        return True
    blanks = map(re.Match.span, BLANKS.finditer(run.text, 1))
    return not any(end < len(lefts) and lefts[end] - rights[start - 1] > apart for start, end in blanks)


def _make_line(part: Sequence[GlyphRun], words: Sequence[str], page: int, *, first: bool) -> TextLine:
    size, y = part[0].ink.size, part[0].y
    if len(part) > 1:
        size, y = _find_commonest(part, [run.ink.size for run in part]), _find_commonest(part, [run.y for run in part])
    right = max([max(map(run.rights.__getitem__, run.seen)) for run in part])
    return TextLine(page, "".join(words), part[0].lefts[0], right, y, size, tuple(part), first)


def _find_commonest(part: Sequence[GlyphRun], values: Sequence[float]) -> float:
    """Find the value that most glyphs have.

    Of values with equally many glyphs, the first one.
    """
    counts = dict.fromkeys(values, 0)
    for run, value in zip(part, values, strict=True):
        counts[value] += len(run.seen)
    return max(counts, key=counts.__getitem__)


def pair_lines(lines: Sequence[TextLine]) -> Iterator[tuple[TextLine, TextLine]]:
    """Pair each line with the line below it.

    The line below is the next one in the same column, if it has the same size.
    """
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
    """A page number: its line, the width of its page, and whether it stands at the head of the page."""

    line: TextLine
    width: float
    upper: bool


def find_folios(canvases: Sequence[Canvas], lines: Sequence[TextLine]) -> list[Folio]:
    """Find the page numbers.

    Page numbers count up by one from page to page, at the head or foot, on most of the pages.
    """
    sizes = {canvas.number: canvas for canvas in canvases}
    found: dict[tuple[bool, int], list[TextLine]] = {}
    for line in lines:
        height = sizes[line.page].height
        if EDGE * height < line.y < (1 - EDGE) * height:
            continue
        for number in _find_numbers(line.text):
            found.setdefault((line.y > height / 2, number - line.page), []).append(line)
    if not found:
        return []
    upper, offset = max(found, key=lambda key: (len({line.page for line in found[key]}), key[1] == 0, not key[0]))
    best = {line.page: line for line in found[upper, offset]}
    enough = len(best) * 2 > len(canvases) and (len(canvases) > 1 or offset == 0)
    return [Folio(line, sizes[line.page].width, upper) for line in best.values()] if enough else []


def _find_numbers(text: str) -> set[int]:
    """Find the first and the last number of a line, if they stand at its edges or in a label such as `Page 2 of 4`."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return set()
    label = found[0].start() <= LABEL and len(text) - found[-1].end() <= LABEL and len(text) <= 3 * LABEL
    return {int(one[0]) for one in (found[0], found[-1]) if label or one.start() == 0 or one.end() == len(text)}


def find_running_matter(canvases: Sequence[Canvas], lines: Sequence[TextLine], folios: Sequence[Folio]) -> set[int]:
    """Find the lines that are running matter, by their id.

    These are page numbers, and lines that repeat at the edge of half the pages.
    """
    heights = {canvas.number: canvas.height for canvas in canvases}
    found: dict[tuple[int, str], list[TextLine]] = {}
    for line in lines:
        if not EDGE * heights[line.page] < line.y < (1 - EDGE) * heights[line.page]:
            found.setdefault((round(line.y / 2), re.sub(r"\d+", "0", line.text)), []).append(line)
    alike = (
        same for same in found.values() if len(same) > 1 and 2 * len({line.page for line in same}) >= len(canvases)
    )
    return {id(line) for same in alike for line in same} | {id(folio.line) for folio in folios}


# ---------------------------------------------------------------- rows of a list of contents


@dataclass(frozen=True, slots=True)
class ContentsRow:
    """A row of a list of contents: words at the left, a page number at the right, and whether dots lead to it."""

    words: TextLine
    number: str
    dotted: bool


def find_contents_rows(canvas: Canvas, lines: Sequence[TextLine]) -> list[ContentsRow]:
    """Find the rows of contents on a page.

    A list has three or more rows, with numbers that never fall and end at one right edge.
    """
    rows = [row for row in _find_candidates(canvas, lines) if row]
    edges = Counter(round(right) for _, right in rows)
    edge = edges.most_common(1)[0][0] if edges else 0
    found = [entry for entry, right in rows if abs(right - edge) <= NEAR_EDGE]
    numbers = [int(entry.number) for entry in found]
    rising = all(one <= other for one, other in pairwise(numbers))
    return found if len(found) >= 3 and rising else []


NEAR_EDGE = 4
"""Points within which page numbers of a list of contents end at one edge; a `1` may be narrower than a `2`."""
_LED = re.compile(r"^(.*?\w\S*)\s*(?:[.·…]\s?){3,}\s*(\d{1,3})$")


def _find_candidates(canvas: Canvas, lines: Sequence[TextLine]) -> Iterator[tuple[ContentsRow, float]]:
    """Find words with a number to their right.

    Gives the right edge of the number too.
    """
    for line in lines:
        if led := _LED.match(line.text):
            yield ContentsRow(line, led[2], dotted=True), line.right
    for line, other in pairwise(lines):
        if abs(line.y - other.y) < 1 and line.first and re.fullmatch(r"\d{1,3}", other.text):
            between = [box for box in canvas.dotted if abs(box.bottom - line.y) < 0.5 * line.size]
            led_to = line.text.endswith("...") or any(box.left < other.x and box.right > line.right for box in between)
            yield ContentsRow(line, other.text, dotted=led_to), other.right
