"""Whether a build has anything to do.

In the cache of this machine lies a record of the last build into each output folder: the stats (size, time of change
and inode) of every source and every finished file. It is not in the output folder, because times differ between two
equal builds and mean nothing on another machine. If all stats are the same, and the press, the day and the request are
too, the result of the last build still holds, and no source needs to be read.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from press.model.build import BuildRequest
from press.model.findings import Finding, Place
from press.model.manifest import ManifestRow
from press.publish.press_digest import hash_press
from press.runtime.cache import find_cache_folder, store_bytes
from press.runtime.clock import read_date
from press.runtime.installation import hash_data

FileStats = dict[str, list[int]]


def read_last_result(request: BuildRequest) -> tuple[list[str], list[Finding]] | None:
    """Return the last build's result if nothing changed, else None.

    The result is the names of the editions and the warnings.
    """
    try:
        record = json.loads(find_build_record(request.output).read_bytes())
        if record["request"] != _hash_request(request) or record["sources"] != read_file_stats(request.sources):
            return None
        if record["files"] != _stat_all(request.output, record["files"]):
            return None
        return record["editions"], [_parse_finding(one) for one in record["findings"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None  # a damaged record counts as none


def store_build_record(
    request: BuildRequest,
    sources: FileStats,
    rows: Iterable[ManifestRow],
    editions: Sequence[str],
    findings: Sequence[Finding],
) -> None:
    """Store the result of a build and its file stats.

    sources: stats of the sources before they were read; rows: all rows of the manifest; editions: the names requested.
    """
    site = [one["file"] for one in json.loads((request.output / "manifest.json").read_bytes()).get("site", [])]
    files = ["manifest.json", *(file for row in rows for file, _ in row.files), *site]
    data = {
        "request": _hash_request(request),
        "sources": sources,
        "files": _stat_all(request.output, files),
        "editions": list(editions),
        "findings": [asdict(one) for one in findings],
    }
    store_bytes(find_build_record(request.output), json.dumps(data).encode())


def find_build_record(output: Path) -> Path:
    """Find the record of the last build into a folder."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(output))).hexdigest()
    return find_cache_folder() / "builds" / f"{name[:32]}.json"


def read_file_stats(folder: Path) -> FileStats:
    """Read the stats of every file below a folder.

    Hidden files are not sources.
    """
    found: FileStats = {}
    todo = [str(folder)]
    start = len(str(folder)) + 1
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
                found[entry.path[start:]] = _list_stats(entry.stat())
    return found


def _stat_all(output: Path, files: Iterable[str]) -> FileStats:
    return {file: _list_stats(os.stat(output / file)) for file in files}  # noqa: PTH116 - thousands of them


def _list_stats(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def _hash_request(request: BuildRequest) -> str:
    """Hash the request and the press.

    The workers are left out: they do not change the result.
    """
    asked = {key: str(value) for key, value in asdict(request).items() if key not in {"jobs", "scheduler", "force"}}
    asked["day"] = str(request.day or read_date())
    asked["output"] = os.path.realpath(request.output)
    asked["sources"] = os.path.realpath(request.sources) + "\0" + str(request.sources)
    return hash_data([asked, hash_press()])


def _parse_finding(data: dict[str, Any]) -> Finding:
    return Finding(**{**data, "place": Place(**data["place"]), "editions": tuple(data["editions"])})
