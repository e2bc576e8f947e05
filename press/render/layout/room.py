"""Lines for notes: the room that a laid-out page has, the plan that it allows, and the request to fill pages."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from press.model.edition import BODY_IDS, Edition
from press.model.fit import FEWEST_LINES, MOST_LINES, NO_LINES, NotesPlan
from press.model.folding import count_spare_pages
from press.render.weasyprint.boxes import Path, find_page, make_path, read_attribute

NOTES, NOTES_LINE = BODY_IDS["notes"], "rule"
"""The id of the section for the reader's questions, and the class of a ruled line: templates/parts/notes.html."""
POINTS_PER_PX = 0.75
"""CSS Values and Units 3, 5.2: 1 px is 1/96 in, 1 pt is 1/72 in."""


@dataclass(frozen=True, slots=True)
class BlockRoom:
    """The room around a block that holds one ruled line. All lengths in points.

    pages: how many the document has; alone: whether nothing else stands on the block's page; height: of the block;
    pitch: from one ruled line to the next; below: the free height under the block; live: the height of its page.
    """

    pages: int
    alone: bool
    height: float
    pitch: float
    below: float
    live: float


@dataclass(slots=True)
class PageFilling:
    """The request to rule lines for notes in a layout, and its result.

    identifier: of the block that holds one ruled line; line_class: the class of the line; fewest: lines that are
    worth ruling; make_plan: from the room around the block to what it should hold; size: of the letters after the
    block, as a share of those before, None if what follows has one page; scale: by how much more pages follow the
    last line than this lets guess, and in the end, by how much more did. A wrong guess costs time, and changes
    nothing. plan: what the block holds in the end, None if there is no such block; if it is given, it is followed,
    and nothing is measured. If no lines are wanted, the block and the list entries that lead to it are taken out of
    the boxes. room: around the block with one line, as it was measured; removal: what was taken out, whose elements
    must go before the document is painted.
    """

    identifier: str
    line_class: str
    fewest: int
    make_plan: Callable[[BlockRoom], NotesPlan]
    size: float | None = None
    scale: float = 1.0
    plan: NotesPlan | None = None
    room: BlockRoom | None = None
    removal: BlockRemoval | None = None

    @property
    def line_count(self) -> int | None:
        """How many lines the block holds, None if there is no such block."""
        return self.plan.lines if self.plan else None


def plan_notes(edition: Edition, room: BlockRoom) -> NotesPlan:
    """Plan the lines for notes of an edition.

    room: around one ruled line. If a page is spare, because the variant asks for a multiple of pages, they have it to
    themselves, spread from its head to its foot, unless a remedy keeps them below the text. Otherwise they fill the
    rest of the page that they stand on. They take no sheet of their own.
    """
    is_spare = count_spare_pages(edition.variant, room.pages - room.alone) > 0
    if edition.variant.fill and is_spare and "lines-below" not in edition.fit.remedies:
        free = room.live - (room.height - room.pitch)
        lines = min(MOST_LINES, math.floor(free / room.pitch))
        return NotesPlan(lines, own_page=True, pitch=math.floor(free / lines)) if lines >= FEWEST_LINES else NO_LINES
    here = min(MOST_LINES, 1 + math.floor(room.below / room.pitch))
    return NO_LINES if room.alone or not edition.variant.fill or here < FEWEST_LINES else NotesPlan(here)


def count_lines(box: Any, line_class: str) -> int:
    """Count the ruled lines in a box."""
    return sum(is_ruled_line(found, line_class) for found in walk_child_boxes(box))


def measure_room(pages: int, page: Any, block: Any, line_class: str) -> BlockRoom:
    """Measure the room around a block with one ruled line.

    pages: how many the document has.
    """
    top, live = page.content_box_y(), page.height
    bottom = block.position_y + block.border_height() + block.margin_top
    line = next((box for box in walk_child_boxes(block) if is_ruled_line(box, line_class)), None)
    first = min(leaf.position_y for leaf in walk_leaves(page))
    return BlockRoom(
        pages=pages,
        alone=first >= block.position_y,
        height=(bottom - block.position_y) * POINTS_PER_PX,
        pitch=(line or block).border_height() * POINTS_PER_PX,
        below=(top + live - bottom) * POINTS_PER_PX if line else -live,  # no room for a line under the heading
        live=live * POINTS_PER_PX,
    )


def walk_child_boxes(box: Any) -> Iterator[Any]:
    """Yield a box and its descendants, in tree order."""
    yield box
    for child in getattr(box, "children", ()):
        yield from walk_child_boxes(getattr(child, "_box", child))


def is_ruled_line(box: Any, line_class: str) -> bool:
    """Tell whether a box is a ruled line."""
    return line_class in read_attribute(box, "class").split()


def walk_leaves(page: Any) -> Iterator[Any]:
    """Yield the boxes painted in the flow of a page.

    These have no children and stand outside its margins.
    """
    for child in list_flow(page):
        yield from (
            box for box in walk_child_boxes(child) if not getattr(box, "children", ()) and box.element is not None
        )


def list_flow(page: Any) -> list[Any]:
    """List the boxes of a page that hold its flow: not those in its margins, and not that of its footnotes."""
    return [child for child in page.children if type(child).__name__ not in {"MarginBox", "FootnoteAreaBox"}]


class BlockRemoval:
    """The boxes of a block with an id, and of the list items with links to it, taken out of the box tree."""

    def __init__(self, root: Any, tree: Element, identifier: str) -> None:
        self._tree = tree
        self._identifier = identifier
        self._removed = _find_removed(tree, identifier)
        self._undo: list[Callable[[], None]] = []
        self._cuts: list[tuple[Path, Path]] = []  # where an entry was, and the end of its list
        self._remove_below(root, ())

    @property
    def elements(self) -> Collection[Element]:
        """The elements that were taken out."""
        return self._removed

    def find_pages(self, context: Any) -> set[int]:
        """Find the pages to lay out again, from 0.

        These hold, or held, list entries that were removed or have moved.
        """
        found: set[int] = set()
        for cut, end in self._cuts:
            first, last = find_page(cut, context), find_page(end, context)
            begins = make_path(context.page_maker[first][0])
            # a list that begins its page may, now that it is shorter, fit the page before
            before = 1 if first and cut[: len(begins)] == begins else 0
            found.update(range(first - before, last + 1))
        return found

    def restore(self) -> None:
        """Put the boxes back where they were."""
        for step in reversed(self._undo):
            step()

    def remove_elements(self) -> None:
        """Remove the elements from the element tree too.

        They will not be read.
        """
        for parent in list(self._tree.iter()):
            for child in [child for child in parent if child in self._removed]:
                parent.remove(child)

    def _remove_below(self, box: Any, path: Path) -> None:
        children = list(getattr(box, "children", ()))
        kept = [child for child in children if child.element not in self._removed]
        if len(kept) < len(children):
            self._keep_children(box, path, kept)
        for place, child in enumerate(children):
            if child.element not in self._removed:
                self._remove_below(child, (*path, place))

    def _keep_children(self, box: Any, path: Path, kept: list[Any]) -> None:
        """Let a box have only some of its children."""
        children = box.children
        self._undo.append(partial(setattr, box, "children", children))
        box.children = kept
        end = (*path, len(children) - 1)
        self._cuts += [
            ((*path, place), end)
            for place, child in enumerate(children)
            if child.element in self._removed and read_attribute(child, "id") != self._identifier
        ]
        # An item that moves up takes the tint of its new place: rows striped by `:nth-child` stay striped.
        tints = [child.style["background_color"] for child in children]
        for child, tint in zip(kept, tints, strict=False):
            if child.element_tag == "li" and child.style["background_color"] != tint:
                self._undo.append(partial(setattr, child, "style", child.style))
                child.style = child.style.copy()
                child.style["background_color"] = tint


def _find_removed(tree: Element, identifier: str) -> set[Element]:
    """Find an element by id and the items linking it."""
    parents = {child: parent for parent in tree.iter() for child in parent}
    gone = {element for element in tree.iter() if element.get("id") == identifier}
    for link in tree.iter("a"):
        if link.get("href") == f"#{identifier}":
            item = link
            while item.tag != "li" and item in parents:
                item = parents[item]
            gone.add(item if item.tag == "li" else link)
    return gone
