"""What is made again: exactly the editions that read what has changed, and the reason that is given for it."""

from __future__ import annotations

import ast
import fnmatch
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from press import load as load_module
from press.build import pipeline, up_to_date
from press.cli.build import REASONS
from press.load import cache as load_cache
from press.load.files import SourceFolder
from press.model.build import BuildRequest, BuildResult, BuildTask
from press.model.edition import Download, Edition, FinishedEdition
from press.model.publication import Picture, Publication
from press.publish import output, press_digest
from press.publish.fingerprints import hash_parts, hash_whole, list_changed_parts
from press.runtime import cache, installation
from press.runtime.file_stats import read_source_stats
from press.style import sheets
from press.typeset import typeset
from tests import shape
from tests.commands import app
from tests.conftest import ROOT
from tests.overlay import BASE, lay


def read_last_result(request: BuildRequest) -> object:
    """Ask as the command does."""
    return up_to_date.read_last_result(replace(request, stats=read_source_stats(str(request.sources))))


EXTRA = {
    f"publications/extra/{path.name}": path.read_text("utf-8")
    .replace("01-001", "01-002")
    .replace("[kitchen, garden]", "[kitchen]")
    .replace("[copying, help]", "[copying]")
    for path in (BASE / "publications/handwashing").iterdir()
    if path.is_file()
} | {f"publications/extra/figures/{path.name}": path.read_bytes() for path in BASE.glob("publications/*/figures/*")}
SHORT = {
    "variants/leaflet.yaml": (BASE / "variants/letter.yaml").read_text("utf-8") + "\ntext: short\n",
    "publications/handwashing/en.md": (BASE / "publications/handwashing/en.md").read_text("utf-8")
    + "\n## Only long {#only .long}\n\nLong words.\n\n## In short {#only-short .short}\n\nShort words.\n",
    "publications/handwashing/es.md": (BASE / "publications/handwashing/es.md").read_text("utf-8")
    + "\n## Solo largo {#only .long}\n\nPalabras largas.\n\n## En breve {#only-short .short}\n\nPalabras breves.\n",
}


def editions_in(folder: Path) -> dict[str, Edition]:
    return {one.name: one for one in pipeline.select_editions(pipeline.read_library(folder))}


def replaced(old: str, new: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return edit


def commented(text: str) -> str:
    return f"# a comment\n{text}"


CHANGES: list[tuple[str, Callable[[str], str], str, str]] = [
    # file, change, the editions that are made again (words of their names), the part that is named
    ("center.yaml", replaced("1 Example Street", "2 Example Street"), "*", "center"),
    ("center.yaml", replaced("Make copies", "Copies"), "*.en.*", "center"),
    ("center.yaml", replaced("- By mail", "- By post"), "handwashing.en.*", "center"),
    ("center.yaml", commented, "", ""),
    ("organizations.yaml", replaced("Sample Garden Club", "Garden Club"), "handwashing.*", "organizations"),
    ("organizations.yaml", replaced("Sample Kitchen Society", "Kitchen Society"), "*", "organizations"),
    ("organizations.yaml", commented, "", ""),
    ("languages/es.yaml", replaced("end: '{0} y {1}'", "end: '{0} e {1}'"), "*.es.*", "language"),
    ("languages/es.yaml", replaced("name: español", "name: castellano"), "*", "language"),
    ("languages/es.yaml", commented, "", ""),
    ("variants/letter.yaml", replaced("order: 10", "order: 11"), "*.letter", "variant"),
    ("variants/letter.yaml", commented, "", ""),
    ("publications/extra/publication.yaml", replaced("2020-02", "2020-03"), "extra.*", "publication"),
    ("publications/extra/publication.yaml", replaced("quien leyó", "que leyó"), "extra.es.*", "publication"),
    ("publications/extra/publication.yaml", commented, "", ""),
    ("publications/handwashing/en.md", replaced("Water comes", "First, water comes"), "handwashing.en.*", "text"),
    ("publications/handwashing/en.md", replaced("Long words.", "Longer."), "handwashing.en.[!l]*,*g.en.letter", "text"),
    ("publications/handwashing/en.md", replaced("Short words.", "Shorter words."), "handwashing.en.leaflet", "text"),
    ("publications/handwashing/en.md", replaced("\n## How is", "\n\n\n## How is"), "", ""),
    ("publications/handwashing/figures/tap.svg", replaced("</svg>", "<g/></svg>"), "handwashing.*", "pictures"),
    ("imprints/corner.yaml", commented, "", ""),
]


@pytest.mark.parametrize(("file", "change", "which", "part"), CHANGES, ids=range(len(CHANGES)))
def test_each_input_makes_exactly_its_editions_again(
    file: str, change: Callable[[str], str], which: str, part: str, tmp_path: Path
) -> None:
    """No more and no fewer; what is said to be made again for its text would really be typeset otherwise."""
    folder = lay(tmp_path / "sources", EXTRA | SHORT)
    before = editions_in(folder)
    assert len(before) == 10
    old = {name: hash_parts(one) for name, one in before.items()}
    path = folder / file
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    after = editions_in(folder)
    new = {name: hash_parts(one) for name, one in after.items()}
    again = {name for name in after if hash_whole(new[name]) != hash_whole(old[name])}
    assert again == {name for name in after if _is_meant(name, which)}
    assert {one for name in again for one in list_changed_parts(old[name], new[name])} == ({part} if part else set())
    other = {name for name in after if typeset(before[name]) != typeset(after[name])}
    assert other <= again, "a page is other than it was, and would not be made again"
    if part in {"center", "organizations", "text", "publication"}:
        assert other == again


def _is_meant(name: str, which: str) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in which.split(","))


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """What the press knows of itself is looked up anew, before and after."""
    ours = (installation.hash_code, press_digest.hash_templates, press_digest.hash_styles)
    cached = (*ours, press_digest.hash_typefaces, sheets.bundle_styles)
    for one in cached:
        one.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    for one in cached:
        one.cache_clear()


def edited(folder: Path, name: str, tmp_path: Path) -> Path:
    """A copy of a folder of the press with one character more in one file."""
    copy = shutil.copytree(folder, tmp_path / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    return copy


PRESS: list[tuple[str, str, str, str, str]] = [
    # what is changed: a folder by the name that the code has for it, and a file; the variants made again; the part
    ("press.publish.press_digest.TEMPLATES", "templates", "parts/contact.html", "letter web", "templates"),
    ("press.style.sheets.STYLES", "styles", "base.css", "letter web", "styles"),
    ("press.style.sheets.STYLES", "styles", "screen.css", "web", "styles"),
    ("press.style.sheets.STYLES", "styles", "page.css", "letter", "styles"),
    ("press.runtime.installation.PACKAGE", "press", "typeset/page.py", "letter web", "press"),
    ("press.runtime.installation.PACKAGE", "press", "cli/inspect.py", "", ""),
]


@pytest.mark.parametrize(("owner", "folder", "file", "which", "part"), PRESS)
def test_a_change_of_the_press_makes_what_it_makes_again(
    owner: str, folder: str, file: str, which: str, part: str, fresh: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editions = editions_in(BASE)
    old = {name: hash_parts(one) for name, one in editions.items()}
    copy = edited(ROOT / folder, file, tmp_path)
    for one in (installation.hash_code, press_digest.hash_templates, press_digest.hash_styles, sheets.bundle_styles):
        one.cache_clear()
    fresh.setattr(owner, copy)
    new = {name: hash_parts(one) for name, one in editions.items()}
    again = {name: list_changed_parts(old[name], new[name]) for name in editions if new[name] != old[name]}
    assert {name.rpartition(".")[2] for name in again} == set(which.split())
    assert {one for why in again.values() for one in why} == ({part} if part else set())


def test_typefaces_tools_and_links_are_parts(fresh: pytest.MonkeyPatch) -> None:
    edition = next(one for one in editions_in(BASE).values() if one.variant.format == "html")
    old = hash_parts(edition)
    link = Download("a.pdf", "en", "letter", "pdf", "Letter", 2, 1, 1000)
    assert list_changed_parts(old, hash_parts(edition, (link,))) == ("links",)
    assert list_changed_parts(old, hash_parts(edition, press=True)) == ("variant",)
    press_digest.hash_typefaces.cache_clear()
    fresh.setattr(press_digest, "load_typeface", lambda name: name.encode())
    assert list_changed_parts(old, hash_parts(edition)) == ("fonts",)
    fresh.setattr("press.publish.fingerprints.list_dependency_versions", lambda: {"weasyprint": "0"})
    assert list_changed_parts(old, hash_parts(edition)) == ("fonts", "tools")


def test_a_clinic_and_its_logo_are_a_part_of_its_editions() -> None:
    library = pipeline.read_library(BASE)
    without = next(iter(pipeline.select_editions(library)))
    name = next(iter(library.imprints))
    theirs = next(iter(pipeline.select_editions(library, imprint=name)))
    assert "imprint" in list_changed_parts(hash_parts(without), hash_parts(theirs))
    assert theirs.imprint
    renamed = replace(theirs, imprint=theirs.imprint.model_copy(update={"name": "Another Clinic"}))
    assert list_changed_parts(hash_parts(theirs), hash_parts(renamed)) == ("imprint",)
    redrawn = replace(theirs, logo=Picture("logo.svg", "image/svg+xml", b"<svg/>"))
    assert list_changed_parts(hash_parts(theirs), hash_parts(redrawn)) == ("imprint",)


def test_nothing_that_makes_editions_is_left_out() -> None:
    """What is left out of the digest of the code is not imported by what makes editions, directly or through others."""
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in ROOT.glob("press/**/*.py")
    }
    trees = {name: ast.parse(path.read_text("utf-8")) for name, path in modules.items()}
    stages = ("typeset", "render", "finish", "check", "verify", "load", "render.tagging")
    todo = [f"press.{name}" for name in stages]
    reached: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += shape.imported_modules(trees[name], modules)
    files = {modules[name].relative_to(ROOT).as_posix() for name in reached}
    assert len(files) > 60
    assert {file for file in files if not installation.makes_editions(file)} == set()


# ---------------------------------------------------------------- doing nothing


@pytest.fixture
def build_request(tmp_path: Path) -> BuildRequest:
    """A library that has been built by a maker who writes a word into each file."""
    build_request = BuildRequest(lay(tmp_path / "sources", EXTRA), tmp_path / "output")
    built = pipeline.build_editions(build_request, lambda *_: None, Scribe())
    assert len(built.reasons) == 8
    return build_request


class Scribe:
    """Stands in for workers: makes files that hold the name of their edition."""

    def __init__(self, size: int = 0) -> None:
        self.asked: list[str] = []
        self.size = size

    def run_tasks(self, tasks: Iterable[BuildTask]) -> Iterator[tuple[BuildTask, BuildResult]]:
        for task in tasks:
            self.asked.append(task.edition.name)
            final = FinishedEdition(task.edition, "", task.edition.name.encode().ljust(self.size), 1)
            row, files = output.make_row_and_files(final, task.parts)
            yield task, BuildResult(row, (), files)


def test_doing_nothing_reads_no_source(build_request: BuildRequest) -> None:
    """Where nothing was touched, the stamps of the files are enough."""
    opened: list[str] = []
    sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
    answer = read_answer(build_request)
    assert (answer["made"], len(answer["editions"])) == ({}, 8)
    assert [path for path in opened if path.startswith(str(build_request.sources))] == []
    assert str(up_to_date.find_build_record(build_request.output)) in opened


@pytest.mark.parametrize("touched", ["source", "file", "gone", "added", "other", "killed"])
def test_whatever_is_touched_is_looked_at(build_request: BuildRequest, touched: str) -> None:
    assert read_last_result(build_request)
    first = min(build_request.output.rglob("*.pdf"))
    if touched == "source":
        path = build_request.sources / "center.yaml"
        path.write_text(path.read_text("utf-8").replace("1 Example", "3 Example"), "utf-8")
    elif touched == "file":
        first.write_bytes(b"something else")
    elif touched == "gone":
        first.unlink()
    elif touched == "killed":
        lay(build_request.output, {".staging/handwashing.en.web.html": "left by a build that was killed"})
    elif touched == "added":
        lay(build_request.sources, {"publications/handwashing/figures/new.svg": "<svg/>"})
    else:
        build_request = replace(build_request, variants=("letter",))
    assert read_last_result(build_request) is None
    scribe = Scribe()
    built = pipeline.build_editions(build_request, lambda *_: None, scribe)
    made = {"source": 8, "file": 1, "gone": 1}.get(touched, 0)
    assert (len(scribe.asked), len(built.reasons)) == (made, made)
    assert not (build_request.output / ".staging").exists()
    if touched in {"file", "gone"}:
        assert list(built.reasons.values()) == [("file",)]
        assert first.read_bytes() == first.stem.encode()


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda _: b"\x80\x04\x95 no JSON",
        lambda _: b"[" * 100_000,
        lambda _: b"[]",
        lambda _: b"null",
        lambda _: b'{"request": 1}',
        lambda data: data.replace(b'"files": {', b'"files": [], "was": {'),
        lambda data: data.replace(b'"findings": [', b'"findings": [{"place": 1}, '),
        lambda data: data.replace(b"index.html", b"../../gone.html"),
    ],
)
def test_a_damaged_record_counts_as_none(build_request: BuildRequest, damage: Callable[[bytes], bytes]) -> None:
    record = up_to_date.find_build_record(build_request.output)
    record.write_bytes(damage(record.read_bytes()))
    assert read_last_result(build_request) is None
    scribe = Scribe()
    pipeline.build_editions(build_request, lambda *_: None, scribe)
    assert scribe.asked == []
    assert read_last_result(build_request)


def test_the_record_of_another_folder_counts_as_none(build_request: BuildRequest, tmp_path: Path) -> None:
    """Each output folder has its record, by whatever path it is named; a copy of the folder has none."""
    (tmp_path / "link").symlink_to(build_request.output)
    assert read_last_result(replace(build_request, output=tmp_path / "link"))
    copy = replace(build_request, output=shutil.copytree(build_request.output, tmp_path / "copy"))
    assert read_last_result(copy) is None
    shutil.copy(up_to_date.find_build_record(build_request.output), up_to_date.find_build_record(copy.output))
    assert read_last_result(copy) is None


def test_without_a_cache_a_build_is_only_slower(build_request: BuildRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.CACHE_VARIABLE, "/dev/null/nowhere")
    for _ in range(2):
        scribe = Scribe()
        built = pipeline.build_editions(build_request, lambda *_: None, scribe)
        assert (scribe.asked, built.edition_count) == ([], 8)
        assert read_last_result(build_request) is None


def test_the_output_holds_nothing_but_what_the_manifest_lists(build_request: BuildRequest) -> None:
    manifest = json.loads((build_request.output / "manifest.json").read_bytes())
    listed = {one["file"] for one in [*manifest["editions"], *manifest["site"]]} | {"manifest.json"}
    assert {
        path.relative_to(build_request.output).as_posix() for path in build_request.output.rglob("*") if path.is_file()
    } == listed


def test_warnings_are_repeated_when_nothing_is_done(build_request: BuildRequest) -> None:
    lay(build_request.sources, {"variants/extra.yml": "nobody reads this"})
    first = pipeline.build_editions(build_request, lambda *_: None, Scribe())
    assert [one.code for one in first.findings] == ["LOD207"]
    answer = read_answer(build_request)
    assert answer["made"] == {}
    assert [one["code"] for one in answer["findings"]] == ["LOD207"]


def read_answer(build_request: BuildRequest) -> dict[str, Any]:
    """What the command answers to a request, as data."""
    asked = ["build", "--sources", str(build_request.sources), "--output", str(build_request.output), "--json"]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


IDLE = """
import runpy, sys
_, script, sources, output = sys.argv
sys.argv = [script, "build", "--sources", sources, "--output", output]
try:
    runpy.run_path(script, run_name="__main__")
finally:
    print(*sorted(sys.modules))
"""
"""The command as a person runs it, and then the modules that it has loaded."""


def test_doing_nothing_loads_no_stage(build_request: BuildRequest) -> None:
    """Nouns, stages and what they need cost a second to load, and a build with nothing to do none of it."""
    arguments = [str(ROOT / "pipeline.py"), str(build_request.sources), str(build_request.output)]
    command = [sys.executable, "-c", IDLE, *arguments]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert finished.returncode == 0, finished.stderr
    assert "8 editions: 8 up to date" in finished.stdout
    modules = set(finished.stdout.splitlines()[-1].split())
    assert {"press.build.up_to_date", "press.cli.build", "typer"} <= modules
    assert modules & {"pipeline", "press.model.edition", "press.load", "press.check", "yaml", "weasyprint"} == set()


def test_why_an_edition_was_made_can_be_said() -> None:
    edition = next(iter(editions_in(BASE).values()))
    assert {*hash_parts(edition), "new", "file", "asked"} == set(REASONS)


# ---------------------------------------------------------------- what was read is remembered


def test_a_publication_is_read_again_when_it_changes_and_only_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the memory of the process, from the cache of the machine, and anew: always the same publication."""
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path / "cache"))
    folder = lay(tmp_path / "sources", EXTRA)
    read: list[str] = []
    real = load_module._read_publication

    def noted(folder: SourceFolder, slug: str) -> Publication:
        read.append(slug)
        return real(folder, slug)

    monkeypatch.setattr(load_module, "_read_publication", noted)
    first = load_module.load(folder)
    assert sorted(read) == ["extra", "handwashing"]
    again = load_module.load(folder)
    assert len(read) == 2
    load_cache._CACHED_PUBLICATIONS.clear()
    cached = load_module.load(folder)
    assert len(read) == 2
    assert first == again == cached
    path = folder / "publications/extra/en.md"
    path.write_text(path.read_text("utf-8").replace("Water comes", "Now water comes"), "utf-8")
    assert load_module.load(folder) != first
    assert read[2:] == ["extra"]
    for kept in (tmp_path / "cache").rglob("*"):
        if kept.is_file():
            kept.write_bytes(b"spoilt")
    load_cache._CACHED_PUBLICATIONS.clear()
    load_module.load(folder)
    assert sorted(read[3:]) == ["extra", "handwashing"]


def test_findings_of_what_is_remembered_are_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path / "cache"))
    folder = lay(tmp_path / "sources", {"": "See [there](#nowhere)."})
    findings = []
    for _ in range(3):
        findings.append(load_module.load(folder)[1])
        if len(findings) == 2:
            load_cache._CACHED_PUBLICATIONS.clear()
    assert findings[0] == findings[1] == findings[2]
    assert [one.code for one in findings[0]] == ["LOD328"]
