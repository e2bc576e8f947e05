"""Parsed publications, cached: unchanged files give the same publication and the same findings.

Parsing prose takes most of the time of a check. A parsed publication is cached in this process, and on this machine,
for as long as its files have the same stats (`press/runtime/file_stats.py`), or else the same contents. A publication
with links in it, or with something that is not an ordinary file, is read anew each time.
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

from press.load.files import MAX_BYTES, SourceFolder
from press.load.shelved import shelve, unshelve
from press.model.findings import Finding
from press.model.publication import Publication
from press.runtime import cache
from press.runtime.file_stats import FileStats, pick_stats
from press.runtime.installation import hash_code

PublicationReader = Callable[[SourceFolder, str], Publication]
FileStat = tuple[str, FileStats]
KEY_SIZE = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class _CachedPublication:
    """A publication, its findings, and the key of the stats of its files; no key if these cannot be compared."""

    key: bytes
    publication: Publication
    found: tuple[Finding, ...]


_CACHED_PUBLICATIONS: dict[str, _CachedPublication] = {}


def read_cached_publication(folder: SourceFolder, slug: str, read: PublicationReader) -> Publication:
    """Read a publication, from the cache if it is unchanged.

    read: reads it anew, and adds findings to the folder's.
    """
    home = folder.root / "publications" / slug
    file_stats = tuple(_list_file_stats(home, ""))
    name = f"{os.path.realpath(home)}\0{folder.display_path}"
    known, cached = _make_stats_key(folder, slug, file_stats), _CACHED_PUBLICATIONS.get(name)
    if cached is None or not known or cached.key != known:
        cached = _CACHED_PUBLICATIONS[name] = _load_or_read(folder, slug, file_stats, read)
    folder.findings += cached.found
    return cached.publication


def _load_or_read(
    folder: SourceFolder, slug: str, file_stats: tuple[FileStat, ...], read: PublicationReader
) -> _CachedPublication:
    home = folder.root / "publications" / slug
    known = _make_stats_key(folder, slug, file_stats)
    path = cache.find_cache_folder() / "publications" / hashlib.sha256(os.path.realpath(home).encode()).hexdigest()[:32]
    stored = cache.read_bytes(path) or b""
    if known and stored.startswith(known):
        return _unpack(stored)
    contents = _read_contents(home, file_stats)
    if contents is None:
        return _CachedPublication(b"", *_read_anew(folder, slug, read))
    key = _make_key(folder, slug, contents)
    if stored[KEY_SIZE:].startswith(key):
        stored = known + stored[KEY_SIZE:]
        cache.store_bytes(path, stored)
        return _unpack(stored)
    parsed, found = _read_anew(folder, slug, read)
    parsed = replace(parsed, digest=key.hex())
    packed = pickle.dumps((*shelve(parsed), found), pickle.HIGHEST_PROTOCOL)
    cache.store_bytes(path, known + key + packed)
    return _CachedPublication(known, parsed, found)


def _unpack(stored: bytes) -> _CachedPublication:
    """Unpack what is stored: keys of stats and contents, publication and findings."""
    # It is whole, and nobody else could write it: `cache.read_bytes` has looked.
    kept, texts, found = pickle.loads(memoryview(stored)[2 * KEY_SIZE :])  # noqa: S301
    return _CachedPublication(stored[:KEY_SIZE], unshelve(kept, texts), found)


def _read_anew(folder: SourceFolder, slug: str, read: PublicationReader) -> tuple[Publication, tuple[Finding, ...]]:
    own_folder = replace(folder, findings=[])
    parsed = read(own_folder, slug)
    gc.collect(0)  # `load` pauses the collector, and reading leaves half a megabyte of garbage behind
    return parsed, tuple(own_folder.findings)


def _list_file_stats(home: Path, below: str) -> Iterator[FileStat]:
    """List the stats of a publication's files and folders."""
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
        yield name, pick_stats(status)
        if entry.is_dir(follow_symlinks=False):
            yield from _list_file_stats(home, name)


def _read_contents(home: Path, file_stats: tuple[FileStat, ...]) -> dict[str, bytes] | None:
    """Read the bytes of every file.

    Gives None when there is something other than a file, or too large a file, so that the contents cannot be compared.
    """
    contents: dict[str, bytes] = {}
    for name, stats in file_stats:
        if stat.S_ISDIR(stats[-1]):
            continue
        if not _is_comparable((name, stats)):
            return None
        try:
            contents[name] = (home / name).read_bytes()
        except OSError:
            return None
    return contents


def _is_comparable(file: FileStat) -> bool:
    """Tell whether a change of a file shows in its stats."""
    size, mode = file[1][0], file[1][-1]
    return stat.S_ISDIR(mode) or (stat.S_ISREG(mode) and size <= MAX_BYTES)


def _make_stats_key(folder: SourceFolder, slug: str, file_stats: tuple[FileStat, ...]) -> bytes:
    """Hash everything that affects parsing, with the stats of the files; empty if these do not show a change."""
    if not all(map(_is_comparable, file_stats)):
        return b""
    whole = _hash_surroundings(folder, slug)
    whole.update(repr(file_stats).encode())
    return whole.digest()


def _make_key(folder: SourceFolder, slug: str, contents: dict[str, bytes]) -> bytes:
    """Hash everything that affects parsing, with the contents of the files."""
    whole = _hash_surroundings(folder, slug)
    for name, data in contents.items():
        whole.update(f"\0{name}\0".encode("utf-8", "surrogateescape"))
        whole.update(hashlib.sha256(data).digest())
    return whole.digest()


def _hash_surroundings(folder: SourceFolder, slug: str) -> hashlib._Hash:
    """Begin to hash everything but files that affects parsing: code, display path, values."""
    return hashlib.sha256(
        f"{hash_code()}\0{folder.display_path}\0{slug}\0{folder.values_digest}".encode("utf-8", "surrogateescape")
    )
