"""Opening an old file: choosing its reader, and decoding its bytes."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from press.importer.blocks import OldText
from press.importer.codes import CHARACTERS, NO_WORDS, TOO_LARGE, TYPE, UNREADABLE
from press.importer.readers.docx import read_word_file
from press.importer.readers.html import read_page
from press.importer.readers.pdf import read_pdf
from press.importer.readers.text import read_text_file
from press.load.files import MAX_PROSE
from press.model.findings import ExitCode, Finding, Place, PressError

LIMITS = {".txt": MAX_PROSE, ".html": 2_000_000, ".htm": 2_000_000, ".docx": 20_000_000, ".pdf": 20_000_000}
"""Largest size in bytes by file ending; a page carries more than its words."""
MARKDOWN = (
    "Markdown needs no import: begin a publication with `python pipeline.py new`, and paste the text below the second "
    "line `---` of its file; `check` names what is written in another way here"
)
"""The hint for a text that somebody has in Markdown already."""
LEGACY_ENCODING = "cp1252"
"""The usual encoding of Western texts before UTF-8 (WHATWG Encoding, 4.2)."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd\ufffe\uffff]")
_CHARSET = re.compile(rb"""<meta[^>]*?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_old_publication(file: Path) -> OldText:
    """Read the blocks of an old publication.

    Raises PressError when the file cannot be read, is too large, or has no words in it.
    """
    path = file.as_posix()
    ending = file.suffix.lower()
    if ending not in LIMITS:
        hint = MARKDOWN if ending in {".md", ".markdown"} else ""
        problem = f"`{file.name}` does not end in {', '.join(LIMITS)}"
        raise PressError([TYPE.make_finding(Place(path), problem, hint)], ExitCode.USAGE)
    data = _read_bytes(file, LIMITS[ending])
    if ending == ".docx":
        old = read_word_file(data, path)
    elif ending == ".pdf":
        old = read_pdf(data, path)
    else:
        text, found = _decode(data, path, page=ending != ".txt")
        old = (read_text_file if ending == ".txt" else read_page)(text, path)
        old.findings += found
    if not old.blocks:
        raise PressError([NO_WORDS.make_finding(Place(path, 1, 1), "there are no words in it")])
    return old


def _read_bytes(file: Path, limit: int) -> bytes:
    """Read the bytes of a file within a size limit."""
    place = Place(file.as_posix())
    if not file.is_file():
        problem = "it is not an ordinary file" if file.exists() else "there is no such file"
        raise PressError([UNREADABLE.make_finding(place, problem, "check the path")], ExitCode.USAGE)
    size = file.stat().st_size
    if size > limit:
        raise PressError([TOO_LARGE.make_finding(place, f"it has {size:,} bytes; the limit is {limit:,}")])
    data = file.read_bytes()
    if not data.strip():
        raise PressError([NO_WORDS.make_finding(place, "it is empty")])
    return data


def _decode(data: bytes, path: str, *, page: bool) -> tuple[str, list[Finding]]:
    """Decode a text, and report characters that were guessed.

    Its lines end in line feeds afterwards.
    """
    found: list[Finding] = []
    signaled = next((encoding for first, encoding in _BYTE_ORDER_MARKS.items() if data.startswith(first)), "")
    named = _CHARSET.search(data[:4096]) if page else None
    encoding = signaled or (_find_encoding(named[1].decode()) if named else "") or "utf-8"
    if not signaled and b"\x00" in data:
        raise PressError([UNREADABLE.make_finding(Place(path, 1, 1), "it is not a text file: it contains zero bytes")])
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):
        text = data.decode(LEGACY_ENCODING, "replace")
        line = next((n for n, one in enumerate(data.split(b"\n"), 1) if not one.isascii()), 1)
        problem = f"it is not valid {encoding.upper()}, so it was read as Windows-1252"
        found.append(CHARACTERS.make_finding(Place(path, line, 1), problem))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    for number, line_text in enumerate(text.split("\n"), 1):
        if lost := _CONTROL.search(line_text):
            problem = f"U+{ord(lost[0]):04X} cannot be printed; a space replaces it"
            found.append(CHARACTERS.make_finding(Place(path, number, lost.start() + 1), problem))
    return _CONTROL.sub(" ", text), found


def _find_encoding(name: str) -> str:
    """Return Python's name of an encoding; empty if unknown."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return ""
    return LEGACY_ENCODING if found in {"iso8859-1", "ascii"} else found
