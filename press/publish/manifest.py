"""The manifest: what is in an output folder, one row an edition, as JSON.

Imports no stage and no noun, so that a build with nothing to do finds that out at once.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from press.model.fit import Fit
from press.model.manifest import ManifestRow, PressFile, SheetFile
from press.runtime.file_stats import FileStats, pick_stats
from press.runtime.safe_paths import is_path_below

MANIFEST = "manifest.json"
STAGING = ".staging"
SCHEMA = 1


def format_manifest(rows: Iterable[ManifestRow], site: Iterable[dict[str, Any]] = ()) -> bytes:
    """Format the manifest as JSON, one row a line.

    site: path, size and digest of each file beside the editions.
    """
    # Indenting it would take ten times as long: seconds of each small change in a large library.
    editions = ",\n".join(json.dumps(_list_fields(row), ensure_ascii=False) for row in rows)
    files = ",\n".join(json.dumps(one, ensure_ascii=False) for one in site)
    return f'{{"schema": {SCHEMA},\n"editions": [\n{editions}\n],\n"site": [\n{files}\n]}}\n'.encode()


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
    return [*_read_contents(manifest)[0]]


def read_site(output: Path) -> dict[str, str]:
    """Read SHA-256 by path of the files beside the editions."""
    return {one["file"]: one["sha256"] for one in list_site_files(output)}


def list_site_files(output: Path) -> list[dict[str, Any]]:
    """List the files beside the editions.

    Each has its path, size and SHA-256, as in the manifest.
    """
    return [dict(one) for one in _read_contents(output / MANIFEST)[1]]


Contents = tuple[Sequence[ManifestRow], Sequence[Mapping[str, Any]]]
"""The rows of a manifest, and the files beside the editions."""


def _read_contents(manifest: Path) -> Contents:
    try:
        return _parse_manifest(manifest, pick_stats(manifest.stat()))
    except OSError:
        return (), ()


@functools.lru_cache(maxsize=1)
def _parse_manifest(manifest: Path, _stats: FileStats) -> Contents:
    """Parse a manifest, once as long as its stats are the same: that of a large library has many megabytes."""
    try:
        found = json.loads(manifest.read_bytes())
        if found["schema"] != SCHEMA:
            return (), ()
    except (ValueError, KeyError, TypeError):
        return (), ()
    return _parse_rows(found), _parse_site(found)


def _parse_rows(found: dict[str, Any]) -> Sequence[ManifestRow]:
    try:
        rows = [_parse_row(fields) for fields in found["editions"]]
        return rows if all(is_path_below(file) for row in rows for file, _ in row.files) else ()
    except (ValueError, KeyError, TypeError):
        return ()


def _parse_site(found: dict[str, Any]) -> Sequence[Mapping[str, Any]]:
    try:
        site = [{name: one[name] for name in ("file", "bytes", "sha256")} for one in found["site"]]
        return site if all(is_path_below(one["file"]) for one in site) else ()
    except (ValueError, KeyError, TypeError):
        return ()


def _parse_row(fields: dict[str, Any]) -> ManifestRow:
    trim = tuple(fields["trim"]) if fields["trim"] else None
    second = fields.get("sheet_file")
    sheets = SheetFile(**{**second, "sheet": tuple(second["sheet"])}) if second else None
    press = PressFile(**fields["press_file"]) if fields.get("press_file") else None
    tuples = {name: tuple(fields.get(name, ())) for name in ("standards", "left_out", "stale", "page_starts")}
    known = fields.get("fit", {})
    fit = Fit(tuple(known.get("remedies", ())), known.get("lines_over", 0), known.get("searched", False))
    return ManifestRow(**{**fields, **tuples, "trim": trim, "sheet_file": sheets, "press_file": press, "fit": fit})
