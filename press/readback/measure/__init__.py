"""The figures of large-print and clear-print guidelines, measured in a finished PDF: what is drawn, not what was asked.

Works for any PDF. Lines, columns, paragraphs, heads and page numbers are found from places and sizes alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from press.readback.layout.drawn import Canvas, read_canvases
from press.readback.layout.lines import TextLine, find_folios, find_running_matter, read_lines
from press.readback.layout.mirrored import has_right_to_left_lines, mirror_canvas, restore_line
from press.readback.measure import glyphs, page, text
from press.readback.measure.figures import DocumentText, Figure, make_document_text
from press.readback.measure.passages import NO_PASSAGES, Passages


class MeasuredFigures:
    """The measurements of a PDF, each taken on first use and carrying its places. A point is 1/72 in.

    Sizes and counts: pages; page_width, page_height: of the largest page, in points.
    Type: smallest: the smallest glyph drawn anywhere, in points; body: the size that most characters of the text have,
    in points; body_weight: `regular` or `bold`; x_height: of that type, in points; faces: the families in use;
    italics, underlines, greys: characters that are sloped, underlined, or neither black nor clearly colored;
    capitals: runs of words in capitals.
    Headings: heading_largest, heading_smallest: lines set larger than the text, in points; headings_light,
    headings_indented: how many are not bold, or do not start at the edge at which the lines of the text begin.
    Lines: leading: median distance of baselines in paragraphs ÷ size of the text; line_gap: (that distance - size) ÷
    median word space; line_median: characters of a full line, median; line_longest: of any line but running matter;
    hyphens: lines that end in one; justified: paragraphs with two straight edges; indents: paragraphs whose first line
    is indented; paragraph_step: from the last line of a paragraph to the next paragraph ÷ distance of lines; columns:
    of text side by side.
    Lists: bullets: the characters before items; list_step: from an item to the next ÷ distance of lines.
    Place: margin_left, margin_right, margin_top, margin_bottom: from the edge of the page to the nearest glyph that is
    not running matter, in points, the smallest of all pages.
    Page numbers: folios_missing: pages without one; folio_size: in points; folios_light: how many are not bold;
    folios_astray: how many are not in the lower outer corner; folios_wandering: how many do not stand where the others
    of their side do.
    Contents: leaders, leaderless: rows with and without dots to their number; rows_alike: rows on the same tint as the
    row above.
    Color: contrast: the lowest ratio of a glyph to what is beneath it (WCAG 2.2); contrast_grey: the same in gray.
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

    def __init__(self, text: DocumentText, known: Mapping[str, Figure] | None = None) -> None:
        self._text = text
        self.__dict__.update(known or {})

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """The lines of text, without running matter."""
        return self._text.own

    def replace_lines(self, lines: tuple[TextLine, ...]) -> MeasuredFigures:
        """Copy the measurements with other lines of text."""
        return MeasuredFigures(replace(self._text, own=lines))

    def __getattr__(self, name: str) -> Figure:
        """Measure a figure on first use, and store it."""
        if name not in _MEASURES:
            raise AttributeError(name)
        figure = self.__dict__[name] = _MEASURES[name](self._text)
        return figure

    def replace_figures(self, **figures: Figure) -> MeasuredFigures:
        """Copy the measurements with some figures replaced."""
        known = {name: figure for name, figure in vars(self).items() if name in _MEASURES}
        return MeasuredFigures(self._text, {**known, **figures})


FIGURES = tuple(MeasuredFigures.__annotations__)
"""The figures that a profile may have rules about."""
_MODULES = (page, text, glyphs)
_MEASURES: dict[str, Callable[[DocumentText], Figure]] = {
    name: getattr(module, f"measure_{name}")
    for name in FIGURES
    for module in _MODULES
    if hasattr(module, f"measure_{name}")
}


@lru_cache(maxsize=2)
def measure_pdf(data: bytes, passages: Passages = NO_PASSAGES) -> MeasuredFigures:
    """Measure a PDF.

    passages: its text, to tell type of the text from type of what stands around it. Raises ValueError if the data is no
    PDF.
    """
    return MeasuredFigures(read_document_text(data, passages))


def read_document_text(data: bytes, passages: Passages = NO_PASSAGES) -> DocumentText:
    """Read the lines of a PDF, and separate running matter."""
    canvases: Sequence[Canvas] = read_canvases(data)
    if mirrored := has_right_to_left_lines(canvases):
        canvases = [mirror_canvas(canvas) for canvas in canvases]
    lines = [line for canvas in canvases for line in read_lines(canvas)]
    lines = [restore_line(line) for line in lines] if mirrored else lines
    folios = find_folios(canvases, lines)
    repeated = find_running_matter(canvases, lines, folios)
    own = [line for line in lines if id(line) not in repeated]
    return make_document_text(canvases, lines, own, folios, passages, mirrored=mirrored)
