"""The finished tree as PDF objects (ISO 32000-1, 14.7; ISO 32000-2, 14.7)."""

from __future__ import annotations

from typing import Any

import pydyf

from press.render.tagging import elements, links, tables
from press.render.tagging.builder import TagBuilder
from press.render.tagging.document import squeeze
from press.render.tagging.roles import HEADINGS, MAPPED_IN_PDF1, ONLY_IN_PDF1, PDF2_NAMESPACE, Standard
from press.render.tagging.tree import ContentRef, ObjectRef, TagNode


class TagTreeWriter:
    """The writing of one tree into one PDF; it collects the rows of the parent tree on the way."""

    def __init__(self, pdf: pydyf.PDF, page_streams: list[Any], standard: Standard) -> None:
        self.pdf = pdf
        self.standard = standard
        self.pages = pdf.page_references
        self.page_numbers = {stream: page for page, stream in enumerate(page_streams)}
        self.rows: dict[Any, dict[int, bytes]] = {}
        self.annotations: list[tuple[Any, bytes]] = []
        self.identifiers: dict[str, bytes] = {}
        self.roles: set[str] = set()
        self.namespace: pydyf.Dictionary | None = None

    def write_tree(self, root: TagNode) -> None:
        """Write the tree and link it from the catalog."""
        tree = self._add_object({"Type": "/StructTreeRoot"})
        if self.standard == "ua-2":
            self.namespace = self._add_object({"Type": "/Namespace", "NS": pydyf.String(PDF2_NAMESPACE)})
            tree["Namespaces"] = pydyf.Array([self.namespace.reference])
        nodes = list(root.walk())
        objects = [self._add_object({"Type": "/StructElem"}) for _ in nodes]
        for node, made in zip(nodes, objects, strict=True):
            node.reference = made.reference
        for node, made in zip(nodes, objects, strict=True):
            made["P"] = node.parent.reference if node.parent else tree.reference
            self._fill_element(node, made)
        tree["K"] = pydyf.Array([root.reference])
        self._write_identifier_tree(tree)
        self._write_role_map(tree)
        self._write_parent_tree(tree)
        self.pdf.catalog["StructTreeRoot"] = tree.reference
        self.pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _add_object(self, values: dict[str, Any]) -> pydyf.Dictionary:
        made = pydyf.Dictionary(values)
        self.pdf.add_object(made)
        return made

    def _fill_element(self, node: TagNode, made: pydyf.Dictionary) -> None:
        self.roles.add(node.role)
        made["S"] = f"/{node.role}"
        if self.namespace is not None and node.role not in ONLY_IN_PDF1:
            made["NS"] = self.namespace.reference
        texts = {"Lang": node.own_language, "Alt": node.alt, "E": node.expansion, "ID": node.identifier}
        made.update({key: pydyf.String(value) for key, value in texts.items() if value})
        if node.identifier:
            self.identifiers[node.identifier] = made.reference
        if node.refs and self.standard == "ua-2":
            made["Ref"] = pydyf.Array([other.reference for other in node.refs])
        if node.attributes:
            made["A"] = _unwrap_single([_make_attributes(owner, values) for owner, values in node.attributes.items()])
        page = next((kid.page for kid in node.kids if not isinstance(kid, TagNode)), None)
        if page is not None:
            made["Pg"] = self.pages[page]
        if node.kids:
            made["K"] = _unwrap_single([self._make_kid(kid, node, page) for kid in node.kids])

    def _make_kid(self, kid: TagNode | ContentRef | ObjectRef, node: TagNode, page: int | None) -> Any:
        """Make the entry of a child in K.

        A reference to an element, an MCID, or a reference to content or an annotation.
        """
        if isinstance(kid, TagNode):
            return kid.reference
        if isinstance(kid, ObjectRef):
            self.annotations.append((kid.annotation, node.reference))
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.annotation.reference, "Pg": self.pages[kid.page]})
        self.rows.setdefault(kid.stream, {})[kid.mcid] = node.reference
        on_page = kid.stream in self.page_numbers
        if on_page and kid.page == page:
            return kid.mcid
        where = {} if on_page else {"Stm": kid.stream.reference}
        return pydyf.Dictionary({"Type": "/MCR", "Pg": self.pages[kid.page], **where, "MCID": kid.mcid})

    def _write_identifier_tree(self, tree: pydyf.Dictionary) -> None:
        names = pydyf.Array()
        for name in sorted(self.identifiers):
            names += [pydyf.String(name), self.identifiers[name]]
        if names:
            tree["IDTree"] = self._add_object({"Names": names}).reference

    def _write_role_map(self, tree: pydyf.Dictionary) -> None:
        mapped = {role: f"/{other}" for role, other in sorted(MAPPED_IN_PDF1.items()) if role in self.roles}
        if mapped and self.standard == "ua-1":
            tree["RoleMap"] = pydyf.Dictionary(mapped)

    def _write_parent_tree(self, tree: pydyf.Dictionary) -> None:
        """Write the parent tree.

        Pages come first (their key is the page number), then form XObjects, then annotations.
        """
        rows: dict[int, Any] = {page: pydyf.Array() for page in self.page_numbers.values()}
        key = len(self.page_numbers)
        for stream, row in self.rows.items():
            place = self.page_numbers.get(stream)
            if place is None:
                stream.extra["StructParents"] = place = key
                key += 1
            rows[place] = pydyf.Array([row.get(mcid, "null") for mcid in range(max(row) + 1)])
        for annotation, reference in self.annotations:
            annotation["StructParent"] = key
            rows[key] = reference
            key += 1
        numbers = pydyf.Array()
        for place in sorted(rows):
            numbers += [place, rows[place]]
        tree["ParentTree"] = self._add_object({"Nums": numbers}).reference
        tree["ParentTreeNextKey"] = key


def _unwrap_single(items: list[Any]) -> Any:
    return items[0] if len(items) == 1 else pydyf.Array(items)


def _make_attributes(owner: str, values: dict[str, Any]) -> pydyf.Dictionary:
    """Make the attributes of one owner (ISO 32000-1, 14.7.5)."""
    converted = {name: pydyf.Array(value) if type(value) is list else value for name, value in values.items()}
    return pydyf.Dictionary({"O": f"/{owner}", **converted})


MAY_BE_EMPTY = frozenset({"Document", "TD", "TH"})


def tidy_tree(builder: TagBuilder) -> None:
    """Put a built tree in order."""
    root = builder.root
    sort_children(root)
    elements.lift_pictures(root)
    links.resolve_links(builder)
    drop_empty_elements(root)
    _turn_empty_figures_into_groups(root)
    builder.warnings += tables.describe_tables(root)
    # PDF/UA-2 has no rule on levels; PDF/UA-1 has (7.4.2).
    (builder.warnings if builder.standard == "ua-1" else builder.advice).extend(check_heading_levels(root))


def sort_children(root: TagNode) -> None:
    """Sort each element's children by source order.

    Layout may have moved them (flex, floats, grids).
    """
    for node in root.walk():
        if any(one.order > other.order for one, other in zip(node.kids, node.kids[1:], strict=False)):
            node.kids.sort(key=lambda kid: kid.order)


def drop_empty_elements(node: TagNode) -> bool:
    """Drop empty elements; return whether the element itself is kept."""
    node.kids = [kid for kid in node.kids if not isinstance(kid, TagNode) or drop_empty_elements(kid)]
    return bool(node.kids) or node.role in MAY_BE_EMPTY


def _turn_empty_figures_into_groups(root: TagNode) -> None:
    """Turn a figure without its picture into a group.

    Nothing is painted there that its alternative text could stand for.
    """
    for node in root.walk():
        whole = node.element is not None and node.element.tag == "figure"
        if node.role == "Figure" and whole and not any(isinstance(kid, ContentRef) for kid in node.kids):
            node.role, node.alt = "Sect", ""


def check_heading_levels(root: TagNode) -> list[str]:
    """Check that no heading skips a level (ISO 14289-1, 7.4.2).

    A heading may be at most one level below the last one. Returns warnings.
    """
    warnings, last = [], 0
    for node in root.walk():
        if node.role in HEADINGS:
            level = int(node.role[1:])
            if level > last + 1:
                before = f"H{last}" if last else "no heading"
                warnings.append(f"a heading skips a level: {node.role} after {before}: {squeeze(node.read_words())!r}")
            last = level
    return warnings
