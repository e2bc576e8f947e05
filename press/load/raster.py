"""Photographs and other raster pictures: decoded once, and freed of everything but their dots.

A photograph from a telephone says where it was taken and with whose camera. A web page carries the file as it is, so
that all of this is left out before any page is made.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageCms, ImageOps

from press.readback.layout.logo import refuse_truncated_files

MOST_DOTS = 50_000_000
"""Width times height; more would fill the memory of a worker once they are unpacked."""
INKS = frozenset({"CMYK", "LAB"})
ORIENTATION = 0x0112
"""The EXIF tag that says how to turn a picture (Exif 2.32, 4.6.4)."""
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
)
_JPEG_KEPT = frozenset({0xE0, 0xE2, 0xEE})
"""JFIF, the color profile, and Adobe's kind of color."""


def decode_picture(data: bytes) -> Image.Image:
    """Decode a whole picture.

    Raises ValueError, in words, if it is damaged, empty, too large or in a depth that cannot be printed.
    """
    try:
        with warnings.catch_warnings(), refuse_truncated_files():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            Image.open(io.BytesIO(data)).verify()
            picture = Image.open(io.BytesIO(data))
            if picture.width * picture.height > MOST_DOTS:
                raise ValueError(f"it has {picture.width:,} by {picture.height:,} dots, {MOST_DOTS:,} are the limit")
            picture.load()
    except (OSError, SyntaxError, EOFError, IndexError, Image.DecompressionBombError) as error:
        raise ValueError(f"it is damaged, empty or too large: {str(error)[:100]}") from None
    if picture.mode.startswith(("I", "F")):
        raise ValueError("it has more than 8 bits for each dot of gray")
    return picture


def clean_picture(data: bytes, picture: Image.Image) -> bytes:
    """Return a picture in RGB, upright and without metadata.

    The dots are written anew only where they must be.
    """
    turned = picture.getexif().get(ORIENTATION, 1) != 1
    if picture.mode not in INKS and not turned:
        return b"".join(_drop_png_chunks(data) if data.startswith(b"\x89PNG") else _drop_jpeg_segments(data))
    kind = picture.format
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in INKS:
        upright, profile = _convert_to_rgb(upright, profile), None
    upright.info = {}
    out = io.BytesIO()
    options = {"quality": 95} if kind == "JPEG" else {}
    upright.save(out, kind, exif=b"", icc_profile=profile, **options)
    return out.getvalue()


def _convert_to_rgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert inks to RGB, by the picture's own profile if it has a usable one."""
    if profile:
        try:
            found = ImageCms.profileToProfile(
                picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            found = None
        if found:
            return found
    return picture.convert("RGB")


def _drop_png_chunks(data: bytes) -> Iterator[bytes]:
    """Yield a PNG without chunks that say more than its dots (PNG 1.2, 3.2)."""
    yield data[:8]
    start = 8
    while start + 8 <= len(data):
        end = start + 12 + int.from_bytes(data[start : start + 4], "big")
        if data[start + 4 : start + 8] in _PNG_KEPT:
            yield data[start:end]
        if data[start + 4 : start + 8] == b"IEND":
            return  # what follows is no part of the picture
        start = end


def _drop_jpeg_segments(data: bytes) -> Iterator[bytes]:
    """Yield a JPEG without comments and application data (ITU-T T.81, B.1)."""
    yield data[:2]
    start = 2
    while start + 4 <= len(data) and data[start] == 0xFF:
        marker = data[start + 1]
        if marker == 0xFF:  # a fill byte
            start += 1
            continue
        if marker == 0xDA:  # the dots begin
            end = data.rfind(b"\xff\xd9")
            yield data[start : end + 2 if end > start else len(data)]
            return
        end = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
        extra = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not extra or _is_kept(marker, data[start + 4 : end]):
            yield data[start:end]
        start = end


def _is_kept(marker: int, content: bytes) -> bool:
    # APP2 also carries other pictures (MPF), whose own metadata would go out with them.
    return marker in _JPEG_KEPT and (marker != 0xE2 or content.startswith(b"ICC_PROFILE\0"))
