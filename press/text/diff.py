"""What changed between two runs of words. The user of difflib for texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST = 60_000
"""Pairs of the same word on both sides up to which words are compared; texts with more of them are called replaced."""


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of a comparison: what stood there and what stands there now; the same when nothing changed."""

    kind: Literal["same", "changed"]
    old: str
    new: str


def compare(old: str, new: str) -> list[Change]:
    """The changes from one text to another, word by word, with what did not change between them."""
    before, after = old.split(), new.split()
    return [
        Change("same" if same else "changed", " ".join(before[a:b]), " ".join(after[c:d]))
        for same, a, b, c, d in operations(before, after)
    ]


def operations(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """(whether equal, start and end in the first, start and end in the second), in order, covering both."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    a, b = len(before) - tail, len(after) - tail
    if head:
        yield True, 0, head, 0, head
    if _pairs(before[head:a], after[head:b]) > MOST:
        yield False, head, a, head, b
    else:
        matcher = SequenceMatcher(None, before[head:a], after[head:b], autojunk=False)
        for kind, i, j, k, m in matcher.get_opcodes():
            yield kind == "equal", head + i, head + j, head + k, head + m
    if tail:
        yield True, a, len(before), b, len(after)


def _pairs(before: Sequence[str], after: Sequence[str]) -> int:
    """How often a word of one side meets itself on the other: what comparing costs."""
    ours, theirs = Counter(before), Counter(after)
    return sum(count * theirs[word] for word, count in ours.items())
