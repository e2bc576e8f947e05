"""What the accessibility bus of a desktop (AT-SPI) carries of a page: what Orca and other screen readers get of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from press.readback.speech.core_text import EXTRA
from press.readback.speech.transcript import TranscriptNode
from tests.ears.desktop import PYTHON, Desktop

ROLES = {
    "paragraph": "paragraph", "list": "list", "list item": "item", "description list": "list",
    "description term": "term", "description value": "definition", "table": "table", "table row": "row",
    "column header": "header", "row header": "header", "table cell": "cell", "caption": "caption", "image": "figure",
    "heading": "heading", "link": "link", "block quote": "quote", "static": "inline", "superscript": "inline",
    "subscript": "inline",
}  # fmt: skip
"""The role of each kind of node; any other is a group of blocks."""
ROUNDING = 2
"""In pixels: how far boxes overlap that touch, because each is rounded outward."""
DUMP = Path(__file__).with_name("dump.py")


def hear(desktop: Desktop, page: Path, *, navigation: bool = False) -> TranscriptNode:
    """Hear a page on a desktop. navigation: whether with lists of contents and files."""
    address = page.resolve().as_uri()
    desktop.tab.goto(address)
    heard = json.loads(desktop.run(PYTHON, DUMP, address))
    return TranscriptNode("group", tuple(_read_parts(heard, address, navigation=navigation)), lang=heard["lang"])


def _read_parts(node: dict[str, Any], page: str, *, navigation: bool) -> Iterator[TranscriptNode | str]:
    bottom = 0
    for child in node["children"]:
        # A screen reader reads line by line, so that boxes of words are apart; but it says a link in one breath.
        if bottom - ROUNDING <= child.get("top", 0) and node["role"] != "link":
            yield " "
        bottom = child.get("bottom", 0)
        yield from _read_node(child, page, navigation=navigation)


def _read_node(node: dict[str, Any], page: str, *, navigation: bool) -> Iterator[TranscriptNode | str]:
    attributes, role = node["attributes"], ROLES.get(node["role"], "group")
    if attributes.get("id") in EXTRA or attributes.get("class") == "skip" or attributes.get("tag") == "::marker":
        return
    if attributes.get("xml-roles") == "navigation" and not navigation:
        return
    if role == "figure":
        yield TranscriptNode("figure", detail=node["name"])
        return
    parts: tuple[TranscriptNode | str, ...] = tuple(_read_parts(node, page, navigation=navigation))
    if role == "inline" and not node["children"]:
        parts = (node["text"],)
    lang = node.get("lang", "") if role == "inline" else ""
    scope = {"row header": "Row", "column header": "Column"}.get(node["role"], "")
    across, down = node.get("span", (1, 1))
    yield TranscriptNode(role, parts, lang, _find_detail(node, role, page), scope, (across, down))


def _find_detail(node: dict[str, Any], role: str, page: str) -> str:
    if role == "heading":
        return str(node["attributes"]["level"])
    if role == "link":
        return _find_target(node["target"], page)
    if role == "item":
        marks = (child["text"].strip() for child in node["children"] if child["attributes"].get("tag") == "::marker")
        return next((mark for mark in marks if mark[:1].isdigit()), "")
    return ""


def _find_target(target: str, page: str) -> str:
    """Find what was written as the target of a link; the bus tells the whole address."""
    folder = page.rpartition("/")[0] + "/"
    inside = "#" + urlsplit(target).fragment
    return unquote(inside if target.removesuffix(inside) == page else target.removeprefix(folder))
