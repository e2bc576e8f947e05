"""Doing nothing, quickly: whether anything a build looks at has been touched since the last one.

Beside the manifest lies a list of stamps (size, time of change and number on the disk) of every source and every
finished file. When all of them are as they were, and the press, the day and the wish are the same, the last build's
answer still holds, and no source needs to be read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from press.runtime.installation import digest, press_digest
from press.model.findings import Finding, Place
from press.model.records import Row, Wish
from press.runtime.clock import today

STAMPS = ".stamps.json"
Stamps = dict[str, list[int]]


def answer(wish: Wish) -> tuple[list[str], list[Finding]] | None:
    """The names of the editions and the warnings of the last build; None when there is something to do."""
    try:
        kept = json.loads((wish.output / STAMPS).read_bytes())
        if kept["wish"] != _wish(wish) or kept["sources"] != taken(wish.sources):
            return None
        if kept["files"] != _of_files(wish.output, kept["files"]):
            return None
        return kept["editions"], [_finding(one) for one in kept["findings"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(
    wish: Wish, sources: Stamps, rows: Iterable[Row], editions: Sequence[str], findings: Sequence[Finding]
) -> None:
    """Note what a build was answered with.

    sources: their stamps before they were read; rows: all of the manifest; editions: the names wished for.
    """
    site = [one["file"] for one in json.loads((wish.output / "manifest.json").read_bytes()).get("site", [])]
    files = ["manifest.json", *(file for row in rows for file, _ in row.files), *site]
    data = {
        "wish": _wish(wish),
        "sources": sources,
        "files": _of_files(wish.output, files),
        "editions": list(editions),
        "findings": [asdict(one) for one in findings],
    }
    (wish.output / STAMPS).write_text(json.dumps(data, ensure_ascii=False))


def taken(folder: Path) -> Stamps:
    """The stamp of every file below a folder; what starts with a dot is no source."""
    found: Stamps = {}
    todo = [str(folder)]
    start = len(str(folder)) + 1
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
                found[entry.path[start:]] = _stamp(entry.stat())
    return found


def _of_files(output: Path, files: Iterable[str]) -> Stamps:
    return {file: _stamp(os.stat(output / file)) for file in files}  # noqa: PTH116 - thousands of them


def _stamp(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def _wish(wish: Wish) -> str:
    """What is asked of whom; not how many are to work on it."""
    asked = {key: str(value) for key, value in asdict(wish).items() if key not in {"jobs", "scheduler", "force"}}
    asked["day"] = str(wish.day or today())
    asked["sources"] = os.path.realpath(wish.sources) + "\0" + str(wish.sources)
    return digest([asked, press_digest()])


def _finding(data: dict[str, Any]) -> Finding:
    return Finding(**{**data, "place": Place(**data["place"])})
