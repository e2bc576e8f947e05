"""The pages of a layout as a search compares them: how full each is, and what begins it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes

from press.render.layout.room import NOTES, POINTS_PER_PX, list_flow
from press.render.weasyprint.boxes import read_attribute, unwrap

LEAST_FILL = 0.715
"""House rule: a page that is less full than .7 looks like a mistake; the last page, a cover and lines may be. The words
of a last line end a little above the foot of their box, which is measured here."""
LEAST_LAST = 0.3
"""House rule: a last page that is less full than this looks like one too many."""


@dataclass(frozen=True, slots=True)
class FigureUse:
    """The first figure on a page. Lengths in points.

    name: its id; end: how far down the page it reaches; drawn: the height of its drawings, one under the other.
    """

    name: str
    end: float
    drawn: float


@dataclass(frozen=True, slots=True)
class PageUse:
    """How a page of a layout is used. Lengths in points.

    used: from the head of the page to the lowest thing on it; live: the height between its margins; names: ids and
    classes on it; first: the element of the first block on it that is a part of an answer; figure: the first one on it.
    """

    used: float
    live: float
    names: frozenset[str]
    first: Element | None = None
    figure: FigureUse | None = None

    @property
    def fill(self) -> float:
        """The share of its height that is used."""
        return self.used / self.live


def measure_pages(document: Any, heights: Mapping[str, list[float]]) -> list[PageUse]:
    """Measure the pages of a laid-out document.

    heights: filled in with the heights in points of the blocks with these ids or classes, page by page.
    """
    return [_measure_page(page._page_box, heights) for page in document.pages]


def _measure_page(page: Any, heights: Mapping[str, list[float]]) -> PageUse:
    top, bottom, names, first = page.content_box_y(), page.content_box_y(), set[str](), None
    figure: FigureUse | None = None
    for box in _walk_flow(page):
        found = list_names(box)
        names |= found
        for name in found & heights.keys():
            heights[name].append(box.margin_height() * POINTS_PER_PX)
        if first is None and begins_answer(box):
            first = box.element
        if figure is None and is_figure(box):
            figure = measure_figure(box, measure_reach(box) - top)
        if not getattr(box, "children", ()):
            bottom = max(bottom, box.position_y + box.margin_height())
    return PageUse((bottom - top) * POINTS_PER_PX, page.height * POINTS_PER_PX, frozenset(names), first, figure)


def have_cut_cover(pages: Sequence[Any]) -> bool:
    """Tell from the first pages of a document whether its cover runs on to the second."""
    return len(pages) == 2 and any("cover" in list_names(box) for box in _walk_flow(pages[1]))


def list_names(box: Any) -> set[str]:
    """List the id and the classes of a box that stands for an element."""
    if box.element is None or box.element_tag != box.element.tag:
        return set()
    return {read_attribute(box, "id"), *read_attribute(box, "class").split()} - {""}


def begins_answer(box: Any) -> bool:
    """Tell whether a box stands for a block of an answer."""
    element = box.element
    if element is None or box.element_tag != element.tag:
        return False
    return element.tag in ("figure", "p", "h2", "li") or "table" in read_attribute(box, "class").split()


def is_figure(box: Any) -> bool:
    """Tell whether a box stands for a figure."""
    return box.element is not None and box.element.tag == "figure" == box.element_tag


def measure_figure(box: Any, end: float) -> FigureUse:
    """Measure a figure. end: how far down its page it reaches, in CSS pixels."""
    drawn = sum(measure_drawings(box).values())
    return FigureUse(read_attribute(box, "id"), end * POINTS_PER_PX, drawn * POINTS_PER_PX)


def measure_drawings(box: Any) -> dict[float, float]:
    """Measure the heights of drawings in a box by their place on the page; those side by side share one."""
    rows: dict[float, float] = {}
    for one in _walk_shown(box):
        if one.element is not None and "drawing" in read_attribute(one, "class").split():
            rows[one.position_y] = max(rows.get(one.position_y, 0.0), one.margin_height())
    return rows


def has_wide_words(document: Any) -> bool:
    """Tell whether a line or a table of a laid-out document reaches beyond its place.

    Words that may not break, such as an address, do so where they do not fit.
    """
    blocks = [box for page in document.pages for box in _walk_flow(page._page_box) if isinstance(box, boxes.BlockBox)]
    lines = [(block, line) for block in blocks for line in block.children if isinstance(line, boxes.LineBox)]
    ends = (
        one.position_x + one.margin_width() - block.content_box_x() - block.width
        for block, line in lines for one in line.children if one.is_in_normal_flow()
    )  # fmt: skip
    return any(end > 1 for end in ends) or bool(list_wide_tables(document))


def measure_reach(box: Any) -> float:
    """Measure how far down the words and pictures of a box reach."""
    ends = (one.position_y + one.margin_height() for one in _walk_shown(box) if not getattr(one, "children", ()))
    return float(max(ends, default=box.position_y))


def _walk_flow(page: Any) -> Iterator[Any]:
    """Yield the boxes in the flow of a page: nothing in its margins, and no word across it."""
    for child in list_flow(page):
        yield from _walk_shown(child)


def _walk_shown(box: Any) -> Iterator[Any]:
    if "across" in read_attribute(box, "class").split():
        return
    yield box
    for child in getattr(box, "children", ()):
        yield from _walk_shown(unwrap(child))


def list_wide_tables(document: Any) -> list[str]:
    """List the ids of the tables of a laid-out document that are wider than their place.

    A table is as wide as the longest words of its columns, and reaches beyond the margins where these have no room.
    """
    boxes = (box for page in document.pages for box in _walk_flow(page._page_box))
    return list(dict.fromkeys(read_attribute(box, "id") for box in boxes if _holds_wide_table(box)))


def _holds_wide_table(box: Any) -> bool:
    tables = [child for child in getattr(box, "children", ()) if getattr(child, "is_table_wrapper", False)]
    return bool(read_attribute(box, "id")) and any(table.margin_width() > box.width + 1 for table in tables)


def list_sparse_pages(pages: list[PageUse]) -> list[int]:
    """List the pages, from 0, that are less full than they should be."""
    return [number for number, page in enumerate(pages) if _measure_shortage(page, is_last=page is pages[-1]) > 0]


def measure_emptiness(pages: list[PageUse]) -> float:
    """Measure how empty pages look: what they lack, each as a share of what it should have, added up."""
    return sum(_measure_shortage(page, is_last=page is pages[-1]) for page in pages)


def has_sparse_panel(pages: list[PageUse]) -> bool:
    """Tell whether any of some pages, the last one too, is less full than one before the last should be."""
    return any(map(is_sparse, pages))


def is_sparse(page: PageUse) -> bool:
    """Tell whether a page is less full than one before the last should be."""
    return _measure_shortage(page, is_last=False) > 0


def _measure_shortage(page: PageUse, *, is_last: bool) -> float:
    least = LEAST_LAST if is_last else LEAST_FILL
    return 0.0 if page.names & {"cover", NOTES, "blank-page"} else max(0.0, 1 - page.fill / least)


Sections = Mapping[str, Sequence[Element]]
"""The blocks of each section with an id."""


def walk_sections(root: Element) -> Iterator[tuple[str, Element]]:
    """Walk the sections of a page that have an id."""
    return ((name, section) for section in root.iter("section") if (name := section.get("id")))


@dataclass(frozen=True, slots=True)
class BlockMove:
    """A table or figure that moves within its answer, by its place and its new one, from 0."""

    section: str
    start: int
    end: int


def list_moves(pages: list[PageUse], sections: Sections) -> list[BlockMove]:
    """List the tables and figures that should change place with what stands beside them.

    These begin a page because they did not fit the page before, which is left with room.
    """
    return list(dict.fromkeys(move for move, _ in _find_moves(pages, sections)))


def list_far_moves(pages: list[PageUse], sections: Sections) -> list[BlockMove]:
    """List all places in their answers for tables and figures that begin a page after one that looks empty."""
    places = _list_places(sections)
    found = list[BlockMove]()
    for before, page in pairwise(pages):
        if before.fill < LEAST_FILL and page.first in places and page.first is not None and _is_whole(page.first):
            name, number = places[page.first]
            ends = [end for end in range(1, len(sections[name])) if _may_move(sections[name], number, end)]
            moves = [BlockMove(name, number - 1, end - 1) for end in ends]
            found += sorted(moves, key=lambda move: (abs(move.end - move.start), move.end))
    return list(dict.fromkeys(found))


def measure_movable_room(pages: list[PageUse], sections: Sections) -> float:
    """Measure the room in points that such moves fill."""
    return sum(room for _, room in _find_moves(pages, sections))


def _find_moves(pages: list[PageUse], sections: Sections) -> Iterator[tuple[BlockMove, float]]:
    places = _list_places(sections)
    for before, page in pairwise(pages):
        room = before.live - before.used
        if page.first is None or page.first not in places or page.first.tag == "p" or room < ROOM_TO_MOVE * before.live:
            continue
        name, number = places[page.first]
        section = sections[name]
        if _may_change(section, number, number + 1):
            yield BlockMove(name, number - 1, number), room
        elif (
            number > 1
            and before.first is section[number - 1]
            and section[number - 2].tag != "h3"
            and _may_change(section, number - 1, number)
        ):  # what stands alone on the page before goes below the table or figure
            yield BlockMove(name, number - 1, number - 2), room


def _list_places(sections: Sections) -> dict[Element, tuple[str, int]]:
    """List the blocks of all answers: each with its section and its place there."""
    return {block: (name, number) for name, blocks in sections.items() for number, block in enumerate(blocks)}


def _may_change(section: Sequence[Element], first: int, second: int) -> bool:
    """Tell whether two blocks of an answer may change places: one of them can break, and neither introduces another."""
    if not first or second >= len(section):
        return False
    changed = section[first : second + 1]
    return any(map(_may_break, changed)) and not any(map(_introduces, section[first - 1 : second + 1]))


def _may_move(section: Sequence[Element], start: int, end: int) -> bool:
    """Tell whether a block may move within an answer: over no figure or callout, and from or to no introduction.

    A callout warns of what stands above it. A figure, which has a caption, may follow the words below the headings
    after it; else a heading is in the way.
    """
    over = section[end:start] if end < start else section[start + 1 : end + 1]
    above = section[end - 1] if end < start else section[end]
    floats = end > start and section[start].tag == "figure"
    return bool(over) and not (
        any(block.tag == "figure" or _is_callout(block) or (block.tag == "h3" and not floats) for block in over)
        or (above is not section[0] and above.tag in ("h3", "figure"))
        or _introduces(section[start - 1])
        or _introduces(above)
    )


def _is_callout(block: Element) -> bool:
    return "callout" in block.get("class", "").split()


def _is_whole(block: Element) -> bool:
    return block.tag == "figure" or "table" in block.get("class", "").split()


def _may_break(block: Element) -> bool:
    """Tell whether a block may break over two pages: running text, a list, or a table that is set row by row."""
    return block.tag in {"p", "ul", "ol", "dl"} or "rows" in block.get("class", "").split()


ROOM_TO_MOVE = 0.08
"""The least share of a page that is worth filling by a move: about three lines."""


def _introduces(block: Element) -> bool:
    """Tell whether a block says that another follows; the first one of an answer stands within its `start`."""
    return any(one.get("class") == "intro" for one in block.iter())
