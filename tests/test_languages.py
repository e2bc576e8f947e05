"""The test library in many languages, built by the pipeline and read back: on paper, on the screen, in a browser."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from press.build import pipeline
from press.model.edition import Edition, FinishedEdition
from press.readback.pdf.tag_tree import read_tag_tree
from press.style.isolation import isolate_fonts_of_process
from press.text.scripts import find_direction
from press.verify.validators import axe as axe_core
from press.verify.validators import epubcheck
from tests.conftest import Check, VeraPdf
from tests.languages.drawn import DRAWN, OVERDRAWN, find_boxes
from tests.languages.library import copy_library

LARGE = ("ja", "ko", "zh-Hans", "zh-Hant")
"""Languages whose typefaces are an extra of the press, and take long to cut."""
# `make test-languages` asks for all of them, or for some by name, in every form.
ASKED = os.environ.get("HANDOUT_TEST_LANGUAGES", "")
ALL = bool(ASKED)
USUAL = ("ar", "he", "hi", "th", "vi")
EVERY = (*USUAL, "am", "bn", "en", "es", "fa", "fr", "ht", "pa", "pl", "pt", "ru", "so", "tl", "uk")
LANGUAGES = tuple(ASKED.split()) if ASKED not in {"", "all"} else (*EVERY, *LARGE) if ALL else USUAL
ON_SCREEN = LANGUAGES if ALL else ("ar", "th")
PRINTED = ("letter", "large-print", "leaflet", "booklet")
BESIDE = max(sorted({*LANGUAGES} - {"en"}), key=find_direction, default="") if ALL else ""
FACING = "extends: letter\nkind: handout\norder: 90\nlanguages: [en, {}]\ntables: list\n"
"""English beside another language, in one that runs to the left if there is one."""
LARGE_PRINT = ("he", "hi")
"""Large print is measured: a mirror is needed where lines run to the left, and `page 2 of 4` may be `4 में से 2`."""

Make = Callable[[str, str], FinishedEdition]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Make a function from language and variant to the edition, which is made once, and without an error."""
    isolate_fonts_of_process()
    folder = tmp_path_factory.mktemp("languages")

    @cache
    def read(lang: str) -> dict[str, Edition]:
        """Read the library in a language and few others: a tri-fold in Arabic has no room for the names of all."""
        sources = copy_library(folder / lang, (lang, *USUAL))
        if lang == BESIDE:
            (sources / "variants" / "facing.yaml").write_text(FACING.format(lang), "utf-8")
        editions = pipeline.select_editions(pipeline.read_library(sources), langs=(lang,))
        return {one.variant_name: one for one in editions}

    @cache
    def make_edition(lang: str, variant: str) -> FinishedEdition:
        return pipeline.make_edition(read(lang)[variant])[0]

    return make_edition


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_is_set_read_and_claimed_as_every_other(
    make: Make, lang: str, verapdf: VeraPdf, tmp_path: Path
) -> None:
    """The readers of the press found no error, veraPDF finds none, and poppler finds the words of the title."""
    printed = PRINTED if ALL else ("letter", "large-print") if lang in LARGE_PRINT else ("letter",)
    assert [verapdf(make(lang, variant).data) for variant in printed] == [[] for _ in printed]
    data = make(lang, "letter").data
    path = tmp_path / "letter.pdf"
    path.write_bytes(data)
    told = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    with pypdfium2.PdfDocument(path) as document:
        seen = "".join(page.get_textpage().get_text_bounded() for page in document)
    pieces = [part for one in read_tag_tree(data).walk() for part in one.content if isinstance(part, str)]
    said = _count_pairs(" ".join(pieces).split())
    for found in (told, seen):
        shown = re.sub("[\\s\u00ad\u200b\u2060\u202a-\u202e\u2066-\u2069]", "", found)
        assert (said - _count_pairs([shown])).total() <= 0.01 * said.total()
    with pikepdf.open(path) as pdf:
        direction = pdf.Root.ViewerPreferences.get("/Direction", "/L2R")
    assert direction == {"ltr": "/L2R", "rtl": "/R2L"}[find_direction(lang)]


def _count_pairs(words: Iterable[str]) -> Counter[str]:
    """Count pairs of letters, signs and digits that stand together in words."""
    return Counter(pair for word in words for pair in map("".join, pairwise(word)) if pair.isalnum())


@pytest.mark.parametrize("lang", ON_SCREEN)
def test_a_web_page_is_accessible_and_shows_telephone_numbers_as_they_are_dialed(
    make: Make, lang: str, axe: Check, tmp_path: Path
) -> None:
    """Axe-core finds no fault; in a browser as wide as a telephone, each number stands in its order.

    No words stand on others, there or in a wide window.
    """
    path = tmp_path / "page.html"
    path.write_bytes(make(lang, "web").data)
    assert list(find_boxes(path.read_text("utf-8"))) == []
    assert axe(path) == []
    page = axe_core.start_browser().new_page(viewport={"width": 320, "height": 800})
    page.goto(path.as_uri())
    numbers = page.evaluate(DRAWN)
    width = page.evaluate("document.documentElement.scrollWidth")
    overdrawn = page.evaluate(OVERDRAWN)
    page.set_viewport_size({"width": 1280, "height": 800})
    overdrawn += page.evaluate(OVERDRAWN)
    page.close()
    assert len(numbers) >= 4
    assert [drawn.replace(" ", "") for _, drawn in numbers] == [written.replace(" ", "") for written, _ in numbers]
    assert width <= 320
    assert overdrawn == []


@pytest.mark.skipif(not BESIDE, reason="the suite sets one language beside another elsewhere")
def test_two_languages_stand_side_by_side(make: Make, verapdf: VeraPdf) -> None:
    assert verapdf(make(BESIDE, "facing").data) == []


@pytest.mark.skipif(not ALL, reason="the shipped files without pages are checked with the others")
def test_files_without_pages_are_made_and_books_are_valid(make: Make, tmp_path: Path) -> None:
    assert all(make(lang, "text").data for lang in LANGUAGES)
    books = [tmp_path / f"{lang}.epub" for lang in LANGUAGES]
    for lang, path in zip(LANGUAGES, books, strict=True):
        path.write_bytes(make(lang, "epub").data)
    assert epubcheck.find_faults(books) == []
