"""The parts of a Word file, opened within limits (ECMA-376-2, Open Packaging Conventions)."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from press.importer.codes import TOO_LARGE, UNREADABLE
from press.model.findings import Place, PressError

MOST_UNPACKED = 60_000_000
"""Bytes that a Word file may unpack to; enough for pictures on a hundred pages."""
MOST_XML = 5_000_000
"""Bytes of one part with words in it; about three hundred pages."""
MOST_PARTS = 2_000
DEEPEST = 250
"""Elements inside each other; Python itself can follow about twice as many."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of files with a password, and of Word files before 2007 ([MS-CFB] 2.2)."""
_MAIN = re.compile(r"word/document[0-9]*\.xml")
_PREFIXES = {
    "wordprocessingml/main": "w",
    "officeDocument/math": "m",
    "markup-compatibility": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "drawingml/wordprocessingDrawing": "wp",
    "word/wordprocessingShape": "wps",
    "office/word/wordml": "w14",
    "drawingml/main": "a",
    "drawingml/chart": "c",
}
"""Prefixes by the end of a namespace without its year, which transitional and strict files share (ISO/IEC 29500)."""


def get_name(element: Element) -> str:
    """Return the name of an element with its usual prefix, such as `w:p`."""
    return _shorten(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=4096)
def _shorten(tag: str) -> str:
    uri, _, name = tag.rpartition("}")
    uri = re.sub("/20[0-9]{2}(?=/|$)", "", uri)
    return f"{next((short for end, short in _PREFIXES.items() if uri.endswith(end)), '?')}:{name}"


def get_value(element: Element | None, name: str = "val") -> str:
    """Return an attribute by its name without namespace; empty if it is missing."""
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def find_child(element: Element | None, *path: str) -> Element | None:
    """Find a descendant by a path of names such as `w:pPr`."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if get_name(child) == name), None)
    return element


@dataclass(slots=True)
class WordParts:
    """The parts of a Word file as XML: the document, and the others by their names."""

    main: str
    trees: dict[str, Element] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    @property
    def document(self) -> Element:
        """The main part."""
        return self.trees[self.main]

    def find_tree(self, name: str) -> Element | None:
        """Find a part such as `styles` beside the document."""
        return self.trees.get(f"word/{name}.xml")

    def list_trees(self, pattern: str) -> Iterator[tuple[str, Element]]:
        """List the parts whose names match, in order."""
        yield from ((name, self.trees[name]) for name in sorted(self.trees) if re.fullmatch(pattern, name))

    def list_targets(self) -> dict[str, str]:
        """List the addresses that the document links to, by their ids."""
        folder, name = posixpath.split(self.main)
        tree = self.trees.get(f"{folder}/_rels/{name}.rels")
        return {get_value(one, "Id"): get_value(one, "Target") for one in (tree if tree is not None else ())}


def open_word_file(data: bytes, path: str) -> WordParts:
    """Open a Word file.

    Raises PressError when it cannot be opened or would unpack to too much.
    """
    place = Place(path, 1, 1)
    if data.startswith(_OLE):
        problem = "it is locked with a password, or it is a .doc file from before Word 2007"
        raise PressError([UNREADABLE.make_finding(place, problem)])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_parts(archive, place)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        problem = f"it is not a complete Word file: {error}"
        raise PressError([UNREADABLE.make_finding(place, problem)]) from None


def _read_parts(archive: zipfile.ZipFile, place: Place) -> WordParts:
    """Read all parts that are XML, within the size limits."""
    entries = archive.infolist()
    # The stated size can be trusted: zipfile reads no further than that.
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_PARTS or unpacked > MOST_UNPACKED:
        problem = f"it has {len(entries):,} parts and unpacks to {unpacked:,} bytes, which is too much"
        raise PressError([TOO_LARGE.make_finding(place, problem)])
    if any(entry.flag_bits & 1 for entry in entries):
        raise PressError([UNREADABLE.make_finding(place, "it is locked with a password")])
    main = next((name for name in archive.namelist() if _MAIN.fullmatch(name)), "")
    if not main:
        raise PressError([UNREADABLE.make_finding(place, "it is not a Word file: there is no document in it")])
    parts = WordParts(main, names=tuple(archive.namelist()))
    for entry in entries:
        # Pictures, typefaces and the settings of a printer are no words, and nothing here reads them.
        if entry.filename.startswith("word/") and entry.filename.endswith((".xml", ".rels")):
            if entry.file_size > MOST_XML:
                problem = f"`{entry.filename}` in it unpacks to {entry.file_size:,} bytes"
                raise PressError([TOO_LARGE.make_finding(place, problem)])
            tree = _parse_part(archive.read(entry), entry.filename, place, needed=entry.filename == main)
            if tree is not None:
                parts.trees[entry.filename] = tree
    return parts


def _parse_part(content: bytes, name: str, place: Place, *, needed: bool) -> Element | None:
    """Parse a part; None for one that is broken and not needed."""
    # Word never writes these, and entities can be made to grow without end.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PressError([UNREADABLE.make_finding(place, f"its part `{name}` was not written by Word")])
    try:
        tree = ElementTree.fromstring(content)  # noqa: S314 - without a DOCTYPE there are no entities
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        if needed or b":t>" in content:
            problem = f"it is not a complete Word file: {error} (in `{name}`)"
            raise PressError([UNREADABLE.make_finding(place, problem)]) from None
        return None
    if _measure_depth(tree) > DEEPEST:
        problem = f"in its part `{name}`, elements are nested more than {DEEPEST} deep"
        raise PressError([UNREADABLE.make_finding(place, problem)])
    return tree


def _measure_depth(root: Element) -> int:
    """Measure how deep elements are nested."""
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in element]
    return deepest
