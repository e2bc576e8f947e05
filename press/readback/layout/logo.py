"""Visibility of a logo: which share of a picture stands out, and where the logo stands on its page."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
from PIL import Image, ImageFile

from press.readback.layout.color import WHITE, Rgb, compute_contrast
from press.readback.pdf.tag_tree import StructureElement

SEEN, ENOUGH = 1.2, 3.0
"""Contrast to white from which a dot is seen at all, and from which it is seen well enough (WCAG 2.2, 1.4.11)."""

LARGEST_SIDE = 4000
"""The most dots on a side: a larger picture could fill the memory once it is unpacked."""
SIDE = 400
"""Dots on a side to which a larger picture shrinks before its dots are counted."""
DOTS = 200
"""Dots per inch at which a part of a page is drawn."""


def measure_visible_share(picture: Image.Image) -> float:
    """Measure which share of a picture on white stands out.

    From 0 to 1, of what can be seen at all; 0 if nothing can.
    """
    small = picture.convert("RGBA")  # a copy
    small.thumbnail((SIDE, SIDE))
    flat = Image.alpha_composite(Image.new("RGBA", small.size, WHITE), small).convert("RGB")
    visible = clear = 0
    for count, color in flat.getcolors(flat.width * flat.height) or ():
        found = compute_contrast(Rgb(*color), WHITE)  # type: ignore[misc]
        visible += count * (found >= SEEN)
        clear += count * (found >= ENOUGH)
    return clear / visible if visible else 0.0


def open_picture(data: bytes) -> Image.Image:
    """Open a raster picture.

    Raises ValueError if it cannot be read, is too large, or is not in RGB or gray.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
        if max(picture.size) > LARGEST_SIDE:
            raise ValueError(f"it has {picture.width} by {picture.height} dots")
        if picture.mode in {"CMYK", "YCCK", "LAB"}:
            raise ValueError("its colors are inks (CMYK), not light (RGB)")
        with refuse_truncated_files():
            return picture.convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ValueError(f"it cannot be read: {error}") from error


@contextmanager
def refuse_truncated_files() -> Iterator[None]:
    """Make Pillow refuse pictures that are cut off."""
    # WeasyPrint lets Pillow accept files that are cut off, in the whole process.
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def find_logos(tags: StructureElement, alt: str) -> Iterator[StructureElement]:
    """Find the pictures with some alternative text and a box."""
    return (one for one in tags.find("Figure") if one.alt == alt and "BBox" in one.attributes)


def draw_area(data: bytes, page: int, box: tuple[float, float, float, float]) -> Image.Image:
    """Draw a part of a page as it is seen.

    page: from 1; box: left, bottom, right and top in points.
    """
    with pypdfium2.PdfDocument(data) as pdf:
        one = pdf[page - 1]
        width, height = one.get_size()
        left, bottom, right, top = box
        seen: Image.Image = one.render(scale=DOTS / 72, crop=(left, bottom, width - right, height - top)).to_pil()
        return seen
