"""The characters of a page as PDFium finds them, with as few calls as can be: calling it is what costs."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from ctypes import addressof, c_ushort, string_at
from functools import cached_property
from itertools import repeat
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from press.readback.layout.pdfium import address, numbers, quick

LONGEST = 4096
"""Code units of UTF-16 up to which the words of a text object are asked for at once."""


class Edges:
    """The edges of each character of a page by its index, side bearings included, in points of the page's own space.

    found: left, top, right and bottom of each in turn.
    """

    def __init__(self, found: array[float]) -> None:
        self._found = found
        self.lefts = found[0::4].tolist()
        self.rights = found[2::4].tolist()

    @cached_property
    def bottoms(self) -> list[float]:
        """The lower edges: few are asked for."""
        return self._found[3::4].tolist()

    @cached_property
    def tops(self) -> list[float]:
        """The upper edges."""
        return self._found[1::4].tolist()


class Piece(NamedTuple):
    """Characters of one text object that stand together: the address of the object, the index of the first of them in
    the page, one character for each.
    """

    shown: int
    first: int
    words: str


def edges_of(text: pypdfium2.PdfTextPage) -> Edges:
    """The edges of all characters of a page."""
    count = max(0, raw.FPDFText_CountChars(text.raw))
    page = repeat(address(text.raw))
    _, found = numbers(quick.FPDFText_GetLooseCharBox, "f", 4, page, range(count), count=count)
    return Edges(found)


def pieces_of(text: pypdfium2.PdfTextPage) -> Iterator[Piece]:
    """All text objects of a page; without the blanks and line ends that PDFium puts in.

    The words of an object are asked for at once; where they do not stand together on the page, one by one.
    """
    count = raw.FPDFText_CountChars(text.raw)
    whole = text.get_text_range() if count > 0 else ""
    buffer = (c_ushort * LONGEST)()
    page, room = address(text.raw), addressof(buffer)
    object_at, words_of = quick.FPDFText_GetTextObject, quick.FPDFTextObj_GetText
    at = 0
    while at < count:
        shown = object_at(page, at)
        if not shown:
            at += 1
            continue
        size = words_of(shown, page, room, LONGEST) // 2 - 1
        words = string_at(room, 2 * size).decode("utf-16-le", "replace") if 0 < size < LONGEST else ""
        if not (words and whole.startswith(words, at) and object_at(page, at + len(words) - 1) == shown):
            words = "".join(_one_by_one(page, at, count, shown))
        yield Piece(shown, at, words)
        at += len(words)


def _one_by_one(page: int, first: int, count: int, shown: int) -> Iterator[str]:
    object_at, character_at = quick.FPDFText_GetTextObject, quick.FPDFText_GetUnicode
    for at in range(first, count):
        if object_at(page, at) != shown:
            return
        yield chr(character_at(page, at))
