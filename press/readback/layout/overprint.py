"""Words that are drawn over other words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from press.readback.layout.drawn import Canvas, GlyphRun
from press.text.scripts import name_script

APART = frozenset({"LATIN", "CYRILLIC", "GREEK", "HEBREW", "DIGIT", "CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
"""Scripts whose letters stand beside each other: those of others reach into their neighbors, or stand over them."""
SAME_ROW, LEAST_WIDTH, LEAST_OVERLAP = 0.4, 0.1, 0.3
"""Shares of the size of type within which baselines are of one row, and of which a letter is wider than a sign; the
share of the narrower letter that lies under the other."""


class _Letter(NamedTuple):
    left: float
    right: float
    run: GlyphRun

    def is_over(self, other: _Letter) -> bool:
        """Tell whether it is drawn over another, which is not of its run and does not begin after it."""
        least = LEAST_OVERLAP * min(self.right - self.left, other.right - other.left)
        return self.run is not other.run and other.right - self.left > least


def find_overprinted(canvas: Canvas) -> Iterator[tuple[str, str]]:
    """Find words that are drawn over others: the words of the two runs, each pair once."""
    runs = [run for run in canvas.runs if run.ink.upright and any(_list_letters(run))]
    runs.sort(key=lambda run: -run.y)
    pairs = dict[tuple[str, str], None]()
    row: list[GlyphRun] = []
    for run in runs:
        if row and row[0].y - run.y > SAME_ROW * min(row[0].ink.size, run.ink.size):
            pairs |= _compare_row(row)
            row = []
        row.append(run)
    yield from pairs | _compare_row(row)


def _list_letters(run: GlyphRun) -> Iterator[_Letter]:
    for at in run.seen:
        left, right = run.lefts[at], run.rights[at]
        if right - left > LEAST_WIDTH * run.ink.size and name_script(run.text[at]) in APART:
            yield _Letter(left, right, run)


def _compare_row(row: list[GlyphRun]) -> dict[tuple[str, str], None]:
    """Compare each letter of a row with the one that reaches farthest before it."""
    found = dict[tuple[str, str], None]()
    if not _may_overlap(row):
        return found
    farthest: _Letter | None = None
    letters = [letter for run in row for letter in _list_letters(run)]
    for letter in sorted(letters, key=lambda letter: letter.left):
        if farthest and letter.is_over(farthest):
            one, other = sorted((farthest.run.text.strip(), letter.run.text.strip()))
            found[one, other] = None
        if farthest is None or letter.right > farthest.right:
            farthest = letter
    return found


def _may_overlap(row: list[GlyphRun]) -> bool:
    """Tell whether some runs share more room than the least that counts between two letters."""
    if len(row) < 2:
        return False
    least = LEAST_OVERLAP * LEAST_WIDTH * min(run.ink.size for run in row)
    spans = sorted((min(run.lefts), max(run.rights)) for run in row)
    ends = accumulate((right for _, right in spans), max)
    return any(end - left > least for end, (left, _) in zip(ends, spans[1:], strict=False))
