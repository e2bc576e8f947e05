"""Figures of the text: type, headings, lines, paragraphs, lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import sub
from statistics import median

from press.readback.layout.drawn import Run
from press.readback.layout.lines import Line
from press.readback.layout.typefaces import Face
from press.readback.measure.figures import Figure, Spot, Text, count, drawn, is_body, least, line_about, most, spot

LARGER = 1.04
"""A line is a heading when it is larger than the text by more than this factor and stands first on its row."""
STRAIGHT = 0.5
"""Points within which edges of lines are straight."""


LEADERS = re.compile(r"(?:[.·…]\s?){4,}")


def smallest(text: Text) -> Figure:
    """The smallest glyph drawn anywhere, in points; one place for each size on a page."""
    found: dict[tuple[int, float], Run] = {}
    for canvas, run in drawn(text):
        found.setdefault((canvas.number, round(run.ink.size, 2)), run)
    # Words are looked up for few: a file may have a thousand pages.
    places = sorted(found.items(), key=lambda item: (item[0][1], item[0][0]))
    near = [Spot(page, line_about(text, page, run, run.seen[0]), size) for (page, size), run in places[:20]]
    return least([*near, *(Spot(page, run.text[run.seen[0]], size) for (page, size), run in places[20:])])


def body(text: Text) -> Figure:
    """The size that most characters of the text have, in points."""
    first = next((line for line in text.own if is_body(line, text.body)), None)
    return Figure(text.body, (spot(first, text.body),)) if first else Figure(None)


def body_weight(text: Text) -> Figure:
    """Whether most characters of that size are `regular` or `bold`."""
    bold: Counter[bool] = Counter()
    for run in (run for line in text.own if is_body(line, text.body) for run in line.runs):
        bold[run.ink.face.bold] += len(run.seen)
    return Figure("bold" if bold[True] > bold[False] else "regular") if bold else Figure(None)


def x_height(text: Text) -> Figure:
    """How tall an x of the text is, in points."""
    heights = [height for canvas in text.canvases for size, height in canvas.x_heights if abs(size - text.body) <= 0.05]
    return Figure(round(median(heights), 2)) if heights else Figure(None)


def faces(text: Text) -> Figure:
    """The families of type in use, the one with most characters first."""
    glyphs: Counter[tuple[int, Face]] = Counter()
    for canvas, run in drawn(text):
        glyphs[canvas.number, run.ink.face] += len(run.seen)
    used: Counter[str] = Counter()
    first: dict[str, int] = {}
    for (page, face), number in glyphs.items():
        used[face.family] += number
        first.setdefault(face.family, page)
    named = [Spot(first[name], f"{number} characters", name) for name, number in used.most_common()]
    return Figure(named[0].value if named else None, tuple(named))


# ---------------------------------------------------------------- headings


def _headings(text: Text) -> list[Line]:
    return [line for line in text.own if line.first and min(run.ink.size for run in line.runs) > LARGER * text.body]


def heading_largest(text: Text) -> Figure:
    """The size of the largest heading in points."""
    sizes = [spot(line, line.size) for line in _headings(text)]
    return Figure(max(one.value for one in sizes), ()) if sizes else Figure(None)


def heading_smallest(text: Text) -> Figure:
    """The size of the smallest heading in points."""
    return least(spot(line, line.size) for line in _headings(text))


def headings_light(text: Text) -> Figure:
    """Headings that are not bold."""
    return count(spot(line, "not bold") for line in _headings(text) if not line.bold)


def headings_indented(text: Text) -> Figure:
    """Headings that do not start at the left edge of the text that they stand over."""
    own = list(text.own)
    heads = {id(line) for line in _headings(text)}
    offsets = []
    for at, line in enumerate(own):
        under = next((other for other in own[at + 1 :] if id(other) not in heads), line)
        if id(line) in heads and under.page == line.page and line.x - under.x > 4 * STRAIGHT:
            offsets.append(spot(line, round(line.x - under.x, 1)))
    return count(offsets)


# ---------------------------------------------------------------- lines


def leading(text: Text) -> Figure:
    """The median distance of baselines in paragraphs ÷ the size of the text."""
    return Figure(round(text.step / text.body, 3), (spot(text.pairs[0][0], "median"),)) if text.pairs else Figure(None)


def line_gap(text: Text) -> Figure:
    """(Distance of baselines - size) ÷ median word space, in paragraphs."""
    gaps = [gap for line in _full(text) for gap in _word_spaces(line)]
    return Figure(round((text.step - text.body) / median(gaps), 2)) if gaps else Figure(None)


def _word_spaces(line: Line) -> Iterator[float]:
    """The gaps between the words of a line, in points."""
    lefts = [run.lefts[at] for run in line.runs for at in run.seen]
    rights = [run.rights[at] for run in line.runs for at in run.seen]
    return (gap for gap in map(sub, lefts[1:], rights) if gap > 0.1 * line.size)


def _full(text: Text) -> list[Line]:
    """Lines that a paragraph continues after, because the next word did not fit."""
    return [one for one, _ in text.pairs]


def line_median(text: Text) -> Figure:
    """Characters of a full line, blanks included, median."""
    lengths = sorted(_full(text), key=lambda line: len(line.text))
    if not lengths:
        return Figure(None)
    middle = lengths[len(lengths) // 2]
    return Figure(float(median(len(line.text) for line in lengths)), (spot(middle, float(len(middle.text))),))


def line_longest(text: Text) -> Figure:
    """Characters of the longest line, blanks included; leader dots do not count."""
    return most(spot(line, float(len(LEADERS.sub(" ", line.text)))) for line in text.lines)


def hyphens(text: Text) -> Figure:
    """Lines that end within a word, at a hyphen."""
    return count(spot(line, "hyphen") for line, _ in text.neighbours if re.search(r"[^\W\d_]-$", line.text))


def justified(text: Text) -> Figure:
    """Paragraphs of four lines or more whose right edge is as straight as the left one."""
    found = (lines for lines in _paragraphs(text) if len(lines) >= 4)
    return count(
        spot(lines[0], "justified") for lines in found if _spread([one.right for one in lines[:-1]]) < STRAIGHT
    )


def indents(text: Text) -> Figure:
    """Paragraphs whose first line starts farther in than the second."""
    found = (lines for lines in _paragraphs(text) if lines[0].x - lines[1].x > 0.4 * text.body)
    return count(spot(lines[0], round(lines[0].x - lines[1].x, 1)) for lines in found)


def _paragraphs(text: Text) -> Iterator[Sequence[Line]]:
    """Lines that continue each other, two or more."""
    part: list[Line] = []
    for one, other in text.pairs:
        if part and part[-1] is not one:
            yield part
            part = []
        part = part or [one]
        part.append(other)
    if part:
        yield part


def _spread(values: Sequence[float]) -> float:
    return max(values) - min(values)


def paragraph_step(text: Text) -> Figure:
    """The median distance from the last line of a paragraph to the next paragraph ÷ the distance of lines."""
    if not text.step:
        return Figure(None)
    rows = {id(entry.words) for entry in text.entries}
    found = [
        (one.y - other.y) / text.step
        for one, other in text.neighbours
        if 1.15 * text.step < one.y - other.y < 3.5 * text.step
        and not (other.starts_item or one.bold or other.bold or id(other) in rows or other.text.isdigit())
        and abs(other.x - one.x) < STRAIGHT
    ]
    return Figure(round(median(found), 2)) if found else Figure(None)


# ---------------------------------------------------------------- lists


def bullets(text: Text) -> Figure:
    """The marks of list items that are not numbered."""
    marks = (line for line in text.own if line.starts_item and not line.text[0].isalnum())
    found = tuple({line.text[0]: spot(line, line.text[0]) for line in reversed(list(marks))}.values())
    return Figure(found[0].value if found else None, found)


def list_step(text: Text) -> Figure:
    """The largest distance from the last line of an item to the next item ÷ the distance of lines."""
    if not text.step:
        return Figure(None)
    items = [line for line in text.own if line.starts_item]
    return most(
        spot(other, round((one.y - other.y) / text.step, 2))
        for one, other in text.neighbours
        if other.starts_item and any(_continues(item, one, text) for item in items)
    )


def _continues(item: Line, line: Line, text: Text) -> bool:
    """Whether a line is an item's first line or stands under it, hung in."""
    return item is line or (
        item.page == line.page and line.x > item.x + STRAIGHT and 0 < item.y - line.y < 6 * text.step
    )
