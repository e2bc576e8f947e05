"""How much room a laid-out page has left, and the filling of pages with ruled lines.

Only the pages from the first line on are laid out again, not the whole text before them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

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
    wanted, `ruled` is 0, and the block and the entries of lists that lead to it are taken out of the document.
    """

    identifier: str
    line_class: str
    multiple: int
    fewest: int
    lines: Callable[[Room], int]
    ruled: int | None = None


def fill(pages: list[Any], context: Any, root: Any, tree: Element, asked: Filling) -> None:
    """Rule as many lines as fill the pages: to be called each time all pages have been laid out.

    pages, context, root, tree: the page boxes, layout context, box tree and element tree of WeasyPrint. Where the
    number of lines changes, it changes in the box tree, and the pages from the first line on are marked to be laid out
    again: WeasyPrint does so next, as it does where a page number in the contents has changed.
    """
    wanted = _first_count(pages, asked) if asked.ruled is None else _fewer(pages, asked)
    if wanted is None:
        return
    asked.ruled = wanted
    if wanted == 1:
        return
    again = {number for number, page in enumerate(pages) if any(_is(box, asked) for box in _boxes(page))}
    if wanted:
        _rule(root, asked)
    else:
        gone = _taken_out(tree, asked.identifier)
        touched = gone | set(_prune(root, gone))
        changed = [number for number, page in enumerate(pages) if any(box.element in touched for box in _boxes(page))]
        again |= {near for number in changed for near in (number, number - 1)}  # what began on a page may now end there
    for number in {*again, *range(max(again), len(pages))} - {-1}:
        context.page_maker[number][-1]["content_changed"] = True


def _taken_out(tree: Element, identifier: str) -> set[Element]:
    """The element with an id and the list items with links to it, after they were taken out of the tree."""
    parents = {child: parent for parent in tree.iter() for child in parent}
    gone = {element for element in tree.iter() if element.get("id") == identifier}
    for link in tree.iter("a"):
        if link.get("href") == f"#{identifier}":
            item = link
            while item.tag != "li" and item in parents:
                item = parents[item]
            gone.add(item if item.tag == "li" else link)
    for element in gone:
        parents[element].remove(element)
    return gone


def _prune(box: Any, gone: set[Element]) -> Iterator[Element]:
    """Take the boxes of some elements out of the box tree; gives the list items that move up.

    Each of these takes the tint of the place that it moves to, so that rows striped by `:nth-child` stay striped.
    """
    children = list(getattr(box, "children", ()))
    kept = [child for child in children if child.element not in gone]
    if len(kept) < len(children):
        tints = [child.style["background_color"] for child in children]
        box.children = kept
        for place, child in enumerate(kept):
            if child.element_tag == "li" and child.style["background_color"] != tints[place]:
                child.style = child.style.copy()
                child.style["background_color"] = tints[place]
                yield child.element
    for child in kept:
        yield from _prune(child, gone)


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
