"""Words that depend on the language: what CLDR knows, what a language file overrides, and what is then missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from press.load import load
from press.model.formatting import format_count, format_date, format_size, join_list
from press.model.sources.language import Language
from press.style.tokens import list_label_tokens
from press.text.cldr import read_language_defaults
from tests.conftest import ROOT
from tests.overlay import BASE, findings, lay

COUNTED = {
    "en": "{one: '{n} page', other: '{n} pages'}",
    "fr": "{one: '{n} page', other: '{n} pages'}",
    "ru": "{one: '{n} страница', few: '{n} страницы', many: '{n} страниц', other: '{n} страницы'}",
    "pl": "{one: '{n} strona', few: '{n} strony', many: '{n} stron', other: '{n} strony'}",
    "ar": "{zero: لا صفحات, one: صفحة واحدة, two: صفحتان, few: '{n} صفحات', many: '{n} صفحة', other: '{n} صفحة'}",
    "he": "{one: עמוד אחד, two: שני עמודים, other: '{n} עמודים'}",
    "ja": "{other: '{n}ページ'}",
}


def read_language(folder: Path, lang: str, more: str = "") -> Language:
    """Read a language whose file holds words, and nothing that CLDR knows."""
    words = (BASE / "languages/en.yaml").read_text("utf-8")
    kept = "quotes:" + words.partition("\nquotes:")[2]
    pages = next(line for line in kept.splitlines() if line.startswith("  pages: "))
    kept = kept.replace(pages, f"  pages: {COUNTED.get(lang, COUNTED['en'])}")
    library, _ = load(lay(folder / lang, {f"languages/{lang}.yaml": more + kept}))
    assert lang in library.languages
    return library.languages[lang]


@pytest.mark.parametrize(
    ("lang", "month", "day", "listed", "size"),
    [
        ("en", "June 2015", "June 5, 2015", "a, b, and c", "1.4 MB"),
        ("fr", "juin 2015", "5 juin 2015", "a, b et c", "1,4\u00a0Mo"),
        ("ru", "июнь 2015\u00a0г.", "5 июня 2015\u00a0г.", "a, b и c", "1,4 МБ"),
        ("pl", "czerwiec 2015", "5 czerwca 2015", "a, b i c", "1,4 MB"),
        ("ar", "يونيو 2015", "5 يونيو 2015", "a وb وc", "1.4 م.ب"),
        ("zh-Hans", "2015年6月", "2015年6月5日", "a、b和c", "1.4 MB"),
        ("ko", "2015년 6월", "2015년 6월 5일", "a, b 및 c", "1.4MB"),
        ("vi", "tháng 6 năm 2015", "5 tháng 6, 2015", "a, b và c", "1,4 MB"),
    ],
)
def test_cldr_writes_dates_lists_and_sizes(
    tmp_path: Path, lang: str, month: str, day: str, listed: str, size: str
) -> None:
    language = read_language(tmp_path, lang)
    said = (format_date("2015-06", language), format_date("2015-06-05", language))
    assert said == (month, day)
    assert join_list(["a", "b", "c"], language.lists) == listed
    assert format_size(1_400_000, language) == size


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", {1: "1 page", 2: "2 pages"}),
        ("fr", {1: "1 page", 2: "2 pages"}),
        ("ru", {1: "1 страница", 2: "2 страницы", 4: "4 страницы", 5: "5 страниц", 21: "21 страница"}),
        ("pl", {1: "1 strona", 4: "4 strony", 12: "12 stron", 22: "22 strony"}),
        ("ar", {1: "صفحة واحدة", 2: "صفحتان", 4: "4 صفحات", 11: "11 صفحة", 103: "103 صفحات"}),
        ("he", {1: "עמוד אחד", 2: "שני עמודים", 4: "4 עמודים"}),
        ("ja", {1: "1ページ", 4: "4ページ"}),
    ],
)
def test_counted_nouns_have_the_plural_of_the_number(tmp_path: Path, lang: str, said: dict[int, str]) -> None:
    language = read_language(tmp_path, lang)
    assert {number: format_count(language.words.pages, number, language) for number in said} == said


def test_a_language_file_overrides_cldr_part_by_part(tmp_path: Path) -> None:
    more = "name: Latine\nday_month_year: '{day}. {month} {year}'\nsizes: {kilobytes: '{n} kilo'}\ndigits: ۰۱۲۳۴۵۶۷۸۹\n"
    language = read_language(tmp_path, "fr", more)
    assert (language.name, language.direction) == ("Latine", "ltr")
    assert format_date("2015-06-05", language) == "۵. juin ۲۰۱۵"
    assert (format_size(9000, language), format_size(1_400_000, language)) == ("۹ kilo", "۱,۴\u00a0Mo")


def test_no_language_takes_the_words_of_another_in_silence(tmp_path: Path) -> None:
    """CLDR 2.18 of Babel lends French months to Haitian Creole; and the order of reading must not matter."""
    read_language_defaults.cache_clear()
    for tag in ("zh-Hans", "ht", "tl", "uk"):
        read_language_defaults(tag)
    assert read_language_defaults("tl")["months"][5] == "Hunyo"
    assert read_language_defaults("uk")["months_alone"][5] == "червень"
    words = (BASE / "languages/en.yaml").read_text("utf-8").partition("\nquotes:")[2]
    (found,) = [
        one for one in findings(lay(tmp_path / "ht", {"languages/ht.yaml": f"quotes:{words}"})) if one.code == "LOD112"
    ]
    assert all(f"`{key}`" in found.problem for key in ("months", "month_year", "day_month_year", "lists", "sizes"))
    assert "`name`" not in found.problem


def test_all_that_a_language_file_lacks_is_one_finding(tmp_path: Path) -> None:
    found = findings(lay(tmp_path / "s", {"languages/pl.yaml": "quotes: [„, ”, ‚, ’]\n"}))
    (missing,) = [one for one in found if one.place.file.endswith("pl.yaml") and one.code == "LOD112"]
    assert all(f"`{key}`" in missing.problem for key in ("words", "clinic", "marks", "kinds"))


def test_a_missing_plural_form_names_a_number_that_needs_it(tmp_path: Path) -> None:
    words = (BASE / "languages/en.yaml").read_text("utf-8").partition("\nquotes:")[2]
    found = findings(lay(tmp_path / "s", {"languages/ru.yaml": f"quotes:{words}"}))
    problems = [one.problem for one in found if one.code == "SRC313"]
    assert "`words.pages` has no form for `few` (for 2), `many` (for 0)" in problems


def test_one_file_brings_a_language_all_of_the_centers_texts(tmp_path: Path) -> None:
    """A third language needs its text and one more file; nothing else is touched."""
    spanish = (BASE / "languages/es.yaml").read_text("utf-8")
    more = (
        "statements:\n  copying: {title: Copier, text: Tout le monde peut copier.}\n  help: {text: Demandez.}\n"
        "notes: {kitchen: Une note}\nthanks: Merci à {name}.\n"
    )
    text = (BASE / "publications/handwashing/es.md").read_text("utf-8")
    folder = lay(tmp_path / "s", {"languages/fr.yaml": spanish + more, "publications/handwashing/fr.md": text})
    assert [one for one in findings(folder) if one.severity == "error"] == []
    library, _ = load(folder)
    assert library.center is not None
    assert library.center.statements["copying"].text["fr"] == "Tout le monde peut copier."
    assert (library.organizations["kitchen"].note or {})["fr"] == "Une note"
    assert library.statements["copying"]["fr"][0].text_content.strip() == "Tout le monde peut copier."


def test_statements_of_a_language_have_their_place_in_its_file(tmp_path: Path) -> None:
    more = "statements:\n  copying:\n    text: |\n      One.\n\n      <b>Two</b>\n"
    text = (BASE / "languages/es.yaml").read_text("utf-8")
    found = findings(lay(tmp_path / "s", {"languages/fr.yaml": text + more}))
    assert [one.place.line for one in found if one.place.file.endswith("languages/fr.yaml")] == [
        len(text.splitlines()) + 6
    ]


def test_rules_of_plurals_are_read_with_care(tmp_path: Path) -> None:
    text = (BASE / "languages/es.yaml").read_text("utf-8").replace("one: n = 1}", "one: n is frog}")
    (found,) = [one for one in findings(lay(tmp_path / "s", {"languages/es.yaml": text})) if one.code == "SRC313"]
    assert "cannot be read" in found.problem
    assert TypeAdapter(dict[str, str]).validate_python(read_language_defaults("xx")) == {}


@pytest.mark.parametrize("lang", ["es", "fr"])
def test_a_language_that_ships_has_every_word_of_the_others(lang: str) -> None:
    """French has no braille, which nobody here can read, and no formula of readability."""
    english, own = (yaml.safe_load((ROOT / f"sources/languages/{one}.yaml").read_text("utf-8")) for one in ("en", lang))
    assert set(_list_missing(english, own)) == ({"braille", "readability.formulas"} if lang == "fr" else set())


def _list_missing(words: dict[str, Any], own: dict[str, Any], before: str = "") -> Iterator[str]:
    for key, value in words.items():
        if key in ("abbreviations", "passive", "other_table"):  # each language has its own
            continue
        if key not in own:
            yield f"{before}{key}"
        elif isinstance(value, dict):
            yield from _list_missing(value, own[key], f"{before}{key}.")


@pytest.mark.parametrize(
    ("pattern", "tokens"),
    [
        ("{n} of {total}", set()),
        ("{total}쪽 중 {n}쪽", {"page-label", "page-label-width"}),
        ("{n} ka mid ah {total}", {"page-label-width"}),
    ],
)
def test_a_page_label_has_the_order_and_the_room_of_its_language(pattern: str, tokens: set[str]) -> None:
    english = load(BASE)[0].languages["en"]
    words = english.words.model_copy(update={"page_of": pattern})
    assert list_label_tokens(english.model_copy(update={"words": words})).keys() == tokens


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{n} of", "`page_of` has no `{total}`"),
        ("{n} / {total} {of}", "`page_of` has `{of}`, which the press cannot fill in"),
    ],
)
def test_a_pattern_that_cannot_be_completed_is_found(tmp_path: Path, pattern: str, said: str) -> None:
    words = (BASE / "languages/es.yaml").read_text("utf-8").replace("'{n} de {total}'", f"'{pattern}'")
    found = findings(lay(tmp_path / "s", {"languages/es.yaml": words}))
    assert [one.problem for one in found if one.code == "SRC306"] == [said]
