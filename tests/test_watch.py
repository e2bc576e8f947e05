"""Watching: a saved source is a finished file soon after, and stopping leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from press.build import pipeline, workers
from press.build.watch import watch_saves
from press.build.workers import collect_garbage, open_workers
from press.model.build import BuildRequest, BuildSummary, BuildTask
from press.publish.fingerprints import hash_parts
from press.render import render_page
from tests.commands import hear_signals
from tests.conftest import ROOT
from tests.overlay import BASE, LINK, lay
from tests.test_digest import Scribe
from tests.test_workers import find_processes

MOST = 200 << 20
"""Of memory that a worker may take when it leaves no garbage lying, in bytes."""
ROOM = 30 << 20
"""For garbage of many small pages, in bytes."""


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Path, Path, subprocess.Popen[str]]]:
    """Sources that are watched, the output, and the process that watches."""
    sources, output = shutil.copytree(BASE, tmp_path / "sources"), tmp_path / "output"
    command = [sys.executable, str(ROOT / "pipeline.py"), "build", "--watch", "--explain", "--jobs", "1"]
    process = subprocess.Popen(
        [*command, "--lang", "en", "--sources", str(sources), "--output", str(output)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1", "WATCH_TEST": str(tmp_path)},
        preexec_fn=hear_signals,  # noqa: PLW1509 - no threads run here
    )  # fmt: skip
    yield sources, output, process
    process.kill()
    process.communicate()


def heard(process: subprocess.Popen[str], until: str) -> list[str]:
    """What is printed, up to a line with some words."""
    assert process.stdout
    said: list[str] = []
    for line in process.stdout:
        said.append(line.strip())
        if until in line:
            return said
    raise AssertionError(f"it ended: {said}")


def test_a_saved_source_is_made_again(watched: tuple[Path, Path, subprocess.Popen[str]], tmp_path: Path) -> None:
    sources, output, process = watched
    assert {"made handwashing.en.letter: there was none", "made handwashing.en.web: there was none"} <= {
        *heard(process, "waiting")
    }
    text = sources / "publications/handwashing/en.md"
    good = text.read_text("utf-8")
    text.write_text(good.replace("Now it is not clean.", "Now it is quite unclean."), "utf-8")
    assert heard(process, "waiting")[:1] == ["made handwashing.en.letter: its text"]
    pdf = output / "handwashing/handwashing.en.letter.pdf"
    assert "quite unclean" in subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    before = pdf.read_bytes()
    text.write_text("no front matter\n", "utf-8")
    assert heard(process, "waiting") == ["waiting for a source to be saved (stop with Ctrl-C)"]
    assert pdf.read_bytes() == before
    text.write_text(good, "utf-8")
    assert "made handwashing.en.letter: its text" in heard(process, "waiting")
    process.send_signal(signal.SIGINT)
    process.wait(300)
    soon(lambda: find_processes(f"WATCH_TEST={tmp_path}") == [])
    assert (output / "manifest.json").is_file()
    assert [path.name for path in output.iterdir() if path.name.startswith(".")] == []


def test_a_save_behind_a_link_or_in_a_hidden_folder_is_seen(tmp_path: Path) -> None:
    lay(tmp_path / "sources", {".store/soap/en.md": "one", "publications/soap": LINK + "../.store/soap"})
    saves = watch_saves(tmp_path / "sources")
    assert next(saves) is False
    for path in ("publications/soap/en.md", ".store/soap/en.md", ".store/new.md"):
        (tmp_path / "sources" / path).write_text("two", "utf-8")
        assert any(saved for saved, _ in zip(saves, range(300), strict=False)), path


def soon(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 300
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


# ---------------------------------------------------------------- memory


def weigh(task: BuildTask) -> int:
    """Make an edition as a worker does, and tell how much memory the worker takes."""
    workers.ROOM_FOR_GARBAGE = 0
    made = pipeline.run_task(task)
    assert made.row, made.findings
    return int(psutil.Process().memory_info().rss)


def test_a_worker_does_not_grow() -> None:
    edition = next(one for one in pipeline.select_editions(pipeline.read_library(BASE)) if one.variant.format == "pdf")
    task = BuildTask(edition, (), hash_parts(edition))
    with open_workers(1, weigh) as pool:
        weights = [weight for _, weight in pool.run_tasks([task] * 10) if isinstance(weight, int)]
    assert max(weights) < MOST
    assert weights[-1] < 1.1 * weights[3]


def print_page(number: int) -> int:
    """Print a page with words that no other has, and tell how much memory this process takes."""
    workers.ROOM_FOR_GARBAGE = ROOM
    words = " ".join(f"w{number}x{place}" for place in range(40))
    assert render_page(f"<!doctype html><html lang=en><title>T</title><h1>H</h1><p>{words}</p><ul><li>i", "page").data
    collect_garbage()
    return int(psutil.Process().memory_info().rss)


def test_five_hundred_renders_leave_nothing_behind() -> None:
    with open_workers(1, print_page) as pool:
        weights = [weight for _, weight in pool.run_tasks(range(500)) if isinstance(weight, int)]
    assert weights[0] + ROOM / 2 < max(weights) < weights[0] + 1.5 * ROOM
    assert weights[-1] < 1.1 * weights[150]


def test_a_build_does_not_hold_what_it_has_made(tmp_path: Path) -> None:
    """A hundred files of a megabyte pass through; a build takes no more memory for them."""
    names = [f"extra-{number}" for number in range(25)]
    base = {path.relative_to(BASE): path.read_bytes() for path in (BASE / "publications/handwashing").rglob("*.*")}
    files = {
        str(path).replace("handwashing", name, 1): data.replace(b"01-001", f"02-{number:03}".encode())
        for number, name in enumerate(names)
        for path, data in base.items()
    }
    request = BuildRequest(lay(tmp_path / "sources", files), tmp_path / "output", tuple(names))
    pipeline.check_sources(request.sources)
    before = psutil.Process().memory_info().rss
    seen: list[int] = []
    scribe = Scribe(1 << 20)
    built: BuildSummary = pipeline.build_editions(
        request, lambda *_: seen.append(psutil.Process().memory_info().rss), scribe
    )
    assert len(built.reasons) == len(seen) == 100
    assert max(seen) - before < 30 << 20
