"""Covers, backs, statements and square codes, read back from finished files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from press.build import pipeline
from press.model.edition import Edition, FinishedEdition
from press.model.findings import PressError
from press.model.sources.variant import PAGES_ON_FOLDED_SHEET
from press.readback import read_pdf
from press.render import render_fitted
from press.runtime.cache import CACHE_VARIABLE
from press.style.tokens import list_changed_tokens
from press.text.spacing import remove_spaces
from press.typeset import typeset
from tests.conftest import ROOT

ADDRESS = "https://handouts.example/catalogue/osteopetrosis.en.html"


LIBRARY = pipeline.read_library(ROOT / "sources")


def pick(variant: str, lang: str = "en", *, url: str = "", imprint: str = "") -> Edition:
    (edition,) = pipeline.select_editions(LIBRARY, ("osteopetrosis",), (lang,), (variant,), imprint)
    if url:
        center = edition.center.model_copy(update={"catalogue_url": url})
        edition = replace(edition, center=center)
    return edition


@pytest.fixture(scope="module")
def leaflet() -> FinishedEdition:
    return pipeline.finish_edition(pick("trifold", url="https://handouts.example/"))


def test_a_telephone_reads_the_square_code_from_the_page(leaflet: FinishedEdition) -> None:
    with pypdfium2.PdfDocument(leaflet.data) as pdf:
        (found,) = zxingcpp.read_barcodes(pdf[len(pdf) - 1].render(scale=3).to_pil())
    assert found.text == ADDRESS
    corners = [found.position.top_left, found.position.top_right]
    assert (corners[1].x - corners[0].x) / (3 * 72) >= 0.95  # inches


def test_the_square_code_is_a_link_with_words_and_its_address(leaflet: FinishedEdition) -> None:
    reading = read_pdf(leaflet)
    assert reading.tags
    links = [one for one in reading.tags.find("Link") if one.href == ADDRESS]
    words = leaflet.edition.language.print
    assert words
    assert any(remove_spaces(words.code) in remove_spaces(one.all_text) for one in links)
    assert "handouts.example/catalogue/" in remove_spaces(reading.words)


def test_without_an_address_there_is_no_square_code() -> None:
    html = pipeline.finish_edition(pick("trifold")).html
    assert 'class="code"' not in html
    assert 'class="slot"' in html


def test_a_leaflet_carries_few_words_of_statements() -> None:
    """At most 60 words; the credit, the number and the language line are whole (other rules)."""
    for edition in (pick("trifold", "en"), pick("trifold", "es")):
        keys = edition.publication.facts.statements
        texts = [block.text_content for key in keys for block in edition.read_statement(key)[0]]
        assert all(edition.read_statement(key)[2] for key in keys)
        assert len(" ".join(texts).split()) <= 60
        assert edition.language.print
        assert edition.language.print.shortened in typeset(edition).replace("\u00a0", " ")


def test_a_language_without_the_short_form_has_the_long_one_of_its_own() -> None:
    edition = pick("trifold", "es")
    short = {key: {"en": texts["en"]} for key, texts in edition.short_statements.items()}
    edition = replace(edition, short_statements=short)
    for key in edition.publication.facts.statements:
        blocks, lang, is_short = edition.read_statement(key)
        assert (blocks, lang, is_short) == (edition.statements[key]["es"], "es", False)


@pytest.mark.parametrize(("variant", "words"), [("giant-print", "Giant print: 24 point"), ("letter", "")])
def test_the_front_says_what_kind_of_print_it_is(variant: str, words: str) -> None:
    final = pipeline.finish_edition(pick(variant))
    first = read_pdf(final).pages[0]
    assert words in first
    assert ("point" in first) == bool(words)


def test_covers_and_backs_of_folded_pieces_have_no_running_matter() -> None:
    pages = read_pdf(pipeline.finish_edition(pick("booklet"))).pages
    total = len(pages)
    shown = [number for number, text in enumerate(pages, 1) if f"{number} of {total}" in text]
    assert shown == list(range(2, total))


FOLDED = sorted(name for name, one in LIBRARY.variants.items() if one.fold or one.fill == PAGES_ON_FOLDED_SHEET)


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("variant", FOLDED)
def test_folded_pieces_have_room_for_a_clinic(variant: str, lang: str) -> None:
    """A clinic's block, the credit and the statements fit: `make_edition` raises the errors that refuse a file."""
    final, _ = pipeline.make_edition(pick(variant, lang, imprint="sample-clinic"))
    with pypdfium2.PdfDocument(final.data) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert any("Sample Clinic" in page for page in (pages[0], pages[-1]))
    assert len(pages) % (final.edition.variant.fill or 1) == 0


SUMMARIES = [name for name, one in LIBRARY.variants.items() if one.summary]


@pytest.mark.parametrize("imprint", ["", "sample-clinic"])
@pytest.mark.parametrize("url", ["", "https://handouts.example/"])
@pytest.mark.parametrize("variant", SUMMARIES)
def test_a_summary_has_the_sides_that_it_promises(variant: str, url: str, imprint: str) -> None:
    """In Spanish, the longer text, with a square code and a clinic's block; whom to call is below all answers."""
    edition = pick(variant, "es", url=url, imprint=imprint)
    final, findings = pipeline.make_edition(edition)
    with pypdfium2.PdfDocument(final.data) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert (len(pages), findings) == (edition.variant.summary, [])
    marks = ["800-624-BONE", "Sample Clinic" if imprint else "Su clínica", "Michael J. Econs"]
    places = [pages[-1].index(one) for one in marks]
    assert places == sorted(places)
    assert ("handouts.example/" in pages[-1]) == bool(url)


def test_a_summary_on_too_many_sides_is_refused() -> None:
    edition = pick("one-sheet")
    first, *others = edition.translation.sections
    longer = replace(edition.translation, sections=(replace(first, blocks=first.blocks * 9), *others))
    with pytest.raises(PressError, match=r"FLD101 side 1 is over by \d+ lines"):
        pipeline.make_edition(replace(edition, translation=longer))


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_label_of_one_inch_fits_the_cover_of_a_half_fold(lang: str) -> None:
    """A back without room for it leaves the place for a stamp to the cover; the pieces have the pages of their fold."""
    edition = pick("half-fold", lang)
    final, _ = pipeline.make_edition(edition)
    words = edition.language.print
    assert words
    with pypdfium2.PdfDocument(final.data) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert [words.slot in page for page in pages] == [True, False, False, False]
    assert dict(list_changed_tokens(edition))["slot-height"] == "1in"


def test_a_layout_for_one_clinic_serves_another_whose_block_is_no_lower(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is searched then, and the file is the one that a search ends with; a lower block may do with less."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    edition = pick("trifold", imprint="sample-clinic")
    assert edition.imprint

    def add(name: str, **fields: object) -> Edition:
        fields = {"name": name, "logo": None, **fields}
        return replace(edition, imprint=edition.imprint.model_copy(update=fields))  # type: ignore[union-attr]

    def make(edition: Edition, handout: str) -> tuple[bytes, int]:
        """The draft, and how many pages were typeset for it."""
        typeset_pages: list[str] = []

        def note(one: Edition, lines: int) -> str:
            typeset_pages.append(typeset(one, notes=lines))
            return typeset_pages[-1]

        return render_fitted(edition, note, handout)[2].data, len(typeset_pages)

    first, second = add("First Clinic"), add("Second Clinic")
    searched, layouts = make(second, "")
    assert layouts > 1
    assert make(first, "same text")[1] == layouts
    assert make(second, "same text") == (searched, 1)
    assert make(second, "another text")[1] == layouts
    assert make(add("High Clinic", address=["1 Example Street"] * 4), "same text")[1] == 1
    assert make(add("Low Clinic", hours={}), "same text")[1] > 1
    assert make(add("Another Low Clinic", hours={}), "same text")[1] == 1


@pytest.mark.parametrize("variant", ["trifold", "z-fold"])
def test_a_clinic_keeps_the_back_beside_a_square_code(variant: str) -> None:
    """If the last page has no room for both, the code stands before it."""
    final, _ = pipeline.make_edition(pick(variant, "es", url="https://handouts.example/", imprint="sample-clinic"))
    with pypdfium2.PdfDocument(final.data) as pdf:
        pages = [one.get_textpage().get_text_bounded() for one in pdf]
    assert [number for number, text in enumerate(pages, 1) if "Sample Clinic" in text] == [6]
    assert sum("handouts.example/" in text for text in pages[:5]) == 1


def test_a_panel_that_nothing_takes_has_the_lines_for_notes() -> None:
    edition = pick("z-fold")
    facts = edition.publication.facts
    alone = facts.model_copy(update={"leaflet": facts.leaflet.model_copy(update={"flap": []})})
    edition = replace(edition, publication=replace(edition.publication, facts=alone))
    assert 'id="notes"' in typeset(edition, notes=1)
    assert 'id="notes"' not in typeset(replace(pick("trifold"), publication=edition.publication), notes=1)
