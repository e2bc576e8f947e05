"""Steps on pictures, annotations and form fields."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name

from press.finish.claims import Claims

PRINT = 4
"""The Print flag of an annotation (ISO 32000-1, table 165, bit 3)."""


def sharpen_images(pdf: pikepdf.Pdf, _claims: Claims) -> None:
    """Drop the wish to interpolate pictures, which archives refuse (ISO 19005-2, 6.2.8; ISO 19005-4, 6.2.7.1)."""
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream) and Name.Interpolate in found:
            del found[Name.Interpolate]


def print_annotations(pdf: pikepdf.Pdf, _claims: Claims) -> None:
    """Let every annotation be printed (ISO 19005-2, 6.3.2)."""
    for page in pdf.pages:
        for annotation in page.obj.get(Name.Annots, Array()):
            annotation[Name.F] = int(annotation.get(Name.F, 0)) | PRINT


def draw_fields(pdf: pikepdf.Pdf, _claims: Claims) -> None:
    """Give every form field an appearance of its own (ISO 19005-2, 6.3.3 and 6.4.1).

    The field's value is dropped with it: an appearance that does not show the value would contradict it.
    """
    form = pdf.Root.get(Name.AcroForm)
    if form is None:
        return
    if Name.NeedAppearances in form:
        del form[Name.NeedAppearances]
    for page in pdf.pages:
        for annotation in page.obj.get(Name.Annots, Array()):
            if annotation.get(Name.Subtype) == Name.Widget and Name.AP not in annotation:
                annotation[Name.AP] = Dictionary(N=_blank(pdf, annotation))
                if Name.V in annotation:
                    del annotation[Name.V]


def _blank(pdf: pikepdf.Pdf, annotation: pikepdf.Object) -> pikepdf.Stream:
    """An appearance that shows nothing, as large as the field."""
    left, bottom, right, top = (float(edge) for edge in annotation[Name.Rect])
    box = Array([0, 0, abs(right - left), abs(top - bottom)])
    return pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=box)
