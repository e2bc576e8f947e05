"""Proofs: all pages of a PDF on one picture, with trim, safe zone and folds drawn in."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw, ImageFont

from press.readback.layout.pdfium import render_pages
from press.readback.sheets.sheets import Box, SheetFace, read_sheets

DOTS = 90.0
"""Dots to the inch; type of 9 pt is legible."""
SAFE = 9.0
"""Width of the strip along edges and folds in which nothing is printed, in points (0.125 in)."""
GAP, LABEL = 24, 22
"""Space around pages, and height of the labels below them, in dots."""
WIDEST = 4200
"""Greatest width of the picture, in dots."""
TRIM, ZONE, FOLD, PAPER, WORDS = (0, 130, 200), (0, 140, 70), (200, 0, 120), (225, 225, 222), (40, 40, 40)
LEGEND = ((TRIM, "trim"), (ZONE, "safe zone"), (FOLD, "fold"))


def draw_proof(data: bytes) -> bytes:
    """Draw a contact sheet of a PDF as a PNG.

    The same file gives the same bytes. Raises pypdfium2.PdfiumError or pikepdf.PdfError when the data is not a PDF.
    """
    pages = render_pages(data, DOTS)
    faces = read_sheets(data, data).faces
    for page, face in zip(pages, faces, strict=True):
        _draw_guides(page, face)
    out = io.BytesIO()
    _arrange(pages).save(out, "PNG")
    return out.getvalue()


def _arrange(pages: Sequence[Image.Image]) -> Image.Image:
    """Arrange the numbered pages in rows above a legend."""
    wide, tall = max(page.width for page in pages), max(page.height for page in pages)
    across = max(1, min(len(pages), (WIDEST - GAP) // (wide + GAP), 6 if tall > wide else 2))
    rows = -(-len(pages) // across)
    height = rows * (tall + LABEL + GAP) + 2 * GAP
    sheet = Image.new("RGB", (across * (wide + GAP) + GAP, height), PAPER)
    pen, type_ = ImageDraw.Draw(sheet), ImageFont.load_default(15)
    for at, page in enumerate(pages):
        left, top = GAP + at % across * (wide + GAP), GAP + at // across * (tall + LABEL + GAP)
        sheet.paste(page, (left, top))
        pen.text((left, top + page.height + 3), str(at + 1), WORDS, type_)
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
    step = dash or length
    at = 0.0
    while at < length:
        part = [min(at, length) / length, min(at + step, length) / length]
        places = [(start[0] + (end[0] - start[0]) * one, start[1] + (end[1] - start[1]) * one) for one in part]
        dots = [(x * DOTS / 72, (face.height - y) * DOTS / 72) for x, y in places]
        pen.line([(min(x, face.width * DOTS / 72 - 1), min(y, face.height * DOTS / 72 - 1)) for x, y in dots], color, 1)
        at += 2 * step
