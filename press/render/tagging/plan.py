"""Decisions between layout and painting: artifacts, swallowed spaces, and which links and bookmarks stay.

A page is a tree of boxes. Each box has the number that `hooks` gave its source box, so two boxes with one number are
two fragments, or two copies, of the same source.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes

from press.render.tagging.document import is_decorative, is_hidden, map_parents
from press.render.tagging.spaces import FragmentTracker, make_leaf_finder
from press.render.weasyprint.boxes import Box, list_children, unwrap, walk_boxes
from press.render.weasyprint.fixes import paint_markers_in_place

Properties = dict[str, str]
Rectangle = tuple[float, ...]

LAYOUT: Properties = {"Type": "/Layout"}
PAGINATION: Properties = {"Type": "/Pagination"}
WATERMARK = {**PAGINATION, "Subtype": "/Watermark"}
"""For content that is hidden from screen readers and stands on every page (ISO 32000-1, table 330)."""
RUNNING = {"@top": "/Header", "@bot": "/Footer"}
"""The artifact subtype of a margin box, by the first four characters of its name (ISO 32000-1, table 330)."""


@dataclass(slots=True)
class PaintPlan:
    """What painting and tagging need to know.

    artifacts: text and picture boxes that are not read, and their artifact properties; silent: every box that is not
    read; spaces: text boxes after which a line break swallowed a space; actual_texts: the text of hyphenated fragments;
    outline_boxes: the boxes of the outline, in its order; parents: the parent of every source element; warnings: what
    cannot be tagged as it should.
    """

    parents: dict[Element, Element]
    artifacts: dict[Box, Properties] = field(default_factory=dict)
    silent: set[Box] = field(default_factory=set)
    spaces: set[Box] = field(default_factory=set)
    actual_texts: dict[Box, str] = field(default_factory=dict)
    outline_boxes: list[Box] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def make_paint_plan(document: Any, root: Element) -> PaintPlan:
    """Decide for every page of a document what is read.

    Links and bookmarks of what is not read are removed from the pages.
    """
    paint_markers_in_place(document)
    parents = map_parents(root)
    plan = PaintPlan(parents)
    hidden = {inner for element in root.iter() if is_hidden(element) for inner in element.iter()}
    planner = _Planner(plan, hidden)
    for page in document.pages:
        planner.plan_box(page._page_box, None)
        _drop_unread_bookmarks(page, plan)
        _drop_needless_links(page, plan)
    plan.warnings += ["an attachment of the whole page cannot be tagged" for _ in document.metadata.attachments]
    document.metadata.attachments.clear()
    plan.warnings += [f"layout has dropped words: {words[:60]!r}" for words in planner.fragments.list_lost_words()]
    return plan


class _Planner:
    """The walk over all pages; it records which sources were seen."""

    def __init__(self, plan: PaintPlan, hidden: set[Element]) -> None:
        self.plan = plan
        self.hidden = hidden
        self.seen: set[int] = set()
        self.fragments = FragmentTracker(plan.spaces, plan.actual_texts, make_leaf_finder(plan.parents))

    def plan_box(self, box: Box, block: Box) -> None:
        """Decide for a box and its descendants.

        block: the block whose lines it stands in.
        """
        properties = self.find_artifact_properties(box)
        if box.is_leader or box.element_tag == "br":
            self.fragments.end_word()
        if properties is not None:
            self.make_artifacts(box, properties)
        elif isinstance(box, boxes.TextBox):
            self.plan_text(box, block)
        elif box.element is not None and box.is_input():
            for child in list_children(box):
                self.make_artifacts(child, LAYOUT)  # the field itself says its value
        else:
            inner = box if _has_own_lines(box) else block
            for child in list_children(box):
                self.plan_box(child, inner)

    def find_artifact_properties(self, box: Box) -> Properties | None:
        """Find a box's artifact properties; None if it is read."""
        if isinstance(box, boxes.MarginBox):
            kind = RUNNING.get(box.at_keyword[:4])
            return {**PAGINATION, "Subtype": kind} if kind else PAGINATION
        if box.is_leader or box.element in self.hidden:
            return WATERMARK if box.style["position"] == "fixed" else LAYOUT
        if isinstance(box, boxes.ReplacedBox) and ("::" in box.element_tag or is_decorative(box.element)):
            return LAYOUT
        if _may_repeat(box) and self.is_repeated(box):
            return PAGINATION
        if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)) and box.style["visibility"] != "visible":
            return LAYOUT
        return None

    def is_repeated(self, box: Box) -> bool:
        """Tell whether an earlier box had the same source."""
        number = getattr(box, "press_order", None)
        if number is None:
            return False
        before = number in self.seen
        self.seen.add(number)
        return before

    def make_artifacts(self, box: Box, properties: Properties) -> None:
        """Make all leaves of a box artifacts."""
        for found in walk_boxes(box):
            self.plan.silent.add(found)
            if isinstance(found, (boxes.TextBox, boxes.ReplacedBox)):
                self.plan.artifacts[found] = properties

    def plan_text(self, box: Box, block: Box) -> None:
        """Follow a fragment of text through its source.

        A fragment that is a copy, or nothing but space, is an artifact.
        """
        kind = self.fragments.follow(box, block)
        if kind != "words":
            self.make_artifacts(box, PAGINATION if kind == "copy" else LAYOUT)


def _has_own_lines(box: Box) -> bool:
    """Tell whether the lines in a box are its own.

    The alternative is that they are part of a line around it.
    """
    return isinstance(box, (boxes.BlockLevelBox, boxes.TableCellBox, boxes.MarginBox))


def _may_repeat(box: Box) -> bool:
    """Tell whether a source's second box is a copy.

    Head and foot of a table are never broken, nor are pictures; fixed boxes are laid out anew on each page. A second
    box of any other source is a fragment.
    """
    if isinstance(box, boxes.TableRowGroupBox):
        return bool(box.is_header or box.is_footer)
    return isinstance(box, boxes.ReplacedBox) or box.style["position"] == "fixed"


def _drop_unread_bookmarks(page: Any, plan: PaintPlan) -> None:
    """Drop bookmarks of unread boxes; record the boxes of others."""
    labeled = [
        box for box in walk_boxes(page._page_box) if box.bookmark_label and box.style["bookmark_level"] != "none"
    ]
    pairs = list(zip(labeled, page.bookmarks, strict=True))
    page.bookmarks = [bookmark for box, bookmark in pairs if box not in plan.silent]
    plan.outline_boxes += [box for box, _ in pairs if box not in plan.silent]


def _drop_needless_links(page: Any, plan: PaintPlan) -> None:
    """Drop links of unread boxes, and join links of one line.

    WeasyPrint makes a link for every box below an ``<a>``; readers would meet each of them.
    """
    kept: list[Any] = []
    lines: dict[Element | None, list[int]] = {}
    for kind, address, rectangle, found in page.links:
        box = unwrap(found)
        if box in plan.silent:
            continue
        if kind == "attachment":
            plan.warnings.append(f"an attachment cannot be tagged: {address}")
            continue  # WeasyPrint would write the time of day into the file
        anchor = _find_anchor(box, plan.parents)
        if _is_flat(rectangle):
            continue
        mine = lines.setdefault(anchor, [])
        line = next((at for at in mine if _is_same_line(rectangle, kept[at][2])), None)
        if line is not None:
            kept[line] = (*kept[line][:2], _join_rectangles(rectangle, kept[line][2]), kept[line][3])
            continue
        mine.append(len(kept))
        kept.append((kind, _find_address(kind, address, anchor), rectangle, found))
    page.links = kept


def _find_address(kind: str, address: str, anchor: Element | None) -> str:
    """Find the address of a link as the page writes it.

    WeasyPrint completes a relative address with the folder of the page, which is of this machine only.
    """
    written = (anchor.get("href") or "").strip() if anchor is not None else ""
    return written if kind == "external" and address.startswith("file:") and written else address


def _find_anchor(box: Box, parents: dict[Element, Element]) -> Element | None:
    """Find the ``<a>`` that a box belongs to."""
    element = box.element
    while element is not None and not (element.tag == "a" and element.get("href") is not None):
        element = parents.get(element)
    return element  # type: ignore[no-any-return]


def _is_flat(rectangle: Rectangle) -> bool:
    left, top, right, bottom = rectangle
    return abs(right - left) < 0.01 or abs(bottom - top) < 0.01


def _is_same_line(one: Rectangle, other: Rectangle) -> bool:
    """Tell whether two rectangles of a link make one line of it.

    One lies in the other, or they stand side by side with less than their height between them.
    """
    if _is_inside(one, other):
        return True
    height = min(one[3] - one[1], other[3] - other[1])
    shared = min(one[3], other[3]) - max(one[1], other[1])
    gap = max(one[0], other[0]) - min(one[2], other[2])
    return shared > height / 2 and gap < height


def _join_rectangles(one: Rectangle, other: Rectangle) -> Rectangle:
    """Join two rectangles, unless one lies in the other."""
    if _is_inside(one, other):
        return other
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def _is_inside(rectangle: Rectangle, other: Rectangle) -> bool:
    """Tell whether a rectangle lies in another.

    It may stand out by two thirds of a CSS pixel (half a point).
    """
    spare = 2 / 3
    return (
        rectangle[0] >= other[0] - spare
        and rectangle[1] >= other[1] - spare
        and rectangle[2] <= other[2] + spare
        and rectangle[3] <= other[3] + spare
    )
