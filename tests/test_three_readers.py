"""PDFium reads the tags of a file as our own reader does, on single pages and on sheets."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdfium2 import raw

from press.build.tag_page import make_tagged_pdf
from press.finish.imposition import impose_pages
from press.model.folding import PagePosition, SheetSide
from press.readback.pdf.tag_tree import StructureElement, read_tag_tree

PAGE = """<!doctype html><html lang="en"><title>T</title><style>@page{size:100mm 150mm}h2{break-before:page}
body{font-family:"Atkinson Hyperlegible";font-size:9pt}</style><h1>Bone care</h1><p>One <a href="https://e.org">link</a>.
<h2>Two</h2><ul><li>Item <li>Next</ul><h2>Three</h2><table><tr><th>Name<th>Dose<tr><td>A<td>5 mg</table>
<h2>Four</h2><p lang=es>hola</p><p><img alt="A picture" width=30 src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAE
AAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="></p>"""
SAID_ALONE = frozenset({"H1", "H2", "TH", "TD", "Figure", "LI"})
Said = Counter[tuple[str, str, str, str]]


def read_string(function: Callable[..., int], element: Any) -> str:
    size = function(element, None, 0)
    room = ctypes.create_string_buffer(max(size, 2))
    function(element, room, size)
    return room.raw[: max(size - 2, 0)].decode("utf-16-le")


def map_texts(page: pypdfium2.PdfPage) -> dict[int, str]:
    """Map the numbers of marked content of a page to their words, those in forms included."""
    found: dict[int, str] = {}
    text = page.get_textpage()
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=4):
        size = raw.FPDFTextObj_GetText(one.raw, text.raw, None, 0)
        room = (ctypes.c_ushort * (size // 2 + 1))()
        raw.FPDFTextObj_GetText(one.raw, text.raw, room, size)
        number = raw.FPDFPageObj_GetMarkedContentID(one.raw)
        found[number] = found.get(number, "") + bytes(room)[:size].decode("utf-16-le").rstrip("\0")
    return found


def walk_pdfium(element: Any, texts: dict[int, str], lang: str = "") -> Iterator[tuple[str, str, str, str, str]]:
    """Yield role, words, alternative text, language and words below, inner elements first."""
    lang = read_string(raw.FPDF_StructElement_GetLang, element) or lang
    own, inside = "", ""
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, at):
            for said in walk_pdfium(child, texts, lang):
                yield said
            inside += said[4]
        else:
            words = texts.get(raw.FPDF_StructElement_GetChildMarkedContentID(element, at), "")
            own, inside = own + words, inside + words
    role = read_string(raw.FPDF_StructElement_GetType, element)
    yield role, own, read_string(raw.FPDF_StructElement_GetAltText, element), lang, inside


def squeeze(text: str) -> str:
    return "".join(text.replace("\N{SOFT HYPHEN}", "").split())


def read_by_pdfium(data: bytes) -> tuple[Said, list[int]]:
    """Read what is said, and how many elements each page has."""
    said: Said = Counter()
    counts = []
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            tree, texts = raw.FPDF_StructTree_GetForPage(page.raw), map_texts(page)
            found: list[Any] = []
            for at in range(raw.FPDF_StructTree_CountChildren(tree)):
                found += walk_pdfium(raw.FPDF_StructTree_GetChildAtIndex(tree, at), texts)
            said.update(
                (role, squeeze(inside), alt, lang) for role, _, alt, lang, inside in found if role in SAID_ALONE
            )
            counts.append(sum(bool(own) for _, own, *_ in found))
            raw.FPDF_StructTree_Close(tree)
    return said, counts


def read_by_us(element: StructureElement, lang: str = "") -> Said:
    lang = element.lang or lang
    said: Said = Counter()
    if element.role in SAID_ALONE:
        said[element.role, squeeze("".join(walk_words(element))), element.alt, lang] += 1
    for child in element.children:
        said += read_by_us(child, lang)
    return said


def walk_words(element: StructureElement) -> Iterator[str]:
    for part in element.content:
        yield from [part] if isinstance(part, str) else walk_words(part)


@pytest.fixture(scope="module", params=["ua-1", "ua-2"])
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    page: Path = tmp_path_factory.mktemp("page") / "page.html"
    page.write_text(PAGE)
    return make_tagged_pdf(page, request.param)[0]


def make_sheets(pages: bytes) -> bytes:
    """Two sides with two panels each, as a folded leaflet has them."""
    sides = [
        SheetSide(600, 430, tuple(PagePosition(page, at * 284, 0, 284, 426) for at, page in enumerate(pair)))
        for pair in ((4, 1), (2, 3))
    ]
    return impose_pages(pages, sides)


@pytest.mark.parametrize("make", [bytes, make_sheets])
def test_pdfium_reads_what_we_read(pages: bytes, make: Callable[[bytes], bytes]) -> None:
    data = make(pages)
    said, counts = read_by_pdfium(data)
    assert all(counts), "a page without any tag"
    assert said == read_by_us(read_tag_tree(data))
    assert said["TD", "5mg", "", ""] == 1
    assert read_by_us(read_tag_tree(data)) == read_by_us(read_tag_tree(pages))
