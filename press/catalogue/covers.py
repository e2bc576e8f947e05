"""Small pictures of first pages, in grays and few colors, the same bytes for the same PDF."""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from importlib import metadata

from PIL import Image

from press.catalogue.publications import FOLDER, Cover
from press.model.manifest import ManifestRow
from press.readback.layout.pdfium import render_first_page

WIDTH = 240
"""Pixels; shown at half this width, so that it is sharp on high-resolution screens too."""
TALLEST = 400
"""Pixels; a taller page is drawn smaller."""
COLORS = 32
MADE_LIKE = f"{WIDTH} {TALLEST} {COLORS} 1"
"""What a picture depends on besides its PDF and the libraries; change it when the way of drawing changes."""
LIBRARIES = ("pypdfium2", "pillow")

Reader = Callable[[str], bytes | None]
"""Returns the bytes of a file by its path below the output folder, or None if it does not exist."""


def make_covers(
    rows: Iterable[ManifestRow], file: Reader, earlier: Reader, made_from: Mapping[str, str]
) -> tuple[dict[str, Cover], dict[str, bytes], dict[str, str]]:
    """Make a cover for each publication and language.

    Editions without a PDF have none. file: reads a finished PDF; earlier: reads a picture of the last build, to use it
    again; made_from: digests of what each of these was made from, by path. Returns the covers by name of the edition
    they show, their bytes by path, and what each was made from. A picture is named by its bytes: if a change does not
    show on it, no list that shows it has changed.
    """
    found: dict[str, Cover] = {}
    files: dict[str, bytes] = {}
    digests: dict[str, str] = {}
    known = {(path.rpartition("/")[2].rsplit(".", 2)[0], digest): path for path, digest in made_from.items()}
    for row in _choose_rows(rows):
        name, digest = f"{row.publication}.{row.language}", _hash_row(row)
        path = known.get((name, digest), "")
        data = earlier(path) if path else None
        if data is None and (pdf := file(row.file)) is not None and (data := draw_cover(pdf)) is not None:
            path = f"{FOLDER}/covers/{name}.{hashlib.sha256(data).hexdigest()[:12]}.png"
        if data is not None:
            found[row.edition] = Cover(path, *read_shown_size(data))
            files[path], digests[path] = data, digest
    return found, files, digests


def draw_cover(pdf: bytes) -> bytes | None:
    """Draw the first page of a PDF as a PNG.

    Returns None if there is no page that can be read.
    """
    image = render_first_page(pdf, WIDTH, TALLEST)
    if image is None:
        return None
    out = io.BytesIO()
    image.quantize(COLORS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def read_shown_size(png: bytes) -> tuple[int, int]:
    """Read the size at which a PNG is shown.

    That is half its width and height in pixels, from its header (PNG, 11.2.1).
    """
    return round(int.from_bytes(png[16:20], "big") / 2), round(int.from_bytes(png[20:24], "big") / 2)


def _choose_rows(rows: Iterable[ManifestRow]) -> list[ManifestRow]:
    """Choose the first listed PDF per publication and language."""
    first: dict[tuple[str, str], ManifestRow] = {}
    for row in sorted(rows, key=lambda row: (row.order, row.variant)):
        if row.trim:
            first.setdefault((row.publication, row.language), row)
    return list(first.values())


def _hash_row(row: ManifestRow) -> str:
    return hashlib.sha256(f"{row.sha256}\n{_describe_tools()}".encode()).hexdigest()


@functools.cache
def _describe_tools() -> str:
    return "\n".join([MADE_LIKE, *(f"{name} {metadata.version(name)}" for name in LIBRARIES)])
