"""Independent ears: what a browser hands to screen readers of a web edition equals what the press reads in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from press.build import pipeline
from press.build.selection import list_editions
from press.readback.html import parse_html
from press.readback.speech.from_html import read_page_nodes
from press.readback.speech.transcript import describe_differences
from tests.conftest import Shipped
from tests.ears import list_languages, list_lines, list_links, read_core
from tests.ears.devtools import hear
from tests.overlay import BASE, TEXT, lay


def test_every_shipped_page_is_heard_as_it_reads(shipped: Shipped) -> None:
    """Block by block, in the same languages; landmarks and navigation apart."""
    pages = shipped.files("html")
    assert pages
    for page, heard in zip(pages, hear(pages), strict=True):
        assert list(describe_differences(list_lines(read_core(page)), list_lines(heard))) == [], page.name
        assert list_languages(heard) == list_languages(read_core(page)), page.name


BOX = '<span style="display: block">'
GLUED = f'<html lang="en"><body><a href="a.pdf">{BOX}Letter</span> {BOX}PDF</span></a></body></html>'


def test_no_words_run_together_in_a_link(shipped: Shipped, tmp_path: Path) -> None:
    """Not in the lists of files either; where a style sheet makes boxes of a link's words, their space is gone."""
    pages = shipped.files("html")
    (glued := tmp_path / "glued.html").write_text(GLUED, "utf-8")
    *heard, bad = hear([*pages, glued], navigation=True)
    for page, root in zip(pages, heard, strict=True):
        body = parse_html(page.read_text("utf-8"))
        skip, *links = list_links(read_page_nodes(body))
        assert list_links(root) == links, (page.name, skip)
    assert list_links(bad) == ["LetterPDF"]


FAULTS = {
    "a drawing without a name": (' role="img" aria-label="', ' data-name="'),
    "a table for looks": ("<table>", '<table role="presentation">'),
    "a word without its language": (' lang="es"', ""),
    "a hidden section": ("</style>", "#treatment { display: none }</style>"),
    "a heading of another level": ("<h3", '<h3 aria-level="4"'),
    "a box that is silent": ('class="callout"', 'class="callout" aria-hidden="true"'),
    "words in capitals": ("</style>", "main p { text-transform: uppercase }</style>"),
}
"""What is replaced in the English page, once."""


def plant_faults(good: Path, folder: Path, names: Iterable[str]) -> list[Path]:
    """Write a page once with each fault."""
    pages: list[Path] = []
    for name in names:
        old, new = FAULTS[name]
        text = good.read_text("utf-8")
        first = text.find(old, 0 if old == "</style>" else text.index("<main"))
        assert first >= 0, old
        pages.append(folder / f"{len(pages)}.html")
        pages[-1].write_text(text[:first] + new + text[first + len(old) :], "utf-8")
    return pages


def test_every_fault_is_heard(shipped: Shipped, tmp_path: Path) -> None:
    good = next(page for page in shipped.files("html") if ".en." in page.name)
    wanted = read_core(good)
    for name, heard in zip(FAULTS, hear(plant_faults(good, tmp_path, FAULTS)), strict=True):
        same = list_lines(heard) == list_lines(wanted) and list_languages(heard) == list_languages(wanted)
        assert not same, name


def make_page_with_emphasis(folder: Path) -> Path:
    """Make the web edition of a text with emphasis in a heading."""
    more = "\n## Which *steps* are **there**? {#steps}\n\nOnly *three*.\n"
    sources = lay(folder / "sources", {TEXT: (BASE / TEXT).read_text("utf-8") + more})
    (sources / TEXT.replace("en.md", "es.md")).unlink()
    (edition,) = [one for one in list_editions(pipeline.read_library(sources)) if one.variant.format == "html"]
    page = folder / "emphasis.html"
    page.write_bytes(pipeline.finish_edition(edition).data)
    return page


def test_emphasis_in_a_heading_is_no_element_for_screen_readers(tmp_path: Path) -> None:
    """Orca would say "heading level 2" three times."""
    text = make_page_with_emphasis(tmp_path).read_text("utf-8")
    assert '<h2>Which <em role="presentation">steps</em> are <strong role="presentation">there</strong>?</h2>' in text
    assert "Only <em>three</em>" in text
