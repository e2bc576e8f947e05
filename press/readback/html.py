"""HTML pages, read back. The only user of the HTML parser."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

import tinyhtml5
from tinyhtml5 import inputstream, parser, tokenizer
from tinyhtml5.constants import Token

from press.text.spacing import squeeze_spaces


class _Patterns(dict[tuple[Iterable[str], bool], re.Pattern[str]]):
    """The parser's patterns for runs of some characters, or of all but these, each compiled once.

    tinyhtml5 2.1 means to cache them but uses the wrong key, so that it compiles one for every run.
    """

    def __missing__(self, key: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        characters, these = key
        inside = "".join(f"\\x{ord(character):02x}" for character in characters)
        pattern = self[key] = re.compile(f"[{inside}]+" if these else f"[^{inside}]+")
        return pattern


inputstream.characters_until_regex = _Patterns()


class _Tokenizer(tokenizer.HTMLTokenizer):  # type: ignore[misc]
    """The parser's tokenizer without the content of templates, which nobody sees.

    tinyhtml5 2.1 does not know them: an end tag that a `<template>` omits would hide the rest of the page with it.
    """

    def __iter__(self) -> Iterator[Any]:
        depth = 0
        for token in super().__iter__():
            starts, ends = token["type"] == Token.START_TAG, token["type"] == Token.END_TAG
            if (starts or ends) and token["name"] == "template":
                depth = max(0, depth + (1 if starts else -1))
            elif not depth:
                yield token


parser.HTMLTokenizer = _Tokenizer

_DECLARED = re.compile(rb"""<(?:meta[^>]*?charset|\?xml[^>]*?encoding)\s*=\s*["']?\s*([-\w:]+)""", re.IGNORECASE)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "utf-16": "utf-8"}
"""The encodings that pages really have if they name another (WHATWG Encoding, 4.2); one that says UTF-16 in ASCII is
UTF-8 (HTML Living Standard, 13.2.3.3)."""


def decode_html(data: bytes) -> str:
    """Decode a page by its byte order mark or declared encoding.

    It is UTF-8 if it has neither. Raises UnicodeDecodeError if it is not written in that encoding.
    """
    for signature, name in _BYTE_ORDER_MARKS:
        if data.startswith(signature):
            return data[len(signature) :].decode(name)
    found = _DECLARED.search(data[:1024])  # HTML Living Standard, 4.2.5.4
    try:
        name = codecs.lookup(found[1].decode()).name if found else "utf-8"
    except LookupError:
        name = "utf-8"
    return data.decode(_SUPERSETS.get(name, name))


BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt", "figcaption",
        "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
        "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
"""Elements that begin and end a run of words (HTML Living Standard, rendering: flow content)."""
SILENT = frozenset({"script", "style", "template", "title", "head", "svg", "noscript"})


def parse_html(html: str) -> Element:
    """Parse an HTML page.

    Returns the document element, with names without namespace.
    """
    # A stream, because tinyhtml5 opens a file if a short string is the name of one.
    root: Element = tinyhtml5.parse(io.StringIO(html), namespace_html_elements=False)
    return root


@lru_cache(maxsize=4)
def parse_html_cached(html: str) -> Element:
    """Parse a page of ours, which is needed more than once.

    The result is cached and shared: nobody may change it.
    """
    root = None if _FOREIGN.search(html) else _parse_well_formed(html)
    return parse_html(html) if root is None else root


_DOCTYPE = "<!doctype html>"
_VOID = re.compile(
    r"<(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b"
    r"""((?:[^<>"']|"[^"]*"|'[^']*')*?)\s*/?>"""
)
_FOREIGN = re.compile(r"<(?:svg|math)\b(?![^>]*\bxmlns=)")
"""A drawing or formula without its namespace, which only an HTML parser knows."""


def _parse_well_formed(html: str) -> Element | None:
    """Parse a page that is also well-formed XML but for its void elements, in a twentieth of the time.

    Returns the tree that the HTML parser makes, but for spaces around head and body; None if the page is not so.
    """
    if not html.startswith(_DOCTYPE):
        return None
    parser = XMLParser(target=TreeBuilder(insert_comments=True))  # noqa: S314 - the page is ours, and has no entities
    try:
        parser.feed(_VOID.sub(r"<\1\2/>", html[len(_DOCTYPE) :]))
        root: Element = parser.close()
    except ParseError:
        return None
    return root


def read_integer(text: str | None, otherwise: int) -> int:
    """Read an integer as browsers do (HTML Living Standard, 2.3.4.1); `otherwise` if there is none."""
    found = re.match(r"\s*([+-]?[0-9]{1,9})", text or "")
    return int(found[1]) if found else otherwise


def is_box(element: Element) -> bool:
    """Tell whether an element is a box: a named group, or a note that has no name (WAI-ARIA 1.2, 5.4)."""
    return element.get("role") in {"group", "note"}


def read_body_words(root: Element) -> str:
    """Read everything the body says, in order, with single spaces.

    What is hidden from everyone is left out.
    """
    body = root.find("body")
    return "" if body is None else read_element_words(body)


def read_element_words(element: Element) -> str:
    """Read everything an element says, in order, with single spaces."""
    return squeeze_spaces("".join(_walk_text(element)))


def _walk_text(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or is_silent(element):
        return
    edge = " " if element.tag in BLOCKS else ""
    yield edge + (element.text or "")
    for child in element:
        yield from _walk_text(child)
        yield child.tail or ""
    yield edge


def is_silent(element: Element) -> bool:
    """Tell whether an element says nothing to anybody."""
    tag = element.tag.rpartition("}")[2]
    return tag in SILENT or element.get("aria-hidden") == "true" or element.get("hidden") is not None
