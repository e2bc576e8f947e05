"""What the lists print of each publication, cached on this machine by the digest of the publication.

A list is made again only if something that it prints has changed: a paragraph is in none. What it prints of a thousand
publications would take longer to look up again than a build may take. In files for other programs, which print the
digests of all files, publications that have not changed are copied from the file of the last build.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from contextlib import nullcontext
from io import BytesIO
from typing import BinaryIO

from press.catalogue.cards import Card
from press.catalogue.publications import CatalogueWork, Holdings
from press.runtime import cache


class ListingMemory:
    """What lists print of publications: digests of their entries, and their lines in files for other programs.

    open_last: opens a file of the last build, in which works know their places; None if it is not as it was.
    """

    def __init__(self, holdings: Holdings, open_last: Callable[[str], BinaryIO | None] = lambda _: None) -> None:
        home = hashlib.sha256(os.fsencode(holdings.library.home)).hexdigest()[:32]
        self._path = cache.find_cache_folder() / "listings" / home
        self._holdings = holdings
        self._open_last = open_last
        stored = cache.read_bytes(self._path) if holdings.library.home and not holdings.few else None
        digest, known = pickle.loads(stored) if stored else ("", {})  # noqa: S301 - whole, and our own
        self._known: dict[str, dict[str, str]] = known if digest == holdings.digest else {}
        self._used: dict[str, dict[str, str]] = {}

    def format_works(
        self, path: str, head: bytes, between: bytes, tail: bytes, make: Callable[[CatalogueWork], bytes]
    ) -> bytes:
        """Format all works for a file, copying those that have not changed."""
        out, last = BytesIO(), self._open_last(path)
        out.write(head)
        with last or nullcontext():
            for number, work in enumerate(self._holdings.works):
                out.write(between if number else b"")
                start, known = out.tell(), work.places.get(path)
                if known and last:
                    last.seek(known[0])
                    out.write(last.read(known[1] - known[0]))
                else:
                    out.write(make(work))
                work.places[path] = start, out.tell()
        out.write(tail)
        return out.getvalue()

    def _read_or_make(self, work: CatalogueWork, what: str, make: Callable[[], str]) -> str:
        known = self._used.setdefault(work.digest, self._known.get(work.digest, {}))
        if what not in known:
            known[what] = make()
        return known[what]

    def hash_entry(self, card: Card) -> str:
        """Hash what lists print of a publication, without its files."""
        if self._holdings.few:  # then they print its files, too
            return card.work.digest
        return self._read_or_make(card.work, f"entry {card.face.lang}", lambda: _hash_entry(card))

    def hash_variant_files(self, card: Card, variant: str) -> str:
        """Hash what the list of a variant prints of a publication."""
        if self._holdings.few:
            return card.work.digest
        what = f"files {variant} {card.face.lang}"
        return self._read_or_make(card.work, what, lambda: _hash_variant_files(card, variant))

    def store(self) -> None:
        """Store what was used, so that nothing stays that no publication has."""
        if self._used != self._known and self._holdings.library.home:
            cache.store_bytes(self._path, pickle.dumps((self._holdings.digest, self._used), pickle.HIGHEST_PROTOCOL))


def _hash_entry(card: Card) -> str:
    number = card.work.publication.facts.number
    places = (card.topic_places, card.lang_places, card.variant_places)
    return _hash(card.title, card.lang, card.page, number or "", *places, card.search, str(card.entry("")))


def _hash_variant_files(card: Card, variant: str) -> str:
    return _hash(card.title, card.lang, card.page, str(card.list_variant_files(variant, "")))


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]
