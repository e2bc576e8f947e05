"""Words for comparing: what differs only in spacing is the same."""

from __future__ import annotations

from functools import lru_cache


def squeeze(text: str) -> str:
    """The text with every run of white space (no-break spaces too) as one space, and no soft hyphens."""
    return " ".join(text.replace("\u00ad", "").split())


@lru_cache(maxsize=64)
def unspaced(text: str) -> str:
    """The text without any white space: for comparing across line ends and table cells.

    Many rules look for something in the words of one file: they are kept for a while.
    """
    return "".join(text.replace("\u00ad", "").split())
