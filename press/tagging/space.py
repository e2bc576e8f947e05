"""How much room a laid-out page has left, and the filling of pages with ruled lines.

Only the pages from the first line on are laid out again, not the whole text before them.
"""

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
    wanted, the layout stays as it is and `ruled` is 0: the page must be laid out without the block.
    """

    identifier: str
    line_class: str
    multiple: int
    fewest: int
    lines: Callable[[Room], int]
    ruled: int | None = None


def fill(pages: list[Any], context: Any, root: Any, asked: Filling) -> None:
    """Rule as many lines as fill the pages: to be called each time all pages have been laid out.

    pages, context, root: the page boxes, layout context and box tree of WeasyPrint. Where the number of lines changes,
    it changes in the box tree, and the pages from the first line on are marked to be laid out again: WeasyPrint does
    so next, as it does where a page number in the contents has changed.
    """
    wanted = _first_count(pages, asked) if asked.ruled is None else _fewer(pages, asked)
    if wanted is None:
        return
    asked.ruled = wanted
    if wanted < 2:
        return
    _rule(root, asked)
    at = next(number for number, page in enumerate(pages) if any(_is(box, asked) for box in _boxes(page)))
    for _, _, _, _, state in context.page_maker[at : len(pages)]:
        state["content_changed"] = True


def _first_count(pages: list[Any], asked: Filling) -> int | None:
    for page in pages:
        for box in _boxes(page):
            if _is(box, asked):
                return asked.lines(_room(pages, page, box, asked.line_class))
    return None


def _fewer(pages: list[Any], asked: Filling) -> int | None:
    """A page may have broken earlier than was reckoned: the lines that ran over to a page too many go."""
    over = len(pages) % asked.multiple
    kept = sum(_lines_by_page(pages, asked.line_class)[:-over]) if over else 0
    return kept if asked.fewest <= kept < (asked.ruled or 0) else None


def _is(box: Any, asked: Filling) -> bool:
    return _attribute(box, "id") == asked.identifier


def _lines_by_page(pages: list[Any], line_class: str) -> list[int]:
    """How many ruled lines stand on each page that has some."""
    counts = [sum(line_class in _attribute(box, "class").split() for box in _boxes(page)) for page in pages]
    return [count for count in counts if count]


def _rule(root: Any, asked: Filling) -> None:
    """Give the block in the box tree as many lines as are asked for: copies of its own."""
    block = next(box for box in _boxes(root) if _is(box, asked))
    for parent in _boxes(block):
        lines = [box for box in getattr(parent, "children", ()) if asked.line_class in _attribute(box, "class").split()]
        if lines:
            others = [box for box in parent.children if box not in lines]
            parent.children = [*others, lines[0], *(lines[0].copy() for _ in range((asked.ruled or 1) - 1))]
            return


def _room(pages: list[Any], page: Any, block: Any, line_class: str) -> Room:
    top, live = page.content_box_y(), page.height
    bottom = block.position_y + block.border_height() + block.margin_top
    line = next(box for box in _boxes(block) if line_class in _attribute(box, "class").split())
    first = min(leaf.position_y for leaf in _leaves(page))
    return Room(
        pages=len(pages),
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
