"""What is decided between layout and painting: artifacts, swallowed spaces, and which links and bookmarks stay.

A page is a tree of boxes. Each box has the number that `hooks` gave its source box, so that two boxes with one
number are two pieces, or two copies, of the same source.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes

from press.render.tagging.document import is_decorative, is_silenced, parents_of
from press.render.tagging.spaces import Fragments, leaf_finder
from press.render.weasyprint.boxes import Box, below, children, unwrapped
from press.render.weasyprint.markers import paint_in_place

Properties = dict[str, str]

LAYOUT: Properties = {"Type": "/Layout"}
PAGINATION: Properties = {"Type": "/Pagination"}
WATERMARK = {**PAGINATION, "Subtype": "/Watermark"}
"""Of what is hidden from readers aloud and stands on every page (ISO 32000-1, table 330)."""
RUNNING = {"@top": "/Header", "@bot": "/Footer"}
"""The artifact subtype of a margin box, by the first four characters of its name (ISO 32000-1, table 330)."""


@dataclass(slots=True)
class Plan:
    """What painting and tagging need to know.

    artifacts: text and picture boxes that are not read, and their artifact properties; silent: every box that is
    not read; spaces: text boxes after which a line break swallowed a space; actual: what a hyphenated piece says;
    bookmarked: the boxes of the outline, in its order; parents: the parent of every source element; warnings: what can
    not be tagged as it should.
    """

    parents: dict[Element, Element]
    artifacts: dict[Box, Properties] = field(default_factory=dict)
    silent: set[Box] = field(default_factory=set)
    spaces: set[Box] = field(default_factory=set)
    actual: dict[Box, str] = field(default_factory=dict)
    bookmarked: list[Box] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def make_plan(document: Any, root: Element) -> Plan:
    """Decide for every page of a document; drops the links and bookmarks of what is not read from its pages."""
    paint_in_place(document)
    parents = parents_of(root)
    plan = Plan(parents)
    hidden = {inner for element in root.iter() if is_silenced(element) for inner in element.iter()}
    planner = _Planner(plan, hidden)
    for page in document.pages:
        planner.walk(page._page_box, None)
        _keep_bookmarks(page, plan)
        _keep_links(page, plan)
    plan.warnings += [f"layout has dropped words: {words[:60]!r}" for words in planner.fragments.lost()]
    return plan


class _Planner:
    """The walk over all pages; it remembers what was already seen."""

    def __init__(self, plan: Plan, hidden: set[Element]) -> None:
        self.plan = plan
        self.hidden = hidden
        self.seen: set[int] = set()
        self.fragments = Fragments(plan.spaces, plan.actual, leaf_finder(plan.parents))

    def walk(self, box: Box, block: Box) -> None:
        """Decide for a box and all below it; block is the block whose lines it stands in."""
        properties = self.silence(box)
        if box.is_leader or box.element_tag == "br":
            self.fragments.break_before()
        if properties is not None:
            self.mute(box, properties)
        elif isinstance(box, boxes.TextBox):
            self.text(box, block)
        elif box.element is not None and box.is_input():
            for child in children(box):
                self.mute(child, LAYOUT)  # the field itself says its value
        else:
            inner = box if _holds_lines(box) else block
            for child in children(box):
                self.walk(child, inner)

    def silence(self, box: Box) -> Properties | None:
        """The artifact properties of a box that is not read, or nothing."""
        if isinstance(box, boxes.MarginBox):
            kind = RUNNING.get(box.at_keyword[:4])
            return {**PAGINATION, "Subtype": kind} if kind else PAGINATION
        if box.is_leader or box.element in self.hidden:
            return WATERMARK if box.style["position"] == "fixed" else LAYOUT
        if isinstance(box, boxes.ReplacedBox) and ("::" in box.element_tag or is_decorative(box.element)):
            return LAYOUT
        if _may_repeat(box) and self.again(box):
            return PAGINATION
        if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)) and box.style["visibility"] != "visible":
            return LAYOUT
        return None

    def again(self, box: Box) -> bool:
        """Whether a piece of the same source was seen before."""
        number = getattr(box, "press_order", None)
        if number is None:
            return False
        before = number in self.seen
        self.seen.add(number)
        return before

    def mute(self, box: Box, properties: Properties) -> None:
        """Make all leaves of a box artifacts."""
        for found in below(box):
            self.plan.silent.add(found)
            if isinstance(found, (boxes.TextBox, boxes.ReplacedBox)):
                self.plan.artifacts[found] = properties

    def text(self, box: Box, block: Box) -> None:
        """Place a piece of text; what turns out to be a copy, or nothing but space, is an artifact."""
        kind = self.fragments.place(box, block)
        if kind != "words":
            self.mute(box, PAGINATION if kind == "copy" else LAYOUT)


def _holds_lines(box: Box) -> bool:
    """Whether the lines in a box are its own, and not part of a line around it."""
    return isinstance(box, (boxes.BlockLevelBox, boxes.TableCellBox, boxes.MarginBox))


def _may_repeat(box: Box) -> bool:
    """Whether a second box of the same source would be a copy, not a piece.

    Head and foot of a table are never broken, nor are pictures; fixed boxes are laid out anew on each page.
    """
    if isinstance(box, boxes.TableRowGroupBox):
        return bool(box.is_header or box.is_footer)
    return isinstance(box, boxes.ReplacedBox) or box.style["position"] == "fixed"


def _keep_bookmarks(page: Any, plan: Plan) -> None:
    """Drop the bookmarks of what is not read, and note the boxes of the others."""
    marked = [box for box in below(page._page_box) if box.bookmark_label and box.style["bookmark_level"] != "none"]
    pairs = list(zip(marked, page.bookmarks, strict=True))
    page.bookmarks = [bookmark for box, bookmark in pairs if box not in plan.silent]
    plan.bookmarked += [box for box, _ in pairs if box not in plan.silent]


def _keep_links(page: Any, plan: Plan) -> None:
    """Drop the links of what is not read, and those inside another piece of the same link.

    WeasyPrint makes one for every box below an ``<a>``; readers would meet each of them.
    """
    kept: list[Any] = []
    spans: dict[Element | None, list[tuple[float, ...]]] = {}
    for link in page.links:
        kind, _, rectangle, found = link
        box = unwrapped(found)
        if box in plan.silent:
            continue
        if kind == "attachment":
            plan.warnings.append(f"an attachment cannot be tagged: {link[1]}")
        mine = spans.setdefault(_anchor(box, plan.parents), [])
        if kind != "attachment" and (_is_flat(rectangle) or any(_inside(rectangle, other) for other in mine)):
            continue
        mine.append(rectangle)
        kept.append(link)
    page.links = kept


def _anchor(box: Box, parents: dict[Element, Element]) -> Element | None:
    """The ``<a>`` that a box belongs to."""
    element = box.element
    while element is not None and not (element.tag == "a" and element.get("href") is not None):
        element = parents.get(element)
    return element  # type: ignore[no-any-return]


def _is_flat(rectangle: tuple[float, ...]) -> bool:
    left, top, right, bottom = rectangle
    return abs(right - left) < 0.01 or abs(bottom - top) < 0.01


def _inside(rectangle: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether a rectangle lies in another, with two thirds of a CSS pixel (half a point) to spare."""
    spare = 2 / 3
    return (
        rectangle[0] >= other[0] - spare
        and rectangle[1] >= other[1] - spare
        and rectangle[2] <= other[2] + spare
        and rectangle[3] <= other[3] + spare
    )
