"""Files that flow say what the typeset page says: planted harms are found, and hostile texts come back whole."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from press.build import pipeline
from press.build.selection import add_named_imprint, list_editions
from press.load import load
from press.model.edition import Edition, FinishedEdition, PrintPages
from press.model.formats import FORMATS
from press.model.sources.variant import Variant
from press.parity import compare_editions
from press.parity.normal_form import compare_with_one_page
from press.readback.page_starts import read_page_starts
from press.render.layout.remedies import apply_remedies
from press.text.doses import has_dose
from press.text.letters import count_gsm, spell
from press.typeset import typeset
from press.verify import verify
from tests.commands import app
from tests.conftest import ROOT, Shipped
from tests.overlay import findings, lay

TEXTS = [name for name, row in FORMATS.items() if row.words == "text_files"]
Harm = tuple[str, str, str]
"""What is in a file, what takes its place, and the code of a finding."""

EVERY_TEXT: dict[str, Harm] = {
    "a sentence is dropped": ("Now it is not clean. ", "", "PAR103"),
    "a paragraph is dropped": ("Any sample tap will do.", "", "PAR101"),
    "a paragraph is added": ("Any sample tap will do.", "Any sample tap will do.\n\nTwo are better.", "PAR102"),
    "a digit of a telephone number": ("202-555-0101", "202-555-0191", "PAR103"),
    "a not is lost": ("it is not clean", "it is clean", "PAR103"),
    "a capital is lost": ("In Spanish", "in Spanish", "PAR103"),
    "another alternative text": ("[Picture: A tap.]", "[Picture: A tub.]", "PAR103"),
    "a lost alternative text": ("[Picture: A tap.]\n", "", "PAR101"),
    "a cell under another heading": ("yes", "no", "PAR103"),
}
HARMS: dict[str, dict[str, Harm]] = {
    "text": {
        "two items are swapped": ("1) Water", "1) Towel", "PAR103"),
        "a number of an item": ("3) Towel", "2) Towel", "PAR104"),
        "a heading is text": ("Why wash?\n---------\n", "Why wash?\n", "PAR104"),
        "a heading of another level": ("~~~~~~", "------", "PAR104"),
        "a row heading is a cell": ("* Garden\n", "  - Place: Garden\n", "PAR104"),
        "a cell names another column": ("  - Soap: no", "  - Tap: no", "PAR104"),
        "a link to elsewhere": ("<https://kitchen.example/ask>", "<https://kitten.example/ask>", "PAR105"),
        "a lost link": (" <https://kitchen.example/ask>", "", "PAR105"),
        "a term is text": ("Soap:\n    What", "Soap:\n\nWhat", "PAR104"),
        "a lost end of a table": ("[End of table]\n", "", "PAR104"),
        "a long line": ("In Spanish,\n", "In Spanish, ", "PAR107"),
    },
    "markdown": {
        "a heading is text": ("## Why wash?", "Why wash?", "PAR104"),
        "a heading of another level": ("### What", "## What", "PAR104"),
        "a lost item": ("3. Towel", "", "PAR101"),
        "a link to elsewhere": ("https://kitchen.example/ask", "https://kitten.example/ask", "PAR105"),
        "a lost link": ("[kitchen](https://kitchen.example/ask)", "kitchen", "PAR101"),
        "a lost language": ('<span lang="es">jabón</span>', "jabón", "PAR101"),
        "another language": ('<span lang="es">jabón</span>', '<span lang="fr">jabón</span>', "PAR105"),
        "a row heading at the end": ("| Garden | yes | no |", "| yes | no | Garden |", "PAR102"),
        "a term is text": ("Soap\n:   What", "Soap\n\nWhat", "PAR104"),
    },
    "sms": {
        "a point is changed": ("Towels come last", "Towels come first", "PAR102"),
        "a digit of the telephone": ("800-555-0100", "800-555-0109", "PAR101"),
        "the label is lost": ("In brief", "All", "PAR101"),
        "the title is lost": ("Sample publication", "Publication", "PAR101"),
        "a dose": ("Towels come last.", "Towels come last. Take 5 mg.", "PAR102"),
        "a letter that cannot be sent": ("Water", "Wáter", "PAR107"),
        "messages without numbers": ("Water comes", "Water\n\ncomes", "PAR107"),
    },
}
HARMS["ascii"] = HARMS["text"] | {"a letter that is not ASCII": ("Water", "Wáter", "PAR107")}
PLANTED = [
    pytest.param(name, *harm, id=f"{name}: {what}")
    for name in HARMS
    for what, harm in (({} if name == "sms" else EVERY_TEXT) | HARMS[name]).items()
]


def find_codes(final: FinishedEdition) -> set[str]:
    return {finding.code for finding in verify(final)}


@pytest.mark.parametrize(("name", "old", "new", "code"), PLANTED)
def test_a_planted_harm_is_found(
    name: str, old: str, new: str, code: str, base_finals: dict[str, FinishedEdition]
) -> None:
    final = base_finals[name]
    data = final.data.decode()
    assert old in data, f"the example is no example: {old!r} is not in the file"
    assert code in find_codes(replace(final, data=data.replace(old, new, 1).encode()))


FLOWING = (*TEXTS, "epub", "sms", "speech")
HOSTILE = r"""
## Hostile? {#hostile}

\- no item

1\. Breakdown is first.

1\) also no item

\* no row heading

\# no heading

\[Box\]

\[Picture: fake\] goes on

\=\=\=\=\=

Not a term:

:x is no definition

A line of words and then rather many more words, so that the line is full ------

\\ a backslash, 2 \* 3 \* 4, a\_b\_c, a \| b, 5 \< 6, \&copy; and AT&T, ~~~ and `code_with_*stars*`

Text \<https://no.link.example\> and [a link](https://real.example/a_(b)?c=*d*) and [a call](tel:+18005550100).

Averyveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryverylongword www.example.org/a/very/long/one

- \- a dash
- 1\) words with a number

  A second paragraph.

  1. a
     - b
       - c
  2. d
- last

Another list:

- one

Term with: colon
: Definition \: with colon
: Second definition

::: table Hostile \| caption: yes {#hostile-table}
| Head: one | Two \| pipes | Three |
|-----|-----|----|
| Row: \| head | a: b | |
| - | \* star | [in a cell](https://cell.example) |
:::

> A quotation
>
> - with an item
>
> > in another
>
> and its end

Copied zero&#8203;width and soft&shy;hyphen, Ca^2+^ and ★ 👍🏽, [مرحبا **أهلا**]{lang=ar}.

- a picture that says nothing

  ![](figures/tap.svg){.decorative}

::: callout Careful: \[Box\] {#careful}
Text

- a
:::

Take ____ drops, then sign.[^one] A literal \[ \] too.

- [ ] an empty box
- [x] a checked box
- ____

1. ____
2. Then ____

[^one]: A note with a [link](https://note.example).

::: table Merged cells {#merged}
| Who | How much | << |
|---|---|--:|
| Women | 1 | 2 |
| ^^ | 3 | << |
| ____ | ____ | 5 |
:::

kg/m^2^ and H~2~O and 1^st^ and m² and 2½ µg ≥ 5, [¿jabón? «sí»]{lang=es}
"""


@pytest.fixture(scope="module")
def hostile_editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FinishedEdition]:
    """Make an edition of a hostile text in every format that flows."""
    sources = lay(tmp_path_factory.mktemp("hostile") / "sources", {"": HOSTILE})
    for name in ("publications/handwashing/es.md", "languages/es.yaml"):
        (sources / name).unlink()
    first = pipeline.select_editions(pipeline.read_library(sources))[0]
    variants = {name: Variant.model_validate({"format": name, "kind": "text"}) for name in FLOWING}
    return {
        name: pipeline.finish_edition(replace(first, variant=variant, variant_name=name))
        for name, variant in variants.items()
    }


@pytest.mark.parametrize("name", FLOWING)
def test_what_looks_like_grammar_comes_back_as_words(name: str, hostile_editions: dict[str, FinishedEdition]) -> None:
    assert [str(finding) for finding in verify(hostile_editions[name])] == []


NOTES = "\nWords.[^one] More.[^two]\n\n[^one]: A [link](https://note.example).\n\n[^two]: Second note.\n\nThe end.\n"


def test_notes_at_the_foot_say_what_notes_after_the_text_say(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {"": NOTES})
    (sources / "publications/handwashing/es.md").unlink()
    letter = next(one for one in list_editions(load(sources)[0]) if one.variant.format == "pdf")
    page = typeset(letter)
    assert list(compare_with_one_page(letter, page)) == []
    assert "Second note" in page
    for harm in (page.replace("Second note", "Other note"), page.replace("note.example", "knot.example")):
        assert list(compare_with_one_page(letter, harm))


MERGED = """
## Which? {#which}

Words before.[^one] Copied &#8203;zero&#8203;width.

A soft&shy;hyphen.

::: table Merged {#merged}
| Who | How much | Each day |
|---|---|---|
| Women | 1 | 2 |
| ^^ | 3 | << |
| Men | << | << |
| Each day | 4 | 5 |
:::

::: table Called {#called}
| Who | How much |
|---|---|
| Children | |
| All[^one] | 4 |
:::

[^one]: A note.
"""


@pytest.fixture(scope="module")
def merged_editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[FinishedEdition, Edition]:
    """Make the Letter edition of a text that other forms say with other words: its tables have merged cells."""
    filler = "".join(f"\n\nParagraph {number} of many. " + "Wash your hands with care. " * 30 for number in range(5))
    sources = lay(tmp_path_factory.mktemp("merged") / "sources", {"": filler + "\n" + MERGED})
    for name in ("publications/handwashing/es.md", "languages/es.yaml"):
        (sources / name).unlink()
    letter = next(
        one for one in pipeline.select_editions(pipeline.read_library(sources)) if one.variant.format == "pdf"
    )
    return pipeline.make_edition(letter)[0], letter


@pytest.mark.parametrize("name", ["text", "markdown", "epub", "braille", "ebraille"])
def test_printed_pages_pass_over_what_print_says_otherwise(
    name: str, merged_editions: tuple[FinishedEdition, Edition]
) -> None:
    """Words of tables and notes are not counted, so that the last page begins at the same word in every form."""
    letter, edition = merged_editions
    starts = read_page_starts(letter.html, letter.data)
    pages = starts[-2] < starts[-1] and PrintPages("Letter", starts)
    assert pages
    variant = Variant.model_validate({"format": name, "kind": "text"})
    made = pipeline.finish_edition(replace(edition, variant=variant, variant_name=name, print_pages=pages))
    assert [str(finding) for finding in verify(made)] == []


# ---------------------------------------------------------------- letters


@pytest.mark.parametrize(
    ("text", "ascii_", "gsm"),
    [
        ("2½ tablets", "2 1/2 tablets", "2 1/2 tablets"),
        ("5 µg ≥ 10⁹", "5 mcg >= 10^(9)", "5 mcg >= 10^(9)"),
        ("¿Qué? ¡Así!", "Que? Asi!", "¿Qué? ¡Asi!"),
        ("English and العربية, 中文", "English and [Arabic], [Han]", "English and [Arabic], [Han]"),
        ("★ or 👍🏽", "[black star] or [thumbs up sign]", "[black star] or [thumbs up sign]"),
    ],
)
def test_fewer_letters_say_the_same(text: str, ascii_: str, gsm: str) -> None:
    assert (spell(text, "ascii"), spell(text, "gsm")) == (ascii_, gsm)
    assert (spell(ascii_, "ascii"), spell(gsm, "gsm")) == (ascii_, gsm)
    assert count_gsm(gsm) >= len(gsm)


# ---------------------------------------------------------------- as a whole

VARIANTS = {
    f"variants/{name}.yaml": f"format: {name}\nkind: text\norder: {90 + number}\n"
    for number, name in enumerate((*TEXTS, "sms"))
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the base library with a variant in each format, for the center and a clinic."""
    folder = tmp_path_factory.mktemp("built")
    lay(folder / "sources", VARIANTS)
    clinic = ["--imprint", "corner", "--lang", "en", *(f"--variant={name}" for name in TEXTS)]
    for options in ([], clinic):
        assert run(folder, "build", "--jobs", "1", *options).startswith("0 ")
    return folder


def run(folder: Path, *words: str) -> str:
    """Run a command on the sources and output of a folder. Returns exit code and output."""
    options = ["--sources", str(folder / "sources"), "--output", str(folder / "output")]
    result = CliRunner().invoke(app, [*words, *options])
    return f"{result.exit_code} {result.output}"


def test_every_list_has_the_new_files(built: Path) -> None:
    output = built / "output"
    page = (output / "handwashing/handwashing.en.web.html").read_text("utf-8")
    listed = (output / "catalogue/handwashing.en.html").read_text("utf-8")
    works = json.loads((output / "catalogue.json").read_text("utf-8"))["publications"]
    files = {file["file"]: file for text in works[0]["translations"] for file in text["files"]}
    order_form = (output / "order.html").read_text("utf-8")
    for name in (*TEXTS, "sms"):
        row = FORMATS[name]
        file = f"handwashing.en.{name}{row.suffix}"
        assert (output / "handwashing" / file).is_file()
        assert f'<a href="{file}" type="{row.media_type}">' in page
        assert file in listed
        assert files[f"handwashing/{file}"]["format"] == name
        assert f'value="{name}"' not in order_form, "nobody orders copies of a text by mail"


def test_parity_stands_each_edition_beside_the_others(built: Path) -> None:
    shown = run(built, "parity", "handwashing")
    assert shown.startswith("0 ")
    assert "handwashing, es" in shown
    assert "0 differences" in shown
    found = json.loads(run(built, "parity", "--json").removeprefix("0 "))
    editions = {one["edition"]: one for group in found["publications"] for one in group["editions"]}
    flowing = [one for name, one in editions.items() if one["format"] not in {"pdf", "sms"} and name.count(".") == 2]
    words = {one["words"] for one in flowing}
    assert found["findings"] == []
    assert len(words) == 2, "one number of words in each language; print also names pages"
    assert {"handwashing.en.letter", "handwashing.es.web", "handwashing.en.text.corner"} <= set(editions)


def test_parity_finds_what_was_changed_in_a_file_and_in_the_sources(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(built, folder)
    text = folder / "sources/publications/handwashing/en.md"
    text.write_text(text.read_text("utf-8").replace("Any sample tap", "Any old tap"), "utf-8")
    shown = run(folder, "parity")
    assert "handwashing.en.text PAR201 warning: it is not as it was built (text)" in " ".join(shown.split())
    assert "handwashing.es.text PAR201" not in " ".join(shown.split())


def test_a_clinic_is_in_the_files_that_flow_and_the_text_is_locked(built: Path) -> None:
    folder = built / "output/handwashing"
    for name in TEXTS:
        suffix = FORMATS[name].suffix
        own, clinic = ((folder / f"handwashing.en.{name}{part}{suffix}").read_bytes() for part in ("", ".corner"))
        assert b"Corner Clinic" in clinic
        assert b"Corner Clinic" not in own
    rows = json.loads((built / "output/manifest.json").read_text("utf-8"))["editions"]
    assert len({row["core_sha256"] for row in rows if row["edition"].startswith("handwashing.en.text")}) == 1
    library = pipeline.read_library(built / "sources")
    assert "sms" not in {one.variant_name for one in pipeline.select_editions(library, imprint="corner")}


def test_a_changed_core_of_a_clinics_text_is_found(built: Path) -> None:
    library = pipeline.read_library(built / "sources")
    own = next(one for one in pipeline.select_editions(library) if one.name == "handwashing.en.text")
    final = pipeline.finish_edition(add_named_imprint(own, library, "corner"))
    assert find_codes(final) == set()
    data = final.data.replace(b"Any sample tap", b"Any clean tap").replace(b"Corner Clinic", b"Other Clinic")
    assert {"PAR103", "CLN203"} <= find_codes(replace(final, data=data))


def test_a_draft_says_so_and_has_no_messages(tmp_path: Path) -> None:
    facts = "publications/handwashing/publication.yaml"
    sources = lay(tmp_path / "sources", VARIANTS)
    text = (sources / facts).read_text("utf-8")
    (sources / facts).write_text(f"status: draft\n{text}", "utf-8")
    editions = {one.variant_name: one for one in pipeline.select_editions(pipeline.read_library(sources), langs=["en"])}
    assert "sms" not in editions
    notice = editions["text"].language.marks.draft
    final, found = pipeline.make_edition(editions["text"])
    assert found == []
    assert final.data.decode().startswith(f"{notice.word}. ")


def test_a_language_without_the_words_has_no_text_files(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", VARIANTS)
    words = sources / "languages/es.yaml"
    words.write_text(words.read_text("utf-8").partition("text_files:")[0], "utf-8")
    editions = pipeline.select_editions(pipeline.read_library(sources))
    assert {one.lang for one in editions if one.variant_name == "text"} == {"en"}
    assert "`es` has no words under `text_files`: it has no text files" in {
        one.problem for one in findings(sources) if one.code == "SRC308"
    }


def test_a_text_in_other_letters_has_neither_ascii_nor_messages(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", VARIANTS)
    for old, new in (("publications/handwashing/es.md", "uk.md"), ("languages/es.yaml", "uk.yaml")):
        (sources / old).rename((sources / old).with_name(new))
    library, _ = load(sources)
    made = {one.variant_name for one in list_editions(library) if one.lang == "uk"}
    assert made & {*TEXTS, "sms"} == {"text", "markdown"}


DOSES = (
    "Take 5 mg a day.", "10 mg/kg a day", "half a tablet", "one or two small pills", "a 500-mg capsule", "1/2 tablet",
    "1,000 IU daily", "two doses of it", "Tome dos pastillas.", "media tableta", "1 o 2 cápsulas", "una cucharadita",
    "un comprimé", "deux gouttes",
)  # fmt: skip
NO_DOSES = ("Below 70 mg/dL is low.", "Wash them 3 times a day.", "One in 20,000 people", "800-555-0100", "a form")


def test_doses_are_known_in_figures_and_in_words() -> None:
    assert [text for text in DOSES if not has_dose(text)] == []
    assert [text for text in NO_DOSES if has_dose(text)] == []


def test_a_point_with_a_dose_is_not_sent(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", VARIANTS)
    text = sources / "publications/handwashing/en.md"
    whole = text.read_text("utf-8")
    brief = "brief:\n  - Soap helps.\n  - Take half a tablet.\n  - Less than 70 mg/dL is low.\n"
    text.write_text(whole[: whole.index("brief:")] + brief + whole[whole.index("keywords:") :], "utf-8")
    editions = pipeline.select_editions(pipeline.read_library(sources), langs=["en"], variants=["sms"])
    final, found = pipeline.make_edition(editions[0])
    assert found == []
    sent = " ".join(final.data.decode().split())
    assert "Soap helps." in sent
    assert "70 mg/dL" in sent
    assert "tablet" not in sent


def test_messages_that_do_not_fit_or_name_only_doses_are_refused(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", VARIANTS)
    text = sources / "publications/handwashing/en.md"
    whole = text.read_text("utf-8")
    start, end = whole.index("brief:"), whole.index("keywords:")
    for points, words in (
        (["Take 5 mg a day.", "Children take 2 drops."], "names a dose"),
        (["Water " * 100, "Soap"], "do not fit"),
    ):
        brief = "brief:\n" + "".join(f"  - {point}\n" for point in points)
        text.write_text(whole[:start] + brief + whole[end:], "utf-8")
        editions = pipeline.select_editions(pipeline.read_library(sources), langs=["en"], variants=["sms"])
        result = pipeline.run_task(pipeline.BuildTask(editions[0], (), {}))
        assert [(one.code, words in one.problem) for one in result.findings] == [("SMS101", True)]
        assert result.findings[0].place.file.endswith("en.md")


# ---------------------------------------------------------------- layouts


def test_every_shipped_file_says_the_same(shipped: Shipped) -> None:
    compared = list(compare_editions(pipeline.read_library(ROOT / "sources"), shipped.folder))
    assert [str(finding) for one in compared for finding in one.list_findings()] == []
    assert {one.language for one in compared} == {"en", "es"}
    assert sum(len(one.editions) for one in compared) == len(shipped.editions)


def test_every_page_of_a_draft_says_the_same() -> None:
    listed = [
        one for one in list_editions(pipeline.read_library(ROOT / "sources")) if one.publication.facts.status == "draft"
    ]
    pages = [one for one in listed if one.variant.file_format.layout != "core"]
    assert len({(one.slug, one.lang) for one in pages}) == 4
    for one in pages:
        assert list(compare_with_one_page(one, typeset(one, notes=1 if one.variant.fill else 0))) == [], one.name


LAYOUT_HARMS: dict[str, Harm] = {
    "en.letter: a part of a drawing": ("wide spaces for marrow", "tiny spaces for marrow", "changed"),
    "en.large-print: a part in the key": ("wide spaces for marrow", "tiny spaces for marrow", "changed"),
    "en.large-print: a cell of a list": ("Autosomal recessive", "Autosomal dominant", "changed"),
    "en.half-letter: the picture of the cover": ("Usual bone.", "Broken bone.", "added"),
    "en.half-letter: the notice on the cover": ("Adapted text, not yet", "Adapted text,", "lost"),
    "en.half-letter: its sentence with the credit": ("no medical reviewer has", "a medical reviewer has", "changed"),
    "en.half-letter: a telephone": ("tel:+18006242663", "tel:+18006242664", "reference"),
    "en.half-fold: an organization": ("www.orpha.net", "www.orpha.com", "reference"),
    "en.trifold: a picture across the panels": ("Osteoclasts remove", "Osteoclasts leave", "added"),
    "en.trifold: a question on the flap": ("What are the symptoms?", "What are the causes?", "changed"),
    "en.one-sheet: a picture of the summary": ("It is solid, with only tiny", "It is wide, with only tiny", "added"),
    "es.bilingual: the other language": ("has nothing to do with", "has something to do with", "changed"),
    "es.bilingual: its title": ("Osteopetrosis overview", "Osteopetrosis review", "changed"),
    "es.bilingual: its points": ("are born with it", "are not born with it", "changed"),
}


@pytest.fixture(scope="module")
def layouts() -> dict[str, Edition]:
    """List the editions of one publication by language and variant."""
    listed = list_editions(pipeline.read_library(ROOT / "sources"))
    return {
        name.removeprefix("osteopetrosis."): one for one in listed if (name := one.name).startswith("osteopetrosis")
    }


@pytest.mark.parametrize("case", LAYOUT_HARMS)
def test_a_harm_in_a_layout_is_found(case: str, layouts: dict[str, Edition]) -> None:
    edition = layouts[case.partition(":")[0]]
    old, new, kind = LAYOUT_HARMS[case]
    html = typeset(edition)
    assert old in html, f"the example is no example: {old!r} is not on the page"
    assert list(compare_with_one_page(edition, html)) == []
    assert kind in {one.kind for one in compare_with_one_page(edition, html.replace(old, new, 1))}


def test_blocks_that_changed_places_are_known_by_their_remedy(layouts: dict[str, Edition]) -> None:
    moved = apply_remedies(layouts["en.large-print"], ["move:cause:0:1"])
    html = typeset(moved)
    assert list(compare_with_one_page(moved, html)) == []
    assert list(compare_with_one_page(layouts["en.large-print"], html)) != []


def test_a_box_has_bounds_in_every_text(base_finals: dict[str, FinishedEdition]) -> None:
    """Its words alone do not say what must not be missed, and where it ends."""
    lines = ("[Box]\n\n", "[End of box]")
    for name, (begins, ends) in {"text": lines, "ascii": lines, "markdown": ("> ", "")}.items():
        words = base_finals[name].data.decode()
        assert f"\n{begins}A tap is enough\n" in words, name
        assert ends in words
