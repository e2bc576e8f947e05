"""Sheets read back from the bytes of a PDF: which page is painted where on each face, and how printers are asked.

Nothing here knows how the sheets were made. A form on a face is a page of the reading file when it paints the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pikepdf
from pikepdf import Name

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points from the lower left corner of what is seen."""
Matrix = tuple[float, float, float, float, float, float]

ONE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)


@dataclass(frozen=True, slots=True)
class Placed:
    """A page on a face, as it is seen.

    page: its number in the reading file from 1, or 0 when it is none of its pages; box: where all of it would be seen;
    seen: what the clip leaves of that; upright: whether it is neither turned, mirrored nor scaled; order: its place in
    the order of painting, from 0.
    """

    page: int
    box: Box
    seen: Box
    upright: bool
    order: int


@dataclass(frozen=True, slots=True)
class ReadFace:
    """One side of a sheet as it is seen: the size of the paper, what is cut out of it, and the pages on it."""

    width: float
    height: float
    trim: Box
    placed: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """A file of sheets: its faces, first outer then inner, and what it asks of printers and viewers.

    duplex, scaling, direction: names from the viewer preferences, empty when it has none.
    """

    faces: tuple[ReadFace, ...] = ()
    duplex: str = ""
    scaling: str = ""
    direction: str = ""
    picks_tray: bool = False


def read_sheets(data: bytes, reading: bytes) -> Sheets:
    """Read a file of sheets. reading: the file with the single pages that are on them."""
    with pikepdf.open(io.BytesIO(reading)) as pages, pikepdf.open(io.BytesIO(data)) as pdf:
        known = _Known(pages)
        wishes = pdf.Root.get(Name.ViewerPreferences, pikepdf.Dictionary())
        return Sheets(
            faces=tuple(_face(page, known) for page in pdf.pages),
            duplex=str(wishes.get(Name.Duplex, "/"))[1:],
            scaling=str(wishes.get(Name.PrintScaling, "/"))[1:],
            direction=str(wishes.get(Name.Direction, "/"))[1:],
            picks_tray=bool(wishes.get(Name.PickTrayByPDFSize, False)),
        )


class _Known:
    """The pages of the reading file, by what they paint: as it is packed in the file, and whatever its spacing."""

    def __init__(self, pages: pikepdf.Pdf) -> None:
        self.pages = [_streams(page.obj.Contents) for page in pages.pages]
        single = ((number, streams[0]) for number, streams in enumerate(self.pages, 1) if len(streams) == 1)
        self.packed = {_packed(stream): number for number, stream in single}

    @cached_property
    def painted(self) -> dict[bytes, int]:
        """Each page by what it paints; unpacked only where a form is not packed as its page is."""
        return {_painted(streams): number for number, streams in enumerate(self.pages, 1)}

    def number(self, form: pikepdf.Object) -> int:
        """The number of the page that a form paints, from 1; 0 when it is none."""
        return self.packed.get(_packed(form)) or self.painted.get(_painted([form]), 0)


def _streams(contents: pikepdf.Object) -> list[pikepdf.Object]:
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def _packed(stream: pikepdf.Object) -> tuple[str, bytes]:
    """A stream as it is packed, and how that is."""
    how = (stream.get(key) for key in (Name.Filter, Name.DecodeParms))
    return " ".join("" if one is None else one.unparse().decode() for one in how), stream.read_raw_bytes()


def _painted(streams: list[pikepdf.Object]) -> bytes:
    """What content streams paint, whatever their spacing."""
    return b" ".join(b" ".join(stream.read_bytes().split()) for stream in streams)


def _face(page: pikepdf.Page, known: _Known) -> ReadFace:
    upright, width, height = _view(page)
    painter = _Painter(page, known, upright)
    trim = _seen([float(edge) for edge in page.trimbox], upright)
    return ReadFace(width, height, trim, tuple(painter.read()))


def _view(page: pikepdf.Page) -> tuple[Matrix, float, float]:
    """From the space of a page to what is seen of it: its origin in the corner, turned as it asks to be."""
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    wide, tall = right - left, top - bottom
    turns: dict[int, tuple[Matrix, float, float]] = {
        0: ((1, 0, 0, 1, -left, -bottom), wide, tall),
        90: ((0, -1, 1, 0, -bottom, right), tall, wide),
        180: ((-1, 0, 0, -1, right, top), wide, tall),
        270: ((0, 1, -1, 0, top, -left), tall, wide),
    }
    return turns[int(page.obj.get(Name.Rotate, 0)) % 360]


@dataclass(slots=True)
class _State:
    """What `q` saves."""

    matrix: Matrix
    clip: Box = EVERYWHERE


@dataclass(slots=True)
class _Painter:
    """Follows the painting of one face down to its forms, not into them."""

    page: pikepdf.Page
    known: _Known
    upright: Matrix
    state: _State = field(default_factory=lambda: _State(ONE))
    saved: list[_State] = field(default_factory=list)
    path: Box | None = None

    def read(self) -> Iterator[Placed]:
        """The forms of the face in the order in which they are painted."""
        self.state = _State(self.upright)
        order = 0
        clipping = False
        for instruction in pikepdf.parse_content_stream(self.page, "q Q cm re W W* n f S Do"):
            operator = str(instruction.operator)
            if operator == "Do":
                if placed := self.form(str(instruction.operands[0]), order):
                    yield placed
                    order += 1
                continue
            if operator == "n" and clipping and self.path is not None:
                self.state.clip = _common(self.state.clip, self.path)
            clipping = operator.startswith("W")
            self.step(operator, [float(one) for one in instruction.operands] if operator in ("cm", "re") else [])

    def step(self, operator: str, numbers: list[float]) -> None:
        """One instruction that changes what is painted where."""
        if operator == "q":
            self.saved.append(_State(self.state.matrix, self.state.clip))
        elif operator == "Q":
            self.state = self.saved.pop()
        elif operator == "cm":
            self.state.matrix = times((*numbers,), self.state.matrix)  # type: ignore[arg-type]
        elif operator == "re":
            left, bottom, width, height = numbers
            self.path = _seen([left, bottom, left + width, bottom + height], self.state.matrix)

    def form(self, name: str, order: int) -> Placed | None:
        """A form where it is painted."""
        found = self.page.Resources.XObject[name]
        if found.get(Name.Subtype) != Name.Form:
            return None
        inner: Matrix = tuple(float(one) for one in found.get(Name.Matrix, ONE))  # type: ignore[assignment]
        matrix = times(inner, self.state.matrix)
        box = _seen([float(edge) for edge in found.BBox], matrix)
        straight = all(abs(a - b) < 1e-6 for a, b in zip(matrix[:4], ONE[:4], strict=True))
        number = self.known.number(found)
        return Placed(number, box, _common(box, self.state.clip), straight, order)


def times(first: Matrix, second: Matrix) -> Matrix:
    """Two changes of space, one after the other (ISO 32000-1, 8.3.3)."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _seen(box: list[float], matrix: Matrix) -> Box:
    """A rectangle after a change of space, as the one around it."""
    left, bottom, right, top = box
    a, b, c, d, e, f = matrix
    across = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    up = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(across), min(up), max(across), max(up)


def _common(one: Box, other: Box) -> Box:
    """What two rectangles have in common."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
