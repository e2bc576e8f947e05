"""Filling pages with ruled lines for the reader's questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pypdfium2
import pytest
from weasyprint.layout import page as pages

from press import render as render_module
from press.build import pipeline
from press.build.selection import select_editions
from press.model.edition import Edition, FinishedEdition
from press.model.fit import GAPS, MOST_LINES, Fit, NotesPlan
from press.render import render
from press.render.layout.remedies import apply_remedies
from press.render.layout.room import BlockRoom, PageFilling, plan_notes
from press.style.tokens import list_changed_tokens
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
    ("room", "plan"),
    [
        (ROOM, NotesPlan(1 + 8)),  # what is free on the page
        (replace(ROOM, below=500), NotesPlan(MOST_LINES)),  # and never a page of lines only
        (replace(ROOM, pages=5), NotesPlan(MOST_LINES, own_page=True, pitch=53)),  # a spare page, from head to foot
        (replace(ROOM, below=40), NotesPlan(0)),  # fewer than look meant
        (replace(ROOM, alone=True, pages=5), NotesPlan(0)),  # the pages are even without the lines
        (replace(ROOM, alone=True), NotesPlan(MOST_LINES, own_page=True, pitch=53)),  # the lines make them even
        (replace(ROOM, pages=5, height=650), NotesPlan(0)),  # a heading that leaves room for two lines
    ],
)
def test_lines_take_what_is_free_and_never_a_sheet(room: BlockRoom, plan: NotesPlan, filled: Edition) -> None:
    assert plan_notes(filled, room) == plan


def test_few_words_before_a_page_of_lines_share_it() -> None:
    """A booklet had a page with one line of words, and lines on the next; the inside of its back cover is blank now."""
    library = pipeline.read_library(ROOT / "sources")
    (edition,) = select_editions(library, ["calcium"], ["en"], ["booklet"])
    final = pipeline.finish_edition(edition)
    words = edition.language.words
    with pypdfium2.PdfDocument(final.data) as pdf:
        pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
    assert len(pages) == 8
    assert "available in" in pages[5]
    assert words.notes in pages[5]
    assert len(pages[6].split()) < 15, "title, number and page"


@pytest.mark.parametrize("multiple", [2, 3, 4])
def test_lines_ruled_in_the_layout_are_those_of_a_new_layout(
    multiple: int, filled: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Laying out only the pages from the first line on gives the bytes that typesetting all the lines gives."""
    edition = asking(filled, multiple)
    filling = render_module._make_filling(edition)
    assert isinstance(filling, PageFilling)
    plans = []
    make_plan = filling.make_plan
    filling.make_plan = lambda room: plans.append(make_plan(room)) or plans[-1]  # type: ignore[func-returns-value]
    monkeypatch.setattr(render_module, "_make_filling", lambda _: filling)
    draft = render(edition, typeset(edition, notes=1), 1)
    assert draft.lost_ruled_lines == (filling.line_count == 0)
    lines, plan = filling.line_count or 0, plans[-1]
    assert lines == plan.lines
    html = typeset(edition, notes=lines)
    if plan.own_page:
        style = f"<style>.notes {{ break-before: page }} .notes .rule {{ height: {plan.pitch}pt }}</style></head>"
        html = html.replace("</head>", style)
    assert draft.data == render(edition, html, lines).data


@pytest.mark.parametrize(
    ("variant", "remedies"),
    [
        ("large-print-aph", ()),
        ("half-letter", ()),
        ("letter", ()),
        ("large-print", ("brief-inside",)),
        ("large-print", ("brief-inside", "close-gaps")),
    ],
)
def test_a_wrong_guess_of_what_follows_the_lines_changes_nothing(
    variant: str, remedies: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines ruled, or taken out, for pages that do not follow after all are laid out again as they should be.

    In large print, a page was spare without lines and their entry in the contents, and no longer with them. Lines that
    are known need no guess, and each page is laid out once.
    """
    library = pipeline.read_library(ROOT / "sources")
    edition = apply_remedies(pipeline.select_editions(library, langs=("en",), variants=(variant,))[0], remedies)
    html = typeset(edition, notes=1)
    filling = render_module._make_filling(edition)
    assert isinstance(filling, PageFilling)
    drafts = []
    for after in range(4):
        filling = replace(filling, size=None, scale=after, plan=None)
        monkeypatch.setattr(render_module, "_make_filling", lambda _, filling=filling: filling)
        drafts.append(render(edition, html, 1))
        monkeypatch.undo()
    known, laid_out = replace(filling, make_plan=NotImplemented), Counter[int]()
    monkeypatch.setattr(render_module, "_make_filling", lambda _: known)
    make_page = pages.make_page
    monkeypatch.setattr(pages, "make_page", lambda *page: laid_out.update([page[4]]) or make_page(*page))
    drafts.append(render(edition, html, 1))
    assert [*laid_out.values()] == [1] * drafts[0].pages
    assert len({(draft.data, draft.pages) for draft in drafts}) == 1
    assert {draft.lost_ruled_lines for draft in drafts} == {filling.line_count == 0}


@pytest.mark.parametrize("variant", ["large-print", "large-print-aph", "booklet"])
def test_where_no_lines_are_wanted_nothing_of_them_is_left(variant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking the block and its entry in the contents out of the layout gives the bytes of a page without them."""
    library = pipeline.read_library(ROOT / "sources")
    edition = pipeline.select_editions(library, langs=("en",), variants=(variant,))[0]
    html = typeset(edition, notes=1)
    assert '<a href="#notes">' in html
    filling = render_module._make_filling(edition)
    assert isinstance(filling, PageFilling)
    filling.make_plan = lambda _: NotesPlan(0)
    monkeypatch.setattr(render_module, "_make_filling", lambda _: filling)
    draft = render(edition, html, 1)
    assert draft.lost_ruled_lines
    plain = render(edition, typeset(edition))
    assert (draft.data, draft.pages) == (plain.data, plain.pages)


def asking(edition: Edition, fill: int) -> Edition:
    """The edition with a variant that asks for a multiple of some pages."""
    variant = edition.variant.model_copy(update={"fill": fill, "tokens": CLOSE})
    return replace(edition, variant=variant, fit=Fit())


def test_a_filled_edition_has_whole_sheets(filled: Edition) -> None:
    final, _ = pipeline.make_edition(filled)
    assert final.pages % 2 == 0


def test_the_longer_text_takes_no_more_sheets_on_letter(shipped: Shipped) -> None:
    """The Spanish osteopetrosis text has 3 sheets as the English has, and full pages: the search tries all remedies."""
    for name in ("osteopetrosis.es.letter", "osteopetrosis.es.photocopy"):
        (row,) = [row for row in shipped.editions if row["edition"] == name]
        assert row["pages"] == 6, name
        with pypdfium2.PdfDocument(shipped.folder / row["file"]) as pdf:
            lengths = [len(page.get_textpage().get_text_bounded()) for page in list(pdf)[:-1]]
        assert min(lengths) > 1000, name


def test_no_page_of_large_print_holds_a_line_or_two(shipped: Shipped) -> None:
    """The Spanish giant print had 24 pages, three of them with two to five lines; the last page has a paragraph."""
    pages = {row["edition"]: row["pages"] for row in shipped.editions}
    assert pages["osteopetrosis.es.giant-print"] <= 22
    assert pages["osteopetrosis.en.large-print-a4"] == 12  # no remedy alone saves its last sheet
    for row in shipped.editions:
        if "-print" in row["variant"]:
            with pypdfium2.PdfDocument(shipped.folder / row["file"]) as pdf:
                counts = [len(_list_words(page)) for page in list(pdf)[1:]]
            assert min(counts) >= 12, row["edition"]


def test_giant_print_is_a_booklet_that_can_be_stapled(shipped: Shipped) -> None:
    """At most 20 pages in English, as many as a saddle stitch holds."""
    (row,) = [row for row in shipped.editions if row["edition"] == "osteopetrosis.en.giant-print"]
    assert row["pages"] <= 20


def test_figures_stand_in_large_print_where_pages_are_full(shipped: Shipped) -> None:
    """Pages before a figure were 49 to 67 % full, and the one with the contact block 60 %; no other may be white."""
    library = pipeline.read_library(ROOT / "sources")
    for row in shipped.editions:
        if "-print" in row["variant"]:
            edition = pipeline.select_editions(library, langs=(row["language"],), variants=(row["variant"],))[0]
            with pypdfium2.PdfDocument(shipped.folder / row["file"]) as pdf:
                pages = list(pdf)
                talk = [edition.language.words.talk in page.get_textpage().get_text_bounded() for page in pages]
                lowest = [min(box[1] for box in _list_words(page)) / page.get_height() for page in pages]
            contact = len(talk) - 1 - talk[::-1].index(True)
            assert max(low for number, low in enumerate(lowest[1:-1], 1) if number + 1 != contact) < 0.38, row[
                "edition"
            ]


@pytest.mark.parametrize(
    ("variant", "remedy", "page", "margins"),
    [("half-letter", "open-contents", 2, (43.2, 54)), ("large-print", "open-gaps", 6, (75.6, 79.2))],
)
def test_gaps_open_where_pages_would_end_early(
    variant: str, remedy: str, page: int, margins: tuple[float, float], shipped: Shipped
) -> None:
    """Contents alone on a page were 58 % full, and a page before a figure 66 %; editions have as many sheets."""
    (row,) = [row for row in shipped.editions if row["edition"] == f"osteopetrosis.es.{variant}"]
    assert any(name.startswith(f"{remedy}:") for name in row["fit"]["remedies"])
    with pypdfium2.PdfDocument(shipped.folder / row["file"]) as pdf:
        lowest = min(box[1] for box in _list_words(pdf[page - 1]))
        live = pdf[page - 1].get_height() - sum(margins)
    assert 1 - (lowest - margins[1]) / live > 0.7


def test_larger_gaps_are_even_and_keep_to_guidelines(filled: Edition) -> None:
    before = list_changed_tokens(filled)
    after = list_changed_tokens(apply_remedies(filled, ("open-gaps:115", "open-contents:150")))
    changed = {name: value.partition("*")[0] for name, value in after.items() if before.get(name) != value}
    assert changed == {**dict.fromkeys(GAPS, "calc(1.15 "), "contents-padding": "calc(1.5 "}


def test_easy_read_has_no_page_that_looks_empty(shipped: Shipped) -> None:
    """Directory, contact block and last words had a page each, two of them half empty."""
    (row,) = [row for row in shipped.editions if row["edition"] == "osteopetrosis.en.easy-read"]
    with pypdfium2.PdfDocument(shipped.folder / row["file"]) as pdf:
        lowest = [min(box[1] for box in _list_words(page)) / page.get_height() for page in pdf]
    assert row["pages"] == 7
    assert max(lowest) < 0.38


def test_a_page_that_ends_early_is_told_whatever_follows() -> None:
    """Nobody was told of a page that stays white because the contact block begins the next one."""
    library = pipeline.read_library(ROOT / "sources")
    (edition,) = pipeline.select_editions(library, ["pagets-disease"], ["es"], ["large-print"])
    told = [one.problem for one in pipeline.make_edition(edition)[1] if one.code == "FLD105"]
    assert told == ["page 12 is 53% full, and page 13 begins with “Comuníquese con nosotros”"]


def _list_words(page: pypdfium2.PdfPage) -> list[tuple[float, float, float, float]]:
    """The boxes of what a page shows above its folio, in points."""
    return [box for one in page.get_objects() if (box := one.get_bounds())[1] > 60]


@pytest.mark.parametrize(("height", "kept"), [("1.375", False), ("1.5", True)])
def test_lines_that_a_variant_sets_wide_stay_wide(height: str, kept: bool, filled: Edition) -> None:
    variant = filled.variant.model_copy(update={"tokens": {**filled.variant.tokens, "line-height-body": height}})
    closed = apply_remedies(replace(filled, variant=variant), ("close-gaps", "close-lines"))
    assert (list_changed_tokens(closed).get("line-height-body", height) == height) == kept


def test_the_shipped_editions_have_the_pages_their_variants_ask_for(shipped: Shipped) -> None:
    library = pipeline.read_library(ROOT / "sources")
    for row in shipped.editions:
        fill = library.variants[row["variant"]].fill
        assert not fill or row["pages"] % fill == 0, row["edition"]
