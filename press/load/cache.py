"""Publications that have been read before: the same files give the same publication and the same findings.

Reading prose is most of the time of a check. What came of it is remembered in this process, for as long as the files
have the same stamps (size, time of change and number on the disk), and in the cache of this machine, by their contents.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from press.load.files import MAX_BYTES, Folder
from press.model.edition import Publication
from press.model.findings import Finding
from press.runtime import cache
from press.runtime.installation import code_digest

Read = Callable[[Folder, str], Publication]
Stamp = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class _Memory:
    stamps: tuple[Stamp, ...]
    publication: Publication
    found: tuple[Finding, ...]


_MEMORIES: dict[str, _Memory] = {}


def publication(folder: Folder, slug: str, read: Read) -> Publication:
    """The publication in a folder of the sources, from memory where its files are those of last time.

    read: reads it anew and adds findings to the folder's.
    """
    home = folder.root / "publications" / slug
    stamps = tuple(_stamps(home, ""))
    name = f"{os.path.realpath(home)}\0{folder.shown}"
    memory = _MEMORIES.get(name)
    if memory is None or memory.stamps != stamps:
        memory = _MEMORIES[name] = _recalled(folder, slug, stamps, read)
    folder.found += memory.found
    return memory.publication


def _recalled(folder: Folder, slug: str, stamps: tuple[Stamp, ...], read: Read) -> _Memory:
    home = folder.root / "publications" / slug
    contents = _contents(home, stamps)
    if contents is None:
        return _Memory(stamps, *_read(folder, slug, read))
    path = cache.folder() / "publications" / hashlib.sha256(os.path.realpath(home).encode()).hexdigest()[:32]
    key = _key(folder, slug, contents)
    try:
        with path.open("rb") as file:
            if file.read(len(key)) == key:
                kept, found = pickle.load(file)  # noqa: S301 - we wrote it, in the user's own cache
                return _Memory(stamps, _with_pictures(kept, contents), found)
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, IndexError, TypeError, KeyError):
        pass  # as if nothing had been kept
    made, found = _read(folder, slug, read)
    cache.keep(path, key + pickle.dumps((_without_pictures(made), found), pickle.HIGHEST_PROTOCOL))
    return _Memory(stamps, made, found)


def _read(folder: Folder, slug: str, read: Read) -> tuple[Publication, tuple[Finding, ...]]:
    alone = replace(folder, found=[])
    made = read(alone, slug)
    gc.collect(0)  # nobody else looks for the half megabyte that reading leaves behind; what stays is seen once
    return made, tuple(alone.found)


def _stamps(home: Path, below: str) -> Iterator[Stamp]:
    """The stamp of every file and folder of a publication."""
    try:
        with os.scandir(home / below) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in found:
        name = f"{below}/{entry.name}" if below else entry.name
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        yield name, status.st_size, status.st_mtime_ns, status.st_mode << 64 | status.st_ino
        if entry.is_dir(follow_symlinks=False):
            yield from _stamps(home, name)


def _contents(home: Path, stamps: tuple[Stamp, ...]) -> dict[str, bytes] | None:
    """The bytes of every file; None when there is something else, or too much, to answer for."""
    contents: dict[str, bytes] = {}
    for name, size, _, mode in stamps:
        kind = mode >> 64
        if stat.S_ISDIR(kind):
            continue
        if not stat.S_ISREG(kind) or size > MAX_BYTES:
            return None
        try:
            contents[name] = (home / name).read_bytes()
        except OSError:
            return None
    return contents


def _key(folder: Folder, slug: str, contents: dict[str, bytes]) -> bytes:
    """Over everything that reading depends on: our code, the name it is shown by, and all bytes."""
    whole = hashlib.sha256(f"{code_digest()}\0{folder.shown}\0{slug}".encode("utf-8", "surrogateescape"))
    for name, data in contents.items():
        whole.update(f"\0{name}\0".encode("utf-8", "surrogateescape"))
        whole.update(hashlib.sha256(data).digest())
    return whole.digest()


def _without_pictures(made: Publication) -> Publication:
    return replace(made, pictures={src: replace(one, data=b"") for src, one in made.pictures.items()})


def _with_pictures(kept: Publication, contents: dict[str, bytes]) -> Publication:
    pictures = {src: replace(one, data=contents[os.path.normpath(src)]) for src, one in kept.pictures.items()}
    return replace(kept, pictures=pictures)
