"""What is dear to make and always comes out the same, kept on this machine: safe to delete at any time.

It lies in the user's cache folder, or where the environment variable HANDOUT_PRESS_CACHE says.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

VARIABLE = "HANDOUT_PRESS_CACHE"


def folder() -> Path:
    """Where it is kept; the folder may not exist yet."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    import platformdirs

    return platformdirs.user_cache_path("handout-press")


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """The bytes kept under a name, made when there are none. The name must tell all that they are made from."""
    path = folder() / name
    try:
        return path.read_bytes()
    except OSError:
        data = make()
        keep(path, data)
        return data


def keep(path: Path, data: bytes) -> None:
    """Write bytes whole or not at all; a machine on which nothing can be kept is slower and no worse."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, waiting = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(waiting).replace(path)
    except OSError:
        return
