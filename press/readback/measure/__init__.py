"""The figures of large-print and clear-print guidelines, measured in a finished PDF: what is drawn, not what was asked.

Works for any PDF. Lines, columns, paragraphs, heads and page numbers are told from places and sizes alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from press.readback.layout.drawn import read_drawn
from press.readback.layout.lines import folios_of, lines_of, running
from press.readback.measure import glyphs, page, text
from press.readback.measure.figures import Figure, Text, text_of


class Measure:
    """What is measured in a PDF, each figure when it is first asked for. It carries its places; points are 1/72 in.

    Sizes and counts: pages; page_width, page_height: of the largest page, in points.
    Type: smallest: the smallest glyph drawn anywhere, in points; body: the size that most characters of the text have,
    in points; body_weight: `regular` or `bold`; x_height: of that type, in points; faces: the families in use;
    italics, underlines, greys: characters that are sloped, underlined, or neither black nor clearly coloured;
    capitals: runs of words in capitals.
    Headings: heading_largest, heading_smallest: lines set larger than the text, in points; headings_light,
    headings_indented: how many are not bold, or do not start at the left edge of their page's text.
    Lines: leading: median distance of baselines in paragraphs ÷ size of the text; line_gap: (that distance - size) ÷
    median word space; line_median: characters of a full line, median; line_longest: of any line; hyphens: lines that
    end in one; justified: paragraphs with two straight edges; indents: paragraphs whose first line is indented;
    paragraph_step: from the last line of a paragraph to the next paragraph ÷ distance of lines; columns: of text side
    by side.
    Lists: bullets: the marks of items; list_step: from an item to the next ÷ distance of lines.
    Place: margin_left, margin_right, margin_top, margin_bottom: from the edge of the page to the nearest glyph that is
    not running matter, in points, the smallest of all pages.
    Page numbers: folios_missing: pages without one; folio_size: in points; folios_light: how many are not bold;
    folios_astray: how many are not in the lower outer corner; folios_wandering: how many do not stand where the others
    of their side do.
    Contents: leaders, leaderless: rows with and without dots to their number; rows_alike: rows on the same tint as the
    row above.
    Colour: contrast: the lowest ratio of a glyph to what is beneath it (WCAG 2.2); contrast_grey: the same in grey.
    """

    pages: Figure
    page_width: Figure
    page_height: Figure
    smallest: Figure
    body: Figure
    body_weight: Figure
    x_height: Figure
    faces: Figure
    italics: Figure
    underlines: Figure
    greys: Figure
    capitals: Figure
    heading_largest: Figure
    heading_smallest: Figure
    headings_light: Figure
    headings_indented: Figure
    leading: Figure
    line_gap: Figure
    line_median: Figure
    line_longest: Figure
    hyphens: Figure
    justified: Figure
    indents: Figure
    paragraph_step: Figure
    columns: Figure
    bullets: Figure
    list_step: Figure
    margin_left: Figure
    margin_right: Figure
    margin_top: Figure
    margin_bottom: Figure
    folios_missing: Figure
    folio_size: Figure
    folios_light: Figure
    folios_astray: Figure
    folios_wandering: Figure
    leaders: Figure
    leaderless: Figure
    rows_alike: Figure
    contrast: Figure
    contrast_grey: Figure

    def __init__(self, text: Text, known: Mapping[str, Figure] | None = None) -> None:
        self._text = text
        self.__dict__.update(known or {})

    def __getattr__(self, name: str) -> Figure:
        """A figure that nobody has asked for yet."""
        if name not in _MEASURES:
            raise AttributeError(name)
        figure = self.__dict__[name] = _MEASURES[name](self._text)
        return figure

    def but(self, **figures: Figure) -> Measure:
        """The same measure with some other figures."""
        known = {name: figure for name, figure in vars(self).items() if name in _MEASURES}
        return Measure(self._text, {**known, **figures})


FIGURES = tuple(Measure.__annotations__)
"""What a profile may have rules about."""
_MODULES = (page, text, glyphs)
_MEASURES: dict[str, Callable[[Text], Figure]] = {
    name: getattr(module, name) for name in FIGURES for module in _MODULES if hasattr(module, name)
}


@lru_cache(maxsize=2)
def measure(data: bytes) -> Measure:
    """Measure a PDF from its bytes. Raises ValueError for what is no PDF."""
    return Measure(read_text(data))


def read_text(data: bytes) -> Text:
    """The pages and lines of a PDF, with the running matter told from the rest."""
    canvases = read_drawn(data)
    lines = [line for canvas in canvases for line in lines_of(canvas)]
    folios = folios_of(canvases, lines)
    repeated = running(canvases, lines, folios)
    own = [line for line in lines if id(line) not in repeated]
    return text_of(canvases, lines, own, folios)
