"""Reader of Word files, and the only user of mammoth: a Word file becomes a web page and is read like one.

A Word file has no lines, so findings count its paragraphs, skipping those without words.
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

from press.importer.blocks import ImportedBlock, OldText, make_lines
from press.importer.codes import NOT_IMPORTED, TOO_LARGE, UNREADABLE
from press.importer.links import add_links
from press.importer.readers.html import read_page
from press.model.findings import Place, PressError

MOST_UNPACKED = 60_000_000
"""Bytes that a Word file may unpack to; enough for pictures on a hundred pages."""
MOST_XML = 5_000_000
"""Bytes of one part with words in it; about three hundred pages."""
MOST_PARTS = 2_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of files with a password, and of Word files before 2007 ([MS-CFB] 2.2)."""
_MAIN = re.compile(r"word/document[0-9]*\.xml")
_STYLES = "p[style-name='Title'] => h1.title:fresh\np[style-name='Subtitle'] => p:fresh\nu => span"
_BEGIN = re.compile(r"<(?:p|h[1-6]|li)[ >]")
_MARGIN = re.compile(r"word/(?:header|footer)[0-9]*\.xml")
_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_WORDS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(tab|br)\b")
_CHANGED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo) ")


def read_word_file(data: bytes, path: str) -> OldText:
    """Read the blocks of a Word file.

    Raises PressError when it cannot be opened or would unpack to too much.
    """
    place = Place(path, 1, 1)
    if data.startswith(_OLE):
        problem = "it is locked with a password, or it is a .doc file from before Word 2007"
        raise PressError([UNREADABLE.make_finding(place, problem)])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _read_parts(archive, place)
        page = _convert_to_page(data)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise PressError([UNREADABLE.make_finding(place, f"it is not a complete Word file: {error}")]) from None
    old = read_page(page, path)
    old.blocks += _read_margins(old, parts)
    if any(_CHANGED.search(content) for name, content in parts.items() if _MAIN.fullmatch(name)):
        problem = "it has tracked changes; all of them were read as accepted"
        old.findings.append(NOT_IMPORTED.make_finding(place, problem, "compare the new text with the agreed one"))
    return old


def _read_parts(archive: zipfile.ZipFile, place: Place) -> dict[str, bytes]:
    """Read all parts but the pictures, within the size limits."""
    entries = archive.infolist()
    # The stated size can be trusted: zipfile reads no further than that.
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_PARTS or unpacked > MOST_UNPACKED:
        problem = f"it has {len(entries):,} parts and unpacks to {unpacked:,} bytes, which is too much"
        raise PressError([TOO_LARGE.make_finding(place, problem)])
    if any(entry.flag_bits & 1 for entry in entries):
        raise PressError([UNREADABLE.make_finding(place, "it is locked with a password")])
    if not any(_MAIN.fullmatch(name) for name in archive.namelist()):
        raise PressError([UNREADABLE.make_finding(place, "it is not a Word file: there is no document in it")])
    parts = {entry.filename: entry for entry in entries if not entry.filename.startswith("word/media/")}
    for name, entry in parts.items():
        if entry.file_size > MOST_XML:
            raise PressError([TOO_LARGE.make_finding(place, f"`{name}` in it unpacks to {entry.file_size:,} bytes")])
    read = {name: archive.read(entry) for name, entry in parts.items()}
    for name, content in read.items():
        # Word never writes these, and entities can be made to grow without end.
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise PressError([UNREADABLE.make_finding(place, f"its part `{name}` was not written by Word")])
    return read


def _convert_to_page(data: bytes) -> str:
    """Convert a Word file to a page with numbered paragraphs."""
    try:
        converted = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(_drop_picture),
        )
    except Exception as error:  # a damaged file makes mammoth stop in a hundred ways
        raise RuntimeError(str(error)[:200] or type(error).__name__) from error
    lines = 0

    def start_line(found: re.Match[str]) -> str:
        nonlocal lines
        lines += 1
        return ("\n" if lines > 1 else "") + found[0]

    return _BEGIN.sub(start_line, str(converted.value))


def _drop_picture(_image: Any) -> dict[str, str]:
    """Return a placeholder, as pictures are not imported."""
    return {"src": "#"}


def _read_margins(old: OldText, parts: dict[str, bytes]) -> Iterator[ImportedBlock]:
    """Read page headers and footers as paragraphs after the text.

    They often hold the number and the date.
    """
    last = max((block.number for block in old.blocks), default=0)
    seen: set[str] = set()
    for name in sorted(parts):
        if not _MARGIN.fullmatch(name):
            continue
        for words in _list_paragraphs(parts[name].decode("utf-8", "replace")):
            if words not in seen and any(letter.isalpha() for letter in words):
                seen.add(words)
                last += 1
                problem = f"“{words[:120]}” is a page header or footer; it was put after the text"
                hint = f"delete it if it only repeats the number, the title or the page; it comes from {name}"
                old.findings.append(NOT_IMPORTED.make_finding(Place(old.path, last, 1), problem, hint))
                yield ImportedBlock(
                    "paragraph", tuple(add_links(line) for line in make_lines([(last, words)])), sure=False
                )


def _list_paragraphs(xml: str) -> Iterator[str]:
    """Yield the words of each paragraph in a part."""
    for paragraph in _PARAGRAPH.findall(xml):
        words = "".join(" " if gap else html.unescape(text) for text, gap in _WORDS.findall(paragraph))
        if words.strip():
            yield " ".join(words.split())
