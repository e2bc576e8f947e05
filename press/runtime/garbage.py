"""The collector of garbage, paused while much is read that all stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pause_garbage_collection() -> Iterator[None]:
    """Pause the collector, and start it again if it was on."""
    # A thousand publications are millions of objects that all stay. Searching them for garbage again and again
    # would take two thirds of the time.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
