"""What is painted on a page besides text: filled areas in their order, thin lines, and the color at a point.

The color of an area comes from the page's own objects, so it is exact; pictures, shadings and patterns are sampled from
a rendering of the page without its text. Blend modes and soft masks are not followed.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, repeat
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from press.readback.layout.color import WHITE, Rgb, blend_colors
from press.readback.layout.pdfium import collect_answers, fast_pdfium, get_address

Point = tuple[float, float]


class Matrix(NamedTuple):
    """A transformation (ISO 32000-1, 8.3.3); lengths in points."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def transform_point(self, x: float, y: float) -> Point:
        """Transform a point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def combine_with(self, after: Matrix) -> Matrix:
        """Combine this transformation with one after it."""
        e, f = after.transform_point(self.e, self.f)
        return Matrix(
            self.a * after.a + self.b * after.c,
            self.a * after.b + self.b * after.d,
            self.c * after.a + self.d * after.c,
            self.c * after.b + self.d * after.d,
            e,
            f,
        )


@dataclass(frozen=True, slots=True)
class PathOutline:
    """Closed lines of points, and how they are filled: even-odd, or by non-zero winding (ISO 32000-1, 8.5.3.3).

    boxes: the lines as rectangles (left, bottom, right, top), if all of them are rectangles and the filling is even-odd
    or makes no difference. This is the quick way for borders, the most frequent shape beneath text.
    """

    rings: tuple[tuple[Point, ...], ...]
    even_odd: bool
    boxes: tuple[tuple[float, float, float, float], ...] = ()

    def covers_box(self, left: float, bottom: float, right: float, top: float) -> bool | None:
        """Tell whether a rectangle is painted.

        True if all of it is, False if nothing is, None if neither is certain.
        """
        around = 0
        for ring in self.boxes:
            if ring[0] <= left and right <= ring[2] and ring[1] <= bottom and top <= ring[3]:
                around += 1
            elif ring[0] < right and left < ring[2] and ring[1] < top and bottom < ring[3]:
                return None
        return around % 2 == 1 if self.boxes else None

    def covers_point(self, x: float, y: float) -> bool:
        """Tell whether a point is painted."""
        if self.boxes:
            return sum(left <= x <= right and low <= y <= high for left, low, right, high in self.boxes) % 2 == 1
        turns = sum(
            _count_crossing(start, end, x, y) for ring in self.rings for start, end in pairwise((*ring, ring[0]))
        )
        return bool(turns % 2) if self.even_odd else turns != 0


def _is_box(ring: tuple[Point, ...]) -> bool:
    if len(set(ring)) != 4:
        return False
    return all(len({round(point[axis], 2) for point in ring}) == 2 for axis in (0, 1))


def _find_edges(ring: tuple[Point, ...]) -> tuple[float, float, float, float]:
    xs, ys = [point[0] for point in ring], [point[1] for point in ring]
    return min(xs), min(ys), max(xs), max(ys)


def read_path_outline(path: int, matrix: Any) -> PathOutline:
    """Read a path's outline in the space of the page.

    path: its address.
    """
    modes, own = (ctypes.c_int * 2)(), (ctypes.c_float * 6)()
    at = ctypes.addressof(modes)
    fast_pdfium.FPDFPath_GetDrawMode(path, at, at + ctypes.sizeof(ctypes.c_int))
    fast_pdfium.FPDFPageObj_GetMatrix(path, ctypes.addressof(own))
    whole = Matrix(*own).combine_with(matrix)
    rings: list[tuple[Point, ...]] = []
    ring: list[Point] = []
    for kind, point in _read_segments(path):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            rings.append(tuple(ring))
            ring = []
        ring.append(whole.transform_point(*point))
    rings.append(tuple(ring))
    closed = tuple(one for one in rings if len(one) > 2)
    even_odd = modes[0] == raw.FPDF_FILLMODE_ALTERNATE
    straight = (even_odd or len(closed) == 1) and all(map(_is_box, closed))
    return PathOutline(closed, even_odd, tuple(map(_find_edges, closed)) if straight else ())


def _read_segments(path: int) -> Iterator[tuple[int, Point]]:
    """List the points of a path.

    A curve gives points on its way.
    """
    count = max(0, fast_pdfium.FPDFPath_CountSegments(path))
    segments = list(map(fast_pdfium.FPDFPath_GetPathSegment, repeat(path, count), range(count)))
    kinds = map(fast_pdfium.FPDFPathSegment_GetType, segments)
    last: Point = (0, 0)
    curve: list[Point] = []
    for kind, point in zip(kinds, _read_points(segments), strict=True):
        if kind != raw.FPDF_SEGMENT_BEZIERTO:
            yield kind, point
            last = point
            continue
        curve.append(point)
        if len(curve) == 3:
            points = (last, *curve)
            yield from ((raw.FPDF_SEGMENT_LINETO, _compute_curve_point(points, step / 8)) for step in range(1, 9))
            last, curve = point, []


def _read_points(segments: Sequence[int]) -> list[Point]:
    return collect_answers(fast_pdfium.FPDFPathSegment_GetPoint, "f", 2, segments, count=len(segments), apart=True)


def _compute_curve_point(points: tuple[Point, ...], t: float) -> Point:
    """Compute a point of a Bézier curve (ISO 32000-1, 8.5.2.2).

    points: the four points of the curve.
    """
    u = 1 - t
    weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    x = sum(weight * point[0] for weight, point in zip(weights, points, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, points, strict=True))
    return x, y


def _count_crossing(start: Point, end: Point, x: float, y: float) -> int:
    """Count how a line crosses the ray from a point.

    The ray goes to the right. 1 for up, -1 for down, 0 for not at all.
    """
    if (start[1] > y) == (end[1] > y):
        return 0
    at = start[0] + (y - start[1]) * (end[0] - start[0]) / (end[1] - start[1])
    if at <= x:
        return 0
    return 1 if end[1] > start[1] else -1


THIN = 3.5
"""The height in points up to which a horizontal stroke or bar is a line, not an area."""
FEWEST_DOTS = 5
"""The fewest dots in a row that make a dotted line."""


class Rectangle(NamedTuple):
    """A rectangle: edges in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float


ONE = Matrix()
"""The space of the page itself."""


@dataclass(frozen=True, slots=True)
class PaintedArea:
    """Something painted: when, where, and in which color.

    order: its place in the order of painting; box: around it; color: None for a picture, shading or pattern;
    alpha: its opacity; shape: the address of its object and the matrix from its space to the page's, to test a point
    exactly.
    """

    order: int
    box: Rectangle
    color: Rgb | None
    alpha: float
    shape: tuple[int, Matrix] | None


class Backdrop(NamedTuple):
    """The areas that may be beneath a text object, the topmost first, and the color under them all."""

    areas: tuple[PaintedArea, ...] = ()
    color: Rgb = WHITE


NOTHING = Backdrop()


@dataclass(slots=True)
class PageScan:
    """The objects of a page, each known by its address.

    areas and strokes are in the order of painting; orders: of text objects.
    """

    page: pypdfium2.PdfPage
    areas: list[PaintedArea] = field(default_factory=list)
    strokes: list[tuple[Rectangle, bool]] = field(default_factory=list)
    dots: list[Rectangle] = field(default_factory=list)
    orders: dict[int, tuple[int, Matrix]] = field(default_factory=dict)
    texts: list[int] = field(default_factory=list)
    outlines: dict[int, PathOutline] = field(default_factory=dict)
    picture: tuple[bytes, int, int] | None = None
    count: int = 0

    def read_objects(self, holder: int, matrix: Matrix, counter: Any, getter: Any) -> None:
        """Read all objects of the page or a form XObject.

        matrix: from its space to the page's.
        """
        number = counter(holder)
        for one in list(map(getter, repeat(holder, number), range(number))):
            kind = fast_pdfium.FPDFPageObj_GetType(one)
            self.count += 1
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self.orders[one] = self.count, matrix
                self.texts.append(one)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                inner = read_matrix(one).combine_with(matrix)
                self.read_objects(one, inner, fast_pdfium.FPDFFormObj_CountObjects, fast_pdfium.FPDFFormObj_GetObject)
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self.read_path(one, matrix)
            elif box := read_bounds(one, matrix):
                self.areas.append(PaintedArea(self.count, box, None, 1, None))

    def read_path(self, one: int, matrix: Matrix) -> None:
        """Sort a path into lines, dots and areas.

        A path that is not seen is dropped.
        """
        box = read_bounds(one, matrix)
        filled, stroked = read_draw_mode(one)
        if box is None or not (filled or stroked):
            return
        width, height = box.right - box.left, box.top - box.bottom
        if width > THIN and (height <= THIN or (stroked and not filled and _is_thin_dashed_line(one, height))):
            self.strokes.append((box, is_dotted(one)))
        elif height <= THIN:
            self.dots.append(box)
        if filled and height > THIN and width > THIN:
            box = read_clip(one, matrix, box)
            rgba = read_rgba(one, fast_pdfium.FPDFPageObj_GetFillColor)
            color, alpha = (Rgb(*rgba[:3]), rgba[3] / 255) if rgba else (None, 1.0)
            self.areas.append(PaintedArea(self.count, box, color, alpha, (one, matrix)))

    def find_backdrop(self, shown: int, around: Sequence[float] | None) -> Backdrop:
        """Find what may be beneath a text object.

        These are the areas that were painted before it and reach into the box around it, down to the first opaque area
        that covers the box. around: the box, in the text object's own space.
        """
        order, matrix = self.orders.get(shown, (self.count + 1, ONE))
        if around is None or not self.areas:
            return NOTHING
        box = _transform_box(around, matrix)
        areas: list[PaintedArea] = []
        for area in reversed(self.areas):
            if area.order > order or not is_overlapping(area.box, box):
                continue
            everywhere = self.read_outline(area).covers_box(*box) if area.shape else None
            everywhere = None if everywhere and not is_inside(box, area.box) else everywhere
            if everywhere and area.color and area.alpha >= 1:
                return Backdrop(tuple(areas), area.color)
            if everywhere is not False:
                areas.append(area)
        return Backdrop(tuple(areas))

    def find_color(self, beneath: Backdrop, x: float, y: float) -> Rgb:
        """Find the color seen at a point of the page.

        beneath: the areas painted there.
        """
        above: list[tuple[Rgb, float]] = []
        seen = beneath.color
        for area in beneath.areas:
            if not self.is_painted_at(area, x, y):
                continue
            color = self.sample_color(x, y) if area.color is None else area.color
            if area.alpha >= 1:
                seen = color
                break
            above.append((color, area.alpha))
        for color, alpha in reversed(above):
            seen = blend_colors(color, alpha, seen)
        return seen

    def read_outline(self, area: PaintedArea) -> PathOutline:
        """Read the outline of an area on first use."""
        if area.order not in self.outlines:
            self.outlines[area.order] = (
                read_path_outline(*area.shape) if area.shape else PathOutline((), even_odd=False)
            )
        return self.outlines[area.order]

    def is_painted_at(self, area: PaintedArea, x: float, y: float) -> bool:
        """Tell whether an area is painted at a point."""
        if not (area.box.left <= x <= area.box.right and area.box.bottom <= y <= area.box.top):
            return False
        return area.shape is None or self.read_outline(area).covers_point(x, y)

    def sample_color(self, x: float, y: float) -> Rgb:
        """Sample the color around a point, without the text.

        It is the mean of 5 × 5 dots.
        """
        if self.picture is None:
            self.picture = self.render_without_text()
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

    def render_without_text(self) -> tuple[bytes, int, int]:
        """Render the page without its text, unturned.

        Returns RGB bytes, width and height in dots, 72 to the inch.
        """
        mode_of, set_mode = fast_pdfium.FPDFTextObj_GetTextRenderMode, fast_pdfium.FPDFTextObj_SetTextRenderMode
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
        return b"".join(_convert_to_rgb(line, channels) for line in lines), bitmap.width, bitmap.height

    def find_lines(self) -> tuple[list[Rectangle], list[Rectangle]]:
        """Find the thin horizontal lines: solid ones, then dotted ones."""
        dotted = [box for box, dashed in self.strokes if dashed] + list(_find_dot_rows(self.dots))
        return [box for box, dashed in self.strokes if not dashed], dotted


def scan_page(page: pypdfium2.PdfPage) -> PageScan:
    """Read what is painted on a page."""
    found = PageScan(page)
    found.read_objects(get_address(page.raw), ONE, fast_pdfium.FPDFPage_CountObjects, fast_pdfium.FPDFPage_GetObject)
    return found


def read_matrix(one: int) -> Matrix:
    """Read the matrix of an object."""
    matrix = (ctypes.c_float * 6)()
    fast_pdfium.FPDFPageObj_GetMatrix(one, ctypes.addressof(matrix))
    return Matrix(*matrix)


def read_draw_mode(path: int) -> tuple[int, int]:
    """Read how a path is filled (0: not) and stroked."""
    modes = (ctypes.c_int * 2)()
    at = ctypes.addressof(modes)
    fast_pdfium.FPDFPath_GetDrawMode(path, at, at + ctypes.sizeof(ctypes.c_int))
    return modes[0], modes[1]


def read_bounds(one: int, matrix: Matrix) -> Rectangle | None:
    """Read the box around an object in the page's space.

    None if it has none.
    """
    edges = (ctypes.c_float * 4)()
    at, size = ctypes.addressof(edges), ctypes.sizeof(ctypes.c_float)
    found = fast_pdfium.FPDFPageObj_GetBounds(one, at, at + size, at + 2 * size, at + 3 * size)
    return _transform_box(edges[:], matrix) if found else None


def read_clip(one: int, matrix: Matrix, box: Rectangle) -> Rectangle:
    """Read the part of an object's box that its clip lets through: what a drawing shows of a larger one."""
    clip = fast_pdfium.FPDFPageObj_GetClipPath(one)
    for path in range(max(fast_pdfium.FPDFClipPath_CountPaths(clip), 0) if clip else 0):
        count = fast_pdfium.FPDFClipPath_CountPathSegments(clip, path)
        points = _read_points([fast_pdfium.FPDFClipPath_GetPathSegment(clip, path, at) for at in range(count)])
        if points:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            part = _transform_box((min(xs), min(ys), max(xs), max(ys)), matrix)
            box = Rectangle(
                max(box.left, part.left),
                max(box.bottom, part.bottom),
                min(box.right, part.right),
                min(box.top, part.top),
            )
    return box


def is_inside(one: Rectangle, other: Rectangle) -> bool:
    """Tell whether a box is inside another."""
    return other.left <= one.left and one.right <= other.right and other.bottom <= one.bottom and one.top <= other.top


def _transform_box(box: Sequence[float], matrix: Matrix) -> Rectangle:
    """Move a box from an object's space to the page's.

    Returns the box around it.
    """
    left, bottom, right, top = box
    if matrix == ONE:
        return Rectangle(left, bottom, right, top)
    corners = [matrix.transform_point(x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return Rectangle(min(xs), min(ys), max(xs), max(ys))


def is_dotted(path: int) -> bool:
    """Tell whether a path is dotted.

    It is dashed, made of many parts, or cut out by a clip of many parts.
    """
    if fast_pdfium.FPDFPageObj_GetDashCount(path) > 0:
        return True
    segment, clip_segment = fast_pdfium.FPDFPath_GetPathSegment, fast_pdfium.FPDFClipPath_GetPathSegment
    if _has_many_parts(segment(path, at) for at in range(fast_pdfium.FPDFPath_CountSegments(path))):
        return True
    clip = fast_pdfium.FPDFPageObj_GetClipPath(path)
    if not clip:
        return False
    return any(
        _has_many_parts(
            clip_segment(clip, one, at) for at in range(fast_pdfium.FPDFClipPath_CountPathSegments(clip, one))
        )
        for one in range(max(fast_pdfium.FPDFClipPath_CountPaths(clip), 0))
    )


def _is_thin_dashed_line(path: int, height: float) -> bool:
    """Tell whether a dashed line is thin: PDFium's box around it has half the pen's width more on each side."""
    return height <= 2 * THIN and fast_pdfium.FPDFPageObj_GetDashCount(path) > 0


def _has_many_parts(segments: Iterable[int]) -> bool:
    """Tell whether segments make enough parts for dots."""
    kind_of = fast_pdfium.FPDFPathSegment_GetType
    moves = (one for one in segments if kind_of(one) == raw.FPDF_SEGMENT_MOVETO)
    return len(list(islice(moves, FEWEST_DOTS))) == FEWEST_DOTS


def read_rgba(one: int, getter: Any) -> tuple[int, ...] | None:
    """Read a color of an object.

    Red, green, blue and opacity, from 0 to 255; None if it is a pattern.
    """
    channels = (ctypes.c_uint * 4)()
    at, size = ctypes.addressof(channels), ctypes.sizeof(ctypes.c_uint)
    found = getter(one, at, at + size, at + 2 * size, at + 3 * size)
    return tuple(channels) if found else None


def is_overlapping(one: Rectangle, other: Rectangle) -> bool:
    """Tell whether two boxes overlap."""
    return one.left < other.right and other.left < one.right and one.bottom < other.top and other.bottom < one.top


def _convert_to_rgb(line: bytes, channels: int) -> bytes:
    if channels == 3:
        return line
    if channels == 1:
        return bytes(value for value in line for _ in range(3))
    return bytes(value for at, value in enumerate(line) if at % channels < 3)


def _find_dot_rows(dots: Sequence[Rectangle]) -> Iterator[Rectangle]:
    """Find rows of dots, as the boxes around them."""
    rows: dict[int, list[Rectangle]] = defaultdict(list)
    for dot in dots:
        rows[round(dot.bottom)].append(dot)
    for row in rows.values():
        if len(row) >= FEWEST_DOTS:
            yield Rectangle(min(d.left for d in row), row[0].bottom, max(d.right for d in row), row[0].top)
