"""A publication is a draft after its import: it builds at once, and says on every page that it is one."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from press.build import pipeline
from press.importer import import_text
from press.model.findings import list_errors
from press.readback.pdf.tag_tree import read_tag_tree
from press.style.isolation import isolate_fonts
from press.text.spacing import remove_spaces
from tests.importer.word_files import make_word_file, para, styled, table
from tests.overlay import BASE

LONG = " ".join(f"Sentence {number} says that tools are kept clean and dry in the shed." for number in range(30))
FILES = {
    "old.txt": f"Tools\n\nWhat?\n\n{LONG}\n\nName: ________\nDate: ________\n\nAge\tDose\n1\t5\n2\t6\n".encode(),
    "old.docx": make_word_file(
        styled("Tools", "Title") + para(LONG) + table((para("Do not fall."),)) + table(("A", "B"), ("", "C"))
    ),
    "short.html": b"<h1>Tools</h1>",
}


@pytest.mark.parametrize("name", FILES)
def test_an_imported_draft_builds_at_once(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("FONTCONFIG_FILE", "SOURCE_DATE_EPOCH"):
        monkeypatch.setenv(variable, "")
    (tmp_path / "fonts").mkdir()
    isolate_fonts(tmp_path / "fonts")
    sources, old = tmp_path / "sources", tmp_path / name
    shutil.copytree(BASE, sources)
    old.write_bytes(FILES[name])
    import_text(old, "tools", "en", sources, pipeline.load(sources)[0], dt.date(2026, 11, 22))
    library, findings = pipeline.check_sources(sources)
    assert list_errors(findings) == []
    assert "IMP301" in {one.code for one in findings}
    editions = pipeline.select_editions(library, slugs=("tools",))
    pdf = next(one for one in editions if one.variant.format == "pdf")
    final, _ = pipeline.make_edition(pdf)
    words = remove_spaces(read_tag_tree(final.data).all_text)
    assert remove_spaces(pdf.language.marks.draft.text) in words
    if name == "old.txt":
        assert "Name:Date:" in words
        assert [one.alt for one in read_tag_tree(final.data).find("Figure")] == ["blank to fill in"] * 2
