"""Imposed files keep their tags: an independent validator passes them, and every reader hears the same."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Literal

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from press.build.tag_page import tag_page
from press.finish.imposition import impose_pages
from press.model.folding import Direction, build_sheet_sides
from press.model.sources.variant import Variant
from press.readback.pdf.metadata import read_facts
from press.readback.pdf.tag_tree import format_tag_tree, read_tag_tree, read_untagged_content
from press.readback.speech.from_tags import read_tag_nodes
from press.readback.speech.transcript import write_transcript
from tests import poppler
from tests.conftest import VeraPdf
from tests.folded import variant_of

Standard = Literal["ua-1", "ua-2"]
PROFILES = {"ua-1": ("ua1", "2a"), "ua-2": ("ua2", "wt1a", "4")}
SIZE = (396.0, 612.0)
STYLE = """
@page { size: 396pt 612pt; margin: 40pt; @bottom-left { content: counter(page) " of " counter(pages) } }
section { break-before: page } li { break-inside: avoid; margin-bottom: 200pt } h1 { bookmark-level: 1 }
"""
BODY = """
<h1>Eight small pages</h1>
<nav role="doc-toc"><ol><li><a href="#two">Two</a></li><li><a href="#far">Far</a></li></ol></nav>
<section id="two"><h2>Two</h2><ul><li>One item</li><li>Second</li><li>Third</li><li>Fourth</li></ul></section>
<section id="table"><h2>A table</h2><table><caption>What</caption><tr><th scope="col">A</th><th scope="col">B</th></tr>
<tr><th scope="row">x</th><td>1</td></tr></table></section>
<section><h2>A picture</h2><p>See <a href="https://example.org/">a site</a> and <a href="#two">two</a>.</p>
<svg role="img" width="60" height="40" viewBox="0 0 6 4"><title>A box</title><path d="M0 0h6v4H0z"/></svg></section>
<section><h2>Between</h2><p>Words.</p></section>
<section id="far"><h2>Far</h2><p>Words <span lang="es">en español</span>.</p></section>
<section><h2>Last</h2><p>The end.</p></section>
"""


@pytest.fixture(scope="module", params=["ua-1", "ua-2"])
def single(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Standard, bytes]:
    """A tagged file of eight pages with an outline, links to places, a table and a picture."""
    folder = tmp_path_factory.mktemp("impose")
    page = f"<!doctype html><html lang='en'><title>Eight</title><style>{STYLE}</style><body>{BODY}</body></html>"
    (folder / "page.html").write_text(page, "utf-8")
    tag_page(folder / "page.html", folder / "page.pdf", request.param)
    data = (folder / "page.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 8, "the sample has lost its size"
    return request.param, data


def imposed(data: bytes, direction: Direction = "ltr", variant: Variant | None = None) -> bytes:
    return impose_pages(
        data, build_sheet_sides(variant or variant_of("saddle", SIZE, (792, 612), 0.5), 8, direction), direction
    )


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def test_an_independent_validator_passes_the_sheets(single: tuple[Standard, bytes], verapdf: VeraPdf) -> None:
    standard, data = single
    assert verapdf(imposed(data), *PROFILES[standard]) == []
    assert verapdf(imposed(data, "rtl"), *PROFILES[standard]) == []


def test_the_sheets_read_as_the_pages_do(single: tuple[Standard, bytes]) -> None:
    _, data = single
    sheets = imposed(data)
    assert format_tag_tree(read_tag_tree(sheets)) == format_tag_tree(read_tag_tree(data))
    said = [write_transcript(read_tag_nodes(read_tag_tree(one), "en")) for one in (data, sheets)]
    assert said[0] == said[1]
    assert any("The end." in line.words for line in said[1])
    assert read_untagged_content(sheets) == []


def test_poppler_finds_the_same_words_in_the_tags(single: tuple[Standard, bytes], tmp_path: Path) -> None:
    _, data = single
    (tmp_path / "pages.pdf").write_bytes(data)
    (tmp_path / "sheets.pdf").write_bytes(imposed(data))
    words = [poppler.read_tagged_words(tmp_path / f"{name}.pdf") for name in ("pages", "sheets")]
    assert "The end." in words[0]
    assert words[0] == words[1]


def test_forms_keep_their_keys_and_faces_join_their_rows(single: tuple[Standard, bytes]) -> None:
    with opened(single[1]) as before, opened(imposed(single[1])) as after:
        keys = [int(page.obj.StructParents) for page in before.pages]
        forms = {name: form for page in after.pages for name, form in page.Resources.XObject.items()}
        assert [int(forms[f"/P{number}"].StructParents) for number in range(1, 9)] == keys
        nums = after.Root.StructTreeRoot.ParentTree.Nums
        rows = {int(nums[at]): nums[at + 1] for at in range(0, len(nums), 2)}
        for page in after.pages:
            assert int(page.obj.StructParents) not in keys
            mine = [rows[int(form.StructParents)] for _, form in page.Resources.XObject.items()]
            row = rows[int(page.obj.StructParents)]
            for at, element in enumerate(row):
                held = [one[at].objgen for one in mine if at < len(one) and one[at] is not None]
                assert held == ([] if element is None else [element.objgen]), "one number, one element on a face"
        pages = [one for one in after.objects if isinstance(one, Dictionary) and one.get(Name.Type) == Name.Page]
        assert len(pages) == len(after.pages) == 4, "an old page is left over"
        numbers = [int(number) for number in after.Root.StructTreeRoot.ParentTree.Nums[::2]]
        assert set(keys) <= set(numbers)


def test_a_face_paints_its_pages_in_reading_order(single: tuple[Standard, bytes]) -> None:
    with opened(imposed(single[1])) as pdf:
        names = [
            str(one.operands[0]) for page in pdf.pages for one in pikepdf.parse_content_stream(page, "Do")
        ]  # fmt: skip
    assert names == ["/P1", "/P8", "/P2", "/P7", "/P3", "/P6", "/P4", "/P5"]


def rects(pdf: pikepdf.Pdf) -> dict[str, list[tuple[int, list[float]]]]:
    """Where each link is: page and rectangle, by what it says."""
    found: dict[str, list[tuple[int, list[float]]]] = {}
    for number, page in enumerate(pdf.pages):
        for one in page.obj.get(Name.Annots, []):
            found.setdefault(str(one.Contents), []).append((number, [float(edge) for edge in one.Rect]))
    return found


def test_links_move_with_their_words(single: tuple[Standard, bytes]) -> None:
    with opened(single[1]) as before, opened(imposed(single[1])) as after:
        old, new = rects(before), rects(after)
        assert set(old) == set(new)
        (page, box), (face, moved) = old["a site"][0], new["a site"][0]
        assert (page, face) == (4, 3), "page 5 is at the right of the innermost face"
        right = 396 - 0.5
        assert moved == pytest.approx([box[0] + right, box[1], box[2] + right, box[3]], abs=0.001)


def place_of(pdf: pikepdf.Pdf, name: str) -> list[Any]:
    """A named destination as it is."""
    names = list(pdf.Root.Names.Dests.Names)
    value = next(names[at + 1] for at in range(0, len(names), 2) if str(names[at]) == name)
    place = value.D if isinstance(value, Dictionary) else value
    return [next(n for n, page in enumerate(pdf.pages) if page.obj.objgen == place[0].objgen), *list(place)[1:]]


def test_destinations_and_outline_follow(single: tuple[Standard, bytes]) -> None:
    with opened(single[1]) as before, opened(imposed(single[1])) as after:
        page, kind, left, top, *_ = place_of(before, "two")
        face, moved_kind, moved_left, moved_top, *_ = place_of(after, "two")
        assert page + 1 == 2
        assert (face, kind, top) == (1, moved_kind, moved_top)
        assert float(moved_left) == pytest.approx(float(left))
        page, _, left, *_ = place_of(before, "far")
        face, _, moved_left, *_ = place_of(after, "far")
        assert page + 1 == 7
        assert face == 1
        assert float(moved_left) == pytest.approx(float(left) + 396)
        first = after.Root.Outlines.First
        place = first.A.D if Name.A in first else first.Dest
        assert place[0].objgen == after.pages[0].obj.objgen
    assert read_facts(imposed(single[1])).outline == read_facts(single[1]).outline != ()


def test_printers_are_asked_and_faces_are_named(single: tuple[Standard, bytes]) -> None:
    with opened(imposed(single[1], "rtl")) as pdf:
        preferences = pdf.Root.ViewerPreferences
        assert preferences.Duplex == Name.DuplexFlipShortEdge
        assert str(preferences.PrintScaling) == "/None"
        assert bool(preferences.PickTrayByPDFSize)
        assert bool(preferences.DisplayDocTitle)
        assert preferences.Direction == Name.R2L
        labels = [str(one.P) for one in list(pdf.Root.PageLabels.Nums)[1::2]]
        assert labels == ["1a: 1, 8", "1b: 7, 2", "2a: 3, 6", "2b: 5, 4"]
        assert [[float(edge) for edge in page.mediabox] for page in pdf.pages] == [[0, 0, 792, 612]] * 4


def test_boxes_of_pictures_move(single: tuple[Standard, bytes]) -> None:
    def box(data: bytes) -> list[float]:
        figure = read_tag_tree(data).find("Figure")[0]
        return [float(edge) for edge in figure.attributes["BBox"]]

    before, after = box(single[1]), box(imposed(single[1]))
    assert after[1] == before[1]
    assert after[0] != before[0]
    assert after[2] - after[0] == pytest.approx(before[2] - before[0], abs=0.01)


def test_the_same_bytes_twice(single: tuple[Standard, bytes]) -> None:
    assert imposed(single[1]) == imposed(single[1])


def test_a_page_must_have_one_place(single: tuple[Standard, bytes]) -> None:
    plan = build_sheet_sides(variant_of("saddle", SIZE, (792, 612)), 4, "ltr")
    with pytest.raises(ValueError, match="each of 8 pages must be placed once"):
        impose_pages(single[1], plan)
