"""Everything that a PDF draws, page by page: each glyph, and the lines and areas around it, in points.

Read with PDFium, so it works for any PDF, tagged or not, and independently of what wrote the file. Not seen: words
that are pictures or outlines, appearances of annotations, and glyphs that something opaque was painted over later.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from press.read.colour import Rgb
from press.read.painted import Beneath, Box, PageScan, scan
from press.read.typefaces import Face, face_of

HYPHENS = {0x02: "-", 0xAD: "-", 0xFFFE: "-", 0x2010: "-", 0x2011: "-"}
"""Hyphens in all their disguises; the first and third are PDFium's for one at the end of a line."""
UNSEEN = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}


@dataclass(frozen=True, slots=True)
class Ink:
    """How a run of glyphs is drawn.

    size: of the type as it is seen, in points (font size × matrices); colour: of the glyphs, as seen, or None where it
    is a pattern; upright: whether its lines run from left to right.
    """

    size: float
    face: Face
    colour: Rgb | None
    upright: bool


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph that is drawn.

    x, right: its left edge and its right edge with its side bearings; y: its baseline, from the lower edge of the
    page; all in points. beneath: the colour that it stands on.
    """

    text: str
    x: float
    right: float
    y: float
    ink: Ink
    beneath: Rgb


@dataclass(frozen=True, slots=True)
class Canvas:
    """A page as it is seen: number from 1, size in points, what is drawn on it.

    lines: thin horizontal strokes and bars that are not dotted; dotted: those that are; x_heights: the size of type
    and the height of an x in it, in points, for each run that has one.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    lines: tuple[Box, ...]
    dotted: tuple[Box, ...]
    x_heights: tuple[tuple[float, float], ...] = ()


def read_drawn(data: bytes) -> list[Canvas]:
    """Every page of a PDF with what is drawn on it. Raises ValueError for what is no PDF, or locked."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None
    with document as pdf:
        return [_Reader(page, number).read() for number, page in enumerate(pdf, 1)]


class _Reader:
    """Reads one page; text objects and faces are read once."""

    def __init__(self, page: pypdfium2.PdfPage, number: int) -> None:
        self.page = page
        self.number = number
        self.left, self.bottom, self.right, self.top = page.get_cropbox()
        self.turn = page.get_rotation() // 90
        self.text = page.get_textpage()
        self.scan: PageScan = scan(page)
        self.inks: dict[int, Ink | None] = {}
        self.faces: dict[int, Face] = {}
        self.x_heights: set[tuple[float, float]] = set()

    def read(self) -> Canvas:
        """The page as it is seen."""
        glyphs = tuple(self.glyphs())
        width, height = self.right - self.left, self.top - self.bottom
        if self.turn % 2:
            width, height = height, width
        lines, dotted = (tuple(map(self.box, boxes)) for boxes in self.scan.lines())
        return Canvas(self.number, width, height, glyphs, lines, dotted, tuple(sorted(self.x_heights)))

    def glyphs(self) -> Iterator[Glyph]:
        """Every glyph that leaves ink, and every blank that is shown, in the order in which they are painted."""
        text, box, matrix = self.text.raw, raw.FS_RECTF(), raw.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        beneath = Beneath()
        known = 0
        for index in range(raw.FPDFText_CountChars(text)):
            run = raw.FPDFText_GetTextObject(text, index)
            if not run:
                continue  # a blank or a line end that PDFium has put in
            key = ctypes.addressof(run.contents)
            if key not in self.inks:
                raw.FPDFText_GetMatrix(text, index, matrix)
                self.inks[key] = self.ink(run, matrix, raw.FPDFText_GetFontSize(text, index))
            ink = self.inks[key]
            code = raw.FPDFText_GetUnicode(text, index)
            if ink is None or code in (0x0A, 0x0D):
                continue
            raw.FPDFText_GetCharOrigin(text, index, x, y)
            raw.FPDFText_GetLooseCharBox(text, index, box)
            if key != known:
                known, beneath = key, self.scan.beneath(key, run)
            colour = self.scan.colour_at(beneath, (box.left + box.right) / 2, (box.bottom + box.top) / 2)
            place = self.box(Box(box.left, box.bottom, box.right, box.top))
            base = self.box(Box(x.value, y.value, x.value, y.value)).bottom
            if code == 0x78 and ink.upright:
                self.x_heights.add((ink.size, self.height(index)))
            yield Glyph(HYPHENS.get(code) or chr(code), place.left, place.right, base, ink, colour)

    def ink(self, run: raw.FPDF_PAGEOBJECT, matrix: raw.FS_MATRIX, size: float) -> Ink | None:
        """How a text object is drawn; None when it is not seen."""
        mode = raw.FPDFTextObj_GetTextRenderMode(run)
        if mode in UNSEEN:
            return None
        font = raw.FPDFTextObj_GetFont(run)
        key = ctypes.addressof(font.contents)
        if key not in self.faces:
            self.faces[key] = face_of(font)
        face = self.faces[key]
        seen = abs(size) * (matrix.c**2 + matrix.d**2) ** 0.5
        along, across = (matrix.a, matrix.b) if self.turn % 2 == 0 else (matrix.b, matrix.a)
        slanted = abs(matrix.a * matrix.c + matrix.b * matrix.d) > 0.05 * abs(matrix.a * matrix.d - matrix.b * matrix.c)
        colour = self.scan.colour_of(run, stroked=mode == raw.FPDF_TEXTRENDERMODE_STROKE)
        upright = abs(across) <= 0.02 * abs(along)
        return Ink(round(seen, 3), face.sloped() if slanted else face, colour, upright)

    def height(self, index: int) -> float:
        """How tall a glyph is, in points."""
        edges = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(self.text.raw, index, *edges)
        across, along = edges[1].value - edges[0].value, edges[3].value - edges[2].value
        return round(across if self.turn % 2 else along, 2)

    def box(self, box: Box) -> Box:
        """A box of the page's own space, as it is seen: from its lower left corner, turned as the page is."""
        if not (self.turn or self.left or self.bottom):
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
