"""Source files on disk: folder listings, and bytes decoded as text."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from press.model.findings import Finding, FindingCode, Place
from press.model.sources.center import Center
from press.model.sources.language import Language

MAX_BYTES = 5_000_000
MAX_PROSE = 250_000
"""Bytes of a publication's text, about a hundred printed pages; parsing Markdown takes more than linear time."""

REACH = "house rule: what a source may reach"
LAYOUT = "house rule: the layout of the sources"
_WEB = "format: html\nkind: handout\n"

NOT_UTF8 = FindingCode(
    "LOD201",
    "A text file is UTF-8.",
    "RFC 3629",
    "open it in an editor and save it as UTF-8",
    bad={"variants/extra.yaml": b"format: html\nkind: \xe9\n"},
    good={"variants/extra.yaml": _WEB.encode()},
)
EMPTY = FindingCode(
    "LOD203",
    "No file is empty.",
    LAYOUT,
    "write what belongs in it, or delete it",
    bad={"variants/extra.yaml": "\n"},
    good={"variants/extra.yaml": _WEB},
)
MISSING = FindingCode(
    "LOD204",
    "The files and folders that the press needs exist.",
    LAYOUT,
    "add it, or name another folder with `--sources`",
    bad={"publications/extra/notes.txt": "no publication.yaml here"},
    good={},
)
UNREADABLE = FindingCode(
    "LOD205",
    "The press may read every file and folder.",
    LAYOUT,
    "check the permissions of the file, and that it is an ordinary file or folder",
    bad={"variants/extra.yaml/nested": "a folder in the place of a file"},
    good={"variants/extra.yaml": _WEB},
)
OUTSIDE = FindingCode(
    "LOD206",
    "No link on disk leads out of the sources.",
    REACH,
    "copy the file to where it is needed",
    bad={"variants/extra.yaml": "symlink:/dev/null"},
    good={"variants/extra.yaml": "symlink:web.yaml"},
)
UNEXPECTED = FindingCode(
    "LOD207",
    "Every file is one that the press reads.",
    LAYOUT,
    "delete it, or give it the name that the press looks for",
    severity="warning",
    bad={"variants/extra.yml": _WEB},
    good={"variants/extra.yaml": _WEB},
)
BAD_NAME = FindingCode(
    "LOD208",
    "A publication and a variant are named in lower-case words joined by hyphens, a text by its language.",
    LAYOUT,
    "rename it, e.g. `large-print.yaml`, `es.md`",
    bad={"variants/Extra Large.yaml": _WEB},
    good={"variants/extra-large.yaml": _WEB},
)
CONTROL = FindingCode(
    "LOD210",
    "A text has no characters that cannot be seen or printed.",
    "The Unicode Standard, 23.1",
    "delete the character; it often comes along when text is pasted from another program",
    bad={"variants/extra.yaml": "format: html\nkind: handout\npaper: a\x08b\n"},
    good={"variants/extra.yaml": _WEB},
)
TOO_LARGE = FindingCode(
    "LOD212",
    f"A file has at most {MAX_BYTES:,} bytes, and a text in Markdown {MAX_PROSE:,}.",
    "house rule: the time that a build may take",
    "make it smaller or split it; a photograph needs no more than 300 dots per inch at the size in print",
    bad={"variants/extra.yaml": "#" * (MAX_BYTES + 1)},
    good={"variants/extra.yaml": _WEB},
)
CODES = (NOT_UTF8, EMPTY, MISSING, UNREADABLE, OUTSIDE, UNEXPECTED, BAD_NAME, CONTROL, TOO_LARGE)

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd\ufffe\uffff]")


@dataclass(slots=True)
class SourceFolder:
    """The source folder while it is read, and the findings so far.

    root: where it is; `display_path`: its path as the user typed it; `findings`: what is wrong so far; `center`,
    `languages`: what texts may use by name comes from them, once they are read.
    """

    root: Path
    display_path: str
    findings: list[Finding] = field(default_factory=list)
    center: Center | None = None
    languages: Mapping[str, Language] = field(default_factory=dict)
    values_digest: str = ""

    def format_path(self, name: str) -> str:
        """Format the path of a file as findings print it.

        name: its path below the folder.
        """
        # A name on disk may hold bytes that no text can hold.
        printable = name.encode("utf-8", "backslashreplace").decode()
        return f"{self.display_path}/{printable}" if name else self.display_path

    def add_finding(self, code: FindingCode, name: str, problem: str, hint: str = "") -> None:
        """Add a finding about a whole file or folder."""
        self.findings.append(code.make_finding(Place(self.format_path(name), 1, 1), problem, hint))


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file: its path as findings print it, its text and the SHA-256 of its bytes."""

    path: str
    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class FolderListing:
    """The files and folders in a folder, sorted by name, without those that start with a dot.

    readable: whether the folder could be listed.
    """

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    readable: bool = True


def list_folder(folder: SourceFolder, name: str) -> FolderListing:
    """List the files and folders in a folder.

    A link that leads out of the sources, or a folder that cannot be read, becomes a finding.
    """
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(folder.root / name) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        folder.add_finding(MISSING, name, "there is no such folder")
        return FolderListing(readable=False)
    except OSError as error:
        folder.add_finding(UNREADABLE, name, f"it cannot be read: {error.strerror}")
        return FolderListing(readable=False)
    for entry in found:
        if entry.name.startswith("."):
            continue
        path = f"{name}/{entry.name}" if name else entry.name
        if entry.is_symlink() and not is_within(folder, path, ""):
            folder.add_finding(OUTSIDE, path, "it is a link that leads out of the sources")
        else:
            (folders if _is_folder(entry) else files).append(entry.name)
    return FolderListing(tuple(files), tuple(folders))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # links that lead in a circle
        return False


def is_within(folder: SourceFolder, name: str, owner: str) -> bool:
    """Check whether a file's real path lies below a folder.

    Every link on disk is followed first.
    """
    real, home = os.path.realpath(folder.root / name), os.path.realpath(folder.root / owner)
    return real == home or real.startswith(home.rstrip(os.sep) + os.sep)


def read_bytes(folder: SourceFolder, name: str, limit: int = MAX_BYTES) -> bytes | None:
    """Read the bytes of a file.

    Gives None, and adds a finding, when it cannot be read.
    """
    path = folder.root / name
    try:
        status = path.stat()
        # A pipe or a device would make the press wait for ever.
        if not stat.S_ISREG(status.st_mode):
            folder.add_finding(UNREADABLE, name, "it is not an ordinary file")
        elif status.st_size > limit:
            folder.add_finding(TOO_LARGE, name, f"it has {status.st_size:,} bytes; the limit is {limit:,}")
        else:
            return path.read_bytes()
    except FileNotFoundError:
        folder.add_finding(MISSING, name, "there is no such file")
    except OSError as error:
        folder.add_finding(UNREADABLE, name, f"it cannot be read: {error.strerror}")
    return None


def read_text(folder: SourceFolder, name: str, limit: int = MAX_BYTES) -> TextFile | None:
    """Read a text file, ending lines in a line feed.

    Gives None, and adds a finding, when there is no text.
    """
    data = read_bytes(folder, name, limit)
    if data is None:
        return None
    path = folder.format_path(name)
    text = _decode(folder, path, data)
    if text is None:
        return None
    if not text.strip():
        folder.add_finding(EMPTY, name, "it is empty")
        return None
    return TextFile(path, _replace_control_characters(folder, path, text), hashlib.sha256(data).hexdigest())


def _decode(folder: SourceFolder, path: str, data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        folder.findings.append(NOT_UTF8.make_finding(Place(path, 1, 1), "it is UTF-16"))
        return None
    # Notepad and others begin a file with a byte order mark, which means nothing in UTF-8.
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = _locate(path, before, len(before))
        folder.findings.append(NOT_UTF8.make_finding(place, f"the byte 0x{data[error.start]:02X} is not UTF-8"))
        return None


def _replace_control_characters(folder: SourceFolder, path: str, text: str) -> str:
    """Replace characters that cannot be printed with spaces.

    The first of them becomes a finding.
    """
    if found := _CONTROL.search(text):
        what = "the sign for a lost character" if found[0] == "\ufffd" else "a character that cannot be printed"
        folder.findings.append(
            CONTROL.make_finding(_locate(path, text, found.start()), f"U+{ord(found[0]):04X} is {what}")
        )
    return _CONTROL.sub(" ", text)


def _locate(path: str, text: str, position: int) -> Place:
    before = text[:position]
    return Place(path, before.count("\n") + 1, position - before.rfind("\n"))
