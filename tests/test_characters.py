"""Characters asked of PDFium in bulk: the same as one by one."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import addressof, c_double

import pypdfium2
import pytest
from pypdfium2 import raw

from press.readback.layout import pdfium
from press.readback.layout.pdfium import collect_answers, fast_pdfium, get_address, list_text_objects, read_edges
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
    found = read_edges(text)
    assert list(zip(found.lefts, found.bottoms, found.rights, found.tops, strict=True)) == one_by_one
    assert count > 40


def test_an_empty_page_has_no_characters() -> None:
    with pypdfium2.PdfDocument(make([("", {})], 612, 792)) as pdf:
        page = pdf[0].get_textpage()
        assert read_edges(page).lefts == ()
        assert list(list_text_objects(page)) == []


def test_words_at_once_and_one_by_one_are_the_same(
    text: pypdfium2.PdfTextPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_sizes() -> list[tuple[int, int, str]]:
        return [(one.address, one.first, one.words) for one in list_text_objects(text)]

    at_once = read_sizes()
    assert at_once[0][2] == "somewords"
    for key, first, words in at_once:
        for at in range(first, first + len(words)):
            assert addressof(raw.FPDFText_GetTextObject(text.raw, at).contents) == key
    monkeypatch.setattr(pdfium, "LONGEST", 3)  # nothing is so short
    assert read_sizes() == at_once


def test_contract_of_the_calls_without_checks(text: pypdfium2.PdfTextPage) -> None:
    """`quick` gives and takes addresses where `raw` has pointers, and the same numbers."""
    page = get_address(text.raw)
    for at in range(raw.FPDFText_CountChars(text.raw)):
        checked = raw.FPDFText_GetTextObject(text.raw, at)
        assert (fast_pdfium.FPDFText_GetTextObject(page, at) or 0) == get_address(checked)
        assert fast_pdfium.FPDFText_GetUnicode(page, at) == raw.FPDFText_GetUnicode(text.raw, at)
        assert fast_pdfium.FPDFText_GetFontSize(page, at) == raw.FPDFText_GetFontSize(text.raw, at)
        matrix = raw.FS_MATRIX()
        succeeded = raw.FPDFText_GetMatrix(text.raw, at, matrix)
        found = collect_answers(fast_pdfium.FPDFText_GetMatrix, "f", 6, [page], [at], count=1)
        assert found == [tuple(getattr(matrix, name) for name, *_ in raw.FS_MATRIX._fields_) if succeeded else None]
        x, y = c_double(), c_double()
        raw.FPDFText_GetCharOrigin(text.raw, at, x, y)
        found = collect_answers(fast_pdfium.FPDFText_GetCharOrigin, "d", 2, [page], [at], count=1, apart=True)
        assert found == [(x.value, y.value)]


def test_what_has_no_answer_has_none(text: pypdfium2.PdfTextPage) -> None:
    found = collect_answers(
        fast_pdfium.FPDFText_GetCharOrigin, "d", 2, [get_address(text.raw)] * 2, [0, 9999], count=2, apart=True
    )
    assert found[0] is not None
    assert found[1] is None
    assert collect_answers(fast_pdfium.FPDFText_GetCharOrigin, "d", 2, [], [], count=0, apart=True) == []
