"""Raster pictures as they are printed: where, how wide, and with how many dots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from press.readback.pdf.tag_tree import StructureElement


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture on a page. alt: its words, "" if it is decoration; width: in points; dots: to the inch."""

    alt: str
    page: int
    width: float
    dots: float


def read_placed_pictures(data: bytes, tags: StructureElement) -> Iterator[PlacedPicture]:
    """Read the raster pictures of a PDF. tags: its tag tree, for their words."""
    with pypdfium2.PdfDocument(data) as pdf:
        for number, page in enumerate(pdf, 1):
            for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
                left, bottom, right, top = found.get_bounds()
                if right > left:
                    middle = (left + right) / 2, (bottom + top) / 2
                    alt = next(_list_words(tags, number, *middle), "")
                    yield PlacedPicture(alt, number, right - left, found.get_px_size()[0] / (right - left) * 72)


def _list_words(tags: StructureElement, page: int, x: float, y: float) -> Iterator[str]:
    """List the words of the figures around a point of a page."""
    for one in tags.find("Figure"):
        box = one.attributes.get("BBox") if one.page == page else None
        if box and box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            yield one.alt
