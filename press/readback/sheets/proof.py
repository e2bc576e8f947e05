"""Proofs: every page of a PDF on one picture, with the lines drawn that are not printed: trim, safe zone and folds."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw, ImageFont

from press.readback.layout.raster import pictures
from press.readback.sheets.sheets import Box, ReadFace, read_sheets

DOTS = 90.0
"""Dots to the inch: type of 9 pt can be read."""
SAFE = 9.0
"""The strip along edges and folds in which nothing is printed, in points (0.125 in)."""
GAP, LABEL = 24, 22
"""Around pages and for what stands under them, in dots."""
WIDEST = 4200
"""Of the picture, in dots."""
TRIM, ZONE, FOLD, PAPER, WORDS = (0, 130, 200), (0, 140, 70), (200, 0, 120), (225, 225, 222), (40, 40, 40)
LEGEND = ((TRIM, "trim"), (ZONE, "safe zone"), (FOLD, "fold"))


def proof(data: bytes) -> bytes:
    """A contact sheet of a PDF as a PNG: the same bytes for the same file.

    Raises pypdfium2.PdfiumError or pikepdf.PdfError when the data is no PDF.
    """
    pages = pictures(data, DOTS)
    faces = read_sheets(data, data).faces
    for page, face in zip(pages, faces, strict=True):
        _draw(page, face)
    out = io.BytesIO()
    _contact_sheet(pages).save(out, "PNG")
    return out.getvalue()


def _contact_sheet(pages: Sequence[Image.Image]) -> Image.Image:
    """The pages in rows, numbered from 1, over a legend."""
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
    for colour, name in LEGEND:
        pen.line([(x, height - 16), (x + 30, height - 16)], colour, 2)
        pen.text((x + 36, height - 25), name, WORDS, type_)
        x += 130
    return sheet


def _draw(page: Image.Image, face: ReadFace) -> None:
    """Draw the lines of a face on its picture."""
    pen = ImageDraw.Draw(page)
    panels = panels_of(face)
    for left, bottom, right, top in panels:
        _dashes(pen, face, (left + SAFE, bottom + SAFE, right - SAFE, top - SAFE))
    for left, bottom, _, top in panels[1:]:
        _stroke(pen, face, (left, bottom), (left, top), FOLD, dash=9)
    left, bottom, right, top = face.trim
    for start, end in _sides((left, bottom, right, top)):
        _stroke(pen, face, start, end, TRIM)


def panels_of(face: ReadFace) -> list[Box]:
    """The panels of a face from left to right, in points: where its pages are seen; the trim where it has none."""
    height = face.trim[3] - face.trim[1]
    seen = [one.seen for one in face.placed if one.seen[3] - one.seen[1] > height - 1]
    return sorted(seen) if len(seen) > 1 else [face.trim]


def _dashes(pen: ImageDraw.ImageDraw, face: ReadFace, box: Box) -> None:
    for start, end in _sides(box):
        _stroke(pen, face, start, end, ZONE, dash=4)


Point = tuple[float, float]


def _sides(box: Box) -> Iterator[tuple[Point, Point]]:
    left, bottom, right, top = box
    corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
    yield from zip(corners, [*corners[1:], corners[0]], strict=True)


def _stroke(
    pen: ImageDraw.ImageDraw, face: ReadFace, start: Point, end: Point, colour: tuple[int, int, int], dash: float = 0
) -> None:
    """A line in points, whole or in dashes that are as long as the gaps between them."""
    length = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    step = dash or length
    at = 0.0
    while at < length:
        part = [min(at, length) / length, min(at + step, length) / length]
        places = [(start[0] + (end[0] - start[0]) * one, start[1] + (end[1] - start[1]) * one) for one in part]
        dots = [(x * DOTS / 72, (face.height - y) * DOTS / 72) for x, y in places]
        pen.line(
            [(min(x, face.width * DOTS / 72 - 1), min(y, face.height * DOTS / 72 - 1)) for x, y in dots], colour, 1
        )
        at += 2 * step
