"""Whole words across line breaks: the spaces that line breaks swallow, and the hyphens that they add.

WeasyPrint cuts a source text into fragments, one for each line, and drops the space at each cut. Each fragment knows
its source (`hooks`), so following the fragments through the source tells what was dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal
from xml.etree.ElementTree import Element

from press.render.tagging.roles import BLOCKS
from press.render.weasyprint.clusters import BASIC
from press.render.weasyprint.font_glyphs import read_font_glyphs

Box = Any
Kind = Literal["words", "space", "copy"]

SOFT_HYPHEN = "\u00ad"
NO_WIDTH = "\u200b\ufeff"


def make_leaf_finder(parents: dict[Element, Element]) -> Callable[[Element | None], Element | None]:
    """Make a function that finds the paragraph-like element around another."""
    known: dict[Element, Element | None] = {}

    def leaf(element: Element | None) -> Element | None:
        if element is None or element.tag in BLOCKS:
            return element
        if element not in known:
            known[element] = leaf(parents.get(element))
        return known[element]

    return leaf


class FragmentTracker:
    """The walk through the source texts, fragment by fragment in tree order."""

    def __init__(
        self, spaces: set[Box], actual: dict[Box, str], leaf: Callable[[Element | None], Element | None]
    ) -> None:
        self.spaces = spaces
        self.actual = actual
        self.leaf = leaf
        self.reached: dict[Box, int] = {}
        self.last: Any = None
        self.ends: dict[Any, Box] = {}
        """The last fragment of each block, by the number of its source, and of each source text: the next may be in
        another column or some pages on."""

    def follow(self, box: Box, block: Box) -> Kind:
        """Follow a fragment through its source.

        It is real words, nothing but space, or a copy of an earlier fragment.
        """
        source: Any = getattr(box, "press_source", box)
        text, whole, start = box.text, source.text, self.reached.get(source, 0)
        number = getattr(block, "press_order", block)
        before = self.ends.get(source) or self.ends.get(number)
        if not text.strip().strip(NO_WIDTH):
            if not text or text.strip(NO_WIDTH):
                self._add_space(before)
            self.reached[source] = max(start, _skip_space(whole, start))
            return "space"
        if start and start >= len(whole.rstrip()):
            return "copy"
        if _skip_space(whole, start) > start and not text[0].isspace():
            self._add_space(before)
        # Words of its own block before it are one text with it, even if they end in the middle of a word. Others, such
        # as those of a float or of a note at the foot of the page before, are not.
        if self.last is not before and self._is_apart(box):
            self.end_word()
        end, unhyphenated = match_fragment(text, whole, start, box.style["hyphenate_character"])
        self.reached[source] = end
        if end < len(whole) and whole[end].isspace() and not text[-1].isspace():
            self.spaces.add(box)
        if unhyphenated is not None:
            self.actual[box] = unhyphenated + SOFT_HYPHEN
        self.last = self.ends[number] = self.ends[source] = box
        return "words"

    def end_word(self) -> None:
        """End the current word: the next fragment begins another."""
        self._add_space(self.last)

    def _add_space(self, last: Any) -> None:
        """Add the space that a line break swallowed after a fragment, if it has none."""
        if last is not None and not last.text[-1:].isspace():
            self.spaces.add(last)

    def list_lost_words(self) -> Iterator[str]:
        """Yield the words that layout has dropped.

        They are the rest of each source text whose fragments end before it does.
        """
        for source, end in self.reached.items():
            if rest := source.text[end:].strip().strip(NO_WIDTH):
                yield rest

    def _is_apart(self, box: Box) -> bool:
        """Tell whether a float begins inside a paragraph.

        It is seen apart from the words before, and must be heard so.
        """
        last = self.last
        if last is None or "::first-letter" in box.element_tag + last.element_tag:
            return False
        if len(last.text) == 1 and last.text.isalpha() and box.text[0].isalpha():
            return False  # a letter that floats as a drop cap begins the word after it
        return self.leaf(box.element) is self.leaf(last.element)


def _skip_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def match_fragment(fragment: str, source: str, start: int, hyphen: str) -> tuple[int, str | None]:
    """Find where a fragment ends in its source.

    If the line breaker added a hyphen, the text without it comes second, else None.
    """
    at = start if fragment[:1].isspace() else _skip_space(source, start)
    if source.startswith(fragment, at):
        return at + len(fragment), None
    at = start
    unhyphenated: list[str] = []
    for index, character in enumerate(fragment):
        while at < len(source) and source[at] != character and (source[at].isspace() or source[at] == SOFT_HYPHEN):
            at += 1
        if at < len(source) and source[at] == character:
            at += 1
        elif hyphen and fragment[index:] == hyphen:
            return at, "".join(unhyphenated)
        elif character != SOFT_HYPHEN:
            if (end := _match_other_case(fragment, source, start)) is not None:
                return end, None
            found = source.find(fragment.strip(), start)
            return (len(source) if found < 0 else found + len(fragment.strip())), None
        if character != SOFT_HYPHEN:
            unhyphenated.append(character)
    return at, None


def _match_other_case(fragment: str, source: str, start: int) -> int | None:
    """Find where a fragment ends in a source of another case.

    `::first-line` may change the case of its words, and one letter may become two ("ß", "SS").
    """
    wanted = "".join(fragment.split()).replace(SOFT_HYPHEN, "").casefold()
    at = start
    while wanted and at < len(source):
        letter = source[at].casefold()
        if not (letter.isspace() or letter == SOFT_HYPHEN):
            if not wanted.startswith(letter):
                return None
            wanted = wanted[len(letter) :]
        at += 1
    return None if wanted else at


class SpaceGlyphs:
    """The space of each font: its glyph, and its width in thousandths of the size."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[int, int] | None] = {}

    def find(self, font: Any) -> tuple[int, int] | None:
        """Find the glyph and width of a font's space.

        None if the font has none to give.
        """
        if font.hash not in self.known:
            self.known[font.hash] = None if font.bitmap else _read_space(font)
        return self.known[font.hash]

    def add_space(self, stream: Any, start: int) -> None:
        """Add a space to the text painted since an operator.

        It shows nothing and moves nothing. start: the index of the operator in the stream.
        """
        operator_index = _find_last_text_operator(stream.stream, start)
        current = stream._old_font or stream._current_font
        if operator_index is None or not current:
            return
        fonts = [font for font in stream._fonts.values() if font.hash == current[0]]
        space = self.find(fonts[0])
        if space is None:
            return
        glyph, width = space
        for font in fonts:
            font.to_unicode[glyph] = " "
            font.widths.setdefault(glyph, width)
        stream.stream[operator_index] = stream.stream[operator_index][:-4] + b"<%04x>] TJ" % glyph


def _find_last_text_operator(operators: list[Any], start: int) -> int | None:
    """Find the last text-showing operator after an index."""
    for place in range(len(operators) - 1, start - 1, -1):
        if isinstance(operators[place], bytes) and operators[place].endswith(b"] TJ"):
            return place
    return None


def _read_space(font: Any) -> tuple[int, int] | None:
    found = read_font_glyphs(font)
    glyph = found.glyphs.get(" ")
    if glyph is None or found.space is None or (found.variable and glyph not in font.widths):
        return None  # the width of an instance is not in the file
    return glyph, round(found.space * 1000 / font.upem)


def map_to_basic_characters(fonts: Iterable[Any]) -> None:
    """Map each shared glyph to its basic character."""
    for font in fonts:
        fancy = {glyph: BASIC[text] for glyph, text in font.to_unicode.items() if text in BASIC}
        if fancy:
            glyphs = read_font_glyphs(font).glyphs
            font.to_unicode.update({glyph: basic for glyph, basic in fancy.items() if glyphs.get(basic) == glyph})
