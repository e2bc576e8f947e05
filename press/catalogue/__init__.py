"""The catalogue: a static web site made from the library and the manifest.

It needs no server and works without its script, which adds search and filters. `make_site` returns every file as a
value; the files are published in the same journal as the editions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from press.catalogue import exports, pages
from press.catalogue.covers import make_covers
from press.catalogue.listings import ListingMemory
from press.catalogue.pages import PageTask, list_pages
from press.catalogue.publications import FOLDER, Holdings, make_holdings, select_rows
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.publish.manifest import STAGING, read_site
from press.publish.output import hash_bytes

Reader = Callable[[str], bytes | None]
"""Returns the bytes of a file by its path below the output folder, or None if it does not exist."""
MADE_FROM = f"{FOLDER}/made-from.json"
"""The file with a digest of what each page was made from; a page is made again only if its digest has changed."""


def build_catalogue(
    library: Library, rows: Iterable[ManifestRow], output: Path, is_intact: Callable[[str], bool] = lambda _: False
) -> dict[str, bytes | None]:
    """Build the catalogue of an output folder.

    It shows the editions that are published or staged there. Returns the files by path below the folder; unchanged
    files are copied from the catalogue that is there. is_intact: tells of a file that it is known to be as the manifest
    says; if it is unchanged, too, it stays there, and its bytes are None.
    """
    before = read_site(output)

    def file(path: str) -> bytes | None:
        places = (output / STAGING / Path(path).name, output / path)
        return next((place.read_bytes() for place in places if place.is_file()), None)

    def earlier(path: str) -> bytes | None:
        found = output / path
        data = found.read_bytes() if path in before and found.is_file() else None
        return data if data is not None and hash_bytes(data) == before[path] else None

    return _make_files(library, rows, file, earlier, lambda path: path in before and is_intact(path))


def make_site(
    library: Library, rows: Iterable[ManifestRow], file: Reader, earlier: Reader = lambda _: None
) -> dict[str, bytes]:
    """Make every file of the catalogue, by path.

    Paths are below the output folder. There are none if no language has the words of the catalogue. file: reads a
    finished file; earlier: reads a file of the last catalogue.
    """
    files = _make_files(library, rows, file, earlier, lambda _: False)
    return {path: data for path, data in files.items() if data is not None}


def _make_files(
    library: Library, rows: Iterable[ManifestRow], file: Reader, earlier: Reader, stays: Callable[[str], bool]
) -> dict[str, bytes | None]:
    """Make the files; one that is unchanged and stays where it is has no bytes."""
    if not any(language.catalogue for language in library.languages.values()):
        return {}
    rows = list(select_rows(library, rows))
    cover_by_edition, covers = make_covers(rows, file, earlier)
    files = {path: None if stays(path) else data for path, data in covers.items()}
    holdings = make_holdings(library, rows, cover_by_edition)
    style_path, style = pages.make_style_sheet(holdings)
    script_path, script = pages.make_script()
    known = json.loads(earlier(MADE_FROM) or b"{}")
    digests: dict[str, str] = {}
    memory = ListingMemory(holdings)
    for one in _list_files(holdings, {"style": style_path, "script": script_path}, memory):
        digests[one.path] = hashlib.sha256("\n".join(one.made_from).encode()).hexdigest()
        if known.get(one.path) == digests[one.path] and stays(one.path):
            files[one.path] = None
            continue
        unchanged = earlier(one.path) if known.get(one.path) == digests[one.path] else None
        files[one.path] = one.make() if unchanged is None else unchanged
    memory.store()
    record = (json.dumps(digests, indent=0) + "\n").encode()
    return {**files, style_path: style, script_path: script, MADE_FROM: record}


def _list_files(holdings: Holdings, paths: dict[str, str], memory: ListingMemory) -> Iterator[PageTask]:
    yield from list_pages(holdings, paths, memory)
    everything = (holdings.digest, *(work.digest for work in holdings.works))
    for path, make in LISTS.items():
        yield PageTask(path, everything, lambda make=make: make(holdings, memory))  # type: ignore[misc]


LISTS: dict[str, Callable[[Holdings, ListingMemory], bytes]] = {
    "catalogue.json": exports.make_json,
    "catalogue.csv": exports.make_csv,
    "feed.atom": exports.make_feed,
}
