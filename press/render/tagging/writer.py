"""The finished tree as PDF objects (ISO 32000-1, 14.7; ISO 32000-2, 14.7)."""

from __future__ import annotations

from typing import Any

import pydyf

from press.render.tagging.roles import MAPPED_IN_PDF1, ONLY_IN_PDF1, PDF2_NAMESPACE, Standard
from press.render.tagging.tree import Content, Node, ObjectRef


class Writer:
    """Writes one tree into one PDF; rows of the parent tree are collected on the way."""

    def __init__(self, pdf: pydyf.PDF, page_streams: list[Any], standard: Standard) -> None:
        self.pdf = pdf
        self.standard = standard
        self.pages = pdf.page_references
        self.page_of = {stream: page for page, stream in enumerate(page_streams)}
        self.rows: dict[Any, dict[int, bytes]] = {}
        self.annotations: list[tuple[Any, bytes]] = []
        self.identifiers: dict[str, bytes] = {}
        self.roles: set[str] = set()
        self.namespace: pydyf.Dictionary | None = None

    def write(self, root: Node) -> None:
        """Write the tree and hang it into the catalog."""
        tree = self._object({"Type": "/StructTreeRoot"})
        if self.standard == "ua-2":
            self.namespace = self._object({"Type": "/Namespace", "NS": pydyf.String(PDF2_NAMESPACE)})
            tree["Namespaces"] = pydyf.Array([self.namespace.reference])
        nodes = list(root.walk())
        objects = [self._object({"Type": "/StructElem"}) for _ in nodes]
        for node, made in zip(nodes, objects, strict=True):
            node.reference = made.reference
        for node, made in zip(nodes, objects, strict=True):
            made["P"] = node.parent.reference if node.parent else tree.reference
            self._element(node, made)
        tree["K"] = pydyf.Array([root.reference])
        self._identifier_tree(tree)
        self._role_map(tree)
        self._parent_tree(tree)
        self.pdf.catalog["StructTreeRoot"] = tree.reference
        self.pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _object(self, values: dict[str, Any]) -> pydyf.Dictionary:
        made = pydyf.Dictionary(values)
        self.pdf.add_object(made)
        return made

    def _element(self, node: Node, made: pydyf.Dictionary) -> None:
        self.roles.add(node.role)
        made["S"] = f"/{node.role}"
        if self.namespace is not None and node.role not in ONLY_IN_PDF1:
            made["NS"] = self.namespace.reference
        said = {"Lang": node.own_language, "Alt": node.alt, "E": node.expansion, "ID": node.identifier}
        made.update({key: pydyf.String(value) for key, value in said.items() if value})
        if node.identifier:
            self.identifiers[node.identifier] = made.reference
        if node.refs and self.standard == "ua-2":
            made["Ref"] = pydyf.Array([other.reference for other in node.refs])
        if node.marks:
            made["A"] = _one_or_all([_attributes(owner, values) for owner, values in node.marks.items()])
        page = next((kid.page for kid in node.kids if not isinstance(kid, Node)), None)
        if page is not None:
            made["Pg"] = self.pages[page]
        if node.kids:
            made["K"] = _one_or_all([self._kid(kid, node, page) for kid in node.kids])

    def _kid(self, kid: Node | Content | ObjectRef, node: Node, page: int | None) -> Any:
        """What stands for a kid in K: a reference, an MCID, or a reference to content or an annotation."""
        if isinstance(kid, Node):
            return kid.reference
        if isinstance(kid, ObjectRef):
            self.annotations.append((kid.annotation, node.reference))
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.annotation.reference, "Pg": self.pages[kid.page]})
        self.rows.setdefault(kid.stream, {})[kid.mcid] = node.reference
        on_page = kid.stream in self.page_of
        if on_page and kid.page == page:
            return kid.mcid
        where = {} if on_page else {"Stm": kid.stream.reference}
        return pydyf.Dictionary({"Type": "/MCR", "Pg": self.pages[kid.page], **where, "MCID": kid.mcid})

    def _identifier_tree(self, tree: pydyf.Dictionary) -> None:
        names = pydyf.Array()
        for name in sorted(self.identifiers):
            names += [pydyf.String(name), self.identifiers[name]]
        if names:
            tree["IDTree"] = self._object({"Names": names}).reference

    def _role_map(self, tree: pydyf.Dictionary) -> None:
        mapped = {role: f"/{other}" for role, other in sorted(MAPPED_IN_PDF1.items()) if role in self.roles}
        if mapped and self.standard == "ua-1":
            tree["RoleMap"] = pydyf.Dictionary(mapped)

    def _parent_tree(self, tree: pydyf.Dictionary) -> None:
        """Rows for pages first (their key is the page number), then form XObjects, then annotations."""
        rows: dict[int, Any] = {page: pydyf.Array() for page in self.page_of.values()}
        key = len(self.page_of)
        for stream, row in self.rows.items():
            place = self.page_of.get(stream)
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
        tree["ParentTree"] = self._object({"Nums": numbers}).reference
        tree["ParentTreeNextKey"] = key


def _one_or_all(items: list[Any]) -> Any:
    return items[0] if len(items) == 1 else pydyf.Array(items)


def _attributes(owner: str, values: dict[str, Any]) -> pydyf.Dictionary:
    """The attributes of one owner (ISO 32000-1, 14.7.5)."""
    plain = {name: pydyf.Array(value) if type(value) is list else value for name, value in values.items()}
    return pydyf.Dictionary({"O": f"/{owner}", **plain})
