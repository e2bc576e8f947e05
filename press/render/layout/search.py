"""The search for the layout on the fewest sheets and, of those, with the fullest pages.

Remedies are added one by one in order of what they cost the reader. One that cannot help, by the heights measured in a
layout, is not tried, so that most editions are laid out once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from press.model.edition import Edition
from press.model.folding import count_pages
from press.model.sources.variant import PAGES_ON_FOLDED_SHEET
from press.render.layout.pages import (
    PageUse,
    list_moves,
    list_sparse_pages,
    list_wide_tables,
    measure_emptiness,
    measure_movable_room,
    measure_pages,
)
from press.render.layout.remedies import apply_remedies, keeps_lines, may_shrink_figures, read_length
from press.style.tokens import list_changed_tokens

CLOSED = 0.055
"""The share of the height of a text that smaller gaps and closer lines save; measured on the shipped texts."""
CLOSER = 0.012
"""The share that lines save which then stand closer still."""
RECOVERED = 0.5
"""The share of the free height at the foot of pages that a change of all breaks fills, at best."""
SHORTENED = 0.25
"""The share of their height that the shipped statements keep in their short form."""
MOST_TRIES, TRIES_A_PAGE = 10, 5
"""The greatest number of layouts that are tried to fill pages, and how many more than one an empty page is worth."""
EMPTY = 0.05
"""A page with less on it than this share holds nothing but lines."""


@dataclass(frozen=True)
class Layout:
    """An edition that was laid out: with its remedies, as which page, and into which document."""

    edition: Edition
    html: str
    document: Any
    lost_ruled_lines: bool = False

    @property
    def root(self) -> Element:
        """The document element of the page."""
        root: Element = self.document._html.etree_element
        return root

    @cached_property
    def _measured(self) -> tuple[list[PageUse], dict[str, list[float]]]:
        names = ("press-directory", "press-about", "notes", "standing", "colophon")
        heights: dict[str, list[float]] = {name: [] for name in names}
        return measure_pages(self.document, heights), heights

    @property
    def pages(self) -> list[PageUse]:
        """Its pages."""
        return self._measured[0]

    @property
    def heights(self) -> dict[str, list[float]]:
        """The heights of the blocks that remedies move or shorten, page by page, in points."""
        return self._measured[1]

    @property
    def sheets(self) -> int:
        """The sheets of paper that it takes."""
        return count_sheets(self.edition, len(self.pages))

    @property
    def spare_pages(self) -> int:
        """The pages that its fold or its variant asks for beyond those that it has; below 0 if it has too many."""
        fold, fill, pages = self.edition.variant.fold, self.edition.variant.fill, len(self.pages)
        return count_pages(fold, pages) - pages if fold else -pages % (fill or 1)

    @property
    def is_back_cut(self) -> bool:
        """Whether the back matter, which should have one page, runs on to another."""
        backs = sum("back" in page.names for page in self.pages)
        return backs > 1 and read_length(self.edition, "back-matter-height") > 0

    @property
    def is_cover_cut(self) -> bool:
        """Whether its cover runs on to another page."""
        return len(self.pages) > 1 and "cover" in self.pages[1].names

    @property
    def cost(self) -> tuple[bool, int, float, int]:
        """What is to be as small as can be: a cut cover or back, sheets, how empty pages look, remedies."""
        is_cut = self.is_cover_cut or self.is_back_cut
        empty = measure_emptiness(self.pages) + max(0, self.spare_pages)
        return is_cut, self.sheets, round(empty, 1), len(self.edition.fit.remedies)

    @cached_property
    def inner_pages(self) -> list[PageUse]:
        """Its pages of text: neither cover, nor lines alone, nor a back of one page."""
        others = {"cover", "blank-page", *({"back"} if self.has_back else ())}
        return [page for page in self.pages if not page.names & others and not self._holds_lines_only(page)]

    def list_causes(self) -> list[Element | None]:
        """List the blocks that begin the pages after those that look empty."""
        later = self.pages[1:]
        return [later[number].first for number in list_sparse_pages(self.pages) if number < len(later)]

    @property
    def has_back(self) -> bool:
        """Whether the back matter has one page, with its last words at the foot."""
        return len(self.heights["standing"]) == 1 and read_length(self.edition, "back-matter-height") > 0

    @property
    def fixed_pages(self) -> int:
        """The number of its other pages that hold words."""
        return sum(not self._holds_lines_only(page) for page in self.pages) - len(self.inner_pages)

    @property
    def wasted_height(self) -> float:
        """The height that is left free on its pages of text, the last aside."""
        return sum(page.live - page.used for page in self.inner_pages[:-1])

    def measure_excess(self, sheets: int) -> float:
        """Measure the text on the pages that are too many for some sheets, in points."""
        pages = len(self.pages)
        while pages and count_sheets(self.edition, pages) > sheets:
            pages -= 1
        room = pages - self.fixed_pages
        if room < 1:
            return math.inf
        notes = sum(self.heights["notes"]) if any("notes" in page.names for page in self.inner_pages[room:]) else 0.0
        return sum(page.used for page in self.inner_pages[room:]) - notes

    def _holds_lines_only(self, page: PageUse) -> bool:
        return "notes" in page.names and page.used - sum(self.heights["notes"]) < EMPTY * page.live


LayOut = Callable[[Edition], Layout]


def count_sheets(edition: Edition, pages: int) -> int:
    """Count the sheets for some pages; each page too many for a fold or a summary counts as a sheet."""
    fold = edition.variant.fold
    if edition.variant.summary:
        return 1 + max(0, pages - edition.variant.summary)
    if fold and fold.kind != "saddle":
        return 1 + max(0, pages - count_pages(fold, pages))
    return -(-pages // (PAGES_ON_FOLDED_SHEET if fold or edition.variant.fill == PAGES_ON_FOLDED_SHEET else 2))


def find_best_layout(edition: Edition, lay_out: LayOut) -> Layout:
    """Find the best layout of an edition.

    If its fit names remedies, these were the best for the same sources, and nothing is searched.
    """
    if edition.fit.searched:
        best = lay_out(apply_remedies(edition, edition.fit.remedies))
    else:
        lay_out = _remember_layouts(lay_out)
        first = lay_out(edition)
        if lists := [f"list-table:{name}" for name in list_wide_tables(first.document)]:
            lay_out = _require(edition, lists, lay_out)
            first = lay_out(edition)
        best = _save_sheets(edition, _lay_out_ends(edition, first, lay_out), lay_out)
        best = _fill_pages(edition, best, lay_out)
        best = _use_spare_pages(edition, best, lay_out)
    fit = replace(best.edition.fit, lines_over=_count_over(edition, best), searched=True)
    return replace(best, edition=replace(best.edition, fit=fit))


def _remember_layouts(lay_out: LayOut) -> LayOut:
    """Make a function that lays out an edition once with the same remedies."""
    made: dict[tuple[str, ...], Layout] = {}

    def lay_out_once(one: Edition) -> Layout:
        names = one.fit.remedies
        if names not in made:
            made[names] = lay_out(one)
        return made[names]

    return lay_out_once


def _require(edition: Edition, names: list[str], lay_out: LayOut) -> LayOut:
    """Make a function that lays out an edition with some remedies in any case."""
    return lambda one: lay_out(
        apply_remedies(edition, [*names, *(name for name in one.fit.remedies if name not in names)])
    )


def _lay_out_ends(edition: Edition, first: Layout, lay_out: LayOut) -> Layout:
    """Lay out an edition so that cover and back have one page each, if they can. first: its layout as it is."""
    cover = ("brief-inside",) if first.is_cover_cut else ()
    names = (*cover, _choose_shorter_back(edition)) if first.is_back_cut else cover
    latest = lay_out(apply_remedies(edition, names)) if names else first
    if latest.is_back_cut and latest.edition.statement_form != "long":
        names = (*names, "statements-inside")
        latest = lay_out(apply_remedies(edition, names))
    if latest.is_back_cut and edition.imprint and edition.page_url:
        latest = lay_out(apply_remedies(edition, (*names, "code-inside")))
    return _move_clinic(edition, cover, latest, lay_out)


def _move_clinic(edition: Edition, cover: tuple[str, ...], best: Layout, lay_out: LayOut) -> Layout:
    """Move the clinic's block off a back that has no room for it: to the cover or, failing that, to the inside."""
    if edition.variant.opening == "cover" and edition.variant.clinic == "back":
        for name in ("clinic-on-cover", "clinic-inside"):
            if best.is_cover_cut or best.is_back_cut or best.spare_pages < 0:
                best = min(best, lay_out(apply_remedies(edition, (*cover, name))), key=lambda one: one.cost)
    return best


def _choose_shorter_back(edition: Edition) -> str:
    """Choose the remedy that takes most from the last page."""
    if edition.statement_form != "long" or edition.variant.back in {"directory", "both"}:
        return "contact-on-back"
    return "credit-inside" if edition.variant.back == "contact" else "short-statements"


def _save_sheets(edition: Edition, first: Layout, lay_out: LayOut) -> Layout:
    """Add remedies in order, as long as the rest of them may save a sheet.

    Those that cannot save one without the next are added together, so that no layout is made in vain.
    """
    best = latest = first
    steps, batch = list(_list_steps(first)), list[Step]()
    for number, step in enumerate(steps):
        if best.sheets < 2 or not _may_save(latest, best.sheets - 1, [*batch, *steps[number:]]):
            break
        batch.append(step)
        if not _may_save(latest, best.sheets - 1, batch):
            continue
        names = tuple(_list_names(batch, latest))
        batch = []
        if names:
            latest = lay_out(apply_remedies(edition, (*latest.edition.fit.remedies, *names)))
            best = min(best, latest, key=lambda one: one.cost)
    return best


def _list_names(steps: list[Step], layout: Layout) -> Iterator[str]:
    """List the remedies of some steps, and which blocks of a layout change places."""
    for added, _ in steps:
        if added != MOVES:
            yield from added
        elif steps[0][0] != BREAKS:  # where items break, other blocks begin the pages
            yield from list_moves(layout.pages, layout.root)


MOVES = ("move",)
BREAKS = ("break-items",)
CLOSE = ("close-gaps",)
WHOLE = ("whole-last-words",)
Step = tuple[tuple[str, ...], float]
"""Remedies that are added together, and the height in points that they save at most."""


def _may_save(layout: Layout, sheets: int, steps: list[Step]) -> bool:
    """Tell whether remedies may bring a layout down to some sheets."""
    names = {name for added, _ in steps for name in added}
    share = 1.0 if "break-items" in names else RECOVERED if names & {"close-gaps", "close-lines"} else 0.0
    waste = max(share * layout.wasted_height, measure_movable_room(layout.pages, layout.root) if "move" in names else 0)
    return layout.measure_excess(sheets) <= waste + sum(saved for _, saved in steps)


def _list_steps(first: Layout) -> Iterator[Step]:
    """List the remedies for a layout, in order of what they cost the reader."""
    edition, heights, variant = first.edition, first.heights, first.edition.variant
    if not _breaks_items(edition):
        yield BREAKS, 0.0
    yield MOVES, 0.0
    yield CLOSE, CLOSED * sum(page.used for page in first.inner_pages)
    directory, about = sum(heights["press-directory"]), (1 - SHORTENED) * sum(heights["press-about"])
    statements = [edition.center.statements[key] for key in edition.publication.facts.statements]
    about = about if edition.statement_form == "long" and any(one.short for one in statements) else 0.0
    free = first.pages[-1].live - sum(heights["standing"]) - sum(heights["colophon"])
    short = ("short-statements",)
    if first.has_back and directory and variant.back == "statements" and directory < free + about:
        if directory < free:
            yield ("directory-on-back",), directory
            if about:
                yield short, 0.0
        else:
            yield ("directory-on-back", *short), directory
    elif about:
        yield short, 0.0 if first.has_back and variant.back == "statements" else about
    if not keeps_lines(edition):
        yield ("close-lines",), CLOSER * sum(page.used for page in first.inner_pages)


def _breaks_items(edition: Edition) -> bool:
    """Tell whether list items of an edition may break over pages in any case."""
    return list_changed_tokens(edition).get("list-item-break") == "auto"


def _fill_pages(edition: Edition, best: Layout, lay_out: LayOut) -> Layout:
    """Search the remedies that fill pages which look empty, from the best layout on, for a number of layouts."""
    found, tried = [best], {frozenset(best.edition.fit.remedies)}
    tries = min(MOST_TRIES, 1 + round(TRIES_A_PAGE * measure_emptiness(best.pages)))
    while found:
        start = min(found, key=lambda one: one.cost)
        found.remove(start)
        for names in _list_fillers(edition, start):
            if frozenset(names) not in tried and len(tried) <= tries:
                tried.add(frozenset(names))
                found.append(lay_out(apply_remedies(edition, names)))
                best = min(best, found[-1], key=lambda one: one.cost)
            if not list_sparse_pages(best.pages):
                return best
    return best


def _list_fillers(edition: Edition, best: Layout) -> Iterator[tuple[str, ...]]:
    """List the remedies of a layout with one more of those that may fill its pages, in order of what they cost."""
    names, causes = best.edition.fit.remedies, best.list_causes()
    if not (sparse := list_sparse_pages(best.pages)):
        return
    if sparse[-1] == len(best.pages) - 1 and WHOLE[0] not in names:
        yield (*names, *WHOLE)
    if not (_breaks_items(edition) or BREAKS[0] in names) and any(map(_may_break, causes)):
        yield (*BREAKS, *names)
    for move in list_moves(best.pages, best.root):
        if move not in names:
            yield (*names, move)
    if any(block is not None and block.tag == "figure" for block in causes) and may_shrink_figures(best.edition):
        yield (*names, "smaller-figures")
    if CLOSE[0] not in names:
        yield (*names, *CLOSE)


def _may_break(block: Element | None) -> bool:
    """Tell whether a block is one that `break-items` lets break."""
    return block is not None and block.tag in ("li", "h2", "p")


def _use_spare_pages(edition: Edition, best: Layout, lay_out: LayOut) -> Layout:
    """Use up pages that a fold leaves over and lines do not fill."""
    while (spare := best.spare_pages) > 0:
        alone = spare == 1 and edition.variant.contents and "contents-page" not in best.edition.fit.remedies
        added = ("contents-page",) if alone else ("blank-page",) * spare
        tried = lay_out(apply_remedies(edition, (*best.edition.fit.remedies, *added)))
        if tried.sheets > best.sheets or (not alone and tried.spare_pages):
            break
        best = tried
    return best


def _count_over(edition: Edition, best: Layout) -> int:
    """Count the lines of text that are too many for one sheet less; 0 if that cannot be told."""
    over = best.measure_excess(best.sheets - 1) if best.sheets > 1 else math.inf
    return max(1, math.ceil(over / read_length(edition, "baseline"))) if over < math.inf else 0
