"""The manifest: what is in an output folder, one row an edition, as JSON.

Imports no stage and no noun, so that a build with nothing to do finds that out at once.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from heapq import merge
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any, BinaryIO

from press.model.fit import Fit, NotesPlan
from press.model.manifest import ManifestRow, PressFile, SheetFile
from press.runtime.file_stats import FileStats, pick_stats
from press.runtime.garbage import pause_garbage_collection
from press.runtime.safe_paths import is_path_below

MANIFEST = "manifest.json"
STAGING = ".staging"
SCHEMA = 1


HEAD = f'{{"schema": {SCHEMA},\n"editions": [\n'.encode()
MIDDLE = b'\n],\n"site": [\n'
END = b"\n]}\n"
"""What stands around the rows, and around the files beside the editions."""


def format_manifest(rows: Iterable[ManifestRow], site: Iterable[Mapping[str, Any]] = ()) -> bytes:
    """Format the manifest as JSON, one row a line.

    site: path, size and digest of each file beside the editions.
    """
    return b"".join(format_pieces(rows, site, SettledRows(), {}))


Places = dict[str, tuple[int, int]]
"""Where the lines of each publication begin and end in a manifest."""


@dataclass(frozen=True, slots=True)
class SettledRows:
    """Rows that stay in a manifest as they are, so that nobody reads them.

    places: of all publications in the manifest; slugs: the publications whose rows stay.
    """

    manifest: Path = Path()
    places: Places = field(default_factory=dict)
    slugs: frozenset[str] = frozenset()

    def read_others(self) -> list[ManifestRow]:
        """Read the rows of the other publications."""
        return self.read(self.places.keys() - self.slugs) if self.slugs else read_rows(self.manifest)

    def read(self, slugs: Iterable[str]) -> list[ManifestRow]:
        """Read the rows of some publications."""
        lines = [line for text in self.copy(sorted(slugs)) for line in text.split(b",\n")]
        return [_parse_row(json.loads(line)) for line in lines]

    def copy(self, slugs: Iterable[str]) -> Iterator[bytes]:
        """Copy the lines of some publications."""
        if self.places:
            with self.manifest.open("rb") as file:
                for slug in slugs:
                    start, end = self.places[slug]
                    file.seek(start)
                    yield file.read(end - start)


def format_pieces(
    rows: Iterable[ManifestRow], site: Iterable[Mapping[str, Any]], settled: SettledRows, places: Places
) -> Iterator[bytes]:
    """Format the manifest piece by piece.

    rows: in the order of the manifest; settled: those of other publications; places: is told where each publication is.
    """
    # Indenting it would take ten times as long, and formatting the rows of a large library anew takes seconds of each
    # small change.
    yield HEAD
    at = len(HEAD)
    own = ((slug, list(some)) for slug, some in groupby(rows, attrgetter("publication")))
    kept = ((slug, list[ManifestRow]()) for slug in sorted(settled.slugs))
    copies = settled.copy(sorted(settled.slugs))
    for number, (slug, some) in enumerate(merge(own, kept, key=itemgetter(0))):
        lines = b",\n".join(map(_format_row, some)) if some else next(copies)
        yield b",\n" + lines if number else lines
        start = at + 2 * bool(number)
        at = start + len(lines)
        places[slug] = start, at
    yield MIDDLE
    yield ",\n".join(json.dumps(one, ensure_ascii=False) for one in site).encode()
    yield END


def _format_row(row: ManifestRow) -> bytes:
    return json.dumps(_list_fields(row), ensure_ascii=False).encode()


def _list_fields(row: ManifestRow | SheetFile | PressFile | Fit | NotesPlan) -> dict[str, Any]:
    """List the fields of a row."""
    # `dataclasses.asdict` copies every value, which would take half the time of publishing thousands of editions.
    found = {one.name: getattr(row, one.name) for one in fields(row)}
    nested = (SheetFile, PressFile, Fit, NotesPlan)
    return {name: _list_fields(one) if isinstance(one, nested) else one for name, one in found.items()}


def format_json(data: Mapping[str, Any]) -> bytes:
    """Format data as indented JSON.

    The same data gives the same bytes.
    """
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def read_manifest(output: Path) -> list[ManifestRow]:
    """Read the rows of the manifest in a folder.

    There are none if the folder has no manifest of this schema.
    """
    return read_rows(output / MANIFEST)


def read_rows(manifest: Path) -> list[ManifestRow]:
    """Read the rows of a manifest.

    There are none if its schema is another, or if it names a file outside its folder.
    """
    try:
        return [*_read_row_lines(manifest, pick_stats(manifest.stat()))]
    except OSError:
        return []


@functools.lru_cache(maxsize=1)
def _read_row_lines(manifest: Path, _stats: FileStats) -> Sequence[ManifestRow]:
    """Read the rows of a manifest, once as long as its stats are the same: those of a large library are many."""
    try:
        with pause_garbage_collection():
            return _parse_lines(manifest)
    except (ValueError, KeyError, TypeError):  # another program has written it, or it is damaged
        return _parse_rows(_parse_whole(manifest))


def read_site(output: Path) -> dict[str, str]:
    """Read SHA-256 by path of the files beside the editions."""
    return {one["file"]: one["sha256"] for one in list_site_files(output)}


def list_site_files(output: Path) -> list[dict[str, Any]]:
    """List the files beside the editions.

    Each has its path, size and SHA-256, as in the manifest.
    """
    manifest = output / MANIFEST
    try:
        return [dict(one) for one in _read_site_lines(manifest, pick_stats(manifest.stat()))]
    except OSError:
        return []


@functools.lru_cache(maxsize=1)
def _read_site_lines(manifest: Path, _stats: FileStats) -> Sequence[Mapping[str, Any]]:
    """Read the last lines of a manifest, once as long as its stats are the same."""
    try:
        with manifest.open("rb") as file:
            _require(file.read(len(HEAD)) == HEAD)
            tail = _read_after(file, MIDDLE)
        _require(tail.endswith(END))
        lines = tail.removesuffix(END).split(b",\n")
        return _pick_site(json.loads(line) for line in lines if line)
    except (ValueError, KeyError, TypeError):  # another program has written it, or it is damaged
        return _parse_site(_parse_whole(manifest))


def _read_after(file: BinaryIO, line: bytes) -> bytes:
    """Read what stands after the last place of a line, from the end: the rows before it are many."""
    size = file.seek(0, os.SEEK_END)
    length, tail = 2**16, b""
    while line not in tail:
        _require(len(tail) < size)
        file.seek(max(0, size - length))
        tail, length = file.read(), length * 4
    return tail.rpartition(line)[2]


def _parse_whole(manifest: Path) -> dict[str, Any]:
    """Parse a manifest that is not written as the press writes it; empty if its schema is another."""
    try:
        found: dict[str, Any] = json.loads(manifest.read_bytes())
        return found if found["schema"] == SCHEMA else {}
    except (ValueError, KeyError, TypeError):
        return {}


def _parse_lines(manifest: Path) -> list[ManifestRow]:
    """Parse a manifest line by line, in a small part of the memory that it takes as a whole.

    Raises ValueError, KeyError or TypeError if it is not written as the press writes it.
    """
    rows: list[ManifestRow] = []
    names = [one.name for one in fields(ManifestRow)]
    with manifest.open("rb") as file:
        _require(file.read(len(HEAD)) == HEAD)
        while (line := file.readline()) != MIDDLE[1:4]:
            if text := line.rstrip(b",\n"):
                found = json.loads(text)
                _require([*found] == names)
                rows.append(_parse_row(found))
            _require(bool(line))
        _require(file.readline() == MIDDLE[4:])
    _require(all(is_path_below(file) for row in rows for file, _ in row.files))
    return rows


def _require(condition: bool) -> None:  # noqa: FBT001 - there is nothing else that it could be
    if not condition:
        raise ValueError


def _parse_rows(found: dict[str, Any]) -> Sequence[ManifestRow]:
    try:
        rows = [_parse_row(fields) for fields in found["editions"]]
        return rows if all(is_path_below(file) for row in rows for file, _ in row.files) else ()
    except (ValueError, KeyError, TypeError):
        return ()


def _parse_site(found: dict[str, Any]) -> Sequence[Mapping[str, Any]]:
    try:
        return _pick_site(found["site"])
    except (ValueError, KeyError, TypeError):
        return ()


def _pick_site(found: Iterable[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    site = [{name: one[name] for name in ("file", "bytes", "sha256")} for one in found]
    return site if all(is_path_below(one["file"]) for one in site) else ()


def _parse_row(fields: dict[str, Any]) -> ManifestRow:
    trim = tuple(fields["trim"]) if fields["trim"] else None
    second = fields.get("sheet_file")
    sheets = SheetFile(**{**second, "sheet": tuple(second["sheet"])}) if second else None
    press = PressFile(**fields["press_file"]) if fields.get("press_file") else None
    tuples = {name: tuple(fields.get(name, ())) for name in ("standards", "left_out", "stale", "page_starts")}
    known = fields.get("fit", {})
    notes = NotesPlan(**known["notes"]) if known.get("notes") else None
    fit = Fit(tuple(known.get("remedies", ())), known.get("lines_over", 0), known.get("searched", False), notes)
    # Most values of thousands of rows are the same: each is kept once.
    shared = {name: _share(fields[name]) for name in ("parts", "tools")}
    others = {"trim": trim, "sheet_file": sheets, "press_file": press, "fit": fit}
    return ManifestRow(**{**fields, **tuples, **shared, **others})


def _share(values: Mapping[str, str]) -> dict[str, str]:
    return {sys.intern(name): sys.intern(value) for name, value in values.items()}
