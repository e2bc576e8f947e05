"""Prose as a tree of nodes: what Markdown becomes, and what templates and rules walk over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

NO_ATTRS: Mapping[str, str] = {}
"""Shared by all nodes without attributes, which are most: a library has hundreds of thousands."""


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of prose: a block or a run of text, with what it holds.

    kind: one of `BLOCKS` or `INLINES`; text: the words of a `text` or `code` node; attrs: e.g. `href`, `lang`,
    `id`, `title`; line, column: 1-based place in the Markdown file.
    """

    kind: str
    children: tuple[Node, ...] = ()
    text: str = ""
    attrs: Mapping[str, str] = field(default_factory=lambda: NO_ATTRS)
    line: int = 0
    column: int = 0

    @property
    def plain(self) -> str:
        """The words of this node and everything in it, without pictures."""
        if self.kind == "image":
            return ""
        inner = "".join(child.plain for child in self.children)
        return self.text + (inner + " " if self.kind in BLOCKS else inner)

    def walk(self) -> Iterator[Node]:
        """This node and everything below it, in reading order."""
        todo = [self]
        while todo:
            node = todo.pop()
            yield node
            todo += reversed(node.children)

    def __reduce__(self) -> tuple[type[Node], tuple[object, ...]]:
        """For pickling: all fields in their order. What dataclasses with slots do is slower by half."""
        return Node, (self.kind, self.children, self.text, self.attrs, self.line, self.column)


BLOCKS = frozenset(
    {
        "paragraph",
        "bullet_list",
        "ordered_list",
        "item",
        "definitions",
        "term",
        "definition",
        "table",
        "row",
        "cell",
        "figure",
        "panel",
        "caption",
        "callout",
        "quote",
        "subheading",
    }
)
"""`table` has `row` children, each with `cell` children; a `row` with attrs['header'] == 'yes' is the head;
the first cell of any other row is a row header. `table` and `callout` carry attrs['title'].
`figure` has `panel` children (an `image`, then label inlines) and at most one `caption`.
`definitions` has `term` and `definition` children in order. `subheading` is a level-3 heading with attrs['id']."""

INLINES = frozenset({"text", "strong", "em", "code", "link", "image", "span", "break"})
"""`link` carries attrs['href']; `image` attrs['src'], attrs['alt'] and, when decorative on purpose,
attrs['decorative'] == 'yes'; `span` attrs['lang']; `break` is a hard line break."""
