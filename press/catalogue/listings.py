"""Files that list publications, put together from entries: what each of these files prints of one publication.

Entries of publications that have not changed are copied from the file of the last build. Their places in it are
cached on this machine, so that nobody looks up again what a thousand publications print.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from press.catalogue.publications import CatalogueWork, Holdings
from press.runtime import cache


@dataclass(frozen=True, slots=True)
class PageTask:
    """A file to make: its path below the output folder, digests of what it is made from, and its function.

    reusable: whether the file of the last build may be taken if these are the same.
    """

    path: str
    made_from: tuple[str, ...]
    make: Callable[[], bytes]
    reusable: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """A file that lists publications in one group or more.

    shared: digests of what all entries and the rest of the file are made from; make_frame: makes what stands before,
    between and after the groups; between: what stands between two entries of a group.
    """

    path: str
    shared: tuple[str, ...]
    groups: Sequence[Sequence[CatalogueWork]]
    make_entry: Callable[[CatalogueWork], bytes]
    make_frame: Callable[[], Sequence[bytes]]
    between: bytes = b""

    @property
    def works(self) -> Iterator[CatalogueWork]:
        """All publications listed, in order."""
        return chain(*self.groups)


class Places(NamedTuple):
    """Where the entries of a list are: the digest of the file, the names of its publications, starts and ends.

    made_from: as in the task that made it.
    """

    digest: str
    slugs: tuple[str, ...]
    starts: Sequence[int]
    ends: Sequence[int]
    made_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastFiles:
    """The files of the last catalogue: their digests by path, a function that opens one, and their folder."""

    digests: Mapping[str, str] = field(default_factory=dict)
    open: Callable[[str], BinaryIO | None] = lambda _: None
    folder: Path | None = None


class ListingMemory:
    """Where the entries of the last lists are, and of what each was made."""

    def __init__(self, holdings: Holdings, last: LastFiles) -> None:
        self._last = last
        self._path: Path | None = None
        self._digests = {work.publication.slug: work.digest for work in holdings.works}
        self._last_digests: Mapping[str, str] = {}
        self._last_places: Mapping[str, Places] = {}
        self._places: dict[str, Places] = {}
        if last.folder and not holdings.few:  # few are made sooner than remembered
            name = hashlib.sha256(os.fsencode(os.path.realpath(last.folder))).hexdigest()
            self._path = cache.find_cache_folder() / "listings" / name[:32]
            if stored := cache.read_bytes(self._path):
                self._last_digests, self._last_places = pickle.loads(stored)  # noqa: S301 - whole, and our own

    def plan(self, listing: Listing) -> PageTask:
        """Plan a list: it is the last one, or put together from entries that are there and new ones."""
        places = self._last_places.get(listing.path)
        if places and (places.digest != self._last.digests.get(listing.path) or not self._is_shared(listing, places)):
            places = None
        with (self._last.open(listing.path) if places else None) or nullcontext() as file:
            known = places if file else None
            if file and known and self._is_same(listing, known, file):
                self._places[listing.path] = known
                return PageTask(listing.path, known.made_from, lambda: _read_whole(file.name))
            entries = self._list_entries(listing, known, file)
        whole = hashlib.sha256()
        for entry in entries:
            whole.update(entry)
            whole.update(b"\0")
        made_from = (*listing.shared, whole.hexdigest())
        make = lambda: self._put_together(listing, entries, made_from)  # noqa: E731
        return PageTask(listing.path, made_from, make, reusable=self._path is None)

    @staticmethod
    def _is_shared(listing: Listing, places: Places) -> bool:
        return places.made_from[:-1] == listing.shared

    def _has_changed(self, slug: str) -> bool:
        return self._digests[slug] != self._last_digests.get(slug)

    def _is_same(self, listing: Listing, known: Places, file: BinaryIO) -> bool:
        """Tell whether a list is the last one: what has changed of its publications is not in it."""
        if tuple(work.publication.slug for work in listing.works) != known.slugs:
            return False
        for work, start, end in zip(listing.works, known.starts, known.ends, strict=True):
            if self._has_changed(work.publication.slug):
                file.seek(start)
                if file.read(end - start) != listing.make_entry(work):
                    return False
        return True

    def _list_entries(self, listing: Listing, known: Places | None, file: BinaryIO | None) -> list[bytes | memoryview]:
        """List the entries, those that have not changed as pieces of the last file."""
        if not known or not file:
            return [listing.make_entry(work) for work in listing.works]
        file.seek(0)
        data = memoryview(file.read())
        pieces = {slug: data[start:end] for slug, start, end in zip(known.slugs, known.starts, known.ends, strict=True)}
        return [
            pieces[slug] if slug in pieces and not self._has_changed(slug) else listing.make_entry(work)
            for work in listing.works
            for slug in [work.publication.slug]
        ]

    def _put_together(self, listing: Listing, entries: list[bytes | memoryview], made_from: tuple[str, ...]) -> bytes:
        first, *rest = listing.make_frame()
        pieces: list[bytes | memoryview] = [first]
        starts, ends, todo, at = array("Q"), array("Q"), iter(entries), len(first)
        for group, after in zip(listing.groups, rest, strict=True):
            for number in range(len(group)):
                between, entry = listing.between if number else b"", next(todo)
                pieces += [between, entry]
                starts.append(at + len(between))
                at = starts[-1] + len(entry)
                ends.append(at)
            pieces.append(after)
            at += len(after)
        data = b"".join(pieces)  # at once: some have many megabytes
        slugs = tuple(work.publication.slug for work in listing.works)
        self._places[listing.path] = Places(hashlib.sha256(data).hexdigest(), slugs, starts, ends, made_from)
        entries.clear()  # pieces of the last file keep all of it
        return data

    def store(self) -> None:
        """Store the places, if they are not those of before."""
        if self._path and (self._places, self._digests) != (self._last_places, self._last_digests):
            cache.store_bytes(self._path, pickle.dumps((self._digests, self._places), pickle.HIGHEST_PROTOCOL))


def _read_whole(path: str) -> bytes:
    return Path(path).read_bytes()
