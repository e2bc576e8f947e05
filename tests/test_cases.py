"""Golden cases: small sources in, readable text out. `pytest --update-golden` writes what is expected anew.

A case is a folder in `tests/cases/` with
- `sources/`: files laid over the base library; `without.txt` names files to leave out, one a line;
- `findings.txt`: what load and check find;
- `edition.txt`, if an edition is to be made: its name. Then `expected.html` is the text of its page, `tags.txt` the
  tag tree of its PDF and `heard.txt` what a screen reader would say of it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from press.build import pipeline
from press.build.selection import select_editions
from press.load import load
from press.model.edition import Edition, FinishedEdition
from press.readback.pdf.tag_tree import format_tag_tree, read_tag_tree
from press.readback.speech.listen import announce_pdf
from press.typeset import typeset
from tests.overlay import findings, lay

FOLDER = Path(__file__).parent / "cases"
_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)


def cases_with(file: str) -> pytest.MarkDecorator:
    """A test for every case that has a file."""
    return pytest.mark.parametrize("name", sorted(path.parent.name for path in FOLDER.glob(f"*/{file}")))


@pytest.fixture
def case(name: str) -> Path:
    return FOLDER / name


@pytest.fixture
def sources(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sources of the case, as `sources` in the current folder."""
    monkeypatch.chdir(tmp_path)
    overlay = case / "sources"
    files = {path.relative_to(overlay).as_posix(): path.read_bytes() for path in overlay.rglob("*") if path.is_file()}
    lay(tmp_path / "sources", files)
    without = case / "without.txt"
    for line in without.read_text("utf-8").split("\n") if without.exists() else []:
        if line:
            (tmp_path / "sources" / line).unlink()
    return Path("sources")


def compare(path: Path, found: str, update: bool) -> None:
    if update:
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8"), f"{path} differs; `pytest --update-golden` writes it anew"


def edition_of(case: Path, sources: Path) -> Edition:
    library, _ = load(sources)
    name = (case / "edition.txt").read_text("utf-8").strip()
    slug, lang, variant = name.split(".")
    return select_editions(library, [slug], [lang], [variant])[0]


def test_every_case_is_run() -> None:
    folders = [path for path in FOLDER.iterdir() if path.is_dir()]
    assert folders
    assert [path.name for path in folders if not (path / "findings.txt").exists()] == []


@cases_with("findings.txt")
def test_findings(case: Path, sources: Path, update_golden: bool) -> None:
    found = findings(sources)
    if (case / "edition.txt").exists():
        assert [str(one) for one in found if one.severity == "error"] == []
    compare(case / "findings.txt", "".join(f"{one}\n" for one in found), update_golden)


@cases_with("expected.html")
def test_page(case: Path, sources: Path, update_golden: bool) -> None:
    main = _MAIN.search(typeset(edition_of(case, sources)))
    assert main
    lines = [line for line in main[0].split("\n") if line.strip()]
    compare(case / "expected.html", "\n".join(lines) + "\n", update_golden)


@pytest.mark.usefixtures("base_finals")  # prepares the fonts of this process
@cases_with("tags.txt")
def test_tags(case: Path, sources: Path, update_golden: bool) -> None:
    """The tag tree of the finished PDF, and what is heard of it."""
    final: FinishedEdition = pipeline.make_edition(edition_of(case, sources))[0]
    compare(case / "tags.txt", format_tag_tree(read_tag_tree(final.data)), update_golden)
    compare(case / "heard.txt", "\n".join(announce_pdf(final.data)) + "\n", update_golden)
