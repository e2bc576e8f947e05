"""The proof: the tag tree of the finished PDF says exactly what the typeset page says, line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from press.model.findings import Place
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.pdf.tag_tree import Element
from press.readback.speech.core_text import all_of_html
from press.readback.speech.transcript import differences
from press.text.spacing import squeeze

FAULT = "this is a fault of the press: report it with the sources that show it"


def without_a_paragraph(reading: Reading) -> Reading:
    """Damage: a tag tree that has lost its first paragraph."""
    assert reading.tags is not None
    return replace(reading, tags=_drop_first(reading.tags, "P")[0])


def with_headings_a_page_later(reading: Reading) -> Reading:
    """Damage: a tag tree whose headings stand on the page after their own."""
    return replace(reading, tags=_moved(reading.tags))


@rule(
    "PDF201",
    clause="ISO 14289-1, 7.1 and 7.2; WCAG 2.2, 1.3.1, 1.3.2, 3.1.2",
    hint=FAULT,
    damage=without_a_paragraph,
)
def says_what_was_typeset(reading: Reading) -> Iterable[Problem]:
    """The tag tree says what the typeset page says: same sequence, roles, words, languages, headers, links."""
    for problem in differences(all_of_html(reading.html), reading.heard):
        yield Place(reading.edition.name), problem


@rule(
    "PDF202",
    clause="WCAG 2.2, 2.4.5; house rule: what a file says of itself comes from its sources",
    hint=FAULT,
    damage=with_headings_a_page_later,
)
def contents_name_the_right_page(reading: Reading) -> Iterable[Problem]:
    """Every entry of the contents ends in the number of the page on which its heading stands."""
    assert reading.tags is not None
    pages: dict[str, list[str]] = {}
    for one in reading.tags.walk():
        if one.level:
            pages.setdefault(squeeze(one.all_text), []).append(str(one.page))
    for entry in reading.tags.find("TOCI"):
        words, _, number = squeeze(entry.all_text).rpartition(" ")
        # Two headings may have the same words.
        there = pages.get(words, [])
        if number not in there:
            shown = " or ".join(there) or "any"
            yield Place(reading.edition.name), f"the contents say {words!r} is on page {number}, not {shown}"


def _drop_first(element: Element, role: str) -> tuple[Element, bool]:
    parts: list[Element | str] = []
    dropped = False
    for part in element.content:
        if dropped or isinstance(part, str):
            parts.append(part)
        elif part.role == role:
            dropped = True
        else:
            rest, dropped = _drop_first(part, role)
            parts.append(rest)
    return replace(element, content=tuple(parts)), dropped


def _moved(element: Element | None) -> Element:
    assert element is not None
    parts = tuple(_moved(part) if isinstance(part, Element) else part for part in element.content)
    return replace(element, content=parts, page=element.page + (1 if element.level else 0))
