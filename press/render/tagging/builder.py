"""The walk from boxes to structure elements.

Where an element stands comes from the source document; in which order content comes from the boxes. So the pieces
of one source element, on however many lines, columns and pages, fall into one structure element by themselves.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix

from press.render.tagging import figures, links, lists, notes
from press.render.tagging.document import around, names_in
from press.render.tagging.elements import FLOW, make
from press.render.tagging.hooks import Painting
from press.render.tagging.roles import BETWEEN, BLOCKS, GROUPS, Standard
from press.render.tagging.tree import Content, Node
from press.render.weasyprint.boxes import children

Box = Any


class Builder:
    """The tree under construction.

    nodes: the structure element of each source element (its parent's, when it has none of its own); targets: the
    first structure element in or at each source element; warnings: what could not be tagged as it should.
    """

    def __init__(self, document: Any, painting: Painting, root: Element, standard: Standard) -> None:
        self.document = document
        self.painting = painting
        self.plan = painting.plan
        self.standard = standard
        self.document_element = root
        self.parents = painting.plan.parents
        self.root = Node("Document", None, root, language=root.get("lang") or document.metadata.lang or "")
        self.nodes: dict[Any, Node] = {root: self.root}
        self.languages: dict[Element, str] = {root: self.root.language}
        self.targets: dict[Element, Node] = {}
        self.paragraphs: dict[tuple[Node, Any], Node] = {}
        self.bodies: dict[Node, Node] = {}
        self.terms: dict[Node, tuple[Node, bool]] = {}
        self.calls: dict[Element, Node] = {}
        self.figures: dict[Element, Node] = {}
        self.block_links: dict[Element, links.BlockLink] = {}
        self.note_count = 0
        self.warnings = self.plan.warnings
        self.page = 0
        self.named = names_in(root)

    def build(self) -> Node:
        """Walk all pages and give the document element, not yet tidied."""
        for number, page in enumerate(self.document.pages):
            self.page = number
            self.walk(page._page_box, None, 0, None, None)
        for box in self.painting.marked:
            self.warnings.append(f"not placed in the tag tree: {getattr(box, 'text', box)!r}")
        return self.root

    # ------------------------------------------------------------ boxes

    def walk(self, box: Box, block: Any, order: float, matrix: Matrix | None, host: Node | None) -> None:
        """Place the content of a box and of all below it.

        block: what tells the paragraph of loose text from others; order: where the box stands in the source;
        matrix: the transformation of the box, if any; host: the element that takes generated content.
        """
        order = getattr(box, "press_order", order)
        if box in self.plan.silent:
            return
        if box.transformation_matrix:
            matrix = box.transformation_matrix @ matrix if matrix else box.transformation_matrix
        if isinstance(box, boxes.TextBox):
            self.text(box, block, order, host)
        elif isinstance(box, boxes.ReplacedBox):
            figures.place(self, box, block, order, matrix, host)
        else:
            if notes.is_area(box):
                notes.enter(self, box)
            elif box.element is not None and not isinstance(box, boxes.LineBox):
                host = self.enter(box, block, order, matrix, host)
            inner = block if _is_of_a_line(box) and block is not None else order
            for child in children(box):
                self.walk(child, inner, order, matrix, host)

    def enter(self, box: Box, block: Any, order: float, matrix: Matrix | None, host: Node | None) -> Node | None:
        """Make the structure element of a box, if it is the first of its source; gives the host of its content."""
        element, tag = box.element, box.element_tag
        if "::" in tag:
            host = self.generated(box, block, order) or host
        else:
            host = None
            node = self.node_of(element, block, order)
            if tag == "li":
                lists.number(node, box.style, self.standard)
            elif node.role == "Figure" and node.element is element:
                figures.frame(self, node, box, matrix)
        if box.link_annotation:
            links.attach(self, box, order)
        if box.widget_annotation:
            links.attach_field(self, box, block, order)
        return host

    def generated(self, box: Box, block: Any, order: float) -> Node | None:
        """The element that takes the content of a pseudo-element; nothing when it goes where its host's text goes."""
        kind = box.element_tag.rpartition("::")[2]
        if kind == "marker":
            return lists.marker(self, box.element, block, order)
        if kind in notes.CALLS:
            return notes.call(self, box.element, block, order)
        if kind in notes.MARKERS:
            return notes.marker(self, box.element, block, order)
        return None

    def text(self, box: Box, block: Any, order: float, host: Node | None) -> None:
        """Place a piece of text."""
        marked = self.painting.marked.pop(box, None)
        if marked is None:
            return
        node = host or self.node_of(box.element, block, order)
        into = links.inside(self, self.line_parent(node, block, order), box.element, order)
        into = self.within(into, box.element, order)
        said = self.plan.actual.get(box, box.text).replace("\u00ad", "")
        into.kids.append(Content(self.page, marked.stream, marked.mcid, said + " " * (box in self.plan.spaces), order))

    # ------------------------------------------------------------ elements

    def node_of(self, element: Element, block: Any, order: float) -> Node:
        """The structure element of a source element, made when it is first met."""
        if element not in self.nodes:
            parent = self.node_of(self.parents[element], block, order)
            self.nodes[element] = node = make(self, element, parent, block, order)
            if node is not parent:
                self.note_target(element, node)
        return self.nodes[element]

    def note_target(self, element: Element, node: Node) -> None:
        """Let links to an element, and to those around it that have none of their own, end at a structure element."""
        for outer in around(element, self.parents):
            if outer in self.targets:
                break
            self.targets[outer] = node

    def language_of(self, element: Element) -> str:
        """The language of an element: its own, or that of the nearest element around it that has one."""
        if element not in self.languages:
            own = element.get("lang")
            self.languages[element] = self.language_of(self.parents[element]) if own is None else own
        return self.languages[element]

    def set_language(self, node: Node, element: Element) -> None:
        """Mark a new structure element with its language where that differs from its parent's."""
        language = self.language_of(element)
        if language and node.parent is not None and language != node.parent.language:
            node.own_language = language
        node.language = language or node.language

    # ------------------------------------------------------------ places

    def line_parent(self, node: Node, block: Any, order: float) -> Node:
        """Where text and other content of a line goes that belongs to a node."""
        if node.role in GROUPS:
            return self.paragraph(node, block, order)
        if node.role in ("LI", "TOCI"):
            return self.body(node, order)
        if node.role in BETWEEN:
            self.warnings.append(f"text directly in {node.role}")
            return self.line_parent(self.between(node, order), block, order)
        return node

    def block_parent(self, node: Node, order: float) -> Node:
        """Where a block goes that belongs to a node."""
        if node.role == "LI":
            return self.body(node, order)
        if node.role in ("L", "TR", "Table", "THead", "TBody", "TFoot"):
            return self.block_parent(self.between(node, order), order)
        return node

    def paragraph(self, node: Node, block: Any, order: float) -> Node:
        """The paragraph of loose text of one block in a node that may not hold text."""
        key = (node, block)
        if key not in self.paragraphs:
            self.paragraphs[key] = node.add("P", None, order, made=True)
        return self.paragraphs[key]

    def body(self, node: Node, order: float) -> Node:
        """The body of a list item, or the reference of an entry of the contents."""
        if node not in self.bodies:
            self.bodies[node] = node.add("LBody" if node.role == "LI" else "Reference", None, order, made=True)
        return self.bodies[node]

    def between(self, node: Node, order: float) -> Node:
        """A new element between a node and what may not stand in it directly."""
        last = node.kids[-1] if node.kids else None
        role = BETWEEN[node.role]
        if isinstance(last, Node) and last.made and last.role == role:
            return last
        return node.add(role, None, order, made=True)

    def within(self, node: Node, element: Element, order: float) -> Node:
        """The node itself, or a Span in it when its text is in another language."""
        language = self.language_of(element)
        if not language or language == node.language:
            return node
        if node.made and not node.kids:
            self.set_language(node, element)
            return node
        owner = next(outer for outer in around(element, self.parents) if outer.get("lang") is not None)
        key = (node, owner)
        if key not in self.paragraphs:
            span = node.add("Span", None, order, made=True)
            self.set_language(span, element)
            self.paragraphs[key] = span
        return self.paragraphs[key]


def _is_of_a_line(box: Box) -> bool:
    """Whether what a box holds belongs to the line around it. An inline block made of a block element holds its own."""
    if isinstance(box, boxes.InlineBlockBox) and box.element is not None:
        return box.element.tag not in BLOCKS and box.element.tag not in FLOW
    return isinstance(box, (boxes.InlineLevelBox, boxes.LineBox))
