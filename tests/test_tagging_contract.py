"""What WeasyPrint does not promise and the tag builder needs. A failing test names what moved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import tostring

import pytest
import weasyprint
import weasyprint.pdf
from weasyprint.formatting_structure import boxes

from press.model.findings import PressError
from press.readback.html import parse_html_cached
from press.render import load_tagging
from press.render.tagging import hooks, lay_out, paint
from press.render.tagging.document import HtmlPage
from press.render.tagging.spaces import SpaceGlyphs
from press.render.weasyprint import contract
from press.render.weasyprint.boxes import unwrap, walk_boxes
from press.render.weasyprint.contract import Internal
from tests import next as newest
from tests.torture.pages import everything, faces, made, page, pictures

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def document() -> weasyprint.Document:
    html = everything()
    for name, address in pictures().items():
        html = html.replace(name, address)
    css, fonts = faces()
    document = lay_out(html, standard="ua-1", stylesheets=[css], font_config=fonts)
    paint(document, "ua-1")  # margin boxes and anchors come last
    return document


def test_every_name_is_there_with_its_parameters() -> None:
    assert contract.find_moves() == []


@pytest.mark.parametrize("internal", contract.CONTRACT, ids=lambda internal: internal.name)
def test_every_name_has_a_remedy_that_names_a_file(internal: Internal) -> None:
    named = re.findall(r"press/[\w/]+\.py", internal.remedy)
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_a_name_that_moves_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(pdf: Any) -> None:
        """Takes something else."""

    monkeypatch.setattr("weasyprint.pdf.add_tags", other)
    rows = (
        Internal(f"{contract.BOXES}.Box.no_such_name", "", "a"),
        Internal("weasyprint.no_such_module.name", "", "b"),
        Internal("no_such_package.name", "", "c"),
        Internal("weasyprint.pdf.add_tags", "pdf document", "d"),
        Internal("weasyprint.pdf.VARIANTS", "", "e"),
    )
    monkeypatch.setattr(contract, "CONTRACT", rows)
    assert [(internal.remedy, move) for internal, move in contract.find_moves()] == [
        ("a", "weasyprint.formatting_structure.boxes.Box.no_such_name is gone"),
        ("b", "weasyprint.no_such_module.name is gone"),
        ("c", "no_such_package.name is gone"),
        ("d", "weasyprint.pdf.add_tags takes (pdf), not (pdf document)"),
    ]


def test_make_next_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "CONTRACT", (Internal("weasyprint.pdf.moved", "", "find it"),))
    assert newest.list_moves() == ["weasyprint.pdf.moved is gone\n    to do: find it"]
    lock = f"weasyprint==1.0 \\\n    --hash=sha256:{'0' * 64}\n"
    assert list(newest.list_versions(["weasyprint"], lock)) == [f"weasyprint {weasyprint.VERSION} (now 1.0)"]


def test_the_tests_of_make_next_are_there() -> None:
    assert [name for name in newest.TESTS if not (ROOT / f"tests/test_{name}.py").is_file()] == []


def test_an_unknown_weasyprint_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "CONTRACT", (Internal("weasyprint.pdf.moved", "", "x"),))
    with pytest.raises(PressError, match=r"ENV105 .*weasyprint\.pdf\.moved is gone") as raised:
        load_tagging.__wrapped__()
    assert raised.value.exit_code == 3


def test_another_version_number_alone_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "VERSION", "99.1")
    monkeypatch.setattr(weasyprint, "__version__", "99.1")
    assert load_tagging.__wrapped__().__name__ == "press.render.tagging"


def test_a_page_is_what_weasyprint_makes_of_it_by_itself() -> None:
    html = everything()
    ours, theirs = (
        HtmlPage(html, "https://example.org/a/", None),
        weasyprint.HTML(string=html, base_url="https://example.org/a/"),
    )
    assert vars(ours).keys() == vars(theirs).keys()
    assert tostring(ours.etree_element) == tostring(theirs.etree_element)
    assert type(ours.wrapper_element) is type(theirs.wrapper_element)
    assert (ours.base_url, ours.media_type) == (theirs.base_url, theirs.media_type)
    assert type(ours.url_fetcher) is type(theirs.url_fetcher)


def test_what_is_done_to_the_tree_of_a_page_is_not_done_to_what_is_compared() -> None:
    html = everything()
    before = tostring(parse_html_cached(html))
    page = HtmlPage(html, None, None)
    page.etree_element.clear()
    assert tostring(parse_html_cached(html)) == before


def test_installing_twice_changes_nothing() -> None:
    hooks.install()
    before = (boxes.TextBox.__init__, weasyprint.pdf.add_tags)
    hooks.install()
    assert (boxes.TextBox.__init__, weasyprint.pdf.add_tags) == before


def test_pieces_keep_the_number_and_the_source_of_what_they_are_pieces_of(document: weasyprint.Document) -> None:
    pieces: dict[int | None, int] = {}
    for one in document.pages:
        for box in walk_boxes(one._page_box.children[0]):
            if isinstance(box, boxes.TextBox):
                assert isinstance(box.press_source, boxes.TextBox)
                number = getattr(box, "press_order", None)
                # Only what layout makes anew has no number: page numbers of targets, and first letters.
                assert number is not None or "::" in box.element_tag
                pieces[number] = pieces.get(number, 0) + 1
    assert max(count for number, count in pieces.items() if number is not None) > 5


def test_pages_say_their_links_and_bookmarks_in_tree_order(document: weasyprint.Document) -> None:
    for one in document.pages:
        found = [
            box for box in walk_boxes(one._page_box) if box.bookmark_label and box.style["bookmark_level"] != "none"
        ]
        assert [box.bookmark_label for box in found] == [bookmark[1] for bookmark in one.bookmarks]
        for kind, target, rectangle, box in one.links:
            assert kind in ("internal", "external")
            assert isinstance(target, str)
            assert len(rectangle) == 4
            assert unwrap(box).element is not None


def test_margin_boxes_say_where_they_stand(document: weasyprint.Document) -> None:
    margins = [box for box in document.pages[0]._page_box.children if isinstance(box, boxes.MarginBox)]
    assert {box.at_keyword for box in margins} == {"@top-left", "@left-middle", "@bottom-center", "@bottom-right"}


def test_outside_of_painting_weasyprint_writes_its_own_tags() -> None:
    html = '<html lang="en"><title>T</title><style>html { font-family: "Test Sans" }</style><p>One <b>two</b></p>'
    css, fonts = faces()
    data = weasyprint.HTML(string=html).write_pdf(
        stylesheets=[css], font_config=fonts, pdf_variant="pdf/ua-1", uncompressed_pdf=True
    )
    assert b"/NonStruct" in data  # what the stock builder makes of <b>, and ours never does


def test_streams_and_fonts_have_what_the_space_glyph_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    write = SpaceGlyphs.add_space

    def spy(self: SpaceGlyphs, stream: Any, start: int) -> None:
        before = list(stream.stream[start:])
        write(self, stream, start)
        font = next(font for font in stream._fonts.values() if font.hash == stream._old_font[0])
        glyph = next(glyph for glyph, said in font.to_unicode.items() if said == " ")
        (changed,) = [new for old, new in zip(before, stream.stream[start:], strict=True) if old != new]
        seen.append(changed.endswith(b"<%04x>] TJ" % glyph) and font.widths[glyph] > 0)

    monkeypatch.setattr(SpaceGlyphs, "add_space", spy)
    made(page("<p style='width: 20mm'>several words that need several lines</p>"))
    assert len(seen) > 1
    assert all(seen)
