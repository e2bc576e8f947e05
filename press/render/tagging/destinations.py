"""Structure destinations: links and outline items that end at an element, not at a place (ISO 14289-2, 8.8)."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import pydyf

from press.render.tagging.builder import Builder
from press.render.tagging.tree import Node


def write_destinations(pdf: pydyf.PDF, builder: Builder) -> None:
    """Give every named destination and outline item of a PDF both its place and its element.

    Readers that know structure destinations follow SD; all others follow D (ISO 32000-2, 12.3.2.3 and 12.6.4.2).
    """
    names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    elements = builder.named
    for at in range(0, len(names), 2):
        node = _target(builder, elements.get(names[at].string))
        names[at + 1] = pydyf.Dictionary({"D": names[at + 1], "SD": _structure(names[at + 1], node)})
    items = [found for found in pdf.objects if isinstance(found, dict) and "Title" in found and "Dest" in found]
    for item, box in zip(items, builder.plan.bookmarked, strict=True):
        place = item.pop("Dest")
        target = _structure(place, _target(builder, box.element))
        item["A"] = pydyf.Dictionary({"Type": "/Action", "S": "/GoTo", "D": place, "SD": target})


def _structure(place: Any, node: Node) -> pydyf.Array:
    """A structure destination: an element in the place of the page (ISO 32000-2, 12.3.2.3)."""
    return pydyf.Array([node.reference, *place[1:]])


def _target(builder: Builder, element: Element | None) -> Node:
    """The structure element at a source element, or the nearest one around it that was written."""
    node = None if element is None else builder.targets.get(element) or builder.nodes.get(element)
    while node is not None and not node.reference:
        node = node.parent
    return node or builder.root
