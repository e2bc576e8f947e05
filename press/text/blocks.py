"""The words of a text, block by block.

The translation record stores them, plain language is measured on them, and a redline compares them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from press.model.nodes import BLOCKS, NODE_KINDS, Node
from press.model.publication import Section, Translation

FRONT_MATTER = "front-matter"
"""The id of the part with title, summary, brief points and keywords, among the ids of sections."""


@dataclass(frozen=True, slots=True)
class BlockText:
    """The words of one block. line: of the source file.

    kind: a kind of block, or `heading`, `title` (of a block that has one) or `alt` (the alternative text of a picture).
    """

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class TextPart:
    """A section of a text, or its front matter. form: `long` or `short` if it is only in that text, else ""."""

    id: str
    text_form: str
    line: int
    lines: tuple[BlockText, ...]

    @property
    def words(self) -> list[str]:
        """The words, one block per entry."""
        return [line.text for line in self.lines]

    @property
    def digest(self) -> str:
        """16 digits that change with the words, but not with line breaks or emphasis."""
        return hash_words(self.words)


def hash_words(words: Iterable[str]) -> str:
    """Hash blocks of words, as 16 hexadecimal digits of SHA-256."""
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def list_parts(translation: Translation) -> dict[str, TextPart]:
    """List front matter and sections of a text, by id."""
    front = {FRONT_MATTER: _read_front_matter(translation)}
    return front | {section.id: _read_section(section) for section in translation.sections}


def _read_front_matter(translation: Translation) -> TextPart:
    """Read title, summary, brief points and keywords as a part."""
    front, source = translation.front, translation.source
    brief = [("brief", position, _join_inlines(nodes)) for position, nodes in enumerate(translation.brief)]
    words = [("title", front.title), ("summary", front.summary), ("keywords", ", ".join(front.keywords))]
    lines = [BlockText(key, _normalize_space(text), source.find_place(key).line) for key, text in words]
    lines[2:2] = [BlockText(key, text, source.find_place(key, position).line) for key, position, text in brief]
    return TextPart(FRONT_MATTER, "", 1, tuple(line for line in lines if line.text))


def _read_section(section: Section) -> TextPart:
    """Read heading and blocks of a section as a part."""
    head = BlockText("heading", _join_inlines(section.heading), section.line)
    lines = (head, *_read_blocks(section.blocks))
    return TextPart(section.id, section.text_form, section.line, tuple(line for line in lines if line.text))


def _read_blocks(nodes: Sequence[Node]) -> Iterator[BlockText]:
    for node in nodes:
        if NODE_KINDS[node.kind].has_title and "title" in node.attrs:
            yield BlockText("title", _normalize_space(node.attrs["title"]), node.line)
        if node.kind == "row":
            yield BlockText("row", " | ".join(_join_inlines(cell.children) for cell in node.children), node.line)
            continue
        inline = [child for child in node.children if child.kind not in BLOCKS]
        if inline:
            yield from (BlockText("alt", _normalize_space(one), node.line) for one in _find_alternative_texts(inline))
            yield BlockText(node.kind, _join_inlines(inline), node.line)
        yield from _read_blocks([child for child in node.children if child.kind in BLOCKS])


def _find_alternative_texts(nodes: Iterable[Node]) -> Iterator[str]:
    """Find the alternative texts of pictures among inlines."""
    for node in nodes:
        for one in node.walk():
            if one.kind == "image" and one.attrs.get("decorative") != "yes":
                yield one.attrs.get("alt", "")


def _join_inlines(nodes: Iterable[Node]) -> str:
    """Join the words of inlines, each link with its address."""
    return _normalize_space("".join(_read_inline(node) for node in nodes))


def _read_inline(node: Node) -> str:
    if node.kind == "image":
        return ""
    if node.kind == "break":
        return " "
    if value := node.attrs.get("value"):
        return f"{{{{ {value} }}}}"  # a number that changes for all texts makes no translation out of date
    words = node.text + node.attrs.get("notation", "") + "".join(_read_inline(child) for child in node.children)
    address = node.attrs.get("href", "")
    return f"{words} <{address}>" if node.kind == "link" and not address.startswith("#") else words


def _normalize_space(text: str) -> str:
    return " ".join(text.split())
