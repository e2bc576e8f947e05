"""Leaflets as a spread: pictures across the inside, answers that do not cross a fold, the main message on the flap."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from press.build import pipeline
from press.model.edition import FinishedEdition
from press.readback import Reading, read_pdf
from press.style.isolation import isolate_fonts_of_process
from press.text.spacing import squeeze_spaces
from tests.overlay import findings, lay

SHAPES = {"tri": ("c-fold", "3.6875in", 6), "zigzag": ("z-fold", "3.6666666in", 6), "half": ("half-fold", "5.5in", 4)}
VARIANT = """format: pdf
kind: handout
width: {width}
height: 8.5in
opening: cover
running: none
text: short
spread: true
fill: {pages}
fold: {{kind: {kind}, sheet_width: 11in, sheet_height: 8.5in}}
tokens:
  band-height: 1.4in
  band-drawing-width: 40%
  margin-top: .42in
  margin-bottom: .4in
  margin-inner: .36in
  margin-outer: .36in
  font-size-body: 11pt
  question-gap: 8pt
  baseline: 14.5pt
  font-size-title: 28pt
  font-size-heading: 14pt
  heading-float: none
  heading-width: auto
  heading-pull: 0pt
  text-inset: 0pt
  statement-width: 100%
  statement-column-gap: 0pt
  issue-align: start
  directory-columns: '1'
  directory-entry-display: block
  contact-numbers-width: 100%
  contact-display: block
  contact-addresses-width: 100%
"""
STEPS = "\n\n".join(f"![Step {name}.](figures/tap.svg) **{name}.** Picture {name}." for name in ("one", "two", "three"))
PAIR = "\n\n".join(f"![Side {name}.](figures/tap.svg) **{name}.** Picture {name}." for name in ("here", "there"))
ANSWERS = "\n".join(
    f"## Question {number}? {{#q{number} .short}}\n\n{'An answer that says something. ' * length}\n\n- one\n- two\n"
    for number, length in enumerate((2, 1, 2, 1, 3, 1), 1)
)
TEXT = f"""---
title: A leaflet
summary: It is folded.
brief: [It has a band., It has a flap.]
keywords: [fold]
---

## All of it {{#all .long}}

::: figure {{#fig-steps}}
{STEPS}

The caption of the steps.
:::

::: figure {{#fig-pair}}
{PAIR}
:::

{ANSWERS}"""


def make_sources(folder: Path, text: str = TEXT, plan: str = "{flap: [q4], bands: [fig-steps, fig-pair]}") -> Path:
    facts = (Path(__file__).parent / "base_library/publications/handwashing/publication.yaml").read_text("utf-8")
    files = {f"variants/{name}.yaml": VARIANT.format(kind=k, width=w, pages=p) for name, (k, w, p) in SHAPES.items()}
    files |= {f"publications/handwashing/{lang}.md": text for lang in ("en", "es")}
    return lay(folder / "sources", files | {"publications/handwashing/publication.yaml": f"{facts}\nleaflet: {plan}\n"})


@pytest.fixture(scope="module")
def leaflets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reading]:
    library = pipeline.read_library(make_sources(tmp_path_factory.mktemp("leaflets")))
    isolate_fonts_of_process()
    chosen = pipeline.select_editions(library, langs=("en",), variants=tuple(SHAPES))
    made: list[FinishedEdition] = [pipeline.make_edition(edition)[0] for edition in chosen]
    return {one.edition.variant_name: read_pdf(one) for one in made}


def find_page(reading: Reading, words: str) -> list[int]:
    """Find the pages on which words are seen."""
    return [number for number, page in enumerate(reading.pages, 1) if words in squeeze_spaces(page)]


@pytest.mark.parametrize("name", SHAPES)
def test_no_answer_crosses_a_fold(leaflets: dict[str, Reading], name: str) -> None:
    reading = leaflets[name]
    assert len(reading.pages) == SHAPES[name][2]
    assert reading.tags
    places = [(one.page, squeeze_spaces(one.all_text)) for one in reading.tags.walk() if one.role in {"H2", "P", "LI"}]
    starts = [at for at, (_, words) in enumerate(places) if words.startswith("Question ")]
    for first, after in pairwise([*starts, starts[-1] + 4]):
        assert len({page for page, _ in places[first : min(after, first + 4)]}) == 1, places[first]


@pytest.mark.parametrize(
    ("name", "inside", "words"),
    [("tri", (3, 4, 5), "one two three"), ("zigzag", (2, 3, 4), "one two three"), ("half", (2, 3), "here there")],
)
def test_each_picture_of_the_band_has_its_panel(
    leaflets: dict[str, Reading], name: str, inside: tuple[int, ...], words: str
) -> None:
    reading = leaflets[name]
    assert [find_page(reading, f"Picture {word}.") for word in words.split()] == [[page] for page in inside]
    assert reading.tags
    figures = [one.page for one in reading.tags.walk() if one.role == "Figure"]
    assert figures == list(inside), "each drawing is painted on its own panel"


def test_the_flap_has_the_main_message_and_what_the_publication_puts_there(leaflets: dict[str, Reading]) -> None:
    assert find_page(leaflets["tri"], "It has a flap.") == find_page(leaflets["tri"], "Question 4?") == [2]
    assert find_page(leaflets["zigzag"], "It has a flap.") == [1]
    assert find_page(leaflets["zigzag"], "Question 4?") == [5]
    titles = [title for _, title in leaflets["tri"].facts.outline if title.startswith("Question")]
    assert [title[9] for title in titles] == list("412356"), "what is read first is listed first"


@pytest.mark.parametrize(("name", "sizes", "notes"), [("half", (11, 14), []), ("tri", (12.76, 16.24), [2])])
def test_a_text_that_would_leave_panels_empty_is_larger(
    leaflets: dict[str, Reading], name: str, sizes: tuple[float, float], notes: list[int]
) -> None:
    """Panels were 30 to 50 % full: text and headings grow in proportion, and lines for notes are on the flap."""
    reading = leaflets[name]
    lines = [(round(line.size, 2), line.text) for line in reading.measure.lines]
    assert {size for size, text in lines if "says something" in text} == {sizes[0]}
    assert {size for size, text in lines if text.startswith("Question ")} == {sizes[1]}
    assert find_page(reading, reading.edition.language.words.notes) == notes


def test_type_grows_only_while_words_that_may_not_break_fit(tmp_path: Path) -> None:
    """An address fills the width of its panel at the usual size; a figure fills what is left of its height."""
    text = TEXT.replace("{#q1 .short}", "{#q1 .short}\n\n<https://example.org/a-long-name/of-a-pag>")
    plan = "{flap: [q4], bands: [fig-steps], figures: {q1: fig-pair}}"
    library = pipeline.read_library(make_sources(tmp_path, text, plan))
    (edition,) = pipeline.select_editions(library, langs=("en",), variants=("zigzag",))
    reading = read_pdf(pipeline.make_edition(edition)[0])
    (line,) = [one for one in reading.measure.lines if "a-long-name" in one.text]
    assert 11 < line.size < 12.76
    assert line.right <= reading.facts.sizes[1][0] - 0.36 * 72 + 0.5
    assert find_page(reading, "Picture there.") == find_page(reading, "Question 1?") == [2]


def test_a_leaflet_without_a_figure_has_no_band(tmp_path: Path) -> None:
    library = pipeline.read_library(make_sources(tmp_path, plan="{}"))
    for edition in pipeline.select_editions(library, langs=("en",), variants=("tri",)):
        assert 'class="band' not in pipeline.typeset(edition)
        assert pipeline.typeset(edition).count('class="inside') == 3


@pytest.mark.parametrize(
    ("plan", "files"),
    [
        ("{flap: [q9]}", ["publication.yaml"]),
        ("{bands: [fig-step]}", ["publication.yaml"]),
        ("{figures: {q1: fig-step}}", ["publication.yaml"]),
        ("{flap: [q4]}", []),
    ],
)
def test_a_plan_names_what_exists(plan: str, files: list[str], tmp_path: Path) -> None:
    found = [one for one in findings(make_sources(tmp_path, plan=plan)) if one.code == "SRC504"]
    assert [one.place.file.rpartition("/")[2] for one in found] == files
