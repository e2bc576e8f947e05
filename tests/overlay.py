"""Sources for tests: the base library with files laid over it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from press.check import check
from press.load import load
from press.load.markdown.tokens import SNIPPET
from press.model.findings import Finding

BASE = Path(__file__).parent / "base_library"
TEXT = "publications/handwashing/en.md"
LINK = "symlink:"
"""Prefix of content that stands for a symbolic link; the target follows."""


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Copy the base library and lay files over it.

    A snippet is added to the English text.
    """
    if not folder.exists():
        shutil.copytree(BASE, folder)
    for name, content in files.items():
        path = folder / (name if name != SNIPPET else TEXT)
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str) and content.startswith(LINK):
            path.symlink_to(content.removeprefix(LINK))
        elif name == SNIPPET:
            path.write_bytes(path.read_bytes() + b"\n" + as_bytes(content))
        else:
            path.write_bytes(as_bytes(content))
    return folder


def as_bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def findings(folder: Path) -> list[Finding]:
    """List the findings of load and check."""
    library, found = load(folder)
    return sorted({*found, *check(library)})
