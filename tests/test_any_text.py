"""Texts of any shape: short, with long words, with what is taller than a page. Each builds, and says every word."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from press.build import pipeline
from press.model.edition import FinishedEdition
from press.model.findings import Finding, list_errors

ROOT = Path(__file__).resolve().parent.parent
FRONT = """---
title: A tiny text
summary: One sentence about it.
brief:
  - First main message of this text.
  - Second main message of this text.
keywords: [tiny]
---

"""
SHORT = (
    "## What is it? {#what}\n\nA short text of one paragraph. It says little, but it is all the clinic needs.\n"
)


def write_library(folder: Path, text: str, **files: bytes) -> Path:
    """Write the shipped library with one publication of this English text; gives its folder of sources."""
    sources = shutil.copytree(ROOT / "sources", folder / "sources")
    publication = sources / "publications" / "osteopetrosis"
    for path in publication.iterdir():
        if path.name != "publication.yaml":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    (publication / "en.md").write_text(FRONT + text, encoding="utf-8")
    for name, data in files.items():
        (publication / "figures").mkdir(exist_ok=True)
        (publication / "figures" / name.replace("_", ".")).write_bytes(data)
    return sources


def make(folder: Path, text: str, variant: str, **files: bytes) -> tuple[FinishedEdition, list[Finding]]:
    """Make one edition of a text; raises PressError if a rule refuses it."""
    library = pipeline.read_library(write_library(folder, text, **files))
    (edition,) = pipeline.select_editions(library, variants=[variant])
    return pipeline.make_edition(edition)


@pytest.mark.parametrize("variant", ["letter", "half-letter", "large-print", "large-print-aph", "giant-print"])
def test_a_text_of_thirty_words_builds_with_all_seven_statements(variant: str, tmp_path: Path) -> None:
    _, findings = make(tmp_path, SHORT, variant)
    assert list_errors(findings) == []


def test_figures_that_depend_on_the_words_warn_with_page_and_words(tmp_path: Path) -> None:
    _, findings = make(tmp_path, SHORT, "large-print-aph")
    (found,) = [str(one) for one in findings if one.code == "MEA107"]
    assert "warning: APH Large Print: full line, median: 53 characters" in found
    assert "page 2 “A short text of one paragraph" in found


def test_hyphens_of_an_address_are_no_hyphenation(tmp_path: Path) -> None:
    addresses = "".join(
        f"Read {'more ' * (number % 5)}at https://www.example.org/health-topics/bone-and-joint-health/"
        f"{'a' * number}-well-known-page-of-the-center/index.html today.\n\n"
        for number in range(1, 8)
    )
    _, findings = make(tmp_path, f"## Where? {{#where}}\n\n{addresses}", "large-print")
    assert [str(one) for one in findings if "hyphen" in one.problem] == []
