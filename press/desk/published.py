"""The finished files, read-only: a table of the names in the manifest. A visitor's path is looked up there, no more."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from press.desk.limits import Shelf
from press.model.records import Row
from press.publish.manifest import MANIFEST, read_manifest

MEDIA_TYPES = {
    ".atom": "application/atom+xml",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
"""What each kind of file is (IANA); others are not served."""
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that may be served: its path, its SHA-256, and whether it is a page of the catalogue."""

    path: Path
    sha256: str
    media_type: str
    site: bool


class Published:
    """The output folder of a build; what a later build publishes is seen at once."""

    def __init__(self, output: Path, kept_bytes: int) -> None:
        self._output = output
        self._stamp: tuple[int, ...] | None = None
        self._entries: dict[str, Entry] = {}
        self._shelf = Shelf(kept_bytes)
        self.rows: list[Row] = []

    def refresh(self) -> None:
        """Read the manifest again if it has changed."""
        try:
            status = (self._output / MANIFEST).stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        except OSError:
            stamp = (0, 0, 0)
        if stamp != self._stamp:
            self.rows = read_manifest(self._output)
            self._entries = dict(self._table())
            self._stamp = stamp

    def entry(self, name: str) -> Entry | None:
        """What the manifest lists under a name, e.g. `index.html`."""
        self.refresh()
        return self._entries.get(name)

    def data(self, entry: Entry) -> bytes | None:
        """The bytes of a file, or None while they are not (or no more) those that the manifest tells of."""
        data = self._shelf.get(entry.sha256)
        if data is None:
            try:
                data = entry.path.read_bytes()
            except OSError:
                return None
            if hashlib.sha256(data).hexdigest() != entry.sha256:
                return None
            self._shelf.put(entry.sha256, data)
        return data

    def _table(self) -> Any:
        listed = [(file, digest, False) for row in self.rows for file, digest in row.files]
        for file, digest, site in [*listed, *((*one, True) for one in _site(self._output))]:
            pure = PurePosixPath(file)
            media_type = MEDIA_TYPES.get(pure.suffix)
            if media_type and not pure.is_absolute() and ".." not in pure.parts:
                yield file, Entry(self._output / file, digest, media_type, site)


def _site(output: Path) -> list[tuple[str, str]]:
    """The pages of the catalogue in the manifest: their names and SHA-256."""
    try:
        site = json.loads((output / MANIFEST).read_bytes()).get("site", [])
        return [(str(one["file"]), str(one["sha256"])) for one in site]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def policy(page: str, *, scripts: bool, frame: str = "'none'") -> str:
    """The Content-Security-Policy of a finished page: its own styles by their hashes, and nothing from elsewhere.

    scripts: whether its own scripts may run too; an edition has none (W3C Content Security Policy Level 3, 2.3.1).
    frame: what may show the page in a frame.
    """
    sources = {
        "default-src": "'none'",
        "style-src": " ".join(["'self'", *_hashes(_STYLE, page)]),
        "script-src": " ".join(["'self'", *_hashes(_SCRIPT, page)]) if scripts else "'none'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'" if scripts else "'none'",
        "form-action": "'self'",
        "frame-ancestors": frame,
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def _hashes(element: re.Pattern[str], page: str) -> list[str]:
    digests = (hashlib.sha256(text.encode()).digest() for text in element.findall(page))
    return sorted({f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests})
