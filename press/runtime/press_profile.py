"""The color profile of a printing press: of a Debian package, or the print shop's own."""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from pathlib import Path

from press.model.findings import make_environment_error

SETTING = "HANDOUT_PRESS_PROFILE"
"""The environment variable that names the profile of a print shop."""
NAME = "ISOcoated_v2_300_bas.icc"
PACKAGE = "scribus-data"
"""Debian's package that carries it, under the zlib license. Newer profiles may not be handed on."""
HINT = f"run `make press-profile`, install Debian's {PACKAGE}, or name your print shop's CMYK profile in {SETTING}"
FOLDERS = (
    Path(sys.prefix) / "share" / "color" / "icc",  # `make press-profile` puts it there
    Path("/usr/share/color/icc"),
    Path("/usr/share/scribus/profiles"),
)


def find_press_profile() -> Path | None:
    """Find the profile on this machine."""
    named = os.environ.get(SETTING)
    paths = [Path(named)] if named else [folder / NAME for folder in FOLDERS]
    return next((path for path in paths if path.is_file()), None)


def read_press_profile() -> bytes:
    """Read the profile.

    Raises PressError (environment) if there is none.
    """
    path = find_press_profile()
    if path:
        return _read(path, path.stat().st_mtime_ns)
    named = os.environ.get(SETTING)
    raise make_environment_error(
        "ENV108",
        f"{SETTING} names `{named}`, which is no file" if named else f"the color profile {NAME} is missing",
        HINT,
    )


def hash_press_profile() -> str:
    """Hash the profile; "" if there is none."""
    return hashlib.sha256(read_press_profile()).hexdigest() if find_press_profile() else ""


@functools.lru_cache(maxsize=2)
def _read(path: Path, _written: int) -> bytes:
    return path.read_bytes()
