"""The files that a page of others may reach: those below one folder, and the network only if somebody asks for it."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

LARGEST = 64 * 2**20
"""Bytes of the largest file that a page may use."""


class PageFetcher(URLFetcher):  # type: ignore[misc]
    """A fetcher of `data:` URLs, of files below a folder, and of web addresses if they are allowed."""

    def __init__(self, root: Path, *, allow_network: bool) -> None:
        super().__init__(allowed_protocols=["data", "file", *(["http", "https"] if allow_network else [])])
        self.root = root.resolve()
        self.allow_network = allow_network

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Fetch a URL.

        Raises ValueError if the page may not reach it.
        """
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and not self.allow_network:
            raise ValueError("the network is not used; `--allow-network` allows it")
        if parts.scheme == "file":
            self.check_file(Path(unquote(parts.path)))
        return super().fetch(url, headers)

    def check_file(self, path: Path) -> None:
        """Check that a file is a regular one below the folder."""
        if not path.resolve().is_relative_to(self.root):
            raise ValueError("it is outside the folder of the page; `--root` names a larger folder")
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            raise ValueError(f"it is not a regular file of at most {LARGEST // 2**20} MB")
