"""The tag tree under construction, and where content goes in it.

The source document says where an element stands; the boxes say in which order content comes. So the fragments of one
source element end up in one structure element, on however many lines, columns and pages they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.matrix import Matrix

from press.render.layout.room import POINTS_PER_PX
from press.render.tagging.document import map_names, walk_outward
from press.render.tagging.hooks import PaintState
from press.render.tagging.roles import BETWEEN, GROUPS, Standard
from press.render.tagging.tree import BlockLink, TagNode

NodeMaker = Callable[["TagBuilder", Element, TagNode, Any, float], TagNode]


class TagBuilder:
    """The tag tree under construction.

    nodes: the structure element of each source element, or its parent's if it has none; targets: the first structure
    element in or at each source element; make_node: makes a source element's structure element; annotations: those
    that the renderer does not make, each with its page; warnings: what could not be tagged as it should; advice: what
    the standard allows and readers regret.
    """

    def __init__(
        self, document: Any, painting: PaintState, root: Element, standard: Standard, make_node: NodeMaker
    ) -> None:
        self.document = document
        self.painting = painting
        self.plan = painting.plan
        self.standard = standard
        self.make_node = make_node
        self.document_element = root
        self.parents = painting.plan.parents
        self.root = TagNode("Document", None, root, language=root.get("lang") or document.metadata.lang or "")
        self.nodes: dict[Any, TagNode] = {root: self.root}
        self.languages: dict[Element, str] = {root: self.root.language}
        self.targets: dict[Element, TagNode] = {}
        self.paragraphs: dict[tuple[TagNode, Any], TagNode] = {}
        self.bodies: dict[TagNode, TagNode] = {}
        self.terms: dict[TagNode, tuple[TagNode, bool]] = {}
        self.calls: dict[Element, TagNode] = {}
        self.figures: dict[Element, TagNode] = {}
        self.block_links: dict[Element, BlockLink] = {}
        self.annotations: list[tuple[int, pydyf.Dictionary]] = []
        self.note_count = 0
        self.warnings = self.plan.warnings
        self.advice: list[str] = []
        self.page = 0
        self.named_elements = map_names(root)

    # ------------------------------------------------------------ elements

    def ensure_node(self, element: Element, block: Any, order: float) -> TagNode:
        """Return a source element's structure element, making it once."""
        if element not in self.nodes:
            parent = self.ensure_node(self.parents[element], block, order)
            self.nodes[element] = node = self.make_node(self, element, parent, block, order)
            if node is not parent:
                self.record_target(element, node)
        return self.nodes[element]

    def record_target(self, element: Element, node: TagNode) -> None:
        """Let links to an element end at a structure element.

        So do links to the elements around it, up to the first that has a target of its own.
        """
        for outer in walk_outward(element, self.parents):
            if outer in self.targets:
                break
            self.targets[outer] = node

    def find_language(self, element: Element) -> str:
        """Find the language of an element, own or inherited."""
        if element not in self.languages:
            own = element.get("lang")
            self.languages[element] = self.find_language(self.parents[element]) if own is None else own
        return self.languages[element]

    def set_language(self, node: TagNode, element: Element) -> None:
        """Set a new node's language if its parent's differs."""
        language = self.find_language(element)
        if language and node.parent is not None and language != node.parent.language:
            node.own_language = language
        node.language = language or node.language

    # ------------------------------------------------------------ places

    def convert_to_page(self, corners: Iterable[tuple[float, float]], matrix: Matrix | None) -> list[float]:
        """Convert a box from CSS pixels to points of its page.

        Returns left, bottom, right and top, from the bottom left corner of the page. corners: from its top left;
        matrix: the transformation in force, if any.
        """
        height = self.document.pages[self.page].height
        moved = [matrix.transform_point(*corner) for corner in corners] if matrix else list(corners)
        across = [x * POINTS_PER_PX for x, _ in moved]
        up = [(height - y) * POINTS_PER_PX for _, y in moved]
        return [round(value, 3) for value in (min(across), min(up), max(across), max(up))]

    def find_line_parent(self, node: TagNode, block: Any, order: float) -> TagNode:
        """Find the node that takes a node's inline content."""
        if node.role in GROUPS:
            return self.ensure_paragraph(node, block, order)
        if node.role in ("LI", "TOCI"):
            return self.ensure_body(node, order)
        if node.role in BETWEEN:
            self.warnings.append(f"text stands directly in {node.role}; put it into an item or a cell")
            return self.find_line_parent(self.ensure_between(node, order), block, order)
        return node

    def find_block_parent(self, node: TagNode, order: float) -> TagNode:
        """Find the node that takes a node's block content."""
        if node.role == "LI":
            return self.ensure_body(node, order)
        if node.role in ("L", "TR", "Table", "THead", "TBody", "TFoot"):
            return self.find_block_parent(self.ensure_between(node, order), order)
        return node

    def ensure_paragraph(self, node: TagNode, block: Any, order: float) -> TagNode:
        """Return the paragraph for the loose text of one block.

        It stands in a node that may not hold text.
        """
        key = (node, block)
        if key not in self.paragraphs:
            self.paragraphs[key] = node.add("P", None, order, made=True)
        return self.paragraphs[key]

    def ensure_body(self, node: TagNode, order: float) -> TagNode:
        """Return a list item's body, or a contents entry's reference."""
        if node not in self.bodies:
            self.bodies[node] = node.add("LBody" if node.role == "LI" else "Reference", None, order, made=True)
        return self.bodies[node]

    def ensure_between(self, node: TagNode, order: float) -> TagNode:
        """Return the element required between a node and its content.

        The last child is used again if it was inserted for this purpose.
        """
        last = node.kids[-1] if node.kids else None
        role = BETWEEN[node.role]
        if isinstance(last, TagNode) and last.made and last.role == role:
            return last
        return node.add(role, None, order, made=True)

    def ensure_span(self, node: TagNode, element: Element, order: float) -> TagNode:
        """Return the node, or a Span for another language."""
        language = self.find_language(element)
        if not language or language == node.language:
            return node
        if node.made and not node.kids:
            self.set_language(node, element)
            return node
        owner = next(outer for outer in walk_outward(element, self.parents) if outer.get("lang") is not None)
        key = (node, owner)
        if key not in self.paragraphs:
            span = node.add("Span", None, order, made=True)
            self.set_language(span, element)
            self.paragraphs[key] = span
        return self.paragraphs[key]
