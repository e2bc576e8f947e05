"""Word files of every make: no word is lost in silence, and nothing that was struck out comes over."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from press.build import pipeline
from press.importer import ImportedPublication, import_text
from press.model.library import Library
from tests.importer.word_files import (
    BUTTON,
    CONTENTS,
    FEATURES,
    Sample,
    item,
    list_words_in_order,
    make_word_file,
    para,
    run,
    styled,
    table,
)
from tests.overlay import BASE

DAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def library() -> Library:
    return pipeline.load(BASE)[0]


def import_file(tmp_path: Path, library: Library, name: str, data: bytes, lang: str = "en") -> ImportedPublication:
    """Import a file into empty sources."""
    sources = tmp_path / "sources"
    shutil.rmtree(sources, ignore_errors=True)
    file = tmp_path / name
    file.write_bytes(data)
    return import_text(file, "tools", lang, sources, library, DAY)


def body_of(made: ImportedPublication, lang: str = "en") -> str:
    return made.files[f"{lang}.md"].split("---\n", 2)[2].strip()


def body_of_word(tmp_path: Path, library: Library, *paragraphs: str, **parts: str) -> str:
    """The text below the first heading, of a Word file with these paragraphs."""
    start = [styled("Tools", "Title"), styled("What?", "H2"), para("A thing.")]
    made = import_file(tmp_path, library, "old.docx", make_word_file("".join([*start, *paragraphs]), **parts))
    assert not [one for one in made.findings if one.code == "IMP216"]
    return body_of(made).partition("A thing.\n")[2].strip()


def check_sample(sample: Sample, made: ImportedPublication) -> None:
    """Check that what is shown came over, and that the rest is in the list alone."""
    text, listed = "\n".join(made.files.values()), [one.words for one in made.lines if one.fate == "omitted"]
    assert [word for word in sample.shown if word not in text] == [], sample.seed
    assert [word for word in sample.omitted if word in text] == [], sample.seed
    assert [word for word in sample.omitted if not any(word in words for words in listed)] == [], sample.seed
    assert [one for one in made.findings if one.code == "IMP216"] == [], sample.seed


@pytest.mark.parametrize("tens", range(20))
def test_words_of_random_files_are_in_the_text_or_in_the_list(tens: int, tmp_path: Path, library: Library) -> None:
    for seed in range(tens * 10, tens * 10 + 10):
        sample = Sample(seed)
        data = sample.make()
        made = import_file(tmp_path, library, "old.docx", data)
        check_sample(sample, made)
        places = [body_of(made).find(word) for word in list_words_in_order(data)]
        assert places == sorted(places), seed


def in_cell(words: str, _sample: Sample) -> str:
    return f"<w:tbl>{table(('Age', 'Dose'))[7:-8]}<w:tr><w:tc>{words}</w:tc><w:tc>{para('End')}</w:tc></w:tr></w:tbl>"


def in_box(words: str, _sample: Sample) -> str:
    box = f"<v:textbox><w:txbxContent>{words}</w:txbxContent></v:textbox>"
    return para(f"<w:r><w:t>Near</w:t></w:r><w:r><w:pict>{box}</w:pict></w:r>")


def in_note(words: str, sample: Sample) -> str:
    sample.notes.append(f'<w:footnote w:id="90">{words}</w:footnote>')
    return para(run("Call") + '<w:r><w:footnoteReference w:id="90"/></w:r>')


PLACES: dict[str, Callable[[str, Sample], str]] = {
    "alone": lambda words, _sample: words,
    "in a cell": in_cell,
    "in a table in a cell": lambda words, sample: in_cell(in_cell(words, sample), sample),
    "in a box of one cell": lambda words, _sample: table((para("Start") + words,)),
    "in a text box": in_box,
    "between items": lambda words, _sample: item("One") + words + item("Two"),
    "in a note": in_note,
    "in the margin": lambda _words, _sample: "",
}


@pytest.mark.parametrize("place", PLACES)
def test_every_feature_in_every_place(place: str, tmp_path: Path, library: Library) -> None:
    for at, feature in enumerate(FEATURES):
        # Only the text has lines of contents and buttons.
        if feature in {CONTENTS, BUTTON} and place in {"in a note", "in the margin"}:
            continue
        sample = Sample(1000 + at)
        words = feature(sample)
        start = [styled("Tools", "Title"), styled("What?", "H2"), para("A thing."), PLACES[place](words, sample)]
        header = words if place == "in the margin" else ""
        data = make_word_file("".join(start), "".join(sample.notes), "".join(sample.comments), header)
        check_sample(sample, import_file(tmp_path, library, "old.docx", data))
