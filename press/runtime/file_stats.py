"""Stats of files, by which a change is noticed without reading the files.

The time of a file's last status change (ctime) is among them: the system sets it at each change, and no program can put
it back, as `tar`, `cp -p` and others do with the time of modification.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress

FileStats = tuple[int, ...]


def pick_stats(status: os.stat_result) -> FileStats:
    """Pick the stats that tell of a change."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev, status.st_mode


def hash_stats(stats: Iterable[tuple[str, FileStats]]) -> str:
    """Hash the stats of some files, in any order."""
    # Version 2 writes equal values the same; the stats of a large library are many, and other ways are slow.
    return hashlib.sha256(marshal.dumps(sorted(stats), 2)).hexdigest()[:32]


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
                status = entry.stat(follow_symlinks=False)
                stats = pick_stats(status)
                if not stat.S_ISLNK(status.st_mode):
                    yield entry.path[start:], stats
                    if stat.S_ISDIR(status.st_mode):
                        todo.append((entry.path, above))
                    continue
                inside = above | {os.path.realpath(entry.path)}
                with suppress(OSError):  # a link that leads nowhere has no more stats
                    stats += pick_stats(entry.stat())
                yield entry.path[start:], stats
                with suppress(OSError):
                    if entry.is_dir() and inside != above:  # it does not lead in a circle
                        todo.append((entry.path, inside))
