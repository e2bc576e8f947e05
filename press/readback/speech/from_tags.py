"""A tag tree as a tree of `TranscriptNode`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from press.readback.pdf.tag_tree import StructureElement
from press.readback.speech.transcript import TranscriptNode

ROLES = {
    "P": "paragraph", "Caption": "caption", "TH": "header", "TD": "cell", "TR": "row", "Table": "table", "L": "list",
    "TOC": "contents", "TOCI": "entry", "Aside": "aside", "BlockQuote": "quote", "Link": "link", "Figure": "figure",
    "Note": "note", "FENote": "note",
}  # fmt: skip
"""The role of each structure type; any other is a group, or part of its line."""
GROUPS = frozenset({"Document", "Part", "Sect", "Art", "Div", "THead", "TBody", "TFoot", "NonStruct"})
BULLETS = frozenset("•◦▪–—‣○●■□")
_COUNTED = re.compile(r"^(\d+|[a-zA-Z]|[ivxIVX]+)[.)]$")
_PAGE_NUMBER = re.compile(r"\s*\d+\s*$")


def read_tag_nodes(root: StructureElement, lang: str) -> TranscriptNode:
    """Read a tag tree. lang: the language of the document."""
    return TranscriptNode("group", tuple(_read_parts(root)), lang=root.lang or lang)


def _read_parts(element: StructureElement) -> Iterator[TranscriptNode | str]:
    for part in element.content:
        if isinstance(part, str):
            yield part
        elif part.role == "LI":
            yield from _read_item(part)
        elif part.role == "TOCI":
            yield _read_entry(part)
        elif part.role == "Reference" and not any(part.find("Link")):
            yield _read_page_reference(part)
        else:
            yield _read_node(part)


def _read_node(element: StructureElement) -> TranscriptNode:
    scope = element.attributes.get("Scope", "")
    span = int(element.attributes.get("ColSpan", 1)), int(element.attributes.get("RowSpan", 1))
    return TranscriptNode(
        _find_role(element),
        tuple(_read_parts(element)) or (element.contents,) * bool(element.contents),  # of a part of a picture
        lang=element.lang,
        detail=_find_detail(element),
        scope=str(scope) if element.role == "TH" else "",
        span=span,
        id=element.id,
        headers=element.headers,
    )


def _find_role(element: StructureElement) -> str:
    if element.level:
        return "heading"
    if element.role in GROUPS:
        return "group"
    if element.expansion:
        return "abbreviation"
    return ROLES.get(element.role, "passage" if element.lang else "inline")


def _find_detail(element: StructureElement) -> str:
    if element.level:
        return str(element.level)
    return element.alt if element.role == "Figure" else element.expansion or unquote(element.href)


def _read_item(item: StructureElement) -> Iterator[TranscriptNode]:
    """Read an item of a list.

    Label and body make one item; if the label is words, they make a term and its definition.
    """
    labels = [part for part in item.children if part.role == "Lbl"]
    label = " ".join("".join(part.all_text for part in labels).split())
    rest = tuple(part for part in item.children if part.role != "Lbl")
    if label and label not in BULLETS and not _COUNTED.match(label):
        for part in item.children:
            role = "term" if part.role == "Lbl" else "definition"
            yield TranscriptNode(role, tuple(_read_parts(part)), lang=part.lang)
        return
    parts = tuple(one for body in rest for one in (_read_parts(body) if body.role == "LBody" else (_read_node(body),)))
    langs = {body.lang for body in rest if body.lang}
    yield TranscriptNode("item", parts, lang=item.lang or "".join(langs), detail="" if label in BULLETS else label)


def _read_entry(entry: StructureElement) -> TranscriptNode:
    """Read an entry of the contents without its page number.

    The page before painting does not have the number.
    """
    return TranscriptNode("entry", tuple(_remove_page_numbers(_read_parts(entry))), lang=entry.lang)


def _read_page_reference(reference: StructureElement) -> TranscriptNode:
    """Read the words that name a page, without its number.

    The page before painting does not have the number; the detail has it.
    """
    words = tuple(re.sub(r"\d+", "", part) if isinstance(part, str) else part for part in _read_parts(reference))
    return TranscriptNode("inline", words, lang=reference.lang, detail=reference.all_text)


def _remove_page_numbers(parts: Iterator[TranscriptNode | str]) -> Iterator[TranscriptNode | str]:
    for part in parts:
        if isinstance(part, str):
            yield _PAGE_NUMBER.sub("", part)
        else:
            inner = tuple(_remove_page_numbers(iter(part.parts)))
            yield TranscriptNode(part.role, inner, part.lang, part.detail, part.scope, part.span, part.id, part.headers)
