"""Figures of the text: type, headings, lines, paragraphs, lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import sub
from statistics import median

from press.readback.layout.drawn import GlyphRun
from press.readback.layout.lines import TextLine
from press.readback.layout.pdfium import PdfTypeface
from press.readback.measure.figures import (
    OVERHANG,
    DocumentText,
    Figure,
    MeasuredPlace,
    count_places,
    find_largest,
    find_smallest,
    find_words_around,
    is_body,
    list_runs,
    make_place,
)
from press.text.scripts import name_script

LARGER = 1.04
"""A line is a heading when it is larger than the text by more than this factor and stands first on its row."""
STRAIGHT = 0.5
"""Points within which edges of lines are straight."""
JUSTIFIED = 0.1
"""Points within which right edges are straight; those of ragged lines may be nearly so by chance."""


ADDRESS = re.compile(r"[/@]|\bwww\.")
"""What shows that a word is an address."""
LEADERS = re.compile(r"(?:[.·…]\s?){4,}")


def measure_smallest(text: DocumentText) -> Figure:
    """Find the smallest glyph drawn, in points.

    Each size on a page is a place.
    """
    found: dict[tuple[int, float], GlyphRun] = {}
    for canvas, run in list_runs(text):
        found.setdefault((canvas.number, round(run.ink.size, 2)), run)
    # Words are looked up for few: a file may have a thousand pages.
    places = sorted(found.items(), key=lambda item: (item[0][1], item[0][0]))
    near = [
        MeasuredPlace(page, find_words_around(text, page, run, run.seen[0]), size) for (page, size), run in places[:20]
    ]
    return find_smallest(
        [*near, *(MeasuredPlace(page, run.text[run.seen[0]], size) for (page, size), run in places[20:])]
    )


def measure_body(text: DocumentText) -> Figure:
    """Measure the size of the text in points.

    It is the size that most characters have.
    """
    first = next((line for line in text.own if is_body(line, text.body)), None)
    return Figure(text.body, (make_place(first, text.body),)) if first else Figure(None)


def measure_body_weight(text: DocumentText) -> Figure:
    """Find the weight of most text: `regular` or `bold`."""
    bold: Counter[bool] = Counter()
    for run in (run for line in text.own if is_body(line, text.body) for run in line.runs):
        bold[run.ink.face.bold] += len(run.seen)
    return Figure("bold" if bold[True] > bold[False] else "regular") if bold else Figure(None)


def measure_x_height(text: DocumentText) -> Figure:
    """Measure the height of an x in the text (points)."""
    heights = [height for canvas in text.canvases for size, height in canvas.x_heights if abs(size - text.body) <= 0.05]
    return Figure(round(median(heights), 2)) if heights else Figure(None)


def measure_faces(text: DocumentText) -> Figure:
    """List the families of type, the most used one first.

    A guideline speaks of letters and digits of its own script: words in another script have a family of their own, and
    so have signs that hardly any family has, such as a box to check.
    """
    texts: dict[str, list[str]] = {}
    for _, run in list_runs(text):
        texts.setdefault(run.ink.face.family, []).append(run.text)
    scripts = _count_scripts(run.text for _, run in list_runs(text))
    scripts_by_family = {family: set(_count_scripts(found)) for family, found in texts.items()}
    own = max(scripts, key=scripts.__getitem__, default="")
    others = {family for family, found in scripts_by_family.items() if found and own not in found}
    glyphs: Counter[tuple[int, PdfTypeface]] = Counter()
    for canvas, run in list_runs(text):
        if run.ink.face.family not in others and any(
            sign.isdigit() or (sign.isalpha() and name_script(sign) == own) for sign in run.text
        ):
            glyphs[canvas.number, run.ink.face] += len(run.seen)
    used: Counter[str] = Counter()
    first: dict[str, int] = {}
    for (page, face), number in glyphs.items():
        used[face.family] += number
        first.setdefault(face.family, page)
    named = [MeasuredPlace(first[name], f"{number} characters", name) for name, number in used.most_common()]
    return Figure(named[0].value if named else None, tuple(named))


def _count_scripts(texts: Iterable[str]) -> Counter[str]:
    """Count the letters of each script, in the order in which they are met."""
    scripts = Counter[str]()
    for letter, number in Counter("".join(texts)).items():
        if letter.isalpha():
            scripts[name_script(letter)] += number
    return scripts


# ---------------------------------------------------------------- headings


def _find_headings(text: DocumentText) -> list[TextLine]:
    return [line for line in text.own if line.first and min(run.ink.size for run in line.runs) > LARGER * text.body]


def measure_heading_largest(text: DocumentText) -> Figure:
    """Measure the largest heading in points."""
    sizes = [make_place(line, line.size) for line in _find_headings(text)]
    return Figure(max(one.value for one in sizes), ()) if sizes else Figure(None)


def measure_heading_smallest(text: DocumentText) -> Figure:
    """Measure the smallest heading in points."""
    return find_smallest(make_place(line, line.size) for line in _find_headings(text))


def measure_headings_light(text: DocumentText) -> Figure:
    """Count headings that are not bold."""
    return count_places(make_place(line, "not bold") for line in _find_headings(text) if not line.bold)


def measure_headings_indented(text: DocumentText) -> Figure:
    """Count headings indented from the text below them.

    A box may hold nothing but a line to fill in; then the text below its title is not its own. PDFium has the ink of a
    letter in place of its box where ActualText says it, and the ink begins later.
    """
    own = list(text.own)
    heads = {id(line) for line in _find_headings(text) if not text.passages.stand_above_picture(line)}
    offsets = []
    for at, line in enumerate(own):
        under = next((other for other in own[at + 1 :] if id(other) not in heads), line)
        near = max(4 * STRAIGHT, OVERHANG * line.size)
        if id(line) in heads and under.page == line.page and line.x - under.x > near:
            offsets.append(make_place(line, round(line.x - under.x, 1)))
    return count_places(offsets)


# ---------------------------------------------------------------- lines


def measure_leading(text: DocumentText) -> Figure:
    """Measure the distance of lines ÷ size of the text.

    It is the median distance of baselines in paragraphs.
    """
    return (
        Figure(round(text.step / text.body, 3), (make_place(text.pairs[0][0], "median"),))
        if text.pairs
        else Figure(None)
    )


def measure_line_gap(text: DocumentText) -> Figure:
    """Measure the gap between lines ÷ median word space.

    The gap is the distance of baselines less the size, in paragraphs.
    """
    gaps = [gap for line in _list_full_lines(text) for gap in _list_word_spaces(line)]
    return Figure(round((text.step - text.body) / median(gaps), 2)) if gaps else Figure(None)


def _list_word_spaces(line: TextLine) -> Iterator[float]:
    """List the gaps between words of a line (points)."""
    lefts = [run.lefts[at] for run in line.runs for at in run.seen]
    rights = [run.rights[at] for run in line.runs for at in run.seen]
    return (gap for gap in map(sub, lefts[1:], rights) if gap > 0.1 * line.size)


def _list_full_lines(text: DocumentText) -> list[TextLine]:
    """List full lines: those that their paragraph continues after."""
    return [one for one, _ in text.pairs]


def measure_line_median(text: DocumentText) -> Figure:
    """Measure the median of full lines, in characters with blanks."""
    lengths = sorted(_list_full_lines(text), key=lambda line: len(line.text))
    if not lengths:
        return Figure(None)
    middle = lengths[len(lengths) // 2]
    return Figure(float(median(len(line.text) for line in lengths)), (make_place(middle, float(len(middle.text))),))


def measure_line_longest(text: DocumentText) -> Figure:
    """Measure the longest line, in characters with blanks.

    Leader dots do not count, nor does running matter: nobody reads from it to a next line.
    """
    return find_largest(make_place(line, float(len(LEADERS.sub(" ", line.text)))) for line in text.own)


def measure_hyphens(text: DocumentText) -> Figure:
    """Count lines that end within a word, at a hyphen."""
    ended = ((line, under) for line, under in text.neighbors if re.search(r"[^\W\d_]-$", line.text))
    return count_places(make_place(line, "hyphen") for line, under in ended if not _has_own_hyphen(text, line, under))


def _has_own_hyphen(text: DocumentText, line: TextLine, under: TextLine) -> bool:
    """Tell whether the hyphen at a line's end is the word's own.

    Without tags, only an address is known to have some.
    """
    if text.passages:
        return text.passages.own_hyphen(line, under)
    return bool(ADDRESS.search(line.text.rpartition(" ")[2] + under.text.partition(" ")[0]))


def measure_justified(text: DocumentText) -> Figure:
    """Count justified paragraphs.

    These have four lines or more, whose ends stand as straight as their beginnings.
    """
    # A lowered figure as large as the text is read as a line of its own.
    whole = ([line for line in lines if len(line.text.strip()) > 2] for lines in _list_paragraphs(text))
    found = (lines for lines in whole if len(lines) >= 4)
    return count_places(
        make_place(lines[0], "justified")
        for lines in found
        if _measure_spread([one.right for one in lines[:-1]]) < JUSTIFIED
    )


def measure_indents(text: DocumentText) -> Figure:
    """Count paragraphs with an indented first line."""
    # Words after a line to fill in also stand far from the edge, with nothing that is written before them.
    whole = (lines for lines in _list_paragraphs(text) if not text.passages or text.passages.begin(lines[0]))
    found = (lines for lines in whole if lines[0].x - lines[1].x > 0.4 * text.body)
    return count_places(make_place(lines[0], round(lines[0].x - lines[1].x, 1)) for lines in found)


def _list_paragraphs(text: DocumentText) -> Iterator[Sequence[TextLine]]:
    """List paragraphs of two or more lines."""
    part: list[TextLine] = []
    for one, other in text.pairs:
        if part and part[-1] is not one:
            yield part
            part = []
        part = part or [one]
        part.append(other)
    if part:
        yield part


def _measure_spread(values: Sequence[float]) -> float:
    return max(values) - min(values)


def measure_paragraph_step(text: DocumentText) -> Figure:
    """Measure the distance of paragraphs ÷ distance of lines.

    It is the median from the last line of a paragraph to the first of the next one.
    """
    if not text.step:
        return Figure(None)
    rows = {id(entry.words) for entry in text.contents_rows}
    found = [
        make_place(other, round((one.y - other.y) / text.step, 2))
        for one, other in text.neighbors
        if 1.15 * text.step < one.y - other.y < 3.5 * text.step
        and not (other.starts_item or one.bold or other.bold or id(other) in rows or other.text.isdigit())
        and abs(other.x - one.x) < STRAIGHT
    ]
    # Of an even number the smaller middle one, so that the value has a place.
    found.sort(key=lambda one: one.value)
    return Figure(found[(len(found) - 1) // 2].value, tuple(found)) if found else Figure(None)


# ---------------------------------------------------------------- lists


def measure_bullets(text: DocumentText) -> Figure:
    """List the characters before list items, but for numbers."""
    bulleted = (line for line in text.own if line.starts_item and not line.text[0].isalnum())
    found = tuple({line.text[0]: make_place(line, line.text[0]) for line in reversed(list(bulleted))}.values())
    return Figure(found[0].value if found else None, found)


def measure_list_step(text: DocumentText) -> Figure:
    """Measure the distance of list items ÷ distance of lines.

    It is the largest from the last line of an item to the next item.
    """
    if not text.step:
        return Figure(None)
    items = [line for line in text.own if line.starts_item]
    return find_largest(
        make_place(other, round((one.y - other.y) / text.step, 2))
        for one, other in text.neighbors
        if other.starts_item and any(_belongs_to(item, one, text) for item in items)
    )


def _belongs_to(item: TextLine, line: TextLine, text: DocumentText) -> bool:
    """Tell whether a line belongs to an item.

    It is the item's first line, or stands under it, hung in.
    """
    return item is line or (
        item.page == line.page and line.x > item.x + STRAIGHT and 0 < item.y - line.y < 6 * text.step
    )
