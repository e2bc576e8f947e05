"""Texts of any shape: short, with long words, with what is taller than a page. Each builds, and says every word."""

from __future__ import annotations

import base64
import io
import re
import shutil
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from press.build import pipeline
from press.build.origins import locate_findings
from press.build.tag_page import tag_page
from press.model.build import BuildRequest, BuildTask
from press.model.edition import FinishedEdition
from press.model.findings import Finding, Place, PressError, list_errors
from press.readback import read_pdf
from press.readback.layout.pdfium import read_page_texts
from press.readback.pdf.tag_tree import read_tag_tree
from press.text.spacing import squeeze_spaces
from tests.overlay import TEXT, lay

ROOT = Path(__file__).resolve().parent.parent
FRONT = """---
title: A tiny text
summary: One sentence about it.
brief:
  - First main message of this text.
  - Second main message of this text.
keywords: [tiny]
---

"""
SHORT = "## What is it? {#what}\n\nA short text of one paragraph. It says little, but it is all the clinic needs.\n"


def write_library(folder: Path, text: str, **files: bytes) -> Path:
    """Write the shipped library with one publication of this English text; gives its folder of sources."""
    sources = shutil.copytree(ROOT / "sources", folder / "sources")
    publication = sources / "publications" / "osteopetrosis"
    for path in publication.iterdir():
        if path.name != "publication.yaml":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    facts = (publication / "publication.yaml").read_text("utf-8")
    # What names sections and figures of the shipped text.
    facts = re.sub(r"^(summary|leaflet|cover):.*\n(?:  .*\n)*", "", facts, flags=re.MULTILINE)
    (publication / "publication.yaml").write_text(facts, "utf-8")
    (publication / "en.md").write_text(FRONT + text, encoding="utf-8")
    for name, data in files.items():
        (publication / "figures").mkdir(exist_ok=True)
        (publication / "figures" / name.replace("_", ".")).write_bytes(data)
    return sources


def make(folder: Path, text: str, variant: str, **files: bytes) -> tuple[FinishedEdition, list[Finding]]:
    """Make one edition of a text; raises PressError if a rule refuses it."""
    library = pipeline.read_library(write_library(folder, text, **files))
    (edition,) = pipeline.select_editions(library, ["osteopetrosis"], variants=[variant])
    return pipeline.make_edition(edition)


@pytest.mark.parametrize("variant", ["letter", "half-letter", "large-print", "large-print-aph", "giant-print"])
def test_a_text_of_thirty_words_builds_with_all_seven_statements(variant: str, tmp_path: Path) -> None:
    _, findings = make(tmp_path, SHORT, variant)
    assert list_errors(findings) == []


def test_figures_that_depend_on_the_words_warn_with_page_and_words(tmp_path: Path) -> None:
    _, findings = make(tmp_path, SHORT, "large-print-aph")
    (found,) = [str(one) for one in findings if one.code == "MEA107"]
    assert "warning: APH Large Print: full line, median: 53 characters" in found
    assert "page 2 “A short text of one paragraph" in found


def test_hyphens_of_an_address_are_no_hyphenation(tmp_path: Path) -> None:
    addresses = "".join(
        f"Read {'more ' * (number % 5)}at https://www.example.org/health-topics/bone-and-joint-health/"
        f"{'a' * number}-well-known-page-of-the-center/index.html today.\n\n"
        for number in range(1, 8)
    )
    _, findings = make(tmp_path, f"## Where? {{#where}}\n\n{addresses}", "large-print")
    assert [str(one) for one in findings if "hyphen" in one.problem] == []


WORDS = "Bone is alive and the body renews it all the time with care and food. "


def count_words(page: str) -> int:
    return page.count("Bone is alive")


def test_a_first_paragraph_longer_than_the_rest_of_the_page_breaks(tmp_path: Path) -> None:
    text = f"## One? {{#a}}\n\n{WORDS * 14}\n\n## Two? {{#b}}\n\n{WORDS * 30}\n"
    final, findings = make(tmp_path, text, "letter")
    first, second, *_ = map(count_words, read_page_texts(final.data))
    assert first > 20
    assert second > 10
    assert list_errors(findings) == []


def test_a_heading_without_room_goes_to_the_next_page_with_the_line_over_it(tmp_path: Path) -> None:
    """The contents name the page of the heading (PDF202); there were only the line and the tab of its section."""
    heading = "What is it that bones need every day of our lives? " * 3
    text = f"## One? {{#a}}\n\n{WORDS * 7}\n\n## {heading}{{#b}}\n\n{WORDS * 10}\n\n"
    rest = f"## Two? {{#c}}\n\n{WORDS}\n\n## Three? {{#d}}\n\n{WORDS}\n"
    library = pipeline.check_sources(lay(tmp_path / "sources", {TEXT: FRONT + text + rest}))[0]
    (edition,) = pipeline.select_editions(library, langs=("en",), variants=("letter",))
    final, findings = pipeline.make_edition(edition)
    assert list_errors(findings) == []
    assert [number for number, page in enumerate(read_page_texts(final.data), 1) if "What is it" in page] == [1, 2]
    # A finding that quotes what is said on both pages comes from the paragraph on its own.
    told = [Finding(Place(edition.name), "X", f"page {page} “Bone is alive”") for page in (1, 2, 9)]
    assert [one.place.line for one in locate_findings(told, edition, final)] == [12, 16, 12]


def test_a_picture_is_known_by_how_its_description_begins(tmp_path: Path) -> None:
    """Quotations in findings are cut, and those of pictures were found nowhere in the sources."""
    text = f"## One? {{#a}}\n\n::: figure {{#fig}}\n![{WORDS}](figures/tap.svg) **A tap.**\n:::\n"
    library = pipeline.check_sources(lay(tmp_path / "sources", {TEXT: FRONT + text}))[0]
    (edition,) = pipeline.select_editions(library, langs=("en",), variants=("letter",))
    told = [
        Finding(Place(edition.name), "X", f"page 2 begins with “{quoted}”") for quoted in (f"{WORDS[:40]}…", "Bone is")
    ]
    assert [one.place.line for one in locate_findings(told, edition)] == [13, 0]


def test_an_item_longer_than_the_rest_of_the_page_breaks(tmp_path: Path) -> None:
    text = f"## One? {{#a}}\n\n{WORDS * 14}\n\n- {WORDS * 20}\n- Short.\n"
    final, _ = make(tmp_path, text, "letter")
    first, second, *_ = map(count_words, read_page_texts(final.data))
    assert first > 20
    assert second > 5


def test_two_items_with_lists_of_their_own_may_part(tmp_path: Path) -> None:
    """Neither is alone on its page; kept together, they left one with two lines."""
    items = "".join(f"- {name}\n" + f"  - {WORDS}\n" * 2 for name in ("First.", "Second."))
    final, _ = make(tmp_path, f"## One? {{#a}}\n\n{WORDS * 10}\n\n{items}", "giant-print")
    pages = read_page_texts(final.data)
    (first,), (second,) = (
        [number for number, page in enumerate(pages) if one in page] for one in ("First.", "Second.")
    )
    assert second == first + 1


@pytest.mark.parametrize("variant", ["letter", "half-letter"])
def test_a_row_taller_than_a_page_is_one_row_in_tags(variant: str, tmp_path: Path) -> None:
    """Both its cells go on over the page; each stays one cell with all its words."""
    cells = f"| {WORDS * 32} | {WORDS * 33} |"
    text = (
        f"## A table? {{#a}}\n\nA table.\n\n::: table Long cells {{#t}}\n\n| Name | What |\n|---|---|\n{cells}\n\n:::\n"
    )
    final, findings = make(tmp_path, text, variant)
    tags = read_tag_tree(final.data)
    assert list_errors(findings) == []
    assert len(tags.find("TR")) == 2
    assert [count_words(one.all_text) for one in [*tags.find("TH"), *tags.find("TD")]] == [0, 0, 32, 33]


def test_a_picture_taller_than_the_page_is_set_smaller(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.new("L", (600, 4000), 128).save(file, "PNG")
    text = "## It? {#a}\n\nLook.\n\n::: figure {#f}\n\n![A tall one](figures/tall.png)\n\nA tall one.\n\n:::\n"
    for variant in ("letter", "giant-print"):
        _, findings = make(tmp_path / variant, text, variant, tall_png=file.getvalue())
        assert list_errors(findings) == []


def draw_picture(width: int, height: int, kind: str) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((width, height), 90).save(file, kind)
    return file.getvalue()


def test_pictures_have_as_many_dots_as_print_shows(tmp_path: Path) -> None:
    """Too few are a warning at the place of the picture, with the width that it bears; too many are left out."""
    text = (
        "## It? {#a}\n\nLook.\n\n::: figure {#f}\n\n![A small one](figures/small.png)\n\nSmall.\n\n:::\n\n"
        "::: figure {#g}\n\n![A large one](figures/large.jpg){width=50}\n\nLarge.\n\n:::\n"
    )
    files = {"small_png": draw_picture(120, 90, "PNG"), "large_jpg": draw_picture(3000, 2000, "JPEG")}
    sources = write_library(tmp_path, text, **files)
    library = pipeline.read_library(sources)
    (edition,) = pipeline.select_editions(library, ["osteopetrosis"], variants=["letter"])
    (web,) = pipeline.select_editions(library, ["osteopetrosis"], variants=["web"])
    result = pipeline.run_task(BuildTask(edition, (), {}))
    (found,) = [one for one in result.findings if one.code == "PDF108"]
    said = re.search(r"has (\d+) dots to the inch, ([\d.]+) in wide on page 1; it bears ([\d.]+) in", found.problem)
    assert said
    dots, width, bears = map(float, said.groups())
    assert dots * width == pytest.approx(120, abs=3)
    assert bears == pytest.approx(120 / 150, abs=0.06)
    assert (found.severity, found.place.line) == ("warning", 16)
    data = pipeline.finish_edition(edition).data
    with pypdfium2.PdfDocument(data) as pdf:
        pictures = (one for page in pdf for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
        placed = [(one.get_px_size()[0], one.get_bounds()) for one in pictures]
    (small, _), (large, (left, _, right, _)) = sorted(placed)
    assert small == 120
    assert large / (right - left) * 72 == pytest.approx(400, abs=1)
    shown = re.findall(r"data:image/jpeg;base64,([^\"]+)", pipeline.typeset(web))
    assert [Image.open(io.BytesIO(base64.b64decode(one))).width for one in shown] == [1600]


@pytest.mark.parametrize("word", ["Hyperparathyroidism", "Otorrinolaringología", "Pseudopseudohypoparathyroidism"])
@pytest.mark.parametrize("variant", ["letter", "giant-print"])
def test_a_long_heading_is_never_set_over_other_words(word: str, variant: str, tmp_path: Path) -> None:
    final, findings = make(tmp_path, f"## {word} {{#a}}\n\n{WORDS * 4}\n", variant)
    assert findings == [] or not [one for one in findings if one.code == "MEA105"]
    (heading,) = [one for one in read_tag_tree(final.data).find("H2") if squeeze_spaces(one.all_text) == word]
    assert heading.page


@pytest.mark.parametrize("variant", ["a4", "half-letter"])
def test_a_term_or_a_label_wider_than_its_column_is_never_set_over_the_words_beside_it(
    variant: str, tmp_path: Path
) -> None:
    """PDF204 refused it: a word with slashes or hyphens is not broken, and stood on the words beside it."""
    word = "a/b/c/d/e/f/g/h/i/j/k/l/m"
    terms = f"Clean {word}\n: {'Food and milk. ' * 9}\n\nBone\n: Milk and sun.\n"
    pictures = "\n\n".join(f"![A dot.](figures/dot.png) {label}" for label in ("Well-being", word, "Milk.", "Sun."))
    figure = f"::: figure {{#fig}}\n{pictures}\n\nFour dots.\n:::\n"
    dot = draw_picture(700, 700, "PNG")
    final, findings = make(tmp_path, f"## Which words? {{#what}}\n\n{terms}\n{figure}", variant, dot_png=dot)
    assert list_errors(findings) == []
    assert word in "".join(read_page_texts(final.data))
    assert [one.page for one in read_tag_tree(final.data).find("P") if one.all_text.strip() == word]


@pytest.mark.parametrize("joint", ["-", "—", "/"])
@pytest.mark.parametrize("wrap", ["<p>{}</p>", "<ul><li>{}</li></ul>", '<p style="columns:2">{}</p>',
                                  "<table><tr><th>H</th></tr><tr><td>{}</td></tr></table>"])  # fmt: skip
def test_a_word_broken_at_the_end_of_a_page_stays_one_word(joint: str, wrap: str, tmp_path: Path) -> None:
    word = joint.join(["established"] * 40)
    style = "@page{size:60mm 40mm;margin:5mm}body{font:10pt/5mm sans-serif;orphans:1;widows:1;overflow-wrap:anywhere}"
    page = tmp_path / "page.html"
    body = f"<h1>Heading</h1>{wrap.format('word ' * 9 + word)}"
    page.write_text(f'<!doctype html><html lang="en"><head><title>T</title><style>{style}</style></head><body>{body}')
    tag_page(page, tmp_path / "page.pdf", "ua-1")
    assert word in read_tag_tree((tmp_path / "page.pdf").read_bytes()).all_text


def test_a_missing_glyph_is_one_finding_with_its_place_in_the_text(tmp_path: Path) -> None:
    """Every edition lacks it, and yet it is told once, where it was written."""
    text = "## What is it? {#what}\n\nA word and \N{LINEAR B SYLLABLE B008 A} that no typeface has.\n"
    sources = write_library(tmp_path, text)
    request = BuildRequest(sources, tmp_path / "output", ("osteopetrosis",), variants=("letter", "a4"))
    summary = pipeline.build_editions(request, lambda *_: None)
    (found,) = list_errors(summary.findings)
    assert (found.place.file, found.place.line, found.place.column) == (
        str(sources / "publications" / "osteopetrosis" / "en.md"), 12, 12
    )  # fmt: skip
    assert set(found.editions) == set(summary.refused) == {"osteopetrosis.en.letter", "osteopetrosis.en.a4"}


def test_a_finding_about_a_page_names_the_line_it_comes_from(tmp_path: Path) -> None:
    library = pipeline.read_library(write_library(tmp_path, SHORT))
    (edition,) = pipeline.select_editions(library, ["osteopetrosis"], variants=["large-print-aph"])
    result = pipeline.run_task(BuildTask(edition, (), {}))
    (found,) = [one for one in result.findings if one.code == "MEA107"]
    assert found.place.file.endswith("en.md")
    assert found.place.line == 12


@pytest.mark.parametrize(("words", "told"), [(266, False), (278, True)])
def test_few_lines_that_take_a_sheet_are_told(words: int, told: bool, tmp_path: Path) -> None:
    """Two lines on a page of their own, and nothing else but ruled lines: a finding with their place says so."""
    paragraphs = [" ".join((WORDS * 30).split()[:count]) for count in (100, words)]
    sources = write_library(tmp_path, "## One? {#a}\n\n" + "\n\n".join(paragraphs) + "\n")
    facts = sources / "publications" / "osteopetrosis" / "publication.yaml"
    facts.write_text(re.sub(r"organizations: \[.*?\]", "organizations: []", facts.read_text()))
    (edition,) = pipeline.select_editions(pipeline.read_library(sources), ["osteopetrosis"], variants=["letter"])
    found = [one.problem for one in pipeline.make_edition(edition)[1] if one.code == "FLD103"]
    assert [problem.partition(" (")[0] for problem in found] == ["2 lines too many"] * told
    assert all(problem.endswith("about 23 words less saves a sheet") for problem in found)


def test_a_table_wider_than_the_page_is_a_list(tmp_path: Path) -> None:
    """Its longest words have no room side by side; nothing is cut, and the fit says what was done."""
    table = (
        "| Doctor | Electroencephalographically | Pseudohypoparathyroidism |\n|---|---|--:|\n"
        "| Otorhinolaryngologist | Gastroenterologically | 1,000 mg |\n"
    )
    text = f"## Who? {{#who}}\n\nA table.\n\n::: table Doctors {{#doctors}}\n{table}:::\n"
    final, findings = make(tmp_path, text, "half-letter")
    assert list_errors(findings) == []
    assert final.edition.fit.remedies[0] == "list-table:doctors"
    tags = read_tag_tree(final.data)
    assert tags.find("Table") == []
    assert "Electroencephalographically: Gastroenterologically" in squeeze_spaces(tags.all_text)


def test_a_long_paragraph_with_a_blank_and_a_word_longer_than_a_line_are_no_faults(tmp_path: Path) -> None:
    """Only the line with the blank has room to write, and the long word breaks where its line ends."""
    blank = f"{WORDS * 8} I take ____ drops. {WORDS * 8}"
    text = f"## One? {{#a}}\n\n{blank}\n\n- One.\n  - Two.\n    - {'pseudo' * 8}parathyroidism[^1]\n\n[^1]: A note.\n"
    _, findings = make(tmp_path, text, "giant-print")
    assert list_errors(findings) == []


def test_words_around_the_number_of_a_note_are_no_columns(tmp_path: Path) -> None:
    """The raised number parts its line in two, each long enough for a column."""
    text = "Bone is alive and is renewed[^1] all the time with care. " * 20
    _, findings = make(tmp_path, f"## One? {{#a}}\n\n{text}\n\n[^1]: A note.\n", "large-print")
    assert list_errors(findings) == []


def test_the_size_of_a_text_is_found_if_every_line_has_the_number_of_a_note(tmp_path: Path) -> None:
    """Those numbers, raised, were taken for the text itself: 9.5 points, refused as MEA101."""
    text = "".join(f"Milk is good for your bones[^{number}]. " for number in range(8))
    notes = "".join(f"[^{number}]: {'Words of a note. ' * 8}\n\n" for number in range(8))
    _, findings = make(tmp_path, f"## One? {{#a}}\n\n{text}\n\n{notes}", "letter")
    assert list_errors(findings) == []


def test_lines_to_fill_in_and_numbers_of_an_old_text_are_no_faults(tmp_path: Path) -> None:
    """An imported form has blanks in running text or in a box, and the center's own fax number, with any dashes."""
    blanks = "I can have _____ ounce(s) of ______________ with lunch. " * 8
    box = "::: note\n____\n:::"  # its title is indented from the words below it, which are not its own
    text = f"## Fluid? {{#a}}\n\n{box}\n\n{WORDS}\n\n{blanks}\n\nFax: 202–293–2356 or 202-293-2356.\n"
    library = pipeline.read_library(write_library(tmp_path, text))
    variants = ["large-print", "large-print-aph", "ascii"]
    for edition in pipeline.select_editions(library, ["osteopetrosis"], variants=variants):
        assert list_errors(pipeline.make_edition(edition)[1]) == []


def test_a_cover_without_room_for_its_words_is_told_as_the_cause(tmp_path: Path) -> None:
    """Pages 2 and 3 were said to show no number, and "the template" was to blame."""
    sources = write_library(tmp_path, f"## What? {{#what}}\n\n{WORDS}\n")
    text = sources / "publications/osteopetrosis/en.md"
    text.write_text(text.read_text("utf-8").replace("title: A tiny text", f"title: {WORDS * 8}".rstrip()), "utf-8")
    (edition,) = pipeline.select_editions(pipeline.read_library(sources), ["osteopetrosis"], variants=["half-letter"])
    with pytest.raises(PressError, match=r"en\.md:2:8 FUR109 the cover runs on to page") as caught:
        pipeline.make_edition(edition)
    assert len(caught.value.findings) == 1


def test_a_title_that_ends_in_a_number_is_no_print_page_of_braille(tmp_path: Path) -> None:
    sources = write_library(tmp_path, f"## What? {{#what}}\n\n{WORDS * 30}\n")
    text = sources / "publications/osteopetrosis/en.md"
    text.write_text(text.read_text("utf-8").replace("title: A tiny text", "title: Vitamin B12"), "utf-8")
    (edition,) = pipeline.select_editions(pipeline.read_library(sources), ["osteopetrosis"], variants=["braille"])
    assert list_errors(pipeline.make_edition(edition)[1]) == []


@pytest.mark.parametrize("title", ["Care a/b/c/d/e/f/g/h/i/j/k/l/m pain", f"{'x' * 45} one"])
def test_a_title_with_a_word_longer_than_a_line_of_braille(title: str, tmp_path: Path) -> None:
    """It is divided on the title page, and cut in the running head."""
    sources = write_library(tmp_path, f"## What? {{#a}}\n\n{WORDS * 30}\n")
    text = sources / "publications/osteopetrosis/en.md"
    text.write_text(text.read_text("utf-8").replace("A tiny text", title, 1), "utf-8")
    (edition,) = pipeline.select_editions(pipeline.read_library(sources), ["osteopetrosis"], variants=["braille"])
    assert list_errors(pipeline.make_edition(edition)[1]) == []


def test_a_divided_word_is_whole_although_its_first_part_is_a_word_too(tmp_path: Path) -> None:
    """Its period stood alone on the next line, and was read as a word of its own (PAR103, PAR106)."""
    long = "x" * 38
    text = f"## What? {{#a}}\n\n{WORDS * 30}\n\n{long} one.\n\n- Cell {long}.\n- Two.\n"
    _, findings = make(tmp_path, text, "braille")
    assert list_errors(findings) == []


def test_no_entry_of_the_contents_is_parted_by_the_end_of_a_braille_page(tmp_path: Path) -> None:
    """Whatever the length of an entry and of the number of its page, two guide dots stand between them."""
    entries = [f"What is a very long question about bones {'a' * at}" for at in range(34)]
    text = "".join(f"## {words}? {{#a-{at}}}\n\n{WORDS * 4}\n\n" for at, words in enumerate(entries))
    _, findings = make(tmp_path, text, "braille")
    assert list_errors(findings) == []


MIXED = f"""## One? {{#one}}

1. First.
2. Second.

Between.

3. Third.

   {WORDS}
4. Fourth.

wrist
: {WORDS}

  {WORDS}
: Another meaning.

[A page](https://www.example.org/{"very-long/" * 20})

<https://www.example.org/{"very-long/" * 20}>
"""


def test_what_a_text_mixes_is_said_in_every_format(tmp_path: Path) -> None:
    """A list that goes on, definitions of two paragraphs, long addresses; a draft with a number in its title."""
    sources = write_library(tmp_path, MIXED)
    folder = sources / "publications" / "osteopetrosis"
    (folder / "publication.yaml").write_text("status: draft\n", "utf-8")
    text = (folder / "en.md").read_text("utf-8").replace("A tiny text", "Vitamin B12 and CO₂", 1)
    (folder / "en.md").write_text(text, "utf-8")
    formats = ("epub", "text", "ascii", "markdown", "speech", "braille", "ebraille")
    editions = pipeline.select_editions(pipeline.check_sources(sources)[0], ["osteopetrosis"], variants=formats)
    assert len(editions) == len(formats)
    for edition in editions:
        pipeline.make_edition(edition)  # raises what is said otherwise


def test_a_heading_that_is_hyphenated_is_drawn_in_its_own_typeface(tmp_path: Path) -> None:
    heading = "A heading with electroencephalographically electroencephalographically"
    final, findings = make(tmp_path, f"{SHORT}\n### {heading} {{#b}}\n\n{WORDS}\n", "giant-print")
    assert list_errors(findings) == []
    assert "Symbols" not in " ".join(run.font for run in read_pdf(final).drawn_runs)
