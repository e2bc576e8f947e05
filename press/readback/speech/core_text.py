"""The core text of an edition: all that it says but what one clinic or one layout adds.

Left out are the block of the clinic or the place for its stamp, the square code, what kind of print it is, the line
with the digest, and what only guides the reader through one file: lists of contents (their page numbers differ),
lists of files, and the link that skips to the text. So are the ruled lines for the reader's own questions, which
fill up the pages.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from operator import is_
from xml.etree.ElementTree import Element as DomElement

from press.readback.html import parse_html_cached, read_element_words
from press.readback.pdf.tag_tree import StructureElement
from press.readback.speech.from_html import read_page_nodes
from press.readback.speech.from_tags import read_tag_nodes
from press.readback.speech.transcript import TEXTUAL, TranscriptLine, write_transcript
from press.text.spacing import remove_spaces

IMPRINT, SAME_TEXT, NOTES = "press-imprint", "press-same-text", "notes"
CODE, PRINT_SIZE = "press-code", "press-print-size"
"""The ids of all that is not core text (press/typeset/page.py); navigation has an element of its own."""
EXTRA = frozenset({IMPRINT, SAME_TEXT, NOTES, CODE, PRINT_SIZE})
IN_CONTENTS = frozenset({"TOC", "TOCI", "Lbl", "Reference", "Link", "Span"})
"""Roles in a list of contents: its entries, and what is inside their words."""


@lru_cache(maxsize=4)
def read_page_transcript(html: str) -> tuple[TranscriptLine, ...]:
    """Read everything that a typeset page says, line by line.

    html: the whole page.
    """
    return tuple(write_transcript(read_page_nodes(parse_html_cached(html))))


@lru_cache(maxsize=4)
def read_page_core_text(html: str) -> tuple[TranscriptLine, ...]:
    """Read the lines of a typeset page's core text.

    html: the whole page.
    """
    return tuple(list_core_text(parse_html_cached(html)))


def hash_core_text(html: str) -> str:
    """Hash the core text of a typeset page (SHA-256, hexadecimal)."""
    return hash_lines(read_page_core_text(html))


def hash_lines(lines: Iterable[TranscriptLine]) -> str:
    """Hash the words of lines (SHA-256, hexadecimal).

    Every heading, paragraph, item, cell and alternative text is a line of its own, with single spaces, in Unicode's
    composed form (NFC) and UTF-8.
    """
    said = (line.words for line in lines if line.role in TEXTUAL or line.role == "figure")
    return hashlib.sha256("\n".join(unicodedata.normalize("NFC", words) for words in said).encode()).hexdigest()


def list_core_text(dom: DomElement) -> list[TranscriptLine]:
    """List the lines of a page's core text."""
    return write_transcript(read_page_nodes(prune(dom)))


def is_core_element(element: DomElement) -> bool:
    """Tell whether an element is core text, or may hold some."""
    if not isinstance(element.tag, str) or (element.tag == "nav" and element.get("role") != "doc-toc"):
        return False
    return element.get("id") not in EXTRA and element.get("class") != "skip"


def prune(element: DomElement, is_kept: Callable[[DomElement], bool] = is_core_element) -> DomElement:
    """Copy only the core text of a document, or only some of it."""
    if element.get("role") == "doc-toc":
        return _prune_contents(element)
    copy = DomElement(element.tag, element.attrib)
    copy.text, copy.tail = element.text, element.tail
    for child in element:
        if is_kept(child):
            copy.append(prune(child, is_kept))
        elif child.tail:
            if len(copy):
                copy[-1].tail = (copy[-1].tail or "") + child.tail
            else:
                copy.text = (copy.text or "") + child.tail
    return copy


def _prune_contents(nav: DomElement) -> DomElement:
    """Copy only the heading of a list of contents."""
    copy = DomElement(nav.tag, {})
    copy.extend(one for one in nav.iter() if one.tag == "h2")
    return copy


def list_core_text_of_tags(tags: StructureElement, lang: str, dom: DomElement) -> list[TranscriptLine]:
    """List the lines of a tag tree's core text.

    dom: the page it was made from, which says what the clinic's block is. Only what stands in the tree whole, word for
    word and once, is left out; the rest is listed, differences included.
    """
    kept = _remove_extras(tags, _list_extras(dom))
    return write_transcript(read_tag_nodes(kept, lang))


def has_same_extras(dom: DomElement, tags: StructureElement) -> bool:
    """Tell whether a tag tree holds all parts besides core text.

    Each such part of the page must be there whole, word for word, and by itself.
    """
    extra = _list_extras(dom)
    _remove_extras(tags, extra)
    return not extra and all(one.role in IN_CONTENTS for contents in tags.find("TOC") for one in contents.walk())


def _list_extras(dom: DomElement) -> list[str]:
    """List the words of all parts besides core text.

    The words are without spaces.
    """
    extra = (remove_spaces(read_element_words(one)) for one in dom.iter() if one.get("id") in EXTRA)
    return [words for words in extra if words]


def _remove_extras(element: StructureElement, extra: list[str]) -> StructureElement:
    """Remove contents and some other words from a tag tree.

    extra: words without spaces; each element that says exactly one of them is removed, and the words are taken from the
    list, so that those never found are still in it at the end.
    """
    parts: list[StructureElement | str] = []
    for part in reversed(element.content):
        if isinstance(part, StructureElement):
            if part.role == "TOC":
                continue
            said = remove_spaces(part.all_text) if extra else ""
            if said in extra:
                extra.remove(said)
                continue
            part = _remove_extras(part, extra)  # noqa: PLW2901 - the same part, with less in it
        parts.append(part)
    same = len(parts) == len(element.content) and all(map(is_, reversed(parts), element.content))
    return element if same else replace(element, content=tuple(reversed(parts)))
