"""Steps on pictures, annotations and form fields."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name

from press.finish.metadata import Claims
from press.text.scripts import find_direction

PRINT = 4
"""The Print flag of an annotation (ISO 32000-1, table 165, bit 3)."""


def stop_image_interpolation(pdf: pikepdf.Pdf, _claims: Claims) -> None:
    """Remove the request to interpolate pictures.

    Archives refuse it (ISO 19005-2, 6.2.8; ISO 19005-4, 6.2.7.1).
    """
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream) and Name.Interpolate in found:
            del found[Name.Interpolate]


def print_annotations(pdf: pikepdf.Pdf, _claims: Claims) -> None:
    """Let every annotation be printed (ISO 19005-2, 6.3.2)."""
    for page in pdf.pages:
        for annotation in page.obj.get(Name.Annots, Array()):
            annotation[Name.F] = int(annotation.get(Name.F, 0)) | PRINT


def draw_fields(pdf: pikepdf.Pdf, _claims: Claims) -> None:
    """Give every form field an appearance (ISO 19005-2, 6.3.3, 6.4.1).

    The value of the field is dropped: an appearance that does not show it would contradict it.
    """
    form = pdf.Root.get(Name.AcroForm)
    if form is None:
        return
    if Name.NeedAppearances in form:
        del form[Name.NeedAppearances]
    for page in pdf.pages:
        for annotation in page.obj.get(Name.Annots, Array()):
            if annotation.get(Name.Subtype) == Name.Widget and Name.AP not in annotation:
                annotation[Name.AP] = Dictionary(N=_make_blank_appearance(pdf, annotation))
                if Name.V in annotation:
                    del annotation[Name.V]


def _make_blank_appearance(pdf: pikepdf.Pdf, annotation: pikepdf.Object) -> pikepdf.Stream:
    """Make an empty appearance, as large as the field."""
    left, bottom, right, top = (float(edge) for edge in annotation[Name.Rect])
    box = Array([0, 0, abs(right - left), abs(top - bottom)])
    return pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=box)


def label_pages(pdf: pikepdf.Pdf, _claims: Claims) -> None:
    """Label the pages from 1 in viewers and screen readers.

    ISO 32000-1, 12.4.2; WCAG technique PDF17.
    """
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))


def show_title(pdf: pikepdf.Pdf, _claims: Claims) -> None:
    """Let viewers show the title, not the file name.

    ISO 14289-1, 7.1; ISO 14289-2, 8.11.1.
    """
    preferences = pdf.Root.get(Name.ViewerPreferences, Dictionary())
    preferences[Name.DisplayDocTitle] = True
    pdf.Root.ViewerPreferences = preferences


def name_language(pdf: pikepdf.Pdf, claims: Claims) -> None:
    """Set the language of the document (ISO 14289-1, 7.2)."""
    if claims.lang:
        pdf.Root.Lang = pikepdf.String(claims.lang)
    if claims.lang and find_direction(claims.lang) == "rtl":  # pages lie and turn as they are read (12.2)
        preferences = pdf.Root.get(Name.ViewerPreferences, Dictionary())
        preferences[Name.Direction] = Name.R2L
        pdf.Root.ViewerPreferences = preferences
