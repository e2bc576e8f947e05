"""Links and form fields: one structure element each, with all annotations it has on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix

from press.render.tagging.builder import TagBuilder
from press.render.tagging.document import find_label, read_block_text, squeeze, walk_outward
from press.render.tagging.roles import GROUPS, NOTE
from press.render.tagging.tree import LAST, ObjectRef, TagNode
from press.render.weasyprint.boxes import list_children, walk_boxes


def find_link_parent(builder: TagBuilder, into: TagNode, element: Element, order: float) -> TagNode:
    """Find the parent of content possibly in a block link.

    The Link if the content is the first in it, else the given parent.
    """
    if not builder.block_links:
        return into
    outer = next((outer for outer in walk_outward(element, builder.parents) if outer in builder.block_links), None)
    if outer is None:
        return into
    link = builder.block_links[outer]
    if link.node is None:
        link.node = into.add("Link", outer, order)
        link.node.kids += link.pending
    return link.node if link.node.parent is into else into


def attach_link(builder: TagBuilder, box: Any, order: float) -> None:
    """Attach the link annotation of a box to its Link."""
    reference = ObjectRef(builder.page, box.link_annotation, order)
    for element in walk_outward(box.element, builder.parents):
        node = builder.nodes.get(element)
        if element in builder.block_links:
            link = builder.block_links[element]
            (link.pending if link.node is None else link.node.kids).append(reference)
            return
        if node is not None and node.role == "Link" and node.element is element:
            node.kids.append(reference)
            return
    builder.warnings.append(f"a link outside of any <a>: {box.element_tag}")


def make_area_links(builder: TagBuilder, into: TagNode, box: Any, order: float, matrix: Matrix | None) -> None:
    """Make the links of the map of a picture: a Link and an annotation for each of its areas."""
    for area in _list_areas(builder.document_element, box.element):
        href = (area.get("href") or "").strip()
        corners = find_corners(area, box.width, box.height)
        if not corners or not (area.get("alt") or area.get("aria-label") or area.get("title") or "").strip():
            missing = "alternative text" if corners else "place on its picture"
            builder.warnings.append(f"an area of an image map has no {missing}: {href}")
            continue
        places = [(box.content_box_x() + x, box.content_box_y() + y) for x, y in corners]
        annotation = pydyf.Dictionary({"Type": "/Annot", "Subtype": "/Link", "BS": pydyf.Dictionary({"W": 0})})
        annotation["Rect"] = pydyf.Array(builder.convert_to_page(places, matrix))
        action = pydyf.Dictionary({"Type": "/Action", "S": "/URI", "URI": pydyf.String(href)})
        annotation.update({"Dest": pydyf.String(unquote(href[1:]))} if href.startswith("#") else {"A": action})
        builder.annotations.append((builder.page, annotation))
        into.add("Link", area, order).kids.append(ObjectRef(builder.page, annotation, order))


def _list_areas(root: Element, picture: Element) -> Iterator[Element]:
    name = (picture.get("usemap") or "").removeprefix("#")
    found = next((one for one in root.iter("map") if name and one.get("name") == name), None)
    if found is not None:
        yield from (area for area in found.iter("area") if area.get("href"))


def find_corners(area: Element, width: float, height: float) -> list[tuple[float, float]]:
    """Find the corners of the box around an area, from the top left of its picture.

    In CSS pixels (HTML Living Standard, 4.8.14); empty if nothing of it is on the picture.
    """
    shape = (area.get("shape") or "rect").strip().lower()
    numbers = [float(one) for one in _NUMBER.findall(area.get("coords") or "")]
    if shape == "default":
        numbers = [0, 0, width, height]
    elif shape in ("circle", "circ") and len(numbers) >= 3:
        x, y, radius = numbers[:3]
        numbers = [x - radius, y - radius, x + radius, y + radius]
    across = sorted(min(max(x, 0), width) for x in numbers[::2])
    down = sorted(min(max(y, 0), height) for y in numbers[1::2])
    if len(numbers) < 4 or across[0] == across[-1] or down[0] == down[-1]:
        return []
    return [(x, y) for x in (across[0], across[-1]) for y in (down[0], down[-1])]


_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")


def write_annotations(pdf: pydyf.PDF, builder: TagBuilder) -> None:
    """Write the annotations of a tree that the renderer has not made.

    Of two areas that overlap the first counts in HTML, and the last in a PDF.
    """
    for page, annotation in reversed(builder.annotations):
        pdf.add_object(annotation)
        pdf.objects[pdf.pages["Kids"][3 * page]].setdefault("Annots", pydyf.Array()).append(annotation.reference)


def attach_field(builder: TagBuilder, box: Any, block: Any, order: float) -> None:
    """Make a field's Form, named by its label.

    ISO 14289-1, 7.18.4.
    """
    element = box.element
    parent = builder.ensure_node(builder.parents[element], block, order)
    form = builder.find_line_parent(parent, block, order).add("Form", element, order)
    form.kids.append(ObjectRef(builder.page, box.widget_annotation, order))
    label = find_label(element, builder.document_element, builder.parents)
    if label:
        box.widget_annotation["TU"] = box.widget_annotation["Contents"] = pydyf.String(label)
    else:
        builder.warnings.append(f"a form field has no label: {element.get('name') or element.tag}")


def resolve_links(builder: TagBuilder) -> None:
    """Name every link and tie it to its target.

    Links without an annotation lead nowhere and are dissolved.
    """
    for element, link in builder.block_links.items():
        if link.node is None and link.pending:
            builder.warnings.append(f"a link has no text: {element.get('href')}")
    for node in list(builder.root.walk()):
        if node.role != "Link":
            continue
        href = _read_href(node)
        target = builder.named_elements.get(unquote(href[1:])) if href.startswith("#") else None
        if href.startswith("#") and target is None:
            builder.warnings.append(f"a link points to nothing: {href}")
        if any(isinstance(kid, ObjectRef) for kid in node.kids):
            _name_link(builder, node, href)
            _add_reference(node, None if target is None else builder.targets.get(target))
        else:
            _dissolve(node)


def _read_href(node: TagNode) -> str:
    return (node.element.get("href") or "") if node.element is not None else ""


def _name_link(builder: TagBuilder, node: TagNode, href: str) -> None:
    """Write what the link is called into Contents.

    The first of its label, its words, the words of its pictures, its title and its address.
    """
    element = node.element
    if element is not None and element in builder.block_links:
        words = read_block_text(element)
    else:
        words = squeeze(node.read_words())
    pictures = squeeze(" ".join(inner.alt for inner in node.walk() if inner.role == "Figure"))
    label = squeeze((element.get("aria-label") or "") if element is not None else "")
    title = squeeze((element.get("alt") or element.get("title") or "") if element is not None else "")
    silent = not squeeze(node.read_words())
    both = squeeze(f"{pictures} {words}") if silent else words  # a picture is the first thing in a link around blocks
    name = label or both or title or href
    if name == href and not words:
        builder.warnings.append(f"a link has no text: {href}")
    if pictures and silent:
        node.alt = name  # ISO 14289-2, 8.9.4.2: Alt and Contents are the same
    for kid in node.kids:
        if isinstance(kid, ObjectRef):
            kid.annotation["Contents"] = pydyf.String(name)


def _add_reference(node: TagNode, target: TagNode | None) -> None:
    """Let a contents entry refer to its target.

    ISO 32000-2, table 355, Ref.
    """
    if target is None:
        return
    for outer in node.walk_outward():
        if outer.role == "TOCI":
            if target not in outer.refs:
                outer.refs.append(target)
            return


def _dissolve(node: TagNode) -> None:
    """Replace a link by its content."""
    parent = node.parent
    assert parent is not None
    place = parent.kids.index(node)
    parent.kids[place : place + 1] = node.kids
    for kid in node.child_nodes:
        kid.parent = parent
    node.kids = []


def write_destinations(pdf: pydyf.PDF, builder: TagBuilder) -> None:
    """Give destinations and outline items their place and their element.

    Readers that know structure destinations follow SD; all others follow D (ISO 32000-2, 12.3.2.3 and 12.6.4.2).
    """
    names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    elements = builder.named_elements
    for at in range(0, len(names), 2):
        node = _find_target(builder, elements.get(names[at].string))
        names[at + 1] = pydyf.Dictionary({"D": names[at + 1], "SD": _make_structure_destination(names[at + 1], node)})
    items = [found for found in pdf.objects if isinstance(found, dict) and "Title" in found and "Dest" in found]
    for item, box in zip(items, builder.plan.outline_boxes, strict=True):
        place = item.pop("Dest")
        target = _make_structure_destination(place, _find_target(builder, box.element))
        item["A"] = pydyf.Dictionary({"Type": "/Action", "S": "/GoTo", "D": place, "SD": target})


def _make_structure_destination(place: Any, node: TagNode) -> pydyf.Array:
    """Make a structure destination from a page destination.

    It names an element in the place of the page (ISO 32000-2, 12.3.2.3).
    """
    return pydyf.Array([node.reference, *place[1:]])


def _find_target(builder: TagBuilder, element: Element | None) -> TagNode:
    """Find the written structure element nearest to a source element.

    The document element if there is none nearer.
    """
    node = None if element is None else builder.targets.get(element) or builder.nodes.get(element)
    while node is not None and not node.reference:
        node = node.parent
    return node or builder.root


PAGE_REFERENCE = "page-reference"
"""The class of words that name the page of a link's target, such as `(page 4)`."""
CALLS = frozenset({"footnote-call", "note-call"})
MARKERS = frozenset({"footnote-marker", "note-marker"})
HOLDS_NOTES = GROUPS | {"LBody", "TD", "TH"}


def ensure_call(builder: TagBuilder, element: Element, block: Any, order: float) -> TagNode:
    """Return the reference that takes the call of a footnote."""
    if element not in builder.calls:
        node = builder.ensure_node(builder.parents[element], block, order)
        builder.calls[element] = builder.find_line_parent(node, block, order).add("Reference", element, order)
    return builder.calls[element]


def is_area(box: Any) -> bool:
    """Tell whether a box is a footnote area.

    CSS GCPM 3, 2.
    """
    return isinstance(box, boxes.FootnoteAreaBox) or box.element_tag == "@note-area"


def make_notes(builder: TagBuilder, area: Any) -> None:
    """Make the notes of a footnote area."""
    direct = list_children(area)
    for box in walk_boxes(area):
        element = box.element
        if element is None or element in builder.nodes or "::" in box.element_tag:
            continue
        if element in builder.calls or box in direct:
            builder.nodes[element] = node = _make_note(builder, element)
            builder.record_target(element, node)


def ensure_note_label(builder: TagBuilder, element: Element, block: Any, order: float) -> TagNode:
    """Return the label that takes the number of a footnote."""
    key = (element, "footnote-marker")
    if key not in builder.nodes:
        builder.nodes[key] = builder.ensure_node(element, block, order).add("Lbl", element, float("-inf"))
    return builder.nodes[key]


def holds_endnotes(builder: TagBuilder, element: Element) -> bool:
    """Tell whether a list is that of the notes after a text (DPUB-ARIA 1.1, doc-endnotes)."""
    outer = builder.parents.get(element)
    return outer is not None and outer.get("role") == "doc-endnotes"


def make_note_part(builder: TagBuilder, element: Element, parent: TagNode, block: Any, order: float) -> TagNode | None:
    """Make a note after a text, a link to a note or back, or words that name a page.

    None if the element is none of these.
    """
    if element.tag == "a":
        return _make_note_link(builder, element, parent, block, order)
    if element.tag == "li" and holds_endnotes(builder, builder.parents[element]):
        return _make_endnote(builder, element, parent, order)
    if element.tag == "span" and element.get("class") == PAGE_REFERENCE:
        return builder.find_line_parent(parent, block, order).add("Reference", element, order)
    return None


def _make_note_link(builder: TagBuilder, element: Element, parent: TagNode, block: Any, order: float) -> TagNode | None:
    """Make the link to a note or back, in its Reference or Lbl.

    ISO 32000-1, table 338; None if the element is another link.
    """
    role = element.get("role")
    if role not in ("doc-noteref", "doc-backlink") or element.get("href") is None:
        return None
    into = builder.find_line_parent(parent, block, order)
    if role == "doc-backlink":
        if into.role != NOTE[builder.standard]:
            return None
        return into.add("Lbl", None, order).add("Link", element, order)
    return into.add("Reference", None, order).add("Link", element, order)


def _make_endnote(builder: TagBuilder, element: Element, parent: TagNode, order: float) -> TagNode:
    """Make a note after a text, tied to its first call."""
    node = builder.find_block_parent(parent, order).add(NOTE[builder.standard], element, order)
    _tie_note(builder, node, _find_call(builder, element), "/Endnote")
    return node


def _find_call(builder: TagBuilder, element: Element) -> TagNode | None:
    """Find the reference that the link back of a note leads to."""
    back = next((one for one in element.iter("a") if one.get("role") == "doc-backlink"), None)
    call = builder.named_elements.get((back.get("href") or "")[1:]) if back is not None else None
    link = builder.nodes.get(call) if call is not None else None
    return link.parent if link is not None and link.parent is not None and link.parent.role == "Reference" else None


def _make_note(builder: TagBuilder, element: Element) -> TagNode:
    reference = builder.calls.get(element) or _find_call(builder, element)
    role = NOTE[builder.standard]
    node = TagNode(role, None, element) if reference is not None else builder.root.add(role, element, LAST)
    if reference is not None:
        _place_after_call(node, reference)
    _tie_note(builder, node, reference, "/Footnote")
    builder.set_language(node, element)
    return node


def _tie_note(builder: TagBuilder, node: TagNode, reference: TagNode | None, kind: str) -> None:
    """Name a note, and let it and its call refer to each other."""
    if reference is not None:
        node.refs.append(reference)
        reference.refs.append(node)
    builder.note_count += 1
    node.identifier = f"note-{builder.note_count}"  # required and unique: ISO 14289-1, 7.9
    if builder.standard == "ua-2":
        node.set_attributes("FENote", NoteType=kind)


def _place_after_call(node: TagNode, reference: TagNode) -> None:
    """Put a note behind the block that holds its call.

    It goes into the nearest element that may hold it, after earlier notes of the same block.
    """
    inner = reference
    while inner.parent is not None and inner.parent.role not in HOLDS_NOTES:
        inner = inner.parent
    holder = inner.parent
    assert holder is not None
    node.parent, node.language = holder, holder.language
    if holder.role in GROUPS:
        node.order = inner.order
        place = holder.kids.index(inner) + 1
        while place < len(holder.kids) and _is_note(holder.kids[place], node.role):
            place += 1
        holder.kids.insert(place, node)
    else:
        node.order = LAST
        holder.kids.append(node)


def _is_note(kid: object, role: str) -> bool:
    return isinstance(kid, TagNode) and kid.role == role
