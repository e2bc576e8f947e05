"""A fold simulator: prints sheets that were read back, folds them, and reads them as a reader would.

The paper lies with its inner side up. Folding moves panels over or under others about a line; unfolding reverses it.
The simulator does not know which page should be where: it reports the order in which pages are met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from press.readback.sheets.sheets import ImposedSheets, PlacedPage, SheetFace

CLOSE = 0.01
"""Points that do not matter."""
PLAY = 72 / 32
"""How much narrower a folded-in panel must be than those around it: at least 1/32 in, in points.
Trade figures are 1/16 in on text stock and 3/32 in on heavy stock (research/peers-and-rules.md, "Print geometry")."""

Step = tuple[int, Literal["left", "right"], Literal["over", "under"]]
"""A fold: its line, counted from 1 from the left; the side of the paper that moves; and where it goes."""

STEPS: Mapping[str, tuple[Step, ...]] = {
    "c-fold": ((2, "right", "over"), (1, "left", "over")),
    "z-fold": ((1, "left", "over"), (2, "right", "under")),
    "half-fold": ((1, "left", "over"),),
    "saddle": ((1, "left", "over"),),
}
"""The folds of each piece that opens to the left, with the inner side up."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel of a sheet while it is folded.

    number: from 0, from the left of the inner side; left, right: where it lies; level: how high; turned: whether its
    outer side is up.
    """

    number: int
    left: float
    right: float
    level: int = 0
    turned: bool = False


@dataclass(frozen=True, slots=True)
class FoldResult:
    """The result of folding: page numbers in the order in which a reader meets them, and what is wrong."""

    pages: tuple[int, ...]
    problems: tuple[str, ...]


def simulate_fold(sheets: ImposedSheets, kind: str, direction: str = "ltr", caliper: float = 0.0) -> FoldResult:
    """Print sheets on both sides, fold them, and read them.

    kind: a key of `STEPS`; direction: in which the piece is read; caliper: thickness of the paper in points.
    """
    if len(sheets.faces) % 2:
        return FoldResult((), ("a sheet has no second side",))
    if sheets.duplex != "DuplexFlipShortEdge":
        return FoldResult(
            (), (f"the sheets ask for {sheets.duplex or 'no duplex mode'}, so the second side is printed upside down",)
        )
    pairs = list(zip(sheets.faces[::2], sheets.faces[1::2], strict=True))
    problems: list[str] = []
    found = [_Sheet(outer, inner, kind, number, problems) for number, (outer, inner) in enumerate(pairs, 1)]
    steps = _mirror_steps(STEPS[kind], len(found[0].lines)) if direction == "rtl" else STEPS[kind]
    if kind == "saddle":
        pages = list(_read_booklet(found, steps))
        problems += _find_creep(found, caliper)
    else:
        pages = list(_read_leaflet(found[0], steps, problems))
    return FoldResult(tuple(pages), tuple(problems))


class _Sheet:
    """A sheet of paper with two sides and its fold lines, as they lie on the inner side."""

    def __init__(self, outer: SheetFace, inner: SheetFace, kind: str, number: int, problems: list[str]) -> None:
        self.outer, self.inner, self.width = outer, inner, outer.width
        if abs(inner.width - outer.width) > CLOSE or abs(inner.height - outer.height) > CLOSE:
            problems.append(f"sheet {number}: its two sides differ in size")
        # A booklet is folded edge to edge; where a leaflet is folded shows on its outer side.
        outside = [self.width / 2] if kind in ("saddle", "half-fold") else _find_page_edges(outer)
        self.lines = [self.width - line for line in reversed(outside)]
        edges = [inner.trim[0], *self.lines, inner.trim[2]]
        self.panels = [Panel(at, left, right) for at, (left, right) in enumerate(pairwise(edges))]
        self.inside = [self._find_page(inner, panel.left, panel.right, f"sheet {number}, inside", problems)
                       for panel in self.panels]  # fmt: skip
        self.outside = [
            self._find_page(
                outer, self.width - panel.right, self.width - panel.left, f"sheet {number}, outside", problems
            )
            for panel in self.panels
        ]

    def _find_page(
        self, face: SheetFace, left: float, right: float, where: str, problems: list[str]
    ) -> PlacedPage | None:
        """Find the page on a panel of one side.

        Adds a problem for a page that is not whole, straight and inside the panel.
        """
        near = [one for one in face.placed if min(one.seen[2], right) - max(one.seen[0], left) > (right - left) / 2]
        if len(near) != 1:
            problems.append(f"{where}: a panel has {len(near)} pages")
            return None
        (one,) = near
        if not one.upright:
            problems.append(f"{where}: page {one.page} is turned or scaled")
        if one.seen[0] < left - CLOSE or one.seen[2] > right + CLOSE:
            over = max(left - one.seen[0], one.seen[2] - right)
            problems.append(f"{where}: page {one.page} crosses a fold by {over:.2f} pt")
        return one

    def find_page_number(self, panel: Panel) -> int:
        """Return the number of the page that faces up."""
        placed = (self.outside if panel.turned else self.inside)[panel.number]
        return placed.page if placed else 0


def _find_page_edges(face: SheetFace) -> list[float]:
    """Find where pages of a face meet."""
    row = sorted(face.placed, key=lambda one: one.seen[0])
    return [one.seen[0] for one in row[1:]]


def _mirror_steps(steps: Sequence[Step], lines: int) -> tuple[Step, ...]:
    """Mirror folds for a piece that opens to the right."""
    return tuple((lines + 1 - line, "left" if side == "right" else "right", way) for line, side, way in steps)


def _list_states(sheet: _Sheet, steps: Sequence[Step]) -> list[list[Panel]]:
    """List the panels before the first fold and after each."""
    states = [sheet.panels]
    for line, side, way in steps:
        states.append(_fold_once(states[-1], sheet.lines[line - 1], side, way))
    return states


def _fold_once(panels: list[Panel], line: float, side: str, way: str) -> list[Panel]:
    """Fold panels once.

    Those on the side that moves are turned over about the line.
    """
    top, bottom = max(panel.level for panel in panels), min(panel.level for panel in panels)
    after = []
    for panel in panels:
        if (panel.left + panel.right) / 2 < line if side == "left" else (panel.left + panel.right) / 2 > line:
            level = top + 1 + (top - panel.level) if way == "over" else bottom - 1 - (panel.level - bottom)
            mirrored = (2 * line - panel.right, 2 * line - panel.left)
            after.append(replace(panel, left=mirrored[0], right=mirrored[1], level=level, turned=not panel.turned))
        else:
            after.append(panel)
    return after


def _list_top_panels(panels: list[Panel]) -> list[Panel]:
    """List the panels seen from above, from left to right."""
    seen = [one for one in panels if not any(_is_above(other, one) for other in panels)]
    return sorted(seen, key=lambda panel: panel.left)


def _is_above(above: Panel, below: Panel) -> bool:
    common = min(above.right, below.right) - max(above.left, below.left)
    return above.level > below.level and common > (below.right - below.left) / 2


def _read_leaflet(sheet: _Sheet, steps: Sequence[Step], problems: list[str]) -> Iterator[int]:
    """Read the pages of a leaflet in the order met.

    First what each unfolding shows and the next one hides, then the open spread, then the rest.
    """
    states = _list_states(sheet, steps)
    problems += _find_pinched_panels(states[-1])
    read: set[int] = set()
    for state in reversed(states[1:]):
        for panel in _list_top_panels(state):
            if panel.turned and panel.number not in read:
                read.add(panel.number)
                yield sheet.find_page_number(panel)
    opens_left = _opens_left(states[-1])
    for panel in sheet.panels if opens_left else reversed(sheet.panels):
        yield sheet.find_page_number(panel)
    for panel in reversed(sheet.panels) if opens_left else sheet.panels:
        if panel.number not in read:
            yield sheet.find_page_number(replace(panel, turned=True))


def _opens_left(folded: list[Panel]) -> bool:
    """Tell whether the cover opens to the left.

    If it does, the cover is the leftmost panel of the inner side.
    """
    return max(folded, key=lambda panel: panel.level).number == 0


def _find_pinched_panels(folded: list[Panel]) -> Iterator[str]:
    """Find panels too wide for the fold around them."""
    top, bottom = max(panel.level for panel in folded), min(panel.level for panel in folded)
    around = [panel for panel in folded if panel.level in (top, bottom)]
    left, right = max(panel.left for panel in around), min(panel.right for panel in around)
    for panel in folded:
        tucked = panel.turned and panel.level not in (top, bottom)
        if tucked and (panel.right - panel.left) > right - left - PLAY + CLOSE:
            yield f"the panel that is folded in is {panel.right - panel.left:.2f} pt wide, as wide as those around it"


def _read_booklet(sheets: Sequence[_Sheet], steps: Sequence[Step]) -> Iterator[int]:
    """Read the pages of a booklet, leaf by leaf.

    Leaves are read from the top of the folded pile to its bottom, the upper side first. The pile lies with the first
    sheet at the bottom, so after folding its halves are around all the others.
    """
    pile = [(depth, sheet, panel) for depth, sheet in enumerate(sheets) for panel in _list_states(sheet, steps)[-1]]
    # The half that was turned over lies on top of the pile, the first sheet's above all.
    for _, sheet, panel in sorted(pile, key=lambda one: (not one[2].turned, one[0] if one[2].turned else -one[0])):
        yield sheet.find_page_number(panel)
        yield sheet.find_page_number(replace(panel, turned=not panel.turned))


def _find_creep(sheets: Sequence[_Sheet], caliper: float) -> Iterator[str]:
    """Find pages not level with those of the outermost sheet.

    Every sheet inside another has its fold one caliper further from the spine.
    """
    for depth, sheet in enumerate(sheets):
        for side in (sheet.inside, sheet.outside):
            middle = sheet.width / 2
            for placed in filter(None, side):
                on_left = (placed.box[0] + placed.box[2]) / 2 < middle
                gap = middle - placed.box[2] if on_left else placed.box[0] - middle
                off = gap + depth * caliper
                if abs(off) > CLOSE:
                    way = "the fore edge" if off > 0 else "the spine"
                    yield f"sheet {depth + 1}: page {placed.page} lies {abs(off):.2f} pt too far toward {way}"
