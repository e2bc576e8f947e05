"""What a finished PDF says: its tag tree as a `Said` tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from press.readback.pdf.tag_tree import Element
from press.readback.speech.transcript import Said

ROLES = {
    "P": "paragraph", "Caption": "caption", "TH": "header", "TD": "cell", "TR": "row", "Table": "table", "L": "list",
    "TOC": "contents", "TOCI": "entry", "Aside": "aside", "BlockQuote": "quote", "Link": "link", "Figure": "figure",
    "Note": "note", "FENote": "note",
}  # fmt: skip
"""What a structure element is, in the words of `said`; what is not here is a group, or part of its line."""
GROUPS = frozenset({"Document", "Part", "Sect", "Art", "Div", "THead", "TBody", "TFoot", "NonStruct"})
BULLETS = frozenset("•◦▪–—‣○●■□")
_COUNTED = re.compile(r"^(\d+|[a-zA-Z]|[ivxIVX]+)[.)]$")
_PAGE_NUMBER = re.compile(r"\s*\d+\s*$")


def said_by_tags(root: Element, lang: str) -> Said:
    """What a tag tree says. lang: the language of the document."""
    return Said("group", tuple(_parts(root)), lang=root.lang or lang)


def _parts(element: Element) -> Iterator[Said | str]:
    for part in element.content:
        if isinstance(part, str):
            yield part
        elif part.role == "LI":
            yield from _item(part)
        elif part.role == "TOCI":
            yield _entry(part)
        else:
            yield _said(part)


def _said(element: Element) -> Said:
    scope = element.attributes.get("Scope", "")
    span = int(element.attributes.get("ColSpan", 1)), int(element.attributes.get("RowSpan", 1))
    return Said(
        _role(element),
        tuple(_parts(element)),
        lang=element.lang,
        detail=_detail(element),
        scope=str(scope) if element.role == "TH" else "",
        span=span,
        id=element.id,
        headers=element.headers,
    )


def _role(element: Element) -> str:
    if element.level:
        return "heading"
    if element.role in GROUPS:
        return "group"
    if element.expansion:
        return "abbreviation"
    return ROLES.get(element.role, "passage" if element.lang else "inline")


def _detail(element: Element) -> str:
    if element.level:
        return str(element.level)
    return element.alt if element.role == "Figure" else element.expansion or unquote(element.href)


def _item(item: Element) -> Iterator[Said]:
    """An item of a list: label and body in one, or, when its label is words, a term and its definition."""
    labels = [part for part in item.children if part.role == "Lbl"]
    label = " ".join("".join(part.all_text for part in labels).split())
    rest = tuple(part for part in item.children if part.role != "Lbl")
    if label and label not in BULLETS and not _COUNTED.match(label):
        for part in item.children:
            role = "term" if part.role == "Lbl" else "definition"
            yield Said(role, tuple(_parts(part)), lang=part.lang)
        return
    parts = tuple(one for body in rest for one in (_parts(body) if body.role == "LBody" else (_said(body),)))
    langs = {body.lang for body in rest if body.lang}
    yield Said("item", parts, lang=item.lang or "".join(langs), detail="" if label in BULLETS else label)


def _entry(entry: Element) -> Said:
    """An entry of the contents without its page number, which the page before painting does not have."""
    return Said("entry", tuple(_unnumbered(_parts(entry))), lang=entry.lang)


def _unnumbered(parts: Iterator[Said | str]) -> Iterator[Said | str]:
    for part in parts:
        if isinstance(part, str):
            yield _PAGE_NUMBER.sub("", part)
        else:
            inner = tuple(_unnumbered(iter(part.parts)))
            yield Said(part.role, inner, part.lang, part.detail, part.scope, part.span, part.id, part.headers)
