"""Plain language: formulas against published figures, counts against counts by hand, and what staff see of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from press.load import load
from press.load.yaml import read_yaml
from press.model.nodes import Node
from press.model.publication import Section
from press.model.sources.language import ReadabilitySettings
from press.model.sources.publication import IndexSheet
from press.plain_language.formulas import (
    FORMULAS,
    TextCounts,
    compute_fernandez_huerta,
    compute_flesch_kincaid,
    compute_inflesz,
    compute_smog,
    is_too_hard,
)
from press.plain_language.index import ITEMS, find_contradictions, format_blank_sheet, list_missing, score_sheet
from press.plain_language.measure import TextMeasure, compile_settings, measure_section, split_sentences
from press.plain_language.syllables import count_english, count_spanish
from tests.commands import app
from tests.overlay import BASE, TEXT, findings, lay

ROOT = Path(__file__).resolve().parent.parent
HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n"
SPANISH = "publications/handwashing/es.md"
QUIXOTE = "En un lugar de la Mancha de cuyo nombre no quiero acordarme"
PLATYPUS = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature"

BY_HAND = {
    1: "the breaks makes nerves pressed genes called skills chance throat nose weak dense types eyes year "
    "young goes some bones means age died",
    2: "body balance vital problems muscles crowded marrow platelets carry bleeding severe disease treatment "
    "transplant children donor risky designed delay progress approved hormone improve balanced diet people "
    "table tables settled wishes patient nation client quiet create react science player going seeing language "
    "rhythm movement hopeful given cancer social special orange doctors pieces largely ages little million union",
    3: "disorder easily condition serious example paralyzed infection oxygen abnormal magnetic malignant "
    "infantile recessive dominant mutation conception diagnose biopsy axial resonance imaging severely "
    "affected suitable vitamin stimulates prednisone similar cortisone physical therapy develop "
    "infections several specialist studying molecules institutes scientists adulthood radio idea calcium "
    "medium usual quality influence carrier easier various management completely video area skeleton "
    "theater theory museum diary diseases reptilian Australian",
    4: "congenital osteoclasts autosomal remodeling inherited diagnosis computerized tomography development "
    "orthopaedic monitoring complications calcitriol interferon bacteria organism variety experience society dialysis",
    5: "intermediate administration specifically occupational metabolism ophthalmologist hematologist",
    6: "osteopetrosis endocrinologist",
    7: "otolaryngologist",
}
"""English words by their syllables, counted by hand and looked up where in doubt (American Heritage Dictionary)."""
A_MANO = {
    1: "que quien hoy y ley muy yo más",
    2: "hueso niño guía país leer vía agua guerra ahí búho ciudad oír tiene aire limpiáis rehén reyes",
    3: "trastorno débiles afección tejidos médula ósea cráneo pérdida audición músculos sangrado maligna cuidado poeta "
    "ayuda dieciocho construido",
    4: "demasiado equilibrio congénita facilidad parálisis oxígeno infecciones enfermedad lingüística todavía aéreo "
    "cooperar averiguáis desahogo",
    6: "osteopetrosis",
    9: "otorrinolaringólogo",
}
"""Spanish words by their syllables, divided by hand by the rules of the orthography."""


def measured(body: str, folder: Path, name: str = TEXT, more: Mapping[str, str] | None = None) -> TextMeasure:
    """The first section of a text laid over the base library, measured."""
    library, _ = load(lay(folder, {name: HEAD + body, **(more or {})}))
    lang = Path(name).stem
    how = library.languages[lang].readability
    assert how
    return measure_section(library.publications["handwashing"].translations[lang].sections[0], compile_settings(how))


# ---------------------------------------------------------------- counting


def test_english_syllables_are_those_counted_by_hand() -> None:
    wrong = {word: (count_english(word), count) for count, words in BY_HAND.items() for word in words.split()
             if count_english(word) != count}  # fmt: skip
    assert wrong == {}


def test_spanish_syllables_are_those_counted_by_hand() -> None:
    wrong = {word: (count_spanish(word), count) for count, words in A_MANO.items() for word in words.split()
             if count_spanish(word) != count}  # fmt: skip
    assert wrong == {}


def test_capitals_compounds_figures_and_endings() -> None:
    assert [count_english(word) for word in ("FDA", "well-known", "don’t", "body's", "2015", "I")] == [3, 2, 1, 2, 1, 1]
    assert [count_spanish(word) for word in ("FDA", "10", "físico-químico")] == [3, 1, 6]


def test_sentences_end_where_a_reader_would_end_them() -> None:
    short = frozenset({"Dr.", "e.g."})
    text = "See Dr. J. Smith, e.g. today. It is 3.5 mm? “Yes!” he said. (Really.) Take it… or not. No"
    assert [one for one, *_ in split_sentences(text, short)] == [
        "See Dr. J. Smith, e.g. today.", "It is 3.5 mm?", "“Yes!” he said.", "(Really.)", "Take it… or not.", "No",
    ]  # fmt: skip
    assert list(split_sentences("")) == []


def test_a_section_is_measured_as_running_text(tmp_path: Path) -> None:
    body = (
        "## A heading {#one}\n\nOne two three.\nFour *five*\nsix. Seven [ocho nueve]{lang=es}.\n\n"
        "- eight\n- nine ten\n\n"
        "::: table Not counted {#tab}\n| A | B |\n|---|---|\n| 1 | 2 |\n:::\n\nTerm\n: What it means.\n\n"
        "See [www.example.org](https://www.example.org).\n"
    )
    found = measured(body, tmp_path / "sources")
    assert [(one.text, one.words) for one in found.sentences] == [
        ("One two three.", 3), ("Four five six.", 3), ("Seven .", 1), ("eight", 1), ("nine ten", 2),
        ("What it means.", 3), ("See www.example.org.", 1),
    ]  # fmt: skip
    assert [one.line for one in found.sentences[2:5]] == [10, 13, 14]
    assert found.words == 14
    assert found.mean == 2


@pytest.mark.parametrize("text", ["a/" * 100_000, "." * 200_000 + "x", "is " * 60_000, "A. " * 60_000, "x" * 200_000])
def test_hostile_text_is_measured_in_time(text: str) -> None:
    """Each would take hours if any of the expressions went over it again and again."""
    node = Node("paragraph", (Node("text", text=text, line=1, column=1),), line=1, column=1)
    library, _ = load(BASE)
    how = library.languages["en"].readability
    assert how
    found = measure_section(Section("one", (), (node,), 1), compile_settings(how))
    assert found.words == {"a": 100_000, ".": 1, "i": 60_000, "A": 60_000, "x": 1}[text[0]]


def test_nothing_to_count_gives_no_figures(tmp_path: Path) -> None:
    found = measured("## One {#one}\n\n::: table Title {#tab}\n| A | B |\n|---|---|\n| 1 | 2 |\n:::\n", tmp_path / "s")
    assert (found.words, found.mean, found.figures, found.passives) == (0, 0, {}, ())


# ---------------------------------------------------------------- formulas


def test_flesch_kincaid_of_a_published_example() -> None:
    """11.3 for 13 words and 24 syllables (Wikipedia, Flesch-Kincaid readability tests, on this very sentence)."""
    words = PLATYPUS.split()
    counts = TextCounts(1, len(words), sum(map(count_english, words)), 0)
    assert (counts.words, counts.syllables) == (13, 24)
    assert round(compute_flesch_kincaid(counts), 1) == 11.3


@pytest.mark.parametrize(("long_words", "grade"), [(4, 5), (9, 6), (16, 7), (25, 8), (36, 9), (49, 10), (64, 11)])
def test_smog_goes_with_its_published_short_form(long_words: int, grade: int) -> None:
    """McLaughlin's own short form for 30 sentences: the square root of the long words, and 3."""
    assert abs(compute_smog(TextCounts(30, 400, 600, long_words)) - grade) < 0.5
    assert compute_smog(TextCounts(60, 800, 1200, 2 * long_words)) == compute_smog(TextCounts(30, 400, 600, long_words))


def test_smog_of_30_sentences_by_hand() -> None:
    assert compute_smog(TextCounts(30, 1, 1, 100)) == pytest.approx(3.1291 + 10.43)
    assert compute_smog(TextCounts(10, 1, 1, 0)) == pytest.approx(3.1291)


def test_spanish_formulas_on_a_sentence_counted_by_hand() -> None:
    """En un lu-gar de la Man-cha, de cu-yo nom-bre no quie-ro a-cor-dar-me: 12 words, 20 syllables."""
    words = QUIXOTE.split()
    counts = TextCounts(1, len(words), sum(map(count_spanish, words)), 0)
    assert (counts.words, counts.syllables) == (12, 20)
    assert compute_fernandez_huerta(counts) == pytest.approx(206.84 - 100 - 12.24)
    assert compute_inflesz(counts) == pytest.approx(206.835 - 62.3 * 20 / 12 - 12)


def test_a_limit_is_compared_as_it_is_written() -> None:
    assert not is_too_hard("flesch-kincaid", 8.04, 8)
    assert is_too_hard("flesch-kincaid", 8.06, 8)
    assert is_too_hard("inflesz", 54.9, 55)
    assert not is_too_hard("inflesz", 54.96, 55)
    assert {name for name, one in FORMULAS.items() if one.basis > 1} == {"smog"}


# ---------------------------------------------------------------- passives


@pytest.mark.parametrize(
    ("name", "passive", "active"),
    [
        (TEXT, "The hand is washed. Soap was not often used. It has been given. It is usually made.",
         "It is red. They need it. There is indeed soap. She washed it. The tap is open."),
        (SPANISH, "La mano es lavada. El jabón fue rápidamente usado. Ha sido hecho. No son nunca dichas.",
         "Es demasiado. Está lavada. Se lava. Son pasos."),
    ],
)  # fmt: skip
def test_passives_are_found(name: str, passive: str, active: str, tmp_path: Path) -> None:
    found = measured(f"## One {{#one}}\n\n{passive} {active}\n", tmp_path / "sources", name)
    assert [one.text for one in found.passives] == [f"{one}." for one in passive.rstrip(".").split(". ")]


def test_passives_far_apart_are_no_heap(tmp_path: Path) -> None:
    apart = ("The hand is washed. " + "Wash it. " * 5) * 6
    assert codes(tmp_path / "a", apart) == []
    assert codes(tmp_path / "b", "The hand is washed. " * 4) == ["PLN102"]


def codes(folder: Path, body: str, more: Mapping[str, str] | None = None) -> list[str]:
    """The codes of the findings of plain language in a text of one section."""
    laid = lay(folder, {TEXT: f"{HEAD}## One {{#one}}\n\n{body}\n", **(more or {})})
    return [one.code for one in findings(laid) if one.code.startswith("PLN")]


# ---------------------------------------------------------------- limits


def center(**plain: str) -> str:
    """The centre of the base library with limits of its own."""
    text = (BASE / "center.yaml").read_text("utf-8").partition("plain_language:")[0]
    return text + "plain_language:\n" + "".join(f"  {key}: {value}\n" for key, value in plain.items())


def test_a_long_sentence_is_found_on_the_line_of_its_block(tmp_path: Path) -> None:
    body = f"Short one.\n\n- An item.\n- A second. Here {'word ' * 25}ends.\n"
    laid = lay(tmp_path / "sources", {TEXT: f"{HEAD}## One {{#one}}\n\n{body}"})
    found = [one for one in findings(laid) if one.code == "PLN101"]
    assert [(one.place.line, one.severity) for one in found] == [(12, "warning")]
    assert "27 words, 25 at most" in found[0].problem


def test_a_collection_has_limits_of_its_own(tmp_path: Path) -> None:
    facts = (BASE / "publications/handwashing/publication.yaml").read_text("utf-8")
    inside = {"publications/handwashing/publication.yaml": f"{facts}collection: leaflets\n"}
    sentence = f"Here {'word ' * 14}ends."
    assert codes(tmp_path / "a", sentence) == []
    assert codes(tmp_path / "b", sentence, inside) == ["PLN101"]


def test_limits_may_stop_a_build(tmp_path: Path) -> None:
    strict = {"center.yaml": center(everywhere="{sentence_words: 5, severity: error}")}
    found = findings(lay(tmp_path / "sources", strict))
    assert {one.severity for one in found if one.code == "PLN101"} == {"error"}
    facts = (BASE / "publications/handwashing/publication.yaml").read_text("utf-8")
    milder = {
        "center.yaml": center(
            everywhere="{sentence_words: 5, severity: error}", collections="{a: {severity: warning}}"
        ),
        "publications/handwashing/publication.yaml": f"{facts}collection: a\n",
    }
    found = findings(lay(tmp_path / "milder", milder))
    assert {one.severity for one in found if one.code == "PLN101"} == {"warning"}


def test_without_limits_and_glossary_nothing_is_said(tmp_path: Path) -> None:
    text = (BASE / "center.yaml").read_text("utf-8").partition("plain_language:")[0]
    assert codes(tmp_path / "sources", "The hand is washed. " * 90, {"center.yaml": text}) == []


@pytest.mark.parametrize(
    "plain", ["3", "{limits: {flesch: 3}}", "{sentence_words: two}", "{severity: fatal}", "{limits: {smog: high}}"]
)
def test_limits_that_make_no_sense_are_findings(plain: str, tmp_path: Path) -> None:
    found = findings(lay(tmp_path / "sources", {"center.yaml": center(everywhere=plain)}))
    assert [one.place.file.rpartition("/")[2] for one in found if one.code.startswith("LOD11")] == ["center.yaml"]


def test_smog_says_nothing_of_few_sentences(tmp_path: Path) -> None:
    limits = {"center.yaml": center(everywhere="{limits: {smog: 4}, least_words: 1}")}
    hard = "Everybody investigates contamination. "
    assert codes(tmp_path / "few", hard * 29, limits) == []
    assert codes(tmp_path / "enough", hard * 30, limits) == ["PLN103", "PLN103"]  # the section, and the whole text


# ---------------------------------------------------------------- jargon


@pytest.mark.parametrize(
    "explained",
    [
        "Make *lather* first.",
        "Make **lather** first.",
        "Make lather (foam) first.",
        "Make foam (lather) first.",
        "Make lather, a foam, first.",
        "Make foam, called lather.",
        "Lather\n: Foam of soap.\n\nMake lather.",
        "We make foam, in other words lather.",
    ],
)
def test_an_explained_term_is_no_jargon(explained: str, tmp_path: Path) -> None:
    assert codes(tmp_path / "sources", explained) == []


@pytest.mark.parametrize("bare", ["Make lather first.", "LATHER is thick.", "It lathers.", "Lather, then rinse."])
def test_a_term_left_bare_is_jargon(bare: str, tmp_path: Path) -> None:
    assert codes(tmp_path / "sources", bare) == ["PLN104"]


def test_a_term_is_explained_once_and_missed_once(tmp_path: Path) -> None:
    later = "Make *lather*.\n\n## Two {#two}\n\nLather again."
    before = "Lather again.\nAnd lather.\n\n## Two {#two}\n\nMake *lather*."
    assert codes(tmp_path / "later", later) == []
    assert codes(tmp_path / "before", before) == ["PLN104"]
    assert codes(tmp_path / "inside", "Slather it, blather about it.") == []


# ---------------------------------------------------------------- the index


def sheet(**changes: str) -> IndexSheet:
    """A sheet with a point for every item, but for some."""
    answers = {str(item): "yes" for item in ITEMS} | {"17": "no"} | {key[1:]: value for key, value in changes.items()}
    about = dict.fromkeys(("by", "audience", "health_literacy", "objective", "main_message"), "x")
    return IndexSheet.model_validate({**about, "on": "2020-02-01", "answers": {k: v for k, v in answers.items() if v}})


def test_a_sheet_is_scored_by_hand() -> None:
    assert score_sheet(sheet()).value == 100
    without = sheet(_12="n-a", _13="n-a", _14="n-a", _20="n-a", _5="no", _11="no")
    assert (score_sheet(without).earned, score_sheet(without).possible) == (14, 16)
    assert score_sheet(without).value == 87.5
    assert not score_sheet(without).passes
    assert score_sheet(sheet(_11="no", _17="yes")).value == 90
    assert score_sheet(sheet(_11="no", _17="yes")).passes


def test_what_is_missing_or_contradicts_is_named() -> None:
    assert list_missing(sheet(_3="", _20="")) == [3, 20]
    assert find_contradictions(sheet()) == []
    assert [item for item, _ in find_contradictions(sheet(_1="no"))] == [2, 3, 4]
    assert find_contradictions(sheet(_1="no", _2="no", _3="no", _4="no")) == []
    assert [item for item, _ in find_contradictions(sheet(_5="n-a"))] == [5]
    assert [item for item, _ in find_contradictions(sheet(_12="n-a"))] == [12]
    assert find_contradictions(sheet(_20="n-a")) == []


def test_an_empty_sheet_asks_for_everything() -> None:
    document, found = read_yaml(format_blank_sheet("x.json"), "index.yaml")
    assert document
    assert not found
    assert isinstance(document.value, dict)
    assert set(document.value) | {"language"} == set(IndexSheet.model_fields)
    assert document.value["answers"] == {str(item): None for item in range(1, 21)}


# ---------------------------------------------------------------- what staff see


def test_the_shipped_texts_are_as_plain_as_the_centre_asks() -> None:
    assert [str(one) for one in findings(ROOT / "sources") if one.code.startswith("PLN")] == []


def test_readability_as_json_and_as_a_table() -> None:
    asked = ["readability", "handwashing", "--sources", str(BASE), "--lang", "es"]
    ran = CliRunner().invoke(app, [*asked, "--json"])
    assert ran.exit_code == 0
    (found,) = json.loads(ran.stdout)["publications"]
    (text,) = found["texts"]
    assert (text["language"], text["form"]) == ("es", "long")
    assert [row["section"] for row in text["sections"]] == ["why", "how", "where"]
    assert set(text["whole"]["figures"]) == {"fernandez-huerta", "inflesz"}
    assert sum(row["words"] for row in text["sections"]) == text["whole"]["words"]
    shown = CliRunner().invoke(app, asked)
    assert shown.exit_code == 0
    assert "INFLESZ" in shown.stdout
    assert "the whole text" in shown.stdout


@pytest.mark.parametrize("args", [("no-such",), ("--lang", "xx"), ("--sources", "no-such-folder")])
def test_readability_of_what_is_not_there(args: tuple[str, ...]) -> None:
    ran = CliRunner().invoke(app, ["readability", *args])
    assert ran.exit_code == 2


def test_an_index_is_shown_with_its_score(tmp_path: Path) -> None:
    answers = "\n".join(f"  '{item}': {'no' if item in {5, 17} else 'yes'}" for item in ITEMS)
    about = "".join(f"{key}: x\n" for key in ("audience", "health_literacy", "objective", "main_message"))
    text = f"by: Sam Sample\non: 2020-02-01\n{about}answers:\n{answers}\n"
    laid = lay(tmp_path / "sources", {"publications/handwashing/index.yaml": text})
    assert [str(one) for one in findings(laid)] == []
    ran = CliRunner().invoke(app, ["readability", "--sources", str(laid), "--json"])
    index = json.loads(ran.stdout)["publications"][0]["index"]
    assert (index["score"], index["passes"], index["answered_no"]) == (95.0, True, [5, 17])
    assert "by: #" in CliRunner().invoke(app, ["readability", "--sheet"]).stdout


@pytest.mark.parametrize(
    ("lang", "text", "counts"),
    [
        ("hi", "हड्डियाँ मज़बूत हैं। क्या आप दूध पीते हैं?", [3, 5]),
        ("ar", "هل تشرب الحليب؟ نعم. العظام قوية۔", [3, 1, 2]),
        ("th", "ฉันกินยาวันละครั้ง", [6]),
        ("zh-Hans", "今天很好。我吃药了！", [2, 4]),
        ("am", "አጥንት ጠንካራ ነው። ወተት ይጠጣሉ፧", [3, 2]),
        ("ru", "Кости крепкие. Проф. И. Иванов пьёт\nмолоко.", [2, 5]),
    ],
    ids=["hi", "ar", "th", "zh", "am", "ru"],
)
def test_sentences_and_words_follow_the_script(lang: str, text: str, counts: list[int]) -> None:
    """A danda ends a sentence, vowel signs part no word, and dictionaries part Thai and Chinese."""
    node = Node("paragraph", (Node("text", text=text, line=1, column=1),), line=1, column=1)
    settings = compile_settings(ReadabilitySettings(abbreviations=["Проф."]), lang)
    assert [one.words for one in measure_section(Section("one", (), (node,), 1), settings).sentences] == counts
