"""The core text of an edition: what it says besides what one clinic or one layout adds.

Left out are the block of the clinic and the line that carries the digest, and what only shows the way round one file:
lists of contents (their page numbers differ) and of files, the link that skips to the text, and the ruled lines for
the reader's own questions, which fill up the pages.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from operator import is_
from xml.etree.ElementTree import Element as DomElement

from press.readback.html import parsed, words_of
from press.readback.pdf.tag_tree import Element
from press.readback.speech.said_dom import said_by_page
from press.readback.speech.said_tags import said_by_tags
from press.readback.speech.transcript import TEXTUAL, Line, lines_of
from press.text.spacing import unspaced

IMPRINT, SAME_TEXT, NOTES = "press-imprint", "press-same-text", "notes"
"""The ids of what a page has besides its core text (press/typeset/page.py); navigation has an element of its own."""
EXTRA = frozenset({IMPRINT, SAME_TEXT, NOTES})
IN_CONTENTS = frozenset({"TOC", "TOCI", "Lbl", "Reference", "Link", "Span"})
"""What a list of contents is made of: its entries, and what is inside their words."""


@lru_cache(maxsize=4)
def all_of_html(html: str) -> tuple[Line, ...]:
    """Everything that a typeset page says, line by line. html: the whole page."""
    return tuple(lines_of(said_by_page(parsed(html))))


@lru_cache(maxsize=4)
def core_of_html(html: str) -> tuple[Line, ...]:
    """The core text of a typeset page, line by line. html: the whole page."""
    return tuple(core_of_page(parsed(html)))


def core_sha256(html: str) -> str:
    """SHA-256 of the core text of a typeset page, as hexadecimal digits."""
    return digest(core_of_html(html))


def digest(lines: Iterable[Line]) -> str:
    """SHA-256 over words alone: every heading, paragraph, item, cell and alternative text on a line of its own, with
    single spaces, in Unicode's composed form (NFC) and UTF-8.
    """
    said = (line.words for line in lines if line.role in TEXTUAL or line.role == "figure")
    return hashlib.sha256("\n".join(unicodedata.normalize("NFC", words) for words in said).encode()).hexdigest()


def core_of_page(dom: DomElement) -> list[Line]:
    """The core text of a page, line by line."""
    return lines_of(said_by_page(_pruned(dom)))


def _pruned(element: DomElement) -> DomElement:
    """A copy of a document without what is not core text."""
    if element.get("role") == "doc-toc":
        return _pruned_contents(element)
    copy = DomElement(element.tag, element.attrib)
    copy.text, copy.tail = element.text, element.tail
    for child in element:
        if _is_core(child):
            copy.append(_pruned(child))
        elif child.tail:
            if len(copy):
                copy[-1].tail = (copy[-1].tail or "") + child.tail
            else:
                copy.text = (copy.text or "") + child.tail
    return copy


def _pruned_contents(nav: DomElement) -> DomElement:
    """A list of contents as its heading alone."""
    copy = DomElement(nav.tag, {})
    copy.extend(one for one in nav.iter() if one.tag == "h2")
    return copy


def _is_core(element: DomElement) -> bool:
    if not isinstance(element.tag, str) or (element.tag == "nav" and element.get("role") != "doc-toc"):
        return False
    return element.get("id") not in EXTRA and element.get("class") != "skip"


def core_of_tags(tags: Element, lang: str, dom: DomElement) -> list[Line]:
    """The core text of a tag tree, line by line. dom: the page it was made of, which says what the clinic's block is.

    What is left out must be there whole, word for word, and once; what differs from it is told with the rest.
    """
    kept = _without(tags, _besides(dom))
    return lines_of(said_by_tags(kept, lang))


def leaves_out_the_same(dom: DomElement, tags: Element) -> bool:
    """Whether all that is besides the core text of a page is in its tag tree whole, word for word, and by itself."""
    extra = _besides(dom)
    _without(tags, extra)
    return not extra and all(one.role in IN_CONTENTS for contents in tags.find("TOC") for one in contents.walk())


def _besides(dom: DomElement) -> list[str]:
    """The words of each part of a page that is not core text, without spaces."""
    extra = (unspaced(words_of(one)) for one in dom.iter() if one.get("id") in EXTRA)
    return [words for words in extra if words]


def _without(element: Element, extra: list[str]) -> Element:
    """A tag tree without contents, and without each element that says exactly some words; extra: those still wanted."""
    parts: list[Element | str] = []
    for part in reversed(element.content):
        if isinstance(part, Element):
            if part.role == "TOC":
                continue
            said = unspaced(part.all_text) if extra else ""
            if said in extra:
                extra.remove(said)
                continue
            part = _without(part, extra)  # noqa: PLW2901 - the same part, with less in it
        parts.append(part)
    same = len(parts) == len(element.content) and all(map(is_, reversed(parts), element.content))
    return element if same else replace(element, content=tuple(reversed(parts)))
