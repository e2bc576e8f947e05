"""Changes to files below a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

GATHER_MS = 40
"""Milliseconds to wait for further writes before reporting a change, because editors save in several steps."""
CALL_MS = 200
"""Milliseconds between two reports when nothing is written."""


def watch_saves(*folders: Path) -> Iterator[bool]:
    """Yield True when a file is saved, else False.

    It yields False every `CALL_MS`. A file saved while the caller is busy is reported as soon as the caller asks again.
    """
    for changes in watch(*folders, debounce=GATHER_MS, step=10, rust_timeout=CALL_MS, yield_on_timeout=True):
        yield bool(changes)
