"""The notice of availability: off until a clinic asks for it, whole when it is on. All notices here are test words."""

from __future__ import annotations

from pathlib import Path

import pytest

from press.build.selection import select_editions
from press.load import load
from press.typeset import typeset
from tests.commands import invoke
from tests.overlay import BASE, findings, lay

LANGUAGES = ["es", "fr", "vi", "tl", "so", "pt", "ht", "pl", "it", "de", "nl", "sv", "da", "id", "ro"]
NOTICE = (
    "text: 'TEST {lang}, not an official notice: {{phone}} (TTY: {{tty}}).'\nsource: https://sample.example/\n"
    "published: 2020-01-01\nchecked: {{by: S. Sample, on: {day}}}\n"
)
FEW = "states: {ZZ: {languages: [es], source: 'https://sample.example', year: 2020}}\n"
CLINIC = (BASE / "imprints/corner.yaml").read_text("utf-8")
ASKED = CLINIC + "notice: {states: [ZZ], phone: 202-555-0147, tty: '711'}\n"


def make_files(clinic: str = ASKED, day: str = "2100-01-01", without: str = "") -> dict[str, str]:
    files = {
        f"notices/{lang}.yaml": NOTICE.format(lang=lang, day=day) for lang in ["en", *LANGUAGES] if lang != without
    }
    states = f"states:\n  ZZ: {{languages: [{', '.join(LANGUAGES)}], source: https://sample.example/, year: 2020}}\n"
    return {**files, "notices/states.yaml": states, "imprints/corner.yaml": clinic}


def read_page(folder: Path) -> str:
    library, found = load(folder)
    assert [one for one in found if one.severity == "error"] == []
    (edition,) = select_editions(library, langs=["en"], variants=["web"], imprint="corner")
    return typeset(edition)


def test_a_clinic_that_asks_has_the_notice_in_every_language_of_its_states(tmp_path: Path) -> None:
    page = read_page(lay(tmp_path / "s", make_files()))
    for lang in ["en", *LANGUAGES]:
        assert f'<p lang="{lang}" dir="ltr">TEST {lang}, not an official notice' in page
    assert page.index("TEST en") < page.index("TEST es") < page.index("TEST ro")


def test_a_clinic_that_does_not_ask_has_none(tmp_path: Path) -> None:
    assert "TEST" not in read_page(lay(tmp_path / "s", make_files(CLINIC)))


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        (make_files(without="vi"), "CLN119", "notices/vi.yaml"),
        (make_files(ASKED.replace("ZZ", "YY")), "CLN119", "`YY` in notices/states.yaml"),
        (make_files(day="2020-01-01"), "CLN121", "2020-01-01"),
        ({**make_files(), "notices/states.yaml": FEW}, "LOD116", "15"),
        ({**make_files(), "notices/english.yaml": NOTICE.format(lang="en", day="2100-01-01")}, "LOD208", "english"),
    ],
    ids=["language", "state", "age", "few", "name"],
)  # fmt: skip
def test_what_is_missing_is_told(tmp_path: Path, files: dict[str, str], code: str, said: str) -> None:
    found = findings(lay(tmp_path / "s", files))
    assert any(one.code == code and said in one.problem for one in found), found


def test_a_finished_file_says_every_notice(tmp_path: Path) -> None:
    sources = lay(tmp_path / "s", make_files())
    arguments = ["build", "handwashing", "--lang", "en", "--variant", "letter", "--imprint", "corner"]
    result = invoke(*arguments, "--sources", sources, "--output", tmp_path / "o")
    assert result.exit_code == 0, result.output
    (path,) = (tmp_path / "o").rglob("*.pdf")
    said = invoke("listen", path).output
    assert "Vietnamese: TEST vi, not an official notice: 202-555-0147 (TTY: 711)." in said
