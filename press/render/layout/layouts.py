"""The layouts of an edition: made when they are asked for, or foretold from one that was made."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol
from xml.etree.ElementTree import Element

from weasyprint.css.properties import Dimension

from press.model.edition import BODY_IDS, Edition
from press.model.fit import NO_LINES, OPEN_CONTENTS, OPEN_GAPS, SMALLER_FIGURE, Fit, NotesPlan
from press.model.folding import count_sheets, count_spare_pages
from press.render.layout.forecast import Flow, ForetoldPages, LayoutChanges, NotesBlock, StyleFor, foretell_pages
from press.render.layout.pages import (
    BlockMove,
    PageUse,
    Sections,
    list_sparse_pages,
    measure_emptiness,
    measure_pages,
    walk_sections,
)
from press.render.layout.remedies import apply_remedies, read_length
from press.render.layout.room import NOTES, POINTS_PER_PX, BlockRemoval, BlockRoom, plan_notes
from press.style.tokens import list_changed_tokens

EMPTY = 0.05
"""A page with less on it than this share holds nothing but lines."""
FORETOLD = frozenset({
    "break-items", "move", "close-gaps", "close-lines", "whole-last-words", SMALLER_FIGURE, OPEN_GAPS,
    OPEN_CONTENTS, "lines-below", "contents-page", "blank-page", "credit-first",
})  # fmt: skip
"""The remedies after which lines are as wide, and blocks as they were but for gaps, heights of lines and drawings."""

IMPRINT = BODY_IDS["imprint"]
MEASURED = ("press-directory", "press-about", NOTES, IMPRINT, "standing", "colophon")
"""The ids and classes of the blocks that remedies move or shorten, and of a clinic's block."""
LEAST_DIFFERENCE = 0.004
"""Two fills of a page that differ by less, as a share of its height, are the same."""


@dataclass(frozen=True)
class Layout:
    """An edition that was laid out: with its remedies, as which page, and into which document.

    read_styles: what styles the elements of the page would have with the remedies of another edition; notes_room: the
    room around one line for notes, if the pages are filled with them; removal: of these lines, if they were lost;
    notes: the lines that it has; notes_scale: as in `PageFilling`.
    """

    edition: Edition
    html: str
    document: Any
    lost_ruled_lines: bool = False
    read_styles: Callable[[Edition], StyleFor] | None = None
    notes_room: BlockRoom | None = None
    removal: BlockRemoval | None = None
    notes: NotesPlan = NO_LINES
    notes_scale: float = 1.0

    @property
    def sections(self) -> Sections:
        """The blocks of its sections."""
        return {name: list(section) for name, section in walk_sections(self.root)}

    def name_move(self, move: BlockMove) -> str:
        """Name the remedy that moves a block, which may have been moved before."""
        order = self.edition.fit.arrange(move.section, range(len(self.sections[move.section]) - 1))
        return f"move:{move.section}:{order[move.start]}:{move.end}"

    @property
    def root(self) -> Element:
        """The page that it was laid out from."""
        return self.document._html.etree_element  # type: ignore[no-any-return]

    @cached_property
    def _measured(self) -> tuple[list[PageUse], dict[str, list[float]]]:
        heights: dict[str, list[float]] = {name: [] for name in MEASURED}
        return measure_pages(self.document, heights), heights

    @property
    def pages(self) -> list[PageUse]:
        """Its pages."""
        return self._measured[0]

    @property
    def heights(self) -> dict[str, list[float]]:
        """The heights of the blocks in `MEASURED`, page by page, in points."""
        return self._measured[1]

    @property
    def sheets(self) -> int:
        """The sheets of paper that it takes."""
        return count_sheets(self.edition.variant, len(self.pages))

    @property
    def spare_pages(self) -> int:
        """The pages that its fold or its variant asks for beyond those that it has; below 0 if it has too many."""
        return count_spare_pages(self.edition.variant, len(self.pages))

    @property
    def is_back_cut(self) -> bool:
        """Whether the back matter, which should have one page, runs on to another."""
        backs = sum("back" in page.names for page in self.pages)
        return backs > 1 and read_length(self.edition, "back-matter-height") > 0

    @property
    def is_cover_cut(self) -> bool:
        """Whether its cover runs on to another page."""
        return len(self.pages) > 1 and "cover" in self.pages[1].names

    @cached_property
    def cost(self) -> tuple[bool, int, float, int]:
        """What is to be as small as can be: a cut cover or back, sheets, how empty pages look, remedies."""
        is_cut = self.is_cover_cut or self.is_back_cut
        empty = self.emptiness + max(0, self.spare_pages)
        return is_cut, self.sheets, round(empty, 2), len(self.edition.fit.remedies)

    @cached_property
    def emptiness(self) -> float:
        """How empty its pages look."""
        return measure_emptiness(self.pages)

    @cached_property
    def inner_pages(self) -> list[PageUse]:
        """Its pages of text: neither cover, nor lines alone, nor a back of one page."""
        others = {"cover", "blank-page", *({"back"} if self.has_back else ())}
        return [page for page in self.pages if not page.names & others and not self.holds_lines_only(page)]

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
        return sum(not self.holds_lines_only(page) for page in self.pages) - len(self.inner_pages)

    @property
    def wasted_height(self) -> float:
        """The height that is left free on its pages of text, the last aside."""
        return sum(page.live - page.used for page in self.inner_pages[:-1])

    def measure_excess(self, sheets: int) -> float:
        """Measure the text on the pages that are too many for some sheets, in points."""
        pages = len(self.pages)
        while pages and count_sheets(self.edition.variant, pages) > sheets:
            pages -= 1
        room = pages - self.fixed_pages
        if room < 1:
            return math.inf
        notes = sum(self.heights[NOTES]) if any(NOTES in page.names for page in self.inner_pages[room:]) else 0.0
        return sum(page.used for page in self.inner_pages[room:]) - notes

    def holds_lines_only(self, page: PageUse) -> bool:
        """Tell whether a page has lines for notes and hardly a word."""
        return NOTES in page.names and page.used - sum(self.heights[NOTES]) < EMPTY * page.live


@dataclass(frozen=True)
class ForetoldLayout(Layout):
    """A layout that was not made. document: of the one that it is foretold from; known: heights in it."""

    foretold: tuple[PageUse, ...] = ()
    known: Mapping[str, list[float]] = field(default_factory=dict)
    moved: Sections | None = None

    @cached_property
    def _measured(self) -> tuple[list[PageUse], dict[str, list[float]]]:
        return list(self.foretold), dict(self.known)

    @property
    def sections(self) -> Sections:
        """The blocks of its sections, in their new order."""
        return self.moved or super().sections


Foretell = Callable[..., ForetoldPages]
"""Foretells pages with a block of lines for notes, or without one."""
Styled = tuple[Layout, StyleFor]
"""A layout, and the styles of its elements for another edition."""


class LayOut(Protocol):
    """Lays out an edition."""

    def __call__(self, edition: Edition, /, *, until_cut: bool = False, like: Styled | None = None) -> Layout:
        """Lay out an edition.

        until_cut: no more of it than two pages, if the cover runs on to the second; like: a layout that may be of the
        same page, and the styles of this edition.
        """


MOST_PAGES = 300
"""Most pages that a search lays out. A sheet less for a booklet of two hundred pages is not worth minutes."""


class Layouts:
    """The layouts of one edition, each made once."""

    def __init__(self, lay_out: LayOut) -> None:
        self.is_trusted = True  # whether what is foretold counts
        self._lay_out = lay_out
        self._cut: dict[tuple[str, ...], Layout] = {}  # layouts that end at a cut cover
        self._made: dict[tuple[str, ...], Layout] = {}
        self._flows: dict[tuple[str, ...], Flow | None] = {}
        self._styles: dict[tuple[Any, ...], StyleFor] = {}
        self._placed_styles: dict[tuple[Any, ...], StyleFor] = {}  # of what stands in another place

    def begin(self, edition: Edition) -> Layout:
        """Lay out an edition, or no more of it than a cover that is cut."""
        names = edition.fit.remedies
        if names not in self._cut and names not in self._made:
            layout = self._lay_out(edition, until_cut=True)
            (self._cut if layout.is_cover_cut else self._made)[names] = layout
        return self._cut.get(names) or self._made[names]

    def make(self, edition: Edition) -> Layout:
        """Lay out an edition."""
        names = edition.fit.remedies
        if names not in self._made:
            keys = ((made, _make_key(made, edition)) for made in self._made.values())
            like = next(((made, self._styles[key]) for made, key in keys if key in self._styles), None)
            self._made[names] = self._lay_out(edition, like=like)
        return self._made[names]

    @property
    def are_enough(self) -> bool:
        """Whether so many pages were laid out that no other layout is tried."""
        counts = [len(one.document.pages) for one in self._made.values()]
        return sum(counts) + max(counts, default=0) > MOST_PAGES

    def find(self, edition: Edition) -> Layout:
        """Foretell the layout of an edition or, where that is not possible, make it."""
        if self.is_trusted and edition.fit.remedies not in self._made:
            for made in reversed(self._made.values()):
                if flow := self._find_flow(made, edition.fit.remedies):
                    return self._foretell(made, flow, edition)
        return self.make(edition)

    def find_one_of_many(self, edition: Edition) -> Layout:
        """Find the layout of an edition that is to be compared with similar ones.

        A layout with all of its remedies that cannot be foretold is made first, for it foretells more than this one.
        """
        names = edition.fit.remedies
        basis = tuple(name for name in names if not _is_foretold(name))
        if self.is_trusted and basis != names and not any({*basis} <= {*made} <= {*names} for made in self._made):
            self.make(apply_remedies(edition.unfitted, basis))
        return self.find(edition)

    def _find_flow(self, made: Layout, names: Sequence[str]) -> Flow | None:
        """Find the blocks of a layout, if others can be foretold from it."""
        known = made.edition.fit.remedies
        if not made.read_styles or set(known) - set(names) or not all(map(_is_foretold, set(names) - set(known))):
            return None
        if known not in self._flows:
            flow = Flow(made.document, made.removal.elements if made.removal else ())
            self._flows[known] = flow if flow.is_whole and _foretells_itself(made, flow) else None
        found = self._flows[known]
        return None if found and "credit-first" in {*names} - {*known} and not found.credit else found

    def _foretell(self, made: Layout, flow: Flow, edition: Edition) -> Layout:
        names = edition.fit.remedies
        key = _make_key(made, edition)
        if key not in self._styles and made.read_styles:
            self._styles[key] = made.read_styles(edition)
        placed = {"contents-page"} & {*names} | {"credit-first"} & {*names} - {*made.edition.fit.remedies}
        if (*key, *sorted(placed)) not in self._placed_styles:
            self._placed_styles[*key, *sorted(placed)] = _style_placed(self._styles[key], placed, made.root, flow)
        style_for = self._placed_styles[*key, *sorted(placed)]
        moved = _move(made.sections, made.edition.fit, edition.fit)
        pages = _foretell_filled(made, flow, edition, style_for, moved)
        heights = made.heights | {NOTES: []}  # foretold pages are as full as they are without notes
        return ForetoldLayout(edition, made.html, made.document, foretold=pages, known=heights, moved=moved)


def _is_foretold(name: str) -> bool:
    return name.partition(":")[0] in FORETOLD


def _make_key(made: Layout, edition: Edition) -> tuple[Any, ...]:
    """Make a key for the styles that the elements of a layout have in another edition."""
    return made.edition.fit.remedies, *list_changed_tokens(edition).items()


def _style_placed(style_for: StyleFor, placed: set[str], root: Element, flow: Flow) -> StyleFor:
    """Make the styles of what stands in another place: contents that end a page, a credit before the directory."""
    values: dict[Element | None, dict[str, Any]] = {}
    if "contents-page" in placed:
        values |= {nav: {"break_after": "page"} for nav in root.iter("nav")}
    if "credit-first" in placed and flow.credit:  # as `.colophon > :last-child` in styles/components/colophon.css
        apart = {"break_before": "avoid"} if len(flow.credit.blocks) > 1 else {}
        values[flow.credit.last] = {"margin_bottom": Dimension(0, "px"), **apart}
    if not values:
        return style_for

    def read_style(element: Element, pseudo_type: str | None) -> Any:
        style = style_for(element, pseudo_type)
        if element in values and pseudo_type is None:
            style = style.copy()
            for name, value in values[element].items():
                style[name] = value
        return style

    return read_style


def _foretells_itself(made: Layout, flow: Flow) -> bool:
    """Tell whether what is foretold of a layout is what it is."""
    pages = _foretell_filled(made, flow, made.edition, None, {})
    return len(pages) == len(made.pages) and all(
        NOTES in page.names or abs(page.fill - own.fill) < LEAST_DIFFERENCE
        for page, own in zip(pages, made.pages, strict=True)
    )


def _foretell_filled(
    made: Layout, flow: Flow, edition: Edition, style_for: StyleFor | None, moved: Sections
) -> tuple[PageUse, ...]:
    """Foretell pages with the lines for notes, as `plan_notes` plans them, and blank ones."""
    live, room, names = made.pages[0].live, made.notes_room, edition.fit.remedies
    changes = LayoutChanges(
        style_for,
        {section: tuple(moved[name]) for name, section in walk_sections(made.root) if name in moved},
        {figure: _compare_figures(made.edition.fit, edition.fit, figure) for figure in made.root.iter("figure")},
        "credit-first" in {*names} - {*made.edition.fit.remedies},
    )

    def foretell(notes: NotesBlock | None = None, *, has_notes: bool = True) -> ForetoldPages:
        return foretell_pages(flow, live, changes, notes, has_notes=has_notes)

    if room and flow.notes_height is not None and not read_length(edition, "back-matter-height"):
        return tuple(_plan_notes_within(edition, room, flow.notes_height, foretell))
    pages = foretell(has_notes=bool(room)).pages
    end = _find_back(pages)
    blank = [PageUse(0.0, live, frozenset({"blank-page"}))] * names.count("blank-page")
    plan = NO_LINES
    if room:
        gap = read_length(edition, "question-gap")
        below = live - pages[end - 1].used - gap - room.height if end else 0.0
        plan = plan_notes(edition, replace(room, pages=len(pages) + len(blank) + (not end), alone=not end, below=below))
    if plan.own_page:
        blank.insert(0, PageUse(0.0, live, frozenset({NOTES})))
    elif plan.lines:
        pages[end - 1] = replace(pages[end - 1], names=pages[end - 1].names | {NOTES})
    elif room:
        pages = foretell(has_notes=False).pages
        end = _find_back(pages)
    return (*pages[:end], *blank, *pages[end:])


def _compare_figures(known: Fit, wanted: Fit, figure: Element) -> float:
    """Compare the widths of the drawings of a figure: the second one as a share of the first."""
    name = figure.get("id", "")
    return wanted.read_figure_share(name) / known.read_figure_share(name)


def _find_back(pages: Sequence[PageUse]) -> int:
    """Find the first page of the back matter, from 0."""
    return next((number for number, page in enumerate(pages) if "back" in page.names), len(pages))


def _plan_notes_within(edition: Edition, room: BlockRoom, above: float, foretell: Foretell) -> list[PageUse]:
    """Foretell pages on which the back matter follows the lines for notes, as `PageFiller` lays them out.

    above: the height in pixels of what stands above the lines.
    """
    first = foretell(NotesBlock(above + room.pitch / POINTS_PER_PX))
    pages = first.notes_page + 1 + first.after
    room = replace(room, pages=pages, alone=first.alone, below=first.below)
    plan, found = plan_notes(edition, room), first
    for is_checked in (False, True, True):
        height = above + plan.lines * (plan.pitch or room.pitch) / POINTS_PER_PX
        notes = NotesBlock(height, own_page=plan.own_page) if plan.lines else None
        found = foretell(notes, has_notes=bool(notes))
        known = plan_notes(edition, replace(room, pages=first.notes_page + 1 + found.after))
        if known == plan or (is_checked and known.own_page):
            break
        plan = known
    return found.pages


def _move(sections: Sections, known: Fit, wanted: Fit) -> Sections:
    """Move the blocks of answers that stand as one fit says to where another says."""
    moved = dict[str, list[Element]]()
    for name, (heading, *blocks) in sections.items():
        order = known.arrange(name, range(len(blocks)))
        in_text = sorted(zip(order, blocks, strict=True), key=lambda one: one[0])
        moved[name] = [heading, *wanted.arrange(name, [block for _, block in in_text])]
    return moved
