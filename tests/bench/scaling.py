"""How a build scales: one and two workers of a cluster measured, up to 64 estimated from recorded durations.

The estimate hands the longest task that is left to the worker that is free first, as a scheduler with a full queue
does; it knows nothing of networks, so it is the best that can be hoped for. The parent, which reads every result and
writes its files, is measured by itself: what it does for an edition says how many workers it can serve.
"""

from __future__ import annotations

import heapq
import pickle
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from distributed import LocalCluster
from rich.table import Table

from press.build import pipeline
from press.build.cluster import open_cluster
from press.build.workers import collect_garbage, disable_gc
from press.model.build import BuildRequest, BuildResult, BuildTask
from press.publish.fingerprints import hash_parts
from press.style.isolation import isolate_fonts
from tests.bench.clock import CONSOLE, say
from tests.bench.library import SOURCES
from tests.bench.table import PUBLICATION, SAMPLE

PUBLICATIONS = 1000
TIMES = 5
WORKERS = (1, 2, 4, 8, 16, 32, 64)


def tasks() -> list[BuildTask]:
    """A sample of the editions of the shipped publication on paper."""
    editions = pipeline.select_editions(pipeline.read_library(SOURCES), [PUBLICATION], variants=SAMPLE)
    return [BuildTask(one, (), hash_parts(one)) for one in editions]


def measured(workers: int, todo: Sequence[BuildTask]) -> float:
    """Seconds that a cluster on this machine takes, its workers warm."""
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as local,  # type: ignore[no-untyped-call]
        open_cluster(local.scheduler_address, pipeline.run_task) as force,
    ):
        list(force.run_tasks(todo[: 2 * workers]))
        start = time.perf_counter()
        made = [outcome for _, outcome in force.run_tasks(todo)]
        assert all(isinstance(outcome, BuildResult) and outcome.row for outcome in made)
        return time.perf_counter() - start


@dataclass
class Recorded:
    """Results as they come from a worker, pickled, and the processor seconds that each took there."""

    results: dict[str, bytes]
    costs: list[float]

    def run_tasks(self, todo: Iterable[BuildTask]) -> Iterator[tuple[BuildTask, BuildResult]]:
        """Every task, done at once: what a build then does is the parent's work."""
        for task in todo:
            yield task, pickle.loads(self.results[task.edition.name])


def record(todo: Sequence[BuildTask]) -> Recorded:
    """Make each edition in this process."""
    found = Recorded({}, [])
    for task in [todo[0], *todo]:
        start = time.process_time()
        made = pipeline.run_task(task)
        found.costs.append(time.process_time() - start)
        found.results[task.edition.name] = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
        collect_garbage()
    del found.costs[0]  # it paid for what all share
    return found


def estimate_seconds(costs: Sequence[float], workers: int) -> float:
    """Seconds until the last of some tasks is done, the longest handed out first."""
    free = [0.0] * workers
    for cost in sorted(costs, reverse=True):
        heapq.heapreplace(free, free[0] + cost)
    return max(free)


def serve(found: Recorded, folder: Path, variants: Sequence[str]) -> tuple[float, float]:
    """Processor and clock seconds of the parent for an edition more: medians of a build of all less one of some."""

    def build(name: str, names: Sequence[str]) -> tuple[float, float]:
        request = BuildRequest(SOURCES, folder / name, slugs=(PUBLICATION,), variants=tuple(names))
        cpu, start = time.process_time(), time.perf_counter()
        pipeline.build_editions(request, lambda *_: None, found)
        return time.process_time() - cpu, time.perf_counter() - start

    build("warm", variants)
    more = len(found.results) - len(found.results) // len(variants)
    pairs = [(build(f"all-{n}", variants), build(f"some-{n}", variants[:1])) for n in range(TIMES)]
    cpu, clock = (statistics.median((whole[at] - some[at]) / more for whole, some in pairs) for at in (0, 1))
    return cpu, max(cpu, clock)


def main() -> None:
    """Print the tables."""
    todo = tasks()
    with tempfile.TemporaryDirectory() as folder:
        isolate_fonts(Path(folder))
        disable_gc()
        say("a cluster of one worker, then of two")
        one, two = (measured(workers, todo) for workers in (1, 2))
        say("the parent of a build")
        found = record(todo)
        cpu, clock = serve(found, Path(folder), SAMPLE)
    sizes = [len(data) for data in found.results.values()]
    costs = found.costs * PUBLICATIONS
    CONSOLE.print(f"{len(todo)} editions on a cluster of this machine: 1 worker {one:.1f} s, 2 workers {two:.1f} s, "
                  f"efficiency {one / two / 2:.0%}")  # fmt: skip
    mean, size = sum(costs) / len(costs), sum(sizes) / len(sizes)
    CONSOLE.print(
        f"Of an edition, the parent gets and writes {size / 1000:.0f} KB. It takes {cpu * 1000:.1f} ms of processor "
        f"time, {clock * 1000:.1f} ms with the disk; a worker takes {mean * 1000:.0f} ms. So one parent serves at most "
        f"{mean / clock:.0f} workers, at {size / 1e6 / clock:.1f} MB a second."
    )
    table = Table("workers", "minutes", "efficiency", title=f"{len(costs):,} editions, estimated without the parent")
    alone = estimate_seconds(costs, 1)
    for workers in WORKERS:
        seconds = estimate_seconds(costs, workers)
        table.add_row(str(workers), f"{seconds / 60:.1f}", f"{alone / seconds / workers:.1%}")
    CONSOLE.print(table)
