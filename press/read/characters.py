"""Every character of a page at once, as PDFium finds them: calling it is what costs, so nothing is done in between."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import CFUNCTYPE, addressof, c_int, c_uint, c_void_p, cast, sizeof
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import pypdfium2
from pypdfium2 import raw

_OBJECT = CFUNCTYPE(c_void_p, c_void_p, c_int)
_CODE = CFUNCTYPE(c_uint, c_void_p, c_int)
_BOX = CFUNCTYPE(c_int, c_void_p, c_int, c_void_p)


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a page, each by its index.

    objects: the address of its text object, or None when PDFium has put it in; codes: in Unicode; lefts, bottoms,
    rights and tops: its edges with side bearings, in points of the page's own space.
    """

    objects: list[int | None]
    codes: list[int]
    lefts: list[float]
    bottoms: list[float]
    rights: list[float]
    tops: list[float]


def characters_of(text: pypdfium2.PdfTextPage) -> Characters:
    """All characters of a page."""
    count = max(0, raw.FPDFText_CountChars(text.raw))
    page, indices = cast(text.raw, c_void_p).value, range(count)
    objects = list(map(_plain(_OBJECT, raw.FPDFText_GetTextObject), repeat(page), indices))
    codes = list(map(_plain(_CODE, raw.FPDFText_GetUnicode), repeat(page), indices))
    boxes = (raw.FS_RECTF * count)()
    size, start = sizeof(raw.FS_RECTF), addressof(boxes)
    places = range(start, start + size * count, size)
    list(map(_plain(_BOX, raw.FPDFText_GetLooseCharBox), repeat(page), indices, places))
    edges: list[Any] = memoryview(boxes).cast("B").cast("f").tolist() if count else []
    return Characters(objects, codes, edges[0::4], edges[3::4], edges[2::4], edges[1::4])


def _plain(kind: Any, function: Any) -> Callable[..., Any]:
    """A function of PDFium that takes addresses and numbers as they are."""
    called: Callable[..., Any] = kind(cast(function, c_void_p).value)
    return called
