"""What a font of a PDF is: its name, and whether it is bold or sloped."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from press.readback.layout.pdfium import quick

ITALIC, FORCE_BOLD = 1 << 6, 1 << 18
"""Font flags (ISO 32000-1, table 123)."""
_SUBSET = re.compile(r"^/?[A-Z]{6}\+")
_SLOPED = re.compile(r"italic|oblique", re.IGNORECASE)
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_STYLE = re.compile(r"[-,]?(regular|roman|italic|oblique|(semi|demi|extra)?-?(bold|black|heavy)|mt|ps)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface in one style: its PostScript name without the mark of a subset, bold or not, sloped or not."""

    name: str
    bold: bool
    italic: bool

    @property
    def family(self) -> str:
        """The name without style, blanks and marks, e.g. `AtkinsonHyperlegible`."""
        return re.sub(r"[^A-Za-z0-9]", "", _STYLE.sub("", self.name))

    def sloped(self) -> Face:
        """The same face, slanted by the matrix."""
        return replace(self, italic=True)


def face_of(font: int) -> Face:
    """The face of a font, known by its address.

    Its name says what it is; where it does not, its flags, weight and angle do.
    """
    name = _SUBSET.sub("", _text(lambda buffer, size: quick.FPDFFont_GetBaseFontName(font, buffer, size)))
    flags = quick.FPDFFont_GetFlags(font)
    angle = ctypes.c_int()
    sloped = bool(quick.FPDFFont_GetItalicAngle(font, ctypes.byref(angle))) and abs(angle.value) > 2
    bold = bool(_BOLD.search(name)) or bool(flags & FORCE_BOLD) or quick.FPDFFont_GetWeight(font) >= 650
    return Face(name, bold, bool(_SLOPED.search(name)) or bool(flags & ITALIC) or sloped)


def _text(ask: Callable[[object, int], int]) -> str:
    size = ask(None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    ask(buffer, size)
    return buffer.value.decode("utf-8", "replace")
