"""The words of a text, block by block: what the ledger keeps, what plain language is measured on, what a redline
compares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from press.model.edition import Section, Translation
from press.model.nodes import BLOCKS, Node

FRONT = "front-matter"
"""What stands for title, summary, brief points and keywords where sections are named by their ids."""


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one block, in a row: what kind of block, the words, and the line of the file.

    kind: a kind of block, or `heading`, `title` (of a table or callout) or `alt` (what stands for a picture).
    """

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a text, or its front matter: its id, which form of the text it is in, and its words."""

    id: str
    form: str
    line: int
    lines: tuple[Line, ...]

    @property
    def words(self) -> list[str]:
        """The words, one block an entry."""
        return [line.text for line in self.lines]

    @property
    def digest(self) -> str:
        """16 digits that change when a word changes, and not when only lines or emphasis do."""
        return digest_of(self.words)


def digest_of(words: Iterable[str]) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of some blocks of words."""
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def parts_of(translation: Translation) -> dict[str, Part]:
    """The front matter and the sections of a text, in order, by id."""
    found = {FRONT: front_of(translation)}
    return found | {section.id: part_of(section) for section in translation.sections}


def front_of(translation: Translation) -> Part:
    """Title, summary, brief points and keywords."""
    front, source = translation.front, translation.source
    brief = [("brief", position, _run(nodes)) for position, nodes in enumerate(translation.brief)]
    words = [("title", front.title), ("summary", front.summary), ("keywords", ", ".join(front.keywords))]
    lines = [Line(key, _tidy(text), source.at(key).line) for key, text in words]
    lines[2:2] = [Line(key, text, source.at(key, position).line) for key, position, text in brief]
    return Part(FRONT, "", 1, tuple(line for line in lines if line.text))


def part_of(section: Section) -> Part:
    """The heading and the blocks of a section."""
    head = Line("heading", _run(section.heading), section.line)
    return Part(section.id, section.text, section.line, tuple(one for one in (head, *_of(section.blocks)) if one.text))


def _of(nodes: Sequence[Node]) -> Iterator[Line]:
    for node in nodes:
        if "title" in node.attrs and node.kind in {"table", "callout"}:
            yield Line("title", _tidy(node.attrs["title"]), node.line)
        if node.kind == "row":
            yield Line("row", " | ".join(_run(cell.children) for cell in node.children), node.line)
            continue
        inline = [child for child in node.children if child.kind not in BLOCKS]
        if inline:
            yield from (Line("alt", _tidy(one), node.line) for one in _alts(inline))
            yield Line(node.kind, _run(inline), node.line)
        yield from _of([child for child in node.children if child.kind in BLOCKS])


def _alts(nodes: Iterable[Node]) -> Iterator[str]:
    """What is said in place of the pictures among some runs."""
    for node in nodes:
        for one in node.walk():
            if one.kind == "image" and one.attrs.get("decorative") != "yes":
                yield one.attrs.get("alt", "")


def _run(nodes: Iterable[Node]) -> str:
    """The words of some runs, each link with the address it leads to."""
    return _tidy("".join(_said(node) for node in nodes))


def _said(node: Node) -> str:
    if node.kind == "image":
        return ""
    if node.kind == "break":
        return " "
    words = node.text + "".join(_said(child) for child in node.children)
    address = node.attrs.get("href", "")
    return f"{words} <{address}>" if node.kind == "link" and not address.startswith("#") else words


def _tidy(text: str) -> str:
    return " ".join(text.split())
