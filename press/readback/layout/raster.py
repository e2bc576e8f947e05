"""Pages of a PDF as pictures, painted by PDFium."""

from __future__ import annotations

import pypdfium2
from PIL import Image


def pictures(data: bytes, dots: float) -> list[Image.Image]:
    """Every page of a PDF as it is seen, in RGB. dots: to the inch."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.render(scale=dots / 72).to_pil().convert("RGB") for page in pdf]


def first_page(data: bytes, width: int, tallest: int) -> Image.Image | None:
    """The first page of a PDF in RGB, so many pixels wide, or smaller where it would be too tall; None without one."""
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            page = pdf[0]
            scale = min(width / page.get_width(), tallest / page.get_height())
            image: Image.Image = page.render(scale=scale).to_pil()
            return image.convert("RGB")
    except (pypdfium2.PdfiumError, IndexError):
        return None
