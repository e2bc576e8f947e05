"""Where the pages of a PDF begin, as places in its core text, to the character.

The places are counted in characters that every form of the text has in common, so that a form without pages of its own
can say where a page of the printed one begins.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple
from xml.etree.ElementTree import Element as DomElement

import pikepdf

from press.readback.html import is_silent, parse_html_cached
from press.readback.pdf.contents import read_contents
from press.readback.pdf.tag_tree import PICTURE
from press.readback.speech.core_text import EXTRA
from press.text.spacing import UNSEEN, remove_unseen

LONGEST_GAP, SHORTEST = 4000, 4
"""Most characters of the document that may be passed over to find the next words of the file, and the fewest characters
that are looked for there: one or two are found anywhere."""


def read_page_starts(html: str, data: bytes) -> tuple[int, ...]:
    """Find where each page begins in the core text.

    html: the page that the PDF was typeset as. Returns, for each page of the PDF, the number of characters of core
    text before it, without spaces; then the number of all characters; nothing if it is no PDF. A page without words of
    the text, such as one of ruled lines, begins where the next one does.
    """
    try:
        contents = read_contents(data)
    except pikepdf.PdfError:
        return ()
    passages = list(walk_passages(find_body(parse_html_cached(html))))
    words = "".join(one.words for one in passages)
    begins = list(accumulate((len(one.words) for one in passages), initial=0))
    before = list(accumulate((len(one.words) * one.is_core for one in passages), initial=0))
    is_core = [*(one.is_core for one in passages), False]
    first = _find_first_words(words, contents.words)
    starts: list[int] = []
    following = len(words)
    for page in range(len(contents.facts.sizes), 0, -1):
        following = first.get(page, following)
        at = bisect_right(begins, following) - 1
        starts.append(before[at] + (following - begins[at]) * is_core[at])
    return (*reversed(starts), before[-1])


def _find_first_words(words: str, sequences: Sequence[tuple[int, str]]) -> dict[int, int]:
    """Find the place of the first words of each page.

    words: of the whole typeset page, without spaces; sequences: the page and the words of each marked-content sequence,
    in reading order. What the page does not say, such as bullets and page numbers, is passed over.
    """
    at = 0
    first: dict[int, int] = {}
    for page, text in sequences:
        said = remove_gaps(text)
        found = words.find(said, at, at + len(said) + LONGEST_GAP) if said else -1
        if found < 0 or (found > at and len(said) < SHORTEST and said != PICTURE):
            continue
        first.setdefault(page, found)
        at = found + len(said)
    return first


ROW = "row"
"""The class of a row of a table that is set as a list."""
NOTES = frozenset({"doc-footnote", "doc-endnotes"})
"""Notes stand at the foot of a page in print, and after the text elsewhere."""


class Passage(NamedTuple):
    """A run of words in the document, without spaces; a picture is one character.

    element: whose text it is, or whose tail if `is_tail`, or the picture.
    """

    words: str
    element: DomElement
    is_tail: bool
    is_core: bool


def walk_passages(element: DomElement, *, is_core: bool = True) -> Iterator[Passage]:
    """Yield the runs of words in an element, in reading order."""
    found: list[Passage] = []
    _collect_passages(element, is_core=is_core, found=found)
    return iter(found)


def _collect_passages(element: DomElement, *, is_core: bool, found: list[Passage]) -> None:
    if not isinstance(element.tag, str):
        return
    if is_picture(element):
        found.append(Passage(PICTURE, element, is_tail=False, is_core=is_core))
        return
    if is_silent(element):
        return
    is_core = is_core and not is_extra(element)
    found.append(Passage(remove_gaps(element.text or ""), element, is_tail=False, is_core=is_core))
    for child in element:
        _collect_passages(child, is_core=is_core, found=found)
        found.append(Passage(remove_gaps(child.tail or ""), child, is_tail=True, is_core=is_core))


def is_extra(element: DomElement) -> bool:
    """Tell whether an element stands elsewhere, or says something else, in another form of the text.

    A table is a grid in one form and a list with labels in another. A page that begins in it counts from its end.
    """
    if element.tag in {"nav", "tr"} or element.get("class") == ROW or element.get("id") in EXTRA:
        return True
    return element.get("class") in {"skip", "page-reference"} or element.get("role") in NOTES


def is_picture(element: DomElement) -> bool:
    """Tell whether an element is a picture with alternative text."""
    tag = element.tag.rpartition("}")[2]
    return (tag == "svg" and bool(element.get("aria-label"))) or (tag == "img" and bool(element.get("alt")))


def find_body(root: DomElement) -> DomElement:
    """Find the body of a document."""
    body = root.find("body")
    assert body is not None
    return body


def is_gap(character: str) -> bool:
    """Tell whether a character is white space or cannot be seen."""
    return character.isspace() or character in UNSEEN


def remove_gaps(text: str) -> str:
    """Remove all white space, and what cannot be seen."""
    return "".join(remove_unseen(text).split())
