"""Saved files: when something below a folder has been written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

GATHER_MS = 40
"""How long to wait for more to be written before telling: editors save in several steps."""
CALL_MS = 200
"""How often to look up when nothing is written."""


def saves(*folders: Path) -> Iterator[bool]:
    """Whether something was saved since the last look: at once when it was, and every now and then when it was not.

    What is saved while the caller is busy is told when it looks again.
    """
    for changes in watch(*folders, debounce=GATHER_MS, step=10, rust_timeout=CALL_MS, yield_on_timeout=True):
        yield bool(changes)
