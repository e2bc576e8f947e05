"""Sheets of a PDF, read back: which page is painted where on each face, and what printers are asked for.

The reader does not know how the sheets were made. A form XObject on a face is a page of the reading file if it paints
the same with the same resources.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pikepdf
from pikepdf import Name

from press.readback.pdf.contents import PdfContents, read_contents
from press.readback.pdf.marked_content import MarkedContent, Place
from press.readback.pdf.metadata import read_open_facts
from press.readback.pdf.tag_tree import read_tags_and_words

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points from the lower left corner of what is seen."""
Matrix = tuple[float, float, float, float, float, float]

ONE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """A page on a face, as it is seen.

    page: its number in the reading file from 1, or 0 if it is none of its pages; box: where all of it would be seen;
    seen: what the clip shows of that; upright: whether it is neither turned, mirrored nor scaled; order: its place in
    the order of painting, from 0; corner: where the corner of its own space is seen.
    """

    page: int
    box: Box
    seen: Box
    upright: bool
    order: int
    corner: tuple[float, float]


@dataclass(frozen=True, slots=True)
class SheetFace:
    """One side of a sheet as it is seen: the size of the paper, its TrimBox, and the pages on it."""

    width: float
    height: float
    trim: Box
    placed: tuple[PlacedPage, ...]


@dataclass(frozen=True, slots=True)
class ImposedSheets:
    """A file of sheets: its faces, each outer one before its inner one, and what it asks of printers and viewers.

    duplex, scaling, direction: names from the viewer preferences, empty if missing; is_all_pages: whether the faces
    paint nothing but pages of the reading file.
    """

    faces: tuple[SheetFace, ...] = ()
    duplex: str = ""
    scaling: str = ""
    direction: str = ""
    picks_tray: bool = False
    is_all_pages: bool = False


def read_sheets(data: bytes, reading: bytes) -> ImposedSheets:
    """Read a file of sheets.

    reading: the file with the single pages that are on them.
    """
    return read_sheets_and_contents(data, reading)[0]


def read_sheets_and_contents(data: bytes, reading: bytes) -> tuple[ImposedSheets, PdfContents]:
    """Read a file of sheets, and what it says; `reading` is as in `read_sheets`.

    The words on a face are those of its pages if it surely paints nothing else; only the tag tree is read anew.
    """
    with pikepdf.open(io.BytesIO(reading)) as pages, pikepdf.open(io.BytesIO(data)) as pdf:
        known = _KnownPages(pages)
        readers = [_FaceReader(page, known) for page in pdf.pages]
        faces = tuple(_read_face(reader) for reader in readers)
        is_all_pages = all(reader.paints_forms_only for reader in readers) and all(
            placed.page for face in faces for placed in face.placed
        )
        preferences = pdf.Root.get(Name.ViewerPreferences, pikepdf.Dictionary())
        sheets = ImposedSheets(
            faces=faces,
            duplex=str(preferences.get(Name.Duplex, "/"))[1:],
            scaling=str(preferences.get(Name.PrintScaling, "/"))[1:],
            direction=str(preferences.get(Name.Direction, "/"))[1:],
            picks_tray=bool(preferences.get(Name.PickTrayByPDFSize, False)),
            is_all_pages=is_all_pages,
        )
        sequences = _move_marked_content(reading, readers) if is_all_pages else None
        if sequences is None:
            return sheets, read_contents(data)
        return sheets, PdfContents(*read_tags_and_words(pdf, sequences), (), read_open_facts(pdf), sequences)


def _move_marked_content(reading: bytes, readers: Sequence[_FaceReader]) -> list[MarkedContent] | None:
    """Move the numbered marked content of pages to the forms that paint them.

    None if it is not sure that the forms have nothing else.
    """
    pages: dict[int, list[MarkedContent]] = {}
    for sequence in read_contents(reading).sequences:
        if sequence.mcid is not None:
            pages.setdefault(sequence.page, []).append(sequence)
    moved: list[MarkedContent] = []
    for face, reader in enumerate(readers, 1):
        for form, painted in reader.forms:
            for sequence in pages.get(painted.number, ()):
                number = sequence.mcid if painted.numbers is None else painted.numbers.get(sequence.mcid or 0)
                if number is None or sequence.place != painted.place:
                    return None
                moved.append(sequence._replace(page=face, place=form, mcid=number))
    return moved


def read_faces(data: bytes, numbers: Sequence[int]) -> list[SheetFace]:
    """Read some pages of any PDF as faces, without naming what is on them.

    numbers: of the pages, from 1. A page that cannot be parsed has nothing on it.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [_read_face(_FaceReader(pdf.pages[number - 1])) for number in numbers]


@dataclass(frozen=True, slots=True)
class _PaintedPage:
    """A page of the reading file that a form paints.

    number: from 1; place: its object; numbers: the number in the form of each marked content of the page, or None if
    they are the same.
    """

    number: int
    place: Place
    numbers: Mapping[int, int] | None = None


class _KnownPages:
    """The pages of the reading file, found by their compressed bytes, or by what they paint but for its spacing.

    Their resources must be the same too, down to the fonts.
    """

    def __init__(self, pages: pikepdf.Pdf) -> None:
        self.pages = list(pages.pages)
        self.streams = [_list_streams(page.obj.get(Name.Contents)) for page in self.pages]
        single = ((number, streams[0]) for number, streams in enumerate(self.streams, 1) if len(streams) == 1)
        self.by_bytes = {_read_compressed(stream): number for number, stream in single}
        self.alike: dict[tuple[bytes, bytes], bool] = {}

    @cached_property
    def by_painting(self) -> dict[bytes, int]:
        """Each page by what it paints, read only if a form is not compressed as its page is."""
        return {_read_painting(streams): number for number, streams in enumerate(self.streams, 1)}

    @cached_property
    def by_numbers(self) -> dict[tuple[bytes, ...], tuple[int, list[bytes]]]:
        """Each page by what stands between the numbers of its marked content, with these numbers.

        Pages are left out in which something else may look like such a number.
        """
        found: dict[tuple[bytes, ...], tuple[int, list[bytes]]] = {}
        for number, streams in enumerate(self.streams, 1):
            data = b"".join(stream.read_bytes() for stream in streams)
            if len(streams) == 1 and not any(sign in data for sign in _NOT_NUMBERS):
                parts = _MCID.split(data)
                found[tuple(parts[::2])] = number, parts[1::2]
        return found

    def find_page(self, form: pikepdf.Object) -> _PaintedPage | None:
        """Find the page that a form paints; None if it is none."""
        numbers = None
        number = self.by_bytes.get(_read_compressed(form), 0)
        if not number:
            parts = _MCID.split(form.read_bytes())
            number, before = self.by_numbers.get((*parts[::2],), (0, []))
            numbers = dict(zip(map(int, before), map(int, parts[1::2]), strict=True)) if number else {}
        number = number or self.by_painting.get(_read_painting([form]), 0)
        if not number or not self.has_same_resources(form, self.pages[number - 1]):
            return None
        return _PaintedPage(number, self.pages[number - 1].obj.objgen, numbers)

    def has_same_resources(self, form: pikepdf.Object, page: pikepdf.Page) -> bool:
        """Tell whether a form has the resources of a page, however deep they differ."""
        one, other = form.get(Name.Resources), page.get(Name.Resources)
        if one is None or other is None:
            return one is other
        key = one.unparse(), other.unparse()  # what they refer to is the same for most pages
        if key not in self.alike:
            self.alike[key] = bool(one == other)
        return self.alike[key]


def _list_streams(contents: pikepdf.Object | None) -> list[pikepdf.Object]:
    if contents is None:
        return []
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def _read_compressed(stream: pikepdf.Object) -> tuple[str, bytes]:
    """Read a stream compressed, with its filters."""
    how = (stream.get(key) for key in (Name.Filter, Name.DecodeParms))
    return " ".join("" if one is None else one.unparse().decode() for one in how), stream.read_raw_bytes()


_MCID = re.compile(rb"/MCID (\d+)")
_NOT_NUMBERS = (b"(", b"%", b"BI")
"""What begins a string, a comment or a picture, in which nothing is the number of marked content."""


def _read_painting(streams: list[pikepdf.Object]) -> bytes:
    """Read what content streams paint.

    Every run of spaces is one, and the numbers of marked content are left out: they differ on a face.
    """
    return b" ".join(_MCID.sub(b"", b" ".join(stream.read_bytes().split())) for stream in streams)


def _read_face(reader: _FaceReader) -> SheetFace:
    page = reader.page
    trim = _transform_box([float(edge) for edge in page.trimbox], reader.upright)
    try:
        placed = tuple(reader.read()) if reader.known or _has_forms(page) else ()
    except (pikepdf.PdfError, pikepdf.PdfParsingError, ValueError, TypeError, KeyError):
        if reader.known is not None:
            raise
        placed = ()
    return SheetFace(reader.width, reader.height, trim, placed)


def _has_forms(page: pikepdf.Page) -> bool:
    """Tell whether a page may paint forms; parsing one that does not takes time."""
    resources = page.get(Name.Resources, pikepdf.Dictionary())
    named = resources.get(Name.XObject, pikepdf.Dictionary())
    return any(one.get(Name.Subtype) == Name.Form for one in dict(named.items()).values())


def _find_view(page: pikepdf.Page) -> tuple[Matrix, float, float]:
    """Find the matrix from a page to what is seen.

    The origin is in the corner, and the page turned as it asks. Returns the width and height seen too.
    """
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    wide, tall = right - left, top - bottom
    turns: dict[int, tuple[Matrix, float, float]] = {
        0: ((1, 0, 0, 1, -left, -bottom), wide, tall),
        90: ((0, -1, 1, 0, -bottom, right), tall, wide),
        180: ((-1, 0, 0, -1, right, top), wide, tall),
        270: ((0, 1, -1, 0, top, -left), tall, wide),
    }
    return turns.get(int(page.obj.get(Name.Rotate, 0)) % 360, turns[0])


@dataclass(slots=True)
class _FaceState:
    """The graphics state that `q` saves."""

    matrix: Matrix
    clip: Box = EVERYWHERE


PAINTING = frozenset(("q", "Q", "cm", "re", "W", "n", "Do"))
"""What a face needs to paint pages."""


class _FaceReader:
    """Follows the painting of one face down to its forms, not into them.

    known: the pages that may be on it, if it is asked which they are; paints_forms_only: whether nothing else is
    painted, once all is read; forms: those of them that are pages.
    """

    def __init__(self, page: pikepdf.Page, known: _KnownPages | None = None) -> None:
        self.page = page
        self.known = known
        self.upright, self.width, self.height = _find_view(page)
        self.state = _FaceState(self.upright)
        self.saved: list[_FaceState] = []
        self.path: Box | None = None
        self.paints_forms_only = True
        self.forms: list[tuple[Place, _PaintedPage]] = []

    def read(self) -> Iterator[PlacedPage]:
        """List the forms of the face in order of painting."""
        order = 0
        clipping = False
        for instruction in pikepdf.parse_content_stream(self.page, "" if self.known else "q Q cm re W W* n f S Do"):
            operator = str(instruction.operator)
            if operator not in PAINTING:
                self.paints_forms_only = False
            if operator == "Do":
                if placed := self.read_form(str(instruction.operands[0]), order):
                    yield placed
                    order += 1
                continue
            if operator == "n" and clipping and self.path is not None:
                self.state.clip = _intersect(self.state.clip, self.path)
            clipping = operator.startswith("W")
            self.follow(operator, [float(one) for one in instruction.operands] if operator in ("cm", "re") else [])

    def follow(self, operator: str, numbers: list[float]) -> None:
        """Follow an instruction that changes what is painted where."""
        if operator == "q":
            self.saved.append(_FaceState(self.state.matrix, self.state.clip))
        elif operator == "Q":
            self.state = self.saved.pop() if self.saved else _FaceState(self.upright)
        elif operator == "cm":
            self.state.matrix = combine_matrices((*numbers,), self.state.matrix)  # type: ignore[arg-type]
        elif operator == "re":
            left, bottom, width, height = numbers
            self.path = _transform_box([left, bottom, left + width, bottom + height], self.state.matrix)

    def read_form(self, name: str, order: int) -> PlacedPage | None:
        """Read a form where it is painted."""
        found = self.page.Resources.XObject[name]
        if found.get(Name.Subtype) != Name.Form:
            self.paints_forms_only = False
            return None
        inner: Matrix = tuple(float(one) for one in found.get(Name.Matrix, ONE))  # type: ignore[assignment]
        matrix = combine_matrices(inner, self.state.matrix)
        box = _transform_box([float(edge) for edge in found.BBox], matrix)
        straight = all(abs(a - b) < 1e-6 for a, b in zip(matrix[:4], ONE[:4], strict=True))
        painted = self.known.find_page(found) if self.known else None
        if painted:
            self.forms.append((found.objgen, painted))
        number = painted.number if painted else 0
        return PlacedPage(number, box, _intersect(box, self.state.clip), straight, order, matrix[4:])


def combine_matrices(first: Matrix, second: Matrix) -> Matrix:
    """Combine two changes of space (ISO 32000-1, 8.3.3).

    first is done before second.
    """
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _transform_box(box: list[float], matrix: Matrix) -> Box:
    """Transform a rectangle, and return the box around it."""
    left, bottom, right, top = box
    a, b, c, d, e, f = matrix
    across = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    up = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(across), min(up), max(across), max(up)


def _intersect(one: Box, other: Box) -> Box:
    """Find the intersection of two rectangles."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
