"""Figures: words stand beside the part that they name, or behind a number; the shipped ones are large and whole."""

from __future__ import annotations

import re
import runpy
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from press.build import pipeline
from press.check import check
from press.load import load
from press.model.edition import FinishedEdition
from press.readback import read_pdf
from press.style.isolation import isolate_fonts_of_process
from tests.overlay import findings, lay

ROOT = Path(__file__).resolve().parent.parent
TAP = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">
  <view id="column" viewBox="0 0 40 40"/>
  <path stroke="#000" stroke-width="1" d="M5 20h30"/>
  <circle id="label-spout" cx="30" cy="10" r="0"/>
  <circle id="label-handle" cx="20" cy="30" r="0"/>
  <circle id="label-top" data-side="top" cx="20" cy="5" r="0"/>
</svg>"""
TEXT = (
    """---
title: A tap
summary: How a tap is made.
brief: [It has a spout., It has a handle.]
keywords: [tap]
---

## What has it? {#what}

::: figure {#fig-tap}
![A tap.](figures/tap.svg) **A tap.**

spout
: where *water* comes out

handle
: what is turned

top
: lid

What a tap has.
:::

"""
    + "Some words about taps, which are longer than the words of the picture and its parts. " * 12
)
FILES = {
    "publications/handwashing/en.md": TEXT,
    "publications/handwashing/es.md": TEXT,
    "publications/handwashing/figures/tap.svg": TAP,
    "variants/keyed.yaml": "extends: letter\norder: 3\ntokens: {part-label-width: 0%}\n",
}


@pytest.fixture(scope="module")
def taps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FinishedEdition]:
    """The same figure with its words beside it, and with numbers and a key."""
    sources = lay(tmp_path_factory.mktemp("taps") / "sources", FILES)
    isolate_fonts_of_process()
    chosen = pipeline.select_editions(pipeline.read_library(sources), langs=("en",), variants=("letter", "keyed"))
    return {edition.variant_name: pipeline.make_edition(edition)[0] for edition in chosen}


def find_words(final: FinishedEdition, words: str) -> tuple[float, float, float, float]:
    """Find the box of the first place of some words, with PDFium."""
    with pypdfium2.PdfDocument(final.data) as pdf:
        page = pdf[0].get_textpage()
        at, count = page.search(words).get_next()
        boxes = [page.get_charbox(number) for number in range(at, at + count)]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def test_words_stand_beside_the_part_that_they_name(taps: dict[str, FinishedEdition]) -> None:
    spout, handle, lid = (find_words(taps["letter"], words) for words in ("where", "what is turned", "lid"))
    assert spout[1] > handle[3], "the higher part has its words above those of the lower one"
    assert spout[0] == pytest.approx(handle[0], abs=1.5), "all words at one side stand under each other"
    assert lid[3] > spout[3]
    assert lid[2] < spout[0], "words for the top stand over the drawing, not beside it"
    assert (spout[1] - handle[1]) == pytest.approx(20 * (spout[0] - 5) / 60, rel=0.6)


def test_words_of_parts_are_text_in_the_order_of_the_page(taps: dict[str, FinishedEdition]) -> None:
    said = read_pdf(taps["letter"]).words
    for words in ("lid", "where water comes out", "what is turned"):
        assert words in said
    assert said.index("where water") < said.index("what is turned") < said.index("What a tap has")


def test_numbers_lead_to_a_key_where_there_is_no_room(taps: dict[str, FinishedEdition]) -> None:
    reading = read_pdf(taps["keyed"])
    assert reading.tags
    items = [one.all_text for one in reading.tags.walk() if one.role == "LI"]
    keys = [one for one in items if re.search("where water|is turned|lid", one)]
    assert [re.sub(r"\W", "", one) for one in keys] == ["1wherewatercomesout", "2whatisturned", "3lid"]
    seen = "".join(reading.pages)
    assert seen.count("1") > reading.words.count("1"), "the numbers in the drawing are seen and not read aloud"


def test_a_token_chooses_the_crop(taps: dict[str, FinishedEdition]) -> None:
    assert 'viewBox="0 0 40 40"' in taps["letter"].html
    edition = taps["letter"].edition
    variant = edition.variant.model_copy(update={"tokens": {"figure-crop": "page"}})
    assert 'viewBox="0 0 60 40"' in pipeline.typeset(replace(edition, variant=variant))


@pytest.mark.parametrize(
    ("drawing", "problem"),
    [
        (TAP.replace("label-spout", "label-spuot"), "en.md:14:1 FIG101"),
        (TAP.replace("</svg>", '<circle id="label-lost" cx="1" cy="1" r="0"/></svg>'), "en.md:11:1 FIG102"),
        (TAP.replace('stroke-width="1"', 'stroke-width=".05"'), "tap.svg:3:1 FIG103"),
        (TAP.replace('stroke-width="1"', 'transform="scale(.05)"'), "tap.svg:3:1 FIG103"),
        (TAP.replace("</svg>", '<g font-size="1"><text>hot</text></g></svg>'), "tap.svg:7:1 FIG104"),
        (TAP.replace('cx="30" cy="10"', 'cx="x" cy="1e999999"'), ""),
        (TAP.replace('viewBox="0 0 40 40"', 'viewBox="0 0 0 -4"'), ""),
    ],
)
def test_what_is_wrong_with_a_drawing_is_told_where_it_stands(drawing: str, problem: str, tmp_path: Path) -> None:
    files = FILES | {"publications/handwashing/figures/tap.svg": drawing}
    found = [str(one) for one in findings(lay(tmp_path / "sources", files)) if re.match(r"FIG", one.code)]
    assert any(problem in one for one in found) if problem else found == [], found


def test_shipped_drawings_are_large_enough_in_every_variant_and_own_up() -> None:
    library, _ = load(ROOT / "sources")
    assert [str(one) for one in check(library) if one.code.startswith("FIG")] == []
    for path in ROOT.glob("sources/publications/*/figures/*.svg"):
        assert "No medical illustrator has checked this drawing." in path.read_text("utf-8"), path.name


def test_the_bones_are_what_their_program_draws() -> None:
    program = runpy.run_path(str(ROOT / "docs" / "drawings.py"))
    for kind in program["SHAFTS"]:
        drawn = (program["FIGURES"] / f"bone-{kind}.svg").read_text("utf-8")
        assert program["draw_bone"](kind) in drawn, "run `python docs/drawings.py`"
