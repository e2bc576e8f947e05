"""The structure element of one source element: its role, by element, parent and standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from press.render.tagging import lists
from press.render.tagging.document import (
    MATH,
    PICTURES,
    SILENT_ROLES,
    SVG,
    alternative,
    around,
    heading_level,
    is_contents,
    only_picture,
    squeezed,
    text_of,
)
from press.render.tagging.links import BlockLink
from press.render.tagging.roles import BLOCKS, FIGURE_GROUP, HEADINGS, INLINES, PARAGRAPHS, PARENTS
from press.render.tagging.tree import Node

if TYPE_CHECKING:
    from press.render.tagging.builder import Builder

FLOW = frozenset(
    {
        "html", "body", "div", "main", "header", "footer", "nav", "hgroup", "search", "address", "form", "fieldset",
        "details", "center", "figure",
    }
)  # fmt: skip
"""Transparent elements that hold blocks: their language goes to the blocks, not to a Span."""


def make(builder: Builder, element: Element, parent: Node, block: Any, order: float) -> Node:
    """The structure element of a source element in that of its parent; the parent itself when it is transparent."""
    if element.tag.startswith(SVG):
        return parent
    node = _special(builder, element, parent, block, order) or _block(builder, element, parent, order)
    node = node or _inline(builder, element, parent, block, order)
    if node is None:
        return parent
    builder.set_language(node, element)
    return node


def _special(builder: Builder, element: Element, parent: Node, block: Any, order: float) -> Node | None:
    """Elements whose role depends on more than their name."""
    tag = element.tag
    if tag == "figure":
        return _figure(builder, element, parent, order)
    if tag in ("dt", "dd") and parent.role == "L":
        return lists.term_or_definition(builder, element, parent, order)
    if tag in ("ul", "ol", "menu", "li") and _in_contents(builder, element):
        return lists.contents_part(builder, element, parent, order)
    if tag == MATH:
        node = builder.line_parent(parent, block, order).add("Formula", element, order)
        node.alt = squeezed(element.get("alttext") or "") or text_of(element)
        return node
    return _by_role(builder, element, parent, order)


def _by_role(builder: Builder, element: Element, parent: Node, order: float) -> Node | None:
    """Elements that are a heading or a picture because they say so."""
    if level := heading_level(element):
        return builder.block_parent(parent, order).add(f"H{level}", element, order)
    if element.get("role") == "img" and element.tag not in PICTURES:
        node = builder.block_parent(parent, order).add("Figure", element, order)
        node.alt = alternative(element)
        return node
    return None


def _block(builder: Builder, element: Element, parent: Node, order: float) -> Node | None:
    """Elements that stand in the flow of blocks."""
    role = BLOCKS.get(element.tag)
    if role is None or element.get("role") in SILENT_ROLES or element.tag in ("dt", "dd"):
        return None
    if role in PARENTS and parent.role not in PARENTS[role]:
        return None
    if role == "Caption":
        return _caption(builder, element, parent, order)
    if _is_swallowed(builder, role, element, parent):
        return None
    into = parent if role in PARENTS else builder.block_parent(parent, order)
    node = into.add(role, element, order)
    if element.tag == "dl" and builder.standard == "ua-2":
        node.mark("List", ListNumbering="/Description")
    return node


def _is_swallowed(builder: Builder, role: str, element: Element, parent: Node) -> bool:
    """Whether a paragraph or heading stands in something that is a paragraph already, or holds paragraphs itself."""
    if role in HEADINGS and parent.role == "Lbl":
        builder.warnings.append(f"the heading {text_of(element)!r} is read as the term it stands in")
        return True
    if role != "P":
        return False
    return (parent.role in PARAGRAPHS and parent.role != "Caption") or (element.tag != "p" and holds_blocks(element))


def _caption(builder: Builder, element: Element, parent: Node, order: float) -> Node:
    """A caption, or a paragraph where there is nothing that it could be the caption of."""
    if element.tag == "caption":
        return parent.add("Caption" if parent.role == "Table" else "P", element, order)
    owned = any(outer.tag == "figure" for outer in around(element, builder.parents))
    return builder.block_parent(parent, order).add("Caption" if owned else "P", element, order)


def _figure(builder: Builder, element: Element, parent: Node, order: float) -> Node:
    """A figure: in PDF 2.0 the picture with its caption; else, and for several pictures, a group of them.

    In PDF 1.7 a caption inside a Figure is lost to readers that stop at Alt, so there it follows the picture.
    """
    into = builder.block_parent(parent, order)
    picture = only_picture(element) if builder.standard == "ua-2" else None
    if picture is None:
        return into.add(FIGURE_GROUP[builder.standard], element, order)
    node = into.add("Figure", element, order)
    node.alt = alternative(picture)
    builder.figures[picture] = node
    return node


def _inline(builder: Builder, element: Element, parent: Node, block: Any, order: float) -> Node | None:
    """Elements inside a line."""
    tag = element.tag
    if tag in PICTURES or tag in FLOW:
        return None
    role = INLINES[builder.standard].get(tag)
    if tag == "a" and element.get("href") is not None:
        role = "Link"
    expansion = squeezed(element.get("title") or "") if tag == "abbr" else ""
    own = element.get("lang")
    if not role and (expansion or (own and own != parent.language and tag not in BLOCKS)):
        role = "Span"
    if role and holds_blocks(element):
        if role == "Link":
            builder.block_links[element] = BlockLink()
        return None
    if not role:
        return None
    node = builder.line_parent(parent, block, order).add(role, element, order)
    node.expansion = expansion
    if tag in ("sub", "sup"):
        _shift(builder, node, tag)
    return node


def _shift(builder: Builder, node: Node, tag: str) -> None:
    """Say that text is lowered or raised (ISO 32000-1, table 343; ISO 32000-2, table 378)."""
    if builder.standard == "ua-2":
        node.mark("Layout", TextPosition="/Sub" if tag == "sub" else "/Sup")
    else:
        node.mark("Layout", BaselineShift=-2 if tag == "sub" else 4)


def holds_blocks(element: Element) -> bool:
    """Whether there is a block in an element."""
    return any(inner.tag in BLOCKS for inner in element.iter() if inner is not element)


def _in_contents(builder: Builder, element: Element) -> bool:
    return any(is_contents(outer) for outer in around(element, builder.parents))
