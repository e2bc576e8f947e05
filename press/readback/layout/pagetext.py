"""The words seen on each page of a PDF: the one door to PDFium."""

from __future__ import annotations

import pypdfium2

UnreadablePages = pypdfium2.PdfiumError
"""What reading raises when the bytes are no PDF."""


def page_texts(data: bytes) -> list[str]:
    """The text of each page in the order in which it is painted, running heads and feet included."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]
