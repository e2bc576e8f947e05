"""The ruling of lines for notes, while the pages are laid out.

As soon as the page with the first line is laid out, it is known how many lines it takes. If as many pages follow as was
guessed, it is also known whether a page is spare, so that the lines begin one of their own. Then nothing but the block
of lines is laid out again, and no page that follows. If the guess was wrong, the pages from the first line on are laid
out again. Lines that are known from a layout of the same sources are ruled before, so that no page is laid out twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain
from typing import Any
from xml.etree.ElementTree import Element

import weasyprint.layout.block as in_flow
from weasyprint.css.properties import Dimension

from press.model.fit import NotesPlan
from press.render.layout.room import (
    POINTS_PER_PX,
    BlockRemoval,
    BlockRoom,
    PageFilling,
    count_lines,
    is_ruled_line,
    measure_room,
    walk_child_boxes,
)
from press.render.weasyprint.boxes import (
    Path,
    ResumeAt,
    find_box,
    find_path,
    is_reached,
    make_path,
    make_resume_at,
    read_attribute,
)

LAST_WORDS = 0.9
"""The room that last words take as a share of others' of the same length and size, with whose figures stand."""
LayOut = Callable[[list[Any]], Iterable[Any]]
"""Lays out all pages but those that are handed to it and need no new layout."""


class PageFiller:
    """The filling of the pages of one document.

    context, root, tree: WeasyPrint's layout context, box tree and element tree.
    """

    def __init__(self, filling: PageFilling) -> None:
        self.filling = filling
        self.is_known = filling.plan is not None  # so that nothing is measured
        self.path: Path = ()  # of the block
        self.start = 0  # the page on which it begins, from 0
        self.room: BlockRoom | None = None  # around it with one line, if the guess of its pages is right
        self.removal: BlockRemoval | None = None
        self.plan: NotesPlan | None = None  # that is followed
        self.is_checked = False
        self.guess = 1.0  # of how many pages follow
        self.style: Any = None  # the style of the block before any plan
        self.line_style: Any = None  # that of its line

    def lay_out_pages(self, lay_out: LayOut, pages: list[Any], context: Any, root: Any, tree: Element) -> list[Any]:
        """Lay out all pages, filled with ruled lines.

        They are not filled if the guess of what follows the lines is wrong.
        """
        self.path = self.path or find_path(root, self.filling.identifier)
        if self.is_known and self.path and not self.plan and self.filling.plan:
            self._follow_plan(self.filling.plan, context, root, tree)
        if self.is_known or self.room or not self.path:
            return list(lay_out(pages))
        made: list[Any] = []
        for page in lay_out(pages):
            made.append(page)
            if not self.room and is_reached(context.page_maker[len(made)][0], self.path):
                again = self._start_filling(made, context, root, tree)
                if again:
                    _request_layout(again, context)
                    context.page_maker = context.page_maker[: len(made) + 1]
                    return list(lay_out(made))
        return made

    def request_layouts(self, pages: list[Any], context: Any, root: Any, tree: Element) -> None:
        """Request new layouts for pages that are not filled.

        To be called when all pages have been laid out. A page that is spare only while lines have none is not theirs:
        with their entry in the contents, they may be a page too many.
        """
        if not self.room:
            return
        after = self._count_pages_after(pages, context)
        self.filling.scale = after / self.guess
        known = self.filling.make_plan(replace(self.room, pages=self.start + 1 + after))
        if known != self.plan and not (self.is_checked and known.own_page):
            first = max(0, self.start - 1) if self.removal else self.start  # its page may be gone
            _request_layout(self._follow_plan(known, context, root, tree), context)
            _request_layout(range(first, len(pages)), context)
        self.is_checked = True

    def _start_filling(self, made: list[Any], context: Any, root: Any, tree: Element) -> set[int]:
        """Rule the block that begins on the last page made.

        Returns the pages that must be laid out again.
        """
        self.start = len(made) - 1
        holder, block = _find_block(made[-1], self.filling.identifier)
        self.guess = self._guess_pages_after(len(made), tree)
        after = round(self.filling.scale * self.guess) or min(1, math.ceil(self.filling.scale))
        self.room = measure_room(len(made) + after, made[-1], block, self.filling.line_class)
        self.filling.room = self.room
        plan = self.filling.make_plan(self.room)
        again = self._follow_plan(plan, context, root, tree)
        if plan == NotesPlan(1):
            return again
        if plan.own_page and not self.room.alone:
            return {*again, self.start}
        if make_path(context.page_maker[len(made)][0]) != (*self.path[:-1], self.path[-1] + 1):
            return {*again, self.start}  # nothing follows the block, or something on its page
        if plan.lines:
            self._lay_out_block(holder, block, context, root)
        else:
            again |= self._take_off_page(holder, block, made, context)
        return again

    def _guess_pages_after(self, pages: int, tree: Element) -> float:
        """Guess how many pages follow the block by the letters before and after it. pages: those before."""
        if self.filling.size is None:
            return 1.0
        counts, is_after = [0, 0], False
        for element in chain.from_iterable(body.iter() for body in tree.iter("body")):
            is_after |= element.get("id") == self.filling.identifier
            counts[is_after] += len(element.text or "") + len(element.tail or "")
        before, after = (max(1, count) for count in counts)
        return LAST_WORDS * self.filling.size**2 * pages * after / before

    def _follow_plan(self, plan: NotesPlan, context: Any, root: Any, tree: Element) -> set[int]:
        """Give the block its lines and its place, or remove it.

        Returns the pages whose list entries this moves.
        """
        again: set[int] = set()
        if self.removal:
            again = self.removal.find_pages(context)
            self.removal.restore()
            self.removal = None
        self.plan = self.filling.plan = plan
        if plan.lines:
            block = find_box(root, self.path)
            self._begin_page(block, own_page=plan.own_page)
            self._rule(block, plan)
        else:
            self.removal = BlockRemoval(root, tree, self.filling.identifier)
            again |= self.removal.find_pages(context)
        self.filling.removal = self.removal
        return again

    def _begin_page(self, block: Any, *, own_page: bool) -> None:
        """Let the block begin a page, or stand where it falls."""
        self.style = self.style or block.style
        block.style = self.style.copy()
        if own_page:
            block.style["break_before"] = "page"

    def _rule(self, block: Any, plan: NotesPlan) -> None:
        """Give the block the planned number of copies of its line."""
        for parent in walk_child_boxes(block):
            lines = [one for one in getattr(parent, "children", ()) if is_ruled_line(one, self.filling.line_class)]
            if lines:
                others, first = [box for box in parent.children if box not in lines], lines[0]
                self.line_style = self.line_style or first.style
                first.style = self.line_style
                if plan.pitch:
                    first.style = first.style.copy()
                    first.style["height"] = Dimension(plan.pitch / POINTS_PER_PX, "px")
                parent.children = [*others, first, *(first.copy() for _ in range(plan.lines - 1))]
                return

    def _lay_out_block(self, holder: Any, block: Any, context: Any, root: Any) -> None:
        """Lay out the block again with all its lines.

        The next page begins with what does not fit.
        """
        source = find_box(root, self.path)
        drawn, rest, page = _lay_out_again(source, block, holder, context)
        here = count_lines(drawn, self.filling.line_class)
        if self.filling.fewest <= here < (self.filling.line_count or 0):  # the page broke earlier than computed
            self.filling.plan = NotesPlan(here, own_page=bool(self.plan and self.plan.own_page))
            self._rule(source, self.filling.plan)
            drawn, rest, page = _lay_out_again(source, block, holder, context)
        holder.children = [drawn if child is block else child for child in holder.children]
        if rest:
            later = context.page_maker[self.start + 1][2:]
            context.page_maker[self.start + 1] = (make_resume_at(self.path, rest), page, *later)

    def _take_off_page(self, holder: Any, block: Any, made: list[Any], context: Any) -> set[int]:
        """Take the block off its page.

        Returns that page if the block had it for itself: another must be laid out in its place.
        """
        resume_at, _, *here = context.page_maker[self.start]
        _, page, *later = context.page_maker[self.start + 1]
        if self.start and make_path(resume_at) == self.path:
            made.pop()
            context.page_maker[self.start] = (resume_at, page, *here)
            return {self.start}
        holder.children = [child for child in holder.children if child is not block]
        context.page_maker[self.start + 1] = (make_resume_at(self.path), page, *later)
        return set()

    def _count_pages_after(self, pages: list[Any], context: Any) -> int:
        """Count the pages that begin after the block.

        If it was removed, with the place that it had, else after that place.
        """
        end = self.path if self.removal else (*self.path[:-1], self.path[-1] + 1)
        return sum(make_path(entry[0]) >= end for entry in context.page_maker[1 : len(pages)])


def _find_block(page: Any, identifier: str) -> tuple[Any, Any]:
    """Find a page's block by id, and its holder.

    The holder comes first.
    """
    pairs = ((box, child) for box in walk_child_boxes(page) for child in getattr(box, "children", ()))
    return next((box, child) for box, child in pairs if read_attribute(child, "id") == identifier)


def _lay_out_again(source: Any, before: Any, holder: Any, context: Any) -> tuple[Any, ResumeAt, dict[str, Any]]:
    """Lay out a block again where it was before.

    Returns the block, where it goes on on the next page, and of what kind that page is. Nothing that holds it has an
    edge at its foot, so all of the page is free to it.
    """
    source.position_x, source.position_y = before.position_x, before.position_y
    context.create_block_formatting_context()
    drawn, rest, page, *_ = in_flow.block_level_layout(
        context, source, bottom_space=0, skip_stack=None, containing_block=holder
    )
    context.finish_block_formatting_context()
    return drawn, rest, page


def _request_layout(numbers: Iterable[int], context: Any) -> None:
    """Request new layouts of pages, numbered from 0."""
    for number in numbers:
        context.page_maker[number][-1]["content_changed"] = True
