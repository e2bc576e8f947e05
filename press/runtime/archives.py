"""Zip archives with the same bytes for the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip archive can hold; the day of the build would change the bytes."""
STORED = (".png", ".jpg", ".gif", ".webp", ".mp3")
"""Files that are compressed already."""


def make_archive(files: Mapping[str, bytes], media_type: str = "") -> bytes:
    """Make a zip archive of files by path.

    media_type: if given, the first file is `mimetype`, uncompressed, as OCF asks (EPUB 3.3, 4.2.3).
    """
    out = io.BytesIO()
    first = {"mimetype": media_type.encode()} if media_type else {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in [*first.items(), *sorted(files.items())]:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name in first or name.endswith(STORED) else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix on every system, so that the bytes are the same
            archive.writestr(entry, data)
    return out.getvalue()
