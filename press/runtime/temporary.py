"""Temporary folders of the press: gone at the end, and swept at the next start if the process was killed."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

from press.runtime.clock import read_time

PREFIX = "handout-press-"
SETTLED_SECONDS = 60
"""A folder younger than this may belong to a process that has not locked it yet."""


@contextmanager
def open_temporary_folder() -> Iterator[str]:
    """Make a temporary folder, locked for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder:
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            sweep_leftovers()
            yield folder
        finally:
            os.close(handle)


@cache
def open_process_folder() -> Path:
    """Make a temporary folder for as long as this process lives."""
    stack = ExitStack()
    atexit.register(stack.close)
    return Path(stack.enter_context(open_temporary_folder()))


def sweep_leftovers() -> None:
    """Remove the folders of processes that were killed.

    The system has released their locks.
    """
    newest = read_time().timestamp() - SETTLED_SECONDS
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            status = folder.lstat()
            if status.st_uid != os.geteuid() or status.st_mtime > newest:
                continue
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)
