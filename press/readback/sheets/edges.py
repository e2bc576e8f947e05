"""Where color reaches the edge of a page, and whether it goes on over the bleed."""

from __future__ import annotations

from typing import Literal

from PIL import Image, ImageChops

from press.readback.layout.pdfium import render_pages

Side = Literal["left", "bottom", "right", "top"]
SIDES: tuple[Side, ...] = ("left", "bottom", "right", "top")
PAPER = 245
"""The darkest part of a color that counts as paper."""
DOTS = 72.0
"""Dots per inch, one a point."""
Frame = tuple[int, int, int, int]


def find_colored_sides(data: bytes) -> list[frozenset[Side]]:
    """Find the sides of each page that color reaches."""
    return [
        frozenset(side for side in SIDES if _find_color(page, _cut_line(side, (0, 0, *page.size), 0)).getbbox())
        for page in render_pages(data, DOTS)
    ]


def find_white_bleeds(data: bytes, margin: float, bleed: float) -> list[tuple[int, Side]]:
    """Find pages and sides where color that reaches the edge ends before the bleed does.

    margin: from the edge of the medium to the trim; bleed: around the trim; both in points.
    """
    found = list[tuple[int, Side]]()
    for number, page in enumerate(render_pages(data, DOTS), 1):
        inside = round(margin)
        trim = (inside, inside, page.width - inside, page.height - inside)
        for side in SIDES:
            edge = _find_color(page, _cut_line(side, trim, 0))
            outside = _find_color(page, _cut_line(side, trim, 1 - round(bleed)))
            if ImageChops.subtract(edge, outside).getbbox():
                found.append((number, side))
    return found


def _cut_line(side: Side, frame: Frame, inwards: int) -> Frame:
    """Cut the line of dots that lies some dots inside of a side."""
    left, top, right, bottom = frame
    if side == "left":
        return left + inwards, top, left + inwards + 1, bottom
    if side == "right":
        return right - inwards - 1, top, right - inwards, bottom
    if side == "top":
        return left, top + inwards, right, top + inwards + 1
    return left, bottom - inwards - 1, right, bottom - inwards


def _find_color(page: Image.Image, line: Frame) -> Image.Image:
    """Find the dots of a line that are no paper: 255 each."""
    red, green, blue = page.crop(line).split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    return darkest.point([255 if value < PAPER else 0 for value in range(256)])
