"""How much room a laid-out page has left: what the filling of pages with ruled lines is reckoned from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

POINTS_PER_PX = 0.75
"""CSS Values and Units 3, 5.2: 1 px is 1/96 in, 1 pt is 1/72 in."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room around a block that holds one ruled line. All lengths in points.

    pages: how many the document has; alone: whether nothing else stands on the block's page; height: of the block;
    pitch: from one ruled line to the next; below: what is free under the block; live: the height of its page.
    """

    pages: int
    alone: bool
    height: float
    pitch: float
    below: float
    live: float


def room_around(document: Any, identifier: str, line_class: str) -> Room | None:
    """The room around the block with an id in a laid-out document; none when there is no such block.

    line_class: the class of the ruled line inside it.
    """
    for page in document.pages:
        for box in _boxes(page._page_box):
            if _attribute(box, "id") == identifier:
                return _room(document, page._page_box, box, line_class)
    return None


def lines_by_page(document: Any, line_class: str) -> list[int]:
    """How many ruled lines stand on each page that has some."""
    counts = [
        sum(line_class in _attribute(box, "class").split() for box in _boxes(page._page_box)) for page in document.pages
    ]
    return [count for count in counts if count]


def rule_more(document: Any, identifier: str, line_class: str, count: int) -> None:
    """Draw more ruled lines below the one in the block with an id, on the page where it stands.

    The lines are copies of the first, each one pitch lower: what laying the page out again would give, without the
    cost. There must be room for them (`Room.below`).
    """
    for page in document.pages:
        for box in _boxes(page._page_box):
            if _attribute(box, "id") == identifier:
                _copy_line(box, line_class, count)
                return


def _copy_line(block: Any, line_class: str, count: int) -> None:
    for parent in _boxes(block):
        for line in getattr(parent, "children", ()):
            if line_class in _attribute(line, "class").split():
                copies = [line.copy() for _ in range(count)]
                for number, copy in enumerate(copies, 1):
                    copy.translate(0, number * line.border_height())
                parent.children = [*parent.children, *copies]
                end = line.border_box_y() + (count + 1) * line.border_height()
                block.height = max(block.height, end - block.content_box_y())
                return


def _room(document: Any, page: Any, block: Any, line_class: str) -> Room:
    top, live = page.content_box_y(), page.height
    bottom = block.position_y + block.border_height() + block.margin_top
    line = next(box for box in _boxes(block) if line_class in _attribute(box, "class").split())
    first = min(leaf.position_y for leaf in _leaves(page))
    return Room(
        pages=len(document.pages),
        alone=first >= block.position_y,
        height=(bottom - block.position_y) * POINTS_PER_PX,
        pitch=line.border_height() * POINTS_PER_PX,
        below=(top + live - bottom) * POINTS_PER_PX,
        live=live * POINTS_PER_PX,
    )


def _boxes(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(getattr(child, "_box", child))


def _leaves(page: Any) -> Iterator[Any]:
    """What is painted in the flow of a page: boxes without children, outside its margins."""
    for child in page.children:
        if type(child).__name__ not in {"MarginBox", "FootnoteAreaBox"}:
            yield from (box for box in _boxes(child) if not getattr(box, "children", ()) and box.element is not None)


def _attribute(box: Any, name: str) -> str:
    return "" if box.element is None else box.element.get(name) or ""
