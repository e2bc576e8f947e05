"""Completeness of an import: the words of the old file itself, compared with the new text and with the list."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import accumulate

from press.importer.blocks import FileWords, ImportDraft, SortedLine
from press.importer.codes import NOT_FOUND

_USED = "\0"
FEWEST = 5
"""Letters that are surely not found in another word."""
FARTHEST = 5_000
"""Letters between the words of a file and the next ones, if the reader has kept their order."""
_TYPED_START = re.compile(r"\s*(?:\(?[0-9]{1,3}[.)]|[^\w\s]|o(?=\s))\s+")
_BULLETS = frozenset("•‣▪▫●○◦∙■□◆◇►▸▶➢➤➔→❖✓✔✗✘☐☑☒☺")
"""Signs that begin items; the list has bullets of its own."""


def check_completeness(draft: ImportDraft, made: str) -> None:
    """Check that every word of the old file is in the new text or in the list.

    made: all words of the new text, read back. What is in neither is listed now, with its place.
    """
    accounted = [line.words for line in draft.line_fates] + [omission.words for omission in draft.old.omitted]
    for line, words in find_missing_words(draft.old.words, made, accounted):
        reason = "these words of the file are not in the new text"
        draft.line_fates.append(SortedLine(line, words, "omitted", reason))
        draft.add_finding(NOT_FOUND, line, f"{reason}: “{words}”")


def find_missing_words(words: Sequence[FileWords], made: str, accounted: Sequence[str]) -> list[tuple[int, str]]:
    """Find words that neither the new text nor the list has, each as often as the file has it.

    Letters of the texts count once. What stands in the same order is found first, then what has moved as a whole, then
    long words before short ones, so that a short word uses no letters of another. Spacing, case, hyphens and
    punctuation make no difference; signs such as `±` and `<` do.
    """
    reduced = [_reduce(word) for word in made.split()]
    starts = frozenset(accumulate(map(len, reduced), initial=0))
    stock = _Stock("".join(reduced), Counter(map(_reduce, accounted)), starts)
    moved = [one for one in words if not any(map(stock.consume_next, _list_readings(one)))]
    stock.settle()
    missing: list[tuple[int, int, str]] = []
    # The longest is looked up first; what is not found as a whole waits again as its parts.
    waiting: list[tuple[int, int, int, tuple[str, ...]]] = [
        (-len(_reduce("".join(one.pieces))), at, one.line, one.pieces) for at, one in enumerate(moved)
    ]
    heapify(waiting)
    while waiting:
        _, at, line, parts = heappop(waiting)
        if any(map(stock.consume, _list_readings(FileWords(line, parts)))):
            continue
        smaller: tuple[str, ...] = parts if len(parts) > 1 else tuple(parts[0].split())
        if len(smaller) < 2:
            missing.append((line, at, parts[0].strip()))
        for part in smaller if len(smaller) > 1 else ():
            heappush(waiting, (-len(_reduce(part)), at, line, (part,)))
    return [
        (line, " ".join(word for at, _, word in missing if at == line)) for line in sorted({one[0] for one in missing})
    ]


def _list_readings(words: FileWords) -> tuple[str, str]:
    """List the letters of words with and without a bullet or number at their start."""
    whole = "".join(words.pieces)
    return _reduce(whole), _reduce(_TYPED_START.sub("", whole, count=1))


@dataclass(slots=True)
class _Stock:
    """The letters of the new text and of the list that no word of the file has used yet.

    starts: where words of the text begin and end; cursor: the end of the last word found in order.
    """

    made: str
    accounted: Counter[str]
    starts: frozenset[int]
    cursor: int = 0
    rest: str = ""

    def consume_next(self, letters: str) -> bool:
        """Use letters that an entry of the list is, or that follow soon in the text."""
        if self.accounted[letters] > 0:
            self.accounted[letters] -= 1
            return True
        # A few letters are only found where they are expected: they could be a part of any word.
        ahead = 0 if len(letters) < FEWEST else min(FARTHEST, 4 * len(letters) ** 2)
        end = self.cursor + len(letters) + ahead
        at = self.made.find(letters, self.cursor, end)
        while at > self.cursor and not {at, at + len(letters)} <= self.starts:
            at = self.made.find(letters, at + 1, end)
        if at >= 0:
            self.made = _use_up(self.made, at, len(letters))
            self.cursor = at + len(letters)
        return at >= 0

    def settle(self) -> None:
        """Join what is left of the list, so that parts of an entry count."""
        self.rest = _USED.join(self.accounted.elements())

    def consume(self, letters: str) -> bool:
        """Use letters wherever they are left."""
        at = self.made.find(letters)
        if at >= 0:
            self.made = _use_up(self.made, at, len(letters))
            return True
        at = self.rest.find(letters)
        if at >= 0:
            self.rest = _use_up(self.rest, at, len(letters))
        return at >= 0


def _use_up(text: str, at: int, length: int) -> str:
    return text[:at] + _USED * length + text[at + length :]


def _reduce(text: str) -> str:
    """Reduce a text to the characters that must not be lost."""
    folded = unicodedata.normalize("NFKC", text.replace("−", "-")).casefold()
    return "".join(filter(_is_significant, folded))


@lru_cache(maxsize=4096)
def _is_significant(character: str) -> bool:
    """Return whether a character says something.

    Letters, marks, figures, currency and mathematical signs do, and other signs that are no bullets.
    """
    category = unicodedata.category(character)
    return (category[0] in "LMN" or category in {"Sc", "Sm", "So", "Co"} or character == "%") and (
        character not in _BULLETS
    )
