"""The catalogue: the front of the house, a static site made from the library and the manifest.

It needs no server and no script; a script makes search and filters of it. `site` gives every file as a value;
`press/publish/output.py` puts them out in the same journal as the editions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from press.catalogue import assets, exports, feed
from press.catalogue.covers import covers
from press.catalogue.pages import Making, pages
from press.catalogue.publications import FOLDER, Holdings, holdings_of, shown
from press.model.edition import Library
from press.model.records import Row
from press.publish.manifest import read_site
from press.publish.output import STAGING, sha256

Reader = Callable[[str], bytes | None]
"""The bytes of a file by its path below the output folder, or None when it is not there."""
MADE_FROM = f"{FOLDER}/made-from.json"
"""The file that names what each page was made from, so that it is made again only when that has changed."""


def shelve(library: Library, rows: Iterable[Row], output: Path) -> dict[str, bytes]:
    """The catalogue of the editions that are in an output folder or wait in its staging folder, by path below it.

    What has not changed since the catalogue that is there already is taken from it.
    """
    before = read_site(output)

    def file(path: str) -> bytes | None:
        places = (output / STAGING / Path(path).name, output / path)
        return next((place.read_bytes() for place in places if place.is_file()), None)

    def earlier(path: str) -> bytes | None:
        found = output / path
        data = found.read_bytes() if path in before and found.is_file() else None
        return data if data is not None and sha256(data) == before[path] else None

    return site(library, rows, file, earlier)


def site(library: Library, rows: Iterable[Row], file: Reader, earlier: Reader = lambda _: None) -> dict[str, bytes]:
    """Every file of the catalogue by its path below the output folder; none when no language has its words.

    file: gives a finished file by its path; earlier: a file of the catalogue before, or None.
    """
    if not any(language.catalogue for language in library.languages.values()):
        return {}
    rows = list(shown(library, rows))
    pictured, made = covers(rows, file, earlier)
    holdings = holdings_of(library, rows, pictured)
    style_path, style = assets.style(holdings, earlier)
    script_path, script = assets.script()
    known = json.loads(earlier(MADE_FROM) or b"{}")
    digests: dict[str, str] = {}
    for one in _makings(holdings, {"style": style_path, "script": script_path}):
        digests[one.path] = hashlib.sha256("\n".join(one.made_from).encode()).hexdigest()
        same = earlier(one.path) if known.get(one.path) == digests[one.path] else None
        made[one.path] = one.make() if same is None else same
    record = (json.dumps(digests, indent=0) + "\n").encode()
    return {**made, style_path: style, script_path: script, MADE_FROM: record}


def _makings(holdings: Holdings, paths: dict[str, str]) -> Iterator[Making]:
    yield from pages(holdings, paths)
    everything = (holdings.digest, *(work.digest for work in holdings.works))
    for path, make in LISTS.items():
        yield Making(path, everything, lambda make=make: make(holdings))  # type: ignore[misc]


LISTS: dict[str, Callable[[Holdings], bytes]] = {
    "catalogue.json": exports.as_json,
    "catalogue.csv": exports.as_csv,
    "feed.atom": feed.as_atom,
}
