"""Layouts that a search foretells instead of making them."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest

from press import render as render_module
from press.build import pipeline
from press.model.edition import Edition
from press.render.layout import layouts as layouts_module
from press.render.layout.layouts import ForetoldLayout, Layout, Layouts, Styled
from press.render.layout.pages import BlockMove, PageUse, list_far_moves, list_moves
from press.render.layout.remedies import apply_remedies, measure_least_share
from press.render.layout.search import find_best_layout
from press.typeset import typeset
from tests.conftest import ROOT


def select(variant: str, lang: str = "en") -> Edition:
    library = pipeline.read_library(ROOT / "sources")
    return pipeline.select_editions(library, ("osteopetrosis",), (lang,), (variant,))[0]


def lay_out(edition: Edition, *, until_cut: bool = False, like: Styled | None = None) -> Layout:
    lines = 1 if edition.variant.fill else 0
    html = typeset(edition, notes=lines)
    return render_module._lay_out(edition, html, lines, until_cut=until_cut, like=like)


def list_fills(layout: Layout) -> list[float]:
    """How full the pages are; pages with lines for notes have as many of these as there is room for."""
    return [1.0 if "notes" in page.names else page.fill for page in layout.pages]


ANSWER = """<section id="s"><div class="start"><p>A.</p></div><p>B.</p><figure id="f"/><ul/><p class="intro">C:</p><ul/>
<h3>D</h3><p>E.</p><div class="callout"/><p>F.</p></section>"""


def test_a_figure_moves_in_its_answer_and_parts_nothing() -> None:
    """It stands between no heading and its words, and between no list and the sentence that introduces it."""
    answer = list(fromstring(ANSWER))
    pages = [PageUse(50, 100, frozenset()), PageUse(90, 100, frozenset(), answer[2])]
    assert list_far_moves(pages, {"s": answer}) == [
        BlockMove("s", 1, 0), BlockMove("s", 1, 2), BlockMove("s", 1, 4), BlockMove("s", 1, 6),
    ]  # fmt: skip
    pages[1] = replace(pages[1], first=answer[1])
    assert not list_far_moves(pages, {"s": answer}), "a paragraph breaks, and stays"


def test_a_figure_is_as_small_as_it_may_be() -> None:
    """In large print it still grows as much as the text; where the text does not grow, it does not shrink."""
    edition = select("large-print")
    least = measure_least_share(edition, "fig-forms")
    assert 0.75 < least < 0.85
    assert measure_least_share(select("letter"), "fig-forms") == 1
    small = typeset(apply_remedies(edition, ("smaller-figure:fig-forms:81",)))
    assert "width: 68.0%" in small, "81 % of 84 %"


@pytest.mark.parametrize(
    ("variant", "remedies"),
    [
        ("letter", ("break-items", "close-gaps")),  # gaps, lines closer together, headings beside the text
        ("booklet", ("lines-below", "contents-page", "blank-page")),  # notes share a page, others have their own
        ("half-letter", ("break-items",)),  # pages break in items and first paragraphs, and notes lose their page
        ("z-fold", ("close-gaps",)),  # panels with breaks that are forced
        ("large-print-a4", ("whole-last-words", "close-gaps")),  # guidelines fix how far apart lines stand
        ("large-print-a4", ("smaller-figure:fig-bones:81", "close-gaps")),  # drawings are smaller
        ("large-print-a4", ("open-gaps:115", "open-contents:120")),  # gaps are larger
        ("large-print", ("credit-first", "close-gaps")),  # the credit has another place
    ],
)
def test_pages_are_foretold_as_they_come_out(variant: str, remedies: tuple[str, ...]) -> None:
    edition = select(variant)
    layouts = Layouts(lay_out)
    first = layouts.find(edition)
    foretold = layouts.find(apply_remedies(edition, remedies))
    made = layouts.make(apply_remedies(edition, remedies))
    assert not isinstance(first, ForetoldLayout)
    assert isinstance(foretold, ForetoldLayout)
    assert list_fills(foretold) == pytest.approx(list_fills(made), abs=0.02)
    assert foretold.cost == made.cost
    assert list_moves(foretold.pages, foretold.sections) == list_moves(made.pages, made.sections)


def test_what_moves_changes_places() -> None:
    edition = select("booklet-a5")
    layouts = Layouts(lay_out)
    first, foretold = layouts.find(edition), layouts.find(apply_remedies(edition, ("move:cause:0:1",)))
    before, after = first.sections["cause"], foretold.sections["cause"]
    assert (before[1], before[2]) == (after[2], after[1])
    assert foretold.cost == layouts.make(foretold.edition).cost


def test_a_forecast_does_not_depend_on_those_before_it() -> None:
    """Blocks and pages that come again are taken from earlier forecasts; they are those that a first one finds."""
    edition = select("large-print-a4")
    known, new = Layouts(lay_out), Layouts(lay_out)
    new._made[()] = known.find(edition)
    moves = ("move:forms:3:2", "move:what:3:0", "move:cause:0:1")
    small = ("smaller-figure:fig-bones:81", "smaller-figure:fig-forms:90")
    tried = [moves[:1], (*moves[:2], *small[:1]), small, moves, moves[1:], (*moves, *small, "whole-last-words")]
    others = [(name, *one) for one in tried for name in ("close-gaps", "credit-first")]
    for names in [*tried, *others, *reversed(tried), *reversed(others)]:
        wanted = apply_remedies(edition, names)
        new._flows.clear()
        assert known.find(wanted).pages == new.find(wanted).pages, names


def test_a_search_that_foretells_wrongly_makes_its_layouts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that was foretold to be fuller than it is costs layouts, and is never what is chosen."""
    edition = select("trifold", "es")
    wanted = find_best_layout(edition, lay_out)
    monkeypatch.setattr(
        layouts_module,
        "_foretell_filled",
        lambda made, *_: tuple(replace(page, used=page.live) for page in made.pages),
    )
    monkeypatch.setattr(layouts_module, "_foretells_itself", lambda *_: True)
    made: list[tuple[str, ...]] = []

    def count(one: Edition, *, until_cut: bool = False, like: Styled | None = None) -> Layout:
        made.append(one.fit.remedies)
        return lay_out(one, until_cut=until_cut, like=like)

    assert find_best_layout(edition, count).edition.fit == wanted.edition.fit
    assert len(made) == len(set(made))


def test_a_search_ends_with_the_bytes_of_a_layout_of_its_own() -> None:
    """Lines, styles and the page that an earlier layout left are the ones that a new layout finds."""
    edition = select("letter")
    found, _, draft = render_module.render_fitted(edition, lambda one, lines: typeset(one, notes=lines))
    assert {"break-items", "close-gaps"} <= {*found.fit.remedies}
    assert draft.data == render_module.render(found, typeset(found, notes=1), 1).data


def test_a_layout_ends_at_a_cover_that_runs_on() -> None:
    edition = select("large-print", "es")
    cut, whole = lay_out(edition, until_cut=True), lay_out(edition)
    assert cut.is_cover_cut
    assert list_fills(cut) == list_fills(whole)[:2]
    inside = apply_remedies(edition, ("brief-inside",))
    assert len(lay_out(inside, until_cut=True).pages) > len(cut.pages)


def test_a_search_stops_when_enough_pages_were_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of a hundred pages was laid out until its edition took longer than a worker may."""
    monkeypatch.setattr(layouts_module, "MOST_PAGES", 1)
    made: list[tuple[str, ...]] = []

    def count(one: Edition, *, until_cut: bool = False, like: Styled | None = None) -> Layout:
        made.append(one.fit.remedies)
        return lay_out(one, until_cut=until_cut, like=like)

    find_best_layout(select("z-fold", "es"), count)
    assert made, "usually, break-items and close-gaps are tried too"
    assert not {name for names in made for name in names} & {"break-items", "close-gaps"}
