"""Builds: the same bytes everywhere, nothing made twice, nothing half made."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from press.readback.layout.pdfium import read_page_texts
from tests.commands import invoke
from tests.conftest import Shipped

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "base_library"


def build(sources: Path, output: Path, *args: str) -> tuple[int, dict[str, Any]]:
    """Run a build; gives its exit code and what it printed as JSON."""
    ran = invoke("build", "--json", "--sources", sources, "--output", output, "--jobs", 1, *args)
    return ran.exit_code, json.loads(ran.stdout)


def build_apart(sources: Path, output: Path, *args: str, env: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """Run a build in a process of its own, and in another folder and environment."""
    command = [sys.executable, str(ROOT / "pipeline.py"), "build", "--json", "--sources", str(sources)]
    ran = subprocess.run(
        [*command, "--output", str(output), *args],
        capture_output=True, text=True, timeout=300, check=False, cwd=output.parent, env={**os.environ, **env},
    )  # fmt: skip
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode, json.loads(ran.stdout)


def contents(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The base library, copied and built once: its sources and its output."""
    folder = tmp_path_factory.mktemp("one")
    sources = shutil.copytree(BASE, folder / "sources")
    code, _ = build(sources, folder / "output")
    assert code == 0
    return sources, folder / "output"


def test_two_builds_give_the_same_bytes(built: tuple[Path, Path], tmp_path: Path) -> None:
    """Another folder, another process, another hash seed, another time zone: the same bytes.

    No temporary folder is left; WeasyPrint leaves one of its own for each process that ends as workers do.
    """
    sources = shutil.copytree(BASE, tmp_path / "elsewhere" / "texts")
    with tempfile.TemporaryDirectory() as scratch:  # with a short name: sockets have a limit
        env = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "TMPDIR": scratch}
        code, _ = build_apart(sources, tmp_path / "made", "--jobs", "2", env=env)
        remaining = list(Path(scratch).iterdir())
    assert (code, remaining) == (0, [])
    assert contents(tmp_path / "made") == contents(built[1])
    folders = [{path.relative_to(one) for path in one.rglob("*")} for one in (tmp_path / "made", built[1])]
    assert folders[0] == folders[1]


def test_shipped_editions_are_the_same_bytes_again(shipped: Shipped, tmp_path: Path) -> None:
    """A typeface cut from a variable one, an imposed sheet, filled pages: they too come out equal."""
    env = {"PYTHONHASHSEED": "11", "TZ": "America/Lima"}
    wanted = ("large-print", "trifold", "half-letter")
    args = [part for name in wanted for part in ("--variant", name)]
    code, said = build_apart(ROOT / "sources", tmp_path / "again", "--lang", "es", *args, env=env)
    assert code == 0
    assert len(said["editions"]) == len(wanted)
    for row in said["editions"]:
        assert row in shipped.editions


def test_the_manifest_describes_the_files(built: tuple[Path, Path]) -> None:
    """Every row names a file of that size and digest; every file has a row."""
    output = built[1]
    manifest = json.loads((output / "manifest.json").read_bytes())
    rows, site = manifest["editions"], manifest["site"]
    assert {row["file"] for row in [*rows, *site]} | {"manifest.json"} == set(contents(output))
    assert {"index.html", "order.html", "feed.atom"} < {row["file"] for row in site}
    for row in site:
        assert contents(output)[row["file"]] == row["sha256"]
        assert (output / row["file"]).stat().st_size == row["bytes"]
    for row in rows:
        assert contents(output)[row["file"]] == row["sha256"]
        assert (output / row["file"]).stat().st_size == row["bytes"]
        if row["format"] == "pdf":
            shown = subprocess.run(["pdfinfo", output / row["file"]], capture_output=True, text=True, check=True).stdout
            facts = dict(line.split(":", 1) for line in shown.splitlines() if ":" in line)
            assert int(facts["Pages"]) == row["pages"]
            assert row["sheets"] == (row["pages"] + 1) // 2
            width, height = (float(part) for part in facts["Page size"].split("pts")[0].split("x"))
            assert [width, height] == pytest.approx(row["trim"], abs=0.01)


def test_unchanged_editions_are_not_made_again(built: tuple[Path, Path], tmp_path: Path) -> None:
    """A second build touches nothing; --force makes everything again, with the same bytes."""
    output = shutil.copytree(built[1], tmp_path / "output")
    times = {path: path.stat().st_mtime_ns for path in output.rglob("*.pdf")}
    code, _ = build(built[0], output)
    assert code == 0
    assert {path: path.stat().st_mtime_ns for path in times} == times
    before = contents(output)
    build(built[0], output, "--force")
    assert all(path.stat().st_mtime_ns != times[path] for path in times)
    assert contents(output) == before


def test_a_changed_text_is_made_again(built: tuple[Path, Path], tmp_path: Path) -> None:
    """A word changed in one language changes that language's editions and no other's PDF."""
    sources = shutil.copytree(built[0], tmp_path / "sources")
    output = shutil.copytree(built[1], tmp_path / "output")
    text = next(sources.glob("publications/*/en.md"))
    text.write_text(text.read_text().replace("title: ", "title: New ", 1))
    before = contents(output)
    code, _ = build(sources, output)
    changed = {name for name, digest in contents(output).items() if before.get(name) != digest}
    assert code == 0
    assert any(".en." in name and name.endswith(".pdf") for name in changed)
    assert not any(".es." in name and name.endswith(".pdf") for name in changed)


def test_a_damaged_file_is_made_again(built: tuple[Path, Path], tmp_path: Path) -> None:
    output = shutil.copytree(built[1], tmp_path / "output")
    before = contents(output)
    victim = next(output.rglob("*.pdf"))
    victim.write_bytes(b"%PDF-1.7 nothing")
    assert build(built[0], output)[0] == 0
    assert contents(output) == before


def spoil_text(sources: Path) -> None:
    """Write a section without an id, which no edition can be made from."""
    text = next(sources.glob("publications/*/en.md"))
    text.write_text(text.read_text() + "\n## No id here\n\nWords.\n")


def demand_large_type(sources: Path) -> None:
    """Let the printed variant ask for more than its type has, so that it is refused."""
    variant = sources / "variants" / "letter.yaml"
    variant.write_text(variant.read_text() + "\nbody_at_least: 40\n")


def read_rows(output: Path) -> dict[str, dict[str, Any]]:
    """The rows of the manifest, by edition."""
    return {row["edition"]: row for row in json.loads((output / "manifest.json").read_bytes())["editions"]}


def test_what_all_publications_share_stops_the_build(built: tuple[Path, Path], tmp_path: Path) -> None:
    sources = shutil.copytree(built[0], tmp_path / "sources")
    output = shutil.copytree(built[1], tmp_path / "output")
    (sources / "center.yaml").write_text("name: 3\n")
    before = contents(output)
    code, said = build(sources, output)
    assert code == 1
    assert said["findings"]
    assert contents(output) == before


def test_what_is_wrong_with_a_named_publication_is_told_whatever_else_is_named(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    """Its language is no unknown one because its only text is faulty."""
    sources = shutil.copytree(built[0], tmp_path / "sources")
    spoil_text(sources)
    (slug,) = {path.parent.name for path in sources.glob("publications/*/en.md")}
    ran = invoke("build", slug, "--lang", "en", "--sources", sources, "--output", tmp_path / "output")
    assert ran.exit_code == 1
    assert "en.md" in ran.stderr
    assert "there is no language" not in ran.stderr


def test_a_faulty_publication_does_not_stop_another(built: tuple[Path, Path], tmp_path: Path) -> None:
    """Its files stay, but they are outdated and offered no longer; the other publication is built."""
    sources = shutil.copytree(built[0], tmp_path / "sources")
    output = shutil.copytree(built[1], tmp_path / "output")
    first = next((sources / "publications").iterdir())
    second = shutil.copytree(first, first.with_name("second"))
    facts = second / "publication.yaml"
    number = next(line for line in facts.read_text().splitlines() if line.startswith("number:"))
    facts.write_text(facts.read_text().replace(number, f"{number[:-1]}{(int(number[-1]) + 1) % 10}"))
    for text in second.glob("??.md"):
        text.write_text(text.read_text().replace("title: ", "title: Second ", 1))
    spoil_text(sources)
    (bad,) = {path.parent.name for path in sources.glob("publications/*/en.md") if "No id here" in path.read_text()}
    code, said = build(sources, output)
    rows = read_rows(output)
    assert code == 1
    assert [one["file"] for one in said["findings"] if one["severity"] == "error"] == [
        str(sources / "publications" / bad / "en.md")
    ]
    good = {first.name, "second"} - {bad}
    assert {row["publication"] for row in rows.values() if not row["outdated"]} == good
    for row in rows.values():
        assert (output / row["file"]).exists()
    assert f"{bad}/" not in (output / "index.html").read_text()


def test_a_refused_edition_is_shown_and_no_longer_offered(built: tuple[Path, Path], tmp_path: Path) -> None:
    sources = shutil.copytree(built[0], tmp_path / "sources")
    output = shutil.copytree(built[1], tmp_path / "output")
    before = read_rows(output)
    refused = [name for name in before if name.endswith(".letter")]
    demand_large_type(sources)
    code, said = build(sources, output)
    assert code == 1
    assert sorted(said["refused"]) == sorted(refused)
    for name in refused:
        row = read_rows(output)[name]
        assert row == {**before[name], "outdated": True}, "the earlier file and its row stay, marked as outdated"
        pages = read_page_texts((output / "refused" / f"{name}.pdf").read_bytes())
        assert len(pages) == row["pages"]
        assert all("Notforuse" in "".join(page.split()) for page in pages)
        assert "MEA101" in (output / "refused" / f"{name}.findings.txt").read_text()
        assert f"{name}.pdf" not in "".join(path.read_text() for path in output.rglob("*.html"))
    assert "letter" not in (output / "catalogue.csv").read_text()
    assert build(sources, output)[0] == 1, "a second build refuses it again"
    assert build(built[0], output)[0] == 0
    assert not (output / "refused").exists()
    assert contents(output) == contents(built[1])


def test_strict_refuses_an_edition_for_a_warning(built: tuple[Path, Path], tmp_path: Path) -> None:
    sources = shutil.copytree(built[0], tmp_path / "sources")
    (sources / "profiles").mkdir(exist_ok=True)
    (sources / "profiles" / "short.yaml").write_text(
        "title: Short\nsource: Us\nrules:\n"
        "  - {measure: pages, comparison: at most, figure: 0, unit: pages, clause: few}\n"
    )
    variant = sources / "variants" / "letter.yaml"
    variant.write_text(variant.read_text() + "\nprofile: short\n")
    assert build(sources, tmp_path / "usual", "--variant", "letter")[0] == 0
    code, said = build(sources, tmp_path / "strict", "--variant", "letter", "--strict")
    assert code == 1
    assert {one["code"] for one in said["findings"] if one["severity"] == "error"} == {"MEA107"}


def test_removed_translation_is_removed_from_the_output(built: tuple[Path, Path], tmp_path: Path) -> None:
    sources = shutil.copytree(built[0], tmp_path / "sources")
    output = shutil.copytree(built[1], tmp_path / "output")
    next(sources.glob("publications/*/es.md")).unlink()
    assert build(sources, output)[0] == 0
    assert not [name for name in contents(output) if ".es." in name]


@pytest.mark.parametrize("after", [0.2, 1.4, 2.6])
def test_killed_at_any_moment_it_loses_nothing(built: tuple[Path, Path], tmp_path: Path, after: float) -> None:
    """A build killed with SIGKILL leaves old or new files; the next build ends where an undisturbed one would."""
    output = shutil.copytree(built[1], tmp_path / "output")
    before = contents(output)
    command = [sys.executable, str(ROOT / "pipeline.py"), "build", "--force", "--sources", str(built[0])]
    process = subprocess.Popen(
        [*command, "--output", str(output)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = {name: digest for name, digest in contents(output).items() if not name.startswith(".staging/")}
    assert left == before, "the same sources give the same bytes, so whole files of either build are these"
    assert build(built[0], output)[0] == 0
    assert contents(output) == before
