"""Slips, labels and pick lists as tagged PDFs: from a template through render and finish, and read back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from press.build.workers import workers
from press.finish import finish
from press.finish.claims import Claims
from press.model.findings import Code, Place, PressError
from press.orders.views import Sheet
from press.render import render_page
from press.style import sheets
from press.typeset import environment

FAILED = Code(
    "ORD308",
    "Every paper of a batch can be made.",
    "ISO 14289-1, 7.1; house rule: any line of the renderer's log is an error",
    "look at the order with `python pipeline.py orders show`; if nothing is odd in it, report this",
)
CODES = (FAILED,)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to make: the name of its file without the ending, its title, its language and its page."""

    name: str
    title: str
    lang: str
    author: str
    html: str


def paper_of(sheet: Sheet) -> Paper:
    """A sheet typeset with the template that its name begins with: `slip`, `label` or `pick`."""
    template = environment().get_template(f"orders/{sheet.name.partition('-')[0]}.html")
    html = template.render(sheet=sheet, style=_style())
    return Paper(sheet.name, sheet.title, sheet.lang, sheet.center.name, html)


@cache
def _style() -> Markup:
    # The press's own sheets have their tokens filled in; what stands in the page needs them beside it.
    return Markup(sheets.sheet("tokens") + sheets.sheet("orders"))  # noqa: S704 - our own files


def make(paper: Paper) -> bytes | str:
    """The finished PDF (PDF/UA-1 and PDF/A-2a) of a paper; a text says why there is none, and nothing of the order."""
    try:
        draft = render_page(paper.html, paper.title)
    except PressError as error:
        # What the renderer says may hold words of the page.
        return f"the renderer complains {len(error.findings)} time(s)"
    claims = Claims(standard="ua-1", title=paper.title, author=paper.author, lang=paper.lang)
    return finish(draft.data, claims)


def _work(paper: Paper) -> bytes | str:
    try:
        return make(paper)
    except Exception as error:  # noqa: BLE001 - what it says may hold words of the page
        return f"it could not be made: {type(error).__name__}"


Draw = Callable[[list[Paper]], Iterable[tuple[Paper, bytes]]]
"""Makes papers; gives each with its bytes as it is ready."""


def draw(papers: list[Paper], jobs: int = 0) -> Iterator[tuple[Paper, bytes]]:
    """Make papers in worker processes. Raises PressError when one cannot be made."""
    with workers(min(jobs or os.cpu_count() or 1, len(papers)), _work) as pool:
        for paper, made in pool.run(papers):
            if not isinstance(made, bytes):
                raise PressError([FAILED.at(Place(f"{paper.name}.pdf"), made or "the worker process ended")])
            yield paper, made
