"""Page numbers in the contents, set in a page that was laid out before they were known.

WeasyPrint lays such a page out anew as often as a number on it changes: up to three times. Numbers in boxes that stand
outside the flow move nothing else, so here only these boxes are laid out again.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import weasyprint.layout.absolute as out_of_flow
from weasyprint.formatting_structure import boxes

from press.render.weasyprint.boxes import below, unwrapped

Lookup = tuple[Any, Any]
"""A box in the box tree whose content asks for page numbers, and WeasyPrint's item for it."""


def set_numbers(pages: list[Any], context: Any) -> None:
    """Give absolutely positioned boxes with page numbers their right content: to be called when all pages are made.

    A page that has such boxes and no others to change is no longer marked to be laid out again. The marks alone do not
    say what changed: WeasyPrint forgets targets named by `attr()` when they move to another page.
    """
    if any(found for pages_of in context.running_elements.values() for found in pages_of.values()):
        return  # they too mark pages
    for number, lookups in _by_page(context).items():
        if number < len(pages) and _set(pages[number], lookups, context):
            context.page_maker[number][-1]["content_changed"] = False


def _by_page(context: Any) -> dict[int, list[Lookup]]:
    found = defaultdict(list)
    for (box, asks), item in context.target_collector.counter_lookup_items.items():
        if asks == "content" and item.page_maker_index is not None:
            found[item.page_maker_index].append((box, item))
    return found


def _set(page: Any, lookups: list[Lookup], context: Any) -> bool:
    """Whether all boxes of a page that ask for page numbers stand outside the flow, and so could be set."""
    asking = {id(box.missing_link): (box, holder) for box, holder in _asking(page, page)}
    if not all(isinstance(box, out_of_flow.AbsolutePlaceholder) for box, _ in asking.values()):
        return False
    for source, item in lookups:
        if id(source) in asking:
            place, holder = asking[id(source)]
            item.parse_again(item.cached_page_counter_values)
            if _words(source) != _words(unwrapped(place)):
                laid_out, _ = out_of_flow.absolute_box_layout(context, source, holder, [], -math.inf, None)
                place.set_laid_out_box(laid_out)
    return True


def _asking(box: Any, holder: Any) -> Iterator[tuple[Any, Any]]:
    """The boxes at or below a box that ask for page numbers, each with the box that it is placed in.

    holder: the nearest box around them that is positioned (CSS 2, 10.1).
    """
    if box.missing_link is not None:
        yield box, holder
    elif not isinstance(box, out_of_flow.AbsolutePlaceholder):
        inner = box if box.style["position"] != "static" else holder
        for child in getattr(box, "children", ()):
            yield from _asking(child, inner)


def _words(box: Any) -> str:
    return "".join(found.text for found in below(box) if isinstance(found, boxes.TextBox)).strip()
