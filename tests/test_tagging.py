"""The tag tree of finished files: one element per source element, the right role, the right words, nothing else."""

from __future__ import annotations

import cProfile
import pstats
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name

from press.finish import finish_pdf
from press.finish.metadata import Claims
from press.readback.pdf.marked_content import read_marked_content
from press.readback.pdf.tag_tree import (
    StructureElement,
    format_tag_tree,
    read_artifacts,
    read_tag_tree,
    read_untagged_content,
)
from press.render.tagging import lay_out, paint
from press.render.tagging.roles import Standard
from tests.conftest import VeraPdf
from tests.torture.pages import (
    CLAIMS,
    COLUMNS,
    ENDLESS,
    FOLDER,
    STANDARDS,
    everything,
    faces,
    finished,
    made,
    opened,
    page,
    root,
    tree,
    without_page_numbers,
)

ROOT = FOLDER.parent.parent

# ---------------------------------------------------------------- everything at once


@pytest.mark.parametrize("standard", STANDARDS)
def test_everything_conforms_and_reads_as_expected(standard: Standard, verapdf: VeraPdf, update_golden: bool) -> None:
    data = finished(everything(), standard)
    assert verapdf(data, *CLAIMS[standard]) == []
    assert read_untagged_content(data) == []
    golden = FOLDER / f"everything.{standard}.txt"
    text = format_tag_tree(read_tag_tree(data))
    if update_golden:
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


@pytest.mark.parametrize("standard", STANDARDS)
def test_breaks_leave_no_trace(standard: Standard) -> None:
    """However pages and columns break, the tree is that of one endless page."""
    whole = without_page_numbers(format_tag_tree(read_tag_tree(finished(everything(*ENDLESS), standard))))
    for html in (everything(), everything(*COLUMNS)):
        broken = without_page_numbers(format_tag_tree(read_tag_tree(finished(html, standard))))
        assert broken.splitlines() == whole.splitlines()


@pytest.mark.parametrize("standard", STANDARDS)
def test_columns_conform(standard: Standard, verapdf: VeraPdf) -> None:
    assert verapdf(finished(everything(*COLUMNS), standard), *CLAIMS[standard]) == []


def test_poppler_reads_the_same_words_in_the_same_order(tmp_path: Path) -> None:
    html = everything()
    start, end = html.index('<h2 class="head" id="lists">'), html.index('<h2 class="head" id="tables">')
    data = finished(
        page("<h1>Words</h1>" + html[start:end], "ul, ol { list-style-type: decimal } .fn { float: footnote }")
    )
    path = tmp_path / "lists.pdf"
    path.write_bytes(data)
    said = subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, text=True, check=True).stdout
    poppler = "".join(re.findall(r'^\s*"(.*)"$', said, re.MULTILINE))
    assert "".join(poppler.split()) == "".join(raw_words(read_tag_tree(data)).split())


def raw_words(element: StructureElement) -> str:
    """All words, also those of drawings; poppler keeps the hyphen that a line break adds."""
    inner = (raw_words(part) if isinstance(part, StructureElement) else part for part in element.content)
    return "".join(inner).replace("\u00ad", "-")


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>one <b>two</b> three four five six</p>", "one two three four five six"),
        ("<p>one <b>two</b><i>three</i> four</p>", "one twothree four"),
        ("<p>one<br>two</p>", "one two"),
        ("<p>one <span class=ib>two</span> <span class=ib>three</span></p>", "one two three"),
        ("<p>pneu&shy;mo&shy;nia pneu&shy;mo&shy;nia</p>", "pneumonia pneumonia"),
        ("<p class=drop>Once upon</p>", "Once upon"),
        ("<p>one<span class=right>9</span></p>", "one 9"),
        ("<p>difficult office flat ffl</p>", "difficult office flat ffl"),
        ("<p>call\u00a0us</p><p>one two</p>", "call us one two"),
        ("<p class=tt>upper case</p>", "UPPER CASE"),
    ],
)
@pytest.mark.parametrize("width", ["12mm", "60mm"])
def test_words_come_out_whole(body: str, words: str, width: str) -> None:
    css = f"body {{ width: {width} }} .ib {{ display: inline-block }} .drop::first-letter {{ font-size: 2em }} "
    found = root(body, css + ".right { float: right } .tt { text-transform: uppercase }")
    assert " ".join(" ".join(p.all_text.replace("\u00ad", "") for p in found.find("P")).split()) == words


def test_a_long_paragraph_is_one_element_with_whole_words() -> None:
    text = "Many words that run over lines and pages until they end. " * 40
    (paragraph,) = root(f"<p>{text}</p>", "@page { size: 60mm 60mm }").find("P")
    assert paragraph.all_text.split() == text.split()
    assert paragraph.marked_content_count > 30


# ---------------------------------------------------------------- roles


def test_definition_lists_are_items_with_label_and_body() -> None:
    assert tree("<dl><div><dt>A</dt><dt>B</dt><dd>c</dd></div><dt>D</dt><dd>e</dd><dd>f</dd></dl>").splitlines() == [
        "L",
        "  LI",
        '    Lbl "A"',
        '    Lbl "B"',
        '    LBody "c"',
        "  LI",
        '    Lbl "D"',
        '    LBody "e"',
        '    LBody "f"',
    ]


def test_a_nested_list_stands_in_the_body_of_its_item() -> None:
    assert tree("<ol><li>one<ul><li>a</li></ul></li></ol>", "ul { list-style-type: disc }").splitlines() == [
        "L [ListNumbering=Decimal]",
        "  LI",
        '    Lbl "1."',
        "    LBody",
        '      "one"',
        "      L [ListNumbering=Disc]",
        "        LI",
        '          Lbl "•"',
        '          LBody "a"',
    ]


@pytest.mark.parametrize(
    ("style", "numbering"),
    [
        ("lower-roman", "LowerRoman"),
        ("upper-latin", "UpperAlpha"),
        ("decimal-leading-zero", "Decimal"),
        ("none", "None"),
    ],
)
def test_list_numbering_is_that_of_the_style(style: str, numbering: str) -> None:
    (found,) = root(f"<ul style='list-style-type: {style}'><li>x</li></ul>").find("L")
    assert found.attributes["ListNumbering"] == numbering


def test_markers_with_content_do_not_crash() -> None:
    found = root("<ul><li>One</li></ul>", 'li::marker { content: "- " }')
    assert [label.all_text.strip() for label in found.find("Lbl")] == ["-"]


def test_markers_are_painted_with_their_items() -> None:
    css = "ul { list-style: disc outside } ol { list-style: decimal outside }"
    body = "<ul><li>one</li><li><p>two</p><ol><li>three</li></ol></li></ul><p>end</p>"
    with opened(made(page(body, css)).data) as pdf:
        painted = [mark.text.strip() for mark in read_marked_content(pdf) if mark.mcid is not None]
    assert painted == ["•", "one", "•", "two", "1.", "three", "end"]


def test_text_scaled_to_nothing_is_in_no_tree() -> None:
    body = '<p>Seen</p><div style="transform: scale(0)"><p>Unseen</p></div>'
    assert tree(body) == 'P "Seen"'


def test_empty_boxes_leave_no_element() -> None:
    css = '.o::before { content: ""; display: block; height: 2mm; background: red }'
    assert tree("<div class=o></div><p class=o>x</p><p></p><section></section>", css) == 'P "x"'


def test_a_table_over_pages_is_one_table_with_one_head() -> None:
    rows = "".join(f"<tr><th scope=row>r{n}</th><td>d{n}</td></tr>" for n in range(30))
    head = "<thead><tr><th scope=col>A</th><th scope=col>B</th></tr></thead>"
    tagged = made(page(f"<table><caption>Cap</caption>{head}<tbody>{rows}</tbody></table>"))
    assert tagged.pages > 1
    (table,) = read_tag_tree(tagged.data).find("Table")
    assert [child.role for child in table.children] == ["Caption", "THead", "TBody"]
    assert len(table.find("TR")) == 31
    assert {cell.attributes["Scope"] for cell in table.find("TH")} == {"Column", "Row"}
    repeated = [mark for mark in read_artifacts(tagged.data) if mark.kind == "Pagination"]
    assert [mark.text.strip() for mark in repeated] == ["A", "B"] * (tagged.pages - 1)


def test_spanning_headers_are_named_by_the_cells_they_head() -> None:
    body = (
        "<table><thead><tr><th rowspan=2>M</th><th colspan=2 scope=colgroup>D</th></tr><tr><th>A</th><th>C</th></tr>"
        "</thead><tr><th scope=row rowspan=2>I</th><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    )
    found = root(body)
    names = {cell.id: cell.all_text for cell in found.find("TH")}
    headers = {cell.all_text: [names[name] for name in cell.headers] for cell in found.find("TD")}
    assert headers == {"1": ["I", "D", "A"], "2": ["I", "D", "C"], "3": ["I", "D", "A"], "4": ["I", "D", "C"]}


def test_headers_that_the_source_names_are_taken() -> None:
    found = root("<table><tr><th id=a>A</th><th id=b>B</th></tr><tr><td headers='b'>1</td><td>2</td></tr></table>")
    names = {cell.id: cell.all_text for cell in found.find("TH")}
    assert [[names[name] for name in cell.headers] for cell in found.find("TD")] == [["B"], ["B"]]


def test_every_name_is_in_the_tree_of_names() -> None:
    with opened(finished(everything())) as pdf:
        names = pdf.Root.StructTreeRoot.IDTree.Names
        listed = {str(names[at]): names[at + 1].objgen for at in range(0, len(names), 2)}
        elements = [found for found in pdf.objects if isinstance(found, pikepdf.Dictionary) and Name.ID in found]
        carried = {str(one.ID): one.objgen for one in elements if one.get(Name.Type) == Name.StructElem}
    assert listed == carried
    assert len(listed) > 10


@pytest.mark.parametrize(
    ("standard", "expected"),
    [
        ("ua-1", ["Div", "  Figure [alt=A]", '  Caption "Cap"']),
        ("ua-2", ["Figure [alt=A]", '  Caption "Cap"']),
    ],
)
def test_a_figure_and_its_caption(standard: Standard, expected: list[str]) -> None:
    body = '<figure><img src="photo.png" alt="A"><figcaption>Cap</figcaption></figure>'
    assert tree(body, standard=standard).splitlines() == expected


@pytest.mark.parametrize(("standard", "group"), [("ua-1", "Div"), ("ua-2", "Sect")])
def test_a_figure_of_several_pictures_groups_them(standard: Standard, group: str) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" width="9"><path d="M0 0h9v9z"/></svg>'
    panels = "".join(f"<div class=panel>{svg.format(name)}<p>Label {name}</p></div>" for name in "AB")
    assert tree(f"<figure>{panels}<figcaption>Cap</figcaption></figure>", standard=standard).splitlines() == [
        group,
        "  Figure [alt=A]",
        '  P "Label A"',
        "  Figure [alt=B]",
        '  P "Label B"',
        '  Caption "Cap"',
    ]


def test_the_box_of_a_picture_is_in_points_from_the_bottom_left() -> None:
    css = (
        "@page { size: 100pt 200pt; margin: 0 } body { margin: 0 } "
        "img { position: absolute; left: 10pt; top: 20pt; width: 30pt; height: 40pt } "
    )
    (figure,) = root('<img src="photo.png" alt="A">', css).find("Figure")
    assert figure.attributes["BBox"] == pytest.approx((10, 140, 40, 180), abs=0.01)
    (turned,) = root('<img src="photo.png" alt="A">', css + "img { transform: rotate(90deg) }").find("Figure")
    assert turned.attributes["BBox"] == pytest.approx((5, 145, 45, 175), abs=0.01)


def test_passages_carry_their_language() -> None:
    body = (
        '<p lang="es">Hola <i lang="en">now</i></p><p>A <span lang="es">b <b>c</b></span> d</p>'
        '<div lang="fr">e<p>f</p></div>'
    )
    assert tree(body).splitlines() == [
        "P [lang=es]",
        '  "Hola"',
        '  Span [lang=en] "now"',
        "P",
        '  "A"',
        '  Span [lang=es] "b c"',
        '  "d"',
        'P [lang=fr] "e"',
        'P [lang=fr] "f"',
    ]


def test_abbreviations_carry_their_expansion() -> None:
    (span,) = root('<p><abbr title="Food and Drug Administration">FDA</abbr></p>').find("Span")
    assert (span.expansion, span.all_text) == ("Food and Drug Administration", "FDA")


@pytest.mark.parametrize(("standard", "roles"), [("ua-1", []), ("ua-2", ["Strong", "Em"])])
def test_emphasis_is_an_element_where_the_standard_has_one(standard: Standard, roles: list[str]) -> None:
    (paragraph,) = root("<p><strong>a</strong> <em>b</em></p>", standard=standard).find("P")
    assert [child.role for child in paragraph.children] == roles
    assert paragraph.all_text == "a b"


@pytest.mark.parametrize(
    ("css", "body"),
    [
        (".f { display: flex; flex-direction: row-reverse }", "<div class=f><p>one</p><p>two</p></div>"),
        (".f { display: flex } .f p:first-child { order: 2 }", "<div class=f><p>one</p><p>two</p></div>"),
        (".f { display: grid } .f p:first-child { grid-row: 2 }", "<div class=f><p>one</p><p>two</p></div>"),
        (".f p:first-child { float: right }", "<div class=f><p>one</p><p>two</p></div>"),
        (".f p:first-child { position: absolute; bottom: 0 }", "<div class=f><p>one</p><p>two</p></div>"),
    ],
)
def test_the_order_is_that_of_the_source(css: str, body: str) -> None:
    assert tree(body, css).splitlines() == ['P "one"', 'P "two"']


# ---------------------------------------------------------------- links and notes


def test_a_link_over_lines_is_one_element_with_readable_contents() -> None:
    body = '<p><a href="https://example.org/x">a longer <b>link text</b> that runs over lines</a></p>'
    (link,) = root(body, "p { width: 30mm }").find("Link")
    assert link.annotations > 1
    assert link.contents == "a longer link text that runs over lines"
    assert link.href == "https://example.org/x"


def test_no_annotation_stands_outside_the_tree() -> None:
    data = finished(everything())
    with opened(data) as pdf:
        count = sum(len(found.obj.get(Name.Annots, [])) for found in pdf.pages)
    assert count == sum(element.annotations for element in read_tag_tree(data).walk())


def test_a_link_around_blocks_is_the_first_words_in_it() -> None:
    css = "a { display: block }"
    assert tree('<a href="https://example.org/"><h1>Card</h1><p>Text</p></a>', css).splitlines() == [
        "H1",
        '  Link [href=https://example.org/, contents=Card Text] "Card"',
        'P "Text"',
    ]


def test_contents_are_entries_with_references() -> None:
    body = '<nav role="doc-toc"><ol><li><a href="#a">First</a></li></ol></nav><h1 id="a">First</h1>'
    css = "a::after { content: leader('.') target-counter(attr(href), page) }"
    tagged = made(page(body, css), "ua-2")
    assert format_tag_tree(read_tag_tree(tagged.data)).splitlines()[1:] == [
        "  TOC",
        "    TOCI",
        '      Lbl "1."',
        "      Reference",
        '        Link [href=#a] "First 1"',
        '  H1 "First"',
    ]
    with opened(tagged.data) as pdf:
        found = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get(Name.S) == Name.TOCI]
        assert [one.Ref[0].S for one in found] == [Name.H1]
    dots = [mark for mark in read_artifacts(tagged.data) if mark.text == "."]
    assert dots
    assert {mark.kind for mark in dots} == {"Layout"}


@pytest.mark.parametrize(("standard", "role"), [("ua-1", "Note"), ("ua-2", "FENote")])
def test_a_footnote_follows_the_paragraph_of_its_call(standard: Standard, role: str) -> None:
    body = "<p>One<span class=f>Note</span> more.</p><p>Two</p>"
    found = root(body, ".f { float: footnote }", standard)
    assert [child.role for child in found.children] == ["P", role, "P"]
    note = found.children[1]
    assert note.id
    assert note.all_text == "1. Note"
    assert [child.role for child in note.children] == ["Lbl"]


@pytest.mark.parametrize("standard", STANDARDS)
def test_destinations_name_elements_where_the_standard_wants_it(standard: Standard) -> None:
    with opened(finished(everything(), standard)) as pdf:
        names = pdf.Root.Names.Dests.Names
        places = [names[at] for at in range(1, len(names), 2)]
        first = pdf.Root.Outlines.First
        if standard == "ua-1":
            assert all(isinstance(place, pikepdf.Array) for place in places)
            assert Name.Dest in first
            return
        assert {place.SD[0].Type for place in places} == {Name.StructElem}
        assert first.A.SD[0].S == Name.H1
        assert first.A.D[0].Type == Name.Page


# ---------------------------------------------------------------- artifacts


def test_what_repeats_or_decorates_is_an_artifact_of_its_type() -> None:
    artifacts = read_artifacts(finished(everything()))
    kinds: dict[str, set[tuple[str, str]]] = {}
    for mark in artifacts:
        kinds.setdefault(mark.text.strip(), set()).add((mark.kind, mark.subtype))
    assert kinds["side"] == {("Pagination", "")}
    assert kinds["Tables"] == {("Pagination", "Header")}
    assert kinds["Foot with a"] == {("Pagination", "Footer")}
    assert kinds["Fixed once"] == {("Pagination", "")}
    assert kinds["Ornament"] == {("Layout", "")}


def test_running_matter_has_no_links_and_no_bookmarks() -> None:
    css = "@page { @bottom-left { content: element(f) } } .f { position: running(f) }"
    data = finished(page('<h2 class=f>Run <a href="https://example.org">x</a></h2><h1>Head</h1>', css))
    with opened(data) as pdf:
        assert all(Name.Annots not in found.obj for found in pdf.pages)
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Head"]


# ---------------------------------------------------------------- what authors get wrong


@pytest.mark.weasyprint_log("a link without a target")
@pytest.mark.parametrize(
    ("body", "warning"),
    [
        ('<p><img src="photo.png"></p>', "a picture has no alternative text"),
        ('<p><a href="#gone">x</a></p>', "a link points to nothing: #gone"),
        ('<p><a href="https://example.org"><img src="dot.png" alt=""></a></p>', "a link has no text"),
        ("<ul>loose<li>x</li></ul>", "text stands directly in L;"),
        ("<table><tr class=g><td>x</td></tr></table>", "text stands directly in TR;"),
        ("<table><tr><td>1</td></tr></table>", "a table has no header cell"),
        ("<h1>a</h1><h3>b</h3>", "a heading skips a level: H3 after H1"),
        ("<dl><dt><h1>T</h1></dt><dd>D</dd></dl>", "stands in a term, and is read as that term"),
        ('<p><input name="who" style="appearance: auto; display: inline-block"></p>', "a form field has no label: who"),
        ('<p><a rel=attachment href="data:text/plain,x">File</a></p>', "an attachment cannot be tagged"),
    ],
)
def test_mistakes_of_authors_are_reported(body: str, warning: str) -> None:
    tagged = made(page(body, '.g::before { content: "generated" }'))
    assert any(warning in found for found in tagged.warnings), tagged.warnings


@pytest.mark.weasyprint_log("a link without a target")
def test_the_log_is_handed_over() -> None:
    assert made(page('<p><a href="#gone">x</a></p>')).log == ("No anchor #gone for internal URI reference",)


def test_words_that_layout_drops_are_reported() -> None:
    css = "@page { size: 60mm 40mm } .v { position: absolute; width: 1px; height: 1px; overflow: hidden }"
    tagged = made(page("<p style='margin-top: 12mm'>a <span class=v>one two three four five</span> b</p>", css))
    assert any("layout has dropped words" in found for found in tagged.warnings), tagged.warnings


# ---------------------------------------------------------------- forms


@pytest.mark.parametrize("standard", STANDARDS)
def test_form_fields_conform_and_have_names(standard: Standard, verapdf: VeraPdf) -> None:
    body = (
        "<h1>F</h1><form><p><label>Name <input name=a></label> <label for=c>Choose</label> <select id=c name=c>"
        "<option>One</select> <input type=checkbox name=d aria-label=Agree checked></p></form>"
    )
    css = "input, select { appearance: auto; display: inline-block; width: 20mm; height: 5mm; border: 1px solid }"
    data = finished(page(body, css), standard)
    assert verapdf(data, *CLAIMS[standard]) == []
    assert [form.contents for form in read_tag_tree(data).find("Form")] == ["Name", "Choose", "Agree"]


# ---------------------------------------------------------------- bytes and time


def test_the_same_page_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    code = (
        "import sys; from tests.torture.pages import everything, finished\n"
        "for one in ('ua-1', 'ua-2'): open(one, 'wb').write(finished(everything(), one))"
    )
    environment = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    for standard in STANDARDS:
        assert (tmp_path / standard).read_bytes() == finished(everything(), standard)


def test_tagging_a_hundred_pages_takes_linear_work() -> None:
    """Four times the pages, four times the calls (counted, not timed)."""
    short, long = calls(25), calls(100)
    assert long < short * 4.4


def calls(pages: int) -> int:
    """How many calls painting and tagging takes for a document of about so many pages."""
    part = (
        '<section><h2 id="s{0}">Part {0}</h2><p>Some <b>words</b> and a <a href="#s0">link</a> that run on.</p>'
        "<ul><li>One</li><li>Two</li></ul><p>Note<span class=f>foot</span></p></section>"
    )
    css, fonts = faces()
    style = "@page { size: 70mm 90mm; margin: 5mm } .f { float: footnote } section { break-after: page }"
    html = page("<h1>H</h1>" + "".join(part.format(number) for number in range(pages)), style)
    document = lay_out(html, standard="ua-2", stylesheets=[css], font_config=fonts)
    assert len(document.pages) >= pages
    profile = cProfile.Profile()
    tagged = profile.runcall(paint, document, "ua-2")
    finish_pdf(tagged.data, Claims("ua-2", "T"))
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]
