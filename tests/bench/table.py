"""What an edition costs by our way and by others.

All ways take turns, round after round, so that each meets the same machine; the tables show medians, and ratios to
ours as it runs in a build (render, finish and verify in warm workers, with the layouts that were found before).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil
from rich.table import Table

from press.build import pipeline
from press.build.workers import WorkerProcesses, collect_garbage, open_workers
from press.finish import finish
from press.model.build import BuildRequest, BuildResult, BuildTask, sort_longest_first
from press.model.edition import Draft, Edition
from press.model.manifest import ManifestRow
from press.publish import output
from press.publish.fingerprints import hash_parts
from press.render import render_fitted
from press.style.fonts import find_typeface
from press.style.isolation import isolate_fonts
from press.typeset import typeset
from tests.bench import rivals
from tests.bench.clock import CONSOLE, count_cpu_seconds, say
from tests.bench.library import SOURCES, Scribe, change, generated

ROUNDS = 3
JOBS = 2
ROOT = Path(__file__).resolve().parents[2]
OURS = f"ours in a build: {JOBS} workers"
PUBLICATION = "osteopetrosis"
"""The shipped publication that is no draft."""
SAMPLE = ("letter", "one-sheet", "half-letter", "booklet", "trifold", "large-print")
"""A variant of each kind on paper; all of them would take six times as long, with the same ratios."""


@dataclass
class Way:
    """One way to make every edition once. run: does so, and gives the bytes of each file; who: the processes that work.

    The time of each round, its processor time, and the most memory that its processes took together, in MB, are noted.
    """

    run: Callable[[], list[int]]
    who: Callable[[], list[psutil.Process]]
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    most: float = 0.0

    def go(self, *, counts: bool) -> None:
        """One round; the first does not count, because it pays for what is paid once."""
        stop = threading.Event()
        thread = threading.Thread(target=self._look, args=[stop], daemon=True)
        thread.start()
        cpu, start = count_cpu_seconds(), time.perf_counter()
        self.sizes = self.run()
        if counts:
            self.seconds.append(time.perf_counter() - start)
            self.cpu_seconds.append(count_cpu_seconds() - cpu)
        stop.set()
        thread.join()

    @property
    def spread(self) -> float:
        """The difference between its slowest and its quickest round, as a share of the median."""
        return (max(self.seconds) - min(self.seconds)) / statistics.median(self.seconds)

    def _look(self, stop: threading.Event) -> None:
        while not stop.wait(0.2):
            with suppress(psutil.Error):
                self.most = max(self.most, sum(one.memory_info().rss for one in self.who()) / 2**20)


def draft_fitted(edition: Edition) -> tuple[Edition, Draft]:
    """Typeset and render an edition in its best layout."""
    edition, _, draft = render_fitted(edition, lambda one, lines: typeset(one, notes=lines))
    return edition, draft


def drafted(task: BuildTask) -> int:
    """Ours: typeset and render alone."""
    data = draft_fitted(task.edition)[1].data
    collect_garbage()
    return len(data)


def finished(task: BuildTask) -> int:
    """Ours: and finished."""
    data = finish(*draft_fitted(task.edition))
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
    anew = [BuildTask(one, (), hash_parts(one)) for one in editions]
    tasks = [replace(one, edition=replace(one.edition, fit=draft_fitted(one.edition)[0].fit)) for one in anew]
    typst = [(one, str(find_typeface("AtkinsonHyperlegible-Regular").parent)) for one in editions]

    def alone(work: Callable[[Any], int], what: Sequence[Any], jobs: int = 1) -> Way:
        return crew(stack.enter_context(open_workers(jobs, work)), lambda: what)

    def build(what: Sequence[BuildTask]) -> Way:
        return build_crew(stack.enter_context(open_workers(JOBS, pipeline.run_task)), what)

    chromium = rivals.chromium(files)
    return {
        "ours: render alone": alone(drafted, tasks),
        "ours: render and finish": alone(finished, tasks),
        "ours: render, finish and verify": alone(made, tasks),
        OURS: build(tasks),
        f"{OURS}, every layout searched": build(anew),
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


def peers(rounds: int = ROUNDS, variants: Sequence[str] = SAMPLE) -> None:
    """The first table: one edition, by each way."""
    editions = pipeline.select_editions(pipeline.read_library(SOURCES), [PUBLICATION], variants=variants)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        isolate_fonts(Path(folder))
        every = ways(editions, rivals.pages(editions, Path(folder)), stack)
        for number in range(rounds + 1):
            for name, way in every.items():
                say(f"round {number} of {rounds}: {name}")
                way.go(counts=number > 0)
    ours = every[OURS]
    title = f"{len(editions)} editions of the shipped publication, medians of {rounds} rounds"
    table = Table("way", "ms an edition", "times ours", "CPU ms", "times ours", "spread", "KB", "peak MB", title=title)
    for name, way in every.items():
        cells = (
            cell
            for mine, theirs in ((way.seconds, ours.seconds), (way.cpu_seconds, ours.cpu_seconds))
            for cost, base in [(statistics.median(mine), statistics.median(theirs))]
            for cell in (f"{cost / len(editions) * 1000:.0f}", f"{cost / base:.2f}")
        )
        table.add_row(name, *cells, f"{way.spread:.0%}", f"{statistics.mean(way.sizes) / 1024:.0f}", f"{way.most:.0f}")
    CONSOLE.print(table)


def pipeline_py(*words: str) -> tuple[float, float, float]:
    """Run the press as its user does.

    Gives seconds, processor seconds with those of its workers, and the most memory of its own process in MB.
    """
    cpu, start = count_cpu_seconds(), time.perf_counter()
    most, workers, looked = 0, dict[int, float](), start
    with tempfile.TemporaryFile("w+") as findings:
        command = [sys.executable, str(ROOT / "pipeline.py"), *words]
        process = psutil.Popen(command, stdout=findings, stderr=subprocess.STDOUT)
        while process.poll() is None:
            with suppress(psutil.Error):
                most = max(most, process.memory_info().rss)
                if (
                    time.perf_counter() > looked + 0.2
                ):  # nobody waits for the workers when they end, so they are watched
                    looked = time.perf_counter()
                    workers |= {one.pid: sum(one.cpu_times()[:2]) for one in process.children(recursive=True)}
            time.sleep(0.005)
        findings.seek(0)
        assert process.wait() == 0, findings.read()
    return time.perf_counter() - start, count_cpu_seconds() - cpu + sum(workers.values()), most / 2**20


def builds(count: int) -> None:
    """The second table: whole builds, and a generated library of some publications."""
    table = Table("what", "seconds", "CPU seconds", "peak MB of the parent", title="Builds")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = generated(folder / "small", 3)
        where = ["--sources", str(small), "--output", str(folder / "small-out"), "--jobs", str(JOBS)]
        say("3 publications, first build")
        rows = {"3 publications, 3 languages, every format: first build": pipeline_py("build", *where)}
        rows["the same again: nothing to do"] = pipeline_py("build", *where)
        say(f"making {count} publications")
        large = generated(folder / "large", count)
        real, output.os.fsync = os.fsync, lambda _: None  # type: ignore[attr-defined]
        try:
            pipeline.build_editions(BuildRequest(large, folder / "large-out"), lambda *_: None, Scribe())
        finally:
            output.os.fsync = real  # type: ignore[attr-defined]
        where = ["--sources", str(large), "--output", str(folder / "large-out"), "--jobs", str(JOBS)]
        say(f"{count} publications: nothing to do, check, one paragraph")
        again = [pipeline_py("build", *where) for _ in range(3)]
        rows[f"{count:,} publications, 3 languages, every format: nothing to do"] = sorted(again)[1]
        rows["check of these, read before"] = pipeline_py("check", "--sources", str(large))
        paragraph = large / "publications/copy-0/en.md"
        change(paragraph, 1)
        rows["one paragraph changed in one of them, and so two translations out of date"] = pipeline_py("build", *where)
        change(paragraph, 2)
        rows["the same paragraph again: the editions of its own language"] = pipeline_py("build", *where)
    for what, (seconds, cpu, memory) in rows.items():
        table.add_row(what, f"{seconds:.2f}", f"{cpu:.2f}", f"{memory:.0f}")
    CONSOLE.print(table)


def saves(times: int = 5) -> None:
    """How long after a save the Letter edition is on disk, with `build --watch`."""
    say("saves under `build --watch`")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = generated(folder / "sources", 2, ("letter", "large-print", "web"), ("en",))
        command = [sys.executable, str(ROOT / "pipeline.py"), "build", "--watch", "--sources", str(sources)]
        process = subprocess.Popen(
            [*command, "--output", str(folder / "out")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        pdf = folder / "out/copy-0/copy-0.en.letter.pdf"
        page = folder / "out/copy-0/copy-0.en.web.html"
        try:
            until(page.exists)
            waits = []
            for number in range(times):
                time.sleep(2)
                before = pdf.stat().st_mtime_ns
                change(sources / "publications/copy-0/en.md", number)
                start = time.perf_counter()
                until(lambda before=before: pdf.stat().st_mtime_ns != before)  # type: ignore[misc]
                waits.append(time.perf_counter() - start)
        finally:
            process.kill()
            process.wait()
    CONSOLE.print(f"From a save to the Letter edition on disk: median {statistics.median(waits):.2f} s of {times}.")


def until(true: Callable[[], bool], seconds: float = 300) -> None:
    """Wait for something."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
