"""An HTML page read back: the one door to the HTML parser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

import tinyhtml5
from tinyhtml5 import inputstream

from press.text.spacing import squeeze


class _Patterns(dict[tuple[Iterable[str], bool], re.Pattern[str]]):
    """The parser's patterns for runs of some characters, or of all but these, each made once.

    tinyhtml5 2.1 means to remember them and files them under the wrong key, so that it makes one for every run.
    """

    def __missing__(self, key: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        characters, these = key
        inside = "".join(f"\\x{ord(character):02x}" for character in characters)
        pattern = self[key] = re.compile(f"[{inside}]+" if these else f"[^{inside}]+")
        return pattern


inputstream.characters_until_regex = _Patterns()

BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt", "figcaption",
        "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
        "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
"""Elements that begin and end a run of words (HTML Living Standard, rendering: flow content)."""
SILENT = frozenset({"script", "style", "template", "title", "head", "svg", "noscript"})


def parse(html: str) -> Element:
    """The document element of an HTML page, names without namespace."""
    root: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    return root


@lru_cache(maxsize=4)
def parsed(html: str) -> Element:
    """The document element of a page that is looked at more than once: not to be changed by anyone."""
    return parse(html)


def body_words(root: Element) -> str:
    """Everything the body says, in order, with single spaces; nothing of what is hidden from everyone."""
    body = root.find("body")
    return "" if body is None else words_of(body)


def words_of(element: Element) -> str:
    """Everything an element says, in order, with single spaces."""
    return squeeze("".join(_runs(element)))


def _runs(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or is_silent(element):
        return
    edge = " " if element.tag in BLOCKS else ""
    yield edge + (element.text or "")
    for child in element:
        yield from _runs(child)
        yield child.tail or ""
    yield edge


def is_silent(element: Element) -> bool:
    """Whether an element says nothing to anybody."""
    tag = element.tag.rpartition("}")[2]
    return tag in SILENT or element.get("aria-hidden") == "true" or element.get("hidden") is not None
