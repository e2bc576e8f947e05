"""The tag tree of a finished PDF, read back with pikepdf alone.

The reader does not know how the tree was written: it follows ISO 32000-1, 14.7 from the catalog down.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import pikepdf
from pikepdf import Name

from press.readback.pdf.marked_content import MarkedContent, read_marked_content
from press.readback.pdf.objects import ObjectReader, decode_string, format_reference, is_string


@dataclass(frozen=True, slots=True)
class StructureElement:
    """A structure element.

    role: its structure type, e.g. ``H2``; content: its words and the elements in it, in reading order; lang, alt,
    actual, expansion, id, title: its entries of those names, empty if missing; attributes: by name, e.g.
    ``{"Scope": "Row"}``; headers: the ids of its header cells; href: where a link goes (``#name`` inside the
    file); contents: what a link or field says of itself; annotations: how many it has; page: where it begins,
    from 1; 0 if it holds nothing.
    """

    role: str
    content: tuple[StructureElement | str, ...] = ()
    lang: str = ""
    alt: str = ""
    actual: str = ""
    expansion: str = ""
    id: str = ""
    title: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    href: str = ""
    contents: str = ""
    annotations: int = 0
    page: int = 0
    marked_content_count: int = 0
    """How many marked-content sequences it holds itself."""

    @property
    def children(self) -> tuple[StructureElement, ...]:
        """The elements in it."""
        return tuple(part for part in self.content if isinstance(part, StructureElement))

    @property
    def text(self) -> str:
        """Its own words."""
        return "".join(part for part in self.content if isinstance(part, str))

    @property
    def all_text(self) -> str:
        """Its words and those of everything in it, in reading order.

        An element with a replacement text says that; one with an alternative text, as drawings have, says no words
        of its own.
        """
        if self.actual:
            return self.actual
        return "".join(("" if self.alt else part) if isinstance(part, str) else part.all_text for part in self.content)

    @property
    def level(self) -> int:
        """The level of a heading, else 0."""
        return int(self.role[1:]) if self.role[:1] == "H" and self.role[1:].isdigit() else 0

    def walk(self) -> Iterator[StructureElement]:
        """Walk this element and all below it, in reading order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.children)

    def find(self, role: str) -> list[StructureElement]:
        """Find all elements of a role, in reading order."""
        return [element for element in self.walk() if element.role == role]


def read_tag_tree(data: bytes) -> StructureElement:
    """Read the tag tree of a PDF.

    An untagged file gives an element without role and content. Raises pikepdf.PdfError if the data is no PDF.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return read_open_tag_tree(pdf)


def read_open_tag_tree(pdf: pikepdf.Pdf) -> StructureElement:
    """Read the tag tree of an open PDF."""
    return read_tags_and_words(pdf, read_marked_content(pdf))[0]


def read_tags_and_words(
    pdf: pikepdf.Pdf, sequences: Sequence[MarkedContent]
) -> tuple[StructureElement, list[tuple[int, str]]]:
    """Read the tag tree of an open PDF, and the page and the words of all tagged content.

    sequences: all its marked content. The words have an entry for each of these, in reading order; a picture with an
    alternative text is one character.
    """
    if Name.StructTreeRoot not in pdf.Root:
        return StructureElement(""), []
    reader = _TreeReader(pdf, sequences)
    tops = reader.read_tree()
    return tops[0] if len(tops) == 1 else StructureElement("Root", tuple(tops)), reader.words


def read_artifacts(data: bytes) -> list[MarkedContent]:
    """Read every artifact of a PDF, page by page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [sequence for sequence in read_marked_content(pdf) if sequence.tag == "Artifact"]


def read_untagged_content(data: bytes) -> list[MarkedContent]:
    """Read numbered marked content that no structure element holds.

    It is painted but never read aloud.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        reader = _TreeReader(pdf, read_marked_content(pdf))
        reader.read_tree()
        return [sequence for key, sequence in reader.marked_content.items() if key not in reader.used_keys]


ENTRIES = {"/Lang": "lang", "/Alt": "alt", "/ActualText": "actual", "/E": "expansion", "/ID": "id", "/T": "title"}
"""The field for each entry of a structure element (ISO 32000-1, table 323)."""


PICTURE = "\ufffc"
"""What stands for a picture among the words (Unicode: object replacement character)."""


class _TreeReader:
    """Reads structure elements. sequences: all marked content.

    words: the page and the words of each marked-content sequence that it has met, in reading order; a picture with an
    alternative text is one character.
    """

    def __init__(self, pdf: pikepdf.Pdf, sequences: Iterable[MarkedContent]) -> None:
        self.root = pdf.Root.get(Name.StructTreeRoot, pikepdf.Dictionary())
        self.objects = ObjectReader(pdf)
        numbered = [sequence for sequence in sequences if sequence.mcid is not None]
        places = {place: f"{place[0]} {place[1]} R" for place in {sequence.place for sequence in numbered}}
        self.marked_content = {(places[sequence.place], sequence.mcid or 0): sequence for sequence in numbered}
        self.used_keys: set[tuple[str, int]] = set()
        self.words: list[tuple[int, str]] = []
        self.reads: Counter[str] = Counter()
        self.pages = {format_reference(page.obj): number for number, page in enumerate(pdf.pages, 1)}

    def read_tree(self) -> list[StructureElement]:
        """Read the elements at the top of the tree.

        All that is below them is in them.
        """
        kids = self.list_unread(self.objects.read_object(self.root).get("/K"))
        return [self.read_element(kid, None) for kid in map(self.objects.resolve, kids) if isinstance(kid, dict)]

    def list_unread(self, kids: Any) -> Iterator[Any]:
        """Yield kids that were read at most once before.

        An element has one parent (ISO 32000-1, 14.7.2); a file in which it has more could be read without end. What
        stands in the tree twice is read twice, so that comparing tells of it.
        """
        for kid in self.objects.list_values(kids):
            if isinstance(kid, str):
                self.reads[kid] += 1
                if self.reads[kid] > 2:
                    continue
            yield kid

    def read_element(self, source: Mapping[str, Any], page: Any) -> StructureElement:
        """Read a structure element with everything in it.

        page: a reference to the page that it is on, if known.
        """
        page = source.get("/Pg", page)
        before = len(self.words)
        parts: list[StructureElement | str] = []
        first, pieces = 0, 0
        annotations: list[Mapping[str, Any]] = []
        for kid in self.list_unread(source.get("/K")):
            there = self.objects.resolve(kid)
            kind = there.get("/Type") if isinstance(there, dict) else "/MCR"
            if kind == "/MCR":
                sequence = self.find_marked_content(there, page)
                pieces += 1
                if sequence:
                    self.words.append((sequence.page, sequence.text))
                    first = first or sequence.page
                    _append_words(parts, sequence.text)
            elif kind == "/OBJR":
                annotations.append(self.objects.read_dictionary(there, "/Obj"))
                first = first or self.pages.get(there.get("/Pg", page), 0)
            else:
                inner = self.read_element(there, page)
                first = first or inner.page
                parts.append(inner)
        entries = {ENTRIES[key]: self.objects.read_text(source, key) for key in source.keys() & ENTRIES.keys()}
        entries |= self.read_links(annotations) if annotations else {}
        attributes = dict(self.read_attributes(source["/A"])) if "/A" in source else {}
        role = self.objects.read_text(source, "/S")[1:]
        if role == "Figure" and entries.get("alt"):
            self.words[before:] = [(first, PICTURE)]
        return StructureElement(
            role,
            tuple(parts),
            headers=tuple(attributes.pop("Headers", ())),
            attributes=attributes,
            annotations=len(annotations),
            page=first,
            marked_content_count=pieces,
            **entries,
        )

    def read_links(self, annotations: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        """Read the target and the words of annotations.

        Each is that of the first annotation that has one.
        """
        targets = filter(None, map(self.find_target, annotations))
        entries = filter(None, (self.objects.read_text(one, "/Contents") for one in annotations))
        return {"href": next(targets, ""), "contents": next(entries, "")}

    def find_marked_content(self, kid: Any, page: Any) -> MarkedContent | None:
        """Find the marked content that a kid stands for.

        kid: an MCID on a page, or a reference to one elsewhere.
        """
        number, holder = kid, page
        if isinstance(kid, dict):
            number, holder = self.objects.resolve(kid["/MCID"]), kid.get("/Stm", kid.get("/Pg", page))
        if not isinstance(holder, str):
            return None
        key = (holder, number)
        self.used_keys.add(key)
        return self.marked_content.get(key)

    def read_attributes(self, value: Any) -> Iterator[tuple[str, Any]]:
        """Read all attributes of all owners.

        Revision numbers in between are skipped (ISO 32000-1, 14.7.5).
        """
        for owner in map(self.objects.resolve, self.objects.list_values(value)):
            if isinstance(owner, dict):
                yield from ((key[1:], self.read_attribute(item)) for key, item in owner.items() if key != "/O")

    def read_attribute(self, value: Any) -> Any:
        """Read a value of an attribute.

        A name loses its slash, an array becomes a tuple.
        """
        there = self.objects.resolve(value)
        if isinstance(there, list):
            return tuple(map(self.read_attribute, there))
        if isinstance(there, str):
            return decode_string(there) if is_string(there) else decode_string(there)[1:]
        return there

    def find_target(self, annotation: Mapping[str, Any]) -> str:
        """Find where a link goes.

        An address, or ``#`` and the name of a destination.
        """
        action = self.objects.read_dictionary(annotation, "/A")
        if "/URI" in action:
            return self.objects.read_text(action, "/URI")
        place = self.objects.resolve(annotation.get("/Dest", action.get("/D")))
        return f"#{decode_string(place)}" if is_string(place) else ""


def _append_words(parts: list[StructureElement | str], text: str) -> None:
    """Add words, joined to words before them."""
    if text and parts and isinstance(parts[-1], str):
        parts[-1] += text
    elif text:
        parts.append(text)


UNSAID = frozenset({"BBox", "Placement"})
"""Attributes that say where something stands, not what it is."""


def is_read_alike(one: StructureElement, other: StructureElement) -> bool:
    """Tell whether two trees differ only in places on pages.

    Such trees are the same as text.
    """
    return (
        _read_entries(one) == _read_entries(other)
        and (one.attributes == other.attributes or _drop_places(one) == _drop_places(other))
        and len(one.content) == len(other.content)
        and all(map(_is_same_part, one.content, other.content))
    )


_read_entries = attrgetter("role", "lang", "alt", "actual", "expansion", "id", "headers", "href", "contents")


def _drop_places(element: StructureElement) -> dict[str, Any]:
    return {name: value for name, value in element.attributes.items() if name not in UNSAID}


def _is_same_part(one: StructureElement | str, other: StructureElement | str) -> bool:
    return one == other if isinstance(one, str) or isinstance(other, str) else is_read_alike(one, other)


def format_tag_tree(element: StructureElement) -> str:
    """Format a tree as text, one element to a line.

    Lines are indented by depth. A line has the role, the entries of the element in brackets, and its words; if words
    and elements alternate, each run of words has a line of its own.
    """
    return "\n".join(_format_lines(element, 0)) + "\n"


def _format_lines(element: StructureElement, depth: int) -> Iterator[str]:
    entries = _format_entries(element)
    line = f"{'  ' * depth}{element.role}{f' [{entries}]' if entries else ''}"
    if not element.children:
        words = _squeeze(element.text)
        yield f'{line} "{words}"' if words else line
        return
    yield line
    for part in element.content:
        if isinstance(part, StructureElement):
            yield from _format_lines(part, depth + 1)
        elif words := _squeeze(part):
            yield f'{"  " * (depth + 1)}"{words}"'


def _format_entries(element: StructureElement) -> str:
    """Format the entries of an element, but not its words.

    Where it stands on the page is left out.
    """
    entries = [
        (name, value)
        for name, value in (
            ("lang", element.lang),
            ("alt", element.alt),
            ("actual", element.actual),
            ("E", element.expansion),
            ("id", element.id),
            ("href", element.href),
            ("contents", element.contents if _squeeze(element.contents) != _squeeze(element.all_text) else ""),
        )
        if value
    ]
    entries += [(name, value) for name, value in sorted(element.attributes.items()) if name not in UNSAID]
    if element.headers:
        entries.append(("headers", " ".join(element.headers)))
    return ", ".join(f"{name}={value}" for name, value in entries)


def _squeeze(text: str) -> str:
    """Remove soft hyphens and all but single spaces."""
    return " ".join(text.replace("\u00ad", "").split())
