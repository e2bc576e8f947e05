"""Small PDFs for the tests of folding, with a number painted on each page."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

from press.model.sources.variant import Folding, Variant


def variant_of(kind: str, page: tuple[float, float], sheet: tuple[float, float], caliper: float = 0.288) -> Variant:
    """Make a folded variant; all lengths in points."""
    folding = Folding.model_validate(
        {"kind": kind, "sheet_width": f"{sheet[0]:.4f}pt", "sheet_height": f"{sheet[1]:.4f}pt",
         "caliper": f"{caliper:.4f}pt"}
    )  # fmt: skip
    return Variant.model_validate(
        {"format": "pdf", "kind": "handout", "width": f"{page[0]:.4f}pt", "height": f"{page[1]:.4f}pt", "fold": folding}
    )


def pages(widths: Sequence[float], height: float) -> bytes:
    """Make an untagged PDF with one page for each width.

    Each page paints a number of its own.
    """
    with pikepdf.new() as pdf:
        for number, width in enumerate(widths, 1):
            content = pdf.make_stream(f"0 0 {number} {number} re f".encode())
            page = Dictionary(Type=Name.Page, MediaBox=Array([0, 0, width, height]), Contents=content,
                              Resources=Dictionary())  # fmt: skip
            pdf.pages.append(pikepdf.Page(page))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()
