"""The text of an edition, told by its tags from what every edition carries: contact block, statements, lists of links.

Guidelines are about the text that people read. In a short handout most letters stand in the furniture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from press.readback.layout.lines import BULLET, TextLine
from press.readback.pdf.tag_tree import StructureElement
from press.text.spacing import remove_spaces

APART = frozenset({"Table", "Caption", "Figure", "Note", "FENote", "Formula"})
"""Elements that may be set smaller than the text they belong to."""
SHORTEST_LINE = 8
"""Fewest characters of a line within a paragraph."""
PICTURE = "\ufffc"
"""Stands for a picture among words. A line with one, such as a line to fill in, has room of its own above it."""
LONGEST_RAISED = 12
"""Most characters of a raised or lowered text within a line."""
PASSAGES = frozenset({"P", "LBody", "DT", "DD", "BlockQuote"})


@dataclass(frozen=True, slots=True)
class Passages:
    """The paragraphs, list items and pictures of a text, one a line.

    text: without spaces; empty if nothing tells what the text is.
    """

    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    def hold(self, line: TextLine, *, parted: bool = False) -> bool:
        """Tell whether a line belongs to the text. parted: whether raised text, a line of its own, stands within it."""
        key = _make_key(line)
        is_there = key in self.text
        if is_there and PICTURE in self.text and (f"{key}{PICTURE}" in self.text or f"{PICTURE}{key}" in self.text):
            return False
        if len(key) < SHORTEST_LINE:  # it ends a paragraph; elsewhere in the text, a page number is found by chance
            return is_there and f"{key}\n" in f"{self.text}\n"
        if is_there or (key.endswith("-") and key[:-1] in self.text):
            return True
        words = map(re.escape, map(_squeeze, BULLET.sub("", line.text).removesuffix("-").split()))
        return parted and bool(re.search(f".{{,{LONGEST_RAISED}}}".join(words), self.text))

    def begin(self, line: TextLine) -> bool:
        """Tell whether a line is the first of a paragraph or list item."""
        return f"\n{_make_key(line).removesuffix('-')}" in f"\n{self.text}"

    def stand_above_picture(self, line: TextLine) -> bool:
        """Tell whether a line is all of a paragraph, and a picture or a line to fill in is all of the next."""
        return f"\n{_make_key(line)}\n{PICTURE}\n" in f"\n{self.text}\n"

    def join(self, one: TextLine, other: TextLine) -> bool:
        """Tell whether a line continues the paragraph of another."""
        key, next_key = _make_key(one), _squeeze(other.text)
        return key + next_key in self.text or (key.endswith("-") and key[:-1] + next_key in self.text)

    def own_hyphen(self, one: TextLine, other: TextLine) -> bool:
        """Tell whether the hyphen that ends a line belongs to its word."""
        return _make_key(one) + _squeeze(other.text) in self.text


NO_PASSAGES = Passages()


def read_passages(tags: StructureElement, titles: Collection[str]) -> Passages:
    """Read the text of the sections with these titles.

    Tables, captions and notes are left out, if there is anything else.
    """
    wanted = {remove_spaces(title) for title in titles}
    sections = [one for one in tags.walk() if one.role == "Sect" and not wanted.isdisjoint(_list_titles(one))]
    found = [words for one in sections for words in _list_passages(one)]
    has_words = any(words != PICTURE for words in found)
    return Passages("\n".join(found if has_words else [_squeeze(one.all_text) for one in sections]))


def _list_titles(section: StructureElement) -> list[str]:
    """List the titles of a section: one, or one in each of two languages."""
    headings = [one for one in section.walk() if one.level]
    return [remove_spaces(one.all_text) for one in headings if one.level == headings[0].level]


def _list_passages(element: StructureElement) -> Iterator[str]:
    """Yield the words of each paragraph, inner ones apart, and `PICTURE` for a picture between paragraphs."""
    own = ""
    for part in element.content:
        if isinstance(part, str):
            own += part
        elif part.role == "Figure" and element.role in PASSAGES:
            own += PICTURE
        elif part.role == "Figure":
            yield PICTURE
        elif part.role in APART or part.level:
            continue
        elif part.role in {*PASSAGES, "Sect", "Div", "L", "LI", "DL", "Part", "Aside"}:
            yield from _list_passages(part)
        elif part.role != "Lbl":
            own += part.all_text
    if element.role in PASSAGES and own.strip():
        yield _squeeze(own)


def _make_key(line: TextLine) -> str:
    return _squeeze(BULLET.sub("", line.text))


def _squeeze(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words.replace("\u00ad", "")).split())
