"""Filling pages with ruled lines for the reader's questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from press import render as render_module
from press.build import pipeline
from press.model.edition import Edition, FinishedEdition
from press.render import FEWEST_LINES, count_note_lines, render
from press.render.layout.room import BlockRoom, PageFilling
from press.typeset import typeset
from tests.conftest import ROOT, Shipped

CLOSE = {"note-pitch": "8pt"}
"""Lines so close that some of them fit on any page."""
ROOM = BlockRoom(pages=4, alone=False, height=60, pitch=25, below=210, live=680)


@pytest.fixture
def filled(base_finals: dict[str, FinishedEdition]) -> Edition:
    """An edition whose variant asks for pages in pairs, with text enough for an odd and an even number of them."""
    edition = base_finals["pdf"].edition
    return asking(edition, 2)


@pytest.mark.parametrize(
    ("room", "lines"),
    [
        (ROOM, 1 + 8),  # what is free on the page
        (replace(ROOM, pages=5), 1 + 8 + 27),  # and a whole page more, to make it even
        (replace(ROOM, below=60), 0),  # fewer than look meant
        (replace(ROOM, alone=True, pages=5), 0),  # the pages are even without the lines
        (replace(ROOM, alone=True, pages=4, below=600), 1 + 24),  # the lines make them even
    ],
)
def test_as_many_lines_as_fill_the_pages(room: BlockRoom, lines: int, filled: Edition) -> None:
    assert count_note_lines(filled, room) == lines
    assert lines == 0 or lines >= FEWEST_LINES


@pytest.mark.parametrize("multiple", [2, 3, 4])
def test_pages_filled_in_the_layout_are_those_of_a_new_layout(
    multiple: int, filled: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Laying out only the pages from the first line on gives the bytes that typesetting all the lines gives."""
    edition = asking(filled, multiple)
    filling = render_module._make_filling(edition)
    assert isinstance(filling, PageFilling)
    monkeypatch.setattr(render_module, "_make_filling", lambda _: filling)
    draft = render(edition, typeset(edition, notes=1), 1)
    assert draft.lost_ruled_lines == (filling.line_count == 0)
    if filling.line_count:
        assert draft.pages % multiple == 0
    assert draft.data == render(edition, typeset(edition, notes=filling.line_count or 0), filling.line_count or 0).data


@pytest.mark.parametrize("variant", ["large-print-aph", "half-letter", "letter"])
def test_a_wrong_guess_of_what_follows_the_lines_changes_nothing(variant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines ruled, or taken out, for pages that do not follow after all are laid out again as they should be."""
    library = pipeline.read_library(ROOT / "sources")
    edition = pipeline.select_editions(library, langs=("en",), variants=(variant,))[0]
    html = typeset(edition, notes=1)
    filling = render_module._make_filling(edition)
    assert isinstance(filling, PageFilling)
    drafts = []
    for after in range(4):
        filling = replace(filling, after=after, line_count=None)
        monkeypatch.setattr(render_module, "_make_filling", lambda _, filling=filling: filling)
        drafts.append(render(edition, html, 1))
        monkeypatch.undo()
    plain = render(edition, typeset(edition, notes=filling.line_count or 0), filling.line_count or 0)
    assert {(draft.data, draft.pages) for draft in drafts} == {(plain.data, plain.pages)}
    assert {draft.lost_ruled_lines for draft in drafts} == {filling.line_count == 0}
    assert render_module._load_setting().after[edition.variant_name, edition.lang] == filling.after != 0


@pytest.mark.parametrize("variant", ["large-print", "large-print-aph", "booklet"])
def test_where_no_lines_are_wanted_nothing_of_them_is_left(variant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking the block and its entry in the contents out of the layout gives the bytes of a page without them."""
    library = pipeline.read_library(ROOT / "sources")
    edition = pipeline.select_editions(library, langs=("en",), variants=(variant,))[0]
    html = typeset(edition, notes=1)
    assert '<a href="#notes">' in html
    filling = render_module._make_filling(edition)
    assert isinstance(filling, PageFilling)
    filling.lines = lambda _: 0
    monkeypatch.setattr(render_module, "_make_filling", lambda _: filling)
    draft = render(edition, html, 1)
    assert draft.lost_ruled_lines
    plain = render(edition, typeset(edition))
    assert (draft.data, draft.pages) == (plain.data, plain.pages)


def asking(edition: Edition, fill: int) -> Edition:
    """The edition with a variant that asks for a multiple of some pages."""
    return replace(edition, variant=edition.variant.model_copy(update={"fill": fill, "tokens": CLOSE}))


def test_a_filled_edition_has_whole_sheets(filled: Edition) -> None:
    final, _ = pipeline.make_edition(filled)
    assert final.pages % 2 == 0


def test_the_shipped_editions_have_the_pages_their_variants_ask_for(shipped: Shipped) -> None:
    library = pipeline.read_library(ROOT / "sources")
    for row in shipped.editions:
        fill = library.variants[row["variant"]].fill
        assert not fill or row["pages"] % fill == 0, row["edition"]
