"""The navigation document: contents, page list and landmarks (EPUB 3.3, 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from press.model.edition import Edition
from press.model.sources.language import EpubWords
from press.readback.html import is_silent, read_element_words
from press.render.epub.xhtml import is_for_browsers

TEXT = "text.xhtml"


class Heading(NamedTuple):
    """A heading of the text: its level, its words, and the id to link to."""

    level: int
    words: str
    id: str


def add_heading_ids(body: Element) -> list[Heading]:
    """List the headings of a page, and give an id to each that has none.

    A section that has an id and begins with the heading is linked itself. body: is changed.
    """
    return list(_find_headings(body, body, set()))


def _find_headings(element: Element, section: Element, used: set[str]) -> Iterator[Heading]:
    for child in element:
        if not isinstance(child.tag, str) or is_for_browsers(child) or is_silent(child):
            continue
        if child.tag[:1] == "h" and child.tag[1:].isdigit():
            holder = child if child.get("id") or section.get("id") in {None, *used} else section
            name = holder.get("id") or f"heading-{len(used) + 1}"
            holder.set("id", name)
            used.add(name)
            yield Heading(int(child.tag[1:]), read_element_words(child), name)
        else:
            yield from _find_headings(child, child if child.tag == "section" else section, used)


def write_navigation(edition: Edition, headings: Sequence[Heading], pages: Sequence[int], words: EpubWords) -> str:
    """Write the body of the navigation document. words: of the page list and the landmarks."""
    lines = ['<nav epub:type="toc" role="doc-toc" id="toc">', f"<h1>{escape(edition.language.words.contents)}</h1>"]
    lines += [*_write_contents(edition, headings), "</nav>"]
    if pages:
        lines += ['<nav epub:type="page-list" role="doc-pagelist" id="page-list">', f"<h2>{escape(words.pages)}</h2>"]
        lines += ["<ol>", *(f'<li><a href="{TEXT}#page-{page}">{page}</a></li>' for page in pages), "</ol>", "</nav>"]
    lines += [
        '<nav epub:type="landmarks" id="landmarks" hidden="hidden">', "<ol>",
        f'<li><a epub:type="bodymatter" href="{TEXT}#main">{escape(words.start)}</a></li>', "</ol>", "</nav>",
    ]  # fmt: skip
    return "\n".join(lines)


def _write_contents(edition: Edition, headings: Sequence[Heading]) -> Iterator[str]:
    """Write the headings as nested lists, after a link to the beginning."""
    yield "<ol>"
    yield f'<li><a href="{TEXT}">{escape(edition.title)}</a>'
    open_levels = [1]
    for heading in headings:
        if heading.level == 1:
            continue
        level = max(2, heading.level)
        if level > open_levels[-1] and open_levels != [1]:
            yield "<ol>"
            open_levels.append(level)
        else:
            while len(open_levels) > 1 and level <= open_levels[-2]:
                open_levels.pop()
                yield "</li></ol>"
            yield "</li>"
            open_levels[-1] = level
        yield f'<li><a href="{TEXT}#{heading.id}">{escape(heading.words)}</a>'
    yield "</li></ol>" * len(open_levels)
