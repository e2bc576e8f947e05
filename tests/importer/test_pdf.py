"""PDFs as archives have them: tagged and untagged, in columns, with heads, feet, tables and broken words."""

from __future__ import annotations

import io
import textwrap
import warnings
from pathlib import Path

import pikepdf
import pytest
import weasyprint

from press.finish.imposition import impose_pages
from press.importer import ImportedPublication
from press.model.findings import PressError
from press.model.folding import build_sheet_sides
from press.model.library import Library
from press.style.isolation import isolate_fonts_of_process
from tests.folded import variant_of
from tests.importer.test_word_files import body_of, import_file, library

__all__ = ["library"]

STYLE = """
@page { size: letter; margin: 20mm;
 @top-left { content: "Bone Care Fact Sheet" } @bottom-center { content: counter(page) } }
body { font: 11pt serif } h1 { font-size: 24pt } h2 { font-size: 15pt }
td, th { padding: 2pt 20pt } sup { font-size: 7pt }
.two { columns: 2; column-gap: 10mm } .contents p { margin: 0 }
"""
WRAPPED = "Paragraph {} about bones and calcium and the foods that have it, such as milk and small fish, wraps here."
NAMES = [
    f"{first}{second}"
    for first in ("mi", "ka", "lo", "su", "re", "ta")
    for second in ("ra", "ne", "to", "bi", "fu", "la")
]
PARAGRAPHS = [WRAPPED.format(name) for name in NAMES]
COLUMNS = [WRAPPED.format(f"in columns {name}") for name in NAMES[:12]]


def page(*parts: str, lang: str = "en") -> str:
    head = f"<html lang={lang}><title>Bone Care</title><style>{STYLE}</style><h1>Bone Care</h1><h2>What?</h2>"
    return head + "".join(parts)


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def make_pdf(html: str, *, tagged: bool) -> bytes:
    """Print a page with the system's own WeasyPrint typefaces."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made: bytes = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1" if tagged else None)
    return made


def import_page(tmp_path: Path, library: Library, html: str, *, tagged: bool = False) -> ImportedPublication:
    made = import_file(tmp_path, library, "old.pdf", make_pdf(html, tagged=tagged))
    assert [one.problem for one in made.findings if one.code == "IMP216"] == []
    return made


LISTS = "<ul><li>Milk<li>Fish</ul><ol><li>Wash<li>Dry</ol>"
TABLE = "<table><tr><th>Age<th>Dose<th>Unit<tr><td>1-3<td>700<td>mg<tr><td>4-8<td>1,000<td>mg</table>"


@pytest.mark.parametrize("tagged", [True, False])
def test_words_headings_lists_and_tables_come_over_in_order(tagged: bool, tmp_path: Path, library: Library) -> None:
    html = page(
        paragraphs(PARAGRAPHS), LISTS, "<h2>How much?</h2><p>As here.</p>", TABLE,
        f"<h2>In columns</h2><div class=two>{paragraphs(COLUMNS)}</div>",
    )  # fmt: skip
    made = import_page(tmp_path, library, html, tagged=tagged)
    text = body_of(made)
    assert "title: Bone Care" in made.files["en.md"]
    at = 0
    for words in ("## What? {#what}", *PARAGRAPHS, "- Milk\n- Fish\n\n1. Wash\n2. Dry", "## How much? {#how-much}",
                  "| Age | Dose | Unit |\n|---|---|---|\n| 1-3 | 700 | mg |\n| 4-8 | 1,000 | mg |", "## In columns",
                  *COLUMNS):  # fmt: skip
        found = text.find(words, at)
        assert found >= 0, f"{words!r} is missing or out of place"
        at = found + len(words)
    assert "Fact Sheet" not in text
    listed = [one.words for one in made.lines if one.fate == "omitted"]
    assert {"Bone Care Fact Sheet", "1"} <= set(listed)
    unsure = " ".join(one.problem for one in made.findings)
    assert ("no usable tags" in unsure) is not tagged
    assert ("read one after the other" in unsure) is not tagged


HANDOUT = """
<h1>Bone Care</h1><h2>What is it?</h2>
<p>Bones are living tissue, and all through life the body puts new bone in the place of old bone.</p>
<h2>Medicines</h2><p>Ask your doctor which of these medicines are good for you and for how long.</p>
<ul><li>Rugs<ul><li>Take loose rugs away from all the floors on which you walk in the dark.</ul>
<li>Shoes with <b>flat soles.</b><li>Lamps<li>Handles</ul>
<table><tr><th>Kind of medicine<th>How it is taken<th>What to do<tr><td>Bisphosphonates
<td>As a tablet once a week, with a full glass of water<td>Stay upright for half an hour
<tr><td>Antibodies<td>As a shot every six months<td>Do not miss a shot of it</table>
<p>Do not stop one of them before you have asked your doctor or nurse, or your bones can break.</p>
<h3>At home</h3><p>Put a lamp beside the bed.</p>
"""
LOOKS = {
    "plain": "td,th{width:40mm;text-align:left;vertical-align:top}",
    "loose": "body{font:12pt/1.7 sans-serif}td,th{text-align:left;border:1pt solid}table{border-collapse:collapse}",
    "indented": "p{margin:0;text-indent:1em}h2,h3{font-size:11pt}td,th{width:30mm;padding:1pt 5pt;text-align:left}",
    "side heads": "body{padding-left:4cm}h2{float:left;clear:both;width:3cm;margin:0 0 0 -4cm}td,th{padding-right:9pt}",
    "justified columns": (
        "body{font:10pt/1.3 serif;columns:2;column-gap:6mm;text-align:justify;hyphens:auto}h1{column-span:all}"
        "td,th{text-align:left;vertical-align:top}"
    ),
    "small pages": "@page{size:110mm 130mm;margin:9mm}td,th{padding:2pt 4pt;text-align:left;vertical-align:top}",
}


@pytest.mark.parametrize("look", LOOKS)
def test_places_and_looks_alone_tell_what_is_what(look: str, tmp_path: Path, library: Library) -> None:
    style = (
        "@page{size:letter;margin:20mm}body{font:11pt/1.3 serif}h1{font-size:22pt}h2{font-size:14pt}h3{font-size:12pt}"
    )
    html = f"<html lang=en><title>Bone Care</title><style>{style}{LOOKS[look]}</style>{HANDOUT}"
    text = body_of(import_page(tmp_path, library, html))
    expected = """
        ## What is it? {#what-is-it}
        Bones are living tissue, and all through life the body puts new bone in the place of old bone.
        ## Medicines {#medicines}
        Ask your doctor which of these medicines are good for you and for how long.
        - Rugs
          - Take loose rugs away from all the floors on which you walk in the dark.
        - Shoes with **flat soles.**
        - Lamps
        - Handles
        | Kind of medicine | How it is taken | What to do |
        | Bisphosphonates | As a tablet once a week, with a full glass of water | Stay upright for half an hour |
        | Antibodies | As a shot every six months | Do not miss a shot of it |
        Do not stop one of them before you have asked your doctor or nurse, or your bones can break.
        {home} At home {#at-home}
        Put a lamp beside the bed.
    """.replace("{home}", "##" if look == "indented" else "###")  # fmt: skip
    read = [line for line in text.splitlines() if line and not line.startswith((":::", "|--"))]
    assert read == textwrap.dedent(expected).strip().splitlines()


def test_terms_and_their_meanings_stay_apart(tmp_path: Path, library: Library) -> None:
    terms = {"Hematologist": "A doctor for diseases of the blood.", "Orthopaedist": "A doctor for bones and muscles."}
    items = "".join(f"<dt>{term}<dd>{meaning}" for term, meaning in terms.items())
    style = "<style>html{font-family:DejaVu Serif}dt{float:left;clear:left;font-weight:700}dd{margin-left:4cm}</style>"
    start = f"<html lang=en><title>Bone Care</title>{style}<h1>Bone Care</h1><h2>What?</h2>{paragraphs(PARAGRAPHS[:4])}"
    text = body_of(import_page(tmp_path, library, f"{start}<dl>{items}</dl>"))
    assert text.endswith("\n\n".join(f"{term}\n: {meaning}" for term, meaning in terms.items()))


def make_drawn_pdf(*operators: str) -> bytes:
    """Make a page from operators of its content, as small programs do."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(400, 400))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    pdf.pages[0].Contents = pdf.make_stream("\n".join(operators).encode())
    pdf.save(data := io.BytesIO())
    return data.getvalue()


def show(x: float, y: float, words: str, size: int = 10) -> str:
    return f"BT /F {size} Tf {x} {y} Td ({words}) Tj ET"


def test_drawn_bullets_and_the_borders_of_cells_count(tmp_path: Path, library: Library) -> None:
    borders = [f"{x} 200 .5 60 re f" for x in (40, 80, 120)] + [f"40 {y} 80 .5 re f" for y in (200, 220, 240, 260)]
    cells = [show(42 + 40 * column, 246 - 20 * row, f"{name}{row}")
             for row in range(3) for column, name in enumerate(("Kilogra", "Dos"))]  # fmt: skip
    made = import_file(tmp_path, library, "old.pdf", make_drawn_pdf(
        show(40, 370, "Tools", 20), show(40, 330, "Keep these things clean and dry."),
        "44 313 3 3 re f", show(54, 311, "a hammer, with which you drive nails"),
        "44 298 3 3 re f", show(54, 296, "a saw"), *borders, *cells,
    ))  # fmt: skip
    text = body_of(made)
    assert "- a hammer, with which you drive nails\n- a saw\n" in text
    assert "| Kilogra0 | Dos0 |\n|---|---|\n| Kilogra1 | Dos1 |\n| Kilogra2 | Dos2 |" in text


def test_pages_on_sheets_to_fold_are_put_in_order(tmp_path: Path, library: Library) -> None:
    isolate_fonts_of_process()  # with typefaces of the system there are more pages, or fewer
    style = "<style>@page{size:396pt 612pt;margin:60pt 36pt;@top-left{content:none}}h1,h2{break-after:avoid}</style>"
    flat = make_pdf(page(style, paragraphs(PARAGRAPHS + COLUMNS[:4])), tagged=False)
    with pikepdf.open(io.BytesIO(flat)) as pdf:
        number = len(pdf.pages)
    assert number == 4
    sides = build_sheet_sides(variant_of("saddle", (396, 612), (792, 612), 0), number, "ltr")
    expected = body_of(import_file(tmp_path, library, "old.pdf", flat))
    made = import_file(tmp_path, library, "sheets.pdf", impose_pages(flat, sides))
    assert body_of(made) == expected
    problems = [one.problem for one in made.findings]
    assert "its pages lie on sheets to fold, page 4 beside page 1; they were put in order" in problems
    assert not any("read one after the other" in problem for problem in problems)


@pytest.mark.parametrize("panels", [2, 3, 4])
def test_the_order_of_the_panels_of_a_leaflet_is_a_guess(panels: int, tmp_path: Path, library: Library) -> None:
    """Nothing on a foreign leaflet says in which order it is opened."""
    style = (
        "<style>@page{size:792pt 400pt;margin:40pt 20pt;@top-left{content:none}@bottom-center{content:none}}</style>"
    )
    columns = f"<div style='columns:{panels};column-gap:40pt;column-fill:auto;height:300pt'>"
    words = paragraphs(["Wash hands with care."] * 10 * panels)
    side = f"{style}{columns}{words}</div>"
    leaflet = f"<html lang=en><title>L</title>{side}<div style='break-before:page'></div>{side}"
    made = import_file(tmp_path, library, "old.pdf", make_pdf(leaflet, tagged=False))
    problem = f"its two sides look like a leaflet of {panels} panels; each side was read from left to right"
    assert problem in [one.problem for one in made.findings]


def test_turned_words_are_listed(tmp_path: Path, library: Library) -> None:
    turned = "BT /F 10 Tf 0 1 -1 0 390 100 Tm (See your nurse) Tj ET"
    made = import_file(tmp_path, library, "old.pdf", make_drawn_pdf(show(40, 370, "Tools are clean."), turned))
    assert [one.words for one in made.lines if one.fate == "omitted"] == ["See your nurse"]
    assert "IMP209" in {one.code for one in made.findings}


def test_words_recognized_on_a_scan_come_over_with_a_warning(tmp_path: Path, library: Library) -> None:
    scan = make_drawn_pdf(show(40, 370, "Take 5 mg each day.").replace("BT", "BT 3 Tr"))
    made = import_file(tmp_path, library, "old.pdf", scan)
    assert "Take 5 mg each day." in made.files["en.md"]
    assert any("recognized the words" in one.problem for one in made.findings)


def test_words_broken_at_the_end_of_a_line_are_joined(tmp_path: Path, library: Library) -> None:
    narrow = "<p>There are osteo-<br>clasts in a well-<br>known place, and this is well-known.</p>"
    made = import_page(tmp_path, library, page(narrow))
    assert "There are osteoclasts in a well-known place, and this is well-known." in body_of(made)
    assert "“osteo-clasts” was joined where a line ended in a hyphen" in [one.problem for one in made.findings]


def test_raised_figures_stay_apart_and_contents_are_left_out(tmp_path: Path, library: Library) -> None:
    rows = "".join(f"<p>{name} . . . . . . . . . . {number}</p>" for number, name in enumerate(("What", "Why"), 1))
    html = page(f"<p>In 2015<sup>1</sup> there were 10<sup>9</sup> cells.</p><div class=contents>{rows}</div>")
    made = import_page(tmp_path, library, html)
    assert "In 2015¹ there were 10⁹ cells." in body_of(made)
    assert ". . ." not in body_of(made)
    assert any("a list of contents is not imported" in one.problem for one in made.findings)


def test_contents_without_dots_are_left_out_and_doses_stay(tmp_path: Path, library: Library) -> None:
    names = ("Bones", "Muscles", "Food")
    rows = "".join(f"<tr><td style='width:9cm'>{name}<td>1" for name in names)
    doses = "".join(f"<tr><td style='width:9cm'>{age} years<td>1" for age in ("1 to 3", "4 to 8", "9 to 18"))
    texts = "".join(f"<h2>{name}</h2><p>All there is to say about it.</p>" for name in names)
    html = f"<html lang=en><title>Care</title><h1>Care</h1><h2>Contents</h2><table>{rows}</table>{texts}"
    made = import_page(tmp_path, library, f"{html}<table>{doses}</table>")
    text = body_of(made)
    assert text.startswith("## Bones {#bones}\n\nAll there is")
    assert "| 1 to 3 years | 1 |" in text
    assert [one.words for one in made.lines if one.fate == "omitted"] == ["Contents Bones 1 Muscles 1 Food 1"]


def test_nothing_advises_to_delete_the_text(tmp_path: Path, library: Library) -> None:
    html = page(
        "<p>Sample Center for Everyday Things<br>1 Example Street<br>Take 700 mg of calcium each day<br>"
        "Phone: 202-555-0199</p>"
    )
    made = import_page(tmp_path, library, html)
    assert "Take 700 mg of calcium each day" in body_of(made)
    assert [
        one.hint for one in made.findings if "delete" in one.hint and one.code in {"IMP206", "IMP207", "IMP208"}
    ] == []


def test_locked_damaged_and_wordless_files_get_a_finding(tmp_path: Path, library: Library) -> None:
    plain = make_pdf("<p>Words", tagged=False)
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    scan = make_pdf("<div style='width:9cm;height:9cm;background:red'></div>", tagged=False)
    for data, code in (((tmp_path / "locked.pdf").read_bytes(), "IMP102"), (b"%PDF-1.7", "IMP102"), (scan, "IMP108"),
                       (plain[: len(plain) // 2], "IMP102")):  # fmt: skip
        with pytest.raises(PressError) as raised:
            import_file(tmp_path, library, "old.pdf", data)
        assert [one.code for one in raised.value.findings] == [code]
