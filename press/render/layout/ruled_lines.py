"""The filling of pages with ruled lines, while the pages are laid out.

As soon as the page with the first line is laid out, it is known how many lines it takes and, where as many pages follow
as was guessed, how many pages of lines come between. So nothing but the block of lines is laid out again, and no page
that follows. Where the guess was wrong, the pages from the first line on are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import weasyprint.layout.block as in_flow

from press.render.layout.removal import Removal
from press.render.layout.room import Filling, Room, attribute, boxes_of, is_line, lines_by_page, room_around
from press.render.weasyprint.paths import Path, ResumeAt, box_at, passes, path_from, path_of, resume_from

LayOut = Callable[[list[Any]], Iterable[Any]]
"""Lays out all pages but those that are handed to it and not marked to be laid out again."""


class Ruler:
    """Fills the pages of one document. context, root, tree: layout context, box tree, element tree of WeasyPrint."""

    def __init__(self, asked: Filling) -> None:
        self.asked = asked
        self.path: Path = ()  # of the block
        self.start = 0  # the page on which it begins, from 0
        self.room: Room | None = None  # around it with one line, in as many pages as were guessed
        self.removal: Removal | None = None
        self.sure = False

    def make(self, lay_out: LayOut, pages: list[Any], context: Any, root: Any, tree: Element) -> list[Any]:
        """All pages, filled if the guess of what follows the lines is right."""
        self.path = self.path or path_of(root, self.asked.identifier)
        if self.room or not self.path:
            return list(lay_out(pages))
        made: list[Any] = []
        for page in lay_out(pages):
            made.append(page)
            if not self.room and passes(context.page_maker[len(made)][0], self.path):
                again = self._begin(made, context, root, tree)
                if again:
                    _mark(again, context)
                    context.page_maker = context.page_maker[: len(made) + 1]
                    return list(lay_out(made))
        return made

    def check(self, pages: list[Any], context: Any, root: Any, tree: Element) -> None:
        """Mark the pages that have to be laid out again since they are not filled, when all have been laid out."""
        if not self.room:
            return
        wanted = self._fewer(pages)
        if not self.sure:
            self.sure = True
            self.asked.after = self._pages_after(pages, context)
            known = self.asked.lines(replace(self.room, pages=self.start + 1 + self.asked.after))
            wanted = wanted if known == self.asked.lines(self.room) else known
        if wanted is not None:
            first = max(0, self.start - 1) if self.removal else self.start  # where its page was taken away
            _mark(self._rule(wanted, context, root, tree), context)
            _mark(range(first, len(pages)), context)
        if self.removal:
            self.removal.finish()

    def _begin(self, made: list[Any], context: Any, root: Any, tree: Element) -> set[int]:
        """Rule the block that begins on the page made last; gives the pages that must be laid out again."""
        self.start = len(made) - 1
        holder, block = _on(made[-1], self.asked.identifier)
        self.room = room_around(len(made) + self.asked.after, made[-1], block, self.asked.line_class)
        wanted = self.asked.lines(self.room)
        again = self._rule(wanted, context, root, tree)
        if wanted == 1:
            return again
        if path_from(context.page_maker[len(made)][0]) != (*self.path[:-1], self.path[-1] + 1):
            return {*again, self.start}  # nothing follows the block, or something on its page
        if wanted:
            self._draw(holder, block, context, root)
        else:
            again |= self._lift(holder, block, made, context)
        return again

    def _rule(self, wanted: int, context: Any, root: Any, tree: Element) -> set[int]:
        """Give the block so many lines in the box tree, or take it out; gives the pages whose entries this moves."""
        again: set[int] = set()
        if self.removal:
            again = self.removal.pages(context)
            self.removal.take_back()
            self.removal = None
        self.asked.ruled = wanted
        if wanted:
            _copy_lines(box_at(root, self.path), wanted, self.asked)
        else:
            self.removal = Removal(root, tree, self.asked.identifier)
            again |= self.removal.pages(context)
        return again

    def _draw(self, holder: Any, block: Any, context: Any, root: Any) -> None:
        """Lay out the block again in its page, with all its lines; the next page begins with what does not fit."""
        assert self.room
        source = box_at(root, self.path)
        drawn, rest, page = _laid_out(source, block, holder, context)
        pages = -self.room.pages % self.asked.multiple
        (here,) = lines_by_page([drawn], self.asked.line_class)
        fits = here + pages * math.floor(self.room.live / self.room.pitch)
        if self.asked.fewest <= fits < (self.asked.ruled or 0):  # the page broke earlier than was reckoned
            self.asked.ruled = fits
            _copy_lines(source, fits, self.asked)
            drawn, rest, page = _laid_out(source, block, holder, context)
        holder.children = [drawn if child is block else child for child in holder.children]
        if rest:
            later = context.page_maker[self.start + 1][2:]
            context.page_maker[self.start + 1] = (resume_from(self.path, rest), page, *later)

    def _lift(self, holder: Any, block: Any, made: list[Any], context: Any) -> set[int]:
        """Take the block off its page; when it had the page for itself, another must be laid out: gives that."""
        resume_at, _, *here = context.page_maker[self.start]
        _, page, *later = context.page_maker[self.start + 1]
        if self.start and path_from(resume_at) == self.path:
            made.pop()
            context.page_maker[self.start] = (resume_at, page, *here)
            return {self.start}
        holder.children = [child for child in holder.children if child is not block]
        context.page_maker[self.start + 1] = (resume_from(self.path), page, *later)
        return set()

    def _fewer(self, pages: list[Any]) -> int | None:
        """A page may have broken earlier than was reckoned: the lines that ran over to a page too many go."""
        over = len(pages) % self.asked.multiple
        kept = sum(lines_by_page(pages, self.asked.line_class)[:-over]) if over else 0
        return kept if self.asked.fewest <= kept < (self.asked.ruled or 0) else None

    def _pages_after(self, pages: list[Any], context: Any) -> int:
        """How many pages begin after the block: where it was taken out, with the place that it had, or after that."""
        end = self.path if self.removal else (*self.path[:-1], self.path[-1] + 1)
        return sum(path_from(entry[0]) >= end for entry in context.page_maker[1 : len(pages)])


def _on(page: Any, identifier: str) -> tuple[Any, Any]:
    """What holds the block with an id on a page, and the block."""
    pairs = ((box, child) for box in boxes_of(page) for child in getattr(box, "children", ()))
    return next((box, child) for box, child in pairs if attribute(child, "id") == identifier)


def _copy_lines(block: Any, wanted: int, asked: Filling) -> None:
    """Give the block in the box tree so many lines: copies of its own."""
    for parent in boxes_of(block):
        lines = [box for box in getattr(parent, "children", ()) if is_line(box, asked.line_class)]
        if lines:
            others = [box for box in parent.children if box not in lines]
            parent.children = [*others, lines[0], *(lines[0].copy() for _ in range(wanted - 1))]
            return


def _laid_out(source: Any, before: Any, holder: Any, context: Any) -> tuple[Any, ResumeAt, dict[str, Any]]:
    """A block laid out anew where it was before; where it goes on on the next page, and of what kind that page is.

    Nothing that holds it has an edge at its foot, so all of the page is free to it.
    """
    source.position_x, source.position_y = before.position_x, before.position_y
    context.create_block_formatting_context()
    drawn, rest, page, *_ = in_flow.block_level_layout(
        context, source, bottom_space=0, skip_stack=None, containing_block=holder
    )
    context.finish_block_formatting_context()
    return drawn, rest, page


def _mark(numbers: Iterable[int], context: Any) -> None:
    """Mark pages, from 0, to be laid out again."""
    for number in numbers:
        context.page_maker[number][-1]["content_changed"] = True
