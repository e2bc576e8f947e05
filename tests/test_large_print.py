"""Large print: shipped editions meet their profiles, by our measuring and by poppler's."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from press.load import load
from press.model.formatting import convert_to_points
from press.model.sources.language import Language
from press.model.sources.variant import Profile, Variant
from press.readback.measure import MeasuredFigures, measure_pdf
from press.readback.measure.guidelines import check_guidelines
from press.readback.pdf.tag_tree import StructureElement, read_tag_tree
from press.text.spacing import squeeze_spaces
from tests.conftest import Shipped

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = load(ROOT / "sources")[0]
LARGE = {name: variant for name, variant in LIBRARY.variants.items() if variant.profile and variant.body_at_least >= 16}
"""Large print: what follows a profile at 16 point or more. Easy read follows one too, with smaller type."""
LANGS = sorted({lang for publication in LIBRARY.publications.values() for lang in publication.translations})
EACH = pytest.mark.parametrize(("lang", "variant"), [(lang, variant) for lang in LANGS for variant in LARGE], ids=str)


@dataclass(frozen=True)
class Large:
    """A shipped large-print edition."""

    path: Path
    lang: Language
    variant: Variant
    profile: Profile
    measured: MeasuredFigures


@pytest.fixture
def large(shipped: Shipped, lang: str, variant: str) -> Large:
    path = path_of(shipped, lang, variant)
    profile = LIBRARY.profiles[LARGE[variant].profile or ""]
    return Large(path, LIBRARY.languages[lang], LARGE[variant], profile, measure_pdf(data_of(path)))


def path_of(shipped: Shipped, lang: str, variant: str) -> Path:
    (row,) = [row for row in shipped.editions if (row["language"], row["variant"]) == (lang, variant)]
    return Path(shipped.folder / str(row["file"]))


@cache
def data_of(path: Path) -> bytes:
    return path.read_bytes()


def poppler(*command: str | Path) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=300, check=True)
    return done.stdout


def test_every_profile_ships() -> None:
    assert {variant.profile for variant in LIBRARY.variants.values() if variant.profile} == set(LIBRARY.profiles)
    assert set(LIBRARY.profiles) - {variant.profile for variant in LARGE.values()} == {"easy"}
    assert {variant.body_at_least for variant in LARGE.values()} == {16, 18, 24}


# ---------------------------------------------------------------- measured by us


@EACH
def test_it_meets_its_profile(large: Large) -> None:
    verdicts = check_guidelines(large.measured, large.profile.rules)
    assert [(one.rule.measure, one.value, one.misses[:3]) for one in verdicts if not one.holds] == []
    unseen = {one.rule.measure for one in verdicts if one.value is None}
    assert unseen == set(), "every rule had something to measure"


@EACH
def test_everything_is_as_large_as_its_variant_says(large: Large) -> None:
    assert large.measured.body.value == large.variant.body_at_least
    assert large.measured.smallest.value == large.variant.body_at_least
    assert large.measured.greys.value == 0
    assert large.measured.columns.value == 1
    assert large.measured.capitals.value == 0
    assert float(large.measured.contrast_grey.value or 0) >= 7


@EACH
def test_emphasis_is_as_the_profile_wants_it(large: Large) -> None:
    """Every `em` of the typeset page is underlined where the guideline says so, and only there."""
    underlined = {re.sub(r"\W", "", spot.text) for spot in large.measured.underlines.spots}
    words = {re.sub(r"\W", "", word) for word in emphasized(large)}
    assert len(words) >= 5
    wanted = large.variant.tokens.get("emphasis-line") == "underline"
    assert {word for word in words if any(word in run for run in underlined)} == (words if wanted else set())
    if wanted:
        assert all(any(word in run for word in words) for run in underlined), "nothing else is underlined"


def emphasized(large: Large) -> set[str]:
    """The words of each emphasis in the text, without their spaces; what a line may break in two is left out."""
    lang = next(lang for lang, language in LIBRARY.languages.items() if language is large.lang)
    nodes = (
        node
        for publication in LIBRARY.publications.values()
        if publication.facts.status == "current"
        for section in publication.translations[lang].sections
        for block in section.blocks
        for node in block.walk()
        if node.kind == "em"
    )
    return {word for node in nodes for word in node.text_content.split() if len(word) > 4}


# ---------------------------------------------------------------- measured by Poppler


@dataclass(frozen=True)
class Word:
    """A word as Poppler finds it; in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@cache
def pages_of(path: Path) -> list[tuple[float, float, list[list[Word]]]]:
    """Width, height and lines of each page."""
    root = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", poppler("pdftotext", "-bbox-layout", path, "-")))
    space = "{http://www.w3.org/1999/xhtml}"
    return [
        (
            float(page.attrib["width"]),
            float(page.attrib["height"]),
            [words_of(line) for line in page.iter(f"{space}line")],
        )
        for page in root.iter(f"{space}page")
    ]


def words_of(line: ET.Element) -> list[Word]:
    edges = ("xMin", "yMin", "xMax", "yMax")
    found = []
    for word in line:
        left, top, right, bottom = (float(word.attrib[edge]) for edge in edges)
        found.append(Word(left, top, right, bottom, word.text or ""))
    return found


@EACH
def test_poppler_finds_no_smaller_type(large: Large) -> None:
    """A word's box is as tall as the face is from its ascent to its descent: never less than the size of the type."""
    heights = [word.bottom - word.top for _, _, lines in pages_of(large.path) for line in lines for word in line]
    assert len(heights) > 1000
    assert min(heights) >= large.variant.body_at_least * 0.99
    sizes = {float(size) for size in re.findall(r'<fontspec [^>]*size="(-?\d+)"', poppler(
        "pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", large.path))}  # fmt: skip
    assert min(sizes) >= large.variant.body_at_least - 0.5


@EACH
def test_poppler_finds_the_faces(large: Large) -> None:
    fonts = [line.split()[0].partition("+")[2] for line in poppler("pdffonts", large.path).splitlines()[2:]]
    assert fonts
    assert not any(re.search("italic|oblique", font, re.IGNORECASE) for font in fonts)
    families = {font.split("-Bold")[0].replace("-", "") for font in fonts}
    assert families == {str(spot.value) for spot in large.measured.faces.spots}


@EACH
def test_poppler_finds_the_margins(large: Large) -> None:
    """No word stands farther out than the tokens say, on either side of a sheet."""
    tokens = large.variant.tokens
    inner, outer = convert_to_points(tokens["margin-inner"]), convert_to_points(tokens["margin-outer"])
    for number, (width, height, lines) in enumerate(pages_of(large.path), 1):
        left, right = (inner, outer) if number % 2 else (outer, inner)
        words = [word for line in lines for word in line]
        assert min(word.left for word in words) >= left - 0.5
        assert max(word.right for word in words) <= width - right + 0.5
        text = [word for word in words if word.bottom < height - convert_to_points(tokens["margin-bottom"])]
        assert len(text) > 3


@EACH
def test_poppler_finds_the_page_numbers(large: Large) -> None:
    """`2 of 16` is the last line of each page, alone, at its lower outer corner."""
    pages = pages_of(large.path)
    for number, (width, height, lines) in enumerate(pages, 1):
        last = sorted((word for line in lines for word in line), key=lambda word: word.bottom)[-3:]
        last.sort(key=lambda word: word.left)
        assert [word.text for word in last] == large.lang.words.page_of.format(n=number, total=len(pages)).split()
        assert all(word.top > 0.87 * height for word in last)
        outer = convert_to_points(large.variant.tokens["margin-outer"])
        edge = width - last[-1].right if number % 2 else last[0].left
        assert edge == pytest.approx(outer, abs=1)


@EACH
def test_poppler_counts_the_same_lines(large: Large) -> None:
    """Lines of running text as Poppler finds them are as long as we measured."""
    lengths = [
        len(" ".join(word.text for word in row))
        for _, _, lines in pages_of(large.path)
        for row in rows_of([word for line in lines for word in line])
    ]
    assert max(lengths) <= float(large.measured.line_longest.value or 0) + 3


def rows_of(words: list[Word]) -> Iterator[list[Word]]:
    """Words on one baseline, parted where there is a gap wider than their height."""
    for _, row in groupby(
        sorted(words, key=lambda word: (round(word.bottom), word.left)), lambda word: round(word.bottom)
    ):
        part: list[Word] = []
        for word in row:
            if part and word.left - part[-1].right > word.bottom - word.top:
                yield part
                part = []
            part.append(word)
        yield part


# ---------------------------------------------------------------- it says the same


@EACH
def test_it_says_what_the_handout_says(shipped: Shipped, large: Large, lang: str) -> None:
    """Same questions in the same order, each answered in the same words with the same links, by the tag trees.

    Only what the layout decides may differ: a table is a list, a drawing may have its names in a key with numbers, and
    change place with the next paragraph. Cover and back matter are laid out for each variant, and are not compared.
    """
    flat = next(name for name, one in LIBRARY.variants.items() if one.width and not one.profile and not one.tokens)
    handout = read_tag_tree(data_of(path_of(shipped, lang, flat)))
    edition = read_tag_tree(data_of(large.path))
    assert handout.find("Table")
    assert not edition.find("Table")
    ours, theirs = read_answers(edition, lang), read_answers(handout, lang)
    assert list(ours) == list(theirs)
    assert {title: Counter(answer.split()) for title, answer in ours.items()} == {
        title: Counter(answer.split()) for title, answer in theirs.items()
    }
    assert sum(map(len, ours.values())) > 5000
    said, paragraphs = " ".join(ours.values()), handout.find("P")
    there = [text for one in paragraphs if (text := drop_numbers(one.all_text)) in " ".join(theirs.values())]
    assert sum(map(len, there)) > 2000
    assert [text for text in there if text not in said] == [], "within a paragraph the order of words is the same"
    assert [one.alt for one in edition.find("Figure")] == [one.alt for one in handout.find("Figure")]


def read_answers(tree: StructureElement, lang: str) -> dict[str, str]:
    """What stands under each question, in order of the questions."""
    current = [one for one in LIBRARY.publications.values() if one.facts.status == "current"]
    questions = {section.title for one in current for section in one.translations[lang].sections}
    _, *parts = " ".join(telling(tree)).split(QUESTION)
    answers = zip(parts[::2], parts[1::2], strict=True)
    return {title: drop_numbers(answer) for title, answer in answers if title in questions}


def drop_numbers(text: str) -> str:
    """Leave out the numbers of a list or a key."""
    return squeeze_spaces(re.sub(r"(?<!\S)\d\.(?!\S)", "", text))


QUESTION = "\0"
"""Stands before and after each heading of a section."""


def telling(element: StructureElement) -> Iterator[str]:
    """Everything a tag tree says, in order, and where its links lead; rows of a table as labels with what they name."""
    if element.role in {"TOC", "Figure"}:
        return
    if element.level == 2:
        yield f"{QUESTION}{squeeze_spaces(element.all_text)}{QUESTION}"
        return
    if element.role == "Table":
        yield from (caption.all_text for caption in element.find("Caption"))
        head, *rows = [[squeeze_spaces(cell.all_text) for cell in row.children] for row in element.find("TR")]
        for label, *cells in rows:
            yield label
            yield from (f"• {name}: {cell}" for name, cell in zip(head[1:], cells, strict=True))
        return
    for part in element.content:
        if isinstance(part, str):
            yield part
        else:
            yield from telling(part)
    if element.role == "Link":
        yield f" <{element.href}> "
