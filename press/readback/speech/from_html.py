"""A typeset page as a tree of `TranscriptNode`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from press.readback.html import is_silent, read_integer
from press.readback.speech.transcript import INLINE, TranscriptNode

ROLES = {
    "p": "paragraph", "pre": "paragraph", "summary": "paragraph", "legend": "paragraph",
    "figcaption": "caption", "caption": "caption", "li": "item", "dt": "term", "dd": "definition",
    "th": "header", "td": "cell", "tr": "row", "table": "table", "ul": "list", "ol": "list", "dl": "list",
    "aside": "aside", "blockquote": "quote", "a": "link", "abbr": "abbreviation", "br": "inline",
}  # fmt: skip
"""The role of each element; any other is a group, or part of its line."""
GROUPS = frozenset(
    {
        "html", "body", "div", "main", "header", "footer", "nav", "section", "article", "address", "form", "fieldset",
        "figure", "thead", "tbody", "tfoot", "details", "hgroup",
    }
)  # fmt: skip
_COUNTER = re.compile(r"counter-reset:\s*list-item\s+(-?[0-9]{1,9})\b")
"""Where a list says how many items come before it."""
POSITIONS = {"sup": "superscript", "sub": "subscript"}
SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}


def read_page_nodes(root: Element) -> TranscriptNode:
    """Read an HTML document. root: its document element."""
    body = root.find("body")
    assert body is not None
    found = TranscriptNode("group", tuple(_read_parts(body, contents=False)), lang=root.get("lang") or "")
    return _move_notes(found)[0]


HOLDS_NOTES = frozenset({"item", "definition", "header", "cell"})
"""Roles that keep a note of their own words, at their end."""


def _move_notes(node: TranscriptNode) -> tuple[TranscriptNode, list[TranscriptNode]]:
    """Move each note of the foot of a page behind the block that calls it.

    Gives the node, and the notes that belong behind it.
    """
    if all(isinstance(part, str) for part in node.parts):
        return node, []
    parts: list[TranscriptNode | str] = []
    below: list[TranscriptNode] = []
    for part in node.parts:
        if isinstance(part, str) or (part.role == "note" and node.role == "group"):
            parts.append(part)
            continue
        if part.role == "note":
            below.append(part)
            continue
        moved, notes = _move_notes(part)
        parts.append(moved)
        if node.role in {"group", "aside", "quote"} and part.role not in INLINE:
            parts += notes
        else:
            below += notes
    if node.role in HOLDS_NOTES:
        parts += below
        below = []
    return node._replace(parts=tuple(parts)), below


def _read_parts(element: Element, *, contents: bool) -> list[TranscriptNode | str]:
    parts: list[TranscriptNode | str] = [element.text] if element.text else []
    for child in element:
        if isinstance(child.tag, str):
            parts += _read_node(child, element, contents=contents)
        if child.tail:
            parts.append(child.tail)
    return parts


def _read_node(element: Element, parent: Element, *, contents: bool) -> Sequence[TranscriptNode | str]:
    tag = element.tag.rpartition("}")[2]
    if tag in {"svg", "img"}:
        if words := element.get("aria-label") or element.get("alt") or "":
            return [TranscriptNode("figure", lang=element.get("lang") or "", detail=words)]
        return []
    if is_silent(element):
        return []
    if tag == "br":
        return [" "]
    contents = contents or element.get("role") == "doc-toc"
    if tag == "div" and parent.tag == "dl":
        return _read_parts(element, contents=contents)  # a group of terms is no list of its own
    role = _find_role(tag, element, parent, contents=contents)
    parts, lang = tuple(_read_parts(element, contents=contents)), element.get("lang") or ""
    said = TranscriptNode(role, parts, lang, _find_detail(tag, role, element, parent))
    if tag in {"td", "th"}:
        said = said._replace(
            scope=_find_scope(element, parent) if tag == "th" else "",
            span=(int(element.get("colspan") or 1), int(element.get("rowspan") or 1)),
            id=(element.get("id") or "") if tag == "th" else "",
            headers=tuple((element.get("headers") or "").split()),
        )
    return [said]


def _find_role(tag: str, element: Element, parent: Element, *, contents: bool) -> str:
    if tag[0] == "h" and tag[1:].isdigit():
        return "heading"
    if element.get("role") == "doc-footnote" or (tag == "li" and parent.get("role") == "list"):
        return "note"
    if contents and tag in {"ol", "ul", "li"}:
        return "entry" if tag == "li" else "contents"
    if tag in GROUPS or element.get("role") == "list":
        return "group"
    if (tag == "a" and element.get("href") is None) or (tag == "abbr" and not element.get("title")):
        return "inline"
    return ROLES.get(tag, "passage" if element.get("lang") else "inline")


def _find_detail(tag: str, role: str, element: Element, parent: Element) -> str:
    if role == "heading":
        return tag[1:]
    if role == "link":
        return unquote(element.get("href") or "")
    if tag in POSITIONS:
        return POSITIONS[tag]
    if role == "abbreviation":
        return element.get("title") or ""
    if role == "item" and parent.tag == "ol":
        # WeasyPrint draws what the style says; other readers look at `start`, and an e-book has nothing else.
        style = _COUNTER.search(parent.get("style") or "")
        before = int(style[1]) if style else read_integer(parent.get("start"), 1) - 1
        return f"{before + [child for child in parent if child.tag == 'li'].index(element) + 1}."
    return ""


def _find_scope(element: Element, row: Element) -> str:
    """Find the scope of a header cell.

    Without a scope attribute it is a row's, if the cell leads a row that has data.
    """
    if scope := SCOPES.get(element.get("scope") or ""):
        return scope
    leads = element is row[0] and any(cell.tag == "td" for cell in row)
    return "Row" if leads else "Column"
