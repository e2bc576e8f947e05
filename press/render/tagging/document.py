"""Questions asked of the source document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from press.render.tagging.roles import BLOCKS

SVG = "{http://www.w3.org/2000/svg}"
MATH = "{http://www.w3.org/1998/Math/MathML}math"
PICTURES = frozenset({"img", f"{SVG}svg", "embed", "object"})
SILENT_ROLES = frozenset({"presentation", "none"})


def parents_of(root: Element) -> dict[Element, Element]:
    """The parent of every element below a root."""
    return {child: parent for parent in root.iter() for child in parent}


def around(element: Element, parents: dict[Element, Element]) -> Iterator[Element]:
    """An element and all around it, from the inside out."""
    found: Element | None = element
    while found is not None:
        yield found
        found = parents.get(found)


def squeezed(text: str) -> str:
    """Text with single spaces."""
    return " ".join(text.split())


def text_of(element: Element) -> str:
    """All words of an element, with single spaces."""
    return squeezed("".join(element.itertext()))


def text_of_blocks(element: Element) -> str:
    """All words of an element that holds blocks, with single spaces and one between blocks."""
    return squeezed("".join(_runs(element)))


def _runs(element: Element) -> Iterator[str]:
    edge = " " if element.tag in BLOCKS else ""
    yield edge + ("" if is_comment(element) else element.text or "")
    for child in element:
        yield from _runs(child)
        yield child.tail or ""
    yield edge


def is_silenced(element: Element) -> bool:
    """Whether an element is marked as nothing to read."""
    return element.get("aria-hidden") == "true"


def is_decorative(element: Element) -> bool:
    """Whether a picture is marked as ornament: an empty alt, a silent role, or hidden."""
    return is_silenced(element) or element.get("role") in SILENT_ROLES or element.get("alt") == ""


def alternative(element: Element) -> str:
    """The words that stand for a picture: aria-label, alt, or the title or description inside an SVG."""
    for name in ("aria-label", "alt"):
        if words := squeezed(element.get(name) or ""):
            return words
    for name in ("title", "desc"):
        inner = element.find(SVG + name)
        if inner is not None and (words := text_of(inner)):
            return words
    return ""


def is_contents(element: Element) -> bool:
    """Whether an element is a table of contents (DPUB-ARIA doc-toc)."""
    return element.tag == "nav" and (element.get("role") == "doc-toc" or "toc" in (element.get("class") or "").split())


def only_picture(figure: Element) -> Element | None:
    """The picture of a figure that holds one picture, its caption and no other words; else nothing."""
    pictures: list[Element] = []
    stack = list(reversed(figure))
    words = figure.text or ""
    while stack:
        element = stack.pop()
        words += element.tail or ""
        if element.tag == "figcaption":
            continue
        if element.tag in PICTURES:
            pictures += [] if is_decorative(element) else [element]
            continue
        words += "" if is_comment(element) else element.text or ""
        stack += reversed(element)
    return pictures[0] if len(pictures) == 1 and not words.strip() else None


def is_comment(element: Element) -> bool:
    """Whether an element of the parser's tree is a comment, which has a function for a name."""
    name: Any = element.tag
    return not isinstance(name, str)


def heading_level(element: Element) -> int:
    """The level that ARIA gives an element that is a heading by role; else 0."""
    if element.get("role") != "heading":
        return 0
    level = element.get("aria-level") or "2"
    return min(6, max(1, int(level))) if level.isdigit() else 2


def label_of(field: Element, root: Element, parents: dict[Element, Element]) -> str:
    """The words of the label of a form field."""
    if identifier := field.get("id"):
        for label in root.iter("label"):
            if label.get("for") == identifier and (words := text_of(label)):
                return words
    for element in around(field, parents):
        if element.tag == "label" and (words := text_of(element)):
            return words
    return squeezed(field.get("aria-label") or field.get("title") or "")


def names_in(root: Element) -> dict[str, Element]:
    """The elements that links can point to, by name."""
    found: dict[str, Element] = {}
    for element in root.iter():
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                found.setdefault(name, element)
    return found
