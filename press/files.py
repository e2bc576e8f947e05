"""Source files as they lie on disk: what is there, and its bytes as text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from press.findings import Finding, Place


@dataclass(slots=True)
class Folder:
    """The folder of the sources while it is being read.

    root: where it is; shown: its path as the user typed it; found: what is wrong so far.
    """

    root: Path
    shown: str
    found: list[Finding] = field(default_factory=list)

    def place(self, name: str, line: int = 1, column: int = 1) -> Place:
        """A place in a file, named by its path below the folder."""
        return Place(f"{self.shown}/{name}" if name else self.shown, line, column)

    def path(self, name: str) -> str:
        """The path of a file as findings print it."""
        return self.place(name).file


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file: its path as findings print it, its text and the SHA-256 of its bytes."""

    path: str
    text: str
    digest: str


def entries(folder: Folder, name: str) -> list[Path]:
    return sorted((folder.root / name).iterdir())


def read_text(folder: Folder, name: str) -> TextFile | None:
    data = (folder.root / name).read_bytes()
    return TextFile(folder.path(name), data.decode().replace("\r\n", "\n"), hashlib.sha256(data).hexdigest())
