"""What looks like notation is never printed as typed: each has a finding that says how to write it here."""

from __future__ import annotations

from pathlib import Path

import pytest

from press.build import pipeline
from press.load import load
from press.load.markdown import parse_body
from press.model.findings import list_errors
from press.model.nodes import Node
from press.text.blocks import list_parts
from press.typeset import typeset
from tests.overlay import BASE, findings, lay

HEAD = "## One {#one}\n\n"
TABLE = "::: table T {#t}\n| A | B | C |\n|---|---|---|\n"
TEXT = "publications/handwashing/en.md"


def told(text: str) -> list[str]:
    """List place, code and what is quoted, for each finding of a text."""
    _, found = parse_body(HEAD + text + "\n", "en.md")
    assert all(one.hint for one in found)
    return [f"{one.place.line}:{one.place.column} {one.code} {one.problem.split('`')[1]}" for one in found]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Wash.[^1] Dry.", "3:6 LOD345 [^1]:"),
        ("Wash.[^1]\n\n[^1]: One.\n[^1]: Two.", "6:1 LOD345 [^1]"),
        ("Wash.\n\n[^1]: Nobody calls it.", "5:1 LOD345 [^1]"),
        ("Wash.[^a]\n\n[^a]: A note.[^b]\n[^b]: Another.", "5:1 LOD345 [^a]"),
        ("Wash.[^a]\n\n[^a]: - a list", "5:1 LOD345 [^a]"),
        ("Wash.[^a/b]\n\n[^a/b]: A note.", "5:1 LOD345 a/b"),
        ("Wash.^[a note] Dry.", "3:6 LOD341 ^[a note]"),
        ("> [^1] in a quotation", "3:3 LOD345 [^1]:"),
        ("Call {{ nobody.phone }} now", "3:6 LOD344 nobody.phone"),
        ("Call {{ phone }} now", "3:6 LOD341 {{ phone }}"),
        ("a ~~old text~~ b", "3:3 LOD341 ~~old text~~"),
        ("So ==mark== it", "3:4 LOD341 ==mark=="),
        ("So ++under++ it", "3:4 LOD341 ++under++"),
        ("A [ ] box", "3:3 LOD341 [ ]"),
        ("- item with [x] a box", "3:13 LOD341 [x]"),
        ("As said [@smith2020].", "3:9 LOD341 [@smith2020"),
        ("See [[other page]].", "3:5 LOD341 [[other page]]"),
        ("> [!NOTE]\n> Hot.", "3:3 LOD341 [!NOTE]"),
        ("!!! warning\n\nHot.", "3:1 LOD341 !!! warning"),
        ("10^3 units", "3:2 LOD341 0^3"),
        ("Name________", "3:5 LOD341 ________"),
        ("{% include x %}", "3:1 LOD341 {% include x %}"),
        ("Break \\newpage here", "3:7 LOD341 \\newpage"),
        ("See https://example.org/a_b/.", "3:5 LOD342 https://example.org/a_b/"),
        ("See www.example.org.", "3:5 LOD342 www.example.org"),
        ("Write to me@example.org.", "3:10 LOD342 me@example.org"),
        ("Two lines\nand [^2] there", "4:5 LOD345 [^2]:"),
    ],
)
def test_notation_of_other_tools_is_found(text: str, finding: str) -> None:
    assert finding in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "NIH ORBD~NRC and ORBD~NRC, about ~5 mg or ~6 mg",
        "`[^1]` and `{{x}}` in code",
        "\\[^1] and \\{{x}} and \\[ ] as they are",
        "[words](https://example.org/~home~/==a==) and [www.fda.gov](https://www.fda.gov)",
        "[me@example.org](mailto:me@example.org), Drugs@FDA",
        "x == y, C++ and C++, 3 + 4, a * b * c, 47,XXX, 5:30, note: this",
        "Ages 1^",
        "[Name]{lang=es} of __strong__ words",
    ],
)
def test_what_is_no_notation_passes(text: str) -> None:
    assert told(text) == []


def read_block(text: str) -> Node:
    body, found = parse_body(HEAD + text + "\n", "en.md")
    assert found == []
    return body.sections[0].blocks[0]


def test_a_footnote_stands_in_each_section_that_calls_it() -> None:
    text = f"{HEAD}Wash.[^a]\n\n## Two {{#two}}\n\nDry.[^a] Dry.[^B_2]\n\n"
    body, found = parse_body(f"{text}[^a]: A *note*,\n    in two lines.\n[^B_2]: Two.\n", "en.md")
    assert found == []
    notes = [[(one.attrs["id"], one.text_content) for one in section.blocks[1:]] for section in body.sections]
    one = ("note-a", "A note, in two lines. ")
    assert notes == [[one], [one, ("note-b-2", "Two. ")]]
    _, found = parse_body("## One[^a] {#one}\n\nWash.[^a]\n\n[^a]: A note.\n", "en.md")
    assert [(str(one.place), one.code) for one in found] == [("en.md:1:7", "LOD345")]


def test_check_boxes_keep_their_state() -> None:
    items = read_block("- [ ] one\n- [X] two\n\n  more\n- three").children
    boxes = [[node.attrs["state"] for node in item.walk() if node.kind == "check_box"] for item in items]
    assert boxes == [["empty"], ["checked"], []]
    assert [item.text_content.split()[0] for item in items] == ["one", "two", "three"]


@pytest.mark.parametrize("text", ["Name: ____", "(____)", "____/____ and $____.", "**____**", "______"])
def test_lines_to_fill_in(text: str) -> None:
    block = read_block(text)
    assert any(node.kind == "blank" for node in block.walk())
    assert "_" not in block.text_content


def test_cells_are_merged() -> None:
    rows = read_block(f"{TABLE}| 1 | 2 | << |\n| ^^ | ^^ | << |\n| 3 | 4 | 5 |\n:::").children
    spans = [[(one.attrs.get("rows", "1"), one.attrs.get("columns", "1")) for one in row.children] for row in rows]
    assert spans == [[("1", "1")] * 3, [("2", "1"), ("2", "2")], [], [("1", "1")] * 3]
    assert [row.attrs["places"] for row in rows] == ["0 1 2", "0 1", "", "0 1 2"]


@pytest.mark.parametrize("row", ["| ^^ | 2 | 3 |", "| << | 2 | 3 |", "| 1 | 2 | << |\n| 1 | ^^ | 3 |"])
def test_merged_cells_are_rectangles(row: str) -> None:
    _, found = parse_body(f"{HEAD}{TABLE}{row}\n:::\n", "en.md")
    assert [one.code for one in found] == ["LOD346"]


def test_comments_are_not_printed_and_swallow_nothing() -> None:
    body, found = parse_body(f"{HEAD}<!-- ask Ann\nTODO: dose -->\n\nWash <!-- well? --> now.\n", "en.md")
    assert found == []
    assert [block.text_content.split() for block in body.sections[0].blocks] == [["Wash", "now."]]
    assert told("<!-- note --> Take two.\n\nText.") == ["3:1 LOD310 Take two."]
    assert told("Text.\n\n<!-- never closed") == ["5:1 LOD310 <!-- never closed"]


def test_a_numbered_list_goes_on() -> None:
    body, found = parse_body(f"{HEAD}1. one\n   1. inner\n2. two\n\nWait.\n\n3. three\n\n4. four\n", "en.md")
    assert found == []
    lists = [block for block in body.sections[0].blocks if block.kind == "ordered_list"]
    assert [block.attrs.get("start", "1") for block in lists] == ["1", "3"]
    _, found = parse_body(f"{HEAD}3. three\n", "en.md")
    assert [one.code for one in found] == ["LOD319"]
    _, found = parse_body(f"{HEAD}1. one\n\nWait.\n\n4. four\n", "en.md")
    assert [one.code for one in found] == ["LOD319"]
    _, found = parse_body(f"{HEAD}1. one\n\n## Two {{#two}}\n\n2. two\n", "en.md")
    assert [one.code for one in found] == ["LOD319"], "each section counts for itself"


def test_cells_are_aligned() -> None:
    body, found = parse_body(f"{HEAD}::: table T {{#t}}\n| A | B | C |\n|---|--:|:-:|\n| a | 1 | c |\n:::\n", "en.md")
    assert found == []
    rows = body.sections[0].blocks[0].children
    assert [[cell.attrs.get("align", "") for cell in row.children] for row in rows] == [["", "end", "center"]] * 2


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("title: ", "title: Call us #1 and ", "2:16 LOD108 #1 and"),
        ("summary: ", "summary: Tip # 1, ", "LOD108 # 1,"),
        ("title: ", "title: A **bold** ", "2:8 LOD341 **bold**"),
        ("summary: ", "summary: See [this](https://x.example) ", "LOD341 [this](https://x.example)"),
        ("title: ", "title: About H~2~O ", "2:8 LOD341 ~2~"),
    ],
)
def test_front_matter_loses_nothing(old: str, new: str, finding: str, tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    text = (sources / TEXT).read_text("utf-8")
    (sources / TEXT).write_text(text.replace(old, new, 1), "utf-8")
    found = [one for one in findings(sources) if "`" in one.problem]
    said = [f"{one.place.line}:{one.place.column} {one.code} {one.problem.split('`')[1]}" for one in found]
    assert any(finding in one for one in said), said


def test_a_hash_in_facts_is_found(tmp_path: Path) -> None:
    facts = "publications/handwashing/publication.yaml"
    sources = lay(tmp_path / "sources", {facts: "status: draft # until May\nsubjects:\n  - Soap #2\n  - 'Soap #3'\n"})
    assert [(str(one.place).rpartition("/")[2], one.code) for one in findings(sources)] == [
        ("publication.yaml:3:10", "LOD108")
    ]


def test_values_are_used_by_name(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    words = "\nCall {{ center.toll_free }} or [write to {{center.email}}](mailto:a@b.example): {{ center.name }},"
    for lang in ("en", "es"):
        with (sources / f"publications/handwashing/{lang}.md").open("a", encoding="utf-8") as file:
            file.write(f"{words} {{{{ publication.number }}}} {{{{ publication.issued }}}}.\n")
    assert [str(one) for one in findings(sources)] == []
    said, digest = read_last_words(sources, "es")
    assert said == (
        "Call 800-555-0100 or write to hello@sample.example: Sample Center for Everyday Things, "
        "Sample Pub. No. 01-001 febrero de 2020."
    )
    html = typeset(next(one for one in pipeline.select_editions(load(sources)[0]) if one.lang == "es"))
    assert '<a href="tel:+18005550100">' in html.partition('<section class="q over contact"')[0], "in the text too"
    assert '<span lang="en">Sample Center for Everyday Things</span>' in html
    center = sources / "center.yaml"
    center.write_text(
        center.read_text("utf-8").replace("800-555-0100", "800-555-0199").replace("8005550100", "8005550199")
    )
    changed, same = read_last_words(sources, "es")
    assert "800-555-0199" in changed, "a cached text is read again when a value changes"
    assert same == digest, "a translation does not go out of date with a telephone number"


def read_last_words(sources: Path, lang: str) -> tuple[str, str]:
    """Read the last block of a text, and the digest of its section."""
    text = load(sources)[0].publications["handwashing"].translations[lang]
    section = text.sections[-1]
    return " ".join(section.blocks[-1].text_content.split()), list_parts(text)[section.id].digest


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("{{ center.telephone }}", "3:1 LOD344 center.telephone"),
        ("`{{ center.phone }}`", ""),
        ("\\{{ center.phone }}", ""),
    ],
)
def test_unknown_values_are_found(text: str, finding: str) -> None:
    assert told(text) == ([finding] if finding else [])


def test_raised_and_lowered_text() -> None:
    body, found = parse_body(f"{HEAD}On the 1^st^ day: **H~2~O**, 5 kg/m^2^.\n", "en.md")
    assert found == []
    kinds = [node.kind for node in body.sections[0].blocks[0].walk() if node.kind in {"superscript", "subscript"}]
    assert kinds == ["superscript", "subscript", "superscript"]


@pytest.mark.parametrize("text", ["10^3^ IU", "**10^-3^**", "12~3~", "x^farTooLongToRaise^", "a^two words^", "a~~b~~c"])
def test_what_would_be_heard_as_another_number_is_found(text: str) -> None:
    assert {one.split()[1] for one in told(text)} <= {"LOD341", "LOD343"}
    assert told(text)


PASSAGES = """
passages:
  emergency:
    en: Call **911**, or {{ center.phone }}.
    es: Llame al **911**.
  other:
    en: See [here](ftp://nowhere.example).
"""


def test_a_passage_is_written_once_and_used_by_name(tmp_path: Path) -> None:
    center = (BASE / "center.yaml").read_text("utf-8") + PASSAGES.partition("  other:")[0]
    folder = lay(tmp_path / "s", {"center.yaml": center, "": "- {{ passage.emergency }} Then wait.\n"})
    library, found = load(folder)
    assert list_errors(found) == []
    translation = library.publications["handwashing"].translations["en"]
    block = translation.sections[-1].blocks[-1]
    phone = library.center.contact.phone.text if library.center else ""
    assert block.text_content.strip() == f"Call 911, or {phone}. Then wait."
    strong, link = (node for node in block.walk() if node.kind in {"strong", "link"})
    assert (strong.text_content, link.text_content) == ("911", phone)
    assert list_parts(translation)[translation.sections[-1].id].words[-1] == "{{ passage.emergency }} Then wait."


def test_a_passage_without_words_or_with_a_mistake_is_told_once(tmp_path: Path) -> None:
    center = (BASE / "center.yaml").read_text("utf-8") + PASSAGES
    spanish = "publications/handwashing/es.md"
    es = (BASE / spanish).read_text("utf-8") + "\n{{ passage.other }}\n"
    folder = lay(tmp_path / "s", {"center.yaml": center, spanish: es, "": "{{ passage.other }} {{ passage.other }}\n"})
    found = {one.code: one for one in list_errors(load(folder)[1])}
    assert set(found) == {"LOD344", "LOD327"}
    assert found["LOD344"].place.file.endswith("es.md")
    assert (found["LOD327"].place.file.endswith("center.yaml"), found["LOD327"].place.line) == (
        True, len(center.splitlines()),
    )  # fmt: skip
