"""The inside of a folded sheet as one spread: a band of pictures, and below it answers that do not cross a fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from press.model.edition import Edition
from press.model.folding import count_pages, find_inside_pages
from press.model.nodes import BLOCKS, Node
from press.style.resolve import read_points
from press.style.tokens import list_changed_tokens
from press.typeset.figures import FigureView, view_figure
from press.typeset.page import EditionPage, SectionView

CHARACTER_WIDTH = 0.5
"""The mean width of a character of running text, as a share of its size."""
NO_BAND = FigureView((), (), "")


@dataclass(frozen=True, slots=True)
class LeafletView:
    """A leaflet as typeset.

    panels: the answers of each panel of the inside; before, after: those on the page that is folded in, which is read
    before the inside or after it; has_flap: whether it is read before; has_notes: whether it may have lines for notes,
    on the page that is folded in or, on a sheet without one, after the last answer; ends_with_notes: whether it has
    them after the last answer although a page is folded in; band: the figure across the panels, if there is one, and
    its id.
    """

    panels: tuple[tuple[SectionView, ...], ...]
    before: tuple[SectionView, ...]
    after: tuple[SectionView, ...]
    has_flap: bool
    has_notes: bool
    ends_with_notes: bool
    band: FigureView
    band_id: str


def arrange_leaflet(page: EditionPage) -> LeafletView | None:
    """Arrange the answers of a leaflet in panels; None for any other edition.

    Answers keep their order, and the fullest panel is as empty as can be.
    """
    edition = page.edition
    inside = find_inside_pages(edition.variant.fold) if edition.variant.spread else ()
    if not inside:
        return None
    plan = edition.publication.facts.leaflet
    has_flap = inside[0] > 2
    assert edition.variant.fold
    is_ending = "lines-inside" in edition.fit.remedies
    has_notes = (
        inside[-1] + 1 < count_pages(edition.variant.fold, 0)
        or "lines-on-flap" in edition.fit.remedies
        or (is_ending and not has_flap)
    )
    flap = tuple(one for one in page.answers if len(inside) > 2 and one.id in plan.flap)
    answers = [one for one in page.answers if one not in flap]
    before, after = (flap, ()) if has_flap else ((), flap)
    heights = [_estimate_height(edition, one) for one in answers]
    after_last = 0.0 if flap or has_flap else _estimate_matter(page)
    cuts = _choose_cuts(heights, [*[0.0] * (len(inside) - 1), after_last])
    panels = tuple(tuple(answers[first:end]) for first, end in zip((0, *cuts), (*cuts, len(answers)), strict=True))
    band = find_band(edition, plan.bands, len(inside))
    view, band_id = (view_figure(edition, band), band.attrs["id"]) if band else (NO_BAND, "")
    return LeafletView(panels, before, after, has_flap, has_notes, is_ending and has_flap, view, band_id)


def _estimate_matter(page: EditionPage) -> float:
    """Estimate the height of what follows the last answer, statements or directory, in lines."""
    if page.edition.variant.back == "statements" and page.directory:
        return 3.0 + 2.5 * len(page.directory)
    blocks = [block for half in page.about for one in half for block in one.blocks]
    return sum(_estimate_lines(page.edition, block) for block in blocks)


def find_band(edition: Edition, names: Sequence[str], panels: int) -> Node | None:
    """Find the first figure with as many pictures as there are panels, in the long text or the short one."""
    sections = edition.publication.translations[edition.lang].sections
    figures = {node.attrs["id"]: node for one in sections for node in one.blocks if node.kind == "figure"}
    found = [figures[name] for name in names if name in figures]
    return next((one for one in found if sum(child.kind == "panel" for child in one.children) == panels), None)


def _choose_cuts(heights: Sequence[float], filled: Sequence[float]) -> tuple[int, ...]:
    """Choose where panels begin, so that the highest is as low as can be.

    filled: the height of what else stands in each panel.
    """
    panels = len(filled)

    def measure(cuts: tuple[int, ...]) -> list[float]:
        sums = [sum(heights[first:end]) for first, end in zip((0, *cuts), (*cuts, len(heights)), strict=True)]
        return sorted((sum(both) for both in zip(sums, filled, strict=True)), reverse=True)

    places = range(1, len(heights)) if len(heights) >= panels else range(len(heights) + 1)
    return min(combinations(places, panels - 1), key=measure, default=(len(heights),) * (panels - 1))


def _estimate_height(edition: Edition, answer: SectionView) -> float:
    """Estimate the height of an answer in lines of its text, its heading and its gaps included."""
    blocks = [block for top in _list_own_blocks(edition, answer) for block in top.walk() if block.kind in BLOCKS]
    leaves = [one for one in blocks if not any(child.kind in BLOCKS for child in one.children)]
    return 3.5 + sum(_estimate_lines(edition, one) + 0.4 for one in leaves)


def _list_own_blocks(edition: Edition, answer: SectionView) -> list[Node]:
    """List the blocks of an answer without a figure that fills its panel, which must not move it to another one."""
    added = edition.fit.added_figures.values()
    return [one for one in (*answer.start, *answer.rest) if one.attrs.get("id") not in added]


def _estimate_lines(edition: Edition, block: Node) -> float:
    tokens = list_changed_tokens(edition)
    width = sum(
        sign * (read_points(f"--{name}", tokens) or 0.0)
        for name, sign in (("paper-width", 1), ("margin-inner", -1), ("margin-outer", -1))
    )
    size = read_points("--font-size-body", tokens) or 11.0
    characters = max(10.0, width / (CHARACTER_WIDTH * size))
    return -(-len(block.text_content) // characters)
