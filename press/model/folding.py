"""Folds as plain data: which page stands where on which face of a sheet, and how far it moves for the paper.

A face is what one side of a sheet shows, seen upright; the second face is seen after the sheet has been turned over
about its vertical middle line, as a printer does that flips on the short edge of a landscape sheet. All lengths in
points, from the lower left corner of the face.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from press.model.facts import Folding, Variant
from press.model.formatting import points

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Fold:
    """A fold of a single sheet.

    outside, inside: page numbers from 1, from left to right on each face, for a piece that opens to the left;
    narrow: the pages on the narrower panel, which backs itself.
    """

    outside: tuple[int, ...]
    inside: tuple[int, ...]
    narrow: frozenset[int] = frozenset()

    @property
    def pages(self) -> int:
        """How many pages the sheet has."""
        return len(self.outside) + len(self.inside)


FOLDS: Mapping[str, Fold] = {
    "c-fold": Fold(outside=(2, 6, 1), inside=(3, 4, 5), narrow=frozenset({2, 5})),
    "z-fold": Fold(outside=(5, 6, 1), inside=(2, 3, 4)),
    "half-fold": Fold(outside=(4, 1), inside=(2, 3)),
}
"""The folds of one sheet; a stapled booklet ("saddle") has as many sheets as it needs. To add a fold: one row.

c-fold: cover, flap, three inside, back; the flap is folded in first, so it is narrower (research/peers-and-rules.md,
"Print geometry"). z-fold: the three inside panels read on from the cover, and the last two are on its own side."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a page stands on a face.

    page: from 1; left, bottom, width, height: its panel; shift: how far its content moves to the right (to the left
    when negative) inside the panel.
    """

    page: int
    left: float
    bottom: float
    width: float
    height: float
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class Face:
    """One side of a sheet: its size, and its pages from left to right."""

    width: float
    height: float
    spots: tuple[Spot, ...]

    @property
    def folds(self) -> tuple[float, ...]:
        """Where the paper is folded on this face: the edge between one panel and the next."""
        return tuple(spot.left for spot in self.spots[1:])


def page_count(folding: Folding, pages: int) -> int:
    """How many pages a piece of at least so many pages has: a multiple of four, or what the fold has."""
    return -(-pages // 4) * 4 if folding.kind == "saddle" else FOLDS[folding.kind].pages


def sheet_count(folding: Folding, pages: int) -> int:
    """How many sheets of paper a piece takes."""
    return pages // 4 if folding.kind == "saddle" else 1


def page_widths(variant: Variant, pages: int) -> tuple[float, ...]:
    """The width of each page: the trim width of the variant, and on narrow panels what the others leave."""
    assert variant.width
    wide = points(variant.width)
    narrow = narrow_pages(variant.fold)
    return tuple(narrow_width(variant) if page in narrow else wide for page in range(1, pages + 1))


def narrow_pages(folding: Folding | None) -> frozenset[int]:
    """The pages on narrow panels."""
    return FOLDS[folding.kind].narrow if folding and folding.kind in FOLDS else frozenset()


def narrow_width(variant: Variant) -> float:
    """The width of a narrow panel: what the wide ones leave of the sheet."""
    assert variant.fold
    assert variant.width
    across = len(FOLDS[variant.fold.kind].outside)
    return points(variant.fold.sheet_width) - (across - 1) * points(variant.width)


def faces(variant: Variant, pages: int, direction: Direction) -> list[Face]:
    """Every face of a piece, sheet by sheet from the outermost, its outer face first.

    Raises ValueError when the pages are not as many as the fold has.
    """
    assert variant.fold
    if page_count(variant.fold, pages) != pages:
        raise ValueError(f"{pages} pages cannot be folded as {variant.fold.kind}")
    rows = _rows(variant.fold, pages)
    widths = page_widths(variant, pages)
    made = []
    for number, row in enumerate(rows):
        order = row if direction == "ltr" else row[::-1]
        creep = number // 2 * points(variant.fold.caliper) if variant.fold.kind == "saddle" else 0.0
        made.append(_face(variant, order, widths, creep))
    return made


def _rows(folding: Folding, pages: int) -> list[tuple[int, ...]]:
    """The page numbers of each face from left to right, for reading from left to right."""
    if folding.kind != "saddle":
        fold = FOLDS[folding.kind]
        return [fold.outside, fold.inside]
    rows: list[tuple[int, ...]] = []
    for sheet in range(pages // 4):
        first, last = 2 * sheet + 1, pages - 2 * sheet
        rows += [(last, first), (first + 1, last - 1)]
    return rows


def _face(variant: Variant, order: tuple[int, ...], widths: tuple[float, ...], creep: float) -> Face:
    """A face with its panels side by side, in the middle of the sheet.

    creep: how far the pages of this sheet move towards the spine. Each sheet of a booklet lies around the ones inside
    it, so its fold is one thickness of paper further out than theirs; cut level at the fore edge, an inner page
    loses that much of its outer margin (research/peers-and-rules.md, "Print geometry").
    """
    assert variant.fold
    assert variant.height
    width, height = points(variant.fold.sheet_width), points(variant.fold.sheet_height)
    tall = points(variant.height)
    left = (width - sum(widths[page - 1] for page in order)) / 2
    spots = []
    for at, page in enumerate(order):
        shift = 0.0 if not creep else (creep if at == 0 else -creep)
        spots.append(Spot(page, left, (height - tall) / 2, widths[page - 1], tall, shift))
        left += widths[page - 1]
    return Face(width, height, tuple(spots))
