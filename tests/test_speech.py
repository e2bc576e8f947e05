"""Scripts for a voice: everything is written as on the page, and everything is said as it is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from press.build import pipeline
from press.build.selection import list_editions
from press.model.edition import FinishedEdition
from press.model.sources.speech import Pronunciation
from press.model.sources.variant import Variant
from press.publish.fingerprints import hash_parts
from press.render.speech.aliases import AliasFinder
from press.verify import read_back, verify
from tests.commands import app
from tests.conftest import ROOT, Shipped
from tests.overlay import TEXT, lay

SSML = "{http://www.w3.org/2001/10/synthesis}"
EXTRA = """
## What else? {#else}

Take 1,000 mg on 7–12 days, not 98.6 °F or 5%. Ask the FDA, Dr. Foam: foam is good. Call 202-555-0100.

Write to [ask@kitchen.example](mailto:ask@kitchen.example). A room has 12 m^2^. Less than 90 mg/dl, 5 mg/kg.

In Spanish, [la Dra. Foam, 7–12 mg, foam@cocina.example]{lang=es}. In no language of ours, [M. 3–4 mg]{lang=xx}.
"""
SAY = "terms: {foam: {plain: small bubbles}}\nsay: {foam: {respell: FOHM, ipa: foʊm}}\n"


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> FinishedEdition:
    folder = lay(tmp_path_factory.mktemp("speech") / "sources", {"glossary/en.yaml": SAY})
    (folder / TEXT).write_text((folder / TEXT).read_text("utf-8") + EXTRA, "utf-8")
    (folder / TEXT.replace("en.md", "es.md")).unlink()
    edition = next(one for one in list_editions(pipeline.read_library(folder)) if one.lang == "en")
    variant = Variant.model_validate({"format": "speech", "kind": "text"})
    return pipeline.finish_edition(replace(edition, variant=variant, variant_name="speech"))


def find_kinds(final: FinishedEdition, text: str) -> set[str]:
    return {one.kind for one in read_back(replace(final, data=text.encode())).differences}


def test_a_script_writes_what_is_written_and_says_what_is_said(script: FinishedEdition) -> None:
    assert [str(one) for one in verify(script)] == []
    text = script.data.decode()
    for expected in (
        '<sub alias="1000">1,000</sub> <sub alias="milligrams">mg</sub>',
        '<sub alias="milligrams per deciliter">mg/dl</sub>, <sub alias="5">5</sub> <sub alias="milligrams">mg</sub>/',
        '<sub alias="7 to 12">7–12</sub>',
        '<sub alias="98.6">98.6</sub>',
        '<sub alias="percent">%</sub>',
        '<sub alias="F D A">FDA</sub>',
        '<sub alias="Doctor">Dr.</sub> <sub alias="fohm">Foam</sub>: <sub alias="fohm">foam</sub>',
        '<sub alias="2 0 2, 5 5 5, 0 1 0 0">202-555-0100</sub>',
        '<sub alias="A S K at kitchen dot example">ask@kitchen.example</sub>',
        '<sub alias=" to the power of 2">^(2)</sub>',
        '<sub alias="Picture:"></sub> A tap.',
        '<sub alias="Tap:"></sub> yes',
        '<lang xml:lang="es">jabón</lang>',
        '<lang xml:lang="es">la <sub alias="doctora">Dra.</sub> Foam, <sub alias="7 a 12">7–12</sub> ',
        '<sub alias="miligramos">mg</sub>, <sub alias="foam arroba cocina punto example">foam@cocina.example</sub></la',
        '<lang xml:lang="xx">M. <sub alias="3 to 4">3–4</sub> mg</lang>',
        "Nobody has listened to it",
    ):
        assert expected in text, expected


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (" Now it is not clean.", "", "changed"),
        ("Any sample tap will do.", "Any sample tap can do.", "changed"),
        ('alias="2 0 2, 5 5 5, 0 1 0 0"', 'alias="2 0 2, 5 5 5, 0 1 0 1"', "otherwise"),
        ('alias="1000"', 'alias="100"', "otherwise"),
        ('<sub alias="98.6">98.6</sub>', "98.6", "otherwise"),
        ('<sub alias="F D A">FDA</sub>', "FDA", "otherwise"),
        ('<sub alias="doctora">Dra.</sub>', "Dra.", "otherwise"),
        ('<sub alias="milligrams">mg</sub>', "mg", "otherwise"),
        ('<sub alias="fohm">foam</sub>', "foam", "otherwise"),
        ('<sub alias="fohm">foam</sub>', '<sub alias="home">foam</sub>', "otherwise"),
        ('<lang xml:lang="es">jabón</lang>', "jabón", "reference"),
        ('xml:lang="es"', 'xml:lang="fr"', "reference"),
        ('<p xml:id="heading-2-', '<p xml:id="paragraph-', "role"),
        ("</sub> A tap.", "</sub> A bar.", "changed"),
        ("Nobody has listened to it", "Everybody has listened to it", "lost"),
        ("</p>", "", "layout"),
        ("<mark ", "<audio ", "layout"),
        ('version="1.1"', 'version="1.0"', "layout"),
        ('time="600ms"', 'time="long"', "layout"),
    ],
)  # fmt: skip
def test_every_harm_to_a_script_is_found(old: str, new: str, kind: str, script: FinishedEdition) -> None:
    text = script.data.decode()
    assert old in text, "the example is no example"
    assert kind in find_kinds(script, text.replace(old, new, 1))


def test_two_items_that_changed_places_are_found(script: FinishedEdition) -> None:
    text = script.data.decode()
    swapped = text.replace("in a bar<", "@<").replace("in a bottle<", "in a bar<").replace("@<", "in a bottle<")
    assert swapped != text
    assert find_kinds(script, swapped)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("800-624-BONE (2663)", "8 0 0, 6 2 4, B O N E, 2 6 6 3"),
        ("888-INFO-FDA", "8 8 8, I N F O, F D A"),
        ("(202) 555-0147", "2 0 2, 5 5 5, 0 1 4 7"),
        ("+1 202 555 0147", "1, 2 0 2, 5 5 5, 0 1 4 7"),
        ("1,234,567", "1234567"),
        ("0.5", "0.5"),
        ("1–2", "1 to 2"),
        ("20892-3676", "2 0 8 9 2, 3 6 7 6"),
        ("www.nih.gov/a-b_c", "W W W dot N I H dot gov slash A hyphen B underscore C"),
    ],
)
def test_numbers_and_addresses_are_said_so_that_nothing_is_lost(text: str, said: str, script: FinishedEdition) -> None:
    settings = script.edition.language.speech
    assert settings
    bare = settings.model_copy(update={"abbreviations": {}})
    assert list(AliasFinder(bare, {}).split(text)) == [(text, said)]


def test_a_passage_is_out_of_date_when_its_language_is_said_otherwise(script: FinishedEdition) -> None:
    spanish = script.edition.languages["es"]
    assert spanish.speech
    silent = spanish.model_copy(update={"speech": spanish.speech.model_copy(update={"abbreviations": {}})})
    changed = replace(script.edition, languages={**script.edition.languages, "es": silent})
    assert hash_parts(changed) != hash_parts(script.edition)


def test_another_pronunciation_makes_the_script_out_of_date_and_nothing_else(script: FinishedEdition) -> None:
    changed = replace(script.edition, sayings={"foam": Pronunciation(respell="foam")})
    assert hash_parts(changed) != hash_parts(script.edition)
    text = Variant.model_validate({"format": "text", "kind": "text"})
    assert hash_parts(replace(changed, variant=text)) == hash_parts(replace(script.edition, variant=text))


def test_the_lexicon_has_every_word_and_says_that_nobody_has_checked_it() -> None:
    made = CliRunner().invoke(app, ["lexicon", "en", "--sources", str(ROOT / "sources")])
    root = ElementTree.fromstring(made.stdout_bytes)
    pls = "{http://www.w3.org/2005/01/pronunciation-lexicon}"
    assert (root.tag, root.get("version"), root.get("alphabet")) == (f"{pls}lexicon", "1.0", "ipa")
    assert "No speaker has checked" in made.output
    assert len(list(root.iter(f"{pls}lexeme"))) > 20
    assert all(one.findtext(f"{pls}alias") for one in root.iter(f"{pls}lexeme"))
    missing = CliRunner().invoke(app, ["lexicon", "xx", "--sources", str(ROOT / "sources")])
    assert missing.exit_code == 2


def test_every_shipped_publication_has_a_script_in_every_language(shipped: Shipped) -> None:
    rows = [row for row in shipped.editions if row["format"] == "speech"]
    assert {(row["publication"], row["language"]) for row in rows} == {
        (row["publication"], row["language"]) for row in shipped.editions
    }
    assert all("Nobody has listened" in row["note"] for row in rows if row["language"] == "en")
    for path in shipped.files("speech"):
        assert_digits_are_said(path)


def assert_digits_are_said(path: Path) -> None:
    """Read a script with the parser of the standard library: the digits of each alias are those that are written."""
    for sub in ElementTree.parse(path).getroot().iter(f"{SSML}sub"):
        if sub.text:
            digits = ["".join(filter(str.isdigit, one)) for one in (sub.text, sub.get("alias") or "")]
            assert digits[0] == digits[1], (sub.text, sub.get("alias"))
