"""Page numbers in the contents, set in a page that was laid out before they were known.

WeasyPrint lays such a page out anew each time a number on it changes, up to three times. Numbers in boxes outside the
flow move nothing else, so only these boxes are laid out again here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import weasyprint.layout.absolute as out_of_flow
from weasyprint.formatting_structure import boxes

from press.render.weasyprint.boxes import unwrap, walk_boxes

Lookup = tuple[Any, Any]
"""A box in the box tree whose content asks for page numbers, and WeasyPrint's item for it."""


def set_page_numbers(pages: list[Any], context: Any) -> None:
    """Set page numbers in absolutely positioned boxes of finished pages.

    A page that has such boxes and no others to change need not be laid out again.
    """
    if any(found for pages_of in context.running_elements.values() for found in pages_of.values()):
        return  # running elements too set `content_changed`
    # `content_changed` alone does not say what changed: WeasyPrint forgets targets named by `attr()` when they move to
    # another page. So the boxes themselves are compared.
    for number, lookups in _group_by_page(context).items():
        if number >= len(pages):
            continue
        if _set_on_page(pages[number], lookups, context):
            context.page_maker[number][-1]["content_changed"] = False
        elif _change_in_flow(lookups):
            context.page_maker[number][-1]["content_changed"] = True


def _group_by_page(context: Any) -> dict[int, list[Lookup]]:
    found = defaultdict(list)
    for (box, asks), item in context.target_collector.counter_lookup_items.items():
        if asks == "content" and item.page_maker_index is not None:
            found[item.page_maker_index].append((box, item))
    return found


def _set_on_page(page: Any, lookups: list[Lookup], context: Any) -> bool:
    """Set a page's numbers; False if one is in flow.

    Nothing is set in that case.
    """
    asking = {id(box.missing_link): (box, holder) for box, holder in _find_asking_boxes(page, page)}
    if not all(isinstance(box, out_of_flow.AbsolutePlaceholder) for box, _ in asking.values()):
        return False
    for source, item in lookups:
        if id(source) in asking:
            place, holder = asking[id(source)]
            item.parse_again(item.cached_page_counter_values)
            if _read_words(source) != _read_words(unwrap(place)):
                laid_out, _ = out_of_flow.absolute_box_layout(context, source, holder, [], -math.inf, None)
                place.set_laid_out_box(laid_out)
    return True


def _change_in_flow(lookups: list[Lookup]) -> bool:
    """Give boxes in the flow their numbers; True if one has changed, so that the page must be laid out again."""
    changed = False
    for source, item in lookups:
        before = _read_words(source)
        item.parse_again(item.cached_page_counter_values)
        changed |= before != _read_words(source)
    return changed


def _find_asking_boxes(box: Any, holder: Any) -> Iterator[tuple[Any, Any]]:
    """Yield boxes that ask for page numbers, with containing blocks.

    holder: the nearest box around them that is positioned (CSS 2, 10.1).
    """
    if box.missing_link is not None:
        yield box, holder
    elif not isinstance(box, out_of_flow.AbsolutePlaceholder):
        inner = box if box.style["position"] != "static" else holder
        for child in getattr(box, "children", ()):
            yield from _find_asking_boxes(child, inner)


def _read_words(box: Any) -> str:
    return "".join(found.text for found in walk_boxes(box) if isinstance(found, boxes.TextBox)).strip()
