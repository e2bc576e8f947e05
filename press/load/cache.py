"""Parsed publications, cached: unchanged files give the same publication and the same findings.

Parsing prose takes most of the time of a check. A parsed publication is cached in this process for as long as its files
have the same stats (size, time of change, inode and mode), and in the cache of this machine by the hash of their
contents.
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
from press.model.findings import Finding
from press.model.publication import Publication
from press.runtime import cache
from press.runtime.installation import hash_code

PublicationReader = Callable[[SourceFolder, str], Publication]
FileStat = tuple[str, int, int, int]


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
    if cached is None or (cached.file_stats, cached.values_digest) != (file_stats, folder.values_digest):
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
    try:
        with path.open("rb") as file:
            if file.read(len(key)) == key:
                kept, found = pickle.load(file)  # noqa: S301 - we wrote it, in the user's own cache
                return _CachedPublication(
                    file_stats, _restore_picture_data(kept, contents), found, folder.values_digest
                )
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, IndexError, TypeError, KeyError):
        pass  # a broken cache counts as an empty one
    parsed, found = _read_anew(folder, slug, read)
    cache.store_bytes(path, key + pickle.dumps((_strip_picture_data(parsed), found), pickle.HIGHEST_PROTOCOL))
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
        yield name, status.st_size, status.st_mtime_ns, status.st_mode << 64 | status.st_ino
        if entry.is_dir(follow_symlinks=False):
            yield from _list_file_stats(home, name)


def _read_contents(home: Path, file_stats: tuple[FileStat, ...]) -> dict[str, bytes] | None:
    """Read the bytes of every file.

    Gives None when there is something other than a file, or too large a file, so that the contents cannot be compared.
    """
    contents: dict[str, bytes] = {}
    for name, size, _, mode in file_stats:
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


def _make_key(folder: SourceFolder, slug: str, contents: dict[str, bytes]) -> bytes:
    """Hash everything that affects parsing: code, display path, values, file contents."""
    whole = hashlib.sha256(
        f"{hash_code()}\0{folder.display_path}\0{slug}\0{folder.values_digest}".encode("utf-8", "surrogateescape")
    )
    for name, data in contents.items():
        whole.update(f"\0{name}\0".encode("utf-8", "surrogateescape"))
        whole.update(hashlib.sha256(data).digest())
    return whole.digest()


def _strip_picture_data(parsed: Publication) -> Publication:
    return replace(parsed, pictures={src: replace(one, data=b"") for src, one in parsed.pictures.items()})


def _restore_picture_data(kept: Publication, contents: dict[str, bytes]) -> Publication:
    pictures = {src: replace(one, data=contents[os.path.normpath(src)]) for src, one in kept.pictures.items()}
    return replace(kept, pictures=pictures)
