"""Stats of files, by which a change is noticed without reading the files.

The time of a file's last status change (ctime) is among them: the system sets it at each change, and no program can put
it back, as `tar`, `cp -p` and others do with the time of modification.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

FileStats = tuple[int, ...]


def pick_stats(status: os.stat_result) -> FileStats:
    """Pick the stats that tell of a change."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev, status.st_mode


def hash_stats(stats: Iterable[tuple[str, Any]]) -> str:
    """Hash the stats of some files or folders, in any order."""
    # Version 2 writes equal values the same; the stats of a large library are many, and other ways are slow.
    return hashlib.sha256(marshal.dumps(sorted(stats), 2)).hexdigest()[:32]


SourceStats = Mapping[str, str]
"""Digests of the stats of the files that belong together: those of each publication, and "" for those of all."""
PUBLICATIONS = "publications"
"""The folder of the sources that has one folder for each publication."""
TOP = ""
"""Stands for the files that all publications share."""


def read_source_stats(sources: str) -> SourceStats:
    """Hash the stats of the sources of each publication, and of those that all share."""
    found: dict[str, list[tuple[str, Any]]] = {TOP: []}
    for folder, stats in _list_folders(sources):
        area, _, rest = folder.partition("/")
        if area == PUBLICATIONS and rest:
            found.setdefault(rest.partition("/")[0], []).append((folder, stats))
        elif area == PUBLICATIONS:
            for name, one in stats:
                found.setdefault(name, []).append((folder, one))
        else:  # a new publication changes the stats of the folder of all, which is no other publication's
            found[TOP].append((folder, [one for one in stats if one[0] != PUBLICATIONS or area]))
    return {slug: hash_stats(stats) for slug, stats in found.items()}


def list_stats(folder: str) -> Iterator[tuple[str, FileStats]]:
    """List path and stats of everything below a folder.

    Links are followed, and have stats of their own beside those of their targets. Hidden files are left out, because
    they are not sources, unless a link leads to them.
    """
    for below, stats in _list_folders(folder):
        yield from ((f"{below}/{name}" if below else name, one) for name, one in stats)


def _list_folders(folder: str) -> Iterator[tuple[str, list[tuple[str, FileStats]]]]:
    """List each folder below one with the stats of what is in it, sorted by name; one that may not be read is empty."""
    start = len(folder) + 1
    todo = [(folder, frozenset[str]())]
    while todo:
        name, above = todo.pop()
        found: list[tuple[str, FileStats]] = []
        with suppress(OSError), os.scandir(name) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                status = entry.stat(follow_symlinks=False)
                stats = pick_stats(status)
                if not stat.S_ISLNK(status.st_mode):
                    found.append((entry.name, stats))
                    if stat.S_ISDIR(status.st_mode):
                        todo.append((entry.path, above))
                    continue
                inside = above | {os.path.realpath(entry.path)}
                with suppress(OSError):  # a link that leads nowhere has no more stats
                    stats += pick_stats(entry.stat())
                found.append((entry.name, stats))
                with suppress(OSError):
                    if entry.is_dir() and inside != above:  # it does not lead in a circle
                        todo.append((entry.path, inside))
        found.sort()
        yield name[start:], found
