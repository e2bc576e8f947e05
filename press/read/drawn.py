"""Everything that a PDF draws, page by page: each glyph, and the lines and areas around it, in points.

Read with PDFium, so it works for any PDF, tagged or not, and independently of what wrote the file. Not seen: words
that are pictures or outlines, appearances of annotations, and glyphs that something opaque was painted over later.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pypdfium2
from pypdfium2 import raw

from press.read.bounds import shown_on
from press.read.characters import Piece, edges_of, pieces_of
from press.read.colour import Rgb
from press.read.painted import Beneath, Box, PageScan, scan
from press.read.typefaces import Face, face_of

HYPHENS = dict.fromkeys((0x02, 0xAD, 0xFFFE, 0x2010, 0x2011), "-")
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


@dataclass(frozen=True)
class Run:
    """Glyphs that are shown together and stand on one baseline.

    text: one character for each of them, blanks too; lefts, rights: the edges of each with its side bearings; y: the
    baseline, from the lower edge of the page; all in points. beneath: the colour that each stands on.
    """

    text: str
    lefts: tuple[float, ...]
    rights: tuple[float, ...]
    y: float
    ink: Ink
    beneath: tuple[Rgb, ...]

    @cached_property
    def seen(self) -> list[int]:
        """The places in it of what leaves ink, from 0."""
        return [at for at, character in enumerate(self.text) if not character.isspace()]

    def only(self, places: Sequence[int]) -> Run:
        """Some of its glyphs. places: from 0."""
        lefts, rights = tuple([self.lefts[at] for at in places]), tuple([self.rights[at] for at in places])
        beneath = tuple([self.beneath[at] for at in places])
        return Run("".join([self.text[at] for at in places]), lefts, rights, self.y, self.ink, beneath)


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


class _Reader:
    """Reads one page, text object by text object; faces are read once."""

    def __init__(self, page: pypdfium2.PdfPage, number: int) -> None:
        self.page = page
        self.number = number
        self.left, self.bottom, self.right, self.top = page.get_cropbox()
        self.turn = page.get_rotation() // 90
        self.as_it_is = not (self.turn or self.left or self.bottom)
        self.text = page.get_textpage()
        self.edges = edges_of(self.text)
        self.scan: PageScan = scan(page)
        self.faces: dict[int, Face] = {}
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
        for piece in pieces_of(self.text):
            yield from self.run(piece)

    def run(self, piece: Piece) -> Iterator[Run]:
        """The glyphs of a text object; one by one where they do not stand level."""
        shown, first, words = piece.shown, piece.first, piece.words
        raw.FPDFText_GetMatrix(self.text.raw, first, matrix := raw.FS_MATRIX())
        ink = self.ink(shown, matrix, raw.FPDFText_GetFontSize(self.text.raw, first))
        places = [at for at, character in enumerate(words, first) if character not in "\r\n"]
        if ink is None or not places:
            return
        if ink.upright and "x" in words:
            self.x_heights.update((ink.size, self.height(at)) for at in places if words[at - first] == "x")
        beneath = self.scan.beneath(ctypes.addressof(shown.contents), shown)
        base = self.base(places[0])
        if self.turn or matrix.b or base != self.base(places[-1]):
            for at in places:
                yield self.level(words[at - first], [at], self.base(at), ink, beneath)
        else:
            text = words if len(places) == len(words) else "".join([words[at - first] for at in places])
            yield self.level(text, places, base, ink, beneath)

    def level(self, text: str, places: Sequence[int], base: float, ink: Ink, beneath: Beneath) -> Run:
        """Glyphs that stand on one baseline. text: one character for each of them; places: their indices."""
        found = self.edges
        colours = (beneath.colour,) * len(places)
        if beneath.areas or not self.as_it_is:
            edges = [Box(found.lefts[at], found.bottoms[at], found.rights[at], found.tops[at]) for at in places]
            middles = (((one.left + one.right) / 2, (one.bottom + one.top) / 2) for one in edges)
            colours = tuple(self.scan.colour_at(beneath, *middle) for middle in middles)
            lefts, _, rights, _ = zip(*map(self.box, edges), strict=True)
        else:
            lefts, rights = tuple([found.lefts[at] for at in places]), tuple([found.rights[at] for at in places])
        return Run(text.translate(HYPHENS), lefts, rights, base, ink, colours)

    def base(self, index: int) -> float:
        """How high the origin of a glyph is."""
        raw.FPDFText_GetCharOrigin(self.text.raw, index, x := ctypes.c_double(), y := ctypes.c_double())
        return y.value if self.as_it_is else self.box(Box(x.value, y.value, x.value, y.value)).bottom

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
