"""Characters asked of PDFium in bulk: the same as one by one."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import addressof

import pypdfium2
import pytest
from pypdfium2 import raw

from press.read import characters
from press.read.characters import edges_of, pieces_of
from tests.drawn import make

CONTENT = (
    "BT /R 18 Tf 90 300 Td [(some) -20 (words)] TJ 0 -30 Td (a broken hy-) Tj 0 -30 Td (phen) Tj 200 0 Td (beside) Tj"
    " ET BT /B 9 Tf 0 1 -1 0 30 300 Tm (up the edge) Tj ET"
)


@pytest.fixture
def text() -> Iterator[pypdfium2.PdfTextPage]:
    with pypdfium2.PdfDocument(make([(CONTENT, {})], 612, 792)) as pdf:
        yield pdf[0].get_textpage()


def test_contract_of_the_call_for_edges(text: pypdfium2.PdfTextPage) -> None:
    """`FPDFText_GetLooseCharBox` takes a page, an index and where to put left, top, right and bottom as floats."""
    count, box = raw.FPDFText_CountChars(text.raw), raw.FS_RECTF()
    assert [name for name, *_ in raw.FS_RECTF._fields_] == ["left", "top", "right", "bottom"]
    one_by_one = []
    for at in range(count):
        raw.FPDFText_GetLooseCharBox(text.raw, at, box)
        one_by_one.append((box.left, box.bottom, box.right, box.top))
    found = edges_of(text)
    assert list(zip(found.lefts, found.bottoms, found.rights, found.tops, strict=True)) == one_by_one
    assert count > 40


def test_an_empty_page_has_no_characters() -> None:
    with pypdfium2.PdfDocument(make([("", {})], 612, 792)) as pdf:
        page = pdf[0].get_textpage()
        assert edges_of(page).lefts == []
        assert list(pieces_of(page)) == []


def test_words_at_once_and_one_by_one_are_the_same(
    text: pypdfium2.PdfTextPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> list[tuple[int, int, str]]:
        return [(addressof(one.shown.contents), one.first, one.words) for one in pieces_of(text)]

    at_once = told()
    assert at_once[0][2] == "somewords"
    for key, first, words in at_once:
        for at in range(first, first + len(words)):
            assert addressof(raw.FPDFText_GetTextObject(text.raw, at).contents) == key
    asked: list[int] = []
    real = raw.FPDFText_GetUnicode

    def spy(page: raw.FPDF_TEXTPAGE, at: int) -> int:
        asked.append(at)
        return int(real(page, at))

    monkeypatch.setattr(raw, "FPDFText_GetUnicode", spy)
    assert told() == at_once
    before = len(asked)
    monkeypatch.setattr(characters, "LONGEST", 3)  # nothing is so short
    assert told() == at_once
    assert len(asked) > before
