"""Steps on the catalog: page labels, the title in the window, the language."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name

from press.finish.claims import Claims


def label_pages(pdf: pikepdf.Pdf, _claims: Claims) -> None:
    """Number the pages from 1 in viewers and in what they say (ISO 32000-1, 12.4.2; WCAG technique PDF17)."""
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))


def show_title(pdf: pikepdf.Pdf, _claims: Claims) -> None:
    """Let viewers show the title, not the file name (ISO 14289-1, 7.1; ISO 14289-2, 8.11.1)."""
    preferences = pdf.Root.get(Name.ViewerPreferences, Dictionary())
    preferences[Name.DisplayDocTitle] = True
    pdf.Root.ViewerPreferences = preferences


def name_language(pdf: pikepdf.Pdf, claims: Claims) -> None:
    """Say the language of the document (ISO 14289-1, 7.2)."""
    if claims.lang:
        pdf.Root.Lang = pikepdf.String(claims.lang)
