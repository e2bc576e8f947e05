"""Prose: Markdown in, `Node` trees out, with the line and column of everything.

The words stay exactly as they are typed: no quotation mark, dash or space is replaced.
"""

from __future__ import annotations

from dataclasses import dataclass

from press.load.markdown import blocks, containers, inlines, sections
from press.load.markdown.manuscript import SNIPPET, Manuscript
from press.load.markdown.tokens import blocks as read_markdown
from press.load.markdown.tokens import inlines as read_line
from press.model.edition import Section
from press.model.findings import Finding, Place
from press.model.nodes import Node

CODES = (*sections.CODES, *blocks.CODES, *containers.CODES, *inlines.CODES)

__all__ = ["CODES", "SNIPPET", "Body", "parse_body", "parse_inline", "parse_prose"]


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a translation: its sections and every id in it."""

    sections: tuple[Section, ...]
    ids: frozenset[str]


def parse_body(text: str, path: str, first_line: int = 1) -> tuple[Body, list[Finding]]:
    """The sections of a body, and what is wrong with it.

    path: the file as findings name it; first_line: the line of that file on which the text starts. Never raises.
    """
    manuscript = Manuscript(path, text, first_line)
    found = sections.read_sections(manuscript)
    ids = frozenset(manuscript.ids)
    sections.check_links(manuscript, ids)
    return Body(found, ids), manuscript.found


def parse_prose(
    text: str, path: str, first_line: int = 1, first_column: int = 1
) -> tuple[tuple[Node, ...], list[Finding]]:
    """The blocks of a text without headings and containers, such as a statement, and what is wrong with it."""
    manuscript = Manuscript(path, text, first_line, first_column)
    branches, deep = read_markdown(text)
    if deep:
        manuscript.add(sections.TOO_DEEP, manuscript.block(deep), "this is nested too deeply to be read")
        return (), manuscript.found
    nodes = blocks.read_blocks(manuscript, branches)
    for image in (node for top in nodes for node in top.walk() if node.kind == "image"):
        place = Place(path, image.line, image.column)
        manuscript.add(inlines.ADDRESS_OF_PICTURE, place, "a statement belongs to no publication and has no pictures")
    sections.check_links(manuscript, frozenset())
    return nodes, manuscript.found


def parse_inline(
    text: str, path: str, line: int, column: int = 1, ids: frozenset[str] = frozenset()
) -> tuple[tuple[Node, ...], list[Finding]]:
    """The runs of one line of text, such as a brief point, and what is wrong with it; ids: where it may link to."""
    manuscript = Manuscript(path, text, line, column)
    nodes = inlines.read_runs(manuscript, read_line(text))
    sections.check_links(manuscript, ids)
    return nodes, manuscript.found
