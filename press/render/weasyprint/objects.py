"""PDF objects as bytes, the commonest kinds first; and numbers in drawings, which come again in every form."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

Function = Callable[..., Any]


def written(theirs: Callable[..., bytes]) -> Callable[..., bytes]:
    """`_to_bytes` of pydyf, which is asked for every operand, key and value of a file."""

    def to_bytes(item: Any) -> bytes:
        kind = type(item)
        if kind is bytes:
            return item  # type: ignore[no-any-return]
        if kind is str:
            return item.encode("ascii")  # type: ignore[no-any-return]
        if kind is int:
            return b"%d" % item
        return theirs(item)

    return to_bytes


def remembered(theirs: Function) -> Function:
    """A function of words and numbers that gives words or numbers."""
    return lru_cache(maxsize=8192)(theirs)
