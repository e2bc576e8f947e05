"""Parsed publications, cached: unchanged files give the same publication and the same findings.

Parsing prose takes most of the time of a check. A parsed publication is cached in this process for as long as its files
have the same stats (`press/runtime/file_stats.py`), and in the cache of this machine by the hash of their contents. A
publication with links in it, or with something that is not an ordinary file, is read anew each time.
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


@dataclass(frozen=True, slots=True)
class _CachedPublication:
    file_stats: tuple[FileStat, ...]
    publication: Publication
    found: tuple[Finding, ...]
    values_digest: str


_CACHED_PUBLICATIONS: dict[str, _CachedPublication] = {}


def read_cached_publication(folder: SourceFolder, slug: str, read: PublicationReader) -> Publication:
    """Read a publication, from the cache if it is unchanged.

    read: reads it anew, and adds findings to the folder's.
    """
    home = folder.root / "publications" / slug
    file_stats = tuple(_list_file_stats(home, ""))
    name = f"{os.path.realpath(home)}\0{folder.display_path}"
    cached = _CACHED_PUBLICATIONS.get(name)
    known = (cached.file_stats, cached.values_digest) if cached else None
    if cached is None or known != (file_stats, folder.values_digest) or not all(map(_is_comparable, file_stats)):
        cached = _CACHED_PUBLICATIONS[name] = _load_or_read(folder, slug, file_stats, read)
    folder.findings += cached.found
    return cached.publication


def _load_or_read(
    folder: SourceFolder, slug: str, file_stats: tuple[FileStat, ...], read: PublicationReader
) -> _CachedPublication:
    home = folder.root / "publications" / slug
    contents = _read_contents(home, file_stats)
    if contents is None:
        return _CachedPublication(file_stats, *_read_anew(folder, slug, read), folder.values_digest)
    path = cache.find_cache_folder() / "publications" / hashlib.sha256(os.path.realpath(home).encode()).hexdigest()[:32]
    key = _make_key(folder, slug, contents)
    stored = cache.read_bytes(path)
    if stored and stored.startswith(key):
        # It is whole, and nobody else could write it: `cache.read_bytes` has looked.
        kept, shelved, found = pickle.loads(memoryview(stored)[len(key) :])  # noqa: S301
        whole = replace(_restore_picture_data(kept, contents), translations={one[0]: unshelve(*one) for one in shelved})
        return _CachedPublication(file_stats, whole, found, folder.values_digest)
    parsed, found = _read_anew(folder, slug, read)
    parsed = replace(parsed, digest=key.hex())
    shelved = [*map(shelve, parsed.translations.values())]
    kept = replace(_strip_picture_data(parsed, contents), translations={})
    cache.store_bytes(path, key + pickle.dumps((kept, shelved, found), pickle.HIGHEST_PROTOCOL))
    return _CachedPublication(file_stats, parsed, found, folder.values_digest)


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


def _make_key(folder: SourceFolder, slug: str, contents: dict[str, bytes]) -> bytes:
    """Hash everything that affects parsing: code, display path, values, file contents."""
    whole = hashlib.sha256(
        f"{hash_code()}\0{folder.display_path}\0{slug}\0{folder.values_digest}".encode("utf-8", "surrogateescape")
    )
    for name, data in contents.items():
        whole.update(f"\0{name}\0".encode("utf-8", "surrogateescape"))
        whole.update(hashlib.sha256(data).digest())
    return whole.digest()


def _strip_picture_data(parsed: Publication, contents: dict[str, bytes]) -> Publication:
    """Leave out pictures that are used exactly as they are on the disk."""
    pictures = {
        src: replace(one, data=b"") if one.data == contents[os.path.normpath(src)] else one
        for src, one in parsed.pictures.items()
    }
    return replace(parsed, pictures=pictures)


def _restore_picture_data(kept: Publication, contents: dict[str, bytes]) -> Publication:
    pictures = {
        src: replace(one, data=one.data or contents[os.path.normpath(src)]) for src, one in kept.pictures.items()
    }
    return replace(kept, pictures=pictures)
