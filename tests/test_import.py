"""import: old texts, pages and Word files become publications, and nothing of them is lost."""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import pipeline
from press.cli import app
from press.files import TextFile
from press.frontmatter import read_translation
from press.importing.blocks import Block, Line, Run
from press.importing.markdown import body
from press.importing.words import sentences, slug_of
from press.model import Edition, Final
from press.nodes import Node
from press.read.dom import body_words, parse
from press.read.words import unspaced
from press.tools import poppler
from press.workers import private_fonts
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
"""An old text with what such texts have: empty announcements, addresses without names, a telephone number of its own."""
TEXT_SAID = [
    "What Are Clean Tools?", "Clean tools are tools without mud.",
    "They cost < 5 coins, *not* 10, and are kept in #1 boxes [blue or red].",
    "A tool_box of 2 & more tools is heavy; see www.shed.example/box_1 or write to tools@shed.example.",
    "How Are Tools Washed?", "Wash them in this order:", "Water, which is wet.", "Soap, which makes foam", "A towel.",
    "It is dry.", "A hook.", *LONG, "Words to Know", "Rake", "A comb for the garden.", "Spade", "A spoon for the garden.",
    "For more information on clean tools, contact the:", "Sample Shed League", "Website: http://shed.example",
    "For Your Information", "This sample may be copied by anyone who asks us first.", "Phone: 202-555-0199",
    "The Sample Center for Everyday Things is run with contributions from:",
    "Tools are also cleaned in the sample garden.",
]  # fmt: skip
TEXT_MOVED = [
    "Clean Tools Overview", "June 2015", "Sample Kitchen Society", "kitchen.example/wash", "garden.example",
    "The Sample Center for Everyday Things gratefully acknowledges the help of Sam T. Sample, Ph.D., in the "
    "preparation and review of this publication.", "Sample Pub. No. 01-002", "1 Example Street", "Sampleton, ZZ 00000",
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
    "See the shed or the alert.", "A quoted tool.", *LONG, "In a list", "Rakes", "with dientes", "Spades", "of all kinds",
    "Wash", "Dry", "Hang", "Rake", "A comb.", "Tools", "Tool", "Use", "Rake", "Leaves | hay",
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
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Final]]:
    """Each old file imported, what it left to a person written, and built: by name, then by format."""
    root = tmp_path_factory.mktemp("import")
    (root / "text.txt").write_text(OLD_TEXT, "utf-8")
    (root / "page.html").write_text(OLD_PAGE, "utf-8")
    word_file(root / "word.docx")
    made: dict[str, dict[str, Final]] = {}
    with pytest.MonkeyPatch.context() as patch:
        for name in ("FONTCONFIG_FILE", "SOURCE_DATE_EPOCH"):
            patch.setenv(name, "")
        private_fonts(tmp_path_factory.mktemp("fonts"))
        for file in sorted(root.glob("*.*")):
            sources = root / file.stem
            shutil.copytree(BASE, sources)
            assert run(file, "--slug", "tools", "--sources", sources)[0] == 0
            write_what_waits(sources / "publications/tools")
            editions = pipeline.select(pipeline.checked(sources), slugs=("tools",))
            made[file.stem] = {one.variant.format: pipeline.make(one)[0] for one in editions}
    return made


def write_what_waits(folder: Path) -> None:
    """Write what an import leaves to a person."""
    text = (folder / "en.md").read_text("utf-8")
    text = text.replace('"TO DO: a word that readers search for"', "tools")
    text = re.sub(r'"?TO DO: [^"{\n]*"?', "Written by a person ", text)
    (folder / "en.md").write_text(text, "utf-8")
    facts = (folder / "publication.yaml").read_text("utf-8")
    facts = re.sub(r"(?<=issued: )\"TO DO.*", "2015-06", facts)
    facts = re.sub(r"(?<=statements: )\[\]", "[copying]", facts)
    facts = re.sub(r'en: "TO DO: [^"]*"', 'en: "{name}, who read it."', facts)
    (folder / "publication.yaml").write_text(re.sub(r'"TO DO: [^"]*"', "Written by a person", facts), "utf-8")


def said_by(final: Final) -> str:
    """What a finished file says, as a reader that knows nothing of its making finds it: of a PDF, in its tags."""
    if final.edition.variant.format == "html":
        return unspaced(body_words(parse(final.data.decode())))
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(final.data)
        file.flush()
        return unspaced("".join(re.findall(r'(?m)^\s*"(.*)"$', poppler.tagged_words(Path(file.name)))))


@pytest.mark.parametrize("name", ["text", "page", "word"])
@pytest.mark.parametrize("format_", ["html", "pdf"])
def test_every_sentence_is_in_the_finished_file_in_order(
    built: dict[str, dict[str, Final]], name: str, format_: str
) -> None:
    wanted = {"text": TEXT_SAID, "page": PAGE_SAID, "word": WORD_SAID}[name]
    words, start = said_by(built[name][format_]), 0
    for sentence in wanted:
        found = words.find(unspaced(sentence), start)
        assert found >= 0, f"{sentence!r} is missing or out of place"
        start = found + len(unspaced(sentence))


@pytest.mark.parametrize("format_", ["html", "pdf"])
def test_what_moved_to_the_furniture_is_there(built: dict[str, dict[str, Final]], format_: str) -> None:
    words = said_by(built["text"][format_])
    assert [one for one in TEXT_MOVED if unspaced(one) not in words] == []


def test_every_line_of_the_old_text_is_tested() -> None:
    """What these tests look for is the whole text, but for the labels and what findings say was replaced."""
    left = unspaced(OLD_TEXT)
    for said in sorted([*TEXT_SAID, *TEXT_MOVED], key=len, reverse=True):
        left = left.replace(unspaced(said), "", 1)
    labels = "Publicationavailablein:|Website:https?://|Website:|Phone:|Tollfree:|TTY:|Fax:|Email:|•"
    left = re.sub(labels, "", left)
    assert left == "(contextoenespañol)SampleCenterforEverydayThingssample.example"
