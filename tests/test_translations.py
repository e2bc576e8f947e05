"""The translation ledger: what is stale is named with its words, and a review is recorded once and for its words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from press.build import pipeline
from press.model.edition import FinishedEdition
from press.model.findings import Finding
from press.publish.fingerprints import hash_parts, list_changed_parts
from press.publish.output import make_row
from press.text.diff import MAX_PAIRS, compare_words
from press.typeset import typeset
from tests.commands import app
from tests.overlay import BASE, findings

HOME = "publications/handwashing"
REVIEW = ("--accept", "--by", 'Ana [/x] "Q" O\'Neil', "--credentials", "certified medical translator")
DAY = ("--today", "2020-03-01")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base library with a ledger of its Spanish text, without a review."""
    folder = tmp_path_factory.mktemp("recorded") / "sources"
    shutil.copytree(BASE, folder)
    ran(folder, "--record")
    return folder


@pytest.fixture
def sources(recorded: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return shutil.copytree(recorded, tmp_path / "sources")


def ran(folder: Path, *args: str, code: int = 0) -> dict[str, Any]:
    """Run the command on the sample and give back its JSON."""
    done = CliRunner().invoke(app, ["translations", "handwashing", "es", "--sources", str(folder), "--json", *args])
    assert done.exit_code == code, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def states(folder: Path) -> dict[str, str]:
    """The state of each section."""
    (found,) = ran(folder)["translations"]
    return {one["section"]: one["state"] for one in found["sections"]}


def section(folder: Path, name: str) -> dict[str, Any]:
    """Everything said of one section."""
    (found,) = ran(folder)["translations"]
    return next(one for one in found["sections"] if one["section"] == name)


def change(folder: Path, old: str, new: str, lang: str = "en") -> None:
    """Replace words of a text."""
    path = folder / HOME / f"{lang}.md"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def warned(folder: Path) -> list[Finding]:
    return [one for one in findings(folder) if one.code.startswith("TRA")]


# ---------------------------------------------------------------- what stands and what does not


def test_a_library_without_a_ledger_is_unrecorded_and_not_warned_of() -> None:
    assert set(states(BASE).values()) == {"unrecorded"}
    assert warned(BASE) == []


def test_what_is_recorded_is_current(sources: Path) -> None:
    assert states(sources) == dict.fromkeys(("front-matter", "why", "how", "where"), "current")
    assert findings(sources) == []


def test_a_change_of_the_source_is_shown_in_its_words_and_place(sources: Path) -> None:
    change(sources, "has been in the **garden**. Now", "has been in the **old barn**. Now")
    assert states(sources)["why"] == "stale"
    assert section(sources, "why")["changes"] == [{"old": "garden.", "new": "old barn."}]
    (warning,) = warned(sources)
    line = (sources / HOME / "es.md").read_text("utf-8").splitlines().index("## ¿Por qué lavar? {#why}") + 1
    assert (warning.code, warning.severity, warning.place.line) == ("TRA101", "warning", line)
    assert warning.place.file.endswith("es.md")
    assert "“garden.” is now “old barn.”" in warning.problem


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("Water comes *first*", "Water comes *last*", "front-matter"),
        ("Any sample tap will do.", "No sample tap will do.", "why"),
        ("A tap is enough", "A tap may do", "why"),
        ("![A bar of soap.]", "![Two bars of soap.]", "how"),
        (": What makes foam.", ": What makes bubbles.", "how"),
        ("| Garden | yes | no |", "| Garden | yes | yes |", "where"),
        ("https://kitchen.example/ask", "https://kitchen.example/tell", "where"),
        ("## Where is it done?", "## Where is that done?", "where"),
    ],
)
def test_whatever_readers_get_counts(old: str, new: str, name: str, sources: Path) -> None:
    change(sources, old, new)
    assert {key for key, state in states(sources).items() if state == "stale"} == {name}


@pytest.mark.parametrize(
    ("old", "new"), [("the **garden**", "the *garden*"), ("Now it is", "Now\nit is"), ("\n## How", "\n\n\n## How")]
)
def test_emphasis_and_lines_do_not(old: str, new: str, sources: Path) -> None:
    change(sources, old, new)
    assert "stale" not in states(sources).values()


def test_missing_extra_and_unrecorded_sections(sources: Path) -> None:
    change(sources, "## Where is it done? {#where}", "## New? {#new}\n\nWords.\n\n## Where is it done? {#where}")
    change(
        sources, "## ¿Dónde se hace? {#where}", "## ¿Otra? {#other}\n\nPalabras.\n\n## ¿Dónde se hace? {#where}", "es"
    )
    assert states(sources) == {"front-matter": "current", "why": "current", "how": "current", "new": "missing",
                               "where": "current", "other": "extra"}  # fmt: skip
    change(sources, "## ¿Otra? {#other}", "## ¿Otra? {#new}", "es")
    assert states(sources)["new"] == "unrecorded"
    assert [one.code for one in warned(sources)] == ["TRA102"]


# ---------------------------------------------------------------- accepting


def test_a_review_says_who_and_when_and_bases_the_section_anew(sources: Path) -> None:
    change(sources, "Any sample tap will do.", "No sample tap will do.")
    ran(sources, *REVIEW, *DAY, "--note", "reads well", "--section", "why")
    found = section(sources, "why")
    assert (found["state"], found["reviewed"]) == ("current", True)
    (review,) = found["reviews"]
    del review["text"]
    assert review == {"by": REVIEW[2], "credentials": REVIEW[4], "on": "2020-03-01", "note": "reads well"}
    assert section(sources, "how")["reviews"] == []
    assert findings(sources) == []
    shown = CliRunner().invoke(app, ["translations", "--sources", str(sources)])
    assert shown.exit_code == 0
    assert "2020-03-01 by Ana [/x]" in " ".join(shown.stdout.split())


def test_a_review_is_of_the_words_that_were_read(sources: Path) -> None:
    ran(sources, *REVIEW, *DAY)
    assert section(sources, "why")["reviewed"]
    change(sources, "Cualquier grifo de muestra sirve.", "Ningún grifo de muestra sirve.", "es")
    found = section(sources, "why")
    assert (found["state"], found["reviewed"], len(found["reviews"])) == ("current", False, 1)
    ran(sources, *REVIEW, "--today", "2020-04-01")
    assert [one["on"] for one in section(sources, "why")["reviews"]] == ["2020-03-01", "2020-04-01"]


def test_the_ledger_is_the_same_text_for_the_same_state(sources: Path) -> None:
    path = sources / HOME / "translations.yaml"
    before = path.read_bytes()
    ran(sources, "--record")
    assert path.read_bytes() == before
    assert before.startswith(b"# yaml-language-server: $schema=../../../output/schemas/ledger.json\n# What each")


def test_accepting_drops_what_is_gone(sources: Path) -> None:
    path = sources / HOME / "translations.yaml"
    path.write_text(path.read_text("utf-8").replace("    where:", "    elsewhere:"), "utf-8")
    assert [one.code for one in warned(sources)] == ["TRA102", "TRA103"]
    ran(sources, "--record")
    assert warned(sources) == []
    assert "elsewhere" not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--accept",), 2),
        (("--accept", "--by", "A"), 2),
        (("--accept", "--by", " ", "--credentials", "C"), 2),
        ((*REVIEW, "--section", "no-such"), 2),
        ((*REVIEW, "--today", "2020-13-01"), 2),
    ],
)
def test_a_mistake_writes_nothing(args: tuple[str, ...], code: int, sources: Path) -> None:
    before = (sources / HOME / "translations.yaml").read_bytes()
    done = CliRunner().invoke(app, ["translations", "handwashing", "es", "--sources", str(sources), *args])
    assert done.exit_code == code
    assert not done.exception or isinstance(done.exception, SystemExit)
    assert (sources / HOME / "translations.yaml").read_bytes() == before


@pytest.mark.parametrize("target", [("handwashing", "en"), ("handwashing", "xx"), ("no-such", "es")])
def test_only_a_translation_can_be_accepted(target: tuple[str, str], sources: Path) -> None:
    done = CliRunner().invoke(app, ["translations", *target, "--sources", str(sources), *REVIEW])
    assert done.exit_code == 2


def test_a_publication_with_mistakes_is_not_accepted(sources: Path) -> None:
    change(sources, "## Why wash? {#why}", "## Why wash?")
    before = (sources / HOME / "translations.yaml").read_bytes()
    done = CliRunner().invoke(app, ["translations", "handwashing", "es", "--sources", str(sources), *REVIEW])
    assert done.exit_code == 1
    assert (sources / HOME / "translations.yaml").read_bytes() == before


def test_a_ledger_changed_by_hand_is_found_and_mended(sources: Path) -> None:
    path = sources / HOME / "translations.yaml"
    path.write_text(path.read_text("utf-8").replace("Any sample tap", "Any tap"), "utf-8")
    assert [one.code for one in warned(sources)] == ["TRA104"]
    ran(sources, "--record")
    assert findings(sources) == []


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"translations: 3\n", b"translations: {es: {why: {digest: x}}}\n", b"- a\n" * 9]
)
def test_a_ledger_that_cannot_be_read_is_a_finding(content: bytes, sources: Path) -> None:
    (sources / HOME / "translations.yaml").write_bytes(content)
    found = findings(sources)
    assert found
    assert {one.place.file.rpartition("/")[2] for one in found} <= {"translations.yaml", "es.md"}
    assert any(one.place.file.endswith("translations.yaml") for one in found)


# ---------------------------------------------------------------- the build


def test_build_and_manifest_say_what_is_stale(sources: Path) -> None:
    def edition() -> Any:
        library, _ = pipeline.check_sources(sources)
        return pipeline.select_editions(library, langs=["es"], variants=["web"])[0]

    first = edition()
    assert (first.translation_status, first.stale_sections) == ("current", ())
    change(sources, "Any sample tap will do.", "No sample tap will do.")
    second = edition()
    assert list_changed_parts(hash_parts(first), hash_parts(second)) == ("translation",), (
        "what became stale is made anew"
    )
    row = make_row(FinishedEdition(second, typeset(second), b"a page", 1), hash_parts(second))
    assert (row.translated, row.stale) == ("stale", ("why",))
    library, _ = pipeline.check_sources(sources)
    assert {one.translation_status for one in pipeline.select_editions(library, langs=["en"])} == {""}


# ---------------------------------------------------------------- words beside words


def test_changes_cover_both_texts() -> None:
    found = compare_words("a b c d e f", "a x c d f g")
    assert [(one.kind, one.old, one.new) for one in found] == [
        ("same", "a", "a"), ("changed", "b", "x"), ("same", "c d", "c d"), ("changed", "e", ""), ("same", "f", "f"),
        ("changed", "", "g"),
    ]  # fmt: skip
    assert compare_words("", "") == []
    assert [one.kind for one in compare_words("same words", "same words")] == ["same"]


def test_texts_that_would_take_too_long_are_replaced() -> None:
    """The same word over and over makes comparing dear, as no text for people does."""
    many = int(MAX_PAIRS**0.5) + 9
    old, new = ["start", *["a"] * many, "end"], ["start", *["b", "a"] * many, "end"]
    assert [one.kind for one in compare_words(" ".join(old), " ".join(new))] == ["same", "changed", "same"]
    assert len(compare_words(" ".join(old[: many // 2]), " ".join(new[:many]))) > 3
