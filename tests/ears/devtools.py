"""What a browser hands to screen readers: Chromium's accessibility tree, read through DevTools.

It knows what no reader of the page alone can know: what the style sheet hides, how it changes letters, and which words
of a link run together. DevTools tells no languages, so these come from the document as the browser holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from press.readback.speech.core_text import EXTRA
from press.readback.speech.transcript import TranscriptNode
from press.verify.validators.axe import start_browser

ROLES = {
    "paragraph": "paragraph", "listitem": "item", "list": "list", "DescriptionList": "list", "term": "term",
    "DescriptionListTerm": "term", "definition": "definition", "DescriptionListDetail": "definition",
    "table": "table", "row": "row", "columnheader": "header", "rowheader": "header", "cell": "cell",
    "gridcell": "cell", "caption": "caption", "Figcaption": "caption", "image": "figure", "note": "group",
    "complementary": "aside", "blockquote": "quote", "link": "link", "heading": "heading",
}  # fmt: skip
"""The role of each kind of node; any other is a group around blocks, or a part of the words around it."""
GROUPS = frozenset({
    "RootWebArea", "banner", "main", "contentinfo", "navigation", "region", "figure", "rowgroup", "group", "article",
    "section", "document", "LayoutTable", "sectionheader", "sectionfooter",
})  # fmt: skip
UNSAID = frozenset({"InlineTextBox", "ListMarker", "none"})
INLINE_TAGS = frozenset({
    "A", "ABBR", "B", "BR", "CITE", "CODE", "EM", "I", "SMALL", "SPAN", "STRONG", "SUB", "SUP", "TIME", "WBR", "#text",
})  # fmt: skip


BLOCK = "data-block"
"""Set on each span that the style sheet makes a box."""


class _Element(NamedTuple):
    """An element of the document as the browser holds it."""

    tag: str
    attributes: Mapping[str, str]
    lang: str
    own_lang: str


def hear(pages: Sequence[Path], *, navigation: bool = False) -> list[TranscriptNode]:
    """Read pages in a browser, each as a tree. navigation: whether with lists of contents and files."""
    heard = []
    with start_browser().new_context(viewport={"width": 1280, "height": 900}, offline=True) as context:
        for page in pages:
            tab = context.new_page()
            tab.goto(page.resolve().as_uri())
            tab.evaluate(f"""() => document.querySelectorAll("span").forEach(one =>
                getComputedStyle(one).display == "inline" || one.setAttribute("{BLOCK}", ""))""")
            tools = context.new_cdp_session(tab)
            tools.send("Accessibility.enable")
            document = tools.send("DOM.getDocument", {"depth": -1})["root"]
            nodes = tools.send("Accessibility.getFullAXTree")["nodes"]
            heard.append(_Listener(nodes, document, navigation=navigation).listen())
            tab.close()
    return heard


class _Listener:
    """Turns an accessibility tree into the nodes of a transcript."""

    def __init__(self, nodes: list[dict[str, Any]], document: dict[str, Any], *, navigation: bool) -> None:
        self.navigation = navigation
        self.nodes = {node["nodeId"]: node for node in nodes}
        self.root = next(node for node in nodes if "parentId" not in node)
        self.elements = dict(_list_elements(document, ""))

    def listen(self) -> TranscriptNode:
        html = next(one for one in self.elements.values() if one.tag == "HTML")
        return TranscriptNode("group", tuple(self.read_parts(self.root)), lang=html.own_lang)

    def read_parts(self, node: dict[str, Any]) -> Iterator[TranscriptNode | str]:
        for name in node.get("childIds", ()):
            if name in self.nodes:
                yield from self.read(self.nodes[name])

    def read(self, node: dict[str, Any]) -> Iterator[TranscriptNode | str]:
        role, element = node["role"]["value"], self.elements.get(node.get("backendDOMNodeId", 0))
        if element and (element.attributes.get("id") in EXTRA or element.attributes.get("class") == "skip"):
            return
        if role in UNSAID and not node.get("ignored"):
            return
        if role == "navigation" and not node.get("ignored") and not self.navigation:
            return
        if node.get("ignored"):
            # A screen reader takes boxes one by one, but says a link in one breath.
            edge = [" "] if element and BLOCK in element.attributes and not self.is_in_link(node) else []
            yield from (*edge, *self.read_parts(node), *edge)
        elif role == "StaticText":
            yield TranscriptNode("inline", (node["name"]["value"],), lang=element.lang if element else "")
        elif role == "LineBreak":
            yield " "
        else:
            yield self.make_node(role, node, element)

    def make_node(self, role: str, node: dict[str, Any], element: _Element | None) -> TranscriptNode:
        lang = element.lang if element else ""
        kind = ROLES.get(role)
        if kind is None:
            inline = role not in GROUPS and element is not None and element.tag in INLINE_TAGS
            kind = "inline" if inline else "group"
        properties = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
        detail, scope = "", ""
        if kind == "heading":
            detail = str(properties.get("level"))
        elif kind == "figure":
            return TranscriptNode("figure", lang=lang, detail=node["name"]["value"])
        elif kind == "link" and element:
            detail = unquote(element.attributes.get("href", ""))
        elif kind == "item":
            detail = self.read_marker(node)
        elif kind == "header":
            scope = "Row" if role == "rowheader" else "Column"
        span = (1, 1)
        if element and kind in {"header", "cell"}:
            span = (int(element.attributes.get("colspan", 1)), int(element.attributes.get("rowspan", 1)))
        parts = tuple(self.read_parts(node))
        return TranscriptNode(kind, parts, lang=lang, detail=detail, scope=scope, span=span)

    def read_marker(self, item: dict[str, Any]) -> str:
        """Read the number that is drawn before an item."""
        kids = (self.nodes[name] for name in item.get("childIds", ()) if name in self.nodes)
        marker = next((one["name"]["value"].strip() for one in kids if one["role"]["value"] == "ListMarker"), "")
        return marker if marker[:1].isdigit() else ""

    def is_in_link(self, node: dict[str, Any]) -> bool:
        while node["role"]["value"] != "link":
            if node.get("parentId") not in self.nodes:
                return False
            node = self.nodes[node["parentId"]]
        return True


def _list_elements(node: dict[str, Any], lang: str) -> Iterator[tuple[int, _Element]]:
    pairs = node.get("attributes", [])
    attributes = dict(zip(pairs[::2], pairs[1::2], strict=True))
    own = attributes.get("lang", "")
    yield node["backendNodeId"], _Element(node["nodeName"], attributes, own or lang, own)
    for child in node.get("children", ()):
        yield from _list_elements(child, own or lang)
