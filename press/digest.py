"""What an edition is made from, as one number: when it has not changed, the edition need not be made again."""

from __future__ import annotations

import functools
import hashlib
import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from press import __version__
from press.model import Download, Edition

ROOT = Path(__file__).resolve().parent.parent
CODE = ("pipeline.py", "press/**/*.py", "templates/**/*.html", "styles/**/*.css")
TOOLS = ("weasyprint", "pydyf", "pikepdf", "jinja2", "markdown-it-py", "fonttools", "fontpkg-atkinson-hyperlegible",
         "fontpkg-arimo", "font-source-serif-pro")  # fmt: skip
"""Packages whose version can change the bytes of an edition."""


def edition_digest(edition: Edition, downloads: Sequence[Download] = ()) -> str:
    """SHA-256 over everything the edition reads: its sources, the files it links to, and the press itself."""
    parts = {
        "edition": edition.name,
        "inputs": edition.inputs,
        "translations": sorted(edition.publication.translations),
        "downloads": [asdict(download) for download in downloads],
        "press": press_digest(),
        "tools": tools(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@functools.cache
def press_digest() -> str:
    """SHA-256 over the press's own code, templates and styles."""
    return digest_files(sorted({path for pattern in CODE for path in ROOT.glob(pattern)}))


def digest_files(paths: Iterable[Path]) -> str:
    """SHA-256 over names and contents of some files below the press's own folder."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@functools.cache
def tools() -> dict[str, str]:
    """Name and version of what makes the files."""
    versions = {name: metadata.version(name) for name in TOOLS}
    return {"press": __version__, "python": platform.python_version(), **versions}
