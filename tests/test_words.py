"""The words of the sources come out of the finished PDFs whole and in order, for readers that know nothing of tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from press.build import pipeline
from press.model.edition import Edition
from press.model.nodes import INLINES, Node
from press.readback.layout.pdfium import read_page_texts
from press.text.spacing import remove_spaces
from tests import poppler
from tests.conftest import ROOT, Shipped

READERS: dict[str, Callable[[Path], list[str]]] = {
    "poppler": lambda path: poppler.read_words(path).split("\f"),
    "pdfium": lambda path: read_page_texts(path.read_bytes()),
}


def runs(nodes: tuple[Node, ...]) -> Iterator[str]:
    """Each run of words that belongs together: a paragraph, an item, a term, a label."""
    for node in nodes:
        if node.kind in ("table", "figure"):
            continue  # a table is a grid in one form, a list in another: see `cells`; a figure may change its place
        own = "".join(child.text_content for child in node.children if child.kind in INLINES)
        if remove_spaces(own):
            yield remove_spaces(own)
        yield from runs(tuple(child for child in node.children if child.kind not in INLINES))


def words_beside_drawings(nodes: tuple[Node, ...]) -> Iterator[str]:
    """The words for the parts of each figure's drawings, joined: they are painted after the other words of a page."""
    for figure in (inner for node in nodes for inner in node.walk() if inner.kind == "figure"):
        yield remove_spaces("".join(part.text_content for part in figure.walk() if part.kind == "part_label"))


def cells(nodes: tuple[Node, ...]) -> Iterator[str]:
    """The words of each cell of each table but the first: a list, which a form may set instead, has no use for it."""
    for table in (inner for node in nodes for inner in node.walk() if inner.kind == "table"):
        yield from [remove_spaces(cell.text_content) for row in table.children for cell in row.children][1:]


def in_order(edition: Edition) -> Iterator[str]:
    """Every run of words of the text, in the order of the source."""
    yield remove_spaces(edition.title)
    for point in edition.translation.brief if edition.variant.text != "easy" else ():
        yield remove_spaces("".join(node.text_content for node in point))
    for section in edition.translation.sections:
        yield remove_spaces(section.title)
        yield from runs(section.blocks)


def body(pages: list[str], edition: Edition) -> str:
    """The words of all pages without the running matter, which may stand in the middle of a paragraph.

    So may the numbers in a drawing, which are painted after the other words of a page.
    """
    kept = []
    for number, text in enumerate(pages, 1):
        label = remove_spaces(edition.language.words.page_of.format(n=number, total=len([*filter(str.strip, pages)])))
        title = remove_spaces(f"{edition.title} · {edition.number}")
        running = {label, title, remove_spaces(edition.number), title + label, label + title}
        lines = [line for line in map(remove_spaces, text.splitlines()) if line and line not in running]
        while lines and lines[-1].isdigit():
            lines.pop()
        kept += lines
    return "".join(kept)


@cache
def editions() -> dict[str, Edition]:
    """The shipped editions on paper, by name; a build without names leaves drafts out."""
    selected = pipeline.select_editions(pipeline.read_library(ROOT / "sources"))
    return {one.name: one for one in pipeline.select_publishable(selected, ()) if one.variant.width}


@pytest.mark.parametrize("reader", READERS)
def test_words_come_out_whole_and_in_order(reader: str, shipped: Shipped) -> None:
    lost: list[str] = []
    for name, edition in editions().items():
        said = body(READERS[reader](shipped.folder / edition.path), edition)
        blocks = tuple(block for section in edition.translation.sections for block in section.blocks)
        for parts in filter(None, words_beside_drawings(blocks)):
            said = said.replace(parts, "")
        at = 0
        for words in in_order(edition):
            found = said.find(words, at)
            if found < 0:
                lost.append(f"{name}: {words[:60]!r} {'is out of order' if words in said else 'is not there whole'}")
            at = max(at, found)
        sections = edition.translation.sections
        lost += [f"{name}: {cell!r}" for section in sections for cell in cells(section.blocks) if cell not in said]
    assert lost == []
