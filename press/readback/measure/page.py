"""Figures of the page: size, margins, columns, page numbers, contents."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from press.readback.layout.drawn import Canvas
from press.readback.layout.lines import ContentsRow, Folio, TextLine
from press.readback.measure.figures import (
    OVERHANG,
    DocumentText,
    Figure,
    MeasuredPlace,
    count_places,
    find_largest,
    find_smallest,
    make_place,
    quote_line,
)

WIDE = 20
"""Characters from which words side by side are columns; a label or a number is shorter."""
ROWS = 3
"""The fewest rows with words side by side that make columns."""
CORNER = 0.6
"""How far a page number in the corner may stand from the edge of the text, as a share of its size."""


def measure_pages(text: DocumentText) -> Figure:
    """Count the pages."""
    return Figure(float(len(text.canvases)))


def measure_page_width(text: DocumentText) -> Figure:
    """Measure the widest page in points."""
    return find_largest(MeasuredPlace(canvas.number, "", round(canvas.width, 2)) for canvas in text.canvases)


def measure_page_height(text: DocumentText) -> Figure:
    """Measure the tallest page in points."""
    return find_largest(MeasuredPlace(canvas.number, "", round(canvas.height, 2)) for canvas in text.canvases)


# ---------------------------------------------------------------- margins and columns


def measure_margin_left(text: DocumentText) -> Figure:
    """Measure from the left edge to the text, in points."""
    return _measure_end_margin(text) if text.mirrored else _measure_start_margin(text)


def measure_margin_right(text: DocumentText) -> Figure:
    """Measure from the text to the right edge, in points."""
    return _measure_start_margin(text) if text.mirrored else _measure_end_margin(text)


def _measure_start_margin(text: DocumentText) -> Figure:
    """Measure from the edge of the page to where lines begin, in points."""
    return find_smallest(
        make_place(line, round(_skip_overhang(line, text), 2)) for line in _find_outermost(text, lambda line: line.x)
    )


def _skip_overhang(first: TextLine, text: DocumentText) -> float:
    """Find where lines begin that begin with a letter such as `j`, which hangs over the edge of the text.

    Running matter shows it too, where no other line of the page begins at the edge.
    """
    near = (line.x for line in text.lines if line.page == first.page and line.x - first.x <= OVERHANG * first.size)
    return max(near)


def _measure_end_margin(text: DocumentText) -> Figure:
    """Measure from where lines end to the edge of the page, in points."""
    widths = {canvas.number: canvas.width for canvas in text.canvases}
    found = _find_outermost(text, lambda line: -line.right)
    return find_smallest(make_place(line, round(widths[line.page] - line.right, 2)) for line in found)


def measure_margin_top(text: DocumentText) -> Figure:
    """Measure from the upper edge to the text, in points.

    The top of the first line is its baseline and its size.
    """
    heights = {canvas.number: canvas.height for canvas in text.canvases}
    found = _find_outermost(text, lambda line: -(line.y + line.size))
    return find_smallest(make_place(line, round(heights[line.page] - line.y - line.size, 2)) for line in found)


def measure_margin_bottom(text: DocumentText) -> Figure:
    """Measure from last baseline to lower edge, in points."""
    return find_smallest(make_place(line, round(line.y, 2)) for line in _find_outermost(text, lambda line: line.y))


def _find_outermost(text: DocumentText, key: object) -> Iterator[TextLine]:
    """Find the line of each page that stands farthest out."""
    for canvas in text.canvases:
        own = [line for line in text.own if line.page == canvas.number]
        if own:
            yield min(own, key=key)  # type: ignore[call-overload]


def measure_columns(text: DocumentText) -> Figure:
    """Count the columns of text on the page with most."""
    return find_largest(
        MeasuredPlace(canvas.number, "", float(_count_columns(canvas, text))) for canvas in text.canvases
    )


def _count_columns(canvas: Canvas, text: DocumentText) -> int:
    own = [line for line in text.own if line.page == canvas.number]
    rows: dict[int, list[TextLine]] = {}
    for line in own:
        rows.setdefault(round(line.y), []).append(line)
    wide = Counter(sum(length >= WIDE for length in _list_lengths(row, own)) for row in rows.values())
    return max((beside for beside in wide if beside > 1 and wide[beside] >= ROWS), default=1)


def _list_lengths(row: list[TextLine], lines: list[TextLine]) -> list[int]:
    """List the characters of the lines on a row. What a raised or lowered text parts is one line.

    lines: all of the page.
    """
    lengths: list[int] = []
    end = -math.inf
    for line in sorted(row, key=lambda one: one.x):
        between = (one.right - one.x for one in lines if abs(one.y - line.y) < line.size and end <= one.x < line.x)
        if line.x - end - sum(between) > line.size:
            lengths.append(0)
        lengths[-1] += len(line.text)
        end = line.right
    return lengths


# ---------------------------------------------------------------- page numbers


def measure_folios_missing(text: DocumentText) -> Figure:
    """Count pages without a page number."""
    numbered = {folio.line.page for folio in text.folios}
    return count_places(
        MeasuredPlace(canvas.number, "", "none") for canvas in text.canvases if canvas.number not in numbered
    )


def measure_folio_size(text: DocumentText) -> Figure:
    """Measure the smallest page number in points."""
    return find_smallest(make_place(folio.line, folio.line.size) for folio in text.folios)


def measure_folios_light(text: DocumentText) -> Figure:
    """Count page numbers that are not bold."""
    return count_places(make_place(folio.line, "not bold") for folio in text.folios if not _has_bold_digits(folio.line))


def _has_bold_digits(line: TextLine) -> bool:
    return all(run.ink.face.bold for run in line.runs if any(map(str.isdigit, run.text)))


def measure_folios_astray(text: DocumentText) -> Figure:
    """Count page numbers that are not in their corner.

    A page number stands alone in the lower outer corner: right on odd pages, left on even ones; the other way round in
    files whose lines run to the left.
    """
    lefts = [line.x for line in text.own]
    if not lefts:
        return Figure(None)
    return count_places(
        make_place(folio.line, _describe_place(folio, text)) for folio in text.folios if not _is_in_corner(folio, text)
    )


def _is_in_corner(folio: Folio, text: DocumentText) -> bool:
    """Tell whether a page number is in its corner.

    In the lower outer corner it ends, or starts, where the text of its page has its outer edge.
    """
    line = folio.line
    odd = line.page % 2 == 1
    margin = folio.width - line.right if odd else line.x
    others = [other for other in text.lines if other.page == line.page and other is not line]
    alone = not any(abs(other.y - line.y) < line.size for other in others)
    outer = margin <= _find_outer_margin(text, odd=odd) + CORNER * line.size and margin < folio.width / 3
    return alone and outer and not folio.upper


def _find_outer_margin(text: DocumentText, *, odd: bool) -> float:
    """Find the outer margin of odd or even pages.

    In points. It is the margin of the text, or where most page numbers stand if that is farther in.
    """
    widths = {canvas.number: canvas.width for canvas in text.canvases}
    lines = [line for line in text.own if line.page % 2 == odd]
    margins = [widths[line.page] - line.right if odd else line.x for line in lines]
    folios = [folio for folio in text.folios if folio.line.page % 2 == odd]
    stand = [folio.width - folio.line.right if odd else folio.line.x for folio in folios]
    return max([min(margins, default=0.0), median(stand) if stand else 0.0])


def _describe_place(folio: Folio, text: DocumentText) -> str:
    line = folio.line
    first, last = ("right", "left") if text.mirrored else ("left", "right")
    height = "upper" if folio.upper else "lower"
    middle = (line.x + line.right) / 2
    third = first if middle < folio.width / 3 else last if middle > folio.width * 2 / 3 else "middle"
    return f"{height} {third}"


def measure_folios_wandering(text: DocumentText) -> Figure:
    """Count page numbers that stand at an unusual place.

    Usual is the height and side at which most page numbers of odd or even pages stand.
    """
    places = {folio.line.page: (round(folio.line.y), _describe_place(folio, text)) for folio in text.folios}
    usual = {
        odd: Counter(place for page, place in places.items() if page % 2 == odd).most_common(1)
        for odd in {page % 2 for page in places}
    }
    lost = (one for one in text.folios if places[one.line.page] != usual[one.line.page % 2][0][0])
    return count_places(make_place(folio.line, _describe_place(folio, text)) for folio in lost)


# ---------------------------------------------------------------- contents


def measure_leaders(text: DocumentText) -> Figure:
    """Count rows of contents with dots to their number."""
    return count_places(make_place(entry.words, entry.number) for entry in text.contents_rows if entry.dotted)


def measure_leaderless(text: DocumentText) -> Figure:
    """Count rows of contents without dots to their number."""
    return count_places(make_place(entry.words, entry.number) for entry in text.contents_rows if not entry.dotted)


def measure_rows_alike(text: DocumentText) -> Figure:
    """Count rows of contents tinted like the row above."""
    same = (
        other
        for one, other in pairwise(text.contents_rows)
        if one.words.page == other.words.page and _find_tint(one) == _find_tint(other)
    )
    return count_places(
        MeasuredPlace(entry.words.page, quote_line(entry.words), str(_find_tint(entry))) for entry in same
    )


def _find_tint(entry: ContentsRow) -> object:
    return entry.words.runs[0].beneath[0]
