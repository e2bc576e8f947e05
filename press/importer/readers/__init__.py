"""An old file is opened: which of the readers it needs, and its bytes as characters."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from press.importer.blocks import OldText
from press.importer.codes import CHARACTERS, NO_WORDS, TOO_LARGE, TYPE, UNREADABLE
from press.importer.readers.docx import read_word
from press.importer.readers.page import read_page
from press.importer.readers.text import read_plain
from press.load.files import MAX_PROSE
from press.model.findings import Exit, Finding, Place, PressError

LIMITS = {".txt": MAX_PROSE, ".html": 2_000_000, ".htm": 2_000_000, ".docx": 20_000_000}
"""The endings of files that can be read, and the most bytes of each: a page carries more than its words."""
OLDER = "cp1252"
"""What texts were written in before UTF-8, in the countries that had this program (WHATWG Encoding, 4.2)."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd\ufffe\uffff]")
_CHARSET = re.compile(rb"""<meta[^>]*?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_old(file: Path) -> OldText:
    """The blocks of an old publication.

    Raises PressError when the file cannot be read, is too large, or has no words in it.
    """
    path = file.as_posix()
    ending = file.suffix.lower()
    if ending not in LIMITS:
        raise PressError([TYPE.at(Place(path), f"`{file.name}` does not end in {', '.join(LIMITS)}")], Exit.USAGE)
    data = _bytes(file, LIMITS[ending])
    if ending == ".docx":
        old = read_word(data, path)
    else:
        text, found = _decoded(data, path, page=ending != ".txt")
        old = (read_plain if ending == ".txt" else read_page)(text, path)
        old.found += found
    if not old.blocks:
        raise PressError([NO_WORDS.at(Place(path, 1, 1), "there are no words in it")])
    return old


def _bytes(file: Path, limit: int) -> bytes:
    place = Place(file.as_posix())
    if not file.is_file():
        problem = "it is not an ordinary file" if file.exists() else "there is no such file"
        raise PressError([UNREADABLE.at(place, problem, "check the path")], Exit.USAGE)
    size = file.stat().st_size
    if size > limit:
        raise PressError([TOO_LARGE.at(place, f"it has {size:,} bytes, {limit:,} at most")])
    data = file.read_bytes()
    if not data.strip():
        raise PressError([NO_WORDS.at(place, "it is empty")])
    return data


def _decoded(data: bytes, path: str, *, page: bool) -> tuple[str, list[Finding]]:
    """The characters of a text, its lines ending in line feeds, and what was uncertain about them."""
    found: list[Finding] = []
    mark = next((encoding for mark, encoding in _MARKS.items() if data.startswith(mark)), "")
    named = _CHARSET.search(data[:4096]) if page else None
    encoding = mark or (_known(named[1].decode()) if named else "") or "utf-8"
    if not mark and b"\x00" in data:
        raise PressError([UNREADABLE.at(Place(path, 1, 1), "it is not a text: it has bytes in it that no text has")])
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):
        text = data.decode(OLDER, "replace")
        line = next((n for n, one in enumerate(data.split(b"\n"), 1) if not one.isascii()), 1)
        problem = f"it is not {encoding.upper()} as it should be; it was read as Windows-1252"
        found.append(CHARACTERS.at(Place(path, line, 1), problem))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    for number, line_text in enumerate(text.split("\n"), 1):
        if lost := _CONTROL.search(line_text):
            problem = f"U+{ord(lost[0]):04X} cannot be printed; a space stands in its place"
            found.append(CHARACTERS.at(Place(path, number, lost.start() + 1), problem))
    return _CONTROL.sub(" ", text), found


def _known(name: str) -> str:
    """A name of an encoding that a text can have; empty when there is none of that name."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return ""
    return OLDER if found in {"iso8859-1", "ascii"} else found
