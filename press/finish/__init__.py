"""Finishing a painted PDF: claims, metadata and what viewers and printers ask for. The only writer through pikepdf.

`finish` runs the rows of `STEPS` in order and saves the same bytes for the same input.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf

from press.finish.claims import Claims
from press.finish.document import label_pages, name_language, show_title
from press.finish.metadata import write_info, write_xmp
from press.finish.objects import draw_fields, print_annotations, sharpen_images

__all__ = ["STEPS", "Claims", "finish"]

Step = Callable[[pikepdf.Pdf, Claims], None]

STEPS: tuple[Step, ...] = (
    sharpen_images,
    draw_fields,
    print_annotations,
    label_pages,
    show_title,
    name_language,
    write_info,
    write_xmp,
)
"""What is done to every file, in this order. To add a step: one function, and one row here."""


def finish(data: bytes, claims: Claims) -> bytes:
    """Give a painted PDF its claims and metadata.

    Raises pikepdf.PdfError when the data is no PDF. The same data and claims give the same bytes.
    """
    pikepdf.settings.set_flate_compression_level(9)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for step in STEPS:
            step(pdf, claims)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()
