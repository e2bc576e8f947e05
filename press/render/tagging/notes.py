"""Footnotes: the call in the text, and the note after the block that holds the call.

On the page a note stands at the foot, in the middle of whatever runs on overleaf; heard, it must follow its call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes

from press.render.tagging.roles import GROUPS, NOTE
from press.render.tagging.tree import LAST, Node
from press.render.weasyprint.boxes import below, children

if TYPE_CHECKING:
    from press.render.tagging.builder import Builder

CALLS = frozenset({"footnote-call", "note-call"})
MARKERS = frozenset({"footnote-marker", "note-marker"})
HOLDS_NOTES = GROUPS | {"LBody", "TD", "TH"}


def call(builder: Builder, element: Element, block: Any, order: float) -> Node:
    """The reference that takes the call of a footnote."""
    if element not in builder.calls:
        node = builder.node_of(builder.parents[element], block, order)
        builder.calls[element] = builder.line_parent(node, block, order).add("Reference", element, order)
    return builder.calls[element]


def is_area(box: Any) -> bool:
    """Whether a box is where a page shows notes (CSS GCPM 3, 2)."""
    return isinstance(box, boxes.FootnoteAreaBox) or box.element_tag == "@note-area"


def enter(builder: Builder, area: Any) -> None:
    """Make the note of each call that an area of a page answers."""
    direct = children(area)
    for box in below(area):
        element = box.element
        if element is None or element in builder.nodes or "::" in box.element_tag:
            continue
        if element in builder.calls or box in direct:
            builder.nodes[element] = node = _note(builder, element)
            builder.note_target(element, node)


def marker(builder: Builder, element: Element, block: Any, order: float) -> Node:
    """The label that takes the number of a footnote."""
    key = (element, "footnote-marker")
    if key not in builder.nodes:
        builder.nodes[key] = builder.node_of(element, block, order).add("Lbl", element, float("-inf"))
    return builder.nodes[key]


def _note(builder: Builder, element: Element) -> Node:
    reference = builder.calls.get(element)
    role = NOTE[builder.standard]
    node = Node(role, None, element) if reference is not None else builder.root.add(role, element, LAST)
    if reference is not None:
        _stand_after(node, reference)
        node.refs.append(reference)
        reference.refs.append(node)
    builder.note_count += 1
    node.identifier = f"note-{builder.note_count}"  # required and unique: ISO 14289-1, 7.9
    if builder.standard == "ua-2":
        node.mark("FENote", NoteType="/Footnote")
    builder.set_language(node, element)
    return node


def _stand_after(node: Node, reference: Node) -> None:
    """Put a note into the nearest element that may hold it, after what holds its call and earlier notes."""
    inside = reference
    while inside.parent is not None and inside.parent.role not in HOLDS_NOTES:
        inside = inside.parent
    holder = inside.parent
    assert holder is not None
    node.parent, node.language = holder, holder.language
    if holder.role in GROUPS:
        node.order = inside.order
        place = holder.kids.index(inside) + 1
        while place < len(holder.kids) and _is_note(holder.kids[place], node.role):
            place += 1
        holder.kids.insert(place, node)
    else:
        node.order = LAST
        holder.kids.append(node)


def _is_note(kid: object, role: str) -> bool:
    return isinstance(kid, Node) and kid.role == role
