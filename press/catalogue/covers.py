"""Pictures of first pages: small, in shades of grey and few colours, the same bytes for the same PDF."""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Callable, Iterable
from importlib import metadata

from PIL import Image

from press.catalogue.publications import FOLDER, Cover
from press.model.records import Row
from press.readback.layout.raster import first_page

WIDTH = 240
"""Pixels; shown half as wide, so that it is sharp on a dense screen too."""
TALLEST = 400
"""Pixels; a taller page is drawn smaller."""
COLOURS = 32
MADE_LIKE = f"{WIDTH} {TALLEST} {COLOURS} 1"
"""What a picture depends on besides its PDF and the libraries; to be changed with how it is made."""
LIBRARIES = ("pypdfium2", "pillow")

Reader = Callable[[str], bytes | None]
"""The bytes of a file below the output folder, or None when it is not there."""


def covers(rows: Iterable[Row], file: Reader, earlier: Reader) -> tuple[dict[str, Cover], dict[str, bytes]]:
    """A picture for each publication and language that has a PDF.

    file: finished PDFs; earlier: pictures of the build before, by path, which are taken as they are. Gives the covers
    by the name of the edition they show, and their bytes by path.
    """
    found: dict[str, Cover] = {}
    made: dict[str, bytes] = {}
    for row in _shown(rows):
        path = f"{FOLDER}/covers/{row.publication}.{row.language}.{_digest(row)}.png"
        data = earlier(path)
        if data is None and (pdf := file(row.file)) is not None:
            data = picture(pdf)
        if data is not None:
            found[row.edition] = Cover(path, *size_of(data))
            made[path] = data
    return found, made


def picture(pdf: bytes) -> bytes | None:
    """The first page of a PDF as a PNG of few colours; None when there is no page that could be read."""
    image = first_page(pdf, WIDTH, TALLEST)
    if image is None:
        return None
    out = io.BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def size_of(png: bytes) -> tuple[int, int]:
    """Half the width and height of a PNG in pixels, from its header (PNG, 11.2.1): the size at which it is shown."""
    return round(int.from_bytes(png[16:20], "big") / 2), round(int.from_bytes(png[20:24], "big") / 2)


def _shown(rows: Iterable[Row]) -> list[Row]:
    """For each publication and language the PDF that comes first in lists."""
    first: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=lambda row: (row.order, row.variant)):
        if row.trim:
            first.setdefault((row.publication, row.language), row)
    return list(first.values())


def _digest(row: Row) -> str:
    return hashlib.sha256(f"{row.sha256}\n{_made_with()}".encode()).hexdigest()[:12]


@functools.cache
def _made_with() -> str:
    return "\n".join([MADE_LIKE, *(f"{name} {metadata.version(name)}" for name in LIBRARIES)])
