"""Page breaks of a printed edition, put into a document that has no pages of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from xml.etree.ElementTree import Element

from press.model.edition import PrintPages
from press.readback.page_starts import Passage, find_body, is_gap, is_picture, walk_passages

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
ROLE = "doc-pagebreak"


def insert_page_breaks(root: Element, print_pages: PrintPages) -> list[int]:
    """Insert an empty element where each printed page begins.

    Its role is `doc-pagebreak`, its id `page-3` and its label the number. Returns the numbers; none if the document has
    another text than the printed edition. root: is changed.
    """
    passages = [one for one in walk_passages(find_body(root)) if one.is_core and one.words]
    ends = list(accumulate(len(one.words) for one in passages))
    *starts, total = print_pages.starts
    if not passages or ends[-1] != total:
        return []
    parents = {child: parent for parent in root.iter() for child in parent}
    pages_by_start: dict[int, list[int]] = {}
    for number, start in enumerate(starts, 1):
        pages_by_start.setdefault(start, []).append(number)
    for start, numbers in sorted(pages_by_start.items(), reverse=True):  # from the end, so that no place moves
        at = next((index for index, end in enumerate(ends) if start < end), len(ends) - 1)
        offset = start - (ends[at] - len(passages[at].words))
        _insert([_make_page_break(number) for number in numbers], passages[at], offset, parents)
    return list(range(1, len(starts) + 1))


def _make_page_break(number: int) -> Element:
    return Element("span", {"role": ROLE, "id": f"page-{number}", "aria-label": str(number)})


def _insert(page_breaks: Sequence[Element], passage: Passage, offset: int, parents: Mapping[Element, Element]) -> None:
    """Insert page breaks before a character of a passage."""
    element = passage.element
    if passage.is_tail:
        element.tail, page_breaks[-1].tail = _split(element.tail or "", offset)
        parent = parents[element]
        index = list(parent).index(element) + 1
    elif is_picture(element) or (offset == 0 and element.tag in HEADINGS):  # a number is no part of a heading
        parent = parents[element]
        index = list(parent).index(element)
    else:
        element.text, page_breaks[-1].tail = _split(element.text or "", offset)
        parent, index = element, 0
    parent[index:index] = page_breaks


def _split(text: str, offset: int) -> tuple[str, str]:
    """Split a text before a character. offset: its place among those that are no gaps."""
    at = [index for index, character in enumerate(text) if not is_gap(character)][offset]
    return text[:at], text[at:]
