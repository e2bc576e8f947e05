"""Word-by-word comparison of two texts. The only user of difflib for texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MAX_PAIRS = 60_000
"""Most pairs of equal words for which words are compared; a text with more is reported as replaced."""


@dataclass(frozen=True, slots=True)
class WordChange:
    """One step of a comparison: the old words and the new ones; both are the same if nothing changed."""

    kind: Literal["same", "changed"]
    old: str
    new: str


def compare_words(old: str, new: str) -> list[WordChange]:
    """Compare two texts word by word, unchanged stretches included."""
    before, after = old.split(), new.split()
    return [
        WordChange("same" if same else "changed", " ".join(before[a:b]), " ".join(after[c:d]))
        for same, a, b, c, d in align_words(before, after)
    ]


def align_words(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Align two lists of words.

    Yields (whether equal, start and end in the first, start and end in the second), in order, covering both.
    """
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    a, b = len(before) - tail, len(after) - tail
    if head:
        yield True, 0, head, 0, head
    if _count_pairs(before[head:a], after[head:b]) > MAX_PAIRS:
        yield False, head, a, head, b
    else:
        matcher = SequenceMatcher(None, before[head:a], after[head:b], autojunk=False)
        for kind, i, j, k, m in matcher.get_opcodes():
            yield kind == "equal", head + i, head + j, head + k, head + m
    if tail:
        yield True, a, len(before), b, len(after)


def _count_pairs(before: Sequence[str], after: Sequence[str]) -> int:
    """Count pairs of equal words, the cost of a comparison."""
    old, new = Counter(before), Counter(after)
    return sum(count * new[word] for word, count in old.items())
