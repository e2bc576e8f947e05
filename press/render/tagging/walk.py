"""The walk over the boxes of a laid-out page: each box finds its structure element and places its content there."""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix

from press.render.tagging import elements, links
from press.render.tagging.builder import TagBuilder
from press.render.tagging.elements import FLOW
from press.render.tagging.roles import BLOCKS
from press.render.tagging.tree import ContentRef, TagNode
from press.render.weasyprint.boxes import list_children, walk_boxes

Box = Any


def build_tree(builder: TagBuilder) -> TagNode:
    """Walk all pages and return the document element, not tidied."""
    for number, page in enumerate(builder.document.pages):
        builder.page = number
        place_box(builder, page._page_box, None, 0, None, None)
    for box in builder.painting.painted:
        builder.warnings.append(f"painted, but not in the tag tree: {getattr(box, 'text', box)!r}")
    return builder.root


def place_box(
    builder: TagBuilder, box: Box, block: Any, order: float, matrix: Matrix | None, host: TagNode | None
) -> None:
    """Place the content of a box and its descendants.

    block: the key of the block whose loose text forms one paragraph; order: where the box stands in the source;
    matrix: the transformation of the box, if any; host: the element that takes generated content.
    """
    order = getattr(box, "press_order", order)
    if box in builder.plan.silent or _is_unseen(builder, box):
        return
    if box.transformation_matrix:
        matrix = box.transformation_matrix @ matrix if matrix else box.transformation_matrix
    if isinstance(box, boxes.TextBox):
        place_text(builder, box, block, order, host)
    elif isinstance(box, boxes.ReplacedBox):
        elements.place_picture(builder, box, block, order, matrix, host)
    else:
        if links.is_area(box):
            links.make_notes(builder, box)
        elif box.element is not None and not isinstance(box, boxes.LineBox):
            host = enter_element(builder, box, block, order, matrix, host)
        inner = block if _belongs_to_line(box) and block is not None else order
        for child in list_children(box):
            place_box(builder, child, inner, order, matrix, host)


def enter_element(
    builder: TagBuilder, box: Box, block: Any, order: float, matrix: Matrix | None, host: TagNode | None
) -> TagNode | None:
    """Make a box's structure element unless its source has one.

    Returns the element that takes generated content, or None.
    """
    element, tag = box.element, box.element_tag
    if "::" in tag:
        host = find_generated_parent(builder, box, block, order) or host
    else:
        host = None
        node = builder.ensure_node(element, block, order)
        if tag == "li":
            elements.set_numbering(node, box.style, builder.standard)
        elif node.role == "Figure" and node.element is element:
            elements.set_bounding_box(builder, node, box, matrix)
    if box.link_annotation:
        links.attach_link(builder, box, order)
    if box.widget_annotation:
        links.attach_field(builder, box, block, order)
    return host


def find_generated_parent(builder: TagBuilder, box: Box, block: Any, order: float) -> TagNode | None:
    """Find the element that takes the content of a pseudo-element.

    None if the content goes where the text of its host goes.
    """
    kind = box.element_tag.rpartition("::")[2]
    if kind == "marker":
        return elements.ensure_marker_label(builder, box.element, block, order)
    if kind in links.CALLS:
        return links.ensure_call(builder, box.element, block, order)
    if kind in links.MARKERS:
        return links.ensure_note_label(builder, box.element, block, order)
    return None


def place_text(builder: TagBuilder, box: Box, block: Any, order: float, host: TagNode | None) -> None:
    """Place the text of a text box."""
    content = builder.painting.painted.pop(box, None)
    if content is None:
        return
    node = host or builder.ensure_node(box.element, block, order)
    into = links.find_link_parent(builder, builder.find_line_parent(node, block, order), box.element, order)
    into = builder.ensure_span(into, box.element, order)
    text = builder.plan.actual_texts.get(box, box.text).replace("\u00ad", "")
    into.kids.append(
        ContentRef(builder.page, content.stream, content.mcid, text + " " * (box in builder.plan.spaces), order)
    )


def _is_unseen(builder: TagBuilder, box: Box) -> bool:
    """Tell whether nothing of a box is visible, and it may be left out.

    Unseen cells stay, and so do unseen rows that a cell may span: a table needs its grid.
    """
    if box.style["visibility"] == "visible" or isinstance(box, boxes.TableCellBox):
        return False
    if isinstance(box, boxes.TableRowBox) and any(cell.get("rowspan") for cell in builder.parents[box.element].iter()):
        return False
    return all(inner.style["visibility"] != "visible" for inner in walk_boxes(box))


def _belongs_to_line(box: Box) -> bool:
    """Tell whether a box's content belongs to the line around.

    The content of an inline block that a block element makes does not.
    """
    if isinstance(box, boxes.InlineBlockBox) and box.element is not None:
        return box.element.tag not in BLOCKS and box.element.tag not in FLOW
    return isinstance(box, (boxes.InlineLevelBox, boxes.LineBox))
