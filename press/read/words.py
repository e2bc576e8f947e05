"""Words for comparing: what differs only in spacing is the same."""

from __future__ import annotations


def squeeze(text: str) -> str:
    """The text with every run of white space (no-break spaces too) as one space, and no soft hyphens."""
    return " ".join(text.replace("\u00ad", "").split())


def unspaced(text: str) -> str:
    """The text without any white space: for comparing across line ends and table cells."""
    return "".join(text.replace("\u00ad", "").split())
