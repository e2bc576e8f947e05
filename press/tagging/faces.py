"""What is asked of the typefaces of a document: looked up in each file once in a process, for all its documents."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fontTools.ttLib import TTFont, TTLibError

PLAIN = " -"
"""The characters whose glyphs are asked for."""


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface file. glyphs: of each of `PLAIN` that it has, its number; space: the width of a space in font units,
    or None where it has no such glyph; varies: whether widths depend on an instance.
    """

    glyphs: dict[str, int] = field(default_factory=dict)
    space: int | None = None
    varies: bool = False


def face_of(font: Any) -> Face:
    """The file of a font of the renderer; one without glyphs when it cannot be read."""
    return _read(font.file_content, font.index)


@lru_cache(maxsize=24)
def _read(content: bytes, index: int) -> Face:
    try:
        with TTFont(io.BytesIO(content), fontNumber=index, lazy=True) as face:
            names = face.getBestCmap() or {}
            glyphs = {one: face.getGlyphID(names[ord(one)]) for one in PLAIN if ord(one) in names}
            space = face["hmtx"][names[32]][0] if 32 in names else None
            return Face(glyphs, space, "fvar" in face)
    except (TTLibError, KeyError):
        return Face()
