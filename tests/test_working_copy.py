"""Texts for reviewers in Word: a working copy goes out and comes back, whole, changed or damaged."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from typer.testing import CliRunner

from press.load.files import TextFile
from press.load.front_matter import read_translation
from press.model.findings import PressError
from press.model.nodes import Node
from press.translations import docx_reader
from press.translations.docx_reader import ReturnedCopy
from press.translations.docx_writer import WorkingCopy, write_working_copy
from tests.commands import app
from tests.conftest import ROOT
from tests.overlay import TEXT, findings, lay

TEXTS = sorted([*ROOT.glob("sources/publications/*/*.md"), ROOT / "tests/cases/every-construct/sources" / TEXT])
MORE = "\n## More {#more}\n\nSee **the** [site](https://sample.example/a_b), [jab\u00f3n]{lang=es} and `code`.\n"


def make_copy(path: Path) -> WorkingCopy:
    return WorkingCopy(path.parent.name, path.stem, path.stem, path.read_text("utf-8"))


def list_blocks(text: str, lang: str) -> list[str]:
    """List the front matter, the ids, the blocks, and the words with their looks, without their places."""
    found, _ = read_translation(TextFile("x.md", text, ""), lang)
    tops = [Node("paragraph", point) for point in found.brief]
    tops += [Node("heading", one.heading, attrs={"id": one.id, "form": one.text_form}) for one in found.sections]
    tops += [node for section in found.sections for node in section.blocks]
    return [found.front.model_dump_json(), *(one for top in tops for one in list_looks(top, ()))]


def list_looks(node: Node, looks: tuple[str, ...]) -> Iterator[str]:
    """List a block and the words in it; emphasis around a link and in it is the same."""
    if node.kind in {"strong", "em", "link", "span"}:
        looks = tuple(sorted({*looks, f"{node.kind} {dict(node.attrs)}"}))
    elif node.kind != "text":
        yield f"{node.kind} {node.text} {sorted(node.attrs.items())}"
    for words in node.text.split() if node.kind == "text" else ():
        yield f"{words} {looks}"
    for child in node.children:
        yield from list_looks(child, looks)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
@pytest.mark.parametrize("anew", [False, True], ids=["as it was written", "written anew"])
def test_a_text_comes_back_with_the_same_blocks(path: Path, anew: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = make_copy(path)
    returned = ReturnedCopy(write_working_copy(copy, "any"), "copy.docx")
    if anew:  # every segment as if a reviewer had changed it
        monkeypatch.setattr(docx_reader, "has_same_runs", lambda *_: False)
    text, found = returned.merge(copy.text)
    assert [str(one) for one in found] == []
    assert list_blocks(text, path.stem) == list_blocks(copy.text, path.stem)


QUOTATIONS = """---
title: Quotations
summary: One.
brief: [One.]
keywords: [q]
---

## Which? {#which}

> First **words**
>
> - and a list
>
> > A quotation in it
> >
> > of two paragraphs
"""


def test_quotations_of_several_paragraphs_come_back(tmp_path: Path) -> None:
    (path := tmp_path / "en.md").write_text(QUOTATIONS, "utf-8")
    text, found = ReturnedCopy(write_working_copy(make_copy(path), "any"), "copy.docx").merge(QUOTATIONS)
    assert (text, found) == (QUOTATIONS, [])


def test_word_shows_headings_lists_tables_links_and_languages() -> None:
    copy = make_copy(ROOT / "sources/publications/osteopetrosis/es.md")
    file = docx.Document(io.BytesIO(write_working_copy(copy, "Spanish")))
    styles = [paragraph.style.name for paragraph in file.paragraphs if paragraph.style]
    assert styles.count("Heading 1") == copy.text.count("\n## ")
    assert {"Title", "Subtitle", "Heading 2", "List Bullet", "Definition", "Box Title"} <= set(styles)
    body = file.element.body
    assert len(file.tables) == len(list(body.iter(qn("w:tblHeader")))) == 1
    assert [cell.text for cell in file.tables[0].rows[0].cells] == [""] * 4, "words stand in content controls"
    assert {one.get(qn("w:val")) for one in body.iter(qn("w:lang"))} <= {"en"}
    assert {one.get(qn("w:val")) for one in file.styles.element.iter(qn("w:lang"))} == {"es"}
    assert len(list(body.iter(qn("w:sdt")))) == len({one.get(qn("w:val")) for one in body.iter(qn("w:tag"))})


# ---------------------------------------------------------------- what reviewers do

Change = Callable[[Any], None]


def find_text(body: Any, words: str) -> Any:
    return next(one for one in body.iter(qn("w:t")) if words in (one.text or ""))


def set_text(old: str, new: str) -> Change:
    def change(body: Any) -> None:
        one = find_text(body, old)
        one.text = one.text.replace(old, new)

    return change


def track(body: Any) -> None:
    """Delete words and insert others, as Word does with tracked changes."""
    run = find_text(body, "Now it is not clean").getparent()
    deleted, inserted, new = OxmlElement("w:del"), OxmlElement("w:ins"), OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "Now * it is [safe]. "
    new.append(text)
    inserted.append(new)
    run.addprevious(deleted)
    run.addprevious(inserted)
    for one in run.iter(qn("w:t")):
        one.tag = qn("w:delText")
    deleted.append(run)


def drop(name: str) -> Change:
    def change(body: Any) -> None:
        one = next(one for one in body.iter(qn(name)))
        one.getparent().remove(one)

    return change


def add_paragraph(body: Any) -> None:
    paragraph, run, text = (OxmlElement(f"w:{name}") for name in ("p", "r", "t"))
    text.text = "One more paragraph."
    run.append(text)
    paragraph.append(run)
    body.insert(2, paragraph)


def add_comment(body: Any) -> None:
    find_text(body, "Any sample").getparent().append(OxmlElement("w:commentReference"))


def make_sources(folder: Path) -> Path:
    sources = lay(folder / "sources", {})
    text = sources / TEXT
    text.write_text(text.read_text("utf-8") + MORE, "utf-8")
    spanish = text.with_name("es.md")
    spanish.write_text(spanish.read_text("utf-8") + MORE, "utf-8")
    return sources


def run_command(*arguments: object, exit_code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == exit_code, result.output
    return " ".join(result.output.split())


def send(folder: Path, change: Change, exit_code: int = 0) -> tuple[str, str]:
    """Export a working copy, change it, and import it. Gives what was said, and the text after it."""
    sources, path = make_sources(folder), folder / "copy.docx"
    run_command("translations", "export", "handwashing", "en", "--docx", "--to", path, "--sources", sources)
    file = docx.Document(str(path))
    change(file.element.body)
    file.save(str(path))
    said = run_command("translations", "import", path, "--sources", sources, exit_code=exit_code)
    assert exit_code or findings(sources) is not None
    return said, (sources / TEXT).read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (set_text("Any sample tap", "Any tap"), "Any tap will do."),
        (track, r"Now \* it is \[safe\]."),
        (set_text("site", "page"), "[page](https://sample.example/a_b)"),
        (set_text("jab\u00f3n", "el jab\u00f3n"), "[el jab\u00f3n]{lang=es}"),
    ],
    ids=["words", "tracked", "link", "language"],
)
def test_changed_words_come_back(tmp_path: Path, change: Change, words: str) -> None:
    said, text = send(tmp_path, change)
    assert words in text
    assert "the text is written" in said


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (drop("w:sdt"), "TRA403"),
        (add_paragraph, "TRA403"),
        (drop("w:hyperlink"), "TRA404"),
        (set_text("`code`", "`mode`"), "TRA404"),
    ],
    ids=["a lost paragraph", "a new paragraph", "a lost link", "other notation"],
)
def test_other_structure_is_refused(tmp_path: Path, change: Change, code: str) -> None:
    said, text = send(tmp_path, change, exit_code=1)
    assert code in said
    assert text == (tmp_path / "sources" / TEXT).read_text("utf-8")
    assert text.endswith(MORE)


def test_comments_stay_in_the_file_and_are_counted(tmp_path: Path) -> None:
    assert "TRA405 warning: it has 1 comment," in send(tmp_path, add_comment)[0]


PROPERTIES = "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"
"""How LibreOffice names the relationship to the properties: not as the standard does."""


def save_with_libreoffice(data: bytes) -> bytes:
    """Change a file as LibreOffice 7.4 did when it saved one; its other changes are of looks."""
    regions = {'w:lang w:val="en"': 'w:lang w:val="en-US"', 'w:lang w:val="es"': 'w:lang w:val="es-ES"'}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = re.sub("<w:(alias|tag|lock) [^>]*/>", "", part) if (part := read_text(old, name)) else ""
            text = re.sub("|".join(regions), lambda found: regions[found[0]], text)
            text = text.replace("<w:sdtContent><w:r>", "<w:sdtContent><w:r><w:rPr></w:rPr></w:r><w:r>")
            text = re.sub('Type="[^"]*/metadata/core-properties', f'Type="{PROPERTIES}', text)
            new.writestr(name, text or old.read(name))
    return out.getvalue()


def read_text(archive: zipfile.ZipFile, name: str) -> str:
    return archive.read(name).decode() if name.endswith((".xml", ".rels")) else ""


@pytest.mark.parametrize("path", [TEXTS[-1], ROOT / "sources/publications/osteopetrosis/es.md"])
def test_a_copy_that_libreoffice_saved_comes_back(path: Path) -> None:
    copy = make_copy(path)
    data = save_with_libreoffice(write_working_copy(copy, "any"))
    assert b"w:tag" not in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    text, found = ReturnedCopy(data, "copy.docx").merge(copy.text)
    assert [str(one) for one in found] == []
    assert list_blocks(text, path.stem) == list_blocks(copy.text, path.stem)


def split_control(body: Any) -> None:
    """Put tracked words between two controls of a paragraph, as LibreOffice does."""
    first = next(one.getparent() for one in find_text(body, "Now it is not clean").iterancestors(qn("w:sdtContent")))
    inserted, run, text = (OxmlElement(f"w:{name}") for name in ("ins", "r", "t"))
    text.text = " Or is it?"
    run.append(text)
    inserted.append(run)
    first.addnext(inserted)
    inserted.addnext(second := OxmlElement("w:sdt"))
    second.append(OxmlElement("w:sdtContent"))


def test_tracked_words_come_back_without_tags(tmp_path: Path) -> None:
    def change(body: Any) -> None:
        split_control(body)
        for one in list(body.iter(qn("w:tag"))):
            one.getparent().remove(one)

    assert " Or is it?\n" in send(tmp_path, change)[1]


@pytest.mark.parametrize("change", [drop("w:sdt"), add_paragraph], ids=["lost", "new"])
def test_other_paragraphs_without_tags_are_found(change: Change) -> None:
    copy = make_copy(TEXTS[-1])
    file = docx.Document(io.BytesIO(save_with_libreoffice(write_working_copy(copy, "any"))))
    change(file.element.body)
    file.save(out := io.BytesIO())
    codes = []
    try:
        codes = [one.code for one in ReturnedCopy(out.getvalue(), "copy.docx").merge(copy.text)[1]]
    except PressError as error:
        codes = [one.code for one in error.findings]
    assert codes == ["TRA403"]


def test_a_copy_of_a_changed_text_and_what_is_no_copy_are_refused() -> None:
    copy = make_copy(TEXTS[0])
    data = write_working_copy(copy, "any")
    with pytest.raises(PressError, match="TRA402"):
        ReturnedCopy(data, "copy.docx").merge(copy.text + "\n")
    empty, bomb = io.BytesIO(), io.BytesIO()
    docx.Document().save(empty)
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 21_000_000)
    for bad in (b"", b"PK", data[:-200], empty.getvalue(), bomb.getvalue()):
        with pytest.raises(PressError, match="TRA401"):
            ReturnedCopy(bad, "copy.docx")


def test_a_text_in_a_new_language_has_its_record(tmp_path: Path) -> None:
    sources, path = make_sources(tmp_path), tmp_path / "copy.docx"
    spanish = sources / TEXT.replace("en", "es")
    spanish.unlink()
    run_command("translations", "export", "handwashing", "es", "--docx", "--to", path, "--sources", sources)
    run_command("translations", "import", path, "--by", "A. Person", "--credentials", "CT", "--sources", sources)
    assert re.sub(r"\s+", " ", spanish.read_text("utf-8"))
    assert "A. Person" in spanish.with_name("translations.yaml").read_text("utf-8")
