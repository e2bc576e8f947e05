"""Word files of every make: no word is lost in silence, and nothing that was struck out comes over."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from press.build import pipeline
from press.importer import ImportedPublication, import_text
from press.model.library import Library
from tests.importer.word_files import FEATURES, Sample, make_word_file, para, styled
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


@pytest.mark.parametrize("tens", range(20))
def test_words_of_random_files_are_in_the_text_or_in_the_list(tens: int, tmp_path: Path, library: Library) -> None:
    for seed in range(tens * 10, tens * 10 + 10):
        sample = Sample(seed)
        made = import_file(tmp_path, library, "old.docx", sample.make())
        text, listed = "\n".join(made.files.values()), [one.words for one in made.lines if one.fate == "omitted"]
        assert [word for word in sample.shown if word not in text] == [], seed
        assert [word for word in sample.omitted if word in text] == [], seed
        assert [word for word in sample.omitted if not any(word in words for words in listed)] == [], seed
        assert [one for one in made.findings if one.code == "IMP216"] == [], seed


@pytest.mark.parametrize("at", range(len(FEATURES)))
def test_each_feature_alone(at: int, tmp_path: Path, library: Library) -> None:
    sample = Sample(1000 + at)
    start = [styled("Tools", "Title"), styled("What?", "H2"), para("A thing.")]
    data = make_word_file("".join([*start, FEATURES[at](sample)]), "".join(sample.notes), "".join(sample.comments))
    made = import_file(tmp_path, library, "old.docx", data)
    text = "\n".join(made.files.values())
    assert [word for word in sample.shown if word not in text] == []
    assert [word for word in sample.omitted if word in text] == []
    assert [one.problem for one in made.findings if one.code == "IMP216"] == []
