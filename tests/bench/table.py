"""What an edition costs by our way and by others: `make bench`.

All ways take turns, round after round, so that each meets the same machine; the table shows medians, and ratios to
ours as it runs in a build (render, finish and verify in warm workers). `--publications N` sets the generated library.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

import pipeline
from press import publish
from press.digest import edition_parts
from press.finish.edition import finish
from press.fonts import face_path
from press.formats import render
from press.model import Edition
from press.records import Row, Task, Wish, longest_first
from press.typeset import typeset
from press.workers import private_fonts, settle, tidy, workers
from tests.bench import rivals
from tests.bench.library import SOURCES, Scribe, generated

ROUNDS = 3
JOBS = 2
ROOT = Path(pipeline.__file__).parent
Way = Callable[[], list[int]]
"""Makes every edition once; gives the bytes of each file."""


class Peak:
    """The most memory that this process and all below it took together, in MB."""

    def __init__(self) -> None:
        self.most = 0.0
        self._stop = threading.Event()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look at it while something runs."""
        thread = threading.Thread(target=self._look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()
            self._stop.clear()

    def _look(self) -> None:
        me = psutil.Process()
        while not self._stop.wait(0.1):
            total = 0
            for process in [me, *me.children(recursive=True)]:
                try:
                    total += process.memory_info().rss
                except psutil.Error:
                    continue
            self.most = max(self.most, total / 2**20)


def each(make: Callable[[Edition], bytes], editions: Sequence[Edition]) -> list[int]:
    """One edition after the other."""
    sizes = []
    for edition in editions:
        sizes.append(len(make(edition)))
        tidy()
    return sizes


def drafted(edition: Edition) -> bytes:
    """Ours: typeset and render alone."""
    lines = 1 if edition.variant.fill else 0
    draft = render(edition, typeset(edition, notes=lines), lines)
    return draft.data


def finished(edition: Edition) -> bytes:
    """Ours: and finished."""
    lines = 1 if edition.variant.fill else 0
    draft = render(edition, typeset(edition, notes=lines), lines)
    return finish(edition, draft)


def made(edition: Edition) -> bytes:
    """Ours: and verified, as in a build."""
    return pipeline.make(edition)[0].data


def ways(editions: Sequence[Edition], folder: Path, pool: object) -> dict[str, Way]:
    """Every way by its name in the table."""
    files = rivals.pages(editions, folder)
    tasks = [Task(one, (), edition_parts(one)) for one in editions]
    chromium, typst = rivals.chromium(files), rivals.typst(face_path("AtkinsonHyperlegible-Regular").parent)

    rows: dict[str, Row] = {}

    def pooled() -> list[int]:
        results = pool.run(longest_first(tasks, rows))  # type: ignore[attr-defined]
        rows.update({task.edition.name: outcome.row for task, outcome in results if outcome and outcome.row})
        return [row.bytes for row in rows.values()]

    return {
        "ours: render alone": lambda: each(drafted, editions),
        "ours: render and finish": lambda: each(finished, editions),
        "ours: render, finish and verify": lambda: each(made, editions),
        f"ours in a build: {JOBS} workers": pooled,
        f"`weasyprint` command, {JOBS} at a time": lambda: list(map(len, rivals.command(files, "ttf", JOBS))),
        f"`weasyprint` command, WOFF2, {JOBS} at a time": lambda: list(map(len, rivals.command(files, "woff2", JOBS))),
        "stock WeasyPrint in one process": lambda: each(lambda one: rivals.stock(files, one), editions),
        "Chromium, warm, one page": lambda: each(chromium, editions),
        "Typst, warm, one process (no drawings)": lambda: each(typst, editions),
    }


def peers(console: Console) -> None:
    """The first table: one edition, by each way."""
    editions = [one for one in pipeline.select(pipeline.checked(SOURCES), langs=("en",)) if one.variant.width]
    with tempfile.TemporaryDirectory() as folder, workers(JOBS, pipeline.work) as pool:
        private_fonts(Path(folder))
        settle()
        every = ways(editions, Path(folder), pool)
        seconds: dict[str, list[float]] = {name: [] for name in every}
        sizes: dict[str, list[int]] = {}
        peaks = {name: Peak() for name in every}
        for number in range(ROUNDS + 1):
            for name, way in every.items():
                console.print(f"round {number} of {ROUNDS}: {name}", style="dim")
                start = time.perf_counter()
                with peaks[name].watched():
                    sizes[name] = way()
                if number:  # the first round pays for what is paid once
                    seconds[name].append(time.perf_counter() - start)
    ours = statistics.median(seconds[f"ours in a build: {JOBS} workers"])
    title = f"{len(editions)} editions of the shipped publication, medians of {ROUNDS} rounds"
    table = Table("way", "ms an edition", "times ours", "KB an edition", "peak MB, all processes", title=title)
    for name in every:
        cost = statistics.median(seconds[name])
        table.add_row(name, f"{cost / len(editions) * 1000:.0f}", f"{cost / ours:.2f}",
                      f"{statistics.mean(sizes[name]) / 1024:.0f}", f"{peaks[name].most:.0f}")  # fmt: skip
    console.print(table)


def pipeline_py(*words: str) -> tuple[float, float]:
    """Run the press as its user does; gives seconds, and the most memory of its own process in MB."""
    start = time.perf_counter()
    process = psutil.Popen([sys.executable, str(ROOT / "pipeline.py"), *words], stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        try:
            most = max(most, process.memory_info().rss)
        except psutil.Error:
            break
        time.sleep(0.005)
    assert process.wait() == 0
    return time.perf_counter() - start, most / 2**20


def builds(console: Console, count: int) -> None:
    """The second table: whole builds."""
    table = Table("what", "seconds", "peak MB of the parent", title="Builds")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = generated(folder / "small", 12)
        where = ["--sources", str(small), "--output", str(folder / "small-out"), "--jobs", str(JOBS)]
        rows = {"12 publications × 8 forms, cold": pipeline_py("build", *where)}
        rows["the same again: nothing to do"] = pipeline_py("build", *where)
        change(small / "publications/copy-3/en.md", 0)
        rows["one paragraph changed (8 editions)"] = pipeline_py("build", *where)
        console.print(f"making {count} publications", style="dim")
        large = generated(folder / "large", count)
        real, publish.os.fsync = os.fsync, lambda _: None  # type: ignore[attr-defined]
        try:
            pipeline.build(Wish(large, folder / "large-out"), lambda *_: None, Scribe())
        finally:
            publish.os.fsync = real  # type: ignore[attr-defined]
        where = ["--sources", str(large), "--output", str(folder / "large-out")]
        again = [pipeline_py("build", *where) for _ in range(5)]
        rows[f"{count:,} publications × 8 forms: nothing to do"] = sorted(again)[2]
        rows[f"check of {count:,} publications, read before"] = pipeline_py("check", "--sources", str(large))
    for what, (seconds, memory) in rows.items():
        table.add_row(what, f"{seconds:.2f}", f"{memory:.0f}")
    console.print(table)


def change(path: Path, number: int) -> None:
    """Change a paragraph."""
    words = path.read_text("utf-8")
    mark = "Osteopetrosis is a bone disorder."
    path.write_text(words.replace(mark, f"{mark[:-1]} ({number}).", 1), "utf-8")


def saves(console: Console, times: int = 7) -> None:
    """How long after a save the Letter edition is on disk, with `build --watch`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = generated(folder / "sources", 2, ("letter", "web"))
        command = [sys.executable, str(ROOT / "pipeline.py"), "build", "--watch", "--sources", str(sources)]
        process = subprocess.Popen([*command, "--output", str(folder / "out")], stdout=subprocess.DEVNULL)
        pdf = folder / "out/copy-0/copy-0.en.letter.pdf"
        page = folder / "out/copy-0/copy-0.en.web.html"
        try:
            until(page.exists)
            waits = []
            for number in range(times):
                time.sleep(2)
                before = pdf.stat().st_mtime_ns
                text = sources / "publications/copy-0/en.md"
                text.write_text(text.read_text("utf-8").replace("bone disorder", f"bone disorder {number}", 1), "utf-8")
                start = time.perf_counter()
                until(lambda before=before: pdf.stat().st_mtime_ns != before)  # type: ignore[misc]
                waits.append(time.perf_counter() - start)
        finally:
            process.kill()
            process.wait()
    console.print(f"From a save to the Letter edition on disk: median {statistics.median(waits):.2f} s of {times}.")


def until(true: Callable[[], bool]) -> None:
    """Wait for something, a minute at most."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publications", type=int, default=1000)
    asked = parser.parse_args()
    console = Console(width=120)
    console.print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    peers(console)
    builds(console, asked.publications)
    saves(console)


if __name__ == "__main__":
    main()
