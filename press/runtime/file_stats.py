"""Stats of files, by which a change is noticed without reading the files.

The time of a file's last status change (ctime) is among them: the system sets it at each change, and no program can put
it back, as `tar`, `cp -p` and others do with the time of modification.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress

FileStats = tuple[int, ...]


def pick_stats(status: os.stat_result) -> FileStats:
    """Pick the stats that tell of a change."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev, status.st_mode


def list_stats(folder: str) -> Iterator[tuple[str, FileStats]]:
    """List path and stats of everything below a folder.

    Links are followed, and have stats of their own beside those of their targets. Hidden files are left out, because
    they are not sources, unless a link leads to them.
    """
    start = len(folder) + 1
    todo = [(folder, frozenset[str]())]
    while todo:
        name, above = todo.pop()
        with os.scandir(name) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                stats, inside = pick_stats(entry.stat(follow_symlinks=False)), above
                if entry.is_symlink():
                    inside = above | {os.path.realpath(entry.path)}
                    with suppress(OSError):  # a link that leads nowhere has no more stats
                        stats += pick_stats(entry.stat())
                yield entry.path[start:], stats
                leads_in_a_circle = entry.is_symlink() and inside == above
                with suppress(OSError):
                    if entry.is_dir() and not leads_in_a_circle:
                        todo.append((entry.path, inside))
