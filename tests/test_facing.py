"""Two languages side by side: aligned by paragraph on the page, read one after the other, section by section."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from press.readback.layout.pdfium import read_page_texts
from tests.commands import invoke
from tests.overlay import BASE, TEXT, findings, lay

VARIANT = "extends: letter\nkind: handout\norder: 21\nlanguages: [{}, {}]\ntables: list\npdf_standard: {}\n"

LINE = f"\n______\n\n{'x' * 60}\n"
"""A line to fill in, and a word longer than half of a page: each would make its column as wide as itself."""


def run_command(*arguments: object, exit_code: int = 0) -> str:
    result = invoke(*arguments)
    assert result.exit_code == exit_code, result.output
    return result.output


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facing")
    files = {
        "variants/two.yaml": VARIANT.format("en", "es", "ua-1"),
        "variants/back.yaml": VARIANT.format("es", "en", "ua-2"),
    }
    first = re.findall(r"{#([\w-]+)", (BASE / TEXT).read_text("utf-8"))[0]
    note = "A long note is about studies of sample soap. " * 50
    for text in (TEXT, TEXT.replace("en.md", "es.md")):  # each language leads to its own section, and has long notes
        files[text] = f"{(BASE / text).read_text('utf-8')}\n[1](#{first}) 2[^2] 3[^3]\n\n[^2]: {note}\n\n[^3]: {note}\n"
        files[text] += (
            LINE
            + f"\n## Long? {{#long}}\n\nBefore it.\n\n{'A long paragraph goes on over pages. ' * 120}\n\nAfter it.\n"
        )
    lay(folder / "sources", files)
    variants = ("--variant", "two", "--variant", "back", "--sources", folder / "sources", "--output", folder / "output")
    run_command("build", "handwashing", *variants)
    return folder / "output/handwashing"


def test_there_is_one_edition_a_pair_in_the_second_language(built: Path) -> None:
    assert sorted(path.name for path in built.glob("*.pdf")) == ["handwashing.en.back.pdf", "handwashing.es.two.pdf"]


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [("es.two", "English", "Spanish"), ("en.back", "Spanish", "English")],
)
def test_each_section_is_read_in_one_language_and_then_in_the_other(
    built: Path, name: str, first: str, second: str
) -> None:
    said = run_command("listen", built / f"handwashing.{name}.pdf")
    heads = re.findall(r"(?m)^(?:(\w+): )?heading level 2: (.*)$", said)
    titles = re.findall(r"(?m)^## (.+?) \{", (BASE / TEXT).read_text("utf-8"))
    english = [at for at, (_, title) in enumerate(heads) if title in titles]
    assert len(english) == len(titles) > 2
    # Each English heading has its own language, and the Spanish one is its neighbor.
    step = 1 if first == "English" else -1
    for at in english:
        assert {heads[at][0] or second, heads[at + step][0] or second} == {"English", "Spanish"}
    assert said.count("language: ") <= 1 or first in said


def test_paragraphs_stand_beside_each_other(built: Path) -> None:
    """The first words of a paragraph in both languages are on one line of the page, the first language at the left."""
    (page, *_) = read_page_texts((built / "handwashing.es.two.pdf").read_bytes())
    english, spanish = ((BASE / f"publications/handwashing/{lang}.md").read_text("utf-8") for lang in ("en", "es"))
    for text in (english, spanish):
        first = re.split(r"\n\n", text.partition("\n## ")[2])[1]
        assert " ".join(first.split()[:3]) in " ".join(page.split())


def test_sections_that_are_divided_otherwise_are_told(tmp_path: Path) -> None:
    spanish = (BASE / TEXT.replace("en", "es")).read_text("utf-8")
    files = {
        "variants/two.yaml": VARIANT.format("en", "es", "ua-1"),
        TEXT.replace("en", "es"): spanish + "\nUn párrafo más.\n",
    }
    (found,) = [one for one in findings(lay(tmp_path / "s", files)) if one.code == "SRC206"]
    assert found.place.file.endswith("es.md")
    assert found.severity == "warning"


@pytest.mark.parametrize("languages", ["[en]", "[en, es, fr]", "en", "[en, Spanish]"])
def test_a_variant_has_two_languages_or_one(tmp_path: Path, languages: str) -> None:
    text = VARIANT.format("en", "es", "ua-1").replace("[en, es]", languages)
    found = findings(lay(tmp_path / "s", {"variants/two.yaml": text}))
    assert {one.place.file.rpartition("/")[2] for one in found if one.severity == "error"} == {"two.yaml"}
