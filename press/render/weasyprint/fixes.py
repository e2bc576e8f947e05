"""Three mistakes of WeasyPrint 70 in breaking lines, corrected. All leave the first word of a text alone on its line.

When a text ends in a space and an element follows (``con la <span>``), the space counts as width although it may hang
over the end of the line. A text that fits but for that space is then cut after its first word.

Space that is added between letters or words counts at the end of a line too. A line that Pango breaks so that it fits
but for that space is taken for one that cannot be broken earlier, and is cut after its first word. So is a text that
ends in a no-break space, if what follows it does not fit.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.html import parse_integer
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.logger import LOGGER
from weasyprint.urls import get_link

from press.render.weasyprint.boxes import Box, walk_boxes

NBSP = "\u00a0"
FirstLine = tuple[Any, int, int | None, float, float, float]
"""Pango layout, bytes of the line, bytes to skip for the next (none: all fits); width, height and baseline in px."""


def fix_first_line(split: Callable[..., FirstLine], text: str, style: Any, context: Any, max_width: Any, spacing: Any,
               **how: Any) -> FirstLine:  # fmt: skip
    """Split off a text's first line as WeasyPrint does, corrected.

    The whole text stays on the line if only its last space does not fit; where space is added between letters or words,
    a line is not as wide as its limit. split: WeasyPrint's `split_first_line`; max_width: in px, or None for no limit.
    """
    line = split(text, style, context, max_width, spacing, **how)
    if max_width is None or not _is_cut_after_first_word(text, line[2]):
        return line
    if text.endswith(" "):
        whole = split(text, style, context, math.inf, spacing, **how)
        bare = split(text.rstrip(" "), style, context, math.inf, spacing, **how)
        if bare[3] <= max_width:
            return whole
    added = _measure_added_space(style)
    if text.endswith(NBSP):  # Pango lets it hang over the end of the line, as it does a space
        added += split(text, style, context, math.inf, spacing, **how)[3]
        added -= split(text.rstrip(NBSP), style, context, math.inf, spacing, **how)[3]
    narrower = split(text, style, context, max_width - added, spacing, **how) if added else line
    return narrower if line[2] < (narrower[2] or 0) and narrower[3] <= max_width else line  # type: ignore[operator]


def _is_cut_after_first_word(text: str, resume: int | None) -> bool:
    word, space, rest = text.partition(" ")
    return bool(space and rest) and resume == len(word.encode()) + 1


def _measure_added_space(style: Any) -> float:
    """Measure the space in px that is added at the end of a line: Pango gives half of it on each side of a letter."""
    letters = style["letter_spacing"]
    return float(2 * style["word_spacing"] + (0 if letters == "normal" else letters))


def measure_frame_end(box: Box, context: Any, bottom_space: float) -> float:
    """Measure the end of a block's frame in px, below its last line, if it stands out of the page; 0 if it does not.

    WeasyPrint keeps it on the page, unless the block, or the rest of one, begins the page.
    """
    end = box.border_box_y() + box.border_height()
    framed = isinstance(box, boxes.BlockBox) and box.padding_bottom + box.border_bottom_width > 0
    if not framed or box.is_monolithic() or not context.overflows_page(bottom_space, end):
        return 0
    last, held = box, [box]
    while held and isinstance(last, boxes.BlockContainerBox):
        held = [one for one in last.children if one.is_in_normal_flow()]
        last = held[-1] if held else last
    height = last.height if isinstance(last, boxes.LineBox) else last.margin_height()
    return float(end - last.position_y - height)


def has_first_letter(box: Box) -> bool:
    """Tell whether a line has the box of its first letter already.

    WeasyPrint makes a second one in the first where a line is laid out twice, as in columns, and fails if it floats.
    """
    return bool(box.children) and (box.children[0].element_tag or "").endswith("::first-letter")


class Logbook(logging.Handler):
    """The lines logged as warnings or worse by the thread that opened the logbook."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.thread = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Store a line that this thread logged."""
        if record.thread == self.thread:
            self.lines.append(record.getMessage())

    @contextmanager
    def open(self) -> Iterator[None]:
        """Record log lines while the block runs."""
        self.thread = threading.get_ident()
        LOGGER.addHandler(self)
        try:
            yield
        finally:
            LOGGER.removeHandler(self)


def fix_marker(marker: Box) -> None:
    """Give a marker's text a style of its own.

    WeasyPrint lets the text of a marker with ``content`` share the style of its box. The box is made absolute, and with
    it the text, which layout cannot handle (TypeError in shrink_to_fit).
    """
    for box in walk_boxes(marker):
        if box is not marker and box.style["position"] == "absolute":
            _make_static(box)


def restore_links(root: Box, tree: Any, base_url: str | None) -> None:
    """Give links back to boxes that lost them.

    WeasyPrint forgets the link of an ``<a>`` that becomes an item of a flex box or grid, and gives that of an ``<a>``
    around blocks to the empty lines before and after them.
    """
    anchors = {inner: link for link in tree.iter("a") if link.get("href") for inner in link.iter()}
    if not anchors:
        return
    for box in walk_boxes(root):
        anchor = anchors.get(box.element)
        if anchor is None or box.link or "::" in box.element_tag or not isinstance(box, boxes.BlockLevelBox):
            continue
        box.link = get_link(anchor.get("href"), base_url)


def collapse_rows(tree: Any, style_for: Any) -> None:
    """Take out the rows that style collapses, before boxes are made.

    WeasyPrint leaves their place empty (CSS 2.2, 17.5.5). Cells that span one become shorter.
    """
    for group in [one for one in tree.iter() if one.tag in ROW_GROUPS]:
        rows = [row for row in group if row.tag == "tr"]
        gone = {row for row in rows if _collapse(style_for(row))}
        for number, row in enumerate(rows if gone else ()):
            for cell in (one for one in row if (one.get("rowspan") or "").isdecimal()):
                below = rows[number + 1 : number + int(cell.get("rowspan"))]
                cell.set("rowspan", str(1 + sum(one not in gone for one in below)))
        if group.tag != "table":
            _collapse(style_for(group))


ROW_GROUPS = frozenset({"table", "thead", "tbody", "tfoot"})


def _collapse(style: Any) -> bool:
    """Hide a row or a group of rows if its style collapses it."""
    collapsed = bool(style) and style["visibility"] == "collapse"
    if collapsed:
        style["display"] = ("none",)
    return collapsed


def count_down(tree: Any, style_for: Any) -> None:
    """Set the numbers of reversed lists, before boxes are made.

    WeasyPrint counts up (HTML Living Standard, 4.4.5). Items without a box have no number, and a page's own counters
    stay.
    """
    for found in [one for one in tree.iter("ol") if one.get("reversed") is not None]:
        items = [(one, style_for(one)) for one in found if one.tag == "li"]
        shown = [(item, style) for item, style in items if style["display"] != ("none",)]
        number = parse_integer(found.get("start") or "")
        number = len(shown) if number is None else number
        for item, style in shown:
            own = parse_integer(item.get("value") or "")
            number = number if own is None else own
            if own is not None or (style["counter_increment"] == "auto" and not style["counter_set"]):
                numbered = style_for._computed_styles[item, None] = style.copy()  # items may share one
                numbered["counter_reset"], numbered["counter_increment"] = (("list-item", number),), ()
            number -= 1


def paint_markers_in_place(document: Any) -> None:
    """Let a document's list markers be painted with their items.

    WeasyPrint places outside markers absolutely, and so paints them after all else of the page. Readers that follow the
    content, not the tags, would find all the bullets of a page at its end.
    """
    for page in document.pages:
        for item in walk_boxes(page._page_box):
            held = [child for child in item.children if isinstance(child, AbsolutePlaceholder)]
            for place in held:
                if place._box.is_outside_marker:
                    place.set_laid_out_box(_copy_into_flow(item, place._box))


def _copy_into_flow(item: Box, marker: Box) -> Box:
    """Copy a marker into the flow of its item.

    It becomes one of the lines or one of the blocks, whichever the item holds.
    """
    flow = [child for child in item.children if not isinstance(child, AbsolutePlaceholder) and not child.is_floated()]
    kind: Any = boxes.InlineBlockBox if flow and isinstance(flow[-1], boxes.LineBox) else type(marker)
    moved = kind.__new__(kind)
    moved.__dict__.update(marker.__dict__)
    _make_static(moved)
    return moved


def _make_static(box: Box) -> None:
    box.style = box.style.copy()
    box.style["position"] = "static"
