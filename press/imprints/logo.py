"""How well a logo is seen: its dark enough marks on a picture of it, and where it stands on its page."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
from PIL import Image, ImageFile

from press.readback.layout.colour import WHITE, Rgb, contrast
from press.readback.pdf.tag_tree import Element

SEEN, ENOUGH = 1.2, 3.0
"""Contrast to white from which something is a mark at all, and from which it is seen well enough (WCAG 2.2, 1.4.11)."""
LARGEST_SIDE = 4000
"""Dots: a picture with more of them on a side is not opened; unpacked it could fill the memory."""
SIDE = 400
"""Dots to which a larger picture is made smaller before its marks are counted."""


def share_seen(picture: Image.Image) -> float:
    """Which share of the marks of a picture on white stands out enough, from 0 to 1; 0 when there are none."""
    small = picture.convert("RGBA")  # a copy
    small.thumbnail((SIDE, SIDE))
    flat = Image.alpha_composite(Image.new("RGBA", small.size, WHITE), small).convert("RGB")
    marks = enough = 0
    for count, colour in flat.getcolors(flat.width * flat.height) or ():
        found = contrast(Rgb(*colour), WHITE)  # type: ignore[misc]
        marks += count * (found >= SEEN)
        enough += count * (found >= ENOUGH)
    return enough / marks if marks else 0.0


def opened(data: bytes) -> Image.Image:
    """A raster picture. Raises ValueError when it cannot be read, is too large, or is not in RGB or grey."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
        if max(picture.size) > LARGEST_SIDE:
            raise ValueError(f"it has {picture.width} by {picture.height} dots")
        if picture.mode in {"CMYK", "YCCK", "LAB"}:
            raise ValueError("its colours are inks (CMYK), not light (RGB)")
        with _whole_files():
            return picture.convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ValueError(f"it cannot be read: {error}") from error


@contextmanager
def _whole_files() -> Iterator[None]:
    # WeasyPrint lets Pillow accept files that are cut off, in the whole process.
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def logos_of(tags: Element, alt: str) -> Iterator[Element]:
    """The pictures in a tag tree that have some words, each with its box."""
    return (one for one in tags.find("Figure") if one.alt == alt and "BBox" in one.attributes)


def cut_out(data: bytes, page: int, box: tuple[float, float, float, float], dots: float = 200) -> Image.Image:
    """A part of a page as it is seen. page: from 1; box: left, bottom, right and top in points; dots: to the inch."""
    with pypdfium2.PdfDocument(data) as pdf:
        one = pdf[page - 1]
        width, height = one.get_size()
        left, bottom, right, top = box
        seen: Image.Image = one.render(scale=dots / 72, crop=(left, bottom, width - right, height - top)).to_pil()
        return seen
