"""Folds as data: where each page stands on the sides of a sheet, and how far it moves for the thickness of the paper.

A side of a sheet is described as it is seen upright. The second side is seen after the sheet has been turned over about
its vertical middle line, as a printer does that flips on the short edge of a landscape sheet. All lengths are in
points, from the lower left corner of the side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from press.model.formatting import convert_to_points
from press.model.sources.variant import PAGES_ON_FOLDED_SHEET, Folding, Variant

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Fold:
    """A fold of a single sheet.

    outside, inside: page numbers from 1, from left to right on each side, for a piece that opens to the left; narrow:
    the two pages on the front and back of the narrower panel.
    """

    outside: tuple[int, ...]
    inside: tuple[int, ...]
    narrow_pages: frozenset[int] = frozenset()

    @property
    def page_count(self) -> int:
        """The number of pages on the sheet."""
        return len(self.outside) + len(self.inside)


FOLDS: Mapping[str, Fold] = {
    "c-fold": Fold(outside=(2, 6, 1), inside=(3, 4, 5), narrow_pages=frozenset({2, 5})),
    "z-fold": Fold(outside=(5, 6, 1), inside=(2, 3, 4)),
    "half-fold": Fold(outside=(4, 1), inside=(2, 3)),
}
"""The folds of one sheet; a stapled booklet ("saddle") has as many sheets as it needs. A new fold is one row.

c-fold: cover, flap, three inside panels, back; the flap is folded in first, so it is narrower, or it would buckle in
the fold. z-fold: the three inside panels follow the cover, and the last two are on the cover's side."""


@dataclass(frozen=True, slots=True)
class PagePosition:
    """The place of a page on a side of a sheet.

    page: counted from 1; left, bottom, width, height: its panel; shift: how far its content moves to the right inside
    the panel, or to the left if negative.
    """

    page: int
    left: float
    bottom: float
    width: float
    height: float
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class SheetSide:
    """One side of a sheet: its size, and its pages from left to right."""

    width: float
    height: float
    positions: tuple[PagePosition, ...]

    @property
    def fold_positions(self) -> tuple[float, ...]:
        """The places of the folds on this side, each the edge between two panels."""
        return tuple(spot.left for spot in self.positions[1:])


def count_pages(folding: Folding, pages: int) -> int:
    """Count the pages of a folded piece, blank ones included.

    A booklet has a multiple of four pages; any other piece has what its fold has. pages: that have content.
    """
    if folding.kind == "saddle":
        return -(-pages // PAGES_ON_FOLDED_SHEET) * PAGES_ON_FOLDED_SHEET
    return FOLDS[folding.kind].page_count


def count_spare_pages(variant: Variant, pages: int) -> int:
    """Count the pages that a fold or a variant asks for beyond some; below 0 if they are too many."""
    return count_pages(variant.fold, pages) - pages if variant.fold else -pages % (variant.fill or 1)


def has_fixed_pages(variant: Variant) -> bool:
    """Tell whether a piece has a number of pages that its text does not change: those of one fold, or of a summary."""
    return bool(variant.summary or (variant.fold and variant.fold.kind != "saddle"))


def count_sheets(variant: Variant, pages: int) -> int:
    """Count the sheets for some pages, as the search for few sheets compares them.

    Each page too many for a fold or a summary counts as a sheet. Pages that come in fours, as those of a book of half
    sheets, are four to a sheet.
    """
    fold = variant.fold
    if variant.summary:
        return 1 + max(0, pages - variant.summary)
    if fold and fold.kind != "saddle":
        return 1 + max(0, pages - count_pages(fold, pages))
    return -(-pages // (PAGES_ON_FOLDED_SHEET if fold or variant.fill == PAGES_ON_FOLDED_SHEET else 2))


def list_page_widths(variant: Variant, pages: int) -> tuple[float, ...]:
    """List the width of each page.

    It is the trim width of the variant; a narrow panel has what the others leave of the sheet.
    """
    assert variant.width
    wide = convert_to_points(variant.width)
    narrow = find_narrow_pages(variant.fold)
    return tuple(measure_narrow_panel(variant) if page in narrow else wide for page in range(1, pages + 1))


def find_narrow_pages(folding: Folding | None) -> frozenset[int]:
    """List the pages on narrow panels."""
    return FOLDS[folding.kind].narrow_pages if folding and folding.kind in FOLDS else frozenset()


def find_inside_pages(folding: Folding | None) -> tuple[int, ...]:
    """List the pages that are seen together when a sheet is open."""
    return FOLDS[folding.kind].inside if folding and folding.kind in FOLDS else ()


def measure_narrow_panel(variant: Variant) -> float:
    """Measure the narrow panel: the sheet less its wide panels."""
    assert variant.fold
    assert variant.width
    across = len(FOLDS[variant.fold.kind].outside)
    return convert_to_points(variant.fold.sheet_width) - (across - 1) * convert_to_points(variant.width)


def build_sheet_sides(variant: Variant, pages: int, direction: Direction) -> list[SheetSide]:
    """Build both sides of every sheet of a piece.

    The outermost sheet comes first, and of each sheet its outer side. Raises ValueError if the fold has another number
    of pages.
    """
    assert variant.fold
    if count_pages(variant.fold, pages) != pages:
        raise ValueError(f"{pages} pages cannot be folded as {variant.fold.kind}")
    rows = _list_rows(variant.fold, pages)
    widths = list_page_widths(variant, pages)
    sides = []
    for number, row in enumerate(rows):
        order = row if direction == "ltr" else row[::-1]
        creep = number // 2 * convert_to_points(variant.fold.caliper) if variant.fold.kind == "saddle" else 0.0
        sides.append(_build_side(variant, order, widths, creep))
    return sides


def _list_rows(folding: Folding, pages: int) -> list[tuple[int, ...]]:
    """List the pages of each side for left-to-right reading."""
    if folding.kind != "saddle":
        fold = FOLDS[folding.kind]
        return [fold.outside, fold.inside]
    rows: list[tuple[int, ...]] = []
    for sheet in range(pages // 4):
        first, last = 2 * sheet + 1, pages - 2 * sheet
        rows += [(last, first), (first + 1, last - 1)]
    return rows


def _build_side(variant: Variant, order: tuple[int, ...], widths: tuple[float, ...], creep: float) -> SheetSide:
    """Build one side, its panels centered on the sheet.

    creep: how far the pages of this sheet move toward the spine. Each sheet of a booklet lies around the ones inside
    it, so its fold is one thickness of paper further out than theirs. All are cut level at the fore edge, so an inner
    page would lose that much of its outer margin.
    """
    assert variant.fold
    assert variant.height
    width, height = convert_to_points(variant.fold.sheet_width), convert_to_points(variant.fold.sheet_height)
    tall = convert_to_points(variant.height)
    left = (width - sum(widths[page - 1] for page in order)) / 2
    positions = []
    for at, page in enumerate(order):
        shift = 0.0 if not creep else (creep if at == 0 else -creep)
        positions.append(PagePosition(page, left, (height - tall) / 2, widths[page - 1], tall, shift))
        left += widths[page - 1]
    return SheetSide(width, height, tuple(positions))
