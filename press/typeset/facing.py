"""The text of a second language, set beside an edition's own: with ids of its own, so that none stands twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from press.model.edition import Edition
from press.model.nodes import BLOCKS, Node
from press.model.publication import Section, Translation


def make_beside_edition(edition: Edition) -> Edition:
    """Make the edition of the language that stands beside an edition's own."""
    assert edition.beside
    lang = edition.beside.lang
    text = _prefix_translation(edition.beside, lang)
    return replace(edition, lang=lang, language=edition.languages[lang], translation=text, beside=None)


def group_rows(blocks: Sequence[Node]) -> list[tuple[Node, ...]]:
    """Group blocks into rows: one block, with the subheadings above it."""
    rows: list[tuple[Node, ...]] = []
    above: tuple[Node, ...] = ()
    for block in blocks:
        if block.kind == "footnote":  # it stands at the foot, or after the text
            continue
        above = (*above, block)
        if block.kind != "subheading":
            rows.append(above)
            above = ()
    return [*rows, above] if above else rows


def has_tall_row(*halves: Sequence[Node]) -> bool:
    """Tell whether a row may be higher than a page in one of the languages.

    halves: the blocks of a section in each language.
    """
    return any(sum(map(_count_lines, row)) > TALL_ROW for half in halves for row in group_rows(half))


TALL_ROW, LETTERS_OF_A_LINE, LINES_OF_A_PICTURE = 32, 40, 5
"""Most lines of a row beside another, two thirds of a page; about how many letters a line of a column has, and how many
lines a picture takes that stands beside another."""


def _count_lines(node: Node) -> int:
    """Count the lines of a block in one column, roughly."""
    letters = sum(len(one.text_content) for one in node.children if one.kind not in BLOCKS)
    pictures = sum(one.kind == "image" for one in node.children)
    inner = sum(_count_lines(one) for one in node.children if one.kind in BLOCKS)
    return -(-letters // LETTERS_OF_A_LINE) + LINES_OF_A_PICTURE * pictures + inner


def prefix_id(lang: str, name: str) -> str:
    """Name a part of the text in the second language."""
    return f"{lang}-{name}"


def _prefix_translation(text: Translation, lang: str) -> Translation:
    return replace(text, sections=tuple(_prefix_section(section, lang) for section in text.sections))


def _prefix_section(section: Section, lang: str) -> Section:
    blocks = tuple(_prefix_node(node, lang) for node in section.blocks)
    return replace(section, id=prefix_id(lang, section.id), blocks=blocks)


def _prefix_node(node: Node, lang: str) -> Node:
    """Prefix the ids of a node and of all below it, and the links to them."""
    attrs = dict(node.attrs)
    for name in {"id", "note"} & attrs.keys():
        attrs[name] = prefix_id(lang, attrs[name])
    if attrs.get("href", "").startswith("#"):
        attrs["href"] = f"#{prefix_id(lang, attrs['href'][1:])}"
    return replace(node, attrs=attrs, children=tuple(_prefix_node(child, lang) for child in node.children))
