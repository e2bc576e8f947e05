"""What is drawn between the words of a page: rules, the borders of cells, and the bullets that are no letters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from press.readback.layout.paint import THIN, Matrix, Rectangle, read_bounds, read_draw_mode, read_matrix
from press.readback.layout.pdfium import fast_pdfium, get_address

SMALLEST, LARGEST = 1.0, 10.0
"""Points across a shape that may be the bullet of a list."""


class PageShapes(NamedTuple):
    """The shapes of a page, in points of its own space, unturned.

    dots: as small as bullets; rules: thin horizontal ones; bars: thin vertical ones.
    """

    dots: tuple[Rectangle, ...] = ()
    rules: tuple[Rectangle, ...] = ()
    bars: tuple[Rectangle, ...] = ()


def read_shapes(data: bytes) -> list[PageShapes]:
    """Read the shapes of each page."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [_read_page(page) for page in pdf]


def _read_page(page: pypdfium2.PdfPage) -> PageShapes:
    left, bottom, _, _ = page.get_cropbox()
    shift = Matrix(e=-left, f=-bottom)
    counter, getter = fast_pdfium.FPDFPage_CountObjects, fast_pdfium.FPDFPage_GetObject
    boxes = [] if page.get_rotation() else list(_list_boxes(get_address(page.raw), shift, counter, getter))
    sides = [side for box in boxes for side in _list_sides(box)]
    dots = [box for box in boxes if all(SMALLEST <= length <= LARGEST for length in _measure_box(box))]
    rules = [box for box in sides if _measure_box(box)[1] <= THIN < _measure_box(box)[0]]
    bars = [box for box in sides if _measure_box(box)[0] <= THIN < _measure_box(box)[1]]
    return PageShapes(tuple(dots), tuple(rules), tuple(bars))


def _list_boxes(holder: int, matrix: Matrix, counter: Any, getter: Any) -> Iterator[Rectangle]:
    """Yield the boxes of all paths that are painted, those in form XObjects too."""
    number = counter(holder)
    for one in map(getter, repeat(holder, number), range(number)):
        kind = fast_pdfium.FPDFPageObj_GetType(one)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            inner = read_matrix(one).combine_with(matrix)
            yield from _list_boxes(one, inner, fast_pdfium.FPDFFormObj_CountObjects, fast_pdfium.FPDFFormObj_GetObject)
        elif kind == raw.FPDF_PAGEOBJ_PATH and any(read_draw_mode(one)) and (box := read_bounds(one, matrix)):
            yield box


def _list_sides(box: Rectangle) -> tuple[Rectangle, ...]:
    """List the sides of an area, which part it from its neighbors; a thin one is a side itself."""
    if min(_measure_box(box)) <= LARGEST:
        return (box,)
    return (
        box._replace(top=box.bottom),
        box._replace(bottom=box.top),
        box._replace(right=box.left),
        box._replace(left=box.right),
    )


def _measure_box(box: Rectangle) -> tuple[float, float]:
    return box.right - box.left, box.top - box.bottom
