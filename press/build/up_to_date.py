"""Whether a build has anything to do.

In the cache of this machine lies a record of the last build into each output folder: the stats of every source and
every finished file (`press/runtime/file_stats.py`). It is not in the output folder, because times differ between two
equal builds and mean nothing on another machine. If all stats are the same, and the press, the installed packages, the
day and the request are too, the result of the last build still holds, and no source needs to be read.

What is looked at here must hold everything that an edition is made from; tests/test_up_to_date.py watches a build open
its files and compares.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from press.model.build import BuildRequest
from press.model.findings import Finding, Place
from press.model.manifest import ManifestRow
from press.publish.manifest import MANIFEST, STAGING, SettledRows, read_site
from press.publish.press_digest import hash_press_files
from press.runtime.cache import find_cache_folder, read_bytes, store_bytes
from press.runtime.clock import read_date
from press.runtime.file_stats import TOP, FileStats, SourceStats, hash_stats, pick_stats
from press.runtime.installation import (
    FORMAT_TOOLS,
    hash_data,
    list_format_tools,
    list_installed_packages,
    list_library_versions,
)
from press.runtime.press_profile import hash_press_profile

if TYPE_CHECKING:
    from press.model.library import Library


def read_last_result(request: BuildRequest) -> tuple[list[str], list[Finding]] | None:
    """Return the last build's result if nothing changed, else None.

    The result is the names of the editions and the warnings.
    """
    try:
        record = _read_record(request.output)
        if record["press"] != _hash_press(request) or record["sources"] != request.stats:
            return None
        slugs = frozenset(request.slugs or record["sources"].keys() - {TOP})
        answers = _hash_asked(request)
        is_asked = all(record["asked"].get(slug) in answers for slug in slugs)
        if not is_asked or record["day"] != str(find_day(request)):  # what is overdue is told
            return None
        if not all(map(_make_comparison(request.output, record), (MANIFEST, *record["files"]))):
            return None
        if (request.output / STAGING).exists():
            return None  # a build was killed, and the next one tidies up
        names = [one for one in record["editions"] if find_slug_of_edition(one) in slugs]
        return names, _parse_findings(record)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None  # a damaged record counts as none


ASKED = ("langs", "variants", "imprint", "press_files", "strict")
"""Fields of a request that say what is to be made of a publication."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What the last build has settled: publications of which nothing has changed since.

    names: of their editions that the request asks for; others: of editions that it does not ask for; asked: digests of
    what was asked of each when it was last built, and is asked now of all that the request means; rows: of the
    manifest; described: what the catalogue says of each publication; files: digests of the stats of their files, and
    the names of these; findings: of the last build.
    """

    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)
    rows: SettledRows = field(default_factory=SettledRows)
    described: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def slugs(self) -> frozenset[str]:
        """The names of these publications."""
        return self.rows.slugs

    def drop_from(self, library: Library) -> Library:
        """Drop these publications from a library."""
        others = {slug: one for slug, one in library.publications.items() if slug not in self.slugs}
        return replace(library, publications=others)

    def add_to(self, names: Iterable[str]) -> list[str]:
        """Add their editions to the names of others, in the order of lists."""
        return sorted([*self.names, *names], key=find_slug_of_edition)


def find_settled(request: BuildRequest, sources: SourceStats, library: Library) -> Settled:
    """Find the publications of which nothing has changed since they were last built, and nothing new is asked.

    None is settled if anything that all publications share is another; the day may be, where it changes no status
    notice. sources: stats of the sources; library: the publications without mistakes.
    """
    from press.shelf_life import find_notice_key, has_same_notice  # a build with nothing to do needs none of it

    answers = _hash_asked(request)
    asked = {
        slug: answers[bool(find_notice_key(one.facts, find_day(request)))]
        for slug, one in library.publications.items()
        if not request.slugs or slug in request.slugs
    }
    makes_all = request.force or request.strict
    nothing = Settled(asked=asked, rows=SettledRows(request.output / MANIFEST))
    try:
        record = _read_record(request.output)
        if record["press"] != _hash_press(request) or record["sources"][TOP] != sources[TOP]:
            return nothing
        is_intact = _make_comparison(request.output, record)
        if not is_intact(MANIFEST):
            return nothing
        day = dt.date.fromisoformat(record["day"])
        slugs = frozenset(
            slug
            for slug in library.publications.keys() & record["places"].keys() & record["asked"].keys()
            if slug not in asked or (record["asked"][slug] == asked[slug] and not makes_all)
            if record["sources"].get(slug) == sources[slug] and is_intact(slug)
            if has_same_notice(library.publications[slug].facts, day, find_day(request))
        )
        editions = [one for one in record["editions"] if find_slug_of_edition(one) in slugs]
        return Settled(
            names=tuple(one for one in editions if find_slug_of_edition(one) in asked),
            others=tuple(one for one in editions if find_slug_of_edition(one) not in asked),
            asked={slug: record["asked"][slug] for slug in slugs} | asked,
            rows=SettledRows(request.output / MANIFEST, record["places"], slugs),
            described=record["described"],
            files={slug: record["files"][slug] for slug in slugs},
            findings=tuple(_parse_findings(record)),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return nothing


def find_slug_of_edition(name: str) -> str:
    """Find the publication that an edition belongs to."""
    return name.partition(".")[0]


def store_build_record(
    request: BuildRequest,
    sources: SourceStats,
    settled: Settled,
    rows: Iterable[ManifestRow],
    editions: Sequence[str],
    findings: Sequence[Finding],
) -> None:
    """Store the result of a build and its file stats.

    sources: stats of the sources before they were read; settled: what was not looked at, with the places and the
    descriptions that are true now; rows: all other rows of the manifest; editions: the names requested.
    """
    if not (request.output / MANIFEST).exists():
        return  # nothing was ever made here, so there is nothing to be up to date
    names: dict[str, list[str]] = {}
    for path in (*(file for row in rows for file, _ in row.files), *read_site(request.output)):
        folder, _, name = path.partition("/") if "/" in path else (TOP, "", path)
        names.setdefault(folder, []).append(name)
    stats = {folder: [_hash_files(request.output, folder, some), some] for folder, some in names.items()}
    data = {
        "press": _hash_press(request),
        "asked": settled.asked,
        "day": str(find_day(request)),
        "sources": sources,
        "manifest": _hash_files(request.output, TOP, [MANIFEST]),
        "files": {**settled.files, **stats},
        "places": settled.rows.places,
        "described": settled.described,
        "editions": [*editions, *settled.others],
        "findings": [_list_values(one) for one in findings],
    }
    store_bytes(find_build_record(request.output), json.dumps(data).encode())


def read_intact_files(output: Path) -> Callable[[str], bool]:
    """Read which files are as the last build left them, by their stats, so that nobody has to read them.

    One that is not makes all that belong together doubtful. None is intact if the manifest is another: then it is not
    known which contents the record speaks of.
    """
    try:
        is_intact = _make_comparison(output, _read_record(output))
        if not is_intact(MANIFEST):
            return lambda _: False
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return lambda _: False
    return lambda path: is_intact(path.partition("/")[0] if "/" in path else TOP)


def _make_comparison(output: Path, record: Mapping[str, Any]) -> Callable[[str], bool]:
    """Make a function that tells whether the stats of the files of a folder, or of the manifest, are as recorded."""

    @functools.cache
    def is_intact(folder: str) -> bool:
        digest, names = record["files"].get(folder, ("", ()))
        try:
            if folder == MANIFEST:
                return bool(record["manifest"] == _hash_files(output, TOP, [MANIFEST]))
            return bool(digest == _hash_files(output, folder, names))
        except OSError:
            return False

    return is_intact


def _read_record(output: Path) -> dict[str, Any]:
    """Read the record of the last build into a folder; raises OSError or ValueError if there is none."""
    path = find_build_record(output)
    return _parse_record(path, pick_stats(path.stat()))


@functools.lru_cache(maxsize=1)
def _parse_record(path: Path, _stats: FileStats) -> dict[str, Any]:
    """Parse a record, once as long as its stats are the same: that of a large library has many megabytes."""
    found: dict[str, Any] = json.loads(read_bytes(path) or b"")
    return found


def find_build_record(output: Path) -> Path:
    """Find the record of the last build into a folder."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(output))).hexdigest()
    return find_cache_folder() / "builds" / f"{name[:32]}.json"


def _hash_files(output: Path, folder: str, names: Iterable[str]) -> str:
    # Thousands of them: making a Path of each takes as long as looking.
    start = f"{output}/{folder}/" if folder else f"{output}/"
    return hash_stats((name, pick_stats(os.stat(start + name))) for name in names)  # noqa: PTH116


def find_day(request: BuildRequest) -> dt.date:
    """Find the day on which shelf life is checked."""
    return request.day or read_date()


def _hash_press(request: BuildRequest) -> str:
    """Hash what changes all editions: the folders, the press and what is installed."""
    folders = os.path.realpath(request.output), os.path.realpath(request.sources), str(request.sources)
    return hash_data([folders, request.publish_each, hash_press_files(), list_installed_packages(),
                      list_library_versions(), list_format_tools(FORMAT_TOOLS)])  # fmt: skip


def _hash_asked(request: BuildRequest) -> tuple[str, str]:
    """Hash what a request asks of a publication that it means: of one without a status notice, and of one with it."""
    asked = [str(getattr(request, name)) for name in ASKED] + [request.press_files and hash_press_profile()]
    is_named = bool(request.slugs)  # then it is made whatever its notice, and what it has nothing for is told
    explains = is_named and bool(request.langs or request.variants)
    return hash_data([asked, explains]), hash_data([asked, explains, is_named])


def _list_values(finding: Finding) -> list[Any]:
    """List the values of a finding; those of a large library are thousands."""
    place = finding.place
    own = (finding.code, finding.problem, finding.hint, finding.severity, finding.editions)
    return [(place.file, place.line, place.column), *own]


def _parse_findings(record: Mapping[str, Any]) -> list[Finding]:
    return [
        Finding(Place(*place), code, problem, hint, severity, tuple(editions))
        for place, code, problem, hint, severity, editions in record["findings"]
    ]
