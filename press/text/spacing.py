"""Words without differences in spacing, for comparing."""

from __future__ import annotations

from functools import lru_cache

UNSEEN = "\u00ad\u200b"
"""Soft hyphens, and spaces without width, which come with words that were copied from web pages."""
_REMOVE_UNSEEN = str.maketrans("", "", UNSEEN)


def squeeze_spaces(text: str) -> str:
    """Replace each run of white space by one space.

    No-break spaces are white space too; what cannot be seen is removed.
    """
    return " ".join(text.translate(_REMOVE_UNSEEN).split())


@lru_cache(maxsize=64)
def remove_spaces(text: str) -> str:
    """Remove all white space, and what cannot be seen.

    For comparing across line ends and table cells. Results are cached, because many rules look into the words of one
    file.
    """
    return "".join(text.translate(_REMOVE_UNSEEN).split())
