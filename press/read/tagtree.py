"""The tag tree of a finished PDF, read back from its bytes with pikepdf alone.

Nothing here knows how the tree was written: it follows ISO 32000-1, 14.7 from the catalog down.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Name

from press.read.marks import Mark, Place, read_marks


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
        root = pdf.Root.get(Name.StructTreeRoot)
        if root is None:
            return Element("")
        reader = _TreeReader(pdf)
        tops = [reader.element(kid, None) for kid in _listed(root.get(Name.K))]
        return tops[0] if len(tops) == 1 else Element("Root", tuple(tops))


def read_artifacts(data: bytes) -> list[Mark]:
    """Every artifact of a PDF, page by page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [mark for mark in read_marks(pdf) if mark.tag == "Artifact"]


def read_strays(data: bytes) -> list[Mark]:
    """Numbered marked content that no structure element holds: it is painted but never read."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        reader = _TreeReader(pdf)
        for kid in _listed(pdf.Root.get(Name.StructTreeRoot, pikepdf.Dictionary()).get(Name.K)):
            reader.element(kid, None)
        return [mark for key, mark in reader.marks.items() if key not in reader.used]


class _TreeReader:
    """Reads structure elements; marked content and destinations are read once, before."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        numbered = [mark for mark in read_marks(pdf) if mark.mcid is not None]
        self.marks: dict[tuple[Place, int], Mark] = {(mark.place, mark.mcid or 0): mark for mark in numbered}
        self.used: set[tuple[Place, int]] = set()
        self.pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}

    def element(self, source: pikepdf.Object, page: pikepdf.Object | None) -> Element:
        """A structure element with everything in it."""
        page = source.get(Name.Pg, page)
        parts: list[Element | str] = []
        first, pieces, annotations = 0, 0, []
        for kid in _listed(source.get(Name.K)):
            if _is(kid, Name.OBJR):
                annotations.append(kid[Name.Obj])
                first = first or self.number(kid.get(Name.Pg, page))
            elif isinstance(kid, int) or _is(kid, Name.MCR):
                mark = self.mark(kid, page)
                pieces += 1
                first = first or (mark.page if mark else 0)
                _append(parts, mark.text if mark else "")
            else:
                inner = self.element(kid, page)
                first = first or inner.page
                parts.append(inner)
        attributes = dict(_attributes(source.get(Name.A)))
        return Element(
            role=str(source.get(Name.S, "/"))[1:],
            content=tuple(parts),
            lang=_text(source, Name.Lang),
            alt=_text(source, Name.Alt),
            actual=_text(source, Name.ActualText),
            expansion=_text(source, Name.E),
            id=_text(source, Name.ID),
            title=_text(source, Name.T),
            headers=tuple(attributes.pop("Headers", ())),
            attributes=attributes,
            href=next((target for one in annotations if (target := _target(one))), ""),
            contents=next((words for one in annotations if (words := _text(one, Name.Contents))), ""),
            annotations=len(annotations),
            page=first,
            pieces=pieces,
        )

    def mark(self, kid: Any, page: pikepdf.Object | None) -> Mark | None:
        """The marked content that a kid stands for: an MCID on a page, or a reference to one elsewhere."""
        number, holder = kid, page
        if not isinstance(kid, int):
            number, holder = int(kid[Name.MCID]), kid.get(Name.Stm, kid.get(Name.Pg, page))
        if holder is None:
            return None
        key = (holder.objgen, number)
        self.used.add(key)
        return self.marks.get(key)

    def number(self, page: pikepdf.Object | None) -> int:
        """The number of a page, from 1."""
        return 0 if page is None else self.pages.get(page.objgen, 0)


def _append(parts: list[Element | str], text: str) -> None:
    """Add words; pieces side by side are one."""
    if text and parts and isinstance(parts[-1], str):
        parts[-1] += text
    elif text:
        parts.append(text)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _is(kid: Any, kind: pikepdf.Name) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and kid.get(Name.Type) == kind


def _text(source: pikepdf.Object, key: pikepdf.Name) -> str:
    return str(source.get(key, ""))


def _attributes(value: Any) -> Iterator[tuple[str, Any]]:
    """All attributes of all owners; revision numbers in between are skipped (ISO 32000-1, 14.7.5)."""
    for owner in _listed(value):
        if isinstance(owner, pikepdf.Dictionary):
            yield from ((key[1:], _plain(item)) for key, item in owner.items() if key != "/O")


def _plain(value: Any) -> Any:
    """A PDF value as a plain one."""
    if isinstance(value, pikepdf.Array):
        return tuple(_plain(item) for item in value)
    if isinstance(value, pikepdf.Name):
        return str(value)[1:]
    if isinstance(value, pikepdf.String):
        return str(value)
    return value if isinstance(value, int | bool) else float(value)


def _target(annotation: pikepdf.Object) -> str:
    """Where a link goes: an address, or ``#`` and the name of a destination or the number of its page."""
    action = annotation.get(Name.A, pikepdf.Dictionary())
    if Name.URI in action:
        return str(action[Name.URI])
    place = annotation.get(Name.Dest, action.get(Name.D))
    return f"#{place}" if isinstance(place, pikepdf.String) else ""


UNSAID = frozenset({"BBox", "Placement"})
"""Attributes that say where something is seen, not what it is."""


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
