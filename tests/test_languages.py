"""The test library in many languages, built by the pipeline and read back: on paper, on the screen, in a browser."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from press.build import pipeline
from press.model.edition import FinishedEdition
from press.readback.pdf.tag_tree import read_tag_tree
from press.style.isolation import isolate_fonts_of_process
from press.text.scripts import find_direction
from press.verify.validators import axe as axe_core
from press.verify.validators import epubcheck
from tests.conftest import Check, VeraPdf
from tests.languages.drawn import DRAWN
from tests.languages.library import copy_library

LARGE = ("ja", "ko", "zh-Hans", "zh-Hant")
"""Languages whose typefaces are an extra of the press, and take long to cut."""
# `make test-languages` asks for all of them, or for some by name, in every form.
ASKED = os.environ.get("HANDOUT_TEST_LANGUAGES", "")
ALL = bool(ASKED)
USUAL = ("ar", "he", "hi", "th", "vi")
EVERY = (*USUAL, "am", "bn", "en", "es", "fa", "fr", "ht", "pa", "pl", "pt", "ru", "so", "tl", "uk")
LANGUAGES = tuple(ASKED.split()) if ASKED not in {"", "all"} else (*EVERY, *LARGE) if ALL else USUAL
ON_SCREEN = LANGUAGES if ALL else ("ar", "he")
VARIANTS = (
    ("letter", "large-print", "leaflet", "booklet", "facing", "web", "epub", "text") if ALL else ("letter", "web")
)
FACING = "extends: letter\nkind: handout\norder: 90\nlanguages: [en, {}]\ntables: list\n"
"""English beside another language, in one that runs to the left if there is one."""
LARGE_PRINT = LANGUAGES if ALL else ("he",)
"""Large print is measured, and a mirror is needed where lines run to the left."""


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], FinishedEdition]:
    """The editions of each language and variant, without an error."""
    folder = tmp_path_factory.mktemp("languages")
    isolate_fonts_of_process()
    sources = copy_library(folder / "sources", LANGUAGES)
    if ALL and (beside := max(sorted({*LANGUAGES} - {"en"}), key=find_direction, default="")):
        (sources / "variants" / "facing.yaml").write_text(FACING.format(beside))
    library = pipeline.read_library(sources)
    chosen = pipeline.select_editions(library, langs=LANGUAGES, variants=[*VARIANTS, "large-print"])
    some = {"web": ON_SCREEN, "large-print": LARGE_PRINT}
    wanted = [one for one in chosen if one.lang in some.get(one.variant_name, LANGUAGES)]
    return {(one.lang, one.variant_name): pipeline.make_edition(one)[0] for one in wanted}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_is_set_read_and_claimed_as_every_other(
    editions: dict[tuple[str, str], FinishedEdition], lang: str, verapdf: VeraPdf, tmp_path: Path
) -> None:
    """The readers of the press found no error, veraPDF finds none, and poppler finds the words of the title."""
    made = {variant: final for (one, variant), final in editions.items() if one == lang}
    files = {variant: final for variant, final in made.items() if final.edition.variant.file_format.on_paper}
    assert {variant: verapdf(final.data) for variant, final in files.items()} == {key: [] for key in files}
    path = tmp_path / "letter.pdf"
    path.write_bytes(files["letter"].data)
    told = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    with pypdfium2.PdfDocument(path) as document:
        seen = "".join(page.get_textpage().get_text_bounded() for page in document)
    pieces = [
        part for one in read_tag_tree(files["letter"].data).walk() for part in one.content if isinstance(part, str)
    ]
    said = _count_pairs(" ".join(pieces).split())
    for found in (told, seen):
        shown = re.sub("[\\s\u00ad\u200b\u202a-\u202e\u2066-\u2069]", "", found)
        assert (said - _count_pairs([shown])).total() <= 0.01 * said.total()
    with pikepdf.open(path) as pdf:
        direction = pdf.Root.ViewerPreferences.get("/Direction", "/L2R")
    assert direction == {"ltr": "/L2R", "rtl": "/R2L"}[find_direction(lang)]


def _count_pairs(words: Iterable[str]) -> Counter[str]:
    """Count pairs of letters, signs and digits that stand together in words."""
    return Counter(pair for word in words for pair in map("".join, pairwise(word)) if pair.isalnum())


def test_telephone_numbers_stand_on_the_screen_as_they_are_dialed(
    editions: dict[tuple[str, str], FinishedEdition], tmp_path: Path
) -> None:
    """In a browser, at the width of a telephone, on which no page is wider than the window."""

    def look() -> None:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=axe_core.find_browser(), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 320, "height": 800})
            for lang in ON_SCREEN:
                path = tmp_path / f"{lang}.html"
                path.write_bytes(editions[lang, "web"].data)
                page.goto(path.as_uri())
                numbers = page.evaluate(DRAWN)
                assert len(numbers) >= 4, lang
                assert [drawn.replace(" ", "") for _, drawn in numbers] == [
                    written.replace(" ", "") for written, _ in numbers
                ], lang
                assert page.evaluate("document.documentElement.scrollWidth") <= 320, lang
            browser.close()

    with ThreadPoolExecutor(1) as thread:  # the browser of this process may have a loop of its own in this one
        thread.submit(look).result()


@pytest.mark.skipif(not ALL, reason="the shipped e-books are checked with the others")
def test_books_are_valid(editions: dict[tuple[str, str], FinishedEdition], tmp_path: Path) -> None:
    books = [tmp_path / f"{lang}.epub" for lang in LANGUAGES]
    for lang, path in zip(LANGUAGES, books, strict=True):
        path.write_bytes(editions[lang, "epub"].data)
    assert epubcheck.find_faults(books) == []


@pytest.mark.parametrize("lang", LANGUAGES if ALL else ["ar"])
def test_a_web_page_is_accessible(editions: dict[tuple[str, str], FinishedEdition], lang: str, axe: Check) -> None:
    assert axe(editions[lang, "web"].data) == []
