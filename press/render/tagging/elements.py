"""The structure element of one source element: its role, by element, parent and standard."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix

from press.render.tagging import links
from press.render.tagging.builder import TagBuilder
from press.render.tagging.document import (
    MATH,
    PICTURES,
    SILENT_ROLES,
    SVG,
    find_alternative,
    find_only_picture,
    is_contents,
    read_heading_level,
    read_text,
    squeeze,
    walk_outward,
)
from press.render.tagging.roles import (
    BLOCKS,
    FIGURE_GROUP,
    GROUPS,
    HEADINGS,
    INLINES,
    NUMBERINGS,
    PARAGRAPHS,
    PARENTS,
    Standard,
)
from press.render.tagging.tree import BlockLink, ContentRef, TagNode

FIRST = float("-inf")


def ensure_marker_label(builder: TagBuilder, element: Element, block: Any, order: float) -> TagNode | None:
    """Return the label for the marker of a list item.

    None if the element is no list item.
    """
    key = (element, "marker")
    if key not in builder.nodes:
        item = builder.ensure_node(element, block, order)
        if item.role not in ("LI", "TOCI") or item.element is not element:
            return None
        label = TagNode("Lbl", item, element, FIRST, item.language)
        item.kids.insert(0, label)
        builder.nodes[key] = label
    return builder.nodes[key]


def set_numbering(item: TagNode, style: Any, standard: Standard) -> None:
    """Set a list's ListNumbering by its first item's style.

    ISO 32000-1, table 347.
    """
    parent = item.parent
    if (
        item.role != "LI"
        or parent is None
        or parent.role != "L"
        or "ListNumbering" in parent.attributes.get("List", {})
    ):
        return
    ordered = parent.element is not None and parent.element.tag == "ol"
    other = ("Ordered" if ordered else "Unordered") if standard == "ua-2" else ("Decimal" if ordered else "None")
    kind = style["list_style_type"]
    value = NUMBERINGS.get(kind, other) if isinstance(kind, str) else other
    if style["list_style_image"][0] != "none":
        value = "Unordered" if standard == "ua-2" else "Disc"
    if "list-item" not in style["display"]:
        value = "None"
    parent.set_attributes("List", ListNumbering=f"/{value}")


def make_term_or_definition(builder: TagBuilder, element: Element, parent: TagNode, order: float) -> TagNode:
    """Make a term's label or a definition's body.

    A term after a definition begins a new item.
    """
    item, defined = builder.terms.get(parent, (None, True))
    is_term = element.tag == "dt"
    if item is None or (is_term and defined):
        item = parent.add("LI", None, order, made=True)
        defined = False
    builder.terms[parent] = (item, defined or not is_term)
    return item.add("Lbl" if is_term else "LBody", element, order)


def make_contents_part(builder: TagBuilder, element: Element, parent: TagNode, order: float) -> TagNode | None:
    """Make a table of contents, or an entry of one."""
    if element.tag != "li":
        return builder.find_block_parent(parent, order).add("TOC", element, order)
    return parent.add("TOCI", element, order) if parent.role == "TOC" else None


FLOW = frozenset(
    {
        "html", "body", "div", "main", "header", "footer", "nav", "hgroup", "search", "address", "form", "fieldset",
        "details", "center", "figure",
    }
)  # fmt: skip
"""Transparent elements that hold blocks: their language goes to the blocks, not to a Span."""


def make_node(builder: TagBuilder, element: Element, parent: TagNode, block: Any, order: float) -> TagNode:
    """Make a source element's structure element below its parent's.

    Returns the parent itself if the element is transparent.
    """
    if element.tag.startswith(SVG):
        return parent
    node = _make_special(builder, element, parent, block, order) or _make_block(builder, element, parent, order)
    node = node or _make_inline(builder, element, parent, block, order)
    if node is None:
        return parent
    builder.set_language(node, element)
    return node


def _make_special(builder: TagBuilder, element: Element, parent: TagNode, block: Any, order: float) -> TagNode | None:
    """Make an element whose role needs more than its name."""
    tag = element.tag
    if tag == "figure":
        return _make_figure(builder, element, parent, order)
    if tag in ("dt", "dd") and parent.role == "L":
        return make_term_or_definition(builder, element, parent, order)
    if tag in ("ul", "ol", "menu", "li") and _is_in_contents(builder, element):
        return make_contents_part(builder, element, parent, order)
    if tag == MATH:
        node = builder.find_line_parent(parent, block, order).add("Formula", element, order)
        node.alt = squeeze(element.get("alttext") or "") or read_text(element)
        return node
    return links.make_note_part(builder, element, parent, block, order) or _make_by_role(
        builder, element, parent, order
    )


def _make_by_role(builder: TagBuilder, element: Element, parent: TagNode, order: float) -> TagNode | None:
    """Make a heading or picture that ARIA declares by role."""
    if level := read_heading_level(element):
        return builder.find_block_parent(parent, order).add(f"H{level}", element, order)
    if element.get("role") == "img" and element.tag not in PICTURES:
        node = builder.find_block_parent(parent, order).add("Figure", element, order)
        node.alt = find_alternative(element)
        return node
    return None


def _make_block(builder: TagBuilder, element: Element, parent: TagNode, order: float) -> TagNode | None:
    """Make an element of the flow of blocks."""
    role = BLOCKS.get(element.tag)
    if element.tag in ("ol", "ul") and links.holds_endnotes(builder, element):
        return None  # the notes are no list: each is a Note with its number
    if role is None or element.get("role") in SILENT_ROLES or element.tag in ("dt", "dd"):
        return None
    if role in PARENTS and parent.role not in PARENTS[role]:
        return None
    if role == "Caption":
        return _make_caption(builder, element, parent, order)
    if _is_swallowed(builder, role, element, parent):
        return None
    into = parent if role in PARENTS else builder.find_block_parent(parent, order)
    node = into.add(role, element, order)
    if element.tag == "dl" and builder.standard == "ua-2":
        node.set_attributes("List", ListNumbering="/Description")
    return node


def _is_swallowed(builder: TagBuilder, role: str, element: Element, parent: TagNode) -> bool:
    """Tell whether a paragraph or heading joins its parent.

    It does if it stands in something that is a paragraph already, or holds paragraphs itself.
    """
    if role in HEADINGS and parent.role == "Lbl":
        builder.warnings.append(f"the heading {read_text(element)!r} stands in a term, and is read as that term")
        return True
    if role != "P":
        return False
    return (parent.role in PARAGRAPHS and parent.role != "Caption") or (element.tag != "p" and has_blocks(element))


def _make_caption(builder: TagBuilder, element: Element, parent: TagNode, order: float) -> TagNode:
    """Make a caption, or a paragraph if nothing owns it."""
    if element.tag == "caption":
        return parent.add("Caption" if parent.role == "Table" else "P", element, order)
    owned = any(outer.tag == "figure" for outer in walk_outward(element, builder.parents))
    return builder.find_block_parent(parent, order).add("Caption" if owned else "P", element, order)


def _make_figure(builder: TagBuilder, element: Element, parent: TagNode, order: float) -> TagNode:
    """Make a figure, or a group of pictures and caption.

    In PDF 2.0 a single picture and its caption are one Figure. In PDF 1.7 a caption inside a Figure is lost to readers
    that stop at Alt, so there it follows the picture.
    """
    into = builder.find_block_parent(parent, order)
    picture = find_only_picture(element) if builder.standard == "ua-2" else None
    if picture is None:
        return into.add(FIGURE_GROUP[builder.standard], element, order)
    node = into.add("Figure", element, order)
    node.alt = find_alternative(picture)
    builder.figures[picture] = node
    return node


def _make_inline(builder: TagBuilder, element: Element, parent: TagNode, block: Any, order: float) -> TagNode | None:
    """Make an element inside a line."""
    tag = element.tag
    if tag in PICTURES or tag in FLOW:
        return None
    role = INLINES[builder.standard].get(tag)
    if tag == "a" and element.get("href") is not None:
        role = "Link"
    expansion = squeeze(element.get("title") or "") if tag == "abbr" else ""
    own = element.get("lang")
    if not role and (expansion or (own and own != parent.language and tag not in BLOCKS)):
        role = "Span"
    if role and has_blocks(element):
        if role == "Link":
            builder.block_links[element] = BlockLink()
        return None
    if not role:
        return None
    node = builder.find_line_parent(parent, block, order).add(role, element, order)
    node.expansion = expansion
    if tag in ("sub", "sup"):
        _set_text_position(builder, node, tag)
    return node


def _set_text_position(builder: TagBuilder, node: TagNode, tag: str) -> None:
    """Say that text is lowered or raised.

    ISO 32000-1, table 343; ISO 32000-2, table 378.
    """
    if builder.standard == "ua-2":
        node.set_attributes("Layout", TextPosition="/Sub" if tag == "sub" else "/Sup")
    else:
        node.set_attributes("Layout", BaselineShift=-2 if tag == "sub" else 4)


def has_blocks(element: Element) -> bool:
    """Tell whether an element has a block inside."""
    return any(inner.tag in BLOCKS for inner in element.iter() if inner is not element)


def _is_in_contents(builder: TagBuilder, element: Element) -> bool:
    return any(is_contents(outer) for outer in walk_outward(element, builder.parents))


def place_picture(
    builder: TagBuilder, box: Any, block: Any, order: float, matrix: Matrix | None, host: TagNode | None
) -> None:
    """Place a picture in the tag tree."""
    content = builder.painting.painted.pop(box, None)
    element = box.element
    figure = builder.figures.get(element)
    if figure is None:
        parent = host or builder.ensure_node(builder.parents[element], block, order)
        standing = isinstance(box, boxes.BlockLevelBox)
        into = builder.find_block_parent(parent, order) if standing else builder.find_line_parent(parent, block, order)
        into = links.find_link_parent(builder, into, element, order)
        figure = builder.figures[element] = into.add("Figure", element, order)
        figure.alt = find_alternative(element)
        builder.set_language(figure, element)
        figure.set_attributes("Layout", Placement="/Block" if standing else "/Inline")
        builder.record_target(element, figure)
    builder.nodes[element] = figure
    if box.link_annotation:
        links.attach_link(builder, box, order)
    if content is None:
        return
    if not figure.alt:
        builder.warnings.append(f"a picture has no alternative text: {element.get('src') or element.tag}"[:200])
    figure.kids.append(ContentRef(builder.page, content.stream, content.mcid, "", order))
    figure.set_attributes("Layout", BBox=compute_bounding_box(builder, box, matrix))
    if element.get("usemap"):
        parent = host or builder.ensure_node(builder.parents[element], block, order)
        links.make_area_links(builder, builder.find_line_parent(parent, block or box, order), box, order, matrix)


def set_bounding_box(builder: TagBuilder, figure: TagNode, box: Any, matrix: Matrix | None) -> None:
    """Set the bounding box of a picture by role.

    None is set if it is an inline box or has one already.
    """
    if "Layout" not in figure.attributes and not isinstance(box, boxes.InlineBox):
        figure.set_attributes("Layout", BBox=compute_bounding_box(builder, box, matrix))


def compute_bounding_box(builder: TagBuilder, box: Any, matrix: Matrix | None) -> list[float]:
    """Compute a picture's bounding box (ISO 32000-1, table 344).

    That is its content box, in points of its page.
    """
    left, top = box.content_box_x(), box.content_box_y()
    right, bottom = left + box.width, top + box.height
    return builder.convert_to_page([(left, top), (right, top), (left, bottom), (right, bottom)], matrix)


def lift_pictures(node: TagNode) -> None:
    """Take pictures out of inserted paragraphs that hold nothing else."""
    for parent in list(node.walk()):
        if parent.role not in GROUPS:
            continue
        kids: list[Any] = []
        for kid in parent.kids:
            kids += kid.kids if isinstance(kid, TagNode) and _has_only_pictures(kid) else [kid]
        for kid in kids:
            if isinstance(kid, TagNode) and kid.role == "Figure" and kid.parent is not parent:
                kid.parent = parent
                kid.set_attributes("Layout", Placement="/Block")
        parent.kids = kids


def _has_only_pictures(node: TagNode) -> bool:
    if not (node.made and node.role == "P" and node.kids):
        return False
    return all(isinstance(kid, TagNode) and kid.role == "Figure" for kid in node.kids)
