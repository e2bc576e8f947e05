"""Blocks whose children are spread from the head to the foot of their page."""

from __future__ import annotations

from typing import Any

# A column of flexible boxes (CSS Flexible Box Layout 1, 8.2: `justify-content: space-between`) would give the same, but
# WeasyPrint lays the children of one out three times and asks each of their words for its smallest width: a third of
# the time of a page. Here they are laid out once, as ordinary blocks, and then moved.
SPREAD = "spread"
"""The class of a block with a smallest height that its children are to fill from head to foot."""


def spread_blocks(page: Any) -> None:
    """Spread the children of every such block over its height."""
    for block in _find_blocks(page):
        last = block.children[-1]
        free = block.content_box_y() + block.height - (last.position_y + last.margin_height())
        if free > 0:
            gap = free / (len(block.children) - 1)
            for number, child in enumerate(block.children):
                child.translate(0, number * gap)


def _find_blocks(box: Any) -> list[Any]:
    """Find blocks of the class at or below a box.

    They have two children or more, and do not stand in each other.
    """
    if box.element is not None and SPREAD in (box.element.get("class") or "").split():
        return [box] if len(box.children) > 1 else []
    return [found for child in getattr(box, "children", ()) for found in _find_blocks(child)]
