"""Footnotes, check-boxes, lines to fill in, kinds of boxes and merged cells, in finished files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from press.build import pipeline
from press.build.tag_page import tag_page
from press.load.schemas import build_schemas
from press.model.edition import FinishedEdition
from press.readback.html import parse_html
from press.readback.pdf.tag_tree import StructureElement, read_tag_tree
from press.readback.speech.listen import announce_pdf
from tests.conftest import Check, VeraPdf
from tests.overlay import lay
from tests.poppler import read_words

CASE = Path(__file__).parent / "cases/every-construct/sources"
END = "extends: letter\nkind: handout\npdf_standard: ua-2\nfootnotes: end\ntables: list\nrunning: none\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FinishedEdition]:
    """Make the text with every construct in three variants."""
    files = {path.relative_to(CASE).as_posix(): path.read_bytes() for path in CASE.rglob("*") if path.is_file()}
    files["variants/end.yaml"] = END.encode()
    sources = lay(tmp_path_factory.mktemp("notes") / "sources", files)
    (sources / "publications/handwashing/es.md").unlink()
    editions = pipeline.select_editions(pipeline.read_library(sources))
    return {one.variant_name: pipeline.make_edition(one)[0] for one in editions}


@pytest.mark.parametrize(("variant", "profiles"), [("letter", ("ua1", "2a")), ("end", ("ua2", "wt1r", "4"))])
def test_files_conform(
    variant: str, profiles: tuple[str, ...], made: dict[str, FinishedEdition], verapdf: VeraPdf
) -> None:
    assert verapdf(made[variant].data, *profiles) == []


def test_the_web_page_is_accessible(made: dict[str, FinishedEdition], axe: Check, nu: Check) -> None:
    assert axe(made["web"].data) == []
    assert nu(made["web"].data) == []


def find_notes(root: StructureElement, role: str) -> list[tuple[str, list[str]]]:
    """List the words of each note, and where its links lead."""
    return [(note.all_text, [link.href for link in note.find("Link")]) for note in root.find(role)]


@pytest.mark.parametrize(("variant", "role"), [("letter", "Note"), ("end", "FENote")])
def test_notes_lead_back(variant: str, role: str, made: dict[str, FinishedEdition]) -> None:
    tags = read_tag_tree(made[variant].data)
    words = ["1. The words of a note.", "2. A second note.", "3. In a box."]
    assert find_notes(tags, role) == [
        (text, [f"#call-{name}"]) for text, name in zip(words, ["one", "two", "three"], strict=True)
    ]
    calls = [
        link.href for reference in tags.find("Reference") for link in reference.find("Link") if "note-" in link.href
    ]
    assert calls == ["#note-one", "#note-one", "#note-two", "#note-three"]


def test_the_web_page_has_endnotes(made: dict[str, FinishedEdition]) -> None:
    dom = parse_html(made["web"].data.decode())
    ids = {one.get("id") for one in dom.iter()}
    (section,) = (one for one in dom.iter("section") if one.get("role") == "doc-endnotes")
    notes = [one.get("id") for one in section.iter("li")]
    links = [one for one in dom.iter("a") if one.get("role") in ("doc-noteref", "doc-backlink")]
    assert notes == ["note-one", "note-two", "note-three"]
    assert len(links) == 7
    assert all((one.get("href") or "")[1:] in ids and one.get("aria-label") for one in links)
    assert not any("page-reference" in (one.get("class") or "") for one in dom.iter())


def test_what_a_screen_reader_says(made: dict[str, FinishedEdition]) -> None:
    said = list(announce_pdf(made["letter"].data))
    for line in (
        "item: [check-box, empty] an empty box",
        "item: [check-box, checked] a checked box with a note of its own.[link: 2]",
        "Warning: Hot water",
        "When to call: Call",
        "cell (Women; Men; How much): 3",
    ):
        assert line in said
    assert any("Take [blank to fill in] drops, then sign: [blank to fill in]" in line for line in said)
    assert any(re.search(r"\[link: terms\] \(page [1-9]\)", line) for line in said)


def test_a_merged_cell_is_said_in_each_row_of_a_list(made: dict[str, FinishedEdition], tmp_path: Path) -> None:
    path = tmp_path / "end.pdf"
    path.write_bytes(made["end"].data)
    words = " ".join(read_words(path).split())
    assert "Women • How much: 1 • How much: 2 Women • How much: 3 Men • How much: 3" in words
    assert "(page" not in words, "its pages have no numbers"


def test_a_publication_has_organizations_of_its_own(tmp_path: Path) -> None:
    facts = "publications/handwashing/publication.yaml"
    sources = lay(tmp_path / "sources", {})
    own = "own_organizations:\n  river: {name: Sample River Club, url: 'https://river.example'}\n"
    text = (sources / facts).read_text("utf-8")
    (sources / facts).write_text(re.sub(r"organizations: \[", "organizations: [river, ", text) + own, "utf-8")
    library = pipeline.read_library(sources)
    page = next(one for one in pipeline.select_editions(library) if one.variant.format == "html")
    assert "Sample River Club" in pipeline.make_edition(page)[0].data.decode()
    schema = build_schemas(library)["facts"]["properties"]["organizations"]["items"]
    assert "enum" in schema["anyOf"][0]


NOTES_STYLE = """
@page { size: 80mm 60mm; margin: 5mm; @footnote { padding-top: calc(.3 * 4.1mm); margin: calc(.7 * 4.1mm) 0 0 } }
body { font: 10pt/4.1mm sans-serif; margin: 0 }
p { margin: 0 0 4.1mm }
.note { float: footnote; font-size: 8pt; line-height: 3.3mm }
.note::footnote-call, .note::footnote-marker { content: none }
.page::after { content: " (" target-counter(attr(href), page) ")" }
"""


def write_pages_with_notes(path: Path) -> None:
    """Write 30 paragraphs with a note each, and page numbers that make WeasyPrint lay out pages again."""
    body = "<h1>Heading</h1>"
    for number in range(30):
        call = f'<a id="call-{number}" role="doc-noteref" href="#note-{number}">[{number}]</a>'
        back = f'<a role="doc-backlink" href="#call-{number}">{number}.</a>'
        note = f'<span class="note" role="doc-footnote" id="note-{number}">{back} Note {"of words " * 4}</span>'
        page = f' <a class="page" href="#call-{min(29, number + 9)}">see there</a>' * (number % 2)
        before, after = "some <b>words</b> here " * (number * 7 % 23), "more <b>words</b> " * (number * 5 % 13)
        body += f"<p>{before}{call}{note} {after}{page}</p>"
    head = f"<head><title>T</title><style>{NOTES_STYLE}</style></head>"
    path.write_text(f'<!doctype html><html lang="en">{head}<body>{body}')


def test_no_note_is_lost_when_pages_are_laid_out_again(tmp_path: Path) -> None:
    """Each is read once, on the page of its call or the next; no word before it runs into one on the next page."""
    write_pages_with_notes(tmp_path / "page.html")
    tag_page(tmp_path / "page.html", tmp_path / "page.pdf", "ua-1")
    tags = read_tag_tree((tmp_path / "page.pdf").read_bytes())
    notes = {found[0]: one.page for one in tags.find("Note") if (found := re.match(r"\d+", one.all_text))}
    calls = {found[1]: one.page for one in tags.find("Reference") if (found := re.match(r"\[(\d+)\]", one.all_text))}
    assert len(tags.find("Note")) == len(notes) == 30
    assert {notes[number] - calls[number] for number in notes} == {0, 1}
