"""PDFium, pdf.js and Poppler read the tags of a file as our own reader does, on single pages and on sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from press.build.tag_page import make_tagged_pdf
from press.finish.imposition import impose_pages
from press.model.folding import PagePosition, SheetSide
from press.readback.layout.pdfium import count_pages
from press.readback.pdf.tag_tree import read_tag_tree
from tests.conftest import Shipped
from tests.structure_readers import (
    Element,
    Pages,
    find_differences,
    list_ours,
    read_by_pdfium,
    read_by_pdfjs,
    read_by_poppler,
)
from tests.torture.pages import pictures

PAGE = f"""<!doctype html><html lang="en"><title>T</title><style>@page{{size:100mm 150mm}}h2{{break-before:page}}
p{{orphans:1;widows:1}}</style>
<h1>Bone care</h1><p>One <a href="https://e.org">link</a>.
<h2>Two</h2><ul><li>Item <li>Next</ul><h2>Three</h2><table><tr><th>Name<th>Dose<tr><td>A<td>5 mg</table>
<ol>{"<li>An item of a list that goes over the page, word for word.<p>More of it." * 12}</ol>
<h2>Four</h2><p lang=es>hola<p><img alt="A picture" width=30 src="{pictures()["photo.png"]}">"""


@pytest.fixture(scope="module", params=["ua-1", "ua-2"])
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    page: Path = tmp_path_factory.mktemp("page") / "page.html"
    page.write_text(PAGE)
    return make_tagged_pdf(page, request.param)[0]


def make_sheets(pages: bytes) -> bytes:
    """One side with all pages as panels, the last one first."""
    count = count_pages(pages)
    panels = [PagePosition(page, (count - page) * 284, 0, 284, 426) for page in range(1, count + 1)]
    return impose_pages(pages, [SheetSide(count * 284, 430, tuple(panels))])


def list_silent_pages(pages: Pages) -> list[int]:
    """List the numbers of the pages of which nothing is read."""
    return [number for number, found in enumerate(pages, 1) if not any(one.words or one.alt for one in found)]


@pytest.mark.parametrize("make", [bytes, make_sheets])
def test_all_readers_read_what_we_read(pages: bytes, make: Callable[[bytes], bytes], tmp_path: Path) -> None:
    data, file = make(pages), tmp_path / "file.pdf"
    file.write_bytes(data)
    ours = list_ours(read_tag_tree(data))
    assert Element("TD", "5mg") in ours
    assert Element("Figure", "", "Apicture") in ours
    assert Element("P", "hola", lang="es") in ours
    for theirs in (read_by_pdfium(data), read_by_pdfjs([file])[0]):
        assert list_silent_pages(theirs) == []
        assert list(find_differences(ours, theirs)) == []
    bare = [one._replace(alt="", lang="") for one in ours]
    assert list(find_differences(bare, [read_by_poppler(file)])) == []
    assert ours == list_ours(read_tag_tree(pages))


def test_every_shipped_file_is_read_alike(shipped: Shipped) -> None:
    """All files by PDFium; the smallest of pages and of sheets by pdf.js, and in English by Poppler.

    Poppler takes seconds for each, because it goes through every page again for every element.
    """
    ours = {}
    smallest: dict[tuple[str, bool], Path] = {}
    for file in sorted(shipped.folder.glob("*/*.pdf"), key=lambda one: (one.stat().st_size, one.name)):
        _, lang, kind = file.name.removesuffix(".pdf").split(".", 2)
        tags = read_tag_tree(file.read_bytes())
        if tags.role:  # a press file has no tags
            ours[file] = list_ours(tags)
            smallest.setdefault((lang, kind.endswith(".sheets")), file)
    assert len(ours) > 40
    assert len(smallest) == 4
    for file, elements in ours.items():
        theirs = read_by_pdfium(file.read_bytes())
        assert list_silent_pages(theirs) == [], file.name
        assert list(find_differences(elements, theirs)) == [], file.name
    for ((lang, _), file), theirs in zip(smallest.items(), read_by_pdfjs([*smallest.values()]), strict=True):
        assert list(find_differences(ours[file], theirs)) == [], file.name
        if lang == "en":
            bare = [one._replace(alt="", lang="") for one in ours[file]]
            assert list(find_differences(bare, [read_by_poppler(file)])) == [], file.name


def test_a_difference_is_found() -> None:
    """A word, a role, an alternative text and a language that are not the same, and a part that is missing."""
    ours = [Element("P", "onetwo"), Element("TD", "x", lang="es"), Element("Figure", "", "A")]
    same = [[Element("P", "one")], [Element("P", "two"), Element("TD", "x", lang="es"), Element("Figure", "", "A")]]
    assert list(find_differences(ours, same)) == []
    for number, other in enumerate((Element("P", "tw"), Element("TH", "x", lang="es"), Element("Figure", "", "B"))):
        damaged = [same[0], [*same[1][:number], other, *same[1][number + 1 :]]]
        assert list(find_differences(ours, damaged))
    assert list(find_differences(ours, same[1:]))
