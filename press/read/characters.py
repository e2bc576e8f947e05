"""The characters of a page as PDFium finds them, with as few calls as can be: calling it is what costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ctypes import CFUNCTYPE, addressof, c_int, c_ushort, c_void_p, cast, sizeof, string_at
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import pypdfium2
from pypdfium2 import raw

LONGEST = 4096
"""Code units of UTF-16 up to which the words of a text object are asked for at once."""
_BOX = CFUNCTYPE(c_int, c_void_p, c_int, c_void_p)


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges of each character of a page by its index, side bearings included, in points of the page's own space."""

    lefts: list[float]
    bottoms: list[float]
    rights: list[float]
    tops: list[float]


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one text object that stand together: the object, the index of the first, one character for each."""

    shown: raw.FPDF_PAGEOBJECT
    first: int
    words: str


def edges_of(text: pypdfium2.PdfTextPage) -> Edges:
    """The edges of all characters of a page."""
    count = max(0, raw.FPDFText_CountChars(text.raw))
    boxes = (raw.FS_RECTF * count)()
    size, start = sizeof(raw.FS_RECTF), addressof(boxes)
    places = range(start, start + size * count, size)
    # Addresses and numbers are handed over as they are: checking them takes longer than what PDFium does.
    ask: Callable[..., int] = _BOX(cast(raw.FPDFText_GetLooseCharBox, c_void_p).value or 0)
    list(map(ask, repeat(cast(text.raw, c_void_p).value), range(count), places))
    found: list[Any] = memoryview(boxes).cast("B").cast("f").tolist() if count else []
    return Edges(found[0::4], found[3::4], found[2::4], found[1::4])


def pieces_of(text: pypdfium2.PdfTextPage) -> Iterator[Piece]:
    """All text objects of a page; without the blanks and line ends that PDFium puts in.

    The words of an object are asked for at once; where they do not stand together on the page, one by one.
    """
    count = raw.FPDFText_CountChars(text.raw)
    whole = text.get_text_range() if count > 0 else ""
    buffer = (c_ushort * LONGEST)()
    at = 0
    while at < count:
        shown = raw.FPDFText_GetTextObject(text.raw, at)
        if not shown:
            at += 1
            continue
        size = raw.FPDFTextObj_GetText(shown, text.raw, buffer, LONGEST) // 2 - 1
        words = string_at(buffer, 2 * size).decode("utf-16-le", "replace") if 0 < size < LONGEST else ""
        if not (words and whole.startswith(words, at) and _is(text, at + len(words) - 1, shown)):
            words = "".join(_one_by_one(text, at, count, shown))
        yield Piece(shown, at, words)
        at += len(words)


def _one_by_one(text: pypdfium2.PdfTextPage, first: int, count: int, shown: raw.FPDF_PAGEOBJECT) -> Iterator[str]:
    for at in range(first, count):
        if not _is(text, at, shown):
            return
        yield chr(raw.FPDFText_GetUnicode(text.raw, at))


def _is(text: pypdfium2.PdfTextPage, index: int, shown: raw.FPDF_PAGEOBJECT) -> bool:
    """Whether a character is one of a text object."""
    found = raw.FPDFText_GetTextObject(text.raw, index)
    return bool(found) and addressof(found.contents) == addressof(shown.contents)
