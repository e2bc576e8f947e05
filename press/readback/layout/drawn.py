"""All that a PDF draws, page by page: each glyph, and the lines and areas around it, in points.

Read with PDFium, so it works for any PDF, tagged or not, and independently of what wrote the file. Not seen: words
that are pictures or outlines, appearances of annotations, and glyphs that something opaque was painted over later.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, repeat
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from press.readback.layout.color import WHITE, Rgb, blend_colors
from press.readback.layout.paint import Backdrop, PageScan, Rectangle, read_rgba, scan_page
from press.readback.layout.pdfium import (
    PdfTypeface,
    TextObject,
    collect_answers,
    fast_pdfium,
    get_address,
    list_text_objects,
    read_edges,
    read_page_text,
    read_typeface,
)

HYPHENS = dict.fromkeys((0x02, 0xAD, 0xFFFE, 0x2010, 0x2011), "-")
"""All characters that stand for a hyphen; PDFium uses the first and the third at the end of a line."""
_HYPHEN = re.compile(f"[{''.join(map(chr, HYPHENS))}]")
BLANKS = re.compile(r"\s+")
UNSEEN = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}


class Ink(NamedTuple):
    """Size, font and color of a run of glyphs.

    size: of the type as it is seen, in points (font size × matrices); color: of the glyphs as seen, None for a
    pattern; upright: whether its lines run from left to right.
    """

    size: float
    face: PdfTypeface
    color: Rgb | None
    upright: bool


class GlyphRun(NamedTuple):
    """Glyphs that are shown together and stand on one baseline.

    text: one character for each glyph, blanks too; lefts, rights: the edges of each with its side bearings; y: the
    baseline, from the lower edge of the page; all in points. beneath: the color behind each glyph; seen: the places
    in the run, from 0, of what leaves ink.
    """

    text: str
    lefts: tuple[float, ...]
    rights: tuple[float, ...]
    y: float
    ink: Ink
    beneath: tuple[Rgb, ...]
    seen: Sequence[int]

    def cut_glyph(self, place: int) -> GlyphRun:
        """Cut out one glyph. place: from 0."""
        return self.cut_range(place, place + 1)

    def cut_range(self, first: int, end: int) -> GlyphRun:
        """Cut out the glyphs from a place to before another."""
        if first == 0 and end == len(self.text):
            return self
        here, text = slice(first, end), self.text[first:end]
        return GlyphRun(
            text, self.lefts[here], self.rights[here], self.y, self.ink, self.beneath[here], find_inked(text)
        )


def find_inked(text: str) -> Sequence[int]:
    """List the places of what leaves ink.

    Places count from 0.
    """
    if not BLANKS.search(text):
        return range(len(text))
    if not BLANKS.search(text.replace(" ", "")):
        return list(compress(range(len(text)), map(" ".__ne__, text)))
    return [at for at, character in enumerate(text) if not character.isspace()]


@dataclass(frozen=True, slots=True)
class Canvas:
    """A page as it is seen: number from 1, size in points, what is drawn on it.

    runs: in the order of painting, with every blank that is shown; lines: thin horizontal strokes and bars that are not
    dotted; dotted: those that are; x_heights: the size of type and the height of an x in it, in points, for each run
    that has one; words: all text that PDFium reads, and boxes: where it stands, run by run (left, bottom, right and top
    of the page's own space).
    """

    number: int
    width: float
    height: float
    runs: tuple[GlyphRun, ...]
    lines: tuple[Rectangle, ...]
    dotted: tuple[Rectangle, ...]
    x_heights: tuple[tuple[float, float], ...] = ()
    words: str = ""
    boxes: tuple[tuple[float, float, float, float], ...] = ()


@lru_cache(maxsize=2)
def read_canvases(data: bytes, *, unseen: bool = False) -> tuple[Canvas, ...]:
    """Read every page of a PDF as a canvas.

    unseen: whether words without ink count, as a program sets them on a scan that it has recognized. Raises ValueError
    if the data is no PDF or is locked.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None
    with document as pdf:
        return tuple(_PageReader(page, number, unseen=unseen).read() for number, page in enumerate(pdf, 1))


class _TextState(NamedTuple):
    """A text object as PDFium describes it.

    font: its address; fill: red, green, blue and opacity from 0 to 255, or None for a pattern; first, last: the origins
    of its first and last glyph; around: left, bottom, right and top of the box around it.
    """

    matrix: tuple[float, ...]
    size: float
    mode: int
    font: int
    fill: tuple[int, ...] | None
    first: tuple[float, float]
    last: tuple[float, float]
    around: tuple[float, ...] | None


class _PageReader:
    """Reads one page, text object by text object, and each font once."""

    def __init__(self, page: pypdfium2.PdfPage, number: int, *, unseen: bool = False) -> None:
        self.page = page
        self.unseen = unseen
        self.number = number
        self.left, self.bottom, self.right, self.top = page.get_cropbox()
        self.turn = page.get_rotation() // 90
        self.as_it_is = not (self.turn or self.left or self.bottom)
        self.text = page.get_textpage()
        self.address = get_address(self.text.raw)
        self.edges = read_edges(self.text)
        self.scan: PageScan = scan_page(page)
        self.faces: dict[int, PdfTypeface] = {}
        self.inks: dict[tuple[object, ...], Ink] = {}
        self.x_heights: set[tuple[float, float]] = set()

    def read(self) -> Canvas:
        """Read the page as it is seen."""
        runs = tuple(self.read_runs())
        width, height = self.right - self.left, self.top - self.bottom
        if self.turn % 2:
            width, height = height, width
        lines, dotted = (tuple(map(self.turn_box, boxes)) for boxes in self.scan.find_lines())
        x_heights = tuple(sorted(self.x_heights))
        return Canvas(self.number, width, height, runs, lines, dotted, x_heights, *read_page_text(self.text))

    def read_runs(self) -> Iterator[GlyphRun]:
        """Read all text, in the order of painting."""
        pieces = [piece for piece in list_text_objects(self.text) if piece.words.strip("\r\n")]
        for piece, drawn in zip(pieces, self.describe_objects(pieces), strict=True):
            yield from self.read_run(piece, drawn)

    def describe_objects(self, pieces: Sequence[TextObject]) -> Iterator[_TextState]:
        """Describe how each text object is drawn."""
        shown, firsts = [piece.address for piece in pieces], [_find_edge(piece, 1) for piece in pieces]
        lasts = [_find_edge(piece, -1) for piece in pieces]
        page, count = repeat(self.address), len(pieces)
        return map(
            _TextState,
            collect_answers(
                fast_pdfium.FPDFText_GetMatrix, "f", 6, page, (piece.first for piece in pieces), count=count
            ),
            map(fast_pdfium.FPDFText_GetFontSize, page, (piece.first for piece in pieces)),
            map(fast_pdfium.FPDFTextObj_GetTextRenderMode, shown),
            map(fast_pdfium.FPDFTextObj_GetFont, shown),
            collect_answers(fast_pdfium.FPDFPageObj_GetFillColor, "I", 4, shown, count=count, apart=True),
            collect_answers(fast_pdfium.FPDFText_GetCharOrigin, "d", 2, page, firsts, count=count, apart=True),
            collect_answers(fast_pdfium.FPDFText_GetCharOrigin, "d", 2, page, lasts, count=count, apart=True),
            collect_answers(fast_pdfium.FPDFPageObj_GetBounds, "f", 4, shown, count=count, apart=True),
        )

    def read_run(self, piece: TextObject, drawn: _TextState) -> Iterator[GlyphRun]:
        """Read the runs of a text object."""
        shown, first, words = piece
        ink = self.find_ink(shown, drawn)
        if ink is None:
            return
        places: Sequence[int] = range(first, first + len(words))
        if "\r" in words or "\n" in words:
            places = [at for at in places if words[at - first] not in "\r\n"]
        if ink.upright and "x" in words:
            self.x_heights.update((ink.size, self.measure_height(at)) for at in places if words[at - first] == "x")
        beneath = self.scan.find_backdrop(shown, drawn.around)
        base = self.find_baseline(*drawn.first)
        # Glyphs that do not stand level make a run each.
        if self.turn or drawn.matrix[1] or base != self.find_baseline(*drawn.last):
            for at in places:
                yield self.make_run(words[at - first], [at], self.find_baseline(*self.find_origin(at)), ink, beneath)
        else:
            text = words if len(places) == len(words) else "".join([words[at - first] for at in places])
            yield self.make_run(text, places, base, ink, beneath)

    def make_run(self, text: str, places: Sequence[int], base: float, ink: Ink, beneath: Backdrop) -> GlyphRun:
        """Make a run of glyphs that stand on one baseline.

        text: one character for each glyph; places: their indices in the page.
        """
        found = self.edges
        first, last = places[0], places[-1] + 1
        lefts, rights = found.lefts[first:last], found.rights[first:last]
        if last - first > len(places):
            lefts, rights = tuple([found.lefts[at] for at in places]), tuple([found.rights[at] for at in places])
        colors = (beneath.color,) * len(places)
        if beneath.areas or not self.as_it_is:
            edges = [Rectangle(found.lefts[at], found.bottoms[at], found.rights[at], found.tops[at]) for at in places]
            middles = (((one.left + one.right) / 2, (one.bottom + one.top) / 2) for one in edges)
            colors = tuple(self.scan.find_color(beneath, *middle) for middle in middles)
            lefts, _, rights, _ = zip(*map(self.turn_box, edges), strict=True)
        shown = text.translate(HYPHENS) if _HYPHEN.search(text) else text
        return GlyphRun(shown, lefts, rights, base, ink, colors, find_inked(shown))

    def find_origin(self, index: int) -> tuple[float, float]:
        """Find the origin of a glyph in the page's space."""
        raw.FPDFText_GetCharOrigin(self.text.raw, index, x := ctypes.c_double(), y := ctypes.c_double())
        return x.value, y.value

    def find_baseline(self, x: float, y: float) -> float:
        """Find the height of the baseline through an origin."""
        return y if self.as_it_is else self.turn_box(Rectangle(x, y, x, y)).bottom

    def find_ink(self, shown: int, drawn: _TextState) -> Ink | None:
        """Find the ink of a text object.

        None if it is invisible. shown: its address.
        """
        _, size, mode, font, fill, *_ = drawn
        if mode in UNSEEN and not self.unseen:
            return None
        if mode == raw.FPDF_TEXTRENDERMODE_STROKE:
            fill = read_rgba(shown, fast_pdfium.FPDFPageObj_GetStrokeColor)
        key = (drawn.matrix[:4], size, font, fill)
        if key not in self.inks:
            self.inks[key] = self._make_ink(drawn.matrix[:4], size, font, fill)
        return self.inks[key]

    def _make_ink(self, matrix: Sequence[float], size: float, font: int, rgba: Sequence[int] | None) -> Ink:
        if font not in self.faces:
            self.faces[font] = read_typeface(font)
        a, b, c, d = matrix
        along, across = (a, b) if self.turn % 2 == 0 else (b, a)
        face = self.faces[font].make_sloped() if abs(a * c + b * d) > 0.05 * abs(a * d - b * c) else self.faces[font]
        color = blend_colors(Rgb(*rgba[:3]), rgba[3] / 255, WHITE) if rgba else None
        return Ink(round(abs(size) * (c**2 + d**2) ** 0.5, 3), face, color, abs(across) <= 0.02 * abs(along))

    def measure_height(self, index: int) -> float:
        """Measure the height of a glyph in points."""
        edges = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(self.text.raw, index, *edges)
        across, along = edges[1].value - edges[0].value, edges[3].value - edges[2].value
        return round(across if self.turn % 2 else along, 2)

    def turn_box(self, box: Rectangle) -> Rectangle:
        """Transform a box into the page as it is seen.

        The origin moves to the lower left corner, and the box turns as the page does.
        """
        if self.as_it_is:
            return box
        left, bottom = box.left - self.left, box.bottom - self.bottom
        right, top = box.right - self.left, box.top - self.bottom
        width, height = self.right - self.left, self.top - self.bottom
        if self.turn == 1:
            return Rectangle(bottom, width - right, top, width - left)
        if self.turn == 2:
            return Rectangle(width - right, height - top, width - left, height - bottom)
        if self.turn == 3:
            return Rectangle(height - top, left, height - bottom, right)
        return Rectangle(left, bottom, right, top)


def _find_edge(piece: TextObject, way: int) -> int:
    """Find the first or last glyph of a text object.

    Returns its index. way: 1 for the first, -1 for the last; line ends are no glyphs.
    """
    words = piece.words
    return piece.first + (len(words) - len(words.lstrip("\r\n")) if way > 0 else len(words.rstrip("\r\n")) - 1)
