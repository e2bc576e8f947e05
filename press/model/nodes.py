"""Prose as a tree of nodes, built from Markdown and walked by templates and rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

NO_ATTRS: Mapping[str, str] = {}
"""Shared by all nodes without attributes, because a library has hundreds of thousands of them."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of prose, either a block or an inline, with its children.

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

INLINES = frozenset({"text", "strong", "em", "code", "link", "image", "span", "break", "superscript", "subscript"})
"""`link` carries attrs['href']; `image` attrs['src'], attrs['alt'] and, when decorative on purpose,
attrs['decorative'] == 'yes'; `span` attrs['lang']; `break` is a hard line break; `superscript` and
`subscript` hold one text."""
