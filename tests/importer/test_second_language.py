"""One more language of a publication: its sections get the ids of the first language, or somebody is asked."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from press.build import pipeline
from press.importer import import_text
from press.importer.pairing import Pairing
from tests.commands import app
from tests.overlay import BASE

ENGLISH = """\
Bone Care

What is it?

Bones are tissue with 206 parts.

How much calcium?

Take 700 mg or 1,000 mg; see www.shed.example.

Age\tDose
1\t700
4\t1,000

Who helps?

Call 800-624-2663.
"""
SPANISH = """\
Cuidado de los huesos

¿Qué es?

Los huesos son tejido con 206 partes.

¿Cuánto calcio?

Tome 700 mg o 1.000 mg; vea www.shed.example.

Edad\tDosis
1\t700
4\t1.000

¿Quién ayuda?

Llame al 800-624-2663.
"""
WITHOUT_FIRST = SPANISH.replace("¿Qué es?\n\nLos huesos son tejido con 206 partes.\n\n", "")
WITH_MORE = SPANISH + "\n¿Y además?\n\nNada de nada.\n"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """The base library with an English publication in it."""
    shutil.copytree(BASE, tmp_path / "sources")
    (tmp_path / "en.txt").write_text(ENGLISH, "utf-8")
    library = pipeline.load(tmp_path / "sources")[0]
    import_text(tmp_path / "en.txt", "tools", "en", tmp_path / "sources", library, dt.date(2026, 11, 22))
    return tmp_path / "sources"


def add_spanish(sources: Path, text: str, *pairs: str, name: str = "old.txt") -> tuple[int, dict[str, Any]]:
    """Import a Spanish text into the publication: the exit code, and what it says as JSON."""
    file = sources.parent / name
    file.write_text(text, "utf-8")
    options = [option for pair in pairs for option in ("--pair", pair)]
    ran = CliRunner().invoke(
        app, ["import", str(file), "--slug", "tools", "--lang", "es", "--sources", str(sources), "--json", *options]
    )
    assert "Traceback" not in ran.output
    return ran.exit_code, json.loads(ran.stdout)


def headings(sources: Path) -> list[str]:
    return re.findall(r"^#.*", (sources / "publications/tools/es.md").read_text("utf-8"), re.MULTILINE)


def codes(said: dict[str, Any]) -> list[str]:
    return [one["code"] for one in said["findings"]]


def test_the_same_sections_get_the_same_ids_and_the_library_has_no_errors(sources: Path) -> None:
    before = (sources / "publications/tools/publication.yaml").read_bytes()
    code, said = add_spanish(sources, SPANISH)
    assert (code, said["files"]) == (0, ["es.md"])
    assert headings(sources) == [
        "## ¿Qué es? {#what-is-it}", "## ¿Cuánto calcio? {#how-much-calcium}", "## ¿Quién ayuda? {#who-helps}",
    ]  # fmt: skip
    assert "{#table}" in (sources / "publications/tools/es.md").read_text("utf-8")
    assert codes(said).count("IMP217") == 3
    assert (sources / "publications/tools/publication.yaml").read_bytes() == before
    found = [one for one in pipeline.check_sources(sources)[1] if "tools" in one.place.file]
    assert {one.code for one in found} == {"IMP301"}
    assert {one.severity for one in found} == {"warning"}


def test_a_missing_section_is_found_by_figures_and_names(sources: Path) -> None:
    code, said = add_spanish(sources, WITHOUT_FIRST)
    assert code == 0, said
    assert headings(sources) == ["## ¿Cuánto calcio? {#how-much-calcium}", "## ¿Quién ayuda? {#who-helps}"]
    assert [one["problem"] for one in said["findings"] if one["code"] == "IMP218"] == [
        "the old file has nothing for `#what-is-it`, “What is it?”"
    ]


def test_what_is_not_clear_is_asked_and_nothing_is_written(sources: Path) -> None:
    code, said = add_spanish(sources, WITH_MORE)
    assert code == 1
    assert set(codes(said)) == {"IMP110"}
    assert "--pair =19" in said["findings"][0]["hint"]
    assert not (sources / "publications/tools/es.md").exists()
    code, said = add_spanish(sources, WITH_MORE, "=19")
    assert code == 0, said
    assert headings(sources)[-1] == "## ¿Y además? {#y-ademas}"
    assert "“¿Y además?” is in no other language" in [one["problem"] for one in said["findings"]]


def test_sections_in_another_order_are_not_paired_by_order(sources: Path) -> None:
    first, second, third = re.split(r"(?=^¿)", SPANISH.partition("\n\n")[2], flags=re.MULTILINE)[1:]
    code, said = add_spanish(sources, f"Cuidado de los huesos\n\n{second}{first}{third}")
    assert code == 1
    assert codes(said) == ["IMP110", "IMP110"]


def test_a_person_is_asked(sources: Path) -> None:
    asked: list[str] = []

    def ask(question: str, _ids: object, guess: str) -> str:
        asked.append(f"{question} {guess}")
        return ""

    file = sources.parent / "old.txt"
    file.write_text(WITH_MORE, "utf-8")
    library = pipeline.load(sources)[0]
    import_text(file, "tools", "es", sources, library, dt.date(2026, 11, 22), Pairing(ask=ask))
    assert asked == ["Which heading is “¿Y además?” (line 19)? "]


@pytest.mark.parametrize(
    "pair", ["what-is-it", "what-is-it=x", "none=3", "what-is-it=4", "=", "what-is-it=99999999999"]
)
def test_pairs_that_name_nothing_are_a_mistake(pair: str, sources: Path) -> None:
    code, said = add_spanish(sources, SPANISH, pair)
    assert code == 2
    assert codes(said) == ["IMP109"]


def test_a_person_may_pair_against_the_order(sources: Path) -> None:
    code, said = add_spanish(sources, SPANISH, "what-is-it=7", "how-much-calcium=3", "who-helps=15")
    assert code == 0, said
    assert [one.partition("{")[2] for one in headings(sources)] == ["#how-much-calcium}", "#what-is-it}", "#who-helps}"]
    code, said = add_spanish(sources, SPANISH, "what-is-it=7", "what-is-it=3")
    assert codes(said) == ["IMP105"]


def test_facts_that_differ_and_missing_thanks_are_told(sources: Path) -> None:
    facts = sources / "publications/tools/publication.yaml"
    text = facts.read_text("utf-8").replace("# number: the publication number", "number: 01-007")
    text = re.sub(r"# review_status.*", "review_status: adapted\nissued: 2020-01\n", text)
    text += "\nreviewers: [{name: Sam Sample, thanked_for: {en: '{name}.'}}]\n"
    facts.write_text(text, "utf-8")
    code, said = add_spanish(sources, SPANISH + "\nSample Pub. No. 01-008\n")
    assert code == 0, said
    told = " ".join(one["problem"] for one in said["findings"])
    assert "`number: 01-008` stands here, and `01-007` in publication.yaml" in told
    assert "does not thank Sam Sample in this language" in told


def test_a_language_that_is_there_is_never_written_over(sources: Path) -> None:
    assert add_spanish(sources, SPANISH)[0] == 0
    before = (sources / "publications/tools/es.md").read_bytes()
    code, said = add_spanish(sources, WITHOUT_FIRST)
    assert (code, codes(said)) == (2, ["IMP105"])
    assert (sources / "publications/tools/es.md").read_bytes() == before
    assert sorted(one.name for one in (sources / "publications/tools").iterdir()) == [
        "en.md", "es.md", "publication.yaml"
    ]  # fmt: skip
