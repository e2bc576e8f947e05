"""EPUB editions: valid, with the pages of the printed handout, and every harm done to one is found."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from press.build import pipeline
from press.evidence.criteria import ACE
from press.model.edition import Edition, FinishedEdition, PrintPages
from press.model.sources.publication import AccessibilityCheck
from press.readback.page_starts import read_page_starts
from press.runtime.archives import make_archive
from press.verify import verify
from press.verify.validators import VALIDATORS, epubcheck
from tests import poppler
from tests.conftest import Shipped

TEXT, PACKAGE, NAVIGATION = "EPUB/text.xhtml", "EPUB/package.opf", "EPUB/nav.xhtml"
XHTML = "{http://www.w3.org/1999/xhtml}"


def unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def change(data: bytes, file: str, old: str, new: str) -> bytes:
    """A publication with one pattern of a file replaced once."""
    files = unpack(data)
    text, count = re.subn(old, new, files[file].decode(), count=1, flags=re.DOTALL)
    assert count, f"{old!r} is not in {file}"
    media_type = files.pop("mimetype").decode()
    return make_archive({**files, file: text.encode()}, media_type)


# ---------------------------------------------------------------- what is shipped


def test_epubcheck_passes_what_is_shipped_and_sees_damage(shipped: Shipped, tmp_path: Path) -> None:
    """All in one Java process: to start it costs as much as to check a dozen books.

    EPUBCheck 5.3 is older than eBraille 1.0: it names the five properties of braille, and nothing else.
    """
    books = shipped.files("epub")
    assert books
    bad = tmp_path / "bad.epub"
    bad.write_bytes(change(books[0].read_bytes(), NAVIGATION, "text.xhtml#page-2", "text.xhtml#nowhere"))
    braille = [Path(shutil.copy(path, tmp_path / f"{path.stem}.epub")) for path in shipped.files("ebraille")]
    found = epubcheck.find_faults([*books, bad, *braille])
    of_braille = [fault for fault in found if fault.file in braille]
    assert {(fault.file, fault.clause) for fault in found if fault not in of_braille} == {(bad, "RSC-012")}
    assert {fault.clause for fault in of_braille} == {"OPF-027"}
    assert all('"a11y:' in fault.message for fault in of_braille)
    assert len(of_braille) == 5 * len(braille) > 0


def test_ace_passes_what_is_shipped_and_sees_damage(shipped: Shipped, tmp_path: Path) -> None:
    """One of the shipped books is checked with two things spoilt, and nothing else is found in it.

    What evidence keeps of the reports names no time and no folder.
    """
    books = shipped.files("epub")
    assert len(books) > 1
    bad = tmp_path / "bad.epub"
    mute = change(books[0].read_bytes(), TEXT, r'aria-label="[^"]+"><title>.*?</title>', ">")
    bad.write_bytes(change(mute, PACKAGE, '<meta property="schema:accessMode">.*?</meta>\n', ""))
    checked = [*books[1:], bad]
    (validator,) = [one for one in VALIDATORS if one.name == ACE]
    reports = validator.read_reports(checked)
    found = [
        fault for path, report in zip(checked, reports, strict=True) for fault in validator.list_faults(path, report)
    ]
    assert {(fault.file, fault.clause) for fault in found} == {(bad, "svg-img-alt")}
    kept = json.dumps([*map(validator.trim_report, reports)])
    assert not re.search(r"\d\d:\d\d:\d\d", kept)
    assert not any(str(folder) in kept for folder in (shipped.folder, tmp_path))


def test_pages_begin_at_the_word_that_poppler_reads_first(shipped: Shipped) -> None:
    """What follows each page break in the book is what the printed page begins with."""
    prints = {row["language"]: row for row in shipped.editions if row["variant"] == "letter"}
    books = [row for row in shipped.editions if row["format"] == "epub"]
    assert {row["language"] for row in books} == set(prints)
    for row in books:
        printed = prints[row["language"]]
        pages = [squeeze(page) for page in poppler.read_words(shipped.folder / printed["file"]).split("\f")]
        passages = split_by_page_breaks(unpack((shipped.folder / row["file"]).read_bytes())[TEXT])
        assert list(passages) == [str(number) for number in range(1, printed["pages"] + 1)]
        for number, passage in passages.items():
            # Poppler may read the words beside a drawing in another order than that of the tags.
            assert all(word in pages[int(number) - 1] for word in passage.split()[:3]), number


def squeeze(text: str) -> str:
    return re.sub(r"[\s\u00ad]", "", text)


def split_by_page_breaks(document: bytes) -> dict[str, str]:
    """The words after each page break, by the number of the page."""
    found: dict[str, str] = {}
    number = ""

    def walk(element: ET.Element) -> None:
        nonlocal number
        if element.get("role") == "doc-pagebreak":
            number = element.get("aria-label") or ""
            found[number] = ""
        silent = not element.tag.startswith(XHTML)  # a drawing
        add("" if silent else element.text)
        for child in element if not silent else ():
            walk(child)
            add(child.tail)

    def add(text: str | None) -> None:
        if number:
            found[number] += text or ""

    body = ET.fromstring(document).find(f"{XHTML}body")
    assert body is not None
    walk(body)
    return found


# ---------------------------------------------------------------- one edition


@pytest.fixture(scope="session")
def book(base_finals: Mapping[str, FinishedEdition]) -> FinishedEdition:
    """The book of the base library, with the pages of its PDF."""
    printed = base_finals["pdf"]
    pages = PrintPages("Handout, Letter", read_page_starts(printed.html, printed.data))
    return pipeline.make_edition(replace(base_finals["epub"].edition, print_pages=pages))[0]


def test_a_book_is_the_same_bytes_without_fonts(book: FinishedEdition) -> None:
    assert pipeline.finish_edition(book.edition).data == book.data
    with zipfile.ZipFile(io.BytesIO(book.data)) as archive:
        first, *others = archive.infolist()
        assert (first.filename, first.compress_type, first.header_offset) == ("mimetype", zipfile.ZIP_STORED, 0)
        assert {one.date_time for one in others} == {(1980, 1, 1, 0, 0, 0)}
    files = unpack(book.data)
    assert not [name for name in files if name.endswith((".woff2", ".ttf", ".otf"))]
    assert b"color-scheme: light dark" in files["EPUB/style.css"]
    assert not re.search(rb"url\(|font-family|@import", files["EPUB/style.css"])


CLAIM = '<meta property="dcterms:conformsTo">EPUB Accessibility 1.1 - WCAG 2.2 Level AA</meta>'
HARMS = {
    "a sentence is lost": (TEXT, r"<p>[^<]{20,}</p>", "", "PAR101"),
    "a sentence is added": (TEXT, r"</p>", "</p><p>And more than that.</p>", "PAR102"),
    "a digit of a telephone number": (TEXT, r"555-01(\d)", r"555-02\1", "PAR103"),
    "a not is lost": (TEXT, "is not clean", "is clean", "PAR103"),
    "another word": (TEXT, r"\bwater\b", "milk", "PAR103"),
    "a heading is text": (TEXT, r"<h2>([^<]*)</h2>", r"<p>\1</p>", "PAR104"),
    "a picture says something else": (TEXT, r'aria-label="A [^"]*"', 'aria-label="A dog"', "PAR103"),
    "a picture says nothing": (TEXT, r'role="img" aria-label="[^"]*"', 'aria-hidden="true"', "PAR101"),
    "a link leads elsewhere": (TEXT, r'href="https://[^"]*"', 'href="https://elsewhere.example/"', "PAR105"),
    "a number is dialed wrong": (TEXT, r'href="tel:\+1', 'href="tel:+4', "PAR105"),
    "a page begins at another word": (TEXT, r'(<span role="doc-pagebreak"[^>]*id="page-2"[^>]*></span>)(.{30}[^<>]*)',
                                      r"\2\1", "EPB106"),
    "a page is not listed": (NAVIGATION, r"<li><a[^>]*page-2.*?</li>", "", "EPB106"),
    "a heading is not listed": (NAVIGATION, r"<li><a[^>]*press-contact[^<]*</a>\s*</li>", "", "EPB105"),
    "another language": (PACKAGE, "<dc:language>en", "<dc:language>fr", "EPB102"),
    "a claim of nobody": (PACKAGE, "</metadata>", f"{CLAIM}</metadata>", "EPB104"),
    "no word of its pictures": (PACKAGE, r"<meta[^>]*>alternativeText</meta>", "", "EPB103"),
    "not well-formed": (TEXT, "</main>", "", "EPB101"),
    "something is loaded": (TEXT, "</main>", '<img alt="" src="https://x.example/"/></main>', "EPB107"),
}  # fmt: skip


@pytest.mark.parametrize("harm", HARMS)
def test_every_harm_is_found(book: FinishedEdition, harm: str) -> None:
    file, old, new, code = HARMS[harm]
    assert verify(book) == []
    found = {finding.code for finding in verify(replace(book, data=change(book.data, file, old, new)))}
    assert code in found


def test_conformance_is_claimed_for_a_named_person_alone(book: FinishedEdition) -> None:
    """And no longer when the text is younger than the check, or in another language."""
    check = AccessibilityCheck(by="Sam Sample", on="2026-05-04", credentials="CPACC", languages=["en"])

    def claim(revised: str, lang: str) -> list[str]:
        facts = book.edition.publication.facts.model_copy(update={"accessibility_check": check, "revised": revised})
        edition = replace(book.edition, publication=replace(book.edition.publication, facts=facts), lang=lang)
        package = unpack(pipeline.finish_edition(edition).data)[PACKAGE].decode()
        return re.findall(r'property="(?:dcterms:conformsTo|a11y:\w+|dcterms:date)"[^>]*>([^<]*)<', package)

    assert claim("", "en") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA", "Sam Sample", "2026-05-04", "CPACC"]
    assert claim("2026-05-04", "en") == claim("2026-05", "en") == claim("", "en")
    assert claim("2026-06", "en") == claim("", "es") == []


def test_pages_turn_in_the_direction_of_the_language(book: FinishedEdition) -> None:
    language = book.edition.language.model_copy(update={"direction": "rtl"})
    made, _ = pipeline.make_edition(replace(book.edition, language=language))
    files = unpack(made.data)
    assert b'<spine page-progression-direction="rtl">' in files[PACKAGE]
    assert all(b' dir="rtl"' in files[name] for name in (TEXT, NAVIGATION, PACKAGE))


def test_a_book_without_printed_pages_says_nothing_of_pages(base_finals: Mapping[str, FinishedEdition]) -> None:
    files = unpack(base_finals["epub"].data)
    assert not re.search(rb"page-?list|pagebreak|pageBreak|pageNavigation|printed", files[PACKAGE] + files[NAVIGATION])


def test_a_draft_says_so_in_lists_of_books(book: FinishedEdition) -> None:
    draft: Edition = replace(book.edition, notice="draft")
    assert b"(Draft)</dc:title>" in unpack(pipeline.finish_edition(draft).data)[PACKAGE]
