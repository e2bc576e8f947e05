"""What the file of a font says of a few characters; read once in a process, for every document uses the same files."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from fontTools.ttLib import TTFont, TTLibError

CHARACTERS = " -"


@dataclass(frozen=True, slots=True)
class Face:
    """glyphs: those of `CHARACTERS` that the font has; space: the advance of a space in units of the font.

    variable: whether the widths in the file are not those of the instance that is used.
    """

    glyphs: dict[str, int]
    space: int | None
    variable: bool


_KNOWN: dict[tuple[bytes, int], Face] = {}


def face_of(font: Any) -> Face:
    """The face of one of WeasyPrint's fonts; one that is not to be read has no glyphs."""
    key = (hashlib.blake2b(font.file_content, digest_size=16).digest(), font.index)
    if key not in _KNOWN:
        _KNOWN[key] = _read(font.file_content, font.index)
    return _KNOWN[key]


def _read(data: bytes, index: int) -> Face:
    try:
        with TTFont(io.BytesIO(data), fontNumber=index, lazy=True) as face:
            names = face.getBestCmap() or {}
            glyphs = {one: face.getGlyphID(names[ord(one)]) for one in CHARACTERS if ord(one) in names}
            space = face["hmtx"][names[ord(" ")]][0] if " " in glyphs else None
            return Face(glyphs, space, "fvar" in face)
    except (TTLibError, KeyError):
        return Face({}, None, variable=False)
