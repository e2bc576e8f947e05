"""Where the words of a finding stand in the sources, and each cause told once for all editions that have it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

from press.model.edition import Edition, FinishedEdition
from press.model.findings import Finding, Place
from press.model.nodes import Node
from press.readback.html import parse_html_cached
from press.readback.layout.lines import BULLET
from press.readback.page_starts import find_body, read_page_starts, walk_passages
from press.text.spacing import remove_spaces

CHARACTER = re.compile(r"has the character `(.+?)` \(U\+[0-9A-F]{4,6}\)", re.DOTALL)
"""What is said of a character that no typeface has."""
QUOTED = re.compile(r"“([^”]+)”|`([^`]+)`|'([^']+)'")
VARYING = re.compile(r"“[^”]*”|`[^`]*`|'[^']*'|\(.*\)|[\d.,]+")
"""What differs between the findings of one cause: quoted words, numbers and places."""
PAGE = re.compile(r"page (\d+)")
"""Before a quotation: the page that it is from."""
SHORTEST, LONG = 3, 20
"""Letters of a quotation that are enough to find it again, and to know a picture by how its alternative text begins."""


ReadPages = Callable[[], tuple[str, tuple[int, ...]]]
"""Read the core text of a finished file, and the places in it where pages begin."""


def locate_findings(
    findings: Iterable[Finding], edition: Edition, final: FinishedEdition | None = None
) -> list[Finding]:
    """Give the findings of an edition their places in its text.

    final: its finished file, which tells words from the same words on another page.
    """

    @cache
    def read_pages() -> tuple[str, tuple[int, ...]]:
        passages = walk_passages(find_body(parse_html_cached(final.html))) if final else ()
        core = "".join(one.words for one in passages if one.is_core)
        return core, read_page_starts(final.html, final.data) if final else ()

    return [_locate(one, edition, read_pages) if one.place.file == edition.name else one for one in findings]


def _locate(finding: Finding, edition: Edition, read_pages: ReadPages) -> Finding:
    found = replace(finding, editions=(edition.name,))
    if character := CHARACTER.search(finding.problem):
        return replace(found, place=_find_character(character[1], edition) or finding.place)
    for match in QUOTED.finditer(finding.problem):
        words = _squeeze_quotation(next(filter(None, match.groups())))
        pages = PAGE.findall(finding.problem[: match.start()])
        if place := _find_words(words, edition, int(pages[-1]) if pages else 0, read_pages):
            return replace(found, place=place)
    return found


def _squeeze_quotation(quoted: str) -> str:
    return remove_spaces(BULLET.sub("", re.sub(r"^…|…$|\s*\(#\w+ on #\w+\)", "", quoted)))


def _find_character(character: str, edition: Edition) -> Place | None:
    for top in _list_blocks(edition):
        for node in top.walk():
            if character in node.text:
                return edition.translation.source.make_place(node.line, node.column + node.text.index(character))
    return _find_in_front_matter(character, edition)


def _find_words(words: str, edition: Edition, page: int, read_pages: ReadPages) -> Place | None:
    """Find the block that says some words, or the picture that they describe. page: 0 if it is not known."""
    if len(words) < SHORTEST:
        return None
    blocks = [(one, count) for one in _list_blocks(edition) if (count := remove_spaces(one.text_content).count(words))]
    if blocks:
        top = _choose_block(blocks, words, page, read_pages) if page and len(blocks) > 1 else blocks[0][0]
        # A table is one cause, whichever of its cells shows it.
        inner = (node for node in top.walk() if node.line and words in remove_spaces(node.text_content))
        node = top if top.kind == "table" else [*inner, top][0]
        return edition.translation.source.make_place(node.line, node.column) if node.line else None
    for top in _list_blocks(edition):
        for node in top.walk():
            alt = remove_spaces(node.attrs.get("alt", ""))
            if node.line and (words == alt or (len(words) > LONG and alt.startswith(words))):
                return edition.translation.source.make_place(node.line, node.column)
    return _find_in_front_matter(words, edition)


def _choose_block(blocks: list[tuple[Node, int]], words: str, page: int, read_pages: ReadPages) -> Node:
    """Choose the block whose words are on a page, the first if none is. blocks: each with how often it says them."""
    core, starts = read_pages()
    places = [match.start() for match in re.finditer(re.escape(words), core)]
    said = [block for block, count in blocks for _ in range(count)]
    # From the end, because title and main points may say the words before the text does.
    pairs = reversed(list(zip(reversed(places), reversed(said), strict=False)))
    on_page = (block for at, block in pairs if page < len(starts) and starts[page - 1] <= at < starts[page])
    return next(on_page, blocks[0][0])


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
