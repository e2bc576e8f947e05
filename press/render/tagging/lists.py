"""Lists: items with label and body, terms with definitions, and tables of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from press.render.tagging.roles import NUMBERINGS, Standard
from press.render.tagging.tree import Node

if TYPE_CHECKING:
    from press.render.tagging.builder import Builder

FIRST = float("-inf")


def marker(builder: Builder, element: Element, block: Any, order: float) -> Node | None:
    """The label that takes the marker of a list item; nothing when the element is no list item."""
    key = (element, "marker")
    if key not in builder.nodes:
        item = builder.node_of(element, block, order)
        if item.role not in ("LI", "TOCI") or item.element is not element:
            return None
        label = Node("Lbl", item, element, FIRST, item.language)
        item.kids.insert(0, label)
        builder.nodes[key] = label
    return builder.nodes[key]


def number(item: Node, style: Any, standard: Standard) -> None:
    """Give a list the ListNumbering that the style of its first item shows (ISO 32000-1, table 347)."""
    found = item.parent
    if item.role != "LI" or found is None or found.role != "L" or "ListNumbering" in found.marks.get("List", {}):
        return
    ordered = found.element is not None and found.element.tag == "ol"
    other = ("Ordered" if ordered else "Unordered") if standard == "ua-2" else ("Decimal" if ordered else "None")
    kind = style["list_style_type"]
    value = NUMBERINGS.get(kind, other) if isinstance(kind, str) else other
    if style["list_style_image"][0] != "none":
        value = "Unordered" if standard == "ua-2" else "Disc"
    if "list-item" not in style["display"]:
        value = "None"
    found.mark("List", ListNumbering=f"/{value}")


def term_or_definition(builder: Builder, element: Element, parent: Node, order: float) -> Node:
    """The label of a term or the body of a definition; a term after a definition begins a new item."""
    item, defined = builder.terms.get(parent, (None, True))
    is_term = element.tag == "dt"
    if item is None or (is_term and defined):
        item = parent.add("LI", None, order, made=True)
        defined = False
    builder.terms[parent] = (item, defined or not is_term)
    return item.add("Lbl" if is_term else "LBody", element, order)


def contents_part(builder: Builder, element: Element, parent: Node, order: float) -> Node | None:
    """A table of contents or an entry of one."""
    if element.tag != "li":
        return builder.block_parent(parent, order).add("TOC", element, order)
    return parent.add("TOCI", element, order) if parent.role == "TOC" else None
