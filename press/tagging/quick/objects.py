"""PDF objects as bytes: the commonest kinds first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Function = Callable[..., bytes]


def written(theirs: Function) -> Function:
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
