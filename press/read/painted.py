"""What is painted on a page besides text: filled areas in their order, thin lines, and the colour at a point.

Areas of one colour are taken from the page's own objects, so their colour is exact; pictures, shadings and patterns are
sampled from a rendering of the page without its text. Blend modes and soft masks are not followed.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from press.read.colour import WHITE, Rgb, over
from press.read.outlines import Matrix, Outline, outline_of

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
    alpha: its opacity; shape: its object and the matrix from its space to the page's, to test a point exactly.
    """

    order: int
    box: Box
    colour: Rgb | None
    alpha: float
    shape: tuple[Any, Matrix] | None


class Beneath(NamedTuple):
    """What may be beneath a text object: areas, the topmost first, and the colour under them all."""

    areas: tuple[Area, ...] = ()
    colour: Rgb = WHITE


@dataclass(slots=True)
class PageScan:
    """The objects of a page. areas and strokes are in the order of painting; orders: of text objects, by address."""

    page: pypdfium2.PdfPage
    areas: list[Area] = field(default_factory=list)
    strokes: list[tuple[Box, bool]] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    orders: dict[int, tuple[int, Matrix]] = field(default_factory=dict)
    texts: list[Any] = field(default_factory=list)
    outlines: dict[int, Outline] = field(default_factory=dict)
    picture: tuple[bytes, int, int] | None = None
    count: int = 0

    def objects(self, holder: Any, matrix: Matrix, counter: Any, getter: Any) -> None:
        """Read all objects of the page or of a form XObject; matrix leads from its space to the page's."""
        for index in range(counter(holder)):
            one = getter(holder, index)
            kind = raw.FPDFPageObj_GetType(one)
            self.count += 1
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self.orders[ctypes.addressof(one.contents)] = self.count, matrix
                self.texts.append(one)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                inner = matrix_of(one).then(matrix)
                self.objects(one, inner, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self.path(one, matrix)
            elif box := bounds(one, matrix):
                self.areas.append(Area(self.count, box, None, 1, None))

    def path(self, one: Any, matrix: Matrix) -> None:
        """Sort a path: a thin line, a dot, an area, or nothing that is seen."""
        box = bounds(one, matrix)
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(one, mode, stroked)
        if box is None or not (mode.value or stroked.value):
            return
        width, height = box.right - box.left, box.top - box.bottom
        if height <= THIN and width > THIN:
            self.strokes.append((box, is_dotted(one)))
        elif height <= THIN:
            self.dots.append(box)
        if mode.value and height > THIN and width > THIN:
            rgba = rgba_of(one, raw.FPDFPageObj_GetFillColor)
            colour, alpha = rgba or (None, 1.0)
            self.areas.append(Area(self.count, box, colour, alpha, (one, matrix)))

    def beneath(self, key: int, run: Any) -> Beneath:
        """What was painted before a text object and may be beneath it.

        Left out is what an opaque area hides, and what is nowhere in the box around the text.
        """
        order, matrix = self.orders.get(key, (self.count + 1, ONE))
        box = bounds(run, matrix)
        areas: list[Area] = []
        for area in reversed(self.areas):
            if box is None or area.order > order or not touch(area.box, box):
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
        modes = [raw.FPDFTextObj_GetTextRenderMode(text) for text in self.texts]
        for text in self.texts:
            raw.FPDFTextObj_SetTextRenderMode(text, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
        turned = self.page.get_rotation()
        bitmap = self.page.render(scale=1, rotation=-turned % 360, rev_byteorder=True)
        for text, mode in zip(self.texts, modes, strict=True):
            raw.FPDFTextObj_SetTextRenderMode(text, mode)  # what is read after this must still be seen
        pitch, channels = bitmap.stride, bitmap.n_channels
        data = bytes(bitmap.buffer)
        lines = (data[row * pitch : row * pitch + bitmap.width * channels] for row in range(bitmap.height))
        return b"".join(_rgb(line, channels) for line in lines), bitmap.width, bitmap.height

    def colour_of(self, run: Any, *, stroked: bool) -> Rgb | None:
        """The colour of a text object, as seen on white; None for a pattern."""
        rgba = rgba_of(run, raw.FPDFPageObj_GetStrokeColor if stroked else raw.FPDFPageObj_GetFillColor)
        return over(*rgba, WHITE) if rgba else None

    def lines(self) -> tuple[list[Box], list[Box]]:
        """The thin horizontal lines, and those of them that are dotted or dashed."""
        dotted = [box for box, dashed in self.strokes if dashed] + list(_rows(self.dots))
        return [box for box, dashed in self.strokes if not dashed], dotted


def scan(page: pypdfium2.PdfPage) -> PageScan:
    """Read what is painted on a page."""
    found = PageScan(page)
    found.objects(page.raw, ONE, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
    return found


def matrix_of(one: Any) -> Matrix:
    """The matrix of an object."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(one, matrix)
    return Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def bounds(one: Any, matrix: Matrix) -> Box | None:
    """The box around an object, in the space of the page; None when it has none."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(one, *edges):
        return None
    left, bottom, right, top = (edge.value for edge in edges)
    if matrix == ONE:
        return Box(left, bottom, right, top)
    corners = [matrix.point(x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def is_dotted(path: Any) -> bool:
    """Whether a path is dashed, made of many parts, or cut out by a clip of many parts."""
    if raw.FPDFPageObj_GetDashCount(path) > 0:
        return True
    if _many(raw.FPDFPath_GetPathSegment(path, at) for at in range(raw.FPDFPath_CountSegments(path))):
        return True
    clip = raw.FPDFPageObj_GetClipPath(path)
    if not clip:
        return False
    return any(
        _many(
            raw.FPDFClipPath_GetPathSegment(clip, one, at)
            for at in range(raw.FPDFClipPath_CountPathSegments(clip, one))
        )
        for one in range(max(raw.FPDFClipPath_CountPaths(clip), 0))
    )


def _many(segments: Iterable[Any]) -> bool:
    """Whether segments make as many parts as a row of dots has at least."""
    moves = (one for one in segments if raw.FPDFPathSegment_GetType(one) == raw.FPDF_SEGMENT_MOVETO)
    return len(list(islice(moves, FEWEST_DOTS))) == FEWEST_DOTS


def rgba_of(one: Any, getter: Any) -> tuple[Rgb, float] | None:
    """A colour of an object in sRGB and its opacity from 0 to 1; None when it is a pattern."""
    channels = [ctypes.c_uint() for _ in range(4)]
    if not getter(one, *channels):
        return None
    red, green, blue, alpha = (channel.value for channel in channels)
    return Rgb(red, green, blue), alpha / 255


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
