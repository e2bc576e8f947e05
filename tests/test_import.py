"""import: old texts, pages and Word files become publications, and nothing of them is lost."""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from press.build import pipeline
from press.importer.blocks import ImportedBlock, ImportedLine, ImportedRun
from press.importer.markdown import render_body
from press.importer.outline import make_slug, split_sentences
from press.load.files import TextFile
from press.load.front_matter import read_translation
from press.model.edition import FinishedEdition
from press.model.nodes import Node
from press.readback.html import parse_html, read_body_words
from press.readback.pdf.tag_tree import read_tag_tree
from press.style.isolation import isolate_fonts_of_process
from press.text.spacing import remove_spaces
from tests import test_words
from tests.commands import app
from tests.overlay import BASE

TODAY = ("--today", "2026-11-22")

LONG = [f"A sample of {name} has to be kept clean and dry in the shed." for name in (
    "a rake", "a spade", "a hoe", "a fork", "a saw", "a bucket", "a brush", "a broom", "an axe", "a hammer", "a ladder",
    "a rope", "a basket", "a barrow", "a hose", "a pot", "a sieve", "a glove",
)]  # fmt: skip
"""Enough text for the press to tell its size from that of the furniture."""

OLD_TEXT = f"""\
Clean Tools Overview

Publication available in:

June 2015

What Are Clean Tools?

Clean tools are tools without mud. They cost < 5 coins, *not* 10, and are kept in #1 boxes [blue or red].

A tool_box of 2 & more tools is heavy; see www.shed.example/box_1 or write to tools@shed.example.

How Are Tools Washed?

Wash them in this order:

  • Water, which is wet.
  • Soap, which makes foam
  • A towel. It is dry.
  • A hook.

{" ".join(LONG)}

Words to Know

Rake
    A comb for the garden.
Spade
    A spoon for the garden.


For more information on clean tools, contact the:

Sample Kitchen Society

Website: https://kitchen.example/wash (con texto en español)

Website: http://garden.example

Sample Shed League

Website: http://shed.example

The Sample Center for Everyday Things gratefully acknowledges the help of Sam
T. Sample, Ph.D., in the preparation and review of this publication.

For Your Information

This sample may be copied by anyone who asks us first.

Sample Pub. No. 01-002

Sample Center for Everyday Things

1 Example Street
Sampleton, ZZ 00000
Phone: 202-555-0199
Toll free: 800-555-0100
TTY: 202-555-0102
Fax: 202-555-0103
Email: hello@sample.example
Website: https://sample.example

This sample may be copied by anyone.

The Sample Center for Everyday Things is run with contributions from:

Tools are also cleaned in the sample garden.
"""
"""An old text as such texts are: empty announcements, an address without a name, a telephone number of its own."""
TEXT_SAID = [
    "What Are Clean Tools?", "Clean tools are tools without mud.",
    "They cost < 5 coins, *not* 10, and are kept in #1 boxes [blue or red].",
    "A tool_box of 2 & more tools is heavy; see www.shed.example/box_1 or write to tools@shed.example.",
    "How Are Tools Washed?", "Wash them in this order:", "Water, which is wet.", "Soap, which makes foam", "A towel.",
    "It is dry.", "A hook.", *LONG, "Words to Know",
    "Rake", "A comb for the garden.", "Spade", "A spoon for the garden.",
    "For more information on clean tools, contact the:", "Sample Shed League", "Website: http://shed.example",
    "For Your Information", "This sample may be copied by anyone who asks us first.", "Phone: 202-555-0199",
    "The Sample Center for Everyday Things is run with contributions from:",
    "Tools are also cleaned in the sample garden.",
]  # fmt: skip
THANKS = (
    "The Sample Center for Everyday Things gratefully acknowledges the help of Sam T. Sample, Ph.D., in the "
    "preparation and review of this publication."
)
TEXT_MOVED = [
    "Clean Tools Overview", "June 2015", "Sample Kitchen Society", "kitchen.example/wash", "garden.example",
    THANKS, "Sample Pub. No. 01-002", "1 Example Street", "Sampleton, ZZ 00000",
    "800-555-0100", "202-555-0102", "202-555-0103", "hello@sample.example", "This sample may be copied by anyone.",
]  # fmt: skip
"""What the furniture says, in an order of its own. The labels, the empty `Publication available in:` and the note in
another language are all that is not there word for word; each of them is a finding or a label of the furniture."""

OLD_PAGE = f"""\
<!doctype html>
<html lang="en">
<head>
<title>Tools | Sample Center</title>
<meta name="keywords" content="tools, mud">
<meta name="description" content="How tools get clean.">
<script>document.write("<p>Not a word of this.</p>")</script>
</head>
<body>
<h1>Clean Tools</h1>
<p>Sample Pub. No. 01-002, issued in summer</p>
<h3>What are
clean tools?</h3>
<p>Tools <strong>without</strong> mud &amp; <em>rust</em>; 10<sup>9</sup> of them.<br>See the
<a href="https://shed.example/a_(b)?c=1&amp;d=2">shed</a> or <a href="javascript:alert(1)">the alert</a>.</p>
<blockquote><p>A quoted tool.</p></blockquote>
<p>{" ".join(LONG)}</p>
<h5>In a list</h5>
<ul>
<li>Rakes<ul><li>with <span lang="es">dientes</span></li></ul></li>
<li><p>Spades</p><p>of all kinds</p></li>
</ul>
<ol><li>Wash</li><li>Dry</li></ol>
<ol><li>Hang</li></ol>
<dl><dt>Rake</dt><dd>A comb.</dd></dl>
<table><caption>Tools</caption><tr><th>Tool<th>Use<tr><td>Rake<td>Leaves | hay</table>
<p><img src="rake.png" alt="A rake in the hay">Reviewed by: Sam Sample, Ph.D.</p>
</body>
</html>
"""
PAGE_SAID = [
    "Sample Pub. No. 01-002, issued in summer", "What are clean tools?", "Tools without mud & rust; 10⁹ of them.",
    "See the shed or the alert.", "A quoted tool.", *LONG, "In a list", "Rakes", "with dientes", "Spades",
    "of all kinds", "Wash", "Dry", "Hang", "Rake", "A comb.", "Tools", "Tool", "Use", "Rake", "Leaves | hay",
]  # fmt: skip
WORD_SAID = [
    "What is it?", "A tool is clean.", "Mud is brown.", *LONG, "Bold words", "Another tool.", "Rakes", "Spades", "Wash",
    "Dry", "Tool", "Use", "Rake", "Leaves",
]  # fmt: skip


def word_file(path: Path) -> Path:
    """A Word file with what Word files have: a title, headings, lists, a table and a foot."""
    made = docx.Document()
    made.add_heading("Clean Tools", 0)
    made.add_paragraph("June 2015")
    made.add_heading("What is it?", 1)
    made.add_paragraph("A tool is clean. Mud is brown.")
    made.add_paragraph(" ".join(LONG))
    made.add_heading("Bold words", 2)
    paragraph = made.add_paragraph("Another ")
    paragraph.add_run("tool").bold = True
    paragraph.add_run(".")
    for words, style in (("Rakes", "Bullet"), ("Spades", "Bullet"), ("Wash", "Number"), ("Dry", "Number")):
        made.add_paragraph(words, style=f"List {style}")
    table = made.add_table(rows=2, cols=2)
    for cell, words in zip((cell for row in table.rows for cell in row.cells), WORD_SAID[-4:], strict=True):
        cell.text = words
    made.sections[0].footer.paragraphs[0].text = "Sample Pub. No. 01-002"
    made.save(str(path))
    return path


# ---------------------------------------------------------------- running it


def run(*args: str | Path) -> tuple[int, dict[str, Any]]:
    """Import something: the exit code, and what it says as JSON."""
    ran = CliRunner().invoke(app, ["import", *map(str, args), "--json", *TODAY])
    assert "Traceback" not in ran.output
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran.exit_code, json.loads(ran.stdout) if ran.stdout.startswith("{") else {}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the base library to import into."""
    shutil.copytree(BASE, tmp_path / "sources")
    return tmp_path / "sources"


def imported(sources: Path, name: str, content: str | bytes, *args: str) -> dict[str, Any]:
    """What an import of a file says."""
    file = sources.parent / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, said = run(file, "--slug", "tools", "--sources", sources, *args)
    assert code == 0, said
    return said


def text_of(sources: Path) -> str:
    return (sources / "publications/tools/en.md").read_text("utf-8")


def at(said: dict[str, Any], code: str) -> dict[int, str]:
    """The problems of one code, by line."""
    return {one["line"]: one["problem"] for one in said["findings"] if one["code"] == code}


# ---------------------------------------------------------------- from an old file to finished ones


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, FinishedEdition]]:
    """Each old file imported, what it left to a person written, and built: by name, then by format."""
    root = tmp_path_factory.mktemp("import")
    (root / "text.txt").write_text(OLD_TEXT, "utf-8")
    (root / "page.html").write_text(OLD_PAGE, "utf-8")
    word_file(root / "word.docx")
    made: dict[str, dict[str, FinishedEdition]] = {}
    isolate_fonts_of_process()
    for file in sorted(root.glob("*.*")):
        sources = root / file.stem
        shutil.copytree(BASE, sources)
        assert run(file, "--slug", "tools", "--sources", sources)[0] == 0
        write_what_waits(sources / "publications/tools")
        editions = pipeline.select_editions(pipeline.read_library(sources), slugs=("tools",))
        made[file.stem] = {one.variant.format: pipeline.make_edition(one)[0] for one in editions}
    return made


def write_what_waits(folder: Path) -> None:
    """Write what an import leaves to a person."""
    text = (folder / "en.md").read_text("utf-8")
    text = text.replace('"TO DO: a word that readers search for"', "tools")
    # A heading that the furniture has too: both must be found in the outline and in the contents.
    text = text.replace("TO DO: a heading for this, or delete it", "About this sample")
    text = re.sub(r'"?TO DO: [^"{\n]*"?', "Written by a person ", text)
    (folder / "en.md").write_text(text, "utf-8")
    facts = (folder / "publication.yaml").read_text("utf-8")
    known = re.sub(r"^# (?=(number|issued|review_status|reviewers|subjects| ))", "", facts, flags=re.MULTILINE)
    known = known.replace("status: draft\n", "").replace("number: the publication number", "number: 01-009")
    known = re.sub(r"(?<=issued: )when.*", "2015-06", known).replace("statements: []", "statements: [copying]")
    (folder / "publication.yaml").write_text(known, "utf-8")


def said_by(final: FinishedEdition, *, painted: bool = False) -> dict[str, str]:
    """What a finished file says, by how it is read; painted: also as readers of a PDF find it that know no tags."""
    if final.edition.variant.format == "html":
        return {"page": remove_spaces(read_body_words(parse_html(final.data.decode())))}
    said = {"tags": remove_spaces(read_tag_tree(final.data).all_text)}
    if painted:
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(final.data)
            file.flush()
            for name, read in test_words.READERS.items():
                said[name] = test_words.body(read(Path(file.name)), final.edition)
    return said


@pytest.mark.parametrize("name", ["text", "page", "word"])
@pytest.mark.parametrize("format_", ["html", "pdf"])
def test_every_sentence_is_in_the_finished_file_in_order(
    built: dict[str, dict[str, FinishedEdition]], name: str, format_: str
) -> None:
    wanted = {"text": TEXT_SAID, "page": PAGE_SAID, "word": WORD_SAID}[name]
    # The words of a table are painted before its caption, so only the text without one is read without tags.
    for reader, words in said_by(built[name][format_], painted=name == "text").items():
        start = 0
        for sentence in wanted:
            found = words.find(remove_spaces(sentence), start)
            assert found >= 0, f"{reader}: {sentence!r} is missing or out of place"
            start = found + len(remove_spaces(sentence))


@pytest.mark.parametrize("format_", ["html", "pdf"])
def test_what_moved_to_the_furniture_is_there(built: dict[str, dict[str, FinishedEdition]], format_: str) -> None:
    for reader, words in said_by(built["text"][format_]).items():
        assert [one for one in TEXT_MOVED if remove_spaces(one) not in words] == [], reader


def test_every_line_of_the_old_text_is_tested() -> None:
    """What these tests look for is the whole text, but for the labels and what findings say was replaced."""
    left = remove_spaces(OLD_TEXT)
    for said in sorted([*TEXT_SAID, *TEXT_MOVED], key=len, reverse=True):
        left = left.replace(remove_spaces(said), "", 1)
    labels = "Publicationavailablein:|Website:https?://|Website:|Phone:|Tollfree:|TTY:|Fax:|Email:|•"
    left = re.sub(labels, "", left)
    assert left == "(contextoenespañol)SampleCenterforEverydayThingssample.example"


# ---------------------------------------------------------------- what it was unsure of


def test_the_defects_of_an_old_text_are_reported_with_their_lines(sources: Path) -> None:
    said = imported(sources, "old.txt", OLD_TEXT)
    line = {words: number for number, words in enumerate(OLD_TEXT.split("\n"), 1)}
    assert at(said, "IMP205") == {5: "the text dates from June 2015 and is 11 years old"}
    assert set(at(said, "IMP202")) == {3, line["The Sample Center for Everyday Things is run with contributions from:"]}
    assert at(said, "IMP203") == {
        line["Website: http://garden.example"]: "the address http://garden.example has no name; the directory has it "
        "as `Sample Garden Club`"
    }
    assert set(at(said, "IMP204")) == {line["Website: http://garden.example"], line["Website: http://shed.example"]}
    assert list(at(said, "IMP206")) == [line["Phone: 202-555-0199"]]
    assert list(at(said, "IMP207")) == [line["Website: http://shed.example"]]
    assert list(at(said, "IMP208")) == [line["This sample may be copied by anyone who asks us first."]]
    assert list(at(said, "IMP213")) == [line["Website: https://kitchen.example/wash (con texto en español)"]]
    assert list(at(said, "IMP215")) == [line["  • Soap, which makes foam"]]
    assert all(one["severity"] == "warning" for one in said["findings"])


def test_facts_are_found_and_the_account_names_every_line(sources: Path) -> None:
    said = imported(sources, "old.txt", OLD_TEXT)
    facts = said["facts"]
    assert (facts["number"], facts["issued"], facts["reviewer"]) == ("01-002", "2015-06", "Sam T. Sample, Ph.D.")
    assert (facts["organizations"], facts["statements"]) == ("kitchen, garden", "copying")
    lines = {number for number, words in enumerate(OLD_TEXT.split("\n"), 1) if words.strip()}
    # The second line of a wrapped paragraph is told with its first, and no other is missing.
    wrapped = next(n for n, words in enumerate(OLD_TEXT.split("\n"), 1) if words.startswith("T. Sample"))
    assert lines - {one["line"] for one in said["lines"]} == {wrapped}
    replaced = [one["words"] for one in said["lines"] if one["fate"] == "replaced"]
    assert replaced == ["Publication available in:", "Website: https://kitchen.example/wash (con texto en español)"]
    facts_file = (sources / "publications/tools/publication.yaml").read_text("utf-8")
    assert "review_status: reviewed" in facts_file


def test_what_nobody_wrote_is_left_to_a_person_and_check_says_so(sources: Path) -> None:
    imported(sources, "old.txt", "Tools\n\nWhat is a tool?\n\nA thing to work with.\n")
    file = sources / "publications/tools/publication.yaml"
    facts = file.read_text("utf-8")
    for name in ("number", "issued", "review_status", "reviewers", "subjects"):
        assert f"\n# {name}:" in facts
    found = [one for one in pipeline.check_sources(sources)[1] if "tools" in one.place.file]
    assert {(one.code, one.severity) for one in found} == {("IMP301", "warning")}
    assert text_of(sources).count("TO DO:") == len(found) == 3
    file.write_text(facts.replace("status: draft", "status: current"), "utf-8")
    found = [one for one in pipeline.check_sources(sources)[1] if "tools" in one.place.file]
    assert {(one.code, one.severity) for one in found} == {("IMP301", "error"), ("SRC111", "error")}


def test_a_name_that_no_degree_follows_is_a_guess(sources: Path) -> None:
    said = imported(sources, "old.txt", "Tools\n\nWhat?\n\nA thing.\n\nReviewed by Sam Sample\n")
    assert said["facts"]["reviewer"] == "Sam Sample"
    assert "was taken for the name" in at(said, "IMP201")[7]
    assert 'en: "{name}"' in (sources / "publications/tools/publication.yaml").read_text("utf-8")


def test_thanks_without_a_name_stay_in_the_text(sources: Path) -> None:
    said = imported(sources, "old.txt", "Tools\n\nWhat?\n\nA thing.\n\nReviewed by nobody at all.\n")
    assert "Reviewed by nobody at all." in text_of(sources)
    assert "no name was found" in at(said, "IMP210")[7]


# ---------------------------------------------------------------- plain texts of many makes


def test_wrapped_lines_become_paragraphs_and_short_lines_stay(sources: Path) -> None:
    wrapped = "These words were wrapped by a program of old at the sixtieth\ncharacter of each line, as mail "
    wrapped += "programs used to wrap them\nthen."
    imported(sources, "old.txt", f"Tools\r\n\r\nWhat?\r\n\r\n{wrapped}\r\n\r\nThe Shed\r\n1 Hay Road\r\n")
    text = text_of(sources)
    assert " ".join(wrapped.split("\n")) in text
    assert "The Shed\\\n1 Hay Road\n" in text


def test_lists_keep_their_depth_and_their_numbers(sources: Path) -> None:
    old = "Tools\n\nWhat?\n\n- Rakes\n  * of wood,\n    old\n- Spades\n\n1. Wash\n2) Dry\n\n7. Seven\n\n1984 was so.\n"
    imported(sources, "old.txt", old)
    text = text_of(sources)
    assert "- Rakes\n  - of wood, old\n- Spades\n" in text
    assert "1. Wash\n2. Dry\n" in text
    assert "\n7\\. Seven\n" in text
    assert "\n1984 was so.\n" in text


def test_headings_underlined_above_each_other_and_at_the_end(sources: Path) -> None:
    old = "Tools\n=====\n\nWhat Is It?\n-----------\n\nThe First Part\n\nIt is a thing.\n\nThe End\n"
    said = imported(sources, "old.txt", old)
    assert said["facts"]["title"] == "Tools"
    text = text_of(sources)
    assert "## What Is It? {#what-is-it}\n\n### The First Part {#the-first-part}\n\nIt is a thing.\n\nThe End\n" in text


def test_text_above_the_first_heading(sources: Path) -> None:
    said = imported(sources, "old.txt", "Tools\n\nHow to work with things.\n\nWhat?\n\nA thing.\n")
    assert "summary: How to work with things.\n" in text_of(sources)
    assert "taken for the summary" in at(said, "IMP201")[3]
    shutil.rmtree(sources / "publications/tools")
    imported(sources, "old.txt", "Tools\n\nOne of two.\n\nTwo of two.\n\nWhat?\n\nA thing.\n")
    assert "## TO DO: a heading for this, or delete it {#section}\n\nOne of two.\n" in text_of(sources)


def test_the_same_heading_twice_and_headings_in_other_letters(sources: Path) -> None:
    imported(
        sources, "old.txt", "Tools\n\nWhat?\n\nA thing.\n\nWhat?\n\nA thing.\n\n何？\n\n道具。\n\nNotes?\n\nNone.\n"
    )
    text = text_of(sources)
    assert re.findall(r"\{#([\w-]+)\}", text) == ["what", "what-2", "notes-2"]
    assert "何？" in text


def test_old_encodings_and_marks(sources: Path) -> None:
    said = imported(sources, "old.txt", "Tools\n\nWhat?\n\nCafé “au lait”\x07.\n".encode("cp1252"))
    assert "Café “au lait” ." in text_of(sources)
    assert set(at(said, "IMP212")) == {5}
    for encoding in ("utf-8-sig", "utf-16"):
        shutil.rmtree(sources / "publications/tools")
        assert at(imported(sources, "old.txt", "Tools\n\nWhat?\n\nCafé.\n".encode(encoding)), "IMP212") == {}
        assert "Café." in text_of(sources)


def test_another_language_and_its_dates(sources: Path) -> None:
    old = "Herramientas\n\nPublicación disponible en: Inglés\n\nFecha: junio de 2024\n\n¿Qué es?\n\nUna cosa.\n"
    said = imported(sources, "old.txt", old, "--lang", "es")
    assert said["facts"]["issued"] == "2024-06"
    assert "Inglés" in at(said, "IMP213")[3]
    text = (sources / "publications/tools/es.md").read_text("utf-8")
    assert "## ¿Qué es? {#que-es}" in text


# ---------------------------------------------------------------- pages and Word files


def test_what_a_page_shows_and_a_text_cannot_hold_is_reported(sources: Path) -> None:
    said = imported(sources, "old.html", OLD_PAGE)
    lost = at(said, "IMP209")
    line = {words: number for number, words in enumerate(OLD_PAGE.split("\n"), 1)}
    alert = next(number for words, number in line.items() if "javascript:" in words)
    picture = next(number for words, number in line.items() if "A rake in the hay" in words)
    assert "javascript:alert(1)" in lost[alert]
    assert "A rake in the hay" in lost[picture]
    text = text_of(sources)
    assert "Not a word of this" not in text
    assert "Tools **without** mud & *rust*; 10⁹ of them.\\\nSee the" in text
    assert "[shed](<https://shed.example/a_(b)?c=1&amp;d=2>)" in text
    assert "with [dientes]{lang=es}" in text
    assert "::: table Tools {#tools}\n| Tool | Use |\n|---|---|\n| Rake | Leaves \\| hay |\n:::" in text
    assert "keywords: [tools, mud]" in text
    assert "summary: How tools get clean." in text


def test_a_page_in_an_old_encoding_with_hidden_words_and_layout(sources: Path) -> None:
    page = (
        "<html><head><meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'></head><body><h1>Tools</h1>"
        "<table><tr><td><h2>What?</h2><p>Caf\u00e9 \x93au lait\x94 <sup>[1]</sup></td></tr></table>"
        "<p hidden>Nobody sees this.</p><h4>Deep</h4><p>Words"
    )
    said = imported(sources, "old.htm", page.encode("latin-1"))
    assert "## What? {#what}\n\nCafé “au lait” \\[1\\]\n\n### Deep {#deep}\n\nWords\n" in text_of(sources)
    assert "Nobody sees this." in at(said, "IMP209")[1]


def test_addresses_end_where_something_else_is_said(sources: Path) -> None:
    page = (
        "<h1>Tools</h1><h2>What?</h2><p>A thing.</p><p>For more information, contact the:</p><p>Sample Shed League</p>"
        "<p>Website: <a href=https://shed.example>https://shed.example</a></p><p>Thank you for reading.</p>"
        "<p>Sample Center for Everyday Things</p><p>1 Example Street<br>TTY: 202-555-0102<br>Website: "
        "https://sample.example/</p>"
    )
    said = imported(sources, "old.html", page)
    assert [problem.split("`")[1] for problem in at(said, "IMP207").values()] == ["Sample Shed League"]
    _, _, rest = text_of(sources).partition("A thing.\n\n")
    assert rest == (
        "## For more information, contact the: {#for-more-information-contact-the}\n\nSample Shed League\\\n"
        "Website: [https://shed.example](https://shed.example)\n\nThank you for reading.\n"
    )


def test_a_word_file_counts_paragraphs_and_keeps_its_foot(sources: Path) -> None:
    file = word_file(sources.parent / "old.docx")
    code, said = run(file, "--slug", "tools", "--sources", sources)
    assert code == 0
    assert (said["facts"]["title"], said["facts"]["number"]) == ("Clean Tools", "01-002")
    assert next(one["line"] for one in said["lines"] if one["words"] == "June 2015") == 2
    assert "Sample Pub. No. 01-002" in " ".join(at(said, "IMP209").values())


def test_bold_lines_are_headings_where_there_are_no_others(sources: Path) -> None:
    made = docx.Document()
    for words, bold in (("Tools", False), ("What is it?", True), ("A thing.", False), ("Stop!", True), ("Mud.", False)):
        made.add_paragraph().add_run(words).bold = bold
    made.save(str(sources.parent / "old.docx"))
    said = run(sources.parent / "old.docx", "--slug", "tools", "--sources", sources)[1]
    assert "## What is it? {#what-is-it}\n\nA thing.\n\n## Stop! {#stop}\n\nMud.\n" in text_of(sources)
    assert set(at(said, "IMP201")) >= {2, 4}


# ---------------------------------------------------------------- what is refused


def archive(**parts: bytes) -> bytes:
    """A ZIP archive, as Word files are."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


def growing() -> bytes:
    """A Word file that is sound but for an entity, of which a larger one could be made to grow without end."""
    made = io.BytesIO()
    docx.Document().save(made)
    with zipfile.ZipFile(made) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    _, body_start, rest = parts["word/document.xml"].partition(b"<w:document")
    rest = rest.replace(b"<w:body>", b"<w:body><w:p><w:r><w:t>&grow;</w:t></w:r></w:p>")
    parts["word/document.xml"] = b'<!DOCTYPE w:document [<!ENTITY grow "words">]>' + body_start + rest
    return archive(**parts)


REFUSED = {
    "old.rtf": (b"{\\rtf1 Tools}", "IMP101"),
    "old.pdf": (b"%PDF-1.7", "IMP102"),
    "empty.txt": (b"", "IMP108"),
    "blank.txt": (b" \n\n", "IMP108"),
    "binary.txt": (b"Tools\x00\x01", "IMP102"),
    "large.txt": (b"Tools\n\n" * 40_000, "IMP103"),
    "wordless.html": (b"<p><img src=x>", "IMP108"),
    "deep.html": (b"<div>" * 400 + b"Tools", "IMP102"),
    "tags.html": (b"<b>x</b>" * 60_000, "IMP103"),
    "no.docx": (b"not a Word file", "IMP102"),
    "locked.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "IMP102"),
    "other.docx": (archive(a=b"b"), "IMP102"),
    "broken.docx": (archive(word__document_xml=b"<w:document"), "IMP102"),
    "entities.docx": (growing(), "IMP102"),
    "bomb.docx": (archive(word__document_xml=b" " * 5_100_000), "IMP103"),
    "pictures.docx": (
        archive(word__document_xml=b"<a/>", **{f"word__media__{n}": b" " * 2**21 for n in range(29)}),
        "IMP103",
    ),
    "parts.docx": (archive(**{f"p{n}": b"" for n in range(2_001)}), "IMP103"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_a_finding_and_writes_nothing(name: str, sources: Path) -> None:
    content, code = REFUSED[name]
    file = sources.parent / name
    file.write_bytes(content)
    exit_code, said = run(file, "--slug", "tools", "--sources", sources)
    assert exit_code in {1, 2}
    assert [one["code"] for one in said["findings"]] == [code]
    assert said["findings"][0]["hint"]
    assert [one.name for one in (sources / "publications").iterdir()] == ["handwashing"]


def test_every_mistake_of_the_command_is_told_at_once(sources: Path) -> None:
    code, said = run(sources / "none.txt", "--slug", "Not A Slug", "--lang", "xx", "--sources", sources)
    assert code == 2
    assert sorted(one["code"] for one in said["findings"]) == ["IMP102", "IMP104", "IMP106"]
    for slug in ("../tools", "tools/../x", "", "tools-", "1"):
        assert "IMP104" in [one["code"] for one in run(sources / "none.txt", "--slug", slug)[1]["findings"]]


def test_nothing_is_written_over(sources: Path) -> None:
    before = {path: path.read_bytes() for path in sources.rglob("*") if path.is_file()}
    (sources.parent / "old.txt").write_text(OLD_TEXT, "utf-8")
    code, said = run(sources.parent / "old.txt", "--slug", "handwashing", "--sources", sources)
    assert code == 2
    assert [one["code"] for one in said["findings"]] == ["IMP105"]
    assert {path: path.read_bytes() for path in sources.rglob("*") if path.is_file()} == before


def test_a_file_that_takes_too_long_is_a_finding(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("press.importer.read_old_publication", lambda _: time.sleep(60))
    (sources.parent / "old.txt").write_text(OLD_TEXT, "utf-8")
    code, said = run(sources.parent / "old.txt", "--slug", "tools", "--limit", "1", "--sources", sources)
    assert code == 1
    assert [(one["code"], one["problem"]) for one in said["findings"]] == [("USE111", "reading it takes more than 1 s")]
    assert [one.name for one in (sources / "publications").iterdir()] == ["handwashing"]


def test_a_disk_that_fails_leaves_nothing_behind(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, *_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(self))

    (sources.parent / "old.txt").write_text(OLD_TEXT, "utf-8")
    monkeypatch.setattr(Path, "rename", fail)
    assert run(sources.parent / "old.txt", "--slug", "tools", "--sources", sources)[0] == 3
    assert [one.name for one in (sources / "publications").iterdir()] == ["handwashing"]


def test_a_writer_that_loses_a_word_is_found_out(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("press.importer.folder.render_body", lambda *given: render_body(*given).replace("mud", "", 1))
    (sources.parent / "old.txt").write_text(OLD_TEXT, "utf-8")
    code, said = run(sources.parent / "old.txt", "--slug", "tools", "--sources", sources)
    assert code == 1
    assert [one["code"] for one in said["findings"]] == ["IMP107"]
    assert [one.name for one in (sources / "publications").iterdir()] == ["handwashing"]


def test_a_number_of_another_publication_is_reported(sources: Path) -> None:
    said = imported(sources, "old.txt", "Tools\n\nWhat?\n\nA thing.\n\nSample Pub. No. 01-001\n")
    assert at(said, "IMP214") == {7: "`01-001` is already the number of `handwashing`"}


# ---------------------------------------------------------------- words that look like Markdown

SIGNS = ["# ", "- ", "1. ", "1) ", "> ", ": ", "::: ", "~ ", "===", "---", "***", "**", "*", "_", "__", "`", "```", "[",
         "](x)", "]", "(", ")", "{#x}", "{", "}", "<b>", "<", "&amp;", "&", "|", "\\", "![", "!", "a", "b c", " ", "é",
         "http://x.example/a_b", "#", "+ ", "~~~", "2", "."]  # fmt: skip
WORDS = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=8).map(lambda parts: "".join(["w", *parts]))
RUNS = st.builds(
    ImportedRun, WORDS, st.just(1), href=st.sampled_from(["", "", "https://x.example/a(b)|c*d"]),
    strong=st.booleans(), em=st.booleans(), lang=st.sampled_from(["", "", "es"]),
)  # fmt: skip
STARTS = st.builds(
    lambda start, text: ImportedLine((ImportedRun((start + text).strip() or "w", 1),)), st.sampled_from(SIGNS), WORDS
)
LINES = st.one_of(STARTS, st.lists(RUNS, min_size=1, max_size=3).map(lambda runs: ImportedLine(tuple(runs))))


def blocks() -> st.SearchStrategy[ImportedBlock]:
    """Any block that a reader can make of any words."""
    several = st.lists(LINES, min_size=1, max_size=2).map(tuple)
    one = LINES.map(lambda line: (line,))
    return st.one_of(
        st.builds(ImportedBlock, st.sampled_from(["paragraph", "quote"]), several),
        st.builds(ImportedBlock, st.just("heading"), one, level=st.sampled_from([2, 3])),
        st.builds(ImportedBlock, st.just("item"), several, st.integers(1, 3), st.sampled_from(["-", "1"])),
        st.builds(ImportedBlock, st.sampled_from(["term", "definition"]), one),
        st.builds(lambda cells, title: ImportedBlock("table", (), cells=(cells, cells), title=title),
                  st.tuples(LINES, LINES), WORDS.map(str.strip)),
    )  # fmt: skip


def said_in(node: Node) -> Iterator[str]:
    """The words of a node and everything in it, titles too, in order."""
    yield node.attrs.get("title", "") + node.attrs.get("notation", "") + node.text
    for child in node.children:
        yield from said_in(child)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(blocks(), min_size=1, max_size=4))
def test_whatever_the_words_they_read_the_same(given_blocks: list[ImportedBlock]) -> None:
    head = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n\n## Head {#head}\n\n"
    translation, _ = read_translation(TextFile("en.md", head + render_body(given_blocks), ""), "en")
    made = "".join(
        "".join(said for block in (*section.heading, *section.blocks) for said in said_in(block))
        for section in translation.sections
    )
    wanted = "Head" + "".join(block.title + block.text for block in given_blocks)
    assert remove_spaces(made).replace("[]", "[ ]") == re.sub("_{3,}", "____", remove_spaces(wanted)).replace(
        "[]", "[ ]"
    )


def test_ids_and_sentences() -> None:
    assert make_slug("¿Qué es la osteoporosis?") == "que-es-la-osteoporosis"
    assert make_slug("100 Ways to Wash Your Hands Well") == "ways-to-wash-your-hands"
    assert make_slug("道具") == ""
    said = "The U.S. Food and Drug Administration said so. Dr. Sam agreed (“Yes.”) It is 2.5 cm. Why? Because."
    assert split_sentences(said) == [
        "The U.S. Food and Drug Administration said so.", "Dr. Sam agreed (“Yes.”)", "It is 2.5 cm.", "Why?",
        "Because.",
    ]  # fmt: skip
