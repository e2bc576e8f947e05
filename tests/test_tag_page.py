"""`tag` on pages of others: each is right, or an error or warning in one sentence."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element

import pikepdf
import pytest
from PIL import Image

from press.build.tag_page import tag_page
from press.model.findings import PressError
from press.readback.html import parse_html
from press.readback.layout.pdfium import read_words
from press.readback.page_proof import find_losses
from press.readback.pdf.tag_tree import StructureElement, format_tag_tree, read_tag_tree
from press.readback.speech.listen import announce_pdf
from press.style.fonts import TYPEFACES

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Unit page</title>
<style>@page{{size:A6;margin:10mm}}body{{font-family:"Atkinson Hyperlegible";font-size:9pt}}{style}</style>{head}</head>
<body><h1>Heading</h1>{body}</body></html>"""
NARROW = """@page{size:60mm 40mm;margin:5mm}body{font-size:10pt;line-height:5mm;margin:0}
p{margin:0;orphans:1;widows:1;overflow-wrap:anywhere}"""
WORDS = " ".join(f"w{number}" for number in range(60))
ADDRESS = "https://www.example.org/health-topics/bone-and-joint/well-known-page-of-the-center/and-another/index.html"
PIXEL = """<img alt=Pic width=30 src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mN
k+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==">"""
FORM = """<p><label>Lang <select><option>English<option selected>Spanish</select></label><textarea>typed</textarea>
<button>Send</button><input type=submit value=Go>"""
IMAGE_MAP = f"""<p>{PIXEL.replace("<img", "<img usemap=#m height=20")}<map name=m>
<area coords=0,0,15,20 href=a.html alt=West><area shape=circle coords=22,10,9 href=#end alt=East></map>
<p id=end>end"""
UNSEEN = ".c{visibility:collapse}.h{visibility:hidden}"
RUNNING = "<style>@page{@top-left{content:element(a)}}</style>"
Standard = Literal["ua-1", "ua-2"]


class Tagger:
    """Tags pages in a folder, and keeps what the last one gave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = ""

    def tag(self, body: str, style: str = "", head: str = "", standard: Standard = "ua-1") -> str:
        """Return the tag tree as text, or an empty text when the page is refused; `said` is all findings."""
        return self.tag_bytes(PAGE.format(body=body, style=style, head=head).encode(), standard)

    def tag_bytes(self, page: bytes, standard: Standard = "ua-1") -> str:
        (self.folder / "page.html").write_bytes(page)
        self.pdf.unlink(missing_ok=True)
        try:
            findings = tag_page(self.folder / "page.html", self.pdf, standard)
        except PressError as error:
            self.said = "\n".join(map(str, error.findings))
            assert not self.pdf.exists()
            return ""
        self.said = "\n".join(map(str, findings))
        return format_tag_tree(self.tree)

    @property
    def pdf(self) -> Path:
        return self.folder / "page.pdf"

    @property
    def tree(self) -> StructureElement:
        return read_tag_tree(self.pdf.read_bytes())


@pytest.fixture
def tagger(tmp_path: Path) -> Tagger:
    return Tagger(tmp_path)


@pytest.mark.parametrize("case", ["uppercase", "lowercase", "capitalize"])
@pytest.mark.parametrize("body", ["<p class=n>{}</p>", "<ul><li class=n>{}</li></ul>", "<p class=n>Straße {}</p>"])
def test_words_after_a_changed_first_line_are_read(tagger: Tagger, case: str, body: str) -> None:
    tree = tagger.tag(body.format(WORDS), f".n::first-line{{text-transform:{case}}}")
    assert WORDS in tree.lower()
    assert tagger.said == ""


@pytest.mark.parametrize(
    ("body", "style", "expected"),
    [
        (f"<p>{'word ' * 21}{ADDRESS} end</p>", NARROW, f'{ADDRESS} end"'),
        (f'<p>{"word " * 18}<a href="https://example.org">{ADDRESS}</a> end</p>', NARROW, f'"{ADDRESS}"'),
        (f"<ul><li>{'word ' * 18}{'well-established-' * 9}x end</ul>", NARROW, f'{"well-established-" * 9}x end"'),
        ('<p><span style="font-size:3em;float:left">D</span>ropcap text</p>', "", '"Dropcap text"'),
        ("<pre>Name\tDose\nA\t5 mg</pre>", "", '"Name Dose A 5 mg"'),
        ("<p>ROBERT robert</p><p class=s>Robert NIH nih</p>", ".s{font-variant:small-caps}", '"Robert NIH nih"'),
        ("<p>Dose <math><mi>x</mi><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac></math></p>", "", '"x=1/2"'),
        ('<p>x <span lang="en_GB">inner</span></p>', "", 'Span [lang=en-GB] "inner"'),
        ("<p xml:lang=es>hola</p>", "", 'P [lang=es] "hola"'),
        ('<p><a href="other.html#x">rel</a></p>', "", "Link [href=other.html#x]"),
        ('<p><a href="//host.example/x">rel</a></p>', "", "Link [href=//host.example/x]"),
        ('<a href="https://e.org/x"><h2>Card</h2><p>Text.</p></a>', "", "Link [href=https://e.org/x"),
        (f'<a href="https://e.org/x"><figure>{PIXEL}<figcaption>C</figcaption></figure></a>', "", "href=https://e.org/"),
        ('<nav style="display:grid"><a href="https://e.org/a">One</a></nav>', "", 'Link [href=https://e.org/a] "One"'),
        ('<nav style="display:flex"><a href="https://e.org/a">One</a></nav>', "", 'Link [href=https://e.org/a] "One"'),
        ("<ol start=3><li>Three<li>Four</ol>", "", 'Lbl "4."'),
        ("<ol><li>One<li class=h>two<li>Three</ol>", ".h{visibility:hidden}", 'Lbl "3."'),
        ("<ol><li>One<li class=h value=8>eight<li>Nine</ol>", ".h{visibility:hidden}", 'Lbl "9."'),
        ("<ol reversed><li>Three<li class=h>two<li>One</ol>", ".h{visibility:hidden}", 'Lbl "3."'),
        ("<ol><li>One<li class=h>none<li>Two</ol>", ".h{display:none}", 'Lbl "2."'),
        ("<ol reversed><li>Two<li class=h>none<li>One</ol>", ".h{display:none}", 'Lbl "2."'),
        ("<ol><li value=7>Seven<li>Eight</ol>", "", 'Lbl "8."'),
        ("<ol type=A><li>A item</ol>", "", 'Lbl "A."'),
        ("<ol reversed start=9><li>Nine<li value=4>Four<li>Three</ol>", "", 'Lbl "3."'),
        ("<table role=none><tr><td colspan=x>x<table><tr><th>h<tr><td>in</table></table>", "", 'P "x"\n  Table'),
        ("<h2>Two</h2><table><tr><th>A<tr><td>x</table>", "h2::before,td::before{content:'1 '}", 'TD "1 x"'),
        (IMAGE_MAP, "", "Link [href=a.html, contents=West]\n    Link [href=#end, contents=East]"),
        ("<nav role=doc-toc><ol><li><a href='https://e.org'>One</a></ol></nav>", "", "L [ListNumbering"),
        ("<p><input type=checkbox checked> Yes <label><input type=radio> No</label>", "", "[x] Yes ( ) No"),
        (
            FORM,
            "",
            '"Lang Spanish typed Send Go"',
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("standard", ["ua-1", "ua-2"])
def test_a_page_is_read_as_it_is_seen(tagger: Tagger, body: str, style: str, expected: str, standard: Standard) -> None:
    tree = tagger.tag(body, style, standard=standard)
    assert tagger.said == ""
    assert expected in tree


@pytest.mark.parametrize(
    "body",
    [
        "<input type=hidden value=secret><p>end</p>",
        "<input type=password value=secret><p>end</p>",
        "<dialog><p>secret</p></dialog><p>end</p>",
        "<table><tr><th>A<tr hidden><td>secret<tr><td>end</table>",
        "<p hidden>secret</p><p>end</p>",
        "<table><tr><th>A<tr class=c><td>secret<tr><td>end</table>",
        "<table><thead><tr><th>A<tbody class=c><tr><td>secret<tbody><tr><td>end</table>",
        "<table><tr><th>A<th>B<tr><td rowspan=2>x<td>y<tr class=c><td>secret<tr><td>z<td>end</table>",
        "<table><tr><th>A<tr class=h><td>secret<tr><td>end</table>",
        "<h3 class=h>secret</h3><ul class=h><li>secret</ul><table class=h><tr><th>secret<tr><td>secret</table><p>end",
        "<p>end <a class=h href='//e.org'>secret</a> <span class=h>secret</span><ul><li class=h>secret<li>end</ul>",
        "<div class=h>secret <p style='visibility:visible'>end</p></div>",
    ],
)
def test_hidden_things_are_not_printed(tagger: Tagger, body: str) -> None:
    tree = tagger.tag(body, UNSEEN)
    assert tagger.said == ""
    assert "end" in tree
    assert "secret" not in tree
    assert "TD\n" not in tree
    assert "RowSpan" not in tree
    assert "Link" not in tree


def test_a_hidden_cell_keeps_its_place(tagger: Tagger) -> None:
    tagger.tag("<table><tr><th>A<th>B<tr><td class=h>secret<td>y<tr class=h><td>secret<td>secret</table>", UNSEEN)
    assert [[cell.all_text for cell in row.children] for row in tagger.tree.find("TR")] == [["A", "B"], ["", "y"]]
    tagger.tag("<table><tr><th>A<th>B<tr><td rowspan=2>x<td>y<tr class=h><td>secret</table>", UNSEEN)
    assert tagger.said == ""
    assert [len(row.children) for row in tagger.tree.find("TR")] == [2, 2, 1]


@pytest.mark.parametrize(
    ("row", "cells"),
    [("<td>1", 2), ("<td>1<td>2<td>3", 3), ("<td colspan=5>1", 1), ("<td rowspan=9>1<td>2", 2), ("<td colspan=x>1", 2)],
)
def test_irregular_tables_are_completed(tagger: Tagger, row: str, cells: int) -> None:
    tagger.tag(f"<table><tr><th>A<th>B<tr>{row}</table>")
    assert tagger.said == ""
    rows = tagger.tree.find("TR")
    assert len(rows[1].children) == cells
    widths = {sum(int(cell.attributes.get("ColSpan", 1)) for cell in one.children) for one in rows}
    assert len(widths) == 1
    assert not any(int(cell.attributes.get("RowSpan", 1)) > 1 for one in rows for cell in one.children)


@pytest.mark.weasyprint_log
@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        ("<p>Bone</p>\n<p>Bone \N{BONE} end", "", "page.html:4:9 TAG105 no typeface has the character `\N{BONE}` (U+"),
        ("<p>&#x1F9B4; \u0f44\u0f0b", "", "TAG105 no typeface has the character `\u0f44` (U+0F44) and 1 more of its"),
        (IMAGE_MAP.replace("alt=West", ""), "", "an area of an image map has no alternative text: a.html"),
        (IMAGE_MAP.replace("coords=0,0,15,20", ""), "", "an area of an image map has no place on its picture"),
        ("<p>x", '<link rel=attachment href="page.html">', "TAG101 it attaches the file `page.html`"),
        ("<p><a rel=attachment href='page.html'>x</a>", "", "TAG101 it attaches the file `page.html`"),
        ("<p>x", "<style>@page{size:2px 2px;margin:0}</style>", "TAG10"),
        ("<p>x", "<style>@page{size:6000mm 6000mm}</style>", "a side may have 3 to 14,400"),
        ('<div style="background:red;height:9mm" role=img aria-label="Red"></div>', "", "TAG103 the picture `red`"),
        ("<table><caption>A</caption><caption>B</caption><tr><th>A<tr><td>x</table>", "", "two captions"),
        ('<p><a href="file:///etc/passwd">x</a>', "", "leads to a file of this computer"),
        ("<p style='position:running(a)'>Only here</p>", RUNNING, "TAG103"),
    ],
)  # fmt: skip
def test_what_cannot_be_claimed_is_refused(tagger: Tagger, body: str, head: str, expected: str) -> None:
    assert tagger.tag(body, head=head) == ""
    assert expected in tagger.said


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<iframe srcdoc="<p>inner" title="Frame"></iframe><p>x', "the frame `Frame` is not printed"),
        ("<p style='white-space:nowrap'>" + WORDS, "outside of page 1: "),
        ('<p>x <span lang="fr;q=1">inner</span>', "`fr;q=1` is not the tag of a language"),
        ('<p><a href="javascript:x()">run</a>', "runs a script"),
        ("<div role=list><p>x</p></div>", "`role=list` on <div> is not kept"),
        ("<p>x</p><video src=a.mp4></video>", "the video `a.mp4` is not printed"),
    ],
)
def test_what_paper_cannot_carry_is_a_warning(tagger: Tagger, body: str, expected: str) -> None:
    assert tagger.tag(body)
    assert expected in tagger.said
    assert "TAG104 warning" in tagger.said


def test_cmyk_pictures_are_refused(tagger: Tagger) -> None:
    out = io.BytesIO()
    Image.new("CMYK", (8, 8), (0, 90, 10, 0)).save(out, "JPEG")
    picture = base64.b64encode(out.getvalue()).decode()
    assert tagger.tag(f'<p><img alt="Ink" src="data:image/jpeg;base64,{picture}">') == ""
    assert "CMYK" in tagger.said


@pytest.mark.parametrize("lang", ["english", "xx", "e", "en us"])
def test_a_page_without_a_real_language_is_refused(tagger: Tagger, lang: str) -> None:
    assert tagger.tag_bytes(f'<html lang="{lang}"><title>T</title><h1>H</h1><p>x'.encode()) == ""
    assert "is not the tag of a language" in tagger.said


@pytest.mark.parametrize(
    "page",
    [
        b'\xef\xbb\xbf<!doctype html><html lang="en"><meta charset="utf-8"><title>P</title><h1>Ni\xc3\xb1o</h1>',
        '<!doctype html><html lang="es"><meta charset="iso-8859-1"><title>P</title><h1>Niño</h1>'.encode("latin-1"),
        '<?xml version="1.0" encoding="UTF-8"?><html xml:lang="es"><title>P</title><h1>Niño</h1></html>'.encode(),
        '<html lang="es"><title>P</title><h1>Niño</h1>'.encode("utf-16"),
    ],
)
def test_declared_encodings_are_read(tagger: Tagger, page: bytes) -> None:
    assert 'H1 "Niño"' in tagger.tag_bytes(page)
    assert tagger.said == ""


def test_other_encodings_are_a_finding(tagger: Tagger) -> None:
    assert tagger.tag_bytes('<html lang="es"><title>P</title><h1>Niño</h1>'.encode("latin-1")) == ""
    assert "it is not UTF-8 at byte" in tagger.said


def test_levels_of_headings_are_a_rule_of_ua1_alone(tagger: Tagger) -> None:
    assert tagger.tag("<h3>Third</h3>") == ""
    assert "skips a level" in tagger.said
    assert tagger.tag("<h3>Third</h3>", standard="ua-2")
    assert "TAG104 warning: a heading skips a level" in tagger.said


@pytest.mark.weasyprint_log
def test_a_page_reaches_only_its_folder(tmp_path: Path) -> None:
    picture = Image.new("RGB", (8, 8), "red")
    (tmp_path / "inside").mkdir()
    for folder in (tmp_path, tmp_path / "inside"):
        picture.save(folder / "red.png")
    (tmp_path / "inside" / "link.png").symlink_to(tmp_path / "red.png")
    sources = ["red.png", "../red.png", "link.png", "http://127.0.0.1:9/red.png", "/etc/hostname", "/dev/zero"]
    page = tmp_path / "inside" / "page.html"
    page.write_text(PAGE.format(body="".join(f'<p><img alt="a" src="{one}">' for one in sources), style="", head=""))
    pdf = tmp_path / "page.pdf"
    said = [str(one) for one in tag_page(page, pdf, "ua-1")]
    assert len(said) == 5
    assert sum("it is outside the folder of the page" in one for one in said) == 4
    assert sum("the network is not used" in one for one in said) == 1
    said = [str(one) for one in tag_page(page, pdf, "ua-1", root=tmp_path)]
    assert len(said) == 3
    with pikepdf.open(pdf) as made:
        assert str(tmp_path).encode() not in b"".join(
            one.unparse(resolved=True) for one in made.objects if not isinstance(one, pikepdf.Stream)
        )


def test_one_line_of_a_link_is_one_annotation(tagger: Tagger) -> None:
    tagger.tag(
        f'<p><a href="https://e.org/1">{PIXEL}</a> <a href="https://e.org/2">see <code>code</code> now</a> '
        f'<a href="https://e.org/3">{"long words " * 12}</a>',
    )
    data = tagger.pdf.read_bytes()
    long = {round(word.box[1]) for words in read_words(data) for word in words if word.text == "long"}
    assert len(long) > 1
    assert [one.annotations for one in tagger.tree.find("Link")] == [1, 1, len(long)]
    heard = list(announce_pdf(data))
    assert any("[link: Pic]" in line for line in heard)


def test_typefaces_of_the_system_are_not_used(tagger: Tagger) -> None:
    letters = "Aa Дом Ελλάδα \N{CHECK MARK} \N{VULGAR FRACTION ONE HALF}"
    page = f"<p>{letters}<p style='font-family:DejaVu Serif,serif'>x <code>y</code><p lang=he dir=rtl>שלום"
    tree = tagger.tag(page, "body{font-family:Georgia}")
    assert tagger.said == ""
    assert f'"{letters}"' in tree
    with pikepdf.open(tagger.pdf) as made:
        fonts = [one for one in made.objects if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one]
        names = {str(one.BaseFont).replace("-", "")[8:] for one in fonts}
    ours = [face.family.replace(" ", "") for face in TYPEFACES.values()]
    assert len(names) > 2
    assert [name for name in names if not name.startswith(tuple(ours))] == []


@pytest.mark.parametrize(
    ("body", "change", "problem"),
    [
        (
            "<ol><li>One<li>Two</ol>",
            lambda page: page.find(".//ol").set("start", "4"),
            "the item `one` has the number 4 on the page, and `1` in the file",
        ),
        (
            "<ol type=i><li>One<li>Two</ol>",
            lambda page: page.find(".//ol/li").set("value", "3"),
            "the item `one` has the number 3 on the page, and `i` in the file",
        ),
        (
            "<table><tr><th>A<th>B<tr><td>x<td>y</table>",
            lambda page: page.find(".//th").set("scope", "row"),
            "the cell `x` belongs to `no header cell` on the page, and to `A` in the file",
        ),
        (
            "<table><tr><th>A<th id=b>B<tr><td>x<td>y</table>",
            lambda page: page.find(".//td").set("headers", "b"),
            "the cell `x` belongs to `B` on the page, and to `A` in the file",
        ),
    ],
)
def test_numbers_and_header_cells_are_compared(
    tagger: Tagger, body: str, change: Callable[[Element], None], problem: str
) -> None:
    tagger.tag(body)
    page = parse_html(PAGE.format(body=body, style="", head=""))
    assert list(find_losses(page, tagger.pdf.read_bytes())) == []
    change(page)
    assert problem in list(find_losses(page, tagger.pdf.read_bytes()))
