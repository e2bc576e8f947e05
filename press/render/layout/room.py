"""How much room a laid-out page has left around a block with a ruled line, and what is asked of its filling."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


@dataclass(slots=True)
class Filling:
    """What is asked of a layout whose pages are to be filled with ruled lines.

    identifier: of the block that holds one ruled line; line_class: the class of the line; multiple: of how many pages
    the document is to be; fewest: lines that are worth ruling; lines: from the room around the block to how many
    lines it should hold; ruled: how many it holds in the end, none when there is no such block. When no lines are
    wanted, `ruled` is 0, and the block and the entries of lists that lead to it are taken out of the document. after:
    a guess of how many pages follow the last line; a wrong one costs time, and changes nothing.
    """

    identifier: str
    line_class: str
    multiple: int
    fewest: int
    lines: Callable[[Room], int]
    ruled: int | None = None
    after: int = 1


def lines_by_page(pages: list[Any], line_class: str) -> list[int]:
    """How many ruled lines stand on each page that has some."""
    counts = [sum(is_line(box, line_class) for box in boxes_of(page)) for page in pages]
    return [count for count in counts if count]


def room_around(pages: int, page: Any, block: Any, line_class: str) -> Room:
    """The room around a block with one ruled line on a laid-out page. pages: how many the document has."""
    top, live = page.content_box_y(), page.height
    bottom = block.position_y + block.border_height() + block.margin_top
    line = next(box for box in boxes_of(block) if is_line(box, line_class))
    first = min(leaf.position_y for leaf in _leaves(page))
    return Room(
        pages=pages,
        alone=first >= block.position_y,
        height=(bottom - block.position_y) * POINTS_PER_PX,
        pitch=line.border_height() * POINTS_PER_PX,
        below=(top + live - bottom) * POINTS_PER_PX,
        live=live * POINTS_PER_PX,
    )


def boxes_of(box: Any) -> Iterator[Any]:
    """A box and all below it, in tree order."""
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes_of(getattr(child, "_box", child))


def is_line(box: Any, line_class: str) -> bool:
    """Whether a box is a ruled line."""
    return line_class in attribute(box, "class").split()


def attribute(box: Any, name: str) -> str:
    """An attribute of the element of a box, empty when there is none."""
    return "" if box.element is None else box.element.get(name) or ""


def _leaves(page: Any) -> Iterator[Any]:
    """What is painted in the flow of a page: boxes without children, outside its margins."""
    for child in page.children:
        if type(child).__name__ not in {"MarginBox", "FootnoteAreaBox"}:
            yield from (box for box in boxes_of(child) if not getattr(box, "children", ()) and box.element is not None)
