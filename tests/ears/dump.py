"""Prints what the accessibility bus (AT-SPI) carries of the page with an address, as JSON.

The system's own Python runs it, with the bindings of its package gir1.2-atspi-2.0. The page is printed when two looks
at it were the same.
"""

import json
import sys
import time
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # type: ignore[import-not-found] # noqa: E402 - its version is chosen first

DEPTH = 25
"""How deep a browser's window may hide its document."""
SECONDS = 30


def find_page(thing: Any, address: str, depth: int = 0) -> Any:
    """Find the document with an address, None if the browser shows none."""
    if thing is None or depth > DEPTH:
        return None
    if thing.get_role_name() == "document web":
        return thing if Atspi.Document.get_document_attributes(thing).get("URI") == address else None
    children = (thing.get_child_at_index(number) for number in range(thing.get_child_count()))
    return next(filter(None, (find_page(child, address, depth + 1) for child in children)), None)


def read_node(thing: Any) -> dict[str, Any]:
    """Read a node and all that is in it."""
    offers = thing.get_interfaces()
    node = {"role": thing.get_role_name(), "name": thing.get_name() or "", "attributes": thing.get_attributes() or {}}
    if "Text" in offers:
        length = Atspi.Text.get_character_count(thing)
        node["text"] = Atspi.Text.get_text(thing, 0, length)
        node["lang"] = Atspi.Text.get_attribute_run(thing, 0, True)[0].get("language", "") if length else ""
        box = Atspi.Component.get_extents(thing, Atspi.CoordType.WINDOW)
        node["top"], node["bottom"] = box.y, box.y + box.height
    if "TableCell" in offers:
        node["span"] = [Atspi.TableCell.get_column_span(thing), Atspi.TableCell.get_row_span(thing)]
    if "Hyperlink" in offers:
        node["target"] = Atspi.Hyperlink.get_uri(thing.get_hyperlink(), 0)
    children = (thing.get_child_at_index(number) for number in range(thing.get_child_count()))
    node["children"] = [read_node(child) for child in children if child]
    return node


def read_page(address: str) -> dict[str, Any]:
    """Read the page with an address when it has settled."""
    end = time.monotonic() + SECONDS
    desktop, before = Atspi.get_desktop(0), None
    while time.monotonic() < end:
        page = find_page(desktop, address)
        now = read_node(page) if page else None
        if now and now == before:
            return now
        before = now
        time.sleep(0.1)
    sys.exit(f"no page at {address} that has settled")


Atspi.init()
json.dump(read_page(sys.argv[1]), sys.stdout)
