"""Paths that were read from a file: below a folder, or refused.

A manifest or a journal can be damaged, copied or made up, and what it names is written, moved or removed.
"""

from __future__ import annotations

import os
from pathlib import Path


def is_path_below(name: object) -> bool:
    """Tell whether a name is a plain relative path."""
    if not isinstance(name, str) or not name or "\0" in name or "\\" in name:
        return False
    return not {"", ".", ".."} & {*name.split("/")}  # a path object would take ten times as long, for thousands


def resolve_below(folder: Path, name: object) -> Path:
    """Return the path of a name below a folder.

    Raises ValueError if it leads elsewhere, by its parts or by a link in the place of one of its folders.
    """
    if not is_path_below(name):
        raise ValueError(f"`{name}` does not lie below `{folder}`")
    path = folder / str(name)
    home = os.path.realpath(folder)
    if os.path.commonpath([home, os.path.realpath(path.parent)]) != home:
        raise ValueError(f"`{name}` leads out of `{folder}` by a link")
    return path
