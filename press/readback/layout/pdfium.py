"""PDFium's own functions, for what is asked thousands of times a page: checking arguments costs more than the answer.

Here pointers are addresses, as whole numbers, and numbers are numbers. Whoever holds an address must hold what it is
the address of.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from ctypes import PYFUNCTYPE, c_double, c_float, c_int, c_uint, c_ulong, c_ushort, c_void_p, cast
from typing import Any, Literal

from pypdfium2 import raw

_NUMBERS = (c_int, c_uint, c_ulong, c_ushort, c_float, c_double, None)
Kind = Literal["f", "d", "I"]
"""The numbers that answers are made of, by their letters in Python's `array`."""


class _Quick:
    """The functions of `pypdfium2.raw` by their names, without any check of what they are handed."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """A function that nobody has asked for yet."""
        function = getattr(raw, name)
        result, *given = (one if one in _NUMBERS else c_void_p for one in (function.restype, *function.argtypes))
        found: Callable[..., Any] = PYFUNCTYPE(result, *given)(address(function))
        self.__dict__[name] = found
        return found


quick = _Quick()


def address(pointer: Any) -> int:
    """Where something is that is known by a pointer."""
    return cast(pointer, c_void_p).value or 0


def numbers(
    function: Callable[..., Any], kind: Kind, width: int, *given: Iterable[int], count: int, apart: bool = False
) -> tuple[list[int], array[Any]]:
    """Ask the same of many things: what the function returns for each, and all numbers of all answers in one row.

    kind: of number; width: how many numbers an answer has; given: what the function is handed, one row for each
    of its arguments; count: of the things; apart: whether each number has an argument of its own.
    """
    room = array(kind, bytes(array(kind).itemsize * width * count))
    start, size = room.buffer_info()[0], room.itemsize
    end, step = start + size * width * count, size * width
    places = [range(start + at * size, end, step) for at in range(width if apart else 1)]
    return list(map(function, *given, *places)), room


def answers(
    function: Callable[..., Any], kind: Kind, width: int, *given: Iterable[int], count: int, apart: bool = False
) -> list[Any]:
    """The same, a tuple for each thing; None for one that has no answer."""
    told, found = numbers(function, kind, width, *given, count=count, apart=apart)
    rows = zip(*[iter(found.tolist())] * width, strict=True)
    return list(rows) if all(told) else [row if there else None for there, row in zip(told, rows, strict=True)]
