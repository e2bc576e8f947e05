"""A mistake of WeasyPrint 70 in breaking lines, undone.

When a text ends in a space and an element follows (``con la <span>``), the space counts as width although it may hang
over the end of the line. A text that fits but for that space is then cut after its first word, and the line holds that
word alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

FirstLine = tuple[Any, int, int | None, float, float, float]
"""Pango layout, bytes of the line, bytes to skip for the next (none: all fits); width, height and baseline in px."""


def first_line(split: Callable[..., FirstLine], text: str, style: Any, context: Any, max_width: Any, spacing: Any,
               **how: Any) -> FirstLine:  # fmt: skip
    """What WeasyPrint's `split_first_line` gives; the whole text where only its last space does not fit.

    split: that function; max_width: in px, or none when there is no limit.
    """
    found = split(text, style, context, max_width, spacing, **how)
    if max_width is None or not _cut_after_first_word(text, found[2]):
        return found
    whole = split(text, style, context, math.inf, spacing, **how)
    bare = split(text.rstrip(" "), style, context, math.inf, spacing, **how)
    return whole if bare[3] <= max_width else found


def _cut_after_first_word(text: str, resume: int | None) -> bool:
    word, space, rest = text.partition(" ")
    return bool(space and rest and text.endswith(" ")) and resume == len(word.encode()) + 1
