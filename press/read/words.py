"""Words for comparing: what differs only in spacing is the same."""

from __future__ import annotations

import re

_SPACE = re.compile(r"\s+")


def squeeze(text: str) -> str:
    """The text with every run of white space (no-break spaces too) as one space, and no soft hyphens."""
    return _SPACE.sub(" ", text.replace("\u00ad", "")).strip()


def unspaced(text: str) -> str:
    """The text without any white space: for comparing across line ends and table cells."""
    return _SPACE.sub("", text.replace("\u00ad", ""))
