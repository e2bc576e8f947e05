"""Glyphs that stand for several characters, and which of them they say.

A font may show a no-break space with its space, or a soft hyphen with its hyphen. A PDF can say only one of them for
each glyph, and WeasyPrint lets the first one painted win: the no-break space of a heading would take the place of every
space in the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from press.render.tagging.faces import face_of

PLAIN = {"\u00a0": " ", "\u2010": "-", "\u2011": "-", "\u00ad": "-"}
"""Characters that a font may show with the glyph of a plainer one."""


def say_plainly(fonts: Iterable[Any]) -> None:
    """Let each glyph that may stand for a plain character say that one."""
    for font in fonts:
        fancy = {glyph: PLAIN[text] for glyph, text in font.to_unicode.items() if text in PLAIN}
        if fancy:
            glyphs = face_of(font).glyphs
            font.to_unicode.update({glyph: plain for glyph, plain in fancy.items() if glyphs.get(plain) == glyph})
