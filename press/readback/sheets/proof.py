"""Proofs: all pages of a PDF on one picture, with trim, safe zone and folds drawn in."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Sequence

from PIL import Image, ImageDraw, ImageFont

from press.model.messages import pluralize_noun
from press.readback.layout.pdfium import count_pages, render_each_page
from press.readback.sheets.sheets import Box, SheetFace, read_faces

DOTS = 90.0
"""Dots to the inch; type of 9 pt is legible."""
SAFE = 9.0
"""Width of the strip along edges and folds in which nothing is printed, in points (0.125 in)."""
GAP, LABEL = 24, 22
"""Space around pages, and height of the labels below them, in dots."""
WIDEST = 4200
"""Greatest width of the picture, in dots."""
MOST = 40_000_000
"""Dots of all pages together; the pages of a long file are drawn smaller, so that memory has a limit."""
TRIM, ZONE, FOLD, PAPER, WORDS = (0, 130, 200), (0, 140, 70), (200, 0, 120), (225, 225, 222), (40, 40, 40)
LEGEND = ((TRIM, "trim"), (ZONE, "safe zone"), (FOLD, "fold"))


def draw_proof(data: bytes, first: int = 1, last: int | None = None) -> bytes:
    """Draw a contact sheet of a PDF as a PNG.

    first, last: the pages to draw. The same file gives the same bytes. Raises pypdfium2.PdfiumError or pikepdf.PdfError
    when the data is not a PDF, and ValueError when it does not have the pages.
    """
    count = count_pages(data)
    numbers = range(first, (last or count) + 1)
    if not 1 <= first <= (last or count) <= count:
        raise ValueError(f"it has {pluralize_noun(count, 'page')}")
    faces = read_faces(data, numbers)
    squares = sum(min(face.width * face.height, (WIDEST * 72 / DOTS) ** 2) for face in faces)
    dots = min(DOTS, 72 * math.sqrt(MOST / max(1, squares)))
    largest = max(1, int(WIDEST * dots / DOTS))
    pages = render_each_page(data, numbers, dots, largest)
    sizes = [_measure_picture(face, dots, largest) for face in faces]
    out = io.BytesIO()
    _arrange(pages, faces, sizes, first).save(out, "PNG")
    return out.getvalue()


def _measure_picture(face: SheetFace, dots: float, largest: int) -> tuple[int, int]:
    """Measure the picture of a page, in dots."""
    scale = min(dots / 72, largest / max(1, face.width, face.height))
    return math.ceil(face.width * scale), math.ceil(face.height * scale)


def _arrange(
    pages: Iterable[Image.Image], faces: Sequence[SheetFace], sizes: Sequence[tuple[int, int]], first: int
) -> Image.Image:
    """Arrange the numbered pages in rows above a legend.

    first: the number of the first page.
    """
    wide, tall = max(width for width, _ in sizes), max(height for _, height in sizes)
    most = 6 if tall > wide else 2
    most = max(most, math.ceil(math.sqrt(len(sizes)))) if len(sizes) > most**2 * 6 else most  # no endless ribbon
    across = max(1, min(len(sizes), (WIDEST - GAP) // (wide + GAP), most))
    rows = -(-len(sizes) // across)
    height = rows * (tall + LABEL + GAP) + 2 * GAP
    sheet = Image.new("RGB", (max(across * (wide + GAP) + GAP, 450), height), PAPER)
    pen, type_ = ImageDraw.Draw(sheet), ImageFont.load_default(15)
    for at, (page, face) in enumerate(zip(pages, faces, strict=True)):
        left, top = GAP + at % across * (wide + GAP), GAP + at // across * (tall + LABEL + GAP)
        _draw_guides(page, face)
        sheet.paste(page, (left, top))
        pen.text((left, top + page.height + 3), str(first + at), WORDS, type_)
    x = GAP
    for color, name in LEGEND:
        pen.line([(x, height - 16), (x + 30, height - 16)], color, 2)
        pen.text((x + 36, height - 25), name, WORDS, type_)
        x += 130
    return sheet


def _draw_guides(page: Image.Image, face: SheetFace) -> None:
    """Draw the lines of a sheet side on its picture."""
    pen = ImageDraw.Draw(page)
    panels = find_panels(face)
    for left, bottom, right, top in panels:
        _draw_zone(pen, face, (left + SAFE, bottom + SAFE, right - SAFE, top - SAFE))
    for left, bottom, _, top in panels[1:]:
        _draw_line(pen, face, (left, bottom), (left, top), FOLD, dash=9)
    left, bottom, right, top = face.trim
    for start, end in _list_sides((left, bottom, right, top)):
        _draw_line(pen, face, start, end, TRIM)


def find_panels(face: SheetFace) -> list[Box]:
    """Find the panels of a side, left to right.

    They are the visible parts of its pages, in points, or the trim if it has no panels.
    """
    height = face.trim[3] - face.trim[1]
    seen = [one.seen for one in face.placed if one.seen[3] - one.seen[1] > height - 1]
    return sorted(seen) if len(seen) > 1 else [face.trim]


def _draw_zone(pen: ImageDraw.ImageDraw, face: SheetFace, box: Box) -> None:
    for start, end in _list_sides(box):
        _draw_line(pen, face, start, end, ZONE, dash=4)


Point = tuple[float, float]


def _list_sides(box: Box) -> Iterator[tuple[Point, Point]]:
    left, bottom, right, top = box
    corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
    yield from zip(corners, [*corners[1:], corners[0]], strict=True)


def _draw_line(
    pen: ImageDraw.ImageDraw, face: SheetFace, start: Point, end: Point, color: tuple[int, int, int], dash: float = 0
) -> None:
    """Draw a solid or dashed line, in points.

    Dashes are as long as the gaps.
    """
    length = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    step = max(dash, length / 2000) if dash else length
    at = 0.0
    while at < length:
        part = [min(at, length) / length, min(at + step, length) / length]
        places = [(start[0] + (end[0] - start[0]) * one, start[1] + (end[1] - start[1]) * one) for one in part]
        wide, tall = pen.im.size
        dots = [(x * wide / face.width, (face.height - y) * tall / face.height) for x, y in places]
        pen.line([(min(x, wide - 1), min(y, tall - 1)) for x, y in dots], color, 1)
        at += 2 * step
