"""Blocks whose children stand at the head and at the foot of their page.

A column of flexible boxes (CSS Flexible Box Layout 1, 8.2: `justify-content: space-between`) would say the same, but
WeasyPrint lays the children of one out three times and asks each of their words for its smallest width: a third of
the time of a page. Here they are laid out once, as ordinary blocks, and then moved.
"""

from __future__ import annotations

from typing import Any

SPREAD = "spread"
"""The class of a block with a smallest height that its children are to fill from head to foot."""


def spread(page: Any) -> None:
    """Move the children of every block of the class on a laid-out page apart, so that they fill its height."""
    for block in _blocks(page):
        last = block.children[-1]
        free = block.content_box_y() + block.height - (last.position_y + last.margin_height())
        if free > 0:
            gap = free / (len(block.children) - 1)
            for number, child in enumerate(block.children):
                child.translate(0, number * gap)


def _blocks(box: Any) -> list[Any]:
    """The blocks of the class, with two children or more, at or below a box; they do not stand in each other."""
    if box.element is not None and SPREAD in (box.element.get("class") or "").split():
        return [box] if len(box.children) > 1 else []
    return [found for child in getattr(box, "children", ()) for found in _blocks(child)]
