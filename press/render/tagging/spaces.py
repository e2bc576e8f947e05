"""Words stay whole: the spaces that line breaks swallow, and the hyphens that they add.

WeasyPrint cuts a source text into pieces, one for each line, and drops the space at each cut. Each piece knows its
source (`hooks`), so following the pieces through the source tells what was dropped.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, Literal
from xml.etree.ElementTree import Element

from press.render.tagging.faces import face_of
from press.render.tagging.roles import BLOCKS

Box = Any
Kind = Literal["words", "space", "copy"]

SOFT_HYPHEN = "\u00ad"
NO_WIDTH = "\u200b\ufeff"


def leaf_finder(parents: dict[Element, Element]) -> Callable[[Element | None], Element | None]:
    """A function from an element to the paragraph-like element around it."""
    known: dict[Element, Element | None] = {}

    def leaf(element: Element | None) -> Element | None:
        if element is None or element.tag in BLOCKS:
            return element
        if element not in known:
            known[element] = leaf(parents.get(element))
        return known[element]

    return leaf


class Fragments:
    """The walk through the source texts, piece by piece in tree order."""

    def __init__(
        self, spaces: set[Box], actual: dict[Box, str], leaf: Callable[[Element | None], Element | None]
    ) -> None:
        self.spaces = spaces
        self.actual = actual
        self.leaf = leaf
        self.reached: dict[Box, int] = {}
        self.last: Any = None
        self.last_block: Any = None

    def place(self, box: Box, block: Box) -> Kind:
        """Follow a piece through its source: real words, nothing but space, or a copy of what was there before."""
        source: Any = getattr(box, "press_source", box)
        text, whole, start = box.text, source.text, self.reached.get(source, 0)
        if not text.strip().strip(NO_WIDTH):
            if self.last_block is block:
                self.break_before()
            self.reached[source] = max(start, _skip_space(whole, start))
            return "space"
        if start and start >= len(whole.rstrip()):
            return "copy"
        self._join(box, block, swallowed=_skip_space(whole, start) > start and not text[0].isspace())
        end, said = follow(text, whole, start, box.style["hyphenate_character"])
        self.reached[source] = end
        if end < len(whole) and whole[end].isspace() and not text[-1].isspace():
            self.spaces.add(box)
        if said is not None:
            self.actual[box] = said + SOFT_HYPHEN
        self.last, self.last_block = box, block
        return "words"

    def break_before(self) -> None:
        """What comes next is another word than what came last."""
        last = self.last
        if last is not None and not last.text[-1:].isspace():
            self.spaces.add(last)

    def lost(self) -> Iterator[str]:
        """What layout has dropped: the rest of each source text whose pieces end before it does."""
        for source, end in self.reached.items():
            if rest := source.text[end:].strip().strip(NO_WIDTH):
                yield rest

    def _join(self, box: Box, block: Box, *, swallowed: bool) -> None:
        if swallowed if block is self.last_block else self._is_apart(box):
            self.break_before()

    def _is_apart(self, box: Box) -> bool:
        """Whether a float begins inside a paragraph: it is seen apart from the words before, and must be heard so."""
        last = self.last
        if last is None or "::first-letter" in box.element_tag + last.element_tag:
            return False
        return self.leaf(box.element) is self.leaf(last.element)


def _skip_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def follow(piece: str, source: str, start: int, hyphen: str) -> tuple[int, str | None]:
    """Where a piece ends in its source and, when the line breaker added a hyphen, what the piece says without it."""
    at = start if piece[:1].isspace() else _skip_space(source, start)
    if source.startswith(piece, at):
        return at + len(piece), None
    at = start
    said: list[str] = []
    for index, character in enumerate(piece):
        while at < len(source) and source[at] != character and (source[at].isspace() or source[at] == SOFT_HYPHEN):
            at += 1
        if at < len(source) and source[at] == character:
            at += 1
        elif hyphen and piece[index:] == hyphen:
            return at, "".join(said)
        elif character != SOFT_HYPHEN:
            found = source.find(piece.strip(), start)
            return (len(source) if found < 0 else found + len(piece.strip())), None
        if character != SOFT_HYPHEN:
            said.append(character)
    return at, None


def is_right_to_left(text: str) -> bool:
    """Whether the last letter of a text is written from right to left."""
    for character in reversed(text):
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL", "L"):
            return kind != "L"
    return False


class SpaceGlyphs:
    """The space of each font: its glyph and its width in thousandths of the size."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[int, int] | None] = {}

    def of(self, font: Any) -> tuple[int, int] | None:
        """Glyph and width, or nothing when the font has no space to give."""
        if font.hash not in self.known:
            self.known[font.hash] = None if font.bitmap else _space_in(font)
        return self.known[font.hash]

    def write(self, stream: Any, start: int, text: str) -> None:
        """Add a space to the text painted since an operator of a stream; it shows nothing and moves nothing."""
        shown = _shown(stream.stream, start, last=not is_right_to_left(text))
        current = stream._old_font or stream._current_font
        if shown is None or not current:
            return
        fonts = [font for font in stream._fonts.values() if font.hash == current[0]]
        space = self.of(fonts[0])
        if space is None:
            return
        glyph, width = space
        for font in fonts:
            font.to_unicode[glyph] = " "
            width = font.widths.setdefault(glyph, width)
        operator = stream.stream[shown]
        if is_right_to_left(text):
            stream.stream[shown] = b"[%d<%04x>" % (width, glyph) + operator[1:]
        else:
            stream.stream[shown] = operator[:-4] + b"<%04x>] TJ" % glyph


def _shown(operators: list[Any], start: int, *, last: bool) -> int | None:
    """The first or last text-showing operator from a place on."""
    places = range(len(operators) - 1, start - 1, -1) if last else range(start, len(operators))
    for place in places:
        if isinstance(operators[place], bytes) and operators[place].endswith(b"] TJ"):
            return place
    return None


def _space_in(font: Any) -> tuple[int, int] | None:
    face = face_of(font)
    glyph = face.glyphs.get(" ")
    if glyph is None or face.space is None or (face.variable and glyph not in font.widths):
        return None  # the width of an instance is not in the file
    return glyph, round(face.space * 1000 / font.upem)
