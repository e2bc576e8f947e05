"""Braille: files are made as a proof-reader would want them, and everything that is wrong with one is found."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from press.build import pipeline
from press.build.selection import list_editions
from press.load import load
from press.load.markdown.tokens import SNIPPET
from press.model.edition import Edition, FinishedEdition, PrintPages
from press.model.findings import PressError, list_errors
from press.model.sources.publication import Transcriber
from press.model.sources.variant import Variant
from press.orders.fulfilment import make_batch
from press.orders.ledger import enter_order
from press.orders.papers import OrderPaper
from press.parity.normal_form import compare_with_one_page
from press.publish.fingerprints import hash_parts
from press.readback.html import parse_html
from press.readback.page_starts import find_body, walk_passages
from press.readback.parity import Difference
from press.readback.speech.core_text import hash_core_text
from press.render.blocks import TextRun
from press.render.braille.translation import BrailleTranslator
from press.runtime import installation
from press.runtime.libraries import liblouis
from press.verify import read_back, verify
from tests import order_desk
from tests.conftest import Shipped
from tests.overlay import TEXT, findings, lay

EXTRA = """
## What else? {#else}

Wash *all of your fingers*, not **only** the thumbs: the child’s, too. A room has 12 m^2^. Water is H~2~O.

::: table Soaps {#soaps}
| Name of the soap | What it is made of | Where it is sold |
|------------------|--------------------|------------------|
| Sample soap | Oil and lye, with a smell of lemons | In every shop of the town |
| Other soap | Fat | Nowhere |
:::

More: [www.kitchen.example/a-long-way/to-the-page/about-sample-soap](https://kitchen.example/x) and vitamin D.
"""
PAGES = ("How is it", "Two of the")
"""What the second and the third print page begin with."""


def make(folder: Path, format_: str, **facts: object) -> FinishedEdition:
    """Make the English edition of the base library, with more in it and three print pages, in this process."""
    library = pipeline.read_library(lay(folder, {}))
    edition = next(one for one in list_editions(library) if one.lang == "en")
    variant = Variant.model_validate({"format": format_, "kind": "text", "pages_of": "letter"})
    edition = replace(edition, variant=variant, variant_name=format_)
    if facts:
        changed = edition.publication.facts.model_copy(update=facts)
        edition = replace(edition, publication=replace(edition.publication, facts=changed))
    return pipeline.finish_edition(replace(edition, print_pages=number_pages(edition)))


def number_pages(edition: Edition) -> PrintPages:
    passages = walk_passages(find_body(parse_html(pipeline.typeset(edition))))
    words = "".join(one.words for one in passages if one.is_core)
    starts = [words.index("".join(text.split())) for text in PAGES]
    return PrintPages("Handout, Letter", (0, *starts, len(words)))


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("braille") / "sources"
    lay(folder, {})
    (folder / TEXT).write_text((folder / TEXT).read_text("utf-8") + EXTRA, "utf-8")
    spanish = folder / TEXT.replace("en.md", "es.md")
    spanish.unlink()
    return folder


@pytest.fixture(scope="module")
def brf(sources: Path) -> FinishedEdition:
    return make(sources, "braille")


@pytest.fixture(scope="module")
def ebrl(sources: Path) -> FinishedEdition:
    return make(sources, "ebraille")


def find_differences(final: FinishedEdition, data: bytes) -> list[Difference]:
    """Find what the rules PAR101 to PAR107 tell."""
    return list(read_back(replace(final, data=data)).differences)


def find_kinds(final: FinishedEdition, data: bytes) -> set[str]:
    return {one.kind for one in find_differences(final, data)}


# ---------------------------------------------------------------- BRF


def test_a_brf_file_reads_as_a_transcriber_sets_it(brf: FinishedEdition) -> None:
    """Looked at by a proof-reader: signs of emphasis, numbers, tables, lists, notes, boxes, print pages."""
    text = brf.data.decode("ascii").replace("\r\n", "\n")
    pages = text.split("\f")[:-1]
    assert all(page.count("\n") == 25 for page in pages)
    assert max(len(line) for page in pages for line in page.split("\n")) <= 40
    assert not [line for line in text.split("\n") if line != line.rstrip(" ")]
    for expected in (
        "@.<,TRANSLAT$ BY A COMPUT]2 NO\n    TRANSCRIB] HAS R1D X4",  # who has read it
        ',:Y WA%8 """"""""',  # contents, with guide dots
        "\n    ,:Y WA%8\n  ,A SAMPLE H& HAS BE5 9 ! ^1G>D5^'4",  # a heading in cell 5, a paragraph in 3, a bold word
        "SOAP IS\nJAB^/ON4",  # a word of another language is not contracted
        "7777777777777777777777777777777777777777\n",
        "\n  9 A B>\n",  # a list in a list begins in cell 3
        "      @.<,PICTURE3 ,A TAP4@.>",
        '\n,PLACE  ,TAP  ,SOAP\n"33333  "333  "3333\n,KIT*5  YES   YES\n',
        '\n    ,"N ( ! SOAP3 ,SAMPLE SOAP\n,:AT X IS MADE (3 ,OIL & LYE1 ) A SMELL\n  ( LEMONS\n',
        ".7ALL ( YR.' .1F+]S.'1",  # a passage in italics
        "*'S1 TOO",  # an apostrophe is no quotation mark
        "#AB\nM;9#B4",
        ",H;5#B,O4",  # a number below the line (Rules of Unified English Braille, 3.24)
        "VITAM9 ;,D4",
        "---------------------------------------#B"[1:],
    ):  # fmt: skip
        assert expected in text, expected
    assert pages[-1].splitlines()[0].rstrip().endswith("#C"), "the print page in the corner"


@pytest.mark.parametrize(("lang", "cells"), [
    ("en", "⠠⠓⠰⠢⠼⠃⠠⠕⠀⠠⠃⠰⠢⠼⠁⠃⠀⠉⠍⠰⠔⠼⠁⠙⠀⠍⠰⠔⠼⠃"), ("es", "⠨⠓⠌⠼⠃⠨⠕⠀⠨⠃⠌⠼⠁⠃⠀⠉⠍⠡⠼⠁⠙⠀⠍⠡⠼⠃"),
])  # fmt: skip
def test_numbers_above_and_below_the_line_have_the_sign_of_the_language(lang: str, cells: str, tmp_path: Path) -> None:
    library = pipeline.read_library(lay(tmp_path / "sources", {}))
    settings = library.languages[lang].braille
    assert settings
    runs = (TextRun("H"), TextRun("2", position="subscript"), TextRun("O B₁₂ cm"),
            TextRun("14", position="superscript"), TextRun(" m²"))  # fmt: skip
    assert BrailleTranslator(lang, settings).translate_runs(runs) == cells.split("⠀")


def test_a_line_breaks_inside_an_address_only_after_a_sign(brf: FinishedEdition) -> None:
    lines = brf.data.decode().replace("\r", "").split("\n")
    at = next(number for number, line in enumerate(lines) if "WWW4KIT*5" in line)
    assert lines[at][-1] in "4/-"
    assert "_/" in lines[at] + lines[at + 1]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("X IS N CL1N4 ", "", "changed"),
        ("X IS N CL1N4", "X IS CL1N4", "changed"),
        ("#AB\r\nM;9#B4", "#AC\r\nM;9#B4", "changed"),
        (",ANY SAMPLE TAP W D4", ",ANY SAMPLE TAP C D4", "changed"),
        ("@.<,PICTURE3 ,A TAP4", "@.<,PICTURE3 ,A B>4", "changed"),
        ("CL1N4", "CLEAN4", "otherwise"),
        ("^1G>D5^'4", "G>D54", "otherwise"),
        (".7ALL ( YR.' .1F+]S.'1", "ALL ( YR F+]S1", "otherwise"),
        ("VITAM9 ;,D4", "VITAM9 ,D4", "changed"),
        ("\r\n    ,:Y WA%8\r\n", "\r\n  ,:Y WA%8\r\n", "layout"),
        ("\r\n  9 A B>\r\n", "\r\n9 A B>\r\n", "layout"),
        ("GGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGG\r\n", "\r\n", "layout"),
        ("-#B\r\n", "-#C\r\n", "layout"),
        ("#A\r\n\f", "#B\r\n\f", "layout"),
        ("HAS R1D X4", "HAS READ X4", "changed"),
        (",ALL COLUMN H1D+S", ",ALL COLUMN H1DS", "changed"),
        ("\r\n,SOAP\r\n", "\r\n,TAP\r\n", "changed"),
    ],
)
def test_every_harm_to_a_brf_file_is_found(old: str, new: str, kind: str, brf: FinishedEdition) -> None:
    whole = brf.data.decode()
    assert old in whole, "the example is no example"
    assert kind in find_kinds(brf, whole.replace(old, new, 1).encode())


def test_a_lost_page_and_a_wrong_page_in_the_contents_are_found(brf: FinishedEdition) -> None:
    assert list(verify(brf)) == []
    pages = brf.data.split(b"\f")
    assert {"lost", "layout"} <= find_kinds(brf, b"\f".join([*pages[:3], *pages[4:]]))
    front, text = pages[0].decode(), b"\f".join(pages[1:])
    wrong = front.replace('" #A\r\n', '" #C\r\n', 1)
    assert wrong != front
    problems = [one.problem for one in find_differences(brf, wrong.encode() + b"\f" + text)]
    assert any("the contents name" in one and "on page 3; it begins on page 1" in one for one in problems)


@pytest.mark.parametrize(
    "data", [b"", b"\f", b"no braille", "é\f".encode(), b"\x00" * 40 + b"\f", b"A" * 99 + b"\r\n\f"]
)
def test_what_is_no_brf_file_has_findings(data: bytes, brf: FinishedEdition) -> None:
    assert "layout" in find_kinds(brf, data)


# ---------------------------------------------------------------- eBraille


def change(data: bytes, name: str, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as changed:
        for entry in packed.infolist():
            text = packed.read(entry).decode()
            if entry.filename == name:
                assert old in text, "the example is no example"
                text = text.replace(old, new, 1)
            changed.writestr(entry, text)
    return out.getvalue()


def spell(text: str) -> str:
    """Spell ASCII braille as Unicode patterns."""
    from press.readback.braille.brf import PATTERNS

    return "".join(PATTERNS[one] for one in text)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (spell("CL1N4"), "", "changed"),
        (spell("#AB"), spell("#AC"), "changed"),
        (spell("CL1N4"), spell("CLEAN4"), "otherwise"),
        (spell("^1G>D5^'4"), spell("G>D54"), "otherwise"),
        ('<div class="box">', "<div>", "role"),
        ('<p class="transcriber-note">', "<p>", "role"),
        ('aria-label="⠼⠃"', 'aria-label="⠼⠉"', "layout"),
        ("<h3 id=", "<h4 id=", "layout"),
        ("</table>", "</td>", "layout"),
    ],
)
def test_every_harm_to_an_ebraille_file_is_found(old: str, new: str, kind: str, ebrl: FinishedEdition) -> None:
    assert kind in find_kinds(ebrl, change(ebrl.data, "ebraille/text.html", old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#page-2", "#page-3"),
        ('<li><a href="ebraille/text.html#page-2">⠼⠃</a></li>', ""),
        (spell(",:Y WA%8"), spell(",:AT WA%8")),
    ],
)
def test_harms_to_the_contents_are_found(old: str, new: str, ebrl: FinishedEdition) -> None:
    assert list(verify(ebrl)) == []
    assert "reference" in find_kinds(ebrl, change(ebrl.data, "index.html", old, new))


def test_metadata_that_must_be_one_are_not_two(ebrl: FinishedEdition) -> None:
    """eBraille 1.0, 5.3.3: exactly one cell type and one date; languages may be more."""
    for twice, codes in (("a11y:brailleCellType", {"EBR102"}), ("a11y:producer", set())):
        line = f'<meta property="{twice}">'
        data = change(ebrl.data, "package.opf", line, f"{line}6</meta>\n{line}")
        assert {one.code for one in verify(replace(ebrl, data=data))} == codes


def test_the_same_text_makes_the_same_files(sources: Path, ebrl: FinishedEdition, brf: FinishedEdition) -> None:
    assert make(sources, "ebraille").data == ebrl.data
    assert make(sources, "braille").data == brf.data


# ---------------------------------------------------------------- who has read it


def test_a_transcriber_is_named_only_for_the_text_that_was_read(sources: Path, brf: FinishedEdition) -> None:
    digest = hash_core_text(brf.html)[:16]
    for text, expected in ((digest, "R1D BY ,ANN ,R1D]4"), ("0" * 16, "NO\r\n    TRANSCRIB] HAS R1D X4")):
        reader = Transcriber(name="Ann Reader", on="2026-01-02", text=text)
        final = make(sources, "braille", transcriber={"en": reader})
        assert expected in final.data.decode(), expected
        codes = {one.code for one in verify(final)}
        assert codes == (set() if text == digest else {"BRL104"})


# ---------------------------------------------------------------- what a table does not have


def test_a_character_without_braille_is_told_at_its_source_and_refuses_braille_alone(tmp_path: Path) -> None:
    folder = lay(tmp_path / "sources", {"variants/dots.yaml": "format: braille\nkind: text\n"})
    source = folder / TEXT
    source.write_text(source.read_text("utf-8").replace("Any sample tap", "Any ☐ or √2 مرحبا بك tap"), "utf-8")
    found = [one for one in findings(folder) if one.code == "BRL101"]
    assert [(one.place.line, one.place.column, one.severity) for one in found] == [
        (15, 5, "warning"),
        (15, 10, "warning"),
        (15, 13, "warning"),
    ]
    assert "U+2610, ballot box" in found[0].problem
    assert "`مرحبا بك`" in found[2].problem, "words are one finding, not one a letter"
    library = pipeline.read_library(folder)
    editions = [one for one in list_editions(library) if one.lang == "en" and one.variant_name == "dots"]
    with pytest.raises(PressError) as caught:
        pipeline.make_edition(editions[0])
    assert [one.code for one in list_errors(caught.value.findings)] == ["BRL102"], "one cause is told once"


SIGNS = {
    "38 °C": "⠼⠉⠓⠀⠴⠨⠉",
    "≥65": "⠕⠶⠼⠋⠑",
    "≤2": "⠪⠶⠼⠃",
    "−4": "⠤⠼⠙",
    "Ex™": "⠨⠑⠭⠣⠨⠨⠞⠍⠜",
    "1.º": "⠼⠁⠄⠡⠕",
    "façà": "⠋⠁⠯⠷",
    "⅔": "⠼⠆⠉",
    "5‰": "⠼⠑⠸⠴⠴",
}


@pytest.mark.parametrize("format_", ["braille", "ebraille"])
def test_spanish_braille_has_the_signs_that_its_table_lacks_and_names_every_language(
    format_: str, tmp_path: Path
) -> None:
    """A third text is in a language whose own name Spanish braille cannot write."""
    spanish = TEXT.replace("en.md", "es.md")
    folder = lay(tmp_path / "sources", {"variants/dots.yaml": f"format: {format_}\nkind: text\n"})
    words = (folder / "languages/es.yaml").read_text("utf-8")
    lay(folder, {"languages/ru.yaml": words.replace("name: español", "name: русский")})
    lay(folder, {TEXT.replace("en.md", "ru.md"): (folder / spanish).read_text("utf-8")})
    lay(folder, {spanish: (folder / spanish).read_text("utf-8") + "\n" + ", ".join(SIGNS) + ".\n"})
    library, _ = pipeline.check_sources(folder)
    editions = {one.lang: one for one in list_editions(library) if one.variant_name == "dots"}
    final, _ = pipeline.make_edition(editions["es"])
    if format_ == "ebraille":
        text = zipfile.ZipFile(io.BytesIO(final.data)).read("ebraille/text.html").decode()
        assert [one for one, cells in SIGNS.items() if cells not in text] == []
    said = read_back(final).words
    assert "English, español y ruso" in said
    assert all(one in said for one in SIGNS)
    assert editions["en"].language_line.endswith("English, español and Russian.")
    assert list(compare_with_one_page(final.edition, final.html)) == []


def test_a_language_without_a_braille_table_has_no_braille_and_says_so(tmp_path: Path) -> None:
    folder = lay(tmp_path / "sources", {"variants/dots.yaml": "format: braille\nkind: text\n"})
    language = folder / "languages/es.yaml"
    language.write_text(language.read_text("utf-8").partition("\nbraille:")[0] + "\n", "utf-8")
    told = [one for one in findings(folder) if one.code == "SRC308"]
    assert any("no braille editions, because no braille table is named" in one.problem for one in told)
    made = {one.lang for one in list_editions(pipeline.read_library(folder)) if one.variant_name == "dots"}
    assert made == {"en"}


def test_without_liblouis_braille_says_what_to_install(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liblouis, "LIBRARIES", ("no-such-library.so",))
    liblouis._load_library.cache_clear()
    try:
        with pytest.raises(PressError) as caught:
            make(sources, "braille")
    finally:
        liblouis._load_library.cache_clear()
    (finding,) = caught.value.findings
    assert finding.code == "ENV106"
    assert "liblouis20" in finding.hint
    assert "the other editions do not need it" in finding.hint


def test_another_liblouis_makes_braille_out_of_date_and_nothing_else(
    brf: FinishedEdition, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = replace(brf.edition, variant=Variant.model_validate({"format": "text", "kind": "text"}))
    before = [hash_parts(one) for one in (brf.edition, text)]
    monkeypatch.setattr(installation, "FORMAT_TOOLS", {"liblouis": lambda: "99"})
    after = [hash_parts(one) for one in (brf.edition, text)]
    assert [one != other for one, other in zip(before, after, strict=True)] == [True, False]


# ---------------------------------------------------------------- the shipped publications


def list_shipped(shipped: Shipped, format_: str) -> Iterator[tuple[dict[str, object], Path]]:
    return ((row, shipped.folder / str(row["file"])) for row in shipped.editions if row["format"] == format_)


def test_every_shipped_publication_has_braille_with_the_pages_of_letter(shipped: Shipped) -> None:
    rows = [row for row, _ in list_shipped(shipped, "braille")]
    assert {(row["publication"], row["language"]) for row in rows} == {
        (row["publication"], row["language"]) for row in shipped.editions
    }
    for row, path in list_shipped(shipped, "braille"):
        letter = next(
            one for one in shipped.editions if one["edition"] == f"{row['publication']}.{row['language']}.letter"
        )
        text = path.read_bytes().decode("ascii")
        named = {line.rpartition("#")[2] for line in text.split("\r\n") if line.startswith("------")}
        starts = letter["page_starts"]
        with_words = [page for page in range(2, len(starts)) if starts[page - 1] < starts[page]]
        in_corners = {page.split("\r\n")[0].rpartition("#")[2] for page in text.split("\f")[:-1]}
        assert {"ABCDEFGHI"[page - 1] for page in with_words} <= named | in_corners
        assert row["tools"]["liblouis"] == liblouis.read_liblouis_version()  # type: ignore[index]


@pytest.mark.skipif(sys.platform != "linux", reason="the numbers are of Debian's tables")
def test_most_words_of_english_braille_come_back_as_they_were(brf: FinishedEdition) -> None:
    """Proved without the writer's tables: cells, translated back, are the words of the page."""
    from press.readback.braille.brf import read_brf_file
    from press.readback.braille.proof import decode_word

    settings = brf.edition.language.braille
    assert settings
    said = [decode_word(one.cells, settings).casefold() for one in read_brf_file(brf.data).words]
    wanted = read_back(brf).words.casefold().split()
    same = sum(word in said for word in wanted)
    assert same / len(wanted) > 0.9


# ---------------------------------------------------------------- orders and catalogue


def test_an_order_for_braille_is_answered_by_the_next_batch(tmp_path: Path) -> None:
    """The file, a job for an embosser, the note on the pick list, and a day instead of ten."""
    library, _ = load(order_desk.sources(tmp_path / "sources"))
    note = "Translated by a computer; no transcriber has read it."
    letter = order_desk.row("en", "letter")
    brf = replace(letter, edition="handwashing.en.braille", variant="braille", format="braille", trim=None, note=note,
                  file="handwashing/handwashing.en.braille.brf", pages=7)  # fmt: skip
    brf = replace(brf, sha256=hashlib.sha256(brf.file.encode()).hexdigest())
    rows = (letter, brf, order_desk.row("es", "letter"))
    shop = order_desk.shop(order_desk.publish(tmp_path / "published", rows), library, rows)
    book = order_desk.open_ledger(tmp_path)
    asked = order_desk.order("a", other_format="braille"), order_desk.order("b", other_format="braille")
    spanish = order_desk.order("c", (("es", "letter", 1),), other_format="braille")
    for one in (*asked, spanish):
        enter_order(book, one, shop.offer, order_desk.NOW)
    pages: list[str] = []

    def draw(papers: list[OrderPaper]) -> Iterator[tuple[OrderPaper, bytes]]:
        pages.extend(paper.html for paper in papers)
        yield from order_desk.at_once(papers)

    done = make_batch(book, shop, order_desk.NOW, base=tmp_path / "batches", drawn=draw)
    assert done
    folder = next((tmp_path / "batches").iterdir())
    assert (folder / "emboss/handwashing.en.braille.brf").read_text() == brf.file
    ticket = json.loads((folder / "emboss/handwashing.en.braille.ticket.json").read_text())
    assert (ticket["copies"], ticket["orders"], ticket["pages_per_copy"]) == (2, ["000001", "000002"], 7)
    assert (ticket["cells_per_line"], ticket["lines_per_page"], ticket["note"]) == (40, 25, note)
    assert "emboss/handwashing.en.braille.brf" in pages[0]
    assert note in pages[0]
    due = {one["order"]: one["due"] for one in json.loads((folder / "manifest.json").read_text())["requests"]}
    assert due == {"000001": "2026-03-03", "000002": "2026-03-03", "000003": "2026-03-16"}


def test_the_web_page_and_the_catalogue_say_who_has_read_the_braille(shipped: Shipped) -> None:
    page = (shipped.folder / "osteopetrosis/osteopetrosis.en.web.html").read_text("utf-8")
    listed = (shipped.folder / "catalogue/osteopetrosis.en.html").read_text("utf-8")
    for text in (page, listed, (shipped.folder / "catalogue.json").read_text("utf-8")):
        assert "no transcriber has read it" in " ".join(text.split())


ELEMENTS = """
## What can I write here? {#write}

- [ ] an empty box with a note[^one]
- [x] a checked box

Take ____ drops.

[^one]: The words of the note.
"""


@pytest.mark.parametrize("format_", ["braille", "ebraille"])
def test_boxes_to_check_lines_to_fill_in_and_notes_are_said(format_: str, tmp_path: Path) -> None:
    folder = lay(tmp_path / "sources", {})
    (folder / TEXT).write_text((folder / TEXT).read_text("utf-8") + ELEMENTS, "utf-8")
    (folder / TEXT.replace("en.md", "es.md")).unlink()
    final = make(folder, format_)
    assert [str(one) for one in verify(final)] == []
    words = read_back(final).words
    assert "[check-box, empty] an empty box with a note[1]" in words
    assert "1. The words of the note." in words


@pytest.mark.parametrize("format_", ["braille", "ebraille"])
def test_numbers_with_spaces_and_words_as_long_as_a_line_are_proved(format_: str, tmp_path: Path) -> None:
    """English braille writes `5 000` as one word, with a sign for the space. A word as long as a line begins it."""
    text = f"Take 5 000 units of H~2~O, or ask for 18 0f7a 4caa.\n\n{'x' * 39} is a word.\n"
    folder = lay(tmp_path / "sources", {SNIPPET: text})
    (folder / TEXT.replace("en.md", "es.md")).unlink()
    final = make(folder, format_)
    assert [str(one) for one in verify(final)] == []
    assert "Take 5 000 units of H_(2)O, or ask for 18 0f7a 4caa." in [line.words for line in read_back(final).lines]
    if format_ == "braille":
        assert find_kinds(final, final.data.replace(b'#E"JJJ', b'#E"JJH')) == {"changed"}


def test_a_table_with_merged_cells_is_a_list(tmp_path: Path) -> None:
    folder = lay(tmp_path / "sources", {})
    table = "\n::: table Merged {#merged}\n| Who | One | Two |\n|-----|-----|-----|\n| Women | 1 | << |\n:::\n"
    (folder / TEXT).write_text((folder / TEXT).read_text("utf-8") + table, "utf-8")
    (folder / TEXT.replace("en.md", "es.md")).unlink()
    assert list_errors(verify(make(folder, "braille"))) == []
