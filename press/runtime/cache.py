"""A cache on this machine for bytes that take long to make and always come out the same.

It is safe to delete at any time. It lies in the user's cache folder, or in the folder that the environment variable
HANDOUT_PRESS_CACHE names.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

CACHE_VARIABLE = "HANDOUT_PRESS_CACHE"
DIGEST_SIZE = hashlib.sha256().digest_size


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
    data = read_bytes(path)
    if data is None:
        data = make()
        store_bytes(path, data)
    return data


def read_bytes(path: Path) -> bytes | None:
    """Read stored bytes, if they are whole and the user's own.

    A file or a folder that another user owns or may write to is not trusted, because the press loads what it reads.
    """
    try:
        if not all(map(_is_private, (path, path.parent))):
            return None
        stored = path.read_bytes()
    except OSError:
        return None
    digest, data = stored[:DIGEST_SIZE], stored[DIGEST_SIZE:]
    return data if hashlib.sha256(data).digest() == digest else None


def _is_private(path: Path) -> bool:
    status = path.stat()
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def store_bytes(path: Path, data: bytes) -> None:
    """Store bytes and their digest whole, or not at all."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError:
        return  # without a cache the machine is slower, and the bytes are the same
