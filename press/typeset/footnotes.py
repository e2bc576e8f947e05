"""The footnotes of an edition: numbered in the order of their calls, at the foot of a page or after the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from press.model.edition import Edition
from press.model.nodes import Node

Place = tuple[int, int]
"""Line and column of a call."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note: its number, its id, the id of its first call, and its words."""

    number: int
    id: str
    call: str
    words: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class FootnoteSet:
    """All notes of an edition.

    by_id: each note; first_calls: where each is called first; at_foot: whether they stand at the foot of pages.
    """

    by_id: Mapping[str, Footnote]
    first_calls: Mapping[Place, Footnote]
    at_foot: bool

    @property
    def at_end(self) -> Sequence[Footnote]:
        """The notes that stand after the text."""
        return () if self.at_foot else tuple(self.by_id.values())


def list_footnotes(edition: Edition) -> FootnoteSet:
    """List the notes of an edition in the order of their first calls."""
    nodes = [node for section in edition.translation.sections for block in section.blocks for node in block.walk()]
    words = {node.attrs["id"]: node.children for node in nodes if node.kind == "footnote"}
    by_id: dict[str, Footnote] = {}
    first_calls: dict[Place, Footnote] = {}
    for node in nodes:
        name = node.attrs.get("note", "")
        if node.kind == "footnote_call" and name not in by_id:
            by_id[name] = Footnote(len(by_id) + 1, name, name.replace("note-", "call-", 1), words[name])
            first_calls[node.line, node.column] = by_id[name]
    # A row of two languages goes to the next page as a whole, and its notes would stay at the foot of the page before.
    may_be_at_foot = edition.variant.file_format.layout == "print" and not edition.variant.languages
    at_foot = edition.variant.footnotes == "foot" and may_be_at_foot
    return FootnoteSet(by_id, first_calls, at_foot)


def drop_calls(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Drop the calls of notes from words that are printed once more."""
    return tuple(
        replace(node, children=drop_calls(node.children)) if node.children else node
        for node in nodes
        if node.kind != "footnote_call"
    )
