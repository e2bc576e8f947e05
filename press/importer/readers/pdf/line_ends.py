"""Ends of lines: which words were broken there, and which only stand apart because a line ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from press.importer.readers.pdf.placed_lines import PlacedLine

HYPHENS = "-\u00ad\u2010"
"""Characters that may break a word at the end of a line."""


class LineEnds:
    """How the lines of a file end: which words were broken, and which only stand apart because a line ends."""

    def __init__(self, lines: Sequence[PlacedLine]) -> None:
        texts = [line.text.split() for line in lines]
        self.words = {word.strip(".,;:!?()“”\"'").casefold() for text in texts for word in text}
        self.last, self.first = {text[-1] for text in texts if text}, {text[0] for text in texts if text}

    def join(self, line: str, after: str) -> str:
        """Return a line with what joins it to the next: a space, nothing, or without its hyphen."""
        broken = re.search(rf"(\w+)[{HYPHENS}]$", line)
        following = re.match(r"\w+", after)
        if not broken or not following or not following[0][0].islower():
            return f"{line} " if after and not broken else line
        whole, hyphened = f"{broken[1]}{following[0]}".casefold(), f"{broken[1]}-{following[0]}".casefold()
        return line if hyphened in self.words and whole not in self.words else line[:-1]

    def stand_apart(self, before: str, after: str) -> bool:
        """Return whether a line ends between two parts of one text."""
        last, first = re.search(r"\S+$", before), re.match(r"\S+", after)
        if not last or not first or last[0][-1] in HYPHENS:
            return False
        return last[0] in self.last and first[0] in self.first and f"{last[0]}{first[0]}".casefold() not in self.words

    def part_words(self, text: str) -> str:
        """Part words that stand together only because a line ends between them."""
        return re.sub(r"\S+", lambda found: self._part_word(found[0]), text)

    def _part_word(self, word: str) -> str:
        if word.strip(".,;:!?()“”\"'").casefold() in self.words:
            return word
        for at in range(1, len(word)):
            if word[:at] in self.last and word[at:] in self.first:
                return self.join(word[:at], word[at:]) + word[at:]
        return word
