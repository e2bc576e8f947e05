"""What the tag builder reads from the source document: parents, words, labels, names."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from xml.etree.ElementTree import Element

import weasyprint

from press.model.svg import SVG_NAMESPACE
from press.readback.html import parse_html_cached
from press.render.tagging.roles import BLOCKS

SVG = f"{{{SVG_NAMESPACE}}}"
MATH = "{http://www.w3.org/1998/Math/MathML}math"
PICTURES = frozenset({"img", f"{SVG}svg", "embed", "object"})
SILENT_ROLES = frozenset({"presentation", "none"})


def map_parents(root: Element) -> dict[Element, Element]:
    """Map every element below a root to its parent."""
    return {child: parent for parent in root.iter() for child in parent}


def walk_outward(element: Element, parents: dict[Element, Element]) -> Iterator[Element]:
    """Yield an element and its ancestors, innermost first."""
    found: Element | None = element
    while found is not None:
        yield found
        found = parents.get(found)


def squeeze(text: str) -> str:
    """Replace each run of white space by one space."""
    return " ".join(text.split())


def read_text(element: Element) -> str:
    """Read all words of an element, with single spaces."""
    return squeeze("".join(element.itertext()))


def read_block_text(element: Element) -> str:
    """Read all words of an element, with spaces between blocks."""
    return squeeze("".join(_walk_text(element)))


def _walk_text(element: Element) -> Iterator[str]:
    edge = " " if element.tag in BLOCKS else ""
    yield edge + ("" if is_comment(element) else element.text or "")
    for child in element:
        yield from _walk_text(child)
        yield child.tail or ""
    yield edge


def is_hidden(element: Element) -> bool:
    """Tell whether an element is hidden from assistive technology."""
    return element.get("aria-hidden") == "true"


def is_decorative(element: Element) -> bool:
    """Tell whether a picture is declared decorative.

    It is if it has an empty alt, a presentational role, or is hidden.
    """
    return is_hidden(element) or element.get("role") in SILENT_ROLES or element.get("alt") == ""


def find_alternative(element: Element) -> str:
    """Find the words that stand for a picture.

    The first of aria-label, alt, and the title or description inside an SVG.
    """
    for name in ("aria-label", "alt"):
        if words := squeeze(element.get(name) or ""):
            return words
    for name in ("title", "desc"):
        inner = element.find(SVG + name)
        if inner is not None and (words := read_text(inner)):
            return words
    return ""


def is_contents(element: Element) -> bool:
    """Tell whether an element is a table of contents.

    It is a nav with the role doc-toc (DPUB-ARIA) or the class toc. A list of links to other files is no table of
    contents of this one.
    """
    if element.tag != "nav" or not (element.get("role") == "doc-toc" or "toc" in (element.get("class") or "").split()):
        return False
    return all((link.get("href") or "#").startswith("#") for link in element.iter("a"))


def find_only_picture(figure: Element) -> Element | None:
    """Find the picture of a figure that holds nothing else.

    A caption may stand beside it; None if there are other words or pictures.
    """
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
    """Tell whether a tree node is a comment."""
    name: Any = element.tag  # a comment has a function for a tag
    return not isinstance(name, str)


def read_heading_level(element: Element) -> int:
    """Read the level of an ARIA heading; 0 for others."""
    if element.get("role") != "heading":
        return 0
    level = element.get("aria-level") or "2"
    return min(6, max(1, int(level))) if level.isdigit() else 2


def find_label(field: Element, root: Element, parents: dict[Element, Element]) -> str:
    """Find the words of the label of a form field."""
    if identifier := field.get("id"):
        for label in root.iter("label"):
            if label.get("for") == identifier and (words := read_text(label)):
                return words
    for element in walk_outward(field, parents):
        if element.tag == "label" and (words := read_text(element)):
            return words
    return squeeze(field.get("aria-label") or field.get("title") or "")


def map_names(root: Element) -> dict[str, Element]:
    """Map link target names to their elements."""
    found: dict[str, Element] = {}
    for element in root.iter():
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                found.setdefault(name, element)
    return found


class HtmlPage(weasyprint.HTML):  # type: ignore[misc]
    """An HTML page. WeasyPrint gets a copy of the tree, so that its changes do not count as the page."""

    def __init__(self, html: str | Element, base_url: str | None, url_fetcher: weasyprint.URLFetcher | None) -> None:
        tree = deepcopy(parse_html_cached(html) if isinstance(html, str) else html)
        self.base_url = weasyprint._find_base_url(tree, base_url)
        self.url_fetcher = url_fetcher or weasyprint.URLFetcher()
        self.media_type = "print"
        self.wrapper_element = weasyprint.cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element
