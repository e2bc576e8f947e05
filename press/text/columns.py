"""Columns of plain text, as terminals and fonts of one width show them."""

from __future__ import annotations

import unicodedata

WIDTH = 72
"""Columns of a line (RFC 2646, 4.1, asks for less than 80); only a longer word stands out."""
_WITHOUT = frozenset({"Mn", "Me", "Cf"})
"""Kinds of characters that stand over others or are not shown."""


def count_columns(text: str) -> int:
    """Count the columns of a text: two for a wide character, none for a mark over others (UAX 11)."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in text)
    return len(text) + wide - sum(unicodedata.category(one) in _WITHOUT for one in text)
