"""The outline of a painted path: whether a point is inside it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import Any, NamedTuple

from pypdfium2 import raw

from press.readback.layout.pdfium import answers, quick

Point = tuple[float, float]


class Matrix(NamedTuple):
    """A transformation (ISO 32000-1, 8.3.3); lengths in points."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def point(self, x: float, y: float) -> Point:
        """Where a point comes to lie."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, after: Matrix) -> Matrix:
        """This transformation, and another one after it."""
        e, f = after.point(self.e, self.f)
        return Matrix(
            self.a * after.a + self.b * after.c,
            self.a * after.b + self.b * after.d,
            self.c * after.a + self.d * after.c,
            self.c * after.b + self.d * after.d,
            e,
            f,
        )


@dataclass(frozen=True, slots=True)
class Outline:
    """Closed lines of points, and how they are filled: even-odd, or by non-zero winding (ISO 32000-1, 8.5.3.3).

    boxes: the same as rectangles (left, bottom, right, top) when all of them are and it does not matter how they are
    filled, or the filling is even-odd: borders are drawn so, and most of what is beneath text is borders.
    """

    rings: tuple[tuple[Point, ...], ...]
    even_odd: bool
    boxes: tuple[tuple[float, float, float, float], ...] = ()

    def holds_box(self, left: float, bottom: float, right: float, top: float) -> bool | None:
        """Whether a rectangle is painted: all of it, nothing of it, or (None) neither is certain."""
        around = 0
        for ring in self.boxes:
            if ring[0] <= left and right <= ring[2] and ring[1] <= bottom and top <= ring[3]:
                around += 1
            elif ring[0] < right and left < ring[2] and ring[1] < top and bottom < ring[3]:
                return None
        return around % 2 == 1 if self.boxes else None

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is painted."""
        if self.boxes:
            return sum(left <= x <= right and low <= y <= high for left, low, right, high in self.boxes) % 2 == 1
        turns = sum(_crossing(start, end, x, y) for ring in self.rings for start, end in pairwise((*ring, ring[0])))
        return bool(turns % 2) if self.even_odd else turns != 0


def _is_box(ring: tuple[Point, ...]) -> bool:
    if len(set(ring)) != 4:
        return False
    return all(len({round(point[axis], 2) for point in ring}) == 2 for axis in (0, 1))


def _edges(ring: tuple[Point, ...]) -> tuple[float, float, float, float]:
    xs, ys = [point[0] for point in ring], [point[1] for point in ring]
    return min(xs), min(ys), max(xs), max(ys)


def outline_of(path: int, matrix: Any) -> Outline:
    """The outline of a path object, known by its address, in the space of the page."""
    modes, own = (ctypes.c_int * 2)(), (ctypes.c_float * 6)()
    at = ctypes.addressof(modes)
    quick.FPDFPath_GetDrawMode(path, at, at + ctypes.sizeof(ctypes.c_int))
    quick.FPDFPageObj_GetMatrix(path, ctypes.addressof(own))
    whole = Matrix(*own).then(matrix)
    rings: list[tuple[Point, ...]] = []
    ring: list[Point] = []
    for kind, point in _segments(path):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            rings.append(tuple(ring))
            ring = []
        ring.append(whole.point(*point))
    rings.append(tuple(ring))
    closed = tuple(one for one in rings if len(one) > 2)
    even_odd = modes[0] == raw.FPDF_FILLMODE_ALTERNATE
    straight = (even_odd or len(closed) == 1) and all(map(_is_box, closed))
    return Outline(closed, even_odd, tuple(map(_edges, closed)) if straight else ())


def _segments(path: int) -> Iterator[tuple[int, Point]]:
    """The points of a path; a curve gives points on its way."""
    count = max(0, quick.FPDFPath_CountSegments(path))
    segments = list(map(quick.FPDFPath_GetPathSegment, repeat(path, count), range(count)))
    kinds = map(quick.FPDFPathSegment_GetType, segments)
    last: Point = (0, 0)
    curve: list[Point] = []
    for kind, point in zip(kinds, _points(segments), strict=True):
        if kind != raw.FPDF_SEGMENT_BEZIERTO:
            yield kind, point
            last = point
            continue
        curve.append(point)
        if len(curve) == 3:
            points = (last, *curve)
            yield from ((raw.FPDF_SEGMENT_LINETO, _on_curve(points, step / 8)) for step in range(1, 9))
            last, curve = point, []


def _points(segments: Sequence[int]) -> list[Point]:
    return answers(quick.FPDFPathSegment_GetPoint, "f", 2, segments, count=len(segments), apart=True)


def _on_curve(points: tuple[Point, ...], t: float) -> Point:
    """A point of a Bézier curve with its four points (ISO 32000-1, 8.5.2.2)."""
    u = 1 - t
    weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    x = sum(weight * point[0] for weight, point in zip(weights, points, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, points, strict=True))
    return x, y


def _crossing(start: Point, end: Point, x: float, y: float) -> int:
    """How a line crosses the ray that goes from a point to the right: up 1, down -1, not at all 0."""
    if (start[1] > y) == (end[1] > y):
        return 0
    at = start[0] + (y - start[1]) * (end[0] - start[0]) / (end[1] - start[1])
    if at <= x:
        return 0
    return 1 if end[1] > start[1] else -1
