"""A cache on this machine for bytes that take long to make and always come out the same.

It is safe to delete at any time. It lies in the user's cache folder, or in the folder that the environment variable
HANDOUT_PRESS_CACHE names.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

CACHE_VARIABLE = "HANDOUT_PRESS_CACHE"


def find_cache_folder() -> Path:
    """Find the cache folder; it may not exist yet."""
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named)
    import platformdirs

    return platformdirs.user_cache_path("handout-press")


def read_or_make(name: str, make: Callable[[], bytes]) -> bytes:
    """Read bytes from the cache, or make and store them.

    name: must tell everything that the bytes are made from, because nothing else is compared.
    """
    path = find_cache_folder() / name
    try:
        return path.read_bytes()
    except OSError:
        data = make()
        store_bytes(path, data)
        return data


def store_bytes(path: Path, data: bytes) -> None:
    """Store bytes whole, or not at all."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except OSError:
        return  # without a cache the machine is slower, and the bytes are the same
