"""Room for deep calls, taken at once.

CPython 3.11 and newer keeps the frames of Python functions in pieces of 16 KB, and gives a piece back to the system as
soon as the calls in it have returned. Where a loop happens to stand at the end of a piece, each of its calls takes one
and gives it back: 4,000 times in one layout, a tenth of its time. A function with a very large frame takes a piece as
large, and all that it calls finds room there.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

FRAME = 2**16 + 1
"""Words of the frame: CPython takes the next power of two, a megabyte, and half of it stays free for what is called."""


def roomy(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """A function in whose calls no frame has to wait for room."""

    def call(*args: Given.args, **named: Given.kwargs) -> Result:
        return function(*args, **named)

    call.__code__ = call.__code__.replace(co_stacksize=FRAME)
    return functools.wraps(function)(call)
