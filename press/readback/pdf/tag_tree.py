"""The tag tree of a finished PDF, read back from its bytes with pikepdf alone.

Nothing here knows how the tree was written: it follows ISO 32000-1, 14.7 from the catalog down.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import pikepdf
from pikepdf import Name

from press.readback.pdf.marked_content import Mark, read_marks
from press.readback.pdf.objects import Objects, is_words, reference, words


@dataclass(frozen=True, slots=True)
class Element:
    """A structure element.

    role: its structure type, e.g. ``H2``; content: its words and the elements in it, in reading order; lang, alt,
    actual, expansion, id, title: its entries of those names, empty when it has none; attributes: by name, e.g.
    ``{"Scope": "Row"}``; headers: the ids of its header cells; href: where a link goes (``#name`` inside the
    file); contents: what a link or field says of itself; annotations: how many it has; page: where it begins,
    from 1; 0 when it holds nothing.
    """

    role: str
    content: tuple[Element | str, ...] = ()
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
    pieces: int = 0
    """How many pieces of marked content it holds itself."""

    @property
    def children(self) -> tuple[Element, ...]:
        """The elements in it."""
        return tuple(part for part in self.content if isinstance(part, Element))

    @property
    def text(self) -> str:
        """Its own words."""
        return "".join(part for part in self.content if isinstance(part, str))

    @property
    def all_text(self) -> str:
        """Its words and those of everything in it, in reading order.

        What has a replacement text says that; what has an alternative text says no words of its own, as drawings do.
        """
        if self.actual:
            return self.actual
        return "".join(("" if self.alt else part) if isinstance(part, str) else part.all_text for part in self.content)

    @property
    def level(self) -> int:
        """The level of a heading, else 0."""
        return int(self.role[1:]) if self.role[:1] == "H" and self.role[1:].isdigit() else 0

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, role: str) -> list[Element]:
        """All elements of a role, in reading order."""
        return [element for element in self.walk() if element.role == role]


def read_tags(data: bytes) -> Element:
    """The tag tree of a PDF. An untagged file gives an element without role and content.

    Raises pikepdf.PdfError when the data is no PDF.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return tags_of(pdf)


def tags_of(pdf: pikepdf.Pdf) -> Element:
    """The tag tree of an open PDF."""
    if Name.StructTreeRoot not in pdf.Root:
        return Element("")
    tops = _TreeReader(pdf).tops()
    return tops[0] if len(tops) == 1 else Element("Root", tuple(tops))


def read_artifacts(data: bytes) -> list[Mark]:
    """Every artifact of a PDF, page by page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [mark for mark in read_marks(pdf) if mark.tag == "Artifact"]


def read_strays(data: bytes) -> list[Mark]:
    """Numbered marked content that no structure element holds: it is painted but never read."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        reader = _TreeReader(pdf)
        reader.tops()
        return [mark for key, mark in reader.marks.items() if key not in reader.used]


ENTRIES = {"/Lang": "lang", "/Alt": "alt", "/ActualText": "actual", "/E": "expansion", "/ID": "id", "/T": "title"}
"""What an entry of a structure element is called here (ISO 32000-1, table 323)."""


class _TreeReader:
    """Reads structure elements; marked content is read once, before."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.root = pdf.Root.get(Name.StructTreeRoot, pikepdf.Dictionary())
        self.objects = Objects(pdf)
        numbered = [mark for mark in read_marks(pdf) if mark.mcid is not None]
        places = {place: f"{place[0]} {place[1]} R" for place in {mark.place for mark in numbered}}
        self.marks = {(places[mark.place], mark.mcid or 0): mark for mark in numbered}
        self.used: set[tuple[str, int]] = set()
        self.pages = {reference(page.obj): number for number, page in enumerate(pdf.pages, 1)}

    def tops(self) -> list[Element]:
        """The elements at the top of the tree, with all that is below them."""
        kids = self.objects.listed(self.objects.plain(self.root).get("/K"))
        return [self.element(kid, None) for kid in map(self.objects.at, kids) if isinstance(kid, dict)]

    def element(self, source: Mapping[str, Any], page: Any) -> Element:
        """A structure element with everything in it. page: a reference to the one that it is on, when it is known."""
        page = source.get("/Pg", page)
        parts: list[Element | str] = []
        first, pieces = 0, 0
        annotations: list[Mapping[str, Any]] = []
        for kid in self.objects.listed(source.get("/K")):
            there = self.objects.at(kid)
            kind = there.get("/Type") if isinstance(there, dict) else "/MCR"
            if kind == "/MCR":
                mark = self.mark(there, page)
                pieces += 1
                if mark:
                    first = first or mark.page
                    _append(parts, mark.text)
            elif kind == "/OBJR":
                annotations.append(self.objects.entry(there, "/Obj"))
                first = first or self.pages.get(there.get("/Pg", page), 0)
            else:
                inner = self.element(there, page)
                first = first or inner.page
                parts.append(inner)
        entries = {ENTRIES[key]: self.objects.text(source, key) for key in source.keys() & ENTRIES.keys()}
        entries |= self.of_link(annotations) if annotations else {}
        attributes = dict(self.attributes(source["/A"])) if "/A" in source else {}
        return Element(
            self.objects.text(source, "/S")[1:],
            tuple(parts),
            headers=tuple(attributes.pop("Headers", ())),
            attributes=attributes,
            annotations=len(annotations),
            page=first,
            pieces=pieces,
            **entries,
        )

    def of_link(self, annotations: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        """Where the first of some annotations goes that goes anywhere, and what the first says that says anything."""
        targets = filter(None, map(self.target, annotations))
        said = filter(None, (self.objects.text(one, "/Contents") for one in annotations))
        return {"href": next(targets, ""), "contents": next(said, "")}

    def mark(self, kid: Any, page: Any) -> Mark | None:
        """The marked content that a kid stands for: an MCID on a page, or a reference to one elsewhere."""
        number, holder = kid, page
        if isinstance(kid, dict):
            number, holder = self.objects.at(kid["/MCID"]), kid.get("/Stm", kid.get("/Pg", page))
        if not isinstance(holder, str):
            return None
        key = (holder, number)
        self.used.add(key)
        return self.marks.get(key)

    def attributes(self, value: Any) -> Iterator[tuple[str, Any]]:
        """All attributes of all owners; revision numbers in between are skipped (ISO 32000-1, 14.7.5)."""
        for owner in map(self.objects.at, self.objects.listed(value)):
            if isinstance(owner, dict):
                yield from ((key[1:], self.attribute(item)) for key, item in owner.items() if key != "/O")

    def attribute(self, value: Any) -> Any:
        """A value of an attribute: a name without its slash, an array as a tuple."""
        there = self.objects.at(value)
        if isinstance(there, list):
            return tuple(map(self.attribute, there))
        if isinstance(there, str):
            return words(there) if is_words(there) else words(there)[1:]
        return there

    def target(self, annotation: Mapping[str, Any]) -> str:
        """Where a link goes: an address, or ``#`` and the name of a destination."""
        action = self.objects.entry(annotation, "/A")
        if "/URI" in action:
            return self.objects.text(action, "/URI")
        place = self.objects.at(annotation.get("/Dest", action.get("/D")))
        return f"#{words(place)}" if is_words(place) else ""


def _append(parts: list[Element | str], text: str) -> None:
    """Add words; pieces side by side are one."""
    if text and parts and isinstance(parts[-1], str):
        parts[-1] += text
    elif text:
        parts.append(text)


UNSAID = frozenset({"BBox", "Placement"})
"""Attributes that say where something is seen, not what it is."""


def sound_alike(one: Element, other: Element) -> bool:
    """Whether two trees are the same in everything but where they stand on pages. Such trees are the same as text."""
    return (
        _sound(one) == _sound(other)
        and (one.attributes == other.attributes or _unplaced(one) == _unplaced(other))
        and len(one.content) == len(other.content)
        and all(map(_same_part, one.content, other.content))
    )


_sound = attrgetter("role", "lang", "alt", "actual", "expansion", "id", "headers", "href", "contents")


def _unplaced(element: Element) -> dict[str, Any]:
    return {name: value for name, value in element.attributes.items() if name not in UNSAID}


def _same_part(one: Element | str, other: Element | str) -> bool:
    return one == other if isinstance(one, str) or isinstance(other, str) else sound_alike(one, other)


def as_text(element: Element) -> str:
    """The tree as readable text: one element to a line, indented by depth.

    A line has the role, what is said of the element in brackets, and its words; where words and elements
    alternate, each run of words has a line of its own.
    """
    return "\n".join(_lines(element, 0)) + "\n"


def _lines(element: Element, depth: int) -> Iterator[str]:
    said = _said(element)
    line = f"{'  ' * depth}{element.role}{f' [{said}]' if said else ''}"
    if not element.children:
        words = _squeezed(element.text)
        yield f'{line} "{words}"' if words else line
        return
    yield line
    for part in element.content:
        if isinstance(part, Element):
            yield from _lines(part, depth + 1)
        elif words := _squeezed(part):
            yield f'{"  " * (depth + 1)}"{words}"'


def _said(element: Element) -> str:
    """What is said of an element besides its words; where it stands on the page is left out."""
    entries = [
        (name, value)
        for name, value in (
            ("lang", element.lang),
            ("alt", element.alt),
            ("actual", element.actual),
            ("E", element.expansion),
            ("id", element.id),
            ("href", element.href),
            ("contents", element.contents if _squeezed(element.contents) != _squeezed(element.all_text) else ""),
        )
        if value
    ]
    entries += [(name, value) for name, value in sorted(element.attributes.items()) if name not in UNSAID]
    if element.headers:
        entries.append(("headers", " ".join(element.headers)))
    return ", ".join(f"{name}={value}" for name, value in entries)


def _squeezed(text: str) -> str:
    """Text with single spaces and no soft hyphens."""
    return " ".join(text.replace("\u00ad", "").split())
