"""Where the words of a PDF are: the box of each word, page by page, read with PDFium."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_double
from dataclasses import dataclass
from itertools import repeat

import pypdfium2
from pypdfium2 import raw

from press.readback.layout.pdfium import address, answers, quick

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it is painted: left, bottom, right and top in points from the lower left corner of its page."""

    text: str
    box: Box


def read_words(data: bytes) -> list[list[Word]]:
    """The words of each page; what is painted outside of the page is found too."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [list(_words(page.get_textpage())) for page in pdf]


def read_pages(data: bytes) -> list[tuple[str, tuple[Box, ...]]]:
    """What each page shows, and the box of each run of it (what stands side by side in one face).

    Runs are found many times as quickly as words.
    """
    with pypdfium2.PdfDocument(data) as pdf:
        return [shown_on(page.get_textpage()) for page in pdf]


def shown_on(text: pypdfium2.PdfTextPage) -> tuple[str, tuple[Box, ...]]:
    """The same of one page."""
    return text.get_text_bounded(), tuple(_runs(text))


def _runs(page: pypdfium2.PdfTextPage) -> Iterator[Box]:
    count = max(0, raw.FPDFText_CountRects(page, 0, -1))
    found = answers(quick.FPDFText_GetRect, "d", 4, repeat(address(page.raw)), range(count), count=count, apart=True)
    return ((left, bottom, right, top) for left, top, right, bottom in found)


def _words(page: pypdfium2.PdfTextPage) -> Iterator[Word]:
    letters: list[str] = []
    boxes: list[Box] = []
    left, right, bottom, top = (c_double() for _ in range(4))
    for at in range(page.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(page, at))
        if not letter.isspace() and letter != "\0":
            letters.append(letter)
            raw.FPDFText_GetCharBox(page, at, byref(left), byref(right), byref(bottom), byref(top))
            boxes.append((left.value, bottom.value, right.value, top.value))
        elif letters:
            yield _word(letters, boxes)
            letters, boxes = [], []
    if letters:
        yield _word(letters, boxes)


def _word(letters: list[str], boxes: list[Box]) -> Word:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return Word("".join(letters), (min(lefts), min(bottoms), max(rights), max(tops)))


def lines_of(words: list[Word]) -> int:
    """How many lines some words of one column stand on."""
    lines = 0
    last = float("inf")
    for word in sorted(words, key=lambda one: -one.box[1]):
        middle = (word.box[1] + word.box[3]) / 2
        if middle < last - 4:
            lines += 1
            last = middle
    return lines
