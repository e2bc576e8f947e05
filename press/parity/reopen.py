"""Editions read again from an output folder, beside the pages that they were made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from press.model.edition import Download, Edition, FinishedEdition
from press.model.manifest import ManifestRow
from press.render.layout.remedies import apply_remedies
from press.typeset import typeset


def reopen_edition(
    edition: Edition, row: ManifestRow, output: Path, downloads: Sequence[Download] = (), *, notes: int = 0
) -> FinishedEdition:
    """Read a built edition again, with the remedies that it was made with. notes: its ruled lines for questions."""
    fitted = replace(apply_remedies(edition, row.fit.remedies), fit=row.fit)
    return FinishedEdition(
        edition=fitted,
        html=typeset(fitted, downloads, notes=notes),
        data=(output / row.file).read_bytes(),
        pages=row.pages,
        sheet_data=(output / row.sheet_file.file).read_bytes() if row.sheet_file else b"",
        html_without_imprint=typeset(replace(fitted, imprint=None), downloads) if edition.imprint else "",
        core_html=typeset(replace(edition, imprint=None), downloads) if row.fit.changes_page else "",
    )
