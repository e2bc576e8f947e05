"""The reader of Word files: the only user of mammoth. It makes a web page of the file, and that is read like any other.

A Word file has no lines: findings count its paragraphs, those without words left out.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import mammoth

from press.importer.blocks import Block, OldText, lines_of
from press.importer.codes import LEFT_BEHIND, TOO_LARGE, UNREADABLE
from press.importer.links import linked
from press.importer.readers.page import read_page
from press.model.findings import Place, PressError

MOST_UNPACKED = 60_000_000
"""Bytes that a Word file may unpack to: pictures for a hundred pages."""
MOST_XML = 5_000_000
"""Bytes of one part with words in it; about three hundred pages."""
MOST_PARTS = 2_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files begin that are locked with a password, and those of Word before 2007 ([MS-CFB] 2.2)."""
_MAIN = re.compile(r"word/document[0-9]*\.xml")
_STYLES = "p[style-name='Title'] => h1.title:fresh\np[style-name='Subtitle'] => p:fresh\nu => span"
_BEGIN = re.compile(r"<(?:p|h[1-6]|li)[ >]")
_MARGIN = re.compile(r"word/(?:header|footer)[0-9]*\.xml")
_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_WORDS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(tab|br)\b")
_CHANGED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo) ")


def read_word(data: bytes, path: str) -> OldText:
    """The blocks of a Word file. Raises PressError when it cannot be opened or would unpack to too much."""
    place = Place(path, 1, 1)
    if data.startswith(_OLE):
        problem = "it is locked with a password, or it is a .doc of an early Word"
        raise PressError([UNREADABLE.at(place, problem)])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _parts(archive, place)
        page = _page(data)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise PressError([UNREADABLE.at(place, f"it is not a whole Word file: {error}")]) from None
    old = read_page(page, path)
    old.blocks += _margins(old, parts)
    if any(_CHANGED.search(content) for name, content in parts.items() if _MAIN.fullmatch(name)):
        problem = "it has tracked changes; they were read as if all of them had been accepted"
        old.found.append(LEFT_BEHIND.at(place, problem, "compare the new text with what was agreed on"))
    return old


def _parts(archive: zipfile.ZipFile, place: Place) -> dict[str, bytes]:
    """The parts but the pictures, after a look at what the file would unpack to."""
    entries = archive.infolist()
    # What an entry says of its size holds: zipfile reads no further than that.
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_PARTS or unpacked > MOST_UNPACKED:
        problem = f"it has {len(entries):,} parts and unpacks to {unpacked:,} bytes"
        raise PressError([TOO_LARGE.at(place, problem)])
    if any(entry.flag_bits & 1 for entry in entries):
        raise PressError([UNREADABLE.at(place, "it is locked with a password")])
    if not any(_MAIN.fullmatch(name) for name in archive.namelist()):
        raise PressError([UNREADABLE.at(place, "it is not a Word file: it has no document in it")])
    parts = {entry.filename: entry for entry in entries if not entry.filename.startswith("word/media/")}
    for name, entry in parts.items():
        if entry.file_size > MOST_XML:
            raise PressError([TOO_LARGE.at(place, f"`{name}` in it unpacks to {entry.file_size:,} bytes")])
    read = {name: archive.read(entry) for name, entry in parts.items()}
    for name, content in read.items():
        # No program writes these into a Word file; they can be made to grow without end.
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise PressError([UNREADABLE.at(place, f"`{name}` in it is not written as Word writes it")])
    return read


def _page(data: bytes) -> str:
    """The words of a Word file as a web page, each paragraph on a line of its own."""
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(_picture),
        )
    except Exception as error:  # a damaged file makes mammoth stop in a hundred ways
        raise RuntimeError(str(error)[:200] or type(error).__name__) from error
    lines = 0

    def numbered(found: re.Match[str]) -> str:
        nonlocal lines
        lines += 1
        return ("\n" if lines > 1 else "") + found[0]

    return _BEGIN.sub(numbered, str(made.value))


def _picture(_image: Any) -> dict[str, str]:
    return {"src": "#"}


def _margins(old: OldText, parts: dict[str, bytes]) -> Iterator[Block]:
    """What stands at the head and foot of every page, as paragraphs after the text: often the number and the date."""
    last = max((block.number for block in old.blocks), default=0)
    said: set[str] = set()
    for name in sorted(parts):
        if not _MARGIN.fullmatch(name):
            continue
        for words in _paragraphs(parts[name].decode("utf-8", "replace")):
            if words not in said and any(letter.isalpha() for letter in words):
                said.add(words)
                last += 1
                problem = f"“{words[:120]}” stands at the head or foot of pages; it was put after the text"
                hint = f"delete it where it says nothing more than the number, the title or the page; it is in {name}"
                old.found.append(LEFT_BEHIND.at(Place(old.path, last, 1), problem, hint))
                yield Block("paragraph", tuple(linked(line) for line in lines_of([(last, words)])), sure=False)


def _paragraphs(xml: str) -> Iterator[str]:
    for paragraph in _PARAGRAPH.findall(xml):
        words = "".join(" " if mark else html.unescape(text) for text, mark in _WORDS.findall(paragraph))
        if words.strip():
            yield " ".join(words.split())
