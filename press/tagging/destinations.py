"""Structure destinations: links and outline items that end at an element, not at a place (ISO 14289-2, 8.8)."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import pydyf

from press.tagging.builder import Builder
from press.tagging.nodes import Node


def write_destinations(pdf: pydyf.PDF, builder: Builder) -> None:
    """Give every internal link and outline item of a PDF both its place and its element.

    Readers that know structure destinations follow SD; all others follow D (ISO 32000-2, 12.6.4.2).
    """
    _links(pdf, builder)
    _outline(pdf, builder)


def _links(pdf: pydyf.PDF, builder: Builder) -> None:
    names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    places = {names[i].string: names[i + 1] for i in range(0, len(names), 2)}
    elements = _by_name(builder)
    for found in pdf.objects:
        if isinstance(found, dict) and found.get("Subtype") == "/Link" and "Dest" in found:
            name = found.pop("Dest").string
            _go(found, places[name], _target(builder, elements.get(name)))
    if places:
        del pdf.catalog["Names"]["Dests"]
    if not pdf.catalog.get("Names", True):
        del pdf.catalog["Names"]


def _outline(pdf: pydyf.PDF, builder: Builder) -> None:
    items = [found for found in pdf.objects if isinstance(found, dict) and "Title" in found and "Dest" in found]
    for item, box in zip(items, builder.plan.bookmarked, strict=True):
        _go(item, item.pop("Dest"), _target(builder, box.element))


def _go(found: dict[str, Any], place: Any, node: Node) -> None:
    target = pydyf.Array([node.reference, *place[1:]])
    found["A"] = pydyf.Dictionary({"Type": "/Action", "S": "/GoTo", "D": place, "SD": target})


def _target(builder: Builder, element: Element | None) -> Node:
    """The structure element at a source element, or the nearest one around it that was written."""
    node = None if element is None else builder.targets.get(element) or builder.nodes.get(element)
    while node is not None and not node.reference:
        node = node.parent
    return node or builder.root


def _by_name(builder: Builder) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for element in builder.document_element.iter():
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                found.setdefault(name, element)
    return found
