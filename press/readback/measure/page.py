"""Figures of the page: size, margins, columns, page numbers, contents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from press.readback.layout.drawn import Canvas
from press.readback.layout.lines import Entry, Folio, Line
from press.readback.measure.figures import Figure, Spot, Text, count, least, most, quoted, spot

WIDE = 20
"""Characters from which words side by side are columns; a label or a number beside words is none."""
ROWS = 3
"""That many rows with words side by side make columns of them."""
CORNER = 0.6
"""How far from the edge of the text a page number in the corner may stand, as a share of its size."""


def pages(text: Text) -> Figure:
    """How many pages there are."""
    return Figure(float(len(text.canvases)))


def page_width(text: Text) -> Figure:
    """The width of the widest page in points."""
    return most(Spot(canvas.number, "", round(canvas.width, 2)) for canvas in text.canvases)


def page_height(text: Text) -> Figure:
    """The height of the tallest page in points."""
    return most(Spot(canvas.number, "", round(canvas.height, 2)) for canvas in text.canvases)


# ---------------------------------------------------------------- margins and columns


def margin_left(text: Text) -> Figure:
    """From the left edge of the page to the text, in points."""
    return least(spot(line, round(line.x, 2)) for line in _outermost(text, lambda line: line.x))


def margin_right(text: Text) -> Figure:
    """From the text to the right edge of the page, in points."""
    widths = {canvas.number: canvas.width for canvas in text.canvases}
    found = _outermost(text, lambda line: -line.right)
    return least(spot(line, round(widths[line.page] - line.right, 2)) for line in found)


def margin_top(text: Text) -> Figure:
    """From the upper edge of the page to the top of the first line (its baseline and its size), in points."""
    heights = {canvas.number: canvas.height for canvas in text.canvases}
    found = _outermost(text, lambda line: -(line.y + line.size))
    return least(spot(line, round(heights[line.page] - line.y - line.size, 2)) for line in found)


def margin_bottom(text: Text) -> Figure:
    """From the last baseline to the lower edge of the page, in points."""
    return least(spot(line, round(line.y, 2)) for line in _outermost(text, lambda line: line.y))


def _outermost(text: Text, key: object) -> Iterator[Line]:
    """The line of each page that stands farthest out."""
    for canvas in text.canvases:
        own = [line for line in text.own if line.page == canvas.number]
        if own:
            yield min(own, key=key)  # type: ignore[call-overload]


def columns(text: Text) -> Figure:
    """The largest number of columns of text on a page."""
    return most(Spot(canvas.number, "", float(_columns(canvas, text))) for canvas in text.canvases)


def _columns(canvas: Canvas, text: Text) -> int:
    rows = Counter(round(line.y) for line in text.own if line.page == canvas.number and len(line.text) >= WIDE)
    wide = Counter(rows.values())
    return max((beside for beside in wide if beside > 1 and wide[beside] >= ROWS), default=1)


# ---------------------------------------------------------------- page numbers


def folios_missing(text: Text) -> Figure:
    """Pages without a page number."""
    numbered = {folio.line.page for folio in text.folios}
    return count(Spot(canvas.number, "", "none") for canvas in text.canvases if canvas.number not in numbered)


def folio_size(text: Text) -> Figure:
    """The size of the page numbers in points."""
    return least(spot(folio.line, folio.line.size) for folio in text.folios)


def folios_light(text: Text) -> Figure:
    """Page numbers that are not bold."""
    return count(spot(folio.line, "not bold") for folio in text.folios if not _digits_bold(folio.line))


def _digits_bold(line: Line) -> bool:
    return all(run.ink.face.bold for run in line.runs if any(map(str.isdigit, run.text)))


def folios_astray(text: Text) -> Figure:
    """Page numbers that are not alone in the lower outer corner: right on odd pages, left on even ones."""
    lefts = [line.x for line in text.own]
    if not lefts:
        return Figure(None)
    return count(spot(folio.line, _place(folio)) for folio in text.folios if not _in_corner(folio, text))


def _in_corner(folio: Folio, text: Text) -> bool:
    """Whether a page number ends, or starts, where the text of its page has its outer edge."""
    line = folio.line
    odd = line.page % 2 == 1
    margin = folio.width - line.right if odd else line.x
    others = [other for other in text.lines if other.page == line.page and other is not line]
    alone = not any(abs(other.y - line.y) < line.size for other in others)
    outer = margin <= _edge(text, odd=odd) + CORNER * line.size and margin < folio.width / 3
    return alone and outer and not folio.upper


def _edge(text: Text, *, odd: bool) -> float:
    """The outer margin of odd or even pages in points: the text's, or where most page numbers stand if farther in."""
    widths = {canvas.number: canvas.width for canvas in text.canvases}
    lines = [line for line in text.own if line.page % 2 == odd]
    margins = [widths[line.page] - line.right if odd else line.x for line in lines]
    folios = [folio for folio in text.folios if folio.line.page % 2 == odd]
    stand = [folio.width - folio.line.right if odd else folio.line.x for folio in folios]
    return max([min(margins, default=0.0), median(stand) if stand else 0.0])


def _place(folio: Folio) -> str:
    line = folio.line
    height = "upper" if folio.upper else "lower"
    middle = (line.x + line.right) / 2
    third = "left" if middle < folio.width / 3 else "right" if middle > folio.width * 2 / 3 else "middle"
    return f"{height} {third}"


def folios_wandering(text: Text) -> Figure:
    """Page numbers that do not stand at the height, and on the side, where the others of odd or even pages do."""
    places = {folio.line.page: (round(folio.line.y), _place(folio)) for folio in text.folios}
    usual = {
        odd: Counter(place for page, place in places.items() if page % 2 == odd).most_common(1)
        for odd in {page % 2 for page in places}
    }
    lost = (one for one in text.folios if places[one.line.page] != usual[one.line.page % 2][0][0])
    return count(spot(folio.line, _place(folio)) for folio in lost)


# ---------------------------------------------------------------- contents


def leaders(text: Text) -> Figure:
    """Rows of the contents with dots that lead to the number."""
    return count(spot(entry.words, entry.number) for entry in text.entries if entry.dotted)


def leaderless(text: Text) -> Figure:
    """Rows of the contents without dots that lead to the number."""
    return count(spot(entry.words, entry.number) for entry in text.entries if not entry.dotted)


def rows_alike(text: Text) -> Figure:
    """Rows of the contents on the same tint as the row above."""
    same = (
        other
        for one, other in pairwise(text.entries)
        if one.words.page == other.words.page and _beneath(one) == _beneath(other)
    )
    return count(Spot(entry.words.page, quoted(entry.words), str(_beneath(entry))) for entry in same)


def _beneath(entry: Entry) -> object:
    return entry.words.runs[0].beneath[0]
