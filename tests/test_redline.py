"""A redline shows every change in the words between two states, to the eye and to the ear, on screen and on paper."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from press.model.findings import PressError
from press.readback.html import parse_html
from press.readback.pdf.tag_tree import format_tag_tree, read_tag_tree
from press.redline import make_redlines
from press.redline.page import Redline
from tests import poppler
from tests.commands import app
from tests.overlay import BASE

HOME = "publications/handwashing"
SLUG = "handwashing"
CHANGES = {
    "title: Sample publication about handwashing": "title: Sample publication on <washing> & drying",
    "Any sample tap will do.": "No sample tap will do.",
    "## Why wash? {#why}": "## Why wash & dry? {#why}",
    "![A bar of soap.]": "![Two bars of soap.]",
    "   - in a bottle\n": "",
    "## Where is it done? {#where}": "## When is it done? {#when}\n\nAt noon.\n\n## Where is it done? {#where}",
    "| Garden | yes | no |": "| Garden | yes | yes |",
}


def git(folder: Path, *args: str) -> None:
    who = ("-c", "user.name=Sam Sample", "-c", "user.email=sam@sample.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *args], check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose first commit holds the base library in `texts/`, and in which much has changed since."""
    root = tmp_path_factory.mktemp("repository")
    sources = root / "texts"
    shutil.copytree(BASE, sources)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    git(root, "tag", "first")
    path = sources / HOME / "en.md"
    text = path.read_text("utf-8")
    for old, new in CHANGES.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    facts = sources / HOME / "publication.yaml"
    facts.write_text(facts.read_text("utf-8").replace("issued: 2020-02", "issued: 2021-03"), "utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "second")
    return sources


@pytest.fixture(scope="module")
def made(repository: Path) -> Path:
    """The folder with the redline of the English text, made as its users make it."""
    out = repository.parent / "out"
    asked = [
        "redline",
        SLUG,
        "first",
        str(repository),
        "--lang",
        "en",
        "--sources",
        str(repository),
        "--output",
        str(out),
    ]
    ran = CliRunner().invoke(app, asked)
    assert ran.exit_code == 0, ran.output
    assert "words added" in ran.stdout
    return out


def one(repository: Path, old: str | Path, new: str | Path, lang: str = "en") -> Redline:
    """A redline, compared but not rendered."""
    return make_redlines(repository, SLUG, str(old), str(new), [lang])[0]


def said(redline: Redline, part: str, kind: str) -> list[str]:
    """The words added, removed or the same in a part."""
    (found,) = [one for one in redline.parts if one.id == part]
    return [piece.text for block in found.blocks for piece in block.pieces if piece.kind == kind]


# ---------------------------------------------------------------- what is compared


def test_every_change_is_found_in_its_part(repository: Path) -> None:
    found = one(repository, "first", "HEAD")
    assert {part.id: part.kind for part in found.parts} == {
        "publication.yaml": "changed", "front-matter": "changed", "why": "changed", "how": "changed", "when": "new",
        "where": "changed",
    }  # fmt: skip
    assert (said(found, "publication.yaml", "removed"), said(found, "publication.yaml", "added")) == (
        ["2020-02"],
        ["2021-03"],
    )
    assert said(found, "front-matter", "added") == ["on <washing> & drying"]
    assert (said(found, "why", "removed"), said(found, "why", "added")) == (["wash?", "Any"], ["wash & dry?", "No"])
    assert (said(found, "how", "removed"), said(found, "how", "added")) == (["in a bottle", "A bar"], ["Two bars"])
    assert (said(found, "where", "removed"), said(found, "where", "added")) == (["no"], ["yes"])
    assert said(found, "when", "added") == ["When is it done?", "At noon."]


def test_the_words_that_stay_and_come_are_those_of_the_new_state(repository: Path) -> None:
    """Nothing is lost or doubled: without what was removed it is the new text, without what was added the old."""
    there, back = one(repository, "first", "HEAD"), one(repository, "HEAD", "first")
    for part in ("front-matter", "why", "how", "where"):
        new = sorted(" ".join(said(there, part, "same") + said(there, part, "added")).split())
        assert new == sorted(" ".join(said(back, part, "same") + said(back, part, "removed")).split())


def test_a_folder_and_a_revision_are_the_same_state(repository: Path) -> None:
    assert one(repository, "first", "HEAD").parts == one(repository, "HEAD~1", repository).parts
    assert one(repository, BASE, repository).parts == one(repository, "first", "HEAD").parts


def test_states_that_are_the_same(repository: Path) -> None:
    assert one(repository, "HEAD", repository).same
    assert not one(repository, "first", "HEAD").same
    assert one(repository, "first", "HEAD", "es").changed_parts[0].id == "publication.yaml"


def test_a_section_that_moved_or_went(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "moved")
    path = tmp_path / "moved" / HOME / "en.md"
    head, why, rest = (text.strip() for text in split_at(path.read_text("utf-8"), "## Why", "## How"))
    path.write_text(f"{head}\n\n{rest}\n\n{why}\n", "utf-8")
    found = {part.id: part.kind for part in one(repository, BASE, tmp_path / "moved").parts}
    assert sorted(found.values()) == ["moved", *["unchanged"] * 4]
    path.write_text(f"{head}\n\n{rest}\n", "utf-8")
    gone = one(repository, BASE, tmp_path / "moved")
    assert [part.id for part in gone.parts][:3] == ["publication.yaml", "front-matter", "why"]
    assert gone.parts[2].kind == "gone"
    assert gone.parts[2].added == 0


def split_at(text: str, *marks: str) -> list[str]:
    for mark in marks:
        text = text.replace(mark, f"\0{mark}", 1)
    return text.split("\0")


@pytest.mark.parametrize(
    ("old", "new", "slug", "lang"),
    [
        ("no-such-revision", "HEAD", SLUG, "en"),
        ("HEAD", "--output=x", SLUG, "en"),
        ("HEAD", ".", SLUG, "en"),
        ("HEAD", "first", "no-such-publication", "en"),
        ("HEAD", "first", SLUG, "xx"),
        ("HEAD", "first", "../publications/handwashing", "en"),
    ],
)
def test_what_is_not_there_is_a_usage_error(old: str, new: str, slug: str, lang: str, repository: Path) -> None:
    with pytest.raises(PressError) as error:
        make_redlines(repository, slug, old, new, [lang])
    assert error.value.exit_code == 2
    assert {finding.code for finding in error.value.findings} <= {"RED101", "RED102"}


# ---------------------------------------------------------------- what is made


def test_the_page_passes_axe_and_nu(
    made: Path, axe: Callable[[Path], list[str]], nu: Callable[[Path], list[str]]
) -> None:
    page = made / "handwashing.en.redline.html"
    assert axe(page) == []
    assert nu(page) == []


def test_the_pdf_passes_verapdf(made: Path, verapdf: Callable[[Path], list[str]]) -> None:
    assert verapdf(made / "handwashing.en.redline.pdf") == []


def test_the_page_says_each_change_in_words(made: Path) -> None:
    page = parse_html((made / "handwashing.en.redline.html").read_text("utf-8"))
    added = [" ".join("".join(node.itertext()).split()) for node in page.iter("ins")]
    removed = [" ".join("".join(node.itertext()).split()) for node in page.iter("del")]
    assert "[added: No]" in added
    assert "[added: on <washing> & drying]" in added
    assert "[removed: Any]" in removed
    total = ["".join(cell.itertext()) for cell in next(row for row in page.iter("tr") if row.get("class") == "total")]
    assert total == ["All parts", "6 / 6", "18", "11"]
    assert [len(added), len(removed)] == [8, 7]


def test_a_screen_reader_hears_the_changes_in_the_pdf(made: Path) -> None:
    tags = " ".join(format_tag_tree(read_tag_tree((made / "handwashing.en.redline.pdf").read_bytes())).split())
    words = " ".join(poppler.read_words(made / "handwashing.en.redline.pdf").split())
    for change in ("[removed: Any] [added: No] sample tap will do.", "[removed: A bar] [added: Two bars] of soap."):
        assert change in words
        assert change in tags
    assert words.count("Signature of the reviewer") == 1


def test_a_mistake_in_the_command_writes_nothing(tmp_path: Path) -> None:
    asked = ["redline", SLUG, "no-such", str(BASE), "--sources", str(BASE), "--output", str(tmp_path / "out")]
    ran = CliRunner().invoke(app, asked)
    assert ran.exit_code == 2
    assert "RED101" in ran.output
    assert not (tmp_path / "out").exists()
