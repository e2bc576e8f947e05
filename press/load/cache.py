"""Parsed publications, cached: unchanged files give the same publication and the same findings.

Parsing prose takes most of the time of a check. Parsed publications are cached in this process, and on this machine,
for as long as their files have the same stats (`press/runtime/file_stats.py`), or else the same contents. One file has
what most commands ask of all publications of a library; the words and pictures of each have a file of their own, which
is read when somebody asks for them.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from press.load.files import MAX_BYTES, SourceFolder
from press.load.shelved import PackedFields, shelve, unshelve
from press.model.findings import Finding
from press.model.publication import Publication
from press.runtime import cache
from press.runtime.installation import hash_code

PublicationReader = Callable[[SourceFolder, str], Publication]
MOST_GARBAGE = 20
"""Publications that are read between two collections of garbage; each leaves half a megabyte behind."""


@dataclass(frozen=True, slots=True)
class _CachedPublication:
    """A publication, its findings, and the key of the stats of its files."""

    key: bytes
    publication: Publication
    found: tuple[Finding, ...]


class _Stored(NamedTuple):
    """What the cache has of a publication: keys of the stats and of the contents of its files, and what is pickled."""

    key: bytes
    contents: bytes
    pickled: bytes


_CACHED_PUBLICATIONS: dict[str, _CachedPublication] = {}


class PublicationCache:
    """The cached publications of a library.

    stats: digests of the stats of the files of each, from before they are read; read: reads one anew, and adds findings
    to the folder's.
    """

    def __init__(self, folder: SourceFolder, stats: Mapping[str, str], read: PublicationReader) -> None:
        self._folder = folder
        self._stats = stats
        self._read = read
        self._path = cache.find_cache_folder() / "publications" / _name_file(folder.root)
        data = cache.read_bytes(self._path)
        self._stored: dict[str, _Stored] = pickle.loads(data) if data else {}  # noqa: S301 - whole, and our own
        self._used: dict[str, _Stored] = {}
        self._home = os.path.realpath(folder.root)
        self._garbage = 0

    def read(self, slug: str) -> Publication:
        """Read a publication, from the cache if it is unchanged."""
        name = f"{self._home}/{slug}\0{self._folder.display_path}"
        known, cached = self._hash(slug, self._stats.get(slug, "").encode()), _CACHED_PUBLICATIONS.get(name)
        if slug in self._stored:
            self._used[slug] = self._stored[slug]
        if cached is None or cached.key != known:
            cached = _CACHED_PUBLICATIONS[name] = self._load_or_read(slug, known)
        self._folder.findings += cached.found
        return cached.publication

    def store(self) -> None:
        """Store what has changed."""
        if self._used != self._stored:
            cache.store_bytes(self._path, pickle.dumps(self._used, pickle.HIGHEST_PROTOCOL))

    def _load_or_read(self, slug: str, known: bytes) -> _CachedPublication:
        stored = self._stored.get(slug)
        if stored and stored.key == known:
            return self._unpack(slug, stored)
        home = self._folder.root / "publications" / slug
        contents = _read_contents(home)
        if contents is None:
            return _CachedPublication(known, *self._read_anew(slug))
        key = self._hash(slug, *(part for name, data in sorted(contents.items()) for part in (os.fsencode(name), data)))
        if stored and stored.contents == key:
            self._used[slug] = stored = stored._replace(key=known)
            return self._unpack(slug, stored)
        parsed, found = self._read_anew(slug)
        parsed = replace(parsed, digest=key.hex())
        kept, packed = shelve(parsed)
        cache.store_bytes(_find_packed(home), key + packed)
        self._used[slug] = _Stored(known, key, pickle.dumps((kept, found), pickle.HIGHEST_PROTOCOL))
        return _CachedPublication(known, parsed, found)

    def _unpack(self, slug: str, stored: _Stored) -> _CachedPublication:
        # It is whole, and nobody else could write it: `cache.read_bytes` has looked.
        kept, found = pickle.loads(stored.pickled)  # noqa: S301
        packed = PackedFields(partial(_read_packed, self._folder, slug, stored.contents, self._read))
        return _CachedPublication(stored.key, unshelve(kept, packed), found)

    def _read_anew(self, slug: str) -> tuple[Publication, tuple[Finding, ...]]:
        own_folder = replace(self._folder, findings=[])
        parsed = self._read(own_folder, slug)
        self._garbage += 1
        if self._garbage % MOST_GARBAGE == 0:
            gc.collect(0)  # `load` pauses the collector
        return parsed, tuple(own_folder.findings)

    def _hash(self, slug: str, *parts: bytes) -> bytes:
        """Hash something of a publication's files with everything else that affects parsing: code, path, values."""
        folder = self._folder
        whole = hashlib.sha256(
            f"{hash_code()}\0{folder.display_path}\0{slug}\0{folder.values_digest}".encode("utf-8", "surrogateescape")
        )
        for part in parts:
            whole.update(hashlib.sha256(part).digest())
        return whole.digest()


def _name_file(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:32]


def _find_packed(home: Path) -> Path:
    """Find the file with the words and pictures of a publication."""
    return cache.find_cache_folder() / "texts" / _name_file(home)


def _read_packed(folder: SourceFolder, slug: str, key: bytes, read: PublicationReader) -> bytes:
    """Read the words and pictures of a publication.

    key: of the contents that it was parsed from. If the cache has other ones by now, it is parsed again.
    """
    stored = cache.read_bytes(_find_packed(folder.root / "publications" / slug)) or b""
    if stored.startswith(key):
        return stored[len(key) :]
    return shelve(read(replace(folder, findings=[]), slug))[1]


def _read_contents(home: Path) -> dict[str, bytes] | None:
    """Read the bytes of every file of a publication, by name.

    Gives None when there is something other than a file, or too large a file, so that the contents cannot be compared.
    """
    try:
        return {str(path.relative_to(home)): path.read_bytes() for path in _list_ordinary_files(home)}
    except OSError:
        return None


def _list_ordinary_files(folder: Path) -> Iterator[Path]:
    """List all files below a folder; raises OSError if one cannot be compared."""
    for path in folder.iterdir():
        status = path.lstat()
        if stat.S_ISDIR(status.st_mode):
            yield from _list_ordinary_files(path)
        elif stat.S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES:
            yield path
        else:
            raise OSError
