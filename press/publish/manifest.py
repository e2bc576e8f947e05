"""The manifest: what is in an output folder, one row an edition, as JSON.

Imports no stage and no noun, so that a build with nothing to do finds that out at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from press.model.fit import Fit
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
    return b"".join(format_pieces(rows, site))


def format_pieces(
    rows: Iterable[ManifestRow], site: Iterable[Mapping[str, Any]], before: Path | None = None
) -> Iterator[bytes]:
    """Format the manifest piece by piece.

    before: the manifest that unchanged rows were read from, if any.
    """
    # Indenting it would take ten times as long, and formatting the rows of a large library anew takes seconds of each
    # small change.
    copy = _open_lines(before) if before else lambda _: None
    yield HEAD
    for number, row in enumerate(rows):
        line = copy(row) or json.dumps(_list_fields(row), ensure_ascii=False).encode()
        yield b",\n" + line if number else line
    yield MIDDLE
    yield ",\n".join(json.dumps(one, ensure_ascii=False) for one in site).encode()
    yield END


def _open_lines(manifest: Path) -> Callable[[ManifestRow], bytes | None]:
    """Make a function that reads the line of a row that was read from a manifest, and not changed since."""
    contents = _read_contents(manifest)
    if not contents.places:
        return lambda _: None
    data = manifest.read_bytes()
    places = {row.edition: (row, place) for row, place in zip(contents.rows, contents.places, strict=True)}

    def copy(row: ManifestRow) -> bytes | None:
        known, place = places.get(row.edition, (None, slice(0)))
        return data[place] if known is row else None

    return copy


def _list_fields(row: ManifestRow | SheetFile | PressFile | Fit) -> dict[str, Any]:
    """List the fields of a row."""
    # `dataclasses.asdict` copies every value, which would take half the time of publishing thousands of editions.
    found = {one.name: getattr(row, one.name) for one in fields(row)}
    return {
        name: _list_fields(one) if isinstance(one, SheetFile | PressFile | Fit) else one for name, one in found.items()
    }


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
    return [*_read_contents(manifest).rows]


def read_site(output: Path) -> dict[str, str]:
    """Read SHA-256 by path of the files beside the editions."""
    return {one["file"]: one["sha256"] for one in list_site_files(output)}


def list_site_files(output: Path) -> list[dict[str, Any]]:
    """List the files beside the editions.

    Each has its path, size and SHA-256, as in the manifest.
    """
    return [dict(one) for one in _read_contents(output / MANIFEST).site]


@dataclass(frozen=True, slots=True)
class ManifestContents:
    """The rows of a manifest, the files beside the editions, and where the line of each row stands, if it has one."""

    rows: Sequence[ManifestRow] = ()
    site: Sequence[Mapping[str, Any]] = ()
    places: Sequence[slice] = ()


_LAST: list[tuple[Path, FileStats, ManifestContents]] = []
"""The manifest that was read or written last: that of a large library has many megabytes."""


def _read_contents(manifest: Path) -> ManifestContents:
    try:
        stats = pick_stats(manifest.stat())
        if [(manifest, stats)] != [one[:2] for one in _LAST]:
            _LAST[:] = [(manifest, stats, _parse_manifest(manifest))]
    except OSError:
        return ManifestContents()
    return _LAST[0][-1]


def keep_contents(manifest: Path, rows: Sequence[ManifestRow], site: Sequence[Mapping[str, Any]]) -> None:
    """Keep what was just written as a manifest, so that it need not be read."""
    _LAST[:] = [(manifest, pick_stats(manifest.stat()), ManifestContents(rows, site))]


def _parse_manifest(manifest: Path) -> ManifestContents:
    try:
        with pause_garbage_collection():
            return _parse_lines(manifest)
    except (ValueError, KeyError, TypeError):  # another program has written it, or it is damaged
        pass
    try:
        found = json.loads(manifest.read_bytes())
        if found["schema"] != SCHEMA:
            return ManifestContents()
    except (ValueError, KeyError, TypeError):
        return ManifestContents()
    return ManifestContents(_parse_rows(found), _parse_site(found))


def _parse_lines(manifest: Path) -> ManifestContents:
    """Parse a manifest line by line, in a small part of the memory that it takes as a whole.

    Raises ValueError, KeyError or TypeError if it is not written as the press writes it.
    """
    rows: list[ManifestRow] = []
    places: list[slice] = []
    names = [one.name for one in fields(ManifestRow)]
    with manifest.open("rb") as file:
        _require(file.read(len(HEAD)) == HEAD)
        start = len(HEAD)
        while (line := file.readline()) != MIDDLE[1:4]:
            if text := line.rstrip(b",\n"):
                found = json.loads(text)
                _require([*found] == names)
                rows.append(_parse_row(found))
                places.append(slice(start, start + len(text)))
            _require(bool(line))
            start += len(line)
        _require(file.readline() == MIDDLE[4:])
        *lines, last = file
    _require(last == END[1:])
    site = [json.loads(text) for line in lines if (text := line.rstrip(b",\n"))]
    _require(all(is_path_below(file) for row in rows for file, _ in row.files))
    return ManifestContents(rows, _pick_site(site), places)


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
    fit = Fit(tuple(known.get("remedies", ())), known.get("lines_over", 0), known.get("searched", False))
    # Most values of thousands of rows are the same: each is kept once.
    shared = {name: _share(fields[name]) for name in ("parts", "tools")}
    others = {"trim": trim, "sheet_file": sheets, "press_file": press, "fit": fit}
    return ManifestRow(**{**fields, **tuples, **shared, **others})


def _share(values: Mapping[str, str]) -> dict[str, str]:
    return {sys.intern(name): sys.intern(value) for name, value in values.items()}
