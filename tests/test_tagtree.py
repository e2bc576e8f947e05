"""The reader of tag trees, on files made by hand: whatever the standard allows is read, whoever wrote it."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from press.readback.pdf.marked_content import make_decoder, parse_cmap, restore_reading_order
from press.readback.pdf.tag_tree import (
    StructureElement,
    format_tag_tree,
    read_artifacts,
    read_tag_tree,
    read_untagged_content,
)

CMAP = b"""/CIDInit /ProcSet findresource begin
1 begincodespacerange <00> <ff> endcodespacerange
2 beginbfchar <01> <0041> <02> <00660069> endbfchar
2 beginbfrange <10> <12> <0061> <20> <21> [<0078> <0079>] endbfrange
end"""


class Sheet:
    """A PDF of one page, and the structure elements put into it."""

    def __init__(self, content: bytes, **resources: Any) -> None:
        self.pdf = pikepdf.new()
        self.pdf.add_blank_page()
        self.page = self.pdf.pages[0].obj
        font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.X)
        unicode = self.pdf.make_stream(CMAP)
        mapped = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Y, ToUnicode=unicode)
        fonts = Dictionary(F=self.pdf.make_indirect(font), M=self.pdf.make_indirect(mapped))
        self.page.Resources = Dictionary(Font=fonts, **resources)
        self.page.Contents = self.pdf.make_stream(content)

    def element(self, role: str, *kids: Any, **entries: Any) -> pikepdf.Object:
        """A structure element."""
        made = Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), Pg=self.page, **entries)
        if kids:
            made.K = kids[0] if len(kids) == 1 else Array(kids)
        return self.pdf.make_indirect(made)

    def data(self, *tops: Any) -> bytes:
        """The file with these elements at the top of its tree."""
        self.pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Array(tops))
        out = io.BytesIO()
        self.pdf.save(out)
        return out.getvalue()

    def tree(self, *tops: Any) -> StructureElement:
        """The tree of the file, read back."""
        return read_tag_tree(self.data(*tops))


def shown(*pieces: tuple[int, str]) -> bytes:
    """A content stream of marked pieces."""
    return b"\n".join(b"/P <</MCID %d>> BDC BT /F 9 Tf (%s) Tj ET EMC" % (mcid, text.encode()) for mcid, text in pieces)


def test_words_and_elements_alternate_as_they_are_listed() -> None:
    sheet = Sheet(shown((0, "one "), (1, "two"), (2, " three")))
    found = sheet.tree(sheet.element("P", 0, sheet.element("Link", 1), 2))
    assert found.content == ("one ", StructureElement("Link", ("two",), page=1, marked_content_count=1), " three")
    assert (found.text, found.all_text) == ("one  three", "one two three")
    assert (found.page, found.marked_content_count) == (1, 2)


def test_the_order_is_that_of_the_tree_not_of_the_page() -> None:
    sheet = Sheet(shown((1, "second "), (0, "first ")))
    assert sheet.tree(sheet.element("P", 0, 1)).all_text == "first second "


def test_everything_that_is_said_of_an_element_is_read() -> None:
    sheet = Sheet(b"")
    attributes = Array([Dictionary(O=Name.Table, Scope=Name.Row, Headers=Array([String("a"), String("b")])), 0])
    found = sheet.tree(
        sheet.element(
            "TD", Lang=String("es"), Alt=String("ñ"), E=String("exp"), ID=String("i"), T=String("t"),
            ActualText=String("said"), A=attributes,
        )
    )  # fmt: skip
    assert found == StructureElement(
        "TD", lang="es", alt="ñ", expansion="exp", id="i", title="t", actual="said", attributes={"Scope": "Row"},
        headers=("a", "b"),
    )  # fmt: skip
    assert found.all_text == "said"


def test_replacement_text_of_content_is_what_it_says() -> None:
    sheet = Sheet(b"/Span <</MCID 0 /ActualText (whole)>> BDC BT /F 9 Tf (wh-) Tj ET EMC")
    assert sheet.tree(sheet.element("P", 0)).all_text == "whole"


def test_properties_may_be_named_in_the_resources() -> None:
    properties = Dictionary(MC0=Dictionary(MCID=0))
    sheet = Sheet(b"/P /MC0 BDC BT /F 9 Tf (named) Tj ET EMC", Properties=properties)
    assert sheet.tree(sheet.element("P", 0)).all_text == "named"


def test_what_is_marked_inside_belongs_to_what_is_around() -> None:
    content = b"/P <</MCID 0>> BDC BT /F 9 Tf (a) Tj /Span <</ActualText (b)>> BDC (x) Tj EMC (c) Tj ET EMC"
    sheet = Sheet(content)
    assert sheet.tree(sheet.element("P", 0)).all_text == "abc"


def test_artifacts_are_in_no_element() -> None:
    content = b"/P <</MCID 0>> BDC BT /F 9 Tf (a) Tj ET EMC /Artifact <</Type /Pagination /Subtype /Footer>> BDC "
    sheet = Sheet(content + b"BT /F 9 Tf (foot) Tj ET EMC /Artifact BMC EMC")
    data = sheet.data(sheet.element("P", 0))
    assert read_tag_tree(data).all_text == "a"
    assert [(mark.kind, mark.subtype, mark.text) for mark in read_artifacts(data)] == [
        ("Pagination", "Footer", "foot"),
        ("", "", ""),
    ]


def test_content_that_no_element_holds_is_a_stray() -> None:
    sheet = Sheet(shown((0, "held"), (1, "lost")))
    data = sheet.data(sheet.element("P", 0))
    assert [mark.text for mark in read_untagged_content(data)] == ["lost"]


def test_content_of_form_xobjects_is_found_by_its_stream() -> None:
    sheet = Sheet(shown((0, "page ")) + b" /X Do")
    form = sheet.pdf.make_stream(shown((0, "form")), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    sheet.page.Resources.XObject = Dictionary(X=form)
    inside = Dictionary(Type=Name.MCR, Pg=sheet.page, Stm=form, MCID=0)
    assert sheet.tree(sheet.element("P", 0, inside)).all_text == "page form"


def test_content_on_another_page_is_found_by_its_page() -> None:
    sheet = Sheet(shown((0, "one ")))
    sheet.pdf.add_blank_page()
    other = sheet.pdf.pages[1].obj
    other.Resources = sheet.page.Resources
    other.Contents = sheet.pdf.make_stream(shown((0, "two")))
    found = sheet.tree(sheet.element("P", 0, Dictionary(Type=Name.MCR, Pg=other, MCID=0)))
    assert (found.all_text, found.page) == ("one two", 1)


@pytest.mark.parametrize(
    ("entries", "href"),
    [
        ({"A": Dictionary(S=Name.URI, URI=String("https://example.org"))}, "https://example.org"),
        ({"Dest": String("what")}, "#what"),
        ({"A": Dictionary(S=Name.GoTo, D=String("what"))}, "#what"),
    ],
)
def test_links_say_where_they_go(entries: dict[str, Any], href: str) -> None:
    sheet = Sheet(shown((0, "go")))
    annotation = Dictionary(Type=Name.Annot, Subtype=Name.Link, Contents=String("Go there"), **entries)
    link = sheet.pdf.make_indirect(annotation)
    found = sheet.tree(sheet.element("Link", 0, Dictionary(Type=Name.OBJR, Obj=link)))
    assert (found.href, found.contents, found.annotations, found.all_text) == (href, "Go there", 1, "go")


def test_a_picture_with_an_alternative_says_no_words_of_its_own() -> None:
    sheet = Sheet(shown((0, "drawn"), (1, "caption")))
    figure = sheet.element("Figure", 0, sheet.element("Caption", 1), Alt=String("alt"))
    found = sheet.tree(figure)
    assert (found.text, found.all_text) == ("drawn", "caption")


def test_several_tops_and_none() -> None:
    sheet = Sheet(b"")
    assert [child.role for child in sheet.tree(sheet.element("P"), sheet.element("H1")).children] == ["P", "H1"]
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out)
    assert read_tag_tree(out.getvalue()) == StructureElement("")
    assert read_untagged_content(out.getvalue()) == []


def test_fonts_are_read_by_their_map() -> None:
    sheet = Sheet(b"/P <</MCID 0>> BDC BT /M 9 Tf [<0102> -200 <1112>] TJ <2021ff> Tj ET EMC")
    assert sheet.tree(sheet.element("P", 0)).all_text == "Afibcxy\ufffd"
    assert parse_cmap(CMAP)[1] == 1


def test_a_composite_font_without_a_map_says_nothing_certain() -> None:
    assert make_decoder(Dictionary(Subtype=Name.Type0))(b"\0\1\0\2") == ["\ufffd", "\ufffd"]
    assert make_decoder(Dictionary(Subtype=Name.Type1))(b"\x93a\x94") == ["“", "a", "”"]


def test_the_font_is_restored_with_the_graphics_state() -> None:
    sheet = Sheet(b"/P <</MCID 0>> BDC BT /M 9 Tf q /F 9 Tf (a) Tj Q <01> Tj ET EMC")
    assert sheet.tree(sheet.element("P", 0)).all_text == "aA"


@pytest.mark.parametrize(
    ("painted", "said"),
    [
        ("abc 12", "abc 12"),
        ("ג ב א", "א ב ג"),
        ("ב 202-223 א", "א 202-223 ב"),
        ("ב call us א", "א call us ב"),
        (".ב א", "א ב."),
    ],
)
def test_lines_from_right_to_left_are_read_from_their_beginning(painted: str, said: str) -> None:
    assert restore_reading_order([painted]) == said


def test_a_ligature_in_a_line_from_right_to_left_stays_whole() -> None:
    assert restore_reading_order([["ה", "לא", " "]]) == " לאה"


ONE = b"BT /F 9 Tf (one) Tj ET"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"/P<</MCID 0>>BDC BT/F 9 Tf(one)Tj ET EMC", "one"),
        (b"% /P (\n/P <</MCID 0>> BDC % EMC\n" + ONE + b" EMC", "one"),
        (b"/P <</MCID 0>> BDC BT /F 9 Tf (a (b) c) Tj ET EMC", "a (b) c"),
        (b"/P <</MCID 0>> BDC BT /F 9 Tf (a\\(\\142\\\nc\\\\) Tj ET EMC", "a(bc\\"),
        (b"/P <</MCID 0>> BDC BT /F 9 Tf [(a])-20<62>.5(>c)<6>] TJ ET EMC", "a]b>c`"),
        (b"/P <</MCID 0>> BDC BT /F 9 Tf [<6162>-20 <6364>-.5<65 66>] TJ ET EMC", "abcdef"),
        (b"/P <</MCID 0>> BDC BT /F 9 Tf [<616263>-20 <64>] TJ ET EMC", "abcd"),
        (b"/P <</MCID 0>> BDC BT /F 9 Tf (a) ' 1 2 (b) \" ET EMC", "ab"),
        (b"/P <</MCID 0/E<</A 1>>>> BDC " + ONE + b" EMC", "one"),
        (b"/P <</MCID 0/ActualText<FEFF00E9>>> BDC " + ONE + b" EMC", "é"),
        (b"/P <</ActualText (EMC >> \\) BDC) /MCID 0>> BDC " + ONE + b" EMC", "EMC >> ) BDC"),
        (b"/#50 <</MC#49D 0>> BDC BT /#46 9 Tf (one) Tj ET EMC", "one"),
        (b"q BI /W 1 /H 1 /BPC 8 /CS /G ID EMC\nEI Q /P <</MCID 0>> BDC " + ONE + b" EMC", "one"),
        (b"/P <</MCID 0>> BDC 1 0 0 1 .5 -5. cm 0 0 m 9 9 l W* n f* " + ONE + b" EMC /P <</MCID 1>> BDC EMC", "one"),
        (b"/P <</MCID 0>> BDC BT /F 9 Tf (TJ [ ( is no array) Tj ET EMC".replace(b"( is", b"is"), "TJ [ is no array"),
    ],
)
def test_content_is_read_however_it_is_written(content: bytes, said: str) -> None:
    """What is plain is read by us, the rest by QPDF: both tell the same."""
    sheet = Sheet(content)
    assert sheet.tree(sheet.element("P", 0)).all_text == said


def test_content_may_be_cut_into_streams_anywhere() -> None:
    sheet = Sheet(b"")
    parts = (b"/P <</MCID 0>>", b"BDC BT /F 9 Tf", b"(one) Tj", b"ET EMC")
    sheet.page.Contents = Array([sheet.pdf.make_stream(part) for part in parts])
    assert sheet.tree(sheet.element("P", 0)).all_text == "one"


def test_fonts_that_are_no_objects_of_their_own_are_not_mixed_up() -> None:
    sheet = Sheet(b"/P <</MCID 0>> BDC BT /D 9 Tf (\x01) Tj /E 9 Tf (a) Tj ET EMC")
    mapped = Dictionary(Type=Name.Font, Subtype=Name.TrueType, ToUnicode=sheet.pdf.make_stream(CMAP))
    plain = Dictionary(Type=Name.Font, Subtype=Name.TrueType)
    sheet.page.Resources = Dictionary(Font=Dictionary(D=mapped, E=plain))
    assert sheet.tree(sheet.element("P", 0)).all_text == "Aa"


def test_entries_may_be_objects_of_their_own() -> None:
    """Any value may be a reference, and a string may look like one."""
    sheet = Sheet(shown((0, "one"), (1, "two")))
    own = sheet.pdf.make_indirect
    kids = own(Array([0, own(Dictionary(Type=Name.MCR, MCID=1))]))
    scope = own(Dictionary(O=Name.Table, Scope=own(Name.Row), ColSpan=own(Array([2]))[0]))
    found = sheet.tree(
        sheet.element("TH", kids, Alt=own(String("7 0 R")), Lang=String("u:es"), A=scope, E=String("é€"))
    )
    assert found == StructureElement(
        "TH", ("onetwo",), alt="7 0 R", lang="u:es", expansion="é€",
        attributes={"Scope": "Row", "ColSpan": 2}, page=1, marked_content_count=2,
    )  # fmt: skip


def test_the_tree_as_text() -> None:
    cell = StructureElement("TH", ("Head",), attributes={"Scope": "Row", "BBox": (1.0,)}, headers=("a", "b"), id="c")
    link = StructureElement("Link", ("go\u00adne",), href="#x", contents="gone", lang="es")
    figure = StructureElement("Figure", alt="A  bone")
    tree = StructureElement(
        "Document", (StructureElement("P", ("See ", link, " now", StructureElement("Span"))), cell, figure)
    )
    assert format_tag_tree(tree).splitlines() == [
        "Document",
        "  P",
        '    "See"',
        '    Link [lang=es, href=#x] "gone"',
        '    "now"',
        "    Span",
        '  TH [id=c, Scope=Row, headers=a b] "Head"',
        "  Figure [alt=A  bone]",
    ]


def test_headings_have_levels() -> None:
    assert [StructureElement(role).level for role in ("H1", "H6", "H", "Hx", "P")] == [1, 6, 0, 0, 0]
