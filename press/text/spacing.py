"""Words without differences in spacing, for comparing."""

from __future__ import annotations

from functools import lru_cache

UNSEEN = "\u00ad\u200b"
"""Soft hyphens, and spaces without width, which come with words that were copied from web pages."""


def squeeze_spaces(text: str) -> str:
    """Replace each run of white space by one space.

    No-break spaces are white space too; what cannot be seen is removed.
    """
    return " ".join(remove_unseen(text).split())


@lru_cache(maxsize=64)
def remove_spaces(text: str) -> str:
    """Remove all white space, and what cannot be seen.

    For comparing across line ends and table cells. Results are cached, because many rules look into the words of one
    file.
    """
    return "".join(remove_unseen(text).split())


def remove_unseen(text: str) -> str:
    """Remove what cannot be seen."""
    for sign in UNSEEN:  # five times as quick as `str.translate` where a text is not all ASCII
        text = text.replace(sign, "")
    return text
