"""Errors of a disk, such as a full one, with the path that they happened at."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
MACHINE = FULL | {errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
"""System errors for which the machine is at fault, not the command and not a source."""


def is_machine_error(error: BaseException) -> bool:
    """Tell whether the machine is at fault for an error."""
    return isinstance(error, OSError) and error.errno in MACHINE


@contextmanager
def name_path(path: Path | str) -> Iterator[None]:
    """Name a path in an error of the machine that names none.

    The system names the file that cannot be opened, but not the one that cannot be written to.
    """
    try:
        yield
    except OSError as error:
        if is_machine_error(error) and error.filename is None:
            error.filename = str(path)
        raise


def find_folder(path: str) -> Path:
    """Find the nearest folder above a path that exists."""
    above = Path(path).absolute().parents
    return next((one for one in above if one.is_dir()), above[-1] if above else Path("/"))
