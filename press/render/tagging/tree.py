"""The tag tree while it is built: structure elements, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element as DomElement

LAST = float("inf")
"""The order of a child that stands after all others."""


@dataclass(eq=False, slots=True)
class ContentRef:
    """A reference to marked content.

    page: from 0; stream: what holds the content; mcid: its number there; text: its words.
    """

    page: int
    stream: Any
    mcid: int
    text: str
    order: float


@dataclass(eq=False, slots=True)
class ObjectRef:
    """A reference to an annotation that belongs to a structure element; page: from 0."""

    page: int
    annotation: Any
    order: float


@dataclass(eq=False, slots=True)
class TagNode:
    """A structure element.

    role: a standard structure type; order: its place in the reading order among its siblings; language: the language
    that holds inside it; own_language: set if that differs from its parent's; attributes: by owner, e.g. ``{"Layout":
    {"Placement": "/Block"}}``; made: whether the builder added it between a source element and its text; element: the
    source element it stands for.
    """

    role: str
    parent: TagNode | None
    element: DomElement | None = None
    order: float = 0
    language: str = ""
    own_language: str = ""
    alt: str = ""
    expansion: str = ""
    identifier: str = ""
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    refs: list[TagNode] = field(default_factory=list)
    kids: list[TagNode | ContentRef | ObjectRef] = field(default_factory=list)
    made: bool = False
    reference: bytes = b""

    def add(self, role: str, element: DomElement | None = None, order: float = 0, *, made: bool = False) -> TagNode:
        """Add a new last child."""
        node = TagNode(role, self, element, order, self.language, made=made)
        self.kids.append(node)
        return node

    @property
    def child_nodes(self) -> list[TagNode]:
        """The structure elements among the children."""
        return [kid for kid in self.kids if isinstance(kid, TagNode)]

    def set_attributes(self, owner: str, **values: Any) -> None:
        """Set attributes of one owner, e.g. ``set_attributes("Table", Scope="/Row")``."""
        self.attributes.setdefault(owner, {}).update(values)

    def walk(self) -> Iterator[TagNode]:
        """Yield this node and its descendants, in reading order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.child_nodes)

    def walk_outward(self) -> Iterator[TagNode]:
        """Yield this node and its ancestors, innermost first."""
        node: TagNode | None = self
        while node is not None:
            yield node
            node = node.parent

    def read_words(self) -> str:
        """Read the words of this node and its descendants."""
        return "".join(kid.text for kid in self.walk_leaves() if isinstance(kid, ContentRef))

    def walk_leaves(self) -> Iterator[ContentRef | ObjectRef]:
        """Yield all content of this node, in reading order."""
        stack: list[TagNode | ContentRef | ObjectRef] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, TagNode):
                stack += reversed(item.kids)
            else:
                yield item


@dataclass(slots=True)
class BlockLink:
    """A link around blocks, which PDF does not have (ISO/TS 32005, table 5: no headings or paragraphs in a Link).

    So the first words in it become the Link. node: that Link, once it is made; pending: its annotations until then.
    """

    node: TagNode | None = None
    pending: list[ObjectRef] = field(default_factory=list)
