"""The manifest: what is in an output folder, one row an edition, as JSON.

Imports no stage and no noun, so that a build with nothing to do finds that out at once (`press/build/up_to_date.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from press.model.records import PressFile, Row, SheetFile

MANIFEST = "manifest.json"
SCHEMA = 1


def manifest(rows: Iterable[Row], site: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The manifest as plain data. site: of the files beside the editions path, size and digest."""
    return {"schema": SCHEMA, "editions": [_plain(row) for row in rows], "site": list(site)}



def _plain(row: Row | SheetFile | PressFile) -> dict[str, Any]:
    """The fields of a row. Not `asdict`, which copies what lies in them: half the time of publishing thousands."""
    found = {one.name: getattr(row, one.name) for one in fields(row)}
    return {name: _plain(one) if isinstance(one, SheetFile | PressFile) else one for name, one in found.items()}


def to_json(data: Mapping[str, Any]) -> bytes:
    """JSON for people and machines: indented, in Unicode, the same bytes for the same data."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def read_manifest(output: Path) -> list[Row]:
    """The rows of the manifest in a folder; none when there is no manifest of this schema."""
    return read_rows(output / MANIFEST)


def read_rows(manifest: Path) -> list[Row]:
    """The rows of a manifest; none when it is no manifest of this schema."""
    try:
        found = json.loads(manifest.read_bytes())
        if found["schema"] != SCHEMA:
            return []
        return [_row(fields) for fields in found["editions"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def read_site(output: Path) -> dict[str, str]:
    """The files beside the editions that the manifest names: SHA-256 by path."""
    return {one["file"]: one["sha256"] for one in site_of(output)}


def site_of(output: Path) -> list[dict[str, Any]]:
    """Path, size and SHA-256 of each file beside the editions, as the manifest has them."""
    try:
        found = json.loads((output / MANIFEST).read_bytes())
        site = [{name: one[name] for name in ("file", "bytes", "sha256")} for one in found["site"]]
        return site if found["schema"] == SCHEMA else []
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _row(fields: dict[str, Any]) -> Row:
    trim = tuple(fields["trim"]) if fields["trim"] else None
    second = fields.get("sheet_file")
    sheets = SheetFile(**{**second, "sheet": tuple(second["sheet"])}) if second else None
    press = PressFile(**fields["press_file"]) if fields.get("press_file") else None
    tuples = {name: tuple(fields.get(name, ())) for name in ("standards", "left_out", "stale")}
    return Row(**{**fields, **tuples, "trim": trim, "sheet_file": sheets, "press_file": press})
