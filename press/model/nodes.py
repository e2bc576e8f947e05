"""Prose as a tree of nodes, built from Markdown and walked by templates and rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

NO_ATTRS: Mapping[str, str] = {}
"""Shared by all nodes without attributes, because a library has hundreds of thousands of them."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of prose, either a block or an inline, with its children.

    kind: a row of `NODE_KINDS`; text: the words of a `text` or `code` node; attrs: e.g. `href`, `lang`,
    `id`, `title`; line, column: 1-based place in the Markdown file.
    """

    kind: str
    children: tuple[Node, ...] = ()
    text: str = ""
    attrs: Mapping[str, str] = field(default_factory=lambda: NO_ATTRS)
    line: int = 0
    column: int = 0

    @property
    def text_content(self) -> str:
        """The words of this node and of everything below it, pictures left out."""
        if self.kind == "image":
            return ""
        inner = "".join(child.text_content for child in self.children)
        return self.text + (inner + " " if self.kind in BLOCKS else inner)

    def walk(self) -> Iterator[Node]:
        """Walk this node and everything below it in reading order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)

    def __reduce__(self) -> tuple[type[Node], tuple[object, ...]]:
        # The pickling of dataclasses with slots is slower by half.
        return Node, (self.kind, self.children, self.text, self.attrs, self.line, self.column)


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A kind of node: every module that treats kinds differently asks its row."""

    name: str
    is_block: bool = True
    """Whether it is a block; others are inlines, which stand in a line of text."""
    is_container: bool = False
    """Whether it is written as `::: name`."""
    has_title: bool = False
    """Whether it has attrs['title'], words that translations and redlines compare."""
    id: Literal["", "optional", "required"] = ""
    """Whether it has attrs['id'], the same in every language."""
    is_running: bool = False
    """Whether its own words are running text, which plain language measures."""
    is_emphasis: bool = False
    """Whether it shows a word as one to learn."""
    is_box: bool = False
    """Whether it is a box whose kind is printed as a word of the language, so that it may do without a title."""


NODE_KINDS: Mapping[str, NodeKind] = {
    row.name: row
    for row in (
        NodeKind("paragraph", is_running=True),
        NodeKind("subheading", id="required"),
        NodeKind("bullet_list"),
        NodeKind("ordered_list"),
        NodeKind("item", is_running=True),
        NodeKind("definitions"),
        NodeKind("term", is_emphasis=True),
        NodeKind("definition", is_running=True),
        NodeKind("quote", is_running=True),
        NodeKind("table", is_container=True, has_title=True, id="required"),
        NodeKind("row"),
        NodeKind("cell"),
        NodeKind("callout", is_container=True, has_title=True, id="optional", is_running=True),
        *(
            NodeKind(name, is_container=True, has_title=True, id="optional", is_running=True, is_box=True)
            for name in ("note", "tip", "warning", "when-to-call")
        ),
        NodeKind("figure", is_container=True, id="required"),
        NodeKind("panel", is_running=True),
        NodeKind("points", is_container=True),
        NodeKind("part_label", is_running=True),
        NodeKind("caption", is_running=True),
        NodeKind("footnote", id="required", is_running=True),
        NodeKind("text", is_block=False),
        NodeKind("strong", is_block=False, is_emphasis=True),
        NodeKind("em", is_block=False, is_emphasis=True),
        NodeKind("code", is_block=False),
        NodeKind("link", is_block=False),
        NodeKind("image", is_block=False),
        NodeKind("span", is_block=False),
        NodeKind("superscript", is_block=False),
        NodeKind("subscript", is_block=False),
        NodeKind("break", is_block=False),
        NodeKind("footnote_call", is_block=False),
        NodeKind("check_box", is_block=False),
        NodeKind("blank", is_block=False),
    )
}
"""`table` has `row` children, each with `cell` children; a `row` with attrs['header'] == 'yes' is the head; the first
cell of any other row is a row header. `figure` has `panel` children and at most one `caption`. A `panel` has an
`image`, then label inlines, then `part_label` children: words with attrs['anchor'], a named point of the drawing.
`points` has `panel` children too, each with words. `definitions` has `term` and `definition` children in order.
`subheading` is a level-3 heading.

`link` carries attrs['href']; `image` attrs['src'], attrs['alt'] and, when decorative on purpose,
attrs['decorative'] == 'yes'; `break` is a hard line break. `span` carries attrs['lang'], or attrs['respelling'] ==
'yes' if it tells how the word before it is said.
`superscript` and `subscript` hold one text. `ordered_list` carries attrs['start'] if it goes on from another; `cell`
attrs['align'], `end` or `center`, if it is not aligned to the start, and attrs['columns'] and attrs['rows'] if it is
merged with others; then each row carries attrs['places'], the columns of its cells, counted from 0.
`image` may carry attrs['width'], in percent of the room that it has.

`footnote` holds the words of a note; it stands at the end of each section that calls it. `footnote_call` carries
attrs['note'], the id of its note. `check_box` carries attrs['state'], `empty` or `checked`, and stands first in its
item. `blank` is a line to fill in; attrs['length'] is how many signs long. All three have no words, but
attrs['notation'], how they are written, which translations and redlines compare."""

BLOCKS = frozenset(row.name for row in NODE_KINDS.values() if row.is_block)
INLINES = frozenset(NODE_KINDS) - BLOCKS
EMPHASIS = frozenset(row.name for row in NODE_KINDS.values() if row.is_emphasis)
BOXES = tuple(row.name for row in NODE_KINDS.values() if row.is_box)
CONTAINERS = tuple(row.name for row in NODE_KINDS.values() if row.is_container)
