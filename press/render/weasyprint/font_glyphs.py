"""What the files of fonts say of characters: their glyphs, and the width of a space."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from fontTools.ttLib import TTFont, TTLibError


@dataclass(frozen=True, slots=True)
class FontGlyphs:
    """What the file of a font says.

    glyphs: the glyph of each character; characters: the first character of each glyph; space: the advance of a space in
    units of the font; variable: whether the widths in the file are not those of the instance that is used.
    """

    glyphs: dict[str, int]
    characters: dict[int, str]
    space: int | None
    variable: bool


_KNOWN: dict[tuple[bytes, int], FontGlyphs] = {}
_OF_FONT: WeakKeyDictionary[Any, FontGlyphs] = WeakKeyDictionary()
"""Of the fonts of one document: the digest of a file with 10,000 letters takes longer than all else for a line."""


def read_font_glyphs(font: Any) -> FontGlyphs:
    """Read the glyphs of a WeasyPrint font; none if unreadable."""
    found = _OF_FONT.get(font)
    if found is None:
        key = (hashlib.blake2b(font.file_content, digest_size=16).digest(), font.index)
        if key not in _KNOWN:
            _KNOWN[key] = _read_file(font.file_content, font.index)
        found = _OF_FONT[font] = _KNOWN[key]
    return found


def _read_file(data: bytes, index: int) -> FontGlyphs:
    try:
        with TTFont(io.BytesIO(data), fontNumber=index, lazy=True) as font_file:
            names = font_file.getBestCmap() or {}
            glyphs = {chr(code): font_file.getGlyphID(name) for code, name in names.items()}
            space = font_file["hmtx"][names[ord(" ")]][0] if " " in glyphs else None
            characters = {glyph: character for character, glyph in sorted(glyphs.items(), reverse=True)}
            return FontGlyphs(glyphs, characters, space, "fvar" in font_file)
    except (TTLibError, KeyError):
        return FontGlyphs({}, {}, None, variable=False)
