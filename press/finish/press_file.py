"""A file for a printing press, made from a finished one: bleed, marks, boxes and plates, and no claim of access.

A leaflet goes to press as flat sheets with fold marks; a booklet as single pages, which the printer imposes for the
sheets and the machine at hand. All lengths in points.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

from press.finish.marks import BLEED, MARGIN, marks, separation
from press.finish.plates import on_plates

CONDITION = "CGATS21_CRPC6"
"""The printing condition that is named: offset on coated paper (ICC Characterization Data Registry)."""
ACCESS = ("StructTreeRoot", "MarkInfo", "Metadata", "Outlines", "Names", "Dests", "ViewerPreferences", "OpenAction",
          "AcroForm", "PageLabels", "Extensions")  # fmt: skip
"""What a reader needs and a press does not; with the tags goes every claim that rests on them."""


def press_file(data: bytes, folds: Sequence[Sequence[float]] = ()) -> bytes:
    """The press file of a finished PDF. folds: for each page, where it is folded, from the left of its trim.

    Raises pikepdf.PdfError when the data is no PDF. The same input gives the same bytes.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in ACCESS:
            if f"/{key}" in pdf.Root:
                del pdf.Root[f"/{key}"]
        on_plates(pdf)
        colour = separation(pdf)
        for number, page in enumerate(pdf.pages):
            _lay_out(pdf, page, folds[number] if folds else (), colour)
        _name_condition(pdf)
        pdf.docinfo[Name.Trapped] = Name("/False")
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _lay_out(pdf: pikepdf.Pdf, page: pikepdf.Page, folds: Sequence[float], colour: pikepdf.Object) -> None:
    """Put a page on a medium with room for bleed and marks; the origin is the corner of the medium."""
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    width, height = right - left, top - bottom
    content = pdf.make_indirect(page.as_form_xobject())
    content.write(content.read_bytes())  # it would follow the page, whose content changes below
    for key in ("Annots", "StructParents", "Tabs", "CropBox", "ArtBox", "Group", "Rotate"):
        if f"/{key}" in page.obj:
            del page.obj[f"/{key}"]
    page.obj.Resources = Dictionary(XObject=Dictionary(Page=content), ColorSpace=Dictionary(Reg=colour))
    moved = f"q 1 0 0 1 {MARGIN - left:g} {MARGIN - bottom:g} cm /Page Do Q\n".encode()
    page.obj.Contents = pdf.make_stream(moved + marks(width, height, folds))
    page.obj.MediaBox = _box(0, 0, width + 2 * MARGIN, height + 2 * MARGIN)
    page.obj.TrimBox = _box(MARGIN, MARGIN, MARGIN + width, MARGIN + height)
    edge = MARGIN - BLEED
    page.obj.BleedBox = _box(edge, edge, edge + width + 2 * BLEED, edge + height + 2 * BLEED)


def _box(*edges: float) -> Array:
    return Array([round(edge, 4) for edge in edges])


def _name_condition(pdf: pikepdf.Pdf) -> None:
    """Say for which printing condition the inks are meant (ISO 15930-7, 6.2.2). This is no claim of PDF/X."""
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFX,
                OutputConditionIdentifier=pikepdf.String(CONDITION),
                OutputCondition=pikepdf.String("Offset on coated paper, CRPC 6 (GRACoL 2013)"),
                RegistryName=pikepdf.String("http://www.color.org"),
                Info=pikepdf.String(CONDITION),
            )
        ]
    )
