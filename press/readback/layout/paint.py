"""What is painted on a page besides text: filled areas in their order, thin lines, and the colour at a point.

Areas of one colour are taken from the page's own objects, so their colour is exact; pictures, shadings and patterns are
sampled from a rendering of the page without its text. Blend modes and soft masks are not followed.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from press.readback.layout.colour import WHITE, Rgb, over
from press.readback.layout.outlines import Matrix, Outline, outline_of
from press.readback.layout.pdfium import address, quick

THIN = 3.5
"""Points: a horizontal stroke or bar up to this high is a line, not an area."""
FEWEST_DOTS = 5
"""That many dots of one kind in a row are a dotted line."""


class Box(NamedTuple):
    """A rectangle: edges in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float


ONE = Matrix()
"""The space of the page itself."""


@dataclass(frozen=True, slots=True)
class Area:
    """Something painted: when, where, and in which colour.

    order: its place in the order of painting; box: around it; colour: None where it is a picture, shading or pattern;
    alpha: its opacity; shape: the address of its object and the matrix from its space to the page's, to test a point
    exactly.
    """

    order: int
    box: Box
    colour: Rgb | None
    alpha: float
    shape: tuple[int, Matrix] | None


class Beneath(NamedTuple):
    """What may be beneath a text object: areas, the topmost first, and the colour under them all."""

    areas: tuple[Area, ...] = ()
    colour: Rgb = WHITE


NOTHING = Beneath()


@dataclass(slots=True)
class PageScan:
    """The objects of a page, each known by its address. areas and strokes are in the order of painting; orders: of text
    objects.
    """

    page: pypdfium2.PdfPage
    areas: list[Area] = field(default_factory=list)
    strokes: list[tuple[Box, bool]] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    orders: dict[int, tuple[int, Matrix]] = field(default_factory=dict)
    texts: list[int] = field(default_factory=list)
    outlines: dict[int, Outline] = field(default_factory=dict)
    picture: tuple[bytes, int, int] | None = None
    count: int = 0

    def objects(self, holder: int, matrix: Matrix, counter: Any, getter: Any) -> None:
        """Read all objects of the page or of a form XObject; matrix leads from its space to the page's."""
        number = counter(holder)
        for one in list(map(getter, repeat(holder, number), range(number))):
            kind = quick.FPDFPageObj_GetType(one)
            self.count += 1
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self.orders[one] = self.count, matrix
                self.texts.append(one)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                inner = matrix_of(one).then(matrix)
                self.objects(one, inner, quick.FPDFFormObj_CountObjects, quick.FPDFFormObj_GetObject)
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self.path(one, matrix)
            elif box := bounds(one, matrix):
                self.areas.append(Area(self.count, box, None, 1, None))

    def path(self, one: int, matrix: Matrix) -> None:
        """Sort a path: a thin line, a dot, an area, or nothing that is seen."""
        box = bounds(one, matrix)
        filled, stroked = draw_mode(one)
        if box is None or not (filled or stroked):
            return
        width, height = box.right - box.left, box.top - box.bottom
        if height <= THIN and width > THIN:
            self.strokes.append((box, is_dotted(one)))
        elif height <= THIN:
            self.dots.append(box)
        if filled and height > THIN and width > THIN:
            rgba = rgba_of(one, quick.FPDFPageObj_GetFillColor)
            colour, alpha = (Rgb(*rgba[:3]), rgba[3] / 255) if rgba else (None, 1.0)
            self.areas.append(Area(self.count, box, colour, alpha, (one, matrix)))

    def beneath(self, shown: int, around: Sequence[float] | None) -> Beneath:
        """What was painted before a text object and may be beneath it. around: the box around it, in its own space.

        Left out is what an opaque area hides, and what is nowhere in the box around the text.
        """
        order, matrix = self.orders.get(shown, (self.count + 1, ONE))
        if around is None or not self.areas:
            return NOTHING
        box = _in_page(around, matrix)
        areas: list[Area] = []
        for area in reversed(self.areas):
            if area.order > order or not touch(area.box, box):
                continue
            everywhere = self.outline(area).holds_box(*box) if area.shape else None
            if everywhere and area.colour and area.alpha >= 1:
                return Beneath(tuple(areas), area.colour)
            if everywhere is not False:
                areas.append(area)
        return Beneath(tuple(areas))

    def colour_at(self, beneath: Beneath, x: float, y: float) -> Rgb:
        """The colour that is seen at a point of the page where some areas are painted on each other."""
        above: list[tuple[Rgb, float]] = []
        seen = beneath.colour
        for area in beneath.areas:
            if not self.covers(area, x, y):
                continue
            colour = self.sample(x, y) if area.colour is None else area.colour
            if area.alpha >= 1:
                seen = colour
                break
            above.append((colour, area.alpha))
        for colour, alpha in reversed(above):
            seen = over(colour, alpha, seen)
        return seen

    def outline(self, area: Area) -> Outline:
        """The outline of an area; read when it is first asked for."""
        if area.order not in self.outlines:
            self.outlines[area.order] = outline_of(*area.shape) if area.shape else Outline((), even_odd=False)
        return self.outlines[area.order]

    def covers(self, area: Area, x: float, y: float) -> bool:
        """Whether an area is painted at a point."""
        if not (area.box.left <= x <= area.box.right and area.box.bottom <= y <= area.box.top):
            return False
        return area.shape is None or self.outline(area).holds(x, y)

    def sample(self, x: float, y: float) -> Rgb:
        """The colour around a point of the page without its text: the mean of 5 × 5 points."""
        if self.picture is None:
            self.picture = self.render()
        data, width, height = self.picture
        left, bottom, right, top = self.page.get_cropbox()
        column, row = int((x - left) * width / (right - left)), int((top - y) * height / (top - bottom))
        spots = [
            3 * (at * width + across)
            for at in range(max(row - 2, 0), min(row + 3, height))
            for across in range(max(column - 2, 0), min(column + 3, width))
        ]
        if not spots:
            return WHITE
        return Rgb(*(sum(data[spot + channel] for spot in spots) // len(spots) for channel in range(3)))

    def render(self) -> tuple[bytes, int, int]:
        """The page without its text, unturned, at 72 dots an inch: RGB bytes, width and height in dots."""
        mode_of, set_mode = quick.FPDFTextObj_GetTextRenderMode, quick.FPDFTextObj_SetTextRenderMode
        modes = list(map(mode_of, self.texts))
        for text in self.texts:
            set_mode(text, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
        turned = self.page.get_rotation()
        bitmap = self.page.render(scale=1, rotation=-turned % 360, rev_byteorder=True)
        for text, mode in zip(self.texts, modes, strict=True):
            set_mode(text, mode)  # what is read after this must still be seen
        pitch, channels = bitmap.stride, bitmap.n_channels
        data = bytes(bitmap.buffer)
        lines = (data[row * pitch : row * pitch + bitmap.width * channels] for row in range(bitmap.height))
        return b"".join(_rgb(line, channels) for line in lines), bitmap.width, bitmap.height

    def lines(self) -> tuple[list[Box], list[Box]]:
        """The thin horizontal lines, and those of them that are dotted or dashed."""
        dotted = [box for box, dashed in self.strokes if dashed] + list(_rows(self.dots))
        return [box for box, dashed in self.strokes if not dashed], dotted


def scan(page: pypdfium2.PdfPage) -> PageScan:
    """Read what is painted on a page."""
    found = PageScan(page)
    found.objects(address(page.raw), ONE, quick.FPDFPage_CountObjects, quick.FPDFPage_GetObject)
    return found


def matrix_of(one: int) -> Matrix:
    """The matrix of an object."""
    matrix = (ctypes.c_float * 6)()
    quick.FPDFPageObj_GetMatrix(one, ctypes.addressof(matrix))
    return Matrix(*matrix)


def draw_mode(path: int) -> tuple[int, int]:
    """How a path is filled (0: not at all), and whether it is stroked."""
    modes = (ctypes.c_int * 2)()
    at = ctypes.addressof(modes)
    quick.FPDFPath_GetDrawMode(path, at, at + ctypes.sizeof(ctypes.c_int))
    return modes[0], modes[1]


def bounds(one: int, matrix: Matrix) -> Box | None:
    """The box around an object, in the space of the page; None when it has none."""
    edges = (ctypes.c_float * 4)()
    at, size = ctypes.addressof(edges), ctypes.sizeof(ctypes.c_float)
    found = quick.FPDFPageObj_GetBounds(one, at, at + size, at + 2 * size, at + 3 * size)
    return _in_page(edges[:], matrix) if found else None


def _in_page(box: Sequence[float], matrix: Matrix) -> Box:
    """A box of an object's own space in the space of the page, as the one around it."""
    left, bottom, right, top = box
    if matrix == ONE:
        return Box(left, bottom, right, top)
    corners = [matrix.point(x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def is_dotted(path: int) -> bool:
    """Whether a path is dashed, made of many parts, or cut out by a clip of many parts."""
    if quick.FPDFPageObj_GetDashCount(path) > 0:
        return True
    segment, clip_segment = quick.FPDFPath_GetPathSegment, quick.FPDFClipPath_GetPathSegment
    if _many(segment(path, at) for at in range(quick.FPDFPath_CountSegments(path))):
        return True
    clip = quick.FPDFPageObj_GetClipPath(path)
    if not clip:
        return False
    return any(
        _many(clip_segment(clip, one, at) for at in range(quick.FPDFClipPath_CountPathSegments(clip, one)))
        for one in range(max(quick.FPDFClipPath_CountPaths(clip), 0))
    )


def _many(segments: Iterable[int]) -> bool:
    """Whether segments make as many parts as a row of dots has at least."""
    kind_of = quick.FPDFPathSegment_GetType
    moves = (one for one in segments if kind_of(one) == raw.FPDF_SEGMENT_MOVETO)
    return len(list(islice(moves, FEWEST_DOTS))) == FEWEST_DOTS


def rgba_of(one: int, getter: Any) -> tuple[int, ...] | None:
    """A colour of an object: red, green, blue and opacity, from 0 to 255; None when it is a pattern."""
    channels = (ctypes.c_uint * 4)()
    at, size = ctypes.addressof(channels), ctypes.sizeof(ctypes.c_uint)
    found = getter(one, at, at + size, at + 2 * size, at + 3 * size)
    return tuple(channels) if found else None


def touch(one: Box, other: Box) -> bool:
    """Whether two boxes overlap."""
    return one.left < other.right and other.left < one.right and one.bottom < other.top and other.bottom < one.top


def _rgb(line: bytes, channels: int) -> bytes:
    if channels == 3:
        return line
    if channels == 1:
        return bytes(value for value in line for _ in range(3))
    return bytes(value for at, value in enumerate(line) if at % channels < 3)


def _rows(dots: Sequence[Box]) -> Iterator[Box]:
    """Boxes around dots that stand in a row."""
    rows: dict[int, list[Box]] = defaultdict(list)
    for dot in dots:
        rows[round(dot.bottom)].append(dot)
    for row in rows.values():
        if len(row) >= FEWEST_DOTS:
            yield Box(min(d.left for d in row), row[0].bottom, max(d.right for d in row), row[0].top)
