"""Pages of a PDF as pictures, painted by PDFium."""

from __future__ import annotations

import pypdfium2
from PIL import Image


def pictures(data: bytes, dots: float) -> list[Image.Image]:
    """Every page of a PDF as it is seen, in RGB. dots: to the inch."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.render(scale=dots / 72).to_pil().convert("RGB") for page in pdf]
