"""Prose: Markdown parsed into `Node` trees, with the line and column of everything.

The words stay exactly as they are typed: no quotation mark, dash or space is replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from press.load.markdown import blocks, cells, containers, footnotes, inlines, lookalikes, sections
from press.load.markdown.tokens import SNIPPET, Manuscript, NamedValue
from press.load.markdown.tokens import parse_blocks as read_markdown
from press.load.markdown.tokens import parse_inlines as read_line
from press.model.findings import Finding, Place
from press.model.nodes import Node
from press.model.publication import Section

CODES = (
    *sections.CODES,
    *blocks.CODES,
    *containers.CODES,
    *inlines.CODES,
    *lookalikes.CODES,
    *footnotes.CODES,
    *cells.CODES,
)

__all__ = ["CODES", "SNIPPET", "ParsedBody", "parse_body", "parse_inline", "parse_prose"]


Values = Mapping[str, NamedValue]
NO_VALUES: Values = {}


@dataclass(frozen=True, slots=True)
class ParsedBody:
    """The parsed text of a translation: its sections and every id in it."""

    sections: tuple[Section, ...]
    ids: frozenset[str]


def parse_body(
    text: str, path: str, first_line: int = 1, values: Values = NO_VALUES, lang: str = ""
) -> tuple[ParsedBody, list[Finding]]:
    """Parse a body into sections, with findings.

    path: the file as findings name it; first_line: the line of that file on which the text starts; values: what the
    text may use by name; lang: its language. Never raises.
    """
    manuscript = Manuscript(path, text, first_line, values=values, lang=lang)
    found = sections.read_sections(manuscript)
    ids = frozenset(manuscript.ids)
    sections.check_links(manuscript, ids)
    return ParsedBody(found, ids), manuscript.findings


def parse_prose(
    text: str, path: str, first_line: int = 1, first_column: int = 1, values: Values = NO_VALUES, lang: str = ""
) -> tuple[tuple[Node, ...], list[Finding]]:
    """Parse blocks without headings and containers, with findings.

    A statement is such a text.
    """
    manuscript = Manuscript(path, text, first_line, first_column, values=values, lang=lang)
    branches, deep = read_markdown(text)
    if deep:
        manuscript.add_finding(sections.TOO_DEEP, manuscript.locate_block(deep), "this is nested too deeply to be read")
        return (), manuscript.findings
    nodes = blocks.read_blocks(manuscript, branches)
    for image in (node for top in nodes for node in top.walk() if node.kind == "image"):
        place = Place(path, image.line, image.column)
        manuscript.add_finding(
            inlines.ADDRESS_OF_PICTURE, place, "a statement cannot have pictures, because it belongs to no publication"
        )
    footnotes.check_calls(manuscript)
    sections.check_links(manuscript, frozenset())
    return nodes, manuscript.findings


def parse_inline(
    text: str,
    path: str,
    line: int,
    column: int = 1,
    ids: frozenset[str] = frozenset(),
    values: Values = NO_VALUES,
    lang: str = "",
) -> tuple[tuple[Node, ...], list[Finding]]:
    """Parse one line of text into runs, with findings.

    A brief point is such a line. ids: where it may link to; values, lang: as in `parse_body`.
    """
    manuscript = Manuscript(path, text, line, column, values=values, lang=lang)
    nodes = inlines.read_runs(manuscript, read_line(text))
    footnotes.check_calls(manuscript)
    sections.check_links(manuscript, ids)
    return nodes, manuscript.findings
