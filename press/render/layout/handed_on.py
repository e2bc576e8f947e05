"""The notes that a page has no room for, handed on to the page after it.

WeasyPrint holds them in one list while it makes pages one after the other. When it keeps a page and makes another anew,
that list is not the one of the page before: a note is lost, or stands on the wrong page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

MakePages = Callable[[list[Any]], Iterator[Any]]


class HandedNotes:
    """The notes that each page of one document hands on, by the page's number from 0."""

    def __init__(self) -> None:
        self._by_page: dict[int, list[Any]] = {}

    def lay_out_pages(self, make_pages: MakePages, pages: list[Any], context: Any) -> Iterator[Any]:
        """Lay out pages; none is kept that hands notes on, or is handed some.

        make_pages: WeasyPrint's function; pages: those that were laid out before.
        """
        before = {number: notes for number, notes in self._by_page.items() if number < len(pages)}
        self._by_page = {}
        context.reported_footnotes = []  # those of a layout that was given up
        for number in before:
            context.page_maker[number][-1]["content_changed"] = True
        for number, page in enumerate(make_pages(pages)):
            notes = list(context.reported_footnotes)
            if notes:
                self._by_page[number] = notes
            resume_at, *_, state = context.page_maker[number + 1]
            if notes or (number in before and resume_at is not None):
                state["content_changed"] = True
            yield page
