"""The catalogue: a static web site made from the library and the manifest.

It needs no server and works without its script, which adds search and filters. `make_site` returns every file as a
value; the files are published in the same journal as the editions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from press.catalogue import exports, pages
from press.catalogue.covers import make_covers
from press.catalogue.format_pictures import draw_format_picture
from press.catalogue.listings import LastFiles, Listing, ListingMemory, PageTask
from press.catalogue.pages import list_pages
from press.catalogue.publications import (
    FOLDER,
    CatalogueWork,
    Description,
    Holdings,
    find_format_picture,
    make_holdings,
    make_settled_work,
    select_rows,
)
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.publish.manifest import STAGING, SettledRows, read_site
from press.publish.output import hash_bytes

Reader = Callable[[str], bytes | None]
"""Returns the bytes of a file by its path below the output folder, or None if it does not exist."""
Files = Iterator[tuple[str, bytes | None]]
"""Files by path, one after the other: together, those of a large library would take much memory."""
MADE_FROM = f"{FOLDER}/made-from.json"
"""The file with a digest of what each page and picture was made from; one is made again only if that has changed."""


@dataclass(frozen=True, slots=True)
class SettledWorks:
    """Publications of which nothing has changed since the last build, so that nobody reads their rows.

    rows: of the manifest; described: what the last build has said of each work; it becomes what this one says.
    """

    rows: SettledRows = field(default_factory=SettledRows)
    described: dict[str, Description] = field(default_factory=dict)


def build_catalogue(
    library: Library,
    rows: Iterable[ManifestRow],
    output: Path,
    is_intact: Callable[[str], bool] = lambda _: False,
    settled: SettledWorks | None = None,
) -> Files:
    """Build the catalogue of an output folder.

    It shows the editions that are published or staged there. Unchanged files are copied from the catalogue that is
    there. is_intact: tells of a file that it is known to be as the manifest says; if it is unchanged, too, it stays
    there, and its bytes are None. settled: what there is beside the rows; it is told what this build says of each work.
    """
    before, settled = read_site(output), settled or SettledWorks()

    def file(path: str) -> bytes | None:
        places = (output / STAGING / Path(path).name, output / path)
        return next((place.read_bytes() for place in places if place.is_file()), None)

    def earlier(path: str) -> bytes | None:
        found = output / path
        data = found.read_bytes() if path in before and found.is_file() else None
        return data if data is not None and hash_bytes(data) == before[path] else None

    def stays(path: str) -> bool:
        return path in before and is_intact(path)

    def open_last(path: str) -> BinaryIO | None:
        return (output / path).open("rb") if stays(path) else None

    known = {
        slug: one
        for slug, one in settled.described.items()
        if slug in settled.rows.slugs and all(stays(path) for path, *_ in one["covers"].values())
    }
    works = [make_settled_work(library, slug, one, settled.rows) for slug, one in known.items()]
    rows = [*rows, *settled.rows.read(settled.rows.slugs - known.keys())]
    settled.described.clear()
    read = CatalogueReaders(file, earlier, stays, LastFiles(before, open_last, output))
    return _make_files(library, rows, read, works, settled.described)


@dataclass(frozen=True, slots=True)
class CatalogueReaders:
    """Readers of files by path: finished ones, those of the last catalogue, whether one stays, and its lists."""

    file: Reader
    earlier: Reader
    stays: Callable[[str], bool] = lambda _: False
    last: LastFiles = field(default_factory=LastFiles)


def make_site(
    library: Library, rows: Iterable[ManifestRow], file: Reader, earlier: Reader = lambda _: None
) -> dict[str, bytes]:
    """Make every file of the catalogue, by path.

    Paths are below the output folder. There are none if no language has the words of the catalogue. file: reads a
    finished file; earlier: reads a file of the last catalogue.
    """
    files = _make_files(library, rows, CatalogueReaders(file, earlier), (), {})
    return {path: data for path, data in files if data is not None}


def _make_files(
    library: Library,
    rows: Iterable[ManifestRow],
    read: CatalogueReaders,
    settled: Iterable[CatalogueWork],
    described: dict[str, Description],
) -> Files:
    """Make the files; one that is unchanged and stays where it is has no bytes. described: is told of each work."""
    if not any(language.catalogue for language in library.languages.values()):
        return
    rows, settled = list(select_rows(library, rows)), list(settled)
    known: dict[str, str] = json.loads(read.earlier(MADE_FROM) or b"{}")
    cover_by_edition, covers, digests = make_covers(rows, read.file, read.earlier, known)
    for path, data in covers.items():
        yield path, None if read.stays(path) else data
    kept = {cover.path for work in settled for cover in work.covers.values()} - covers.keys()
    yield from dict.fromkeys(kept).items()
    digests |= {path: known[path] for path in kept & known.keys()}
    holdings = make_holdings(library, rows, cover_by_edition, settled)
    style_path, style = pages.make_style_sheet(holdings)
    script_path, script = pages.make_script()
    yield from {style_path: style, script_path: script}.items()
    memory = ListingMemory(holdings, read.last)
    for one in _list_files(holdings, {"style": style_path, "script": script_path}):
        task = memory.plan(one) if isinstance(one, Listing) else one
        digests[task.path] = hashlib.sha256("\n".join(task.made_from).encode()).hexdigest()
        is_known = task.reusable and known.get(task.path) == digests[task.path]
        if is_known and read.stays(task.path):
            yield task.path, None
            continue
        unchanged = read.earlier(task.path) if is_known else None
        yield task.path, task.make() if unchanged is None else unchanged
    memory.store()
    described |= {work.publication.slug: work.describe() for work in holdings.works}
    yield MADE_FROM, (json.dumps(digests, indent=0, sort_keys=True) + "\n").encode()


def _list_files(holdings: Holdings, paths: dict[str, str]) -> Iterator[PageTask | Listing]:
    yield from list_pages(holdings, paths)
    for name in holdings.variants:
        make = partial(draw_format_picture, holdings.library.variants[name])
        yield PageTask(find_format_picture(name), (holdings.digest,), make)
    yield exports.list_json(holdings)
    yield exports.list_csv(holdings)
    everything = (holdings.digest, *(work.digest for work in holdings.works))
    yield PageTask(exports.FEED, everything, lambda: exports.make_feed(holdings))
