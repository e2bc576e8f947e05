"""Preallocation of the frame stack, so that deep calls do not take and free memory each time.

CPython 3.11 and newer keeps the frames of Python functions in chunks of 16 KB, and frees a chunk as soon as the calls
in it have returned. If a loop happens to run at the end of a chunk, each of its calls takes a chunk and frees it again.
That happened 4,000 times in one layout and took a tenth of its time. A function with a very large frame takes a chunk
as large, and everything that it calls fits into that chunk.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

FRAME_WORDS = 2**16 + 1
"""Size of the frame in words. CPython takes the next power of two, a megabyte; half of it stays free for callees."""


def preallocate_stack(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Keep CPython from freeing a frame-stack chunk on every return."""

    def call(*args: Parameters.args, **named: Parameters.kwargs) -> Result:
        return function(*args, **named)

    call.__code__ = call.__code__.replace(co_stacksize=FRAME_WORDS)
    return functools.wraps(function)(call)
