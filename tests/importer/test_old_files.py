"""Word files, pages and texts as people have made them: what each oddity becomes, and what the list says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from press.importer.blocks import FileWords
from press.importer.completeness import find_missing_words
from press.importer.readers.builder import BlockBuilder
from press.model.findings import PressError
from press.model.library import Library
from tests.importer.test_word_files import body_of, body_of_word, import_file, library
from tests.importer.word_files import SYMBOL, code, item, make_word_file, para, run, styled, table

__all__ = ["library"]


def problems(tmp_path: Path, library: Library, name: str, data: bytes, code: str) -> list[str]:
    """The problems of one code that an import lists."""
    return [one.problem for one in import_file(tmp_path, library, name, data).findings if one.code == code]


# ---------------------------------------------------------------- Word files

_NESTED = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
_CHECKED = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'
    "</w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar "
    'w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
HEAD = "::: table TO DO: say what this table shows {#table}\n| Age | Dose |\n|---|---|\n"
_STATE = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox></w:sdtPr><w:sdtContent>{}'
    "</w:sdtContent></w:sdt>"
)
CHOICES = '<w:ddList>{}<w:listEntry w:val="mg"/><w:listEntry w:val="mL"/></w:ddList>'


def form(control: str, name: str, result: str = "") -> str:
    """A field of an old form."""
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{control}</w:ffData></w:fldChar></w:r>'
    shown = f"{_NESTED('separate')}{run(result)}" if result else ""
    return f"{begin}<w:r><w:instrText> {name} </w:instrText></w:r>{shown}{_NESTED('end')}"


WORD = {
    "a struck-out dose": ([para(run("Take ") + run("10 mg ", "<w:strike/>") + run("5 mg daily"))], "Take 5 mg daily"),
    "hidden words": ([para(run("Shown ") + run("hiddenword ", "<w:vanish/>") + run("after"))], "Shown after"),
    "a simple field": (
        [para(f'{run("Figure ")}<w:fldSimple w:instr="SEQ">{run("7")}</w:fldSimple>{run(": The spine.")}')],
        "Figure 7: The spine.",
    ),
    "a field with a link": (
        [
            para(
                f'{_NESTED("begin")}<w:r><w:instrText> HYPERLINK "https://shed.example/b"</w:instrText></w:r>'
                f"{_NESTED('separate')}{run('the site')}{_NESTED('end')}{run(' is here')}"
            )
        ],
        "[the site](https://shed.example/b) is here",
    ),
    "an equation": (
        [
            para(
                run("Dose: ")
                + "<m:oMath><m:r><m:t>x=</m:t></m:r><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r>"
                "<m:t>2</m:t></m:r></m:den></m:f></m:oMath>" + run(" tablet")
            )
        ],
        "Dose: x=1/2 tablet",
    ),
    "check boxes": (
        [
            para(_STATE.format(1, run("☒")) + run(" Penicillin")),
            para(_STATE.format(0, run("☐")) + run(" Latex")),
            para(_CHECKED + run(" Nuts")),
        ],
        "- [x] Penicillin\n- [ ] Latex\n- [x] Nuts",
    ),
    "a list that goes on": (
        [item("One"), item("Two"), para("A note."), item("Three"), item("Four")],
        "1. One\n2. Two\n\n   A note.\n\n3. Three\n4. Four",
    ),
    "a list that begins anew": (
        [item("One"), item("Two"), para("Again."), item("One", 4)],
        "1. One\n2. Two\n\nAgain.\n\n1. One",
    ),
    "bullets between steps": ([item("One"), item("Red", 2), item("Two")], "1. One\n   - Red\n2. Two"),
    "letters under steps": (
        [item("One"), item("Left", 1, 1), item("Right", 1, 1), item("Two")],
        "1. One\n   - a) Left\n   - b) Right\n2. Two",
    ),
    "levels by style": ([item("One", 2), styled("Inner", "LB2")], "- One\n  - Inner"),
    "typed lists": (
        [para("1.\tOne"), para("2.\tTwo"), para("•\tRed"), para("o\tInner"), para("\uf0a7 Deep")],
        "1. One\n2. Two\n\n- Red\n  - Inner\n    - Deep",
    ),
    "a sentence that begins with a figure": (
        [para("5. May was warm."), para("o clock")],
        "5\\. May was warm.\n\no clock",
    ),
    "a drop cap": ([para("B", '<w:framePr w:dropCap="drop"/>'), para("ones are living.")], "Bones are living."),
    "styles based on others": (
        [
            para(run("Take ") + run("old ", '<w:rStyle w:val="Older"/>') + run("new")),
            styled("Under it", "OurHead"),
            para("Words."),
        ],
        "Take new\n\n## Under it {#under-it}\n\nWords.",
    ),
    "raised figures": (
        [
            para(
                run("10")
                + run("9", '<w:vertAlign w:val="superscript"/>')
                + run("/L, CO")
                + run("2", '<w:vertAlign w:val="subscript"/>')
                + run(", 1")
                + run("st", '<w:vertAlign w:val="superscript"/>')
                + run(", x")
                + run("n+1", '<w:vertAlign w:val="superscript"/>')
            )
        ],
        "10⁹/L, CO₂, 1st, x\\^(n+1)",
    ),
    "a box": (
        [table((para(run("Warning", "<w:b/>")) + para("Do not fall."),))],
        "::: callout Warning {#warning}\n\nDo not fall.\n:::",
    ),
    "a box without a title": (
        [table(("Do not fall.",)), para("Then.")],
        "::: callout TO DO: a title for this box {#box}\n\nDo not fall.\n:::\n\nThen.",
    ),
    "lines set with tabs": (
        [
            para(f"<w:r><w:t>{a}</w:t><w:tab/><w:t>{b}</w:t></w:r>")
            for a, b in (("Age", "Dose"), ("1", "5"), ("2", "6"))
        ],
        HEAD + "| 1 | 5 |\n| 2 | 6 |\n:::",
    ),
    "lines to write on": (
        [para("<w:r><w:t>Name: ______</w:t><w:br/><w:t>Day: __</w:t></w:r>")],
        "Name: ______\\\nDay: \\_\\_",
    ),
    "symbols of old typefaces": (
        [
            para(
                "<w:r><w:sym w:font='Symbol' w:char='F0B3'/><w:t>5 </w:t><w:sym w:font='Symbol' w:char='F06D'/><w:t>g"
                "</w:t></w:r>"
            )
        ],
        "≥5 μg",
    ),
    "letters of the typeface Symbol": (
        [para(run("5 ") + run("m", SYMBOL) + run("g, ") + run("\xb3", SYMBOL) + run("5; 5 mg"))],
        "5 μg, ≥5; 5 mg",
    ),
    "letters of other symbol typefaces": (
        [
            para("<w:r><w:sym w:font='Wingdings 2' w:char='F0A3'/><w:t> No</w:t></w:r>"),
            para(run("R", '<w:rFonts w:ascii="Wingdings 2"/>') + run(" Yes")),
            para(run("m", '<w:rFonts w:ascii="Segoe UI Symbol"/>') + run("g")),
        ],
        "- [ ] No\n- [x] Yes\n\nmg",
    ),
    "equations that are fields": (
        [
            para(run("Take 1") + code(r" EQ \f(1,2) ") + run(" or ") + code(r"eq \r(3,x+1)") + run(".")),
            para(code(r"EQ \f(a;b\s\up6(2)) \b(\f(x,y)) \o(A\,B) )")),
        ],
        "Take 1 1/2 or 3√(x+1).\n\na/(b\\^2) (x/y) A,B )",
    ),
    "symbols that are fields": (
        [para(run("5 ") + code(r' SYMBOL 109 \f "Symbol" \s 12') + run("g ") + code(r"SYMBOL 0x2265 \u") + run("5"))],
        "5 μg ≥5",
    ),
    "forms": (
        [
            para(run("Name: ") + form("<w:textInput/>", "FORMTEXT", "\u2002\u2002")),
            para(run("Unit: ") + form(CHOICES.format('<w:result w:val="1"/>'), "FORMDROPDOWN")),
            para(run("Size: ") + form(CHOICES.format(""), "FORMDROPDOWN")),
        ],
        "Name: ____\n\nUnit: mL\n\nSize: ____ (mg / mL)",
    ),
    "a bullet in words": ([item("fall.", 5), item("run.", 5)], "- Do not fall.\n- Do not run."),
    "figures raised by half-points": (
        [para(run("in 2015") + run("3", '<w:position w:val="6"/>') + run(", 5") + run("7", '<w:position w:val="1"/>'))],
        "in 2015³, 57",
    ),
    "the end of a paragraph deleted": ([para("One ", "<w:rPr><w:del/></w:rPr>"), para("two.")], "One two."),
    "right to left": ([para(f'<w:bdo w:val="rtl">{run("שלום")}</w:bdo>')], "שלום"),
    "base and ruby": (
        [para(f"<w:r><w:ruby><w:rt>{run('kan')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby></w:r>")],
        "漢 (kan)",
    ),
}


@pytest.mark.parametrize("name", WORD)
def test_word_files_read_as_they_look(name: str, tmp_path: Path, library: Library) -> None:
    paragraphs, expected = WORD[name]
    assert body_of_word(tmp_path, library, *paragraphs) == expected


def test_notes_stand_apart_from_figures_and_after_the_text(tmp_path: Path, library: Library) -> None:
    call = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    made = body_of_word(
        tmp_path, library, para(run("in 2015") + call + run(".")),
        notes=f'<w:footnote w:id="7">{para("A study.")}</w:footnote>',
    )  # fmt: skip
    assert made == "in 2015[^1].\n\n[^1]: A study."


def test_comments_charts_and_words_that_moved_are_listed(tmp_path: Path, library: Library) -> None:
    body = para(f"<w:moveFrom>{run('Here first.')}</w:moveFrom>") + para(f"<w:moveTo>{run('Here first.')}</w:moveTo>")
    chart = '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:v>Bones</c:v></c:chart>'
    data = make_word_file(
        styled("Tools", "Title") + styled("What?", "H2") + body,
        comments=f'<w:comment w:id="1" w:author="Sam">{para("Check this.")}</w:comment>',
        word__charts__chart1_xml=chart,
    )
    listed = " ".join(problems(tmp_path, library, "old.docx", data, "IMP209"))
    for words in ("a comment by Sam is not imported: “Check this.”", "a chart is not imported: “Bones”", "moved away",
                  "tracked changes"):  # fmt: skip
        assert words in listed


def test_settings_of_a_printer_are_no_words(tmp_path: Path, library: Library) -> None:
    data = make_word_file(
        styled("Tools", "Title") + para("A thing."), word__printerSettings__p1_bin="<!DOCTYPE plist><plist/>"
    )
    assert import_file(tmp_path, library, "old.docx", data).files


@pytest.mark.parametrize("name", ["old.txt", "old.html"])
def test_a_file_of_one_line_gives_a_title_and_says_so(name: str, tmp_path: Path, library: Library) -> None:
    made = import_file(tmp_path, library, name, b"Hello")
    assert "title: Hello" in made.files["en.md"]
    assert "there is nothing below the title" in [one.problem for one in made.findings]


def test_broken_files_get_a_finding(tmp_path: Path, library: Library) -> None:
    deep = "<w:sdt><w:sdtContent>" * 300 + para("Deep.") + "</w:sdtContent></w:sdt>" * 300
    for body in (deep, "<w:p>", "<w:p><w:r><w:t>&bad;</w:t></w:r></w:p>"):
        with pytest.raises(PressError) as raised:
            import_file(tmp_path, library, "old.docx", make_word_file(body))
        assert [one.code for one in raised.value.findings] == ["IMP102"]


def test_odd_values_in_a_word_file_do_no_harm(tmp_path: Path, library: Library) -> None:
    odd = [
        para("One", '<w:pStyle w:val="Loop"/><w:numPr><w:ilvl w:val="x"/><w:numId w:val="99"/></w:numPr>'),
        para(run("Two", '<w:lang w:val="not a tag"/>') + "<w:r><w:sym w:font='X' w:char='zz'/></w:r>"),
        "<w:tbl><w:tr/><w:tr><w:tc/></w:tr></w:tbl>",
        table(("Three", "Four"), ("Five",)).replace("<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="-4"/></w:tcPr>', 1),
        para(_NESTED("end") + run("Six") + _NESTED("begin")),
        para('<w:hyperlink r:id="none"><w:r><w:t>Seven</w:t></w:r></w:hyperlink>'),
    ]
    text = body_of_word(tmp_path, library, *odd)
    assert all(words in text for words in ("One", "Two", "Three", "Four", "Five", "Six", "Seven"))


# ---------------------------------------------------------------- pages

TO_DO_TABLE = "::: table TO DO: say what this table shows {#table}\n"
PAGES = {
    "struck-out words": (
        "<p>Take <del>10 mg</del> <s>9 mg</s> 5 mg <span style='text-decoration:line-through'>1</span>daily.",
        "Take 5 mg daily.",
    ),
    "a note": (
        "<p>in 2015<sup><a href='#f1'>1</a></sup>.<p>Read on.<ol><li id=f1>A <i>study</i>. <a href='#c'>↩</a></ol>",
        "in 2015[^1].\n\nRead on.\n\n[^1]: A *study*.",
    ),
    "merged cells": (
        "<table><tr><th>Who<th colspan=2>Dose<tr><td rowspan=2>Men<td>1<td>2<tr><td colspan=2>3</table>",
        (TO_DO_TABLE + "| Who | Dose | << |\n|---|---|---|\n| Men | 1 | 2 |\n| ^^ | 3 | << |\n:::"),
    ),
    "the call of a note": ("<p>in 2015<sup><a href='#f'>1</a></sup>.", "in 2015\\[1\\]."),
    "raised words": ("<p>10<sup>9</sup>, x<sup>n+1</sup>, 1<sup>st</sup>, H<sub>2</sub>O", "10⁹, x\\^(n+1), 1st, H₂O"),
    "an equation": (
        "<p>Dose <math><mi>x</mi><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac></math> tablet",
        "Dose x=1/2 tablet",
    ),
    "a list that goes on": (
        "<ol><li>One<li>Two</ol><p>A note.</p><ol start=3><li>Three</ol>",
        "1. One\n2. Two\n\n   A note.\n\n3. Three",
    ),
    "a list from three": ("<ol start=3><li>Three</ol>", "3\\. Three"),
    "letters and counting down": (
        "<ol type=A><li>x<li>y</ol><p>And.</p><ol reversed><li>z<li>end</ol>",
        "- A. x\n- B. y\n\nAnd.\n\n- 2\\. z\n- 1\\. end",
    ),
    "check boxes": (
        "<p><input type=checkbox checked> Yes <input type=radio>No<input type=hidden value=token>",
        "\\[x\\] Yes \\[ \\] No",
    ),
    "a box": (
        "<table><tr><td><b>Warning</b><p>Do not fall.</table>",
        "::: callout Warning {#warning}\n\nDo not fall.\n:::",
    ),
    "typed bullets": ("<p>• One</p><p>• Two</p>", "- One\n- Two"),
    "set with tabs": ("<pre>Age\tDose\n1\t5\n2\t6</pre>", HEAD + "| 1 | 5 |\n| 2 | 6 |\n:::"),
    "head and foot of a table": (
        "<table><tfoot><tr><td>5<td>6<thead><tr><th>Age<th>Dose<tbody><tr><td>1<td>2</table>",
        HEAD + "| 1 | 2 |\n| 5 | 6 |\n:::",
    ),
    "rows and cells that are hidden": (
        "<table><tr><th>Age<th>Dose<tr hidden><td>7<td>8<tr><td>1<td style='display:none'>9<td>2</table>",
        HEAD + "| 1 | 2 |\n:::",
    ),
    "a box in a definition": ("<dl><dt>Bone<dd><table><tr><td>Living</table></dl>", "Bone\n: Living"),
    "a form": (
        (
            "<p>Name: <input placeholder=You><p>Unit: <select><option>mg<option selected>mL</select>"
            "<p>Size: <select><option>S<option>L</select>"
        ),
        "Name: ____\n\nUnit: mL\n\nSize: ____ (S / L)",
    ),
    "raised by a style": ("<p>10<span style='vertical-align: super'>9</span>", "10⁹"),
    "a heading by its role": ("<div role=heading aria-level=3>Who</div><p>You.", "### Who {#who}\n\nYou."),
    "marks of a quotation": ("<p>Say <q>no</q>.", "Say “no”."),
    "ruby": ("<p><ruby>漢<rt>kan</rt></ruby>", "漢 (kan)"),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_read_as_they_look(name: str, tmp_path: Path, library: Library) -> None:
    page, expected = PAGES[name]
    made = import_file(tmp_path, library, "old.html", f"<h1>Tools</h1><h2>What?</h2><p>A thing.</p>{page}".encode())
    assert body_of(made).partition("A thing.\n")[2].strip() == expected
    assert [one.problem for one in made.findings if one.code == "IMP216"] == []


def test_what_a_page_hides_or_strikes_out_is_listed_with_its_words(tmp_path: Path, library: Library) -> None:
    page = (
        b"<h1>Tools</h1><h2>What?</h2><p>A thing. <del>10 mg</del></p><p style='visibility: hidden'>Never</p>"
        b"<noscript>No scripts</noscript><svg><text>Drawn</text></svg><table><tr><td>1<td>2<tr><td>3<td>4</table>"
    )
    made = import_file(tmp_path, library, "old.html", page)
    omitted = {one.words for one in made.lines if one.fate == "omitted"}
    assert omitted == {"10 mg", "Never", "No scripts", "Drawn"}
    assert "this table has no head, so its first row became one" in [one.problem for one in made.findings]


def test_bold_lines_are_offered_as_headings(tmp_path: Path, library: Library) -> None:
    page = b"<h1>Tools</h1><h2>What?</h2><p>A.</p><h2>Why?</h2><p>B.</p><p><b>Where they lie</b></p><p>There.</p>"
    listed = problems(tmp_path, library, "old.html", page, "IMP201")
    assert "“Where they lie” is a bold line of its own; it may be a heading" in listed


# ---------------------------------------------------------------- texts

TEXTS = {
    "odd bullets": (
        "➢ One\n➢ Two\n\n■ Three\n→ Four\n✓ Five\n□ Six\n\uf0a7 Seven",
        "- One\n- Two\n- Three\n- Four\n- Five\n- Six\n- Seven",
    ),
    "the letter o": ("• Milk\n   o whole\n   o skimmed\n• Eggs", "- Milk\n  - whole\n  - skimmed\n- Eggs"),
    "the Spanish word o": ("Los productos son leche\no yogur.", "Los productos son leche\\\no yogur."),
    "letters": ("a) One\nb) Two", "- a) One\n- b) Two"),
    "columns": (
        "Age  Dose\n1-3 years  700 mg\n4-8 years  1,000 mg",
        HEAD + "| 1-3 years | 700 mg |\n| 4-8 years | 1,000 mg |\n:::",
    ),
    "tabs": ("Age\tDose\n1\t700\n4\t1,000", HEAD + "| 1 | 700 |\n| 4 | 1,000 |\n:::"),
    "columns that differ": ("Age\tDose\n1\t700\tmg", "Age Dose\\\n1 700 mg"),
    "lines to write on": (
        "Name: ________\nDate: ________\n____",
        "Name: ________\\\nDate: ________\n____",
    ),
    "steps with a note": ("1. One\n2. Two\n\nA note.\n\n3. Three", "1. One\n2. Two\n\n   A note.\n\n3. Three"),
    "boxes": ("☐ Yes\n☒ No", "- [ ] Yes\n- [x] No"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts_read_as_they_look(name: str, tmp_path: Path, library: Library) -> None:
    text, expected = TEXTS[name]
    made = import_file(tmp_path, library, "old.txt", f"Tools\n\nWhat?\n\nA thing.\n\n{text}\n".encode())
    assert body_of(made).partition("A thing.\n")[2].strip() == expected
    assert [one.problem for one in made.findings if one.code == "IMP216"] == []


# ---------------------------------------------------------------- reading back


def test_words_that_a_reader_loses_are_listed_with_their_place(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_words = BlockBuilder.add_words
    monkeypatch.setattr(BlockBuilder, "add_words", lambda self, text: add_words(self, (text or "").replace("two", "")))
    data = make_word_file(styled("Tools", "Title") + styled("What?", "H2") + para("Take one.") + para("Then two more."))
    made = import_file(tmp_path, library, "old.docx", data)
    missing = [(one.place.line, one.problem) for one in made.findings if one.code == "IMP216"]
    assert missing == [(4, "these words of the file are not in the new text: “two”")]
    assert [one.words for one in made.lines if one.fate == "omitted"] == ["two"]


def test_missing_words_are_counted_and_moved_words_are_not_missed() -> None:
    words = [FileWords(1, ("Take 5 mg.",)), FileWords(2, ("a", "bundant")), FileWords(3, ("Take ", "5 mg."))]
    assert find_missing_words(words, "Abundant. Take 5 mg. Take 5 mg.", []) == []
    assert [line for line, _ in find_missing_words(words, "Abundant. Take 5 mg.", [])] == [3]
    assert find_missing_words(words, "Take 5 mg.", ["abundant", "Take 5 mg."]) == []
    assert find_missing_words([FileWords(1, ("x ≥ 5%",))], "x > 5", []) != []
    assert find_missing_words([FileWords(1, ("10⁹ “a–b”",))], "109 'a-b'", []) == []


def test_the_list_holds_the_words_in_full(tmp_path: Path, library: Library) -> None:
    long = " ".join(f"word{number}" for number in range(400))
    page = f"<h1>Tools</h1><h2>What?</h2><p>A thing.</p><p hidden>{long}</p>".encode()
    assert any(long in problem for problem in problems(tmp_path, library, "old.html", page, "IMP209"))
