"""Where the words of a PDF are: the box of each word, page by page, read with PDFium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2

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


def _words(page: pypdfium2.PdfTextPage) -> Iterator[Word]:
    letters: list[str] = []
    boxes: list[Box] = []
    for at in range(page.count_chars()):
        letter = page.get_text_range(at, 1)
        if letter.strip():
            letters.append(letter)
            boxes.append(page.get_charbox(at))
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
