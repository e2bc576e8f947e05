"""Where the words of a finding stand in the sources, and each cause told once for all editions that have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from press.model.edition import Edition
from press.model.findings import Finding, Place
from press.model.nodes import Node
from press.readback.layout.lines import BULLET
from press.text.spacing import remove_spaces

CHARACTER = re.compile(r"has the character `(.+?)` \(U\+[0-9A-F]{4,6}\)", re.DOTALL)
"""What is said of a character that no typeface has."""
QUOTED = re.compile(r"“([^”]+)”|`([^`]+)`|'([^']+)'")
VARYING = re.compile(r"“[^”]*”|`[^`]*`|'[^']*'|\(.*\)|[\d.,]+")
"""What differs between the findings of one cause: quoted words, numbers and places."""
SHORTEST = 3
"""Letters of a quotation that are enough to find it again."""


def locate_findings(findings: Iterable[Finding], edition: Edition) -> list[Finding]:
    """Give the findings of an edition their places in its text."""
    return [_locate(one, edition) if one.place.file == edition.name else one for one in findings]


def _locate(finding: Finding, edition: Edition) -> Finding:
    found = replace(finding, editions=(edition.name,))
    if character := CHARACTER.search(finding.problem):
        return replace(found, place=_find_character(character[1], edition) or finding.place)
    for match in QUOTED.finditer(finding.problem):
        if place := _find_words(next(filter(None, match.groups())), edition):
            return replace(found, place=place)
    return found


def _find_character(character: str, edition: Edition) -> Place | None:
    for top in _list_blocks(edition):
        for node in top.walk():
            if character in node.text:
                return edition.translation.source.make_place(node.line, node.column + node.text.index(character))
    return _find_in_front_matter(character, edition)


def _find_words(quoted: str, edition: Edition) -> Place | None:
    """Find the block that says some words, or the picture that they describe."""
    words = remove_spaces(BULLET.sub("", re.sub(r"^…|…$|\s*\(#\w+ on #\w+\)", "", quoted)))
    if len(words) < SHORTEST:
        return None
    for top in _list_blocks(edition):
        if words in remove_spaces(top.text_content):
            # A table is one cause, whichever of its cells shows it.
            inner = (node for node in top.walk() if node.line and words in remove_spaces(node.text_content))
            node = top if top.kind == "table" else [*inner, top][0]
            return edition.translation.source.make_place(node.line, node.column) if node.line else None
    for top in _list_blocks(edition):
        for node in top.walk():
            if node.line and words == remove_spaces(node.attrs.get("alt", "")):
                return edition.translation.source.make_place(node.line, node.column)
    return _find_in_front_matter(words, edition)


def _find_in_front_matter(words: str, edition: Edition) -> Place | None:
    front, source = edition.translation.front, edition.translation.source
    for field in ("title", "summary"):
        if words in remove_spaces(getattr(front, field)):
            return source.find_place(field)
    for number, point in enumerate(front.brief):
        if words in remove_spaces(point):
            return source.find_place("brief", number)
    return None


def _list_blocks(edition: Edition) -> Iterator[Node]:
    for section in edition.translation.sections:
        yield Node("paragraph", section.heading, line=section.line, column=1)
        yield from section.blocks


def merge_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Tell each cause once, with all editions that have it.

    The findings keep their order.
    """
    merged: dict[object, Finding] = {}
    for one in findings:
        located = one.place if one.place.file not in one.editions else None
        key = (located, one.code, one.severity, VARYING.sub("", one.problem)) if one.editions else one
        first = merged.get(key, one)
        merged[key] = replace(first, editions=tuple(dict.fromkeys([*first.editions, *one.editions])))
    return list(merged.values())
