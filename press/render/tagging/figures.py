"""Figures: their words, where they stand on the page, and where they stand in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix

from press.render.tagging import links
from press.render.tagging.document import alternative
from press.render.tagging.roles import GROUPS
from press.render.tagging.tree import Content, Node

if TYPE_CHECKING:
    from press.render.tagging.builder import Builder

POINTS = 0.75
"""Points in a CSS pixel (CSS Values 4, 6.2)."""


def place(builder: Builder, box: Any, block: Any, order: float, matrix: Matrix | None, host: Node | None) -> None:
    """Place a picture."""
    marked = builder.painting.marked.pop(box, None)
    element = box.element
    figure = builder.figures.get(element)
    if figure is None:
        parent = host or builder.node_of(builder.parents[element], block, order)
        standing = isinstance(box, boxes.BlockLevelBox)
        into = builder.block_parent(parent, order) if standing else builder.line_parent(parent, block, order)
        into = links.inside(builder, into, element, order)
        figure = builder.figures[element] = into.add("Figure", element, order)
        figure.alt = alternative(element)
        builder.set_language(figure, element)
        figure.mark("Layout", Placement="/Block" if standing else "/Inline")
        builder.note_target(element, figure)
    builder.nodes[element] = figure
    if box.link_annotation:
        links.attach(builder, box, order)
    if marked is None:
        return
    if not figure.alt:
        builder.warnings.append(f"a picture has no alternative text: {element.get('src') or element.tag}"[:200])
    figure.kids.append(Content(builder.page, marked.stream, marked.mcid, "", order))
    figure.mark("Layout", BBox=bounding_box(builder.document.pages[builder.page].height, box, matrix))


def frame(builder: Builder, figure: Node, box: Any, matrix: Matrix | None) -> None:
    """Say where an element stands that is a picture by its role, unless it goes over a page end."""
    if "Layout" not in figure.marks and not isinstance(box, boxes.InlineBox):
        figure.mark("Layout", BBox=bounding_box(builder.document.pages[builder.page].height, box, matrix))


def bounding_box(page_height: float, box: Any, matrix: Matrix | None) -> list[float]:
    """The content box of a picture in points from the bottom left corner of the page (ISO 32000-1, table 344).

    page_height: in CSS pixels; matrix: the transformation in force, if any.
    """
    left, top = box.content_box_x(), box.content_box_y()
    right, bottom = left + box.width, top + box.height
    corners = [(left, top), (right, top), (left, bottom), (right, bottom)]
    if matrix:
        corners = [matrix.transform_point(*corner) for corner in corners]
    across = [x * POINTS for x, _ in corners]
    up = [(page_height - y) * POINTS for _, y in corners]
    return [round(value, 3) for value in (min(across), min(up), max(across), max(up))]


def stand_alone(node: Node) -> None:
    """Take pictures out of paragraphs that hold nothing else and that no source element asked for."""
    for parent in list(node.walk()):
        if parent.role not in GROUPS:
            continue
        kids: list[Any] = []
        for kid in parent.kids:
            kids += kid.kids if isinstance(kid, Node) and _holds_only_pictures(kid) else [kid]
        for kid in kids:
            if isinstance(kid, Node) and kid.role == "Figure" and kid.parent is not parent:
                kid.parent = parent
                kid.mark("Layout", Placement="/Block")
        parent.kids = kids


def _holds_only_pictures(node: Node) -> bool:
    if not (node.made and node.role == "P" and node.kids):
        return False
    return all(isinstance(kid, Node) and kid.role == "Figure" for kid in node.kids)
