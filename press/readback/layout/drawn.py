"""Everything that a PDF draws, page by page: each glyph, and the lines and areas around it, in points.

Read with PDFium, so it works for any PDF, tagged or not, and independently of what wrote the file. Not seen: words
that are pictures or outlines, appearances of annotations, and glyphs that something opaque was painted over later.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from press.readback.layout.bounds import shown_on
from press.readback.layout.characters import Piece, edges_of, pieces_of
from press.readback.layout.colour import WHITE, Rgb, over
from press.readback.layout.paint import Beneath, Box, PageScan, rgba_of, scan
from press.readback.layout.pdfium import address, answers, quick
from press.readback.layout.typefaces import Face, face_of

HYPHENS = dict.fromkeys((0x02, 0xAD, 0xFFFE, 0x2010, 0x2011), "-")
"""Hyphens in all their disguises; the first and third are PDFium's for one at the end of a line."""
BLANKS = re.compile(r"\s+")
UNSEEN = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}


class Ink(NamedTuple):
    """How a run of glyphs is drawn.

    size: of the type as it is seen, in points (font size × matrices); colour: of the glyphs, as seen, or None where it
    is a pattern; upright: whether its lines run from left to right.
    """

    size: float
    face: Face
    colour: Rgb | None
    upright: bool


class Run(NamedTuple):
    """Glyphs that are shown together and stand on one baseline.

    text: one character for each of them, blanks too; lefts, rights: the edges of each with its side bearings; y: the
    baseline, from the lower edge of the page; all in points. beneath: the colour that each stands on; seen: the places
    in it of what leaves ink, from 0.
    """

    text: str
    lefts: tuple[float, ...]
    rights: tuple[float, ...]
    y: float
    ink: Ink
    beneath: tuple[Rgb, ...]
    seen: Sequence[int]

    def only(self, place: int) -> Run:
        """One of its glyphs. place: from 0."""
        return self.between(place, place + 1)

    def between(self, first: int, end: int) -> Run:
        """Its glyphs from a place to before another one, from 0."""
        if first == 0 and end == len(self.text):
            return self
        here, text = slice(first, end), self.text[first:end]
        return Run(text, self.lefts[here], self.rights[here], self.y, self.ink, self.beneath[here], inked(text))


def inked(text: str) -> Sequence[int]:
    """The places of what leaves ink in some words, from 0."""
    if not BLANKS.search(text):
        return range(len(text))
    return [at for at, character in enumerate(text) if not character.isspace()]


@dataclass(frozen=True, slots=True)
class Canvas:
    """A page as it is seen: number from 1, size in points, what is drawn on it.

    runs: in the order in which they are painted, with every blank that is shown; lines: thin horizontal strokes and
    bars that are not dotted; dotted: those that are; x_heights: the size of type and the height of an x in it, in
    points, for each run that has one; words: all that PDFium reads, and boxes: where it stands, run by run (left,
    bottom, right and top of the page's own space).
    """

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    lines: tuple[Box, ...]
    dotted: tuple[Box, ...]
    x_heights: tuple[tuple[float, float], ...] = ()
    words: str = ""
    boxes: tuple[tuple[float, float, float, float], ...] = ()


@lru_cache(maxsize=2)
def read_drawn(data: bytes) -> tuple[Canvas, ...]:
    """Every page of a PDF with what is drawn on it. Raises ValueError for what is no PDF, or locked."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None
    with document as pdf:
        return tuple(_Reader(page, number).read() for number, page in enumerate(pdf, 1))


class _Drawn(NamedTuple):
    """What PDFium says of a text object.

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


class _Reader:
    """Reads one page, text object by text object; faces are read once."""

    def __init__(self, page: pypdfium2.PdfPage, number: int) -> None:
        self.page = page
        self.number = number
        self.left, self.bottom, self.right, self.top = page.get_cropbox()
        self.turn = page.get_rotation() // 90
        self.as_it_is = not (self.turn or self.left or self.bottom)
        self.text = page.get_textpage()
        self.address = address(self.text.raw)
        self.edges = edges_of(self.text)
        self.scan: PageScan = scan(page)
        self.faces: dict[int, Face] = {}
        self.inks: dict[tuple[object, ...], Ink] = {}
        self.x_heights: set[tuple[float, float]] = set()

    def read(self) -> Canvas:
        """The page as it is seen."""
        runs = tuple(self.runs())
        width, height = self.right - self.left, self.top - self.bottom
        if self.turn % 2:
            width, height = height, width
        lines, dotted = (tuple(map(self.box, boxes)) for boxes in self.scan.lines())
        x_heights = tuple(sorted(self.x_heights))
        return Canvas(self.number, width, height, runs, lines, dotted, x_heights, *shown_on(self.text))

    def runs(self) -> Iterator[Run]:
        """All text, text object by text object, in the order in which it is painted."""
        pieces = [piece for piece in pieces_of(self.text) if piece.words.strip("\r\n")]
        for piece, drawn in zip(pieces, self.drawn(pieces), strict=True):
            yield from self.run(piece, drawn)

    def drawn(self, pieces: Sequence[Piece]) -> Iterator[_Drawn]:
        """How each text object is drawn."""
        shown, firsts = [piece.shown for piece in pieces], [_edge(piece, 1) for piece in pieces]
        lasts = [_edge(piece, -1) for piece in pieces]
        page, count = repeat(self.address), len(pieces)
        return map(
            _Drawn,
            answers(quick.FPDFText_GetMatrix, "f", 6, page, (piece.first for piece in pieces), count=count),
            map(quick.FPDFText_GetFontSize, page, (piece.first for piece in pieces)),
            map(quick.FPDFTextObj_GetTextRenderMode, shown),
            map(quick.FPDFTextObj_GetFont, shown),
            answers(quick.FPDFPageObj_GetFillColor, "I", 4, shown, count=count, apart=True),
            answers(quick.FPDFText_GetCharOrigin, "d", 2, page, firsts, count=count, apart=True),
            answers(quick.FPDFText_GetCharOrigin, "d", 2, page, lasts, count=count, apart=True),
            answers(quick.FPDFPageObj_GetBounds, "f", 4, shown, count=count, apart=True),
        )

    def run(self, piece: Piece, drawn: _Drawn) -> Iterator[Run]:
        """The glyphs of a text object; one by one where they do not stand level."""
        shown, first, words = piece
        ink = self.ink(shown, drawn)
        if ink is None:
            return
        places: Sequence[int] = range(first, first + len(words))
        if "\r" in words or "\n" in words:
            places = [at for at in places if words[at - first] not in "\r\n"]
        if ink.upright and "x" in words:
            self.x_heights.update((ink.size, self.height(at)) for at in places if words[at - first] == "x")
        beneath = self.scan.beneath(shown, drawn.around)
        base = self.base(*drawn.first)
        if self.turn or drawn.matrix[1] or base != self.base(*drawn.last):
            for at in places:
                yield self.level(words[at - first], [at], self.base(*self.origin(at)), ink, beneath)
        else:
            text = words if len(places) == len(words) else "".join([words[at - first] for at in places])
            yield self.level(text, places, base, ink, beneath)

    def level(self, text: str, places: Sequence[int], base: float, ink: Ink, beneath: Beneath) -> Run:
        """Glyphs that stand on one baseline. text: one character for each of them; places: their indices."""
        found = self.edges
        first, last = places[0], places[-1] + 1
        lefts, rights = tuple(found.lefts[first:last]), tuple(found.rights[first:last])
        if last - first > len(places):
            lefts, rights = tuple([found.lefts[at] for at in places]), tuple([found.rights[at] for at in places])
        colours = (beneath.colour,) * len(places)
        if beneath.areas or not self.as_it_is:
            edges = [Box(found.lefts[at], found.bottoms[at], found.rights[at], found.tops[at]) for at in places]
            middles = (((one.left + one.right) / 2, (one.bottom + one.top) / 2) for one in edges)
            colours = tuple(self.scan.colour_at(beneath, *middle) for middle in middles)
            lefts, _, rights, _ = zip(*map(self.box, edges), strict=True)
        shown = text if text.isascii() and "\2" not in text else text.translate(HYPHENS)
        return Run(shown, lefts, rights, base, ink, colours, inked(shown))

    def origin(self, index: int) -> tuple[float, float]:
        """Where the origin of a glyph is, in the page's own space."""
        raw.FPDFText_GetCharOrigin(self.text.raw, index, x := ctypes.c_double(), y := ctypes.c_double())
        return x.value, y.value

    def base(self, x: float, y: float) -> float:
        """How high the origin of a glyph is."""
        return y if self.as_it_is else self.box(Box(x, y, x, y)).bottom

    def ink(self, shown: int, drawn: _Drawn) -> Ink | None:
        """How a text object is drawn; None when it is not seen. shown: its address."""
        _, size, mode, font, fill, *_ = drawn
        if mode in UNSEEN:
            return None
        if mode == raw.FPDF_TEXTRENDERMODE_STROKE:
            fill = rgba_of(shown, quick.FPDFPageObj_GetStrokeColor)
        key = (drawn.matrix[:4], size, font, fill)
        if key not in self.inks:
            self.inks[key] = self._ink(drawn.matrix[:4], size, font, fill)
        return self.inks[key]

    def _ink(self, matrix: Sequence[float], size: float, font: int, rgba: Sequence[int] | None) -> Ink:
        if font not in self.faces:
            self.faces[font] = face_of(font)
        a, b, c, d = matrix
        along, across = (a, b) if self.turn % 2 == 0 else (b, a)
        face = self.faces[font].sloped() if abs(a * c + b * d) > 0.05 * abs(a * d - b * c) else self.faces[font]
        colour = over(Rgb(*rgba[:3]), rgba[3] / 255, WHITE) if rgba else None
        return Ink(round(abs(size) * (c**2 + d**2) ** 0.5, 3), face, colour, abs(across) <= 0.02 * abs(along))

    def height(self, index: int) -> float:
        """How tall a glyph is, in points."""
        edges = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(self.text.raw, index, *edges)
        across, along = edges[1].value - edges[0].value, edges[3].value - edges[2].value
        return round(across if self.turn % 2 else along, 2)

    def box(self, box: Box) -> Box:
        """A box of the page's own space, as it is seen: from its lower left corner, turned as the page is."""
        if self.as_it_is:
            return box
        left, bottom = box.left - self.left, box.bottom - self.bottom
        right, top = box.right - self.left, box.top - self.bottom
        width, height = self.right - self.left, self.top - self.bottom
        if self.turn == 1:
            return Box(bottom, width - right, top, width - left)
        if self.turn == 2:
            return Box(width - right, height - top, width - left, height - bottom)
        if self.turn == 3:
            return Box(height - top, left, height - bottom, right)
        return Box(left, bottom, right, top)


def _edge(piece: Piece, way: int) -> int:
    """The index of the first glyph of a text object, or (-1) of the last; line ends are none."""
    words = piece.words
    return piece.first + (len(words) - len(words.lstrip("\r\n")) if way > 0 else len(words.rstrip("\r\n")) - 1)
