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
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from press.build import pipeline
from press.build.workers import WorkerProcesses, collect_garbage, open_workers
from press.finish import finish
from press.model.build import BuildRequest, BuildResult, BuildTask, sort_longest_first
from press.model.edition import Edition
from press.model.manifest import ManifestRow
from press.publish import output
from press.publish.fingerprints import hash_parts
from press.render import render
from press.style.fonts import find_typeface
from press.typeset import typeset
from tests.bench import rivals
from tests.bench.library import SOURCES, Scribe, generated

ROUNDS = 3
JOBS = 2
ROOT = Path(__file__).resolve().parents[2]
OURS = f"ours in a build: {JOBS} workers"


@dataclass
class Way:
    """One way to make every edition once. run: does so, and gives the bytes of each file; who: the processes that work.

    The time of each round and the most memory that its processes took together, in MB, are noted.
    """

    run: Callable[[], list[int]]
    who: Callable[[], list[psutil.Process]]
    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    most: float = 0.0

    def go(self) -> float:
        """One round; gives its seconds."""
        stop = threading.Event()
        thread = threading.Thread(target=self._look, args=[stop], daemon=True)
        thread.start()
        start = time.perf_counter()
        self.sizes = self.run()
        spent = time.perf_counter() - start
        stop.set()
        thread.join()
        return spent

    def _look(self, stop: threading.Event) -> None:
        while not stop.wait(0.2):
            with suppress(psutil.Error):
                self.most = max(self.most, sum(one.memory_info().rss for one in self.who()) / 2**20)


def drafted(task: BuildTask) -> int:
    """Ours: typeset and render alone."""
    edition = task.edition
    lines = 1 if edition.variant.fill else 0
    data = render(edition, typeset(edition, notes=lines), lines).data
    collect_garbage()
    return len(data)


def finished(task: BuildTask) -> int:
    """Ours: and finished."""
    edition = task.edition
    lines = 1 if edition.variant.fill else 0
    data = finish(edition, render(edition, typeset(edition, notes=lines), lines))
    collect_garbage()
    return len(data)


def made(task: BuildTask) -> int:
    """Ours: and verified, as in a build."""
    row = pipeline.run_task(task).row
    assert row
    return row.bytes


def crew(pool: WorkerProcesses[Any, int], tasks: Callable[[], Sequence[Any]]) -> Way:
    """A way whose work is done by a pool of processes of its own."""
    return Way(
        lambda: [size for _, size in pool.run_tasks(tasks()) if isinstance(size, int)],
        lambda: [psutil.Process(one._process.pid) for one in pool._workers],
    )


def build_crew(pool: WorkerProcesses[BuildTask, BuildResult], tasks: Sequence[BuildTask]) -> Way:
    """Ours as in a build, the longest editions first."""
    rows: dict[str, ManifestRow] = {}

    def run() -> list[int]:
        for task, outcome in pool.run_tasks(sort_longest_first(tasks, rows)):
            assert isinstance(outcome, BuildResult)
            assert outcome.row
            rows[task.edition.name] = outcome.row
        return [row.bytes for row in rows.values()]

    return Way(run, lambda: [psutil.Process(one._process.pid) for one in pool._workers])


def offspring(name: str) -> Callable[[], list[psutil.Process]]:
    """The processes below this one of which the command line has a word in it."""
    return lambda: [one for one in psutil.Process().children(recursive=True) if name in " ".join(one.cmdline())]


def ways(editions: Sequence[Edition], files: rivals.Pages, stack: ExitStack) -> dict[str, Way]:
    """Every way by its name in the table. Those that run in Python have processes of their own."""
    tasks = [BuildTask(one, (), hash_parts(one)) for one in editions]
    typst = [(one, str(find_typeface("AtkinsonHyperlegible-Regular").parent)) for one in editions]

    def alone(work: Callable[[Any], int], what: Sequence[Any], jobs: int = 1) -> Way:
        return crew(stack.enter_context(open_workers(jobs, work)), lambda: what)

    chromium = rivals.chromium(files)
    return {
        "ours: render alone": alone(drafted, tasks),
        "ours: render and finish": alone(finished, tasks),
        "ours: render, finish and verify": alone(made, tasks),
        OURS: build_crew(stack.enter_context(open_workers(JOBS, pipeline.run_task)), tasks),
        f"`weasyprint` command, {JOBS} at a time": Way(
            lambda: list(map(len, rivals.command(files, "ttf", JOBS))), offspring(rivals.STARTED)
        ),
        f"`weasyprint` command, WOFF2, {JOBS} at a time": Way(
            lambda: list(map(len, rivals.command(files, "woff2", JOBS))), offspring(rivals.STARTED)
        ),
        "stock WeasyPrint in one process": alone(rivals.stock, [files.of(one) for one in editions]),
        "Chromium, warm, one page": Way(lambda: [len(chromium(one)) for one in editions], offspring("chrom")),
        "Typst, warm, one process (no drawings)": alone(rivals.typst, typst),
        f"Typst, warm, {JOBS} processes (no drawings)": alone(rivals.typst, typst, JOBS),
    }


def peers(console: Console) -> None:
    """The first table: one edition, by each way."""
    editions = [one for one in pipeline.select_editions(pipeline.read_library(SOURCES)) if one.variant.width]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        every = ways(editions, rivals.pages(editions, Path(folder)), stack)
        for number in range(ROUNDS + 1):
            for name, way in every.items():
                console.print(f"round {number} of {ROUNDS}: {name}", style="dim")
                spent = way.go()
                way.seconds += [spent] if number else []  # the first round pays for what is paid once
    ours = statistics.median(every[OURS].seconds)
    title = f"{len(editions)} editions of the shipped publication, medians of {ROUNDS} rounds"
    table = Table("way", "ms an edition", "times ours", "KB an edition", "peak MB of its processes", title=title)
    for name, way in every.items():
        cost = statistics.median(way.seconds)
        table.add_row(name, f"{cost / len(editions) * 1000:.0f}", f"{cost / ours:.2f}",
                      f"{statistics.mean(way.sizes) / 1024:.0f}", f"{way.most:.0f}")  # fmt: skip
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
        real, output.os.fsync = os.fsync, lambda _: None  # type: ignore[attr-defined]
        try:
            pipeline.build_editions(BuildRequest(large, folder / "large-out"), lambda *_: None, Scribe())
        finally:
            output.os.fsync = real  # type: ignore[attr-defined]
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
