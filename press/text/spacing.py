"""Words without differences in spacing, for comparing."""

from __future__ import annotations

from functools import lru_cache


def squeeze_spaces(text: str) -> str:
    """Replace each run of white space by one space.

    No-break spaces are white space too; soft hyphens are removed.
    """
    return " ".join(text.replace("\u00ad", "").split())


@lru_cache(maxsize=64)
def remove_spaces(text: str) -> str:
    """Remove all white space and soft hyphens.

    For comparing across line ends and table cells. Results are cached, because many rules look into the words of one
    file.
    """
    return "".join(text.replace("\u00ad", "").split())
