"""Easy read: a text of its own, each idea with its picture, marked as untested until readers have tried it."""

from __future__ import annotations

from pathlib import Path

import pytest

from press.build import pipeline
from press.check import check
from press.load import load
from press.readback.html import parse_html
from tests.overlay import lay

ROOT = Path(__file__).resolve().parent.parent
TEXT = """---
title: A tap
summary: How a tap is used.
brief: [It has a spout., It has a handle.]
keywords: [tap]
---

## What is it? {#what .long}

The long text.

## What is it? {#what-easy .easy}

::: points
![](figures/tap.svg){.decorative} This is a tap.

![](figures/soap.svg){.decorative} This is soap.
:::
"""
WORDS = "\neasy_read:\n  untested_title: Not tried yet\n  untested: No readers have tried it.\n"
VARIANT = "extends: letter\ntext: easy\ntokens: {heading-float: none, heading-width: auto}\n"


def make_sources(folder: Path, **more: str) -> Path:
    base = ROOT / "tests" / "base_library"
    english = (base / "languages" / "en.yaml").read_text("utf-8")
    facts = (base / "publications" / "handwashing" / "publication.yaml").read_text("utf-8")
    return lay(
        folder / "sources",
        {
            "publications/handwashing/en.md": TEXT,
            "publications/handwashing/es.md": TEXT[: TEXT.index("## What is it? {#what-easy")],
            "publications/handwashing/publication.yaml": facts + more.get("facts", ""),
            "languages/en.yaml": english + more.get("words", WORDS),
            "variants/easy.yaml": VARIANT,
        },
    )


def test_an_easy_read_edition_has_its_own_text_and_says_that_it_is_untested(tmp_path: Path) -> None:
    library = pipeline.read_library(make_sources(tmp_path))
    (edition,) = pipeline.select_editions(library, variants=("easy",))
    assert edition.lang == "en", "it is not asked for in a language that has no such text"
    dom = parse_html(pipeline.typeset(edition))
    words = " ".join("".join(dom.itertext()).split())
    assert "Not tried yet" in words
    assert "This is a tap." in words
    assert "The long text." not in words
    assert "It has a spout." not in words, "the main message of the long text is not easy to read"
    points = [one for one in dom.iter() if one.get("class") == "point"]
    assert [sum(str(inner.tag).endswith("svg") for inner in one.iter()) for one in points] == [1, 1]


def test_a_text_that_readers_have_tried_says_nothing(tmp_path: Path) -> None:
    library = pipeline.read_library(make_sources(tmp_path, facts="\neasy_read_tested: a group of readers, 2026\n"))
    (edition,) = pipeline.select_editions(library, variants=("easy",))
    assert "Not tried yet" not in pipeline.typeset(edition)


@pytest.mark.parametrize("words", ["", WORDS])
def test_a_language_without_the_words_prints_no_easy_text(words: str, tmp_path: Path) -> None:
    library, _ = load(make_sources(tmp_path, words=words))
    assert bool(pipeline.select_editions(library, variants=("easy",))) == bool(words)
    assert ("EAS103" in {one.code for one in check(library)}) == (not words)


def test_the_shipped_easy_text_is_short_and_has_a_picture_for_each_point() -> None:
    library, _ = load(ROOT / "sources")
    texts = {
        slug: [lang for lang, text in one.translations.items() if "easy" in text.text_forms]
        for slug, one in library.publications.items()
    }
    assert texts["osteopetrosis"] == ["en"]
    assert [str(one) for one in check(library) if one.code.startswith("EAS")] == []
