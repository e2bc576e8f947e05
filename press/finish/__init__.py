"""Claims, metadata and viewer settings for a painted PDF. The only package that writes through pikepdf.

`finish` runs the rows of `STEPS` in order and saves the same bytes for the same input.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from typing import Final

import pikepdf

from press.finish.metadata import Claims, write_info, write_xmp
from press.finish.objects import (
    draw_fields,
    label_pages,
    name_language,
    print_annotations,
    show_title,
    stop_image_interpolation,
)
from press.model.edition import Draft, Edition
from press.runtime.entry_points import load_entry_point

__all__ = ["STEPS", "Claims", "finish"]

Step = Callable[[pikepdf.Pdf, Claims], None]
FinishFormat = Callable[[Edition, Draft], bytes]

STEPS: tuple[Step, ...] = (
    stop_image_interpolation,
    draw_fields,
    print_annotations,
    label_pages,
    show_title,
    name_language,
    write_info,
    write_xmp,
)
"""What is done to every PDF, in this order. To add a step: one function, and one row here."""

LEVEL: Final = 7
"""How hard zlib packs: 9 takes twice as long for paths of drawings, and saves 0.4 % of a file."""


def finish_pdf(data: bytes, claims: Claims) -> bytes:
    """Write claims and metadata into a painted PDF.

    The same data and claims give the same bytes. Raises pikepdf.PdfError if the data is no PDF.
    """
    pikepdf.settings.set_flate_compression_level(LEVEL)
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        # A draft has hundreds of loose objects; QPDF finds each in mapped memory, and not by asking Python for it.
        with pikepdf.open(file, access_mode=pikepdf.AccessMode.mmap) as pdf:
            return _finish_open_pdf(pdf, claims)


def _finish_open_pdf(pdf: pikepdf.Pdf, claims: Claims) -> bytes:
    for step in STEPS:
        step(pdf, claims)
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def finish(edition: Edition, draft: Draft) -> bytes:
    """Finish a draft in the format of its variant."""
    finish_draft: FinishFormat = load_entry_point(edition.variant.file_format.finish)
    return finish_draft(edition, draft)


def finish_edition_pdf(edition: Edition, draft: Draft) -> bytes:
    """Write the claims of an edition into its PDF."""
    return finish_pdf(draft.data, make_claims(edition))


def keep_draft(_edition: Edition, draft: Draft) -> bytes:
    """Return a draft that is already final."""
    return draft.data


def make_claims(edition: Edition) -> Claims:
    """Make the claims of an edition's PDF."""
    front = edition.translation.front
    return Claims(
        standard=edition.variant.pdf_standard,
        title=edition.title,
        author=edition.center.name,
        subject=front.summary,
        keywords=tuple(front.keywords),
        identifier=edition.number,
        lang=edition.lang,
    )
