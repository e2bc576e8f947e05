"""Links and form fields: one structure element each, with every annotation it has on the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pydyf

from press.render.tagging.document import around, label_of, squeezed, text_of_blocks
from press.render.tagging.tree import Node, ObjectRef

if TYPE_CHECKING:
    from press.render.tagging.builder import Builder


@dataclass(slots=True)
class BlockLink:
    """A link around blocks. PDF has none (ISO/TS 32005, table 5: no headings or paragraphs in a Link).

    So the first words in it become the Link; node is that one, once there is one, and waiting its annotations until
    then.
    """

    node: Node | None = None
    waiting: list[ObjectRef] = field(default_factory=list)


def inside(builder: Builder, into: Node, element: Element, order: float) -> Node:
    """Where content goes: the Link of the link around blocks that the content is the first in, or where it would."""
    if not builder.block_links:
        return into
    outer = next((outer for outer in around(element, builder.parents) if outer in builder.block_links), None)
    if outer is None:
        return into
    found = builder.block_links[outer]
    if found.node is None:
        found.node = into.add("Link", outer, order)
        found.node.kids += found.waiting
    return found.node if found.node.parent is into else into


def attach(builder: Builder, box: Any, order: float) -> None:
    """Attach the link annotation of a box to the Link it belongs to."""
    reference = ObjectRef(builder.page, box.link_annotation, order)
    for element in around(box.element, builder.parents):
        node = builder.nodes.get(element)
        if element in builder.block_links:
            found = builder.block_links[element]
            (found.waiting if found.node is None else found.node.kids).append(reference)
            return
        if node is not None and node.role == "Link" and node.element is element:
            node.kids.append(reference)
            return
    builder.warnings.append(f"a link outside of any <a>: {box.element_tag}")


def attach_field(builder: Builder, box: Any, block: Any, order: float) -> None:
    """Make the Form of a field and name it by its label (ISO 14289-1, 7.18.4)."""
    element = box.element
    parent = builder.node_of(builder.parents[element], block, order)
    form = builder.line_parent(parent, block, order).add("Form", element, order)
    form.kids.append(ObjectRef(builder.page, box.widget_annotation, order))
    label = label_of(element, builder.document_element, builder.parents)
    if label:
        box.widget_annotation["TU"] = box.widget_annotation["Contents"] = pydyf.String(label)
    else:
        builder.warnings.append(f"a form field has no label: {element.get('name') or element.tag}")


def settle(builder: Builder) -> None:
    """Name every link, tie it to what it points to, and dissolve links that lead nowhere."""
    for element, found in builder.block_links.items():
        if found.node is None and found.waiting:
            builder.warnings.append(f"a link has nothing to say: {element.get('href')}")
    for node in list(builder.root.walk()):
        if node.role != "Link":
            continue
        href = _href(node)
        target = builder.named.get(unquote(href[1:])) if href.startswith("#") else None
        if href.startswith("#") and target is None:
            builder.warnings.append(f"a link points to nothing: {href}")
        if any(isinstance(kid, ObjectRef) for kid in node.kids):
            _name(builder, node, href)
            _refer(node, None if target is None else builder.targets.get(target))
        else:
            _dissolve(node)


def _href(node: Node) -> str:
    return (node.element.get("href") or "") if node.element is not None else ""


def _name(builder: Builder, node: Node, href: str) -> None:
    """Say in Contents what the link is: its label, its words, its picture's words, or at last its address."""
    element = node.element
    if element is not None and element in builder.block_links:
        words = text_of_blocks(element)
    else:
        words = squeezed(node.words())
    pictures = squeezed(" ".join(inner.alt for inner in node.walk() if inner.role == "Figure"))
    label = squeezed((element.get("aria-label") or "") if element is not None else "")
    title = squeezed((element.get("title") or "") if element is not None else "")
    name = label or words or pictures or title or href
    if name == href and not words:
        builder.warnings.append(f"a link has nothing to say: {href}")
    if pictures and not words:
        node.alt = name  # ISO 14289-2, 8.9.4.2: Alt and Contents are the same
    for kid in node.kids:
        if isinstance(kid, ObjectRef):
            kid.annotation["Contents"] = pydyf.String(name)


def _refer(node: Node, target: Node | None) -> None:
    """Let an entry of the contents refer to what it names (ISO 32000-2, table 355, Ref)."""
    if target is None:
        return
    for outer in node.around():
        if outer.role == "TOCI":
            if target not in outer.refs:
                outer.refs.append(target)
            return


def _dissolve(node: Node) -> None:
    """Put what a link holds in its place."""
    parent = node.parent
    assert parent is not None
    place = parent.kids.index(node)
    parent.kids[place : place + 1] = node.kids
    for kid in node.nodes:
        kid.parent = parent
    node.kids = []
