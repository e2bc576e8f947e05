"""The tag tree while it is built: structure elements, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element as DomElement

LAST = float("inf")
"""The order of what stands after everything else of its parent."""


@dataclass(eq=False, slots=True)
class Content:
    """A piece of marked content: page (0-based), the stream that holds it, its MCID there, and its words."""

    page: int
    stream: Any
    mcid: int
    text: str
    order: float


@dataclass(eq=False, slots=True)
class ObjectRef:
    """An annotation that belongs to a structure element; page is 0-based."""

    page: int
    annotation: Any
    order: float


@dataclass(eq=False, slots=True)
class Node:
    """A structure element.

    role: a standard structure type; order: its place in the reading order among its siblings; language: the language
    that holds inside it; own_language: set when that differs from its parent's; marks: attributes by owner, e.g.
    ``{"Layout": {"Placement": "/Block"}}``; made: whether the builder added it between a source element and its text;
    element: the source element it stands for.
    """

    role: str
    parent: Node | None
    element: DomElement | None = None
    order: float = 0
    language: str = ""
    own_language: str = ""
    alt: str = ""
    expansion: str = ""
    identifier: str = ""
    marks: dict[str, dict[str, Any]] = field(default_factory=dict)
    refs: list[Node] = field(default_factory=list)
    kids: list[Node | Content | ObjectRef] = field(default_factory=list)
    made: bool = False
    reference: bytes = b""

    def add(self, role: str, element: DomElement | None = None, order: float = 0, *, made: bool = False) -> Node:
        """A new last child."""
        node = Node(role, self, element, order, self.language, made=made)
        self.kids.append(node)
        return node

    @property
    def nodes(self) -> list[Node]:
        """The structure elements among what it holds."""
        return [kid for kid in self.kids if isinstance(kid, Node)]

    def mark(self, owner: str, **values: Any) -> None:
        """Set attributes of one owner, e.g. ``mark("Table", Scope="/Row")``."""
        self.marks.setdefault(owner, {}).update(values)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.nodes)

    def around(self) -> Iterator[Node]:
        """This node and all around it, from the inside out."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def words(self) -> str:
        """The words of this node and all below it."""
        return "".join(kid.text for kid in self.leaves() if isinstance(kid, Content))

    def leaves(self) -> Iterator[Content | ObjectRef]:
        """The content of this node and all below it, in reading order."""
        stack: list[Node | Content | ObjectRef] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, Node):
                stack += reversed(item.kids)
            else:
                yield item
