"""How a cluster scales: one and two workers measured, up to 64 estimated from recorded durations.

The estimate hands the longest task that is left to the worker that is free first, as a scheduler with a full queue
does; it knows nothing of networks, so it is the best that can be hoped for.
"""

from __future__ import annotations

import heapq
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from distributed import LocalCluster
from rich.console import Console
from rich.table import Table

from press.build import pipeline
from press.build.cluster import open_cluster
from press.build.workers import collect_garbage, disable_gc
from press.model.build import BuildResult, BuildTask
from press.publish.fingerprints import hash_parts
from press.style.isolation import isolate_fonts
from tests.bench.library import SOURCES

PUBLICATIONS = 1000
WORKERS = (1, 2, 4, 8, 16, 32, 64)


def tasks() -> list[BuildTask]:
    """Every edition of the shipped publication on paper."""
    editions = [one for one in pipeline.select_editions(pipeline.read_library(SOURCES)) if one.variant.width]
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


def durations(todo: Sequence[BuildTask]) -> list[float]:
    """Seconds of each edition in this process."""
    found = []
    for task in [todo[0], *todo]:
        start = time.perf_counter()
        pipeline.run_task(task)
        found.append(time.perf_counter() - start)
        collect_garbage()
    return found[1:]


def estimate_seconds(costs: Sequence[float], workers: int) -> float:
    """Seconds until the last of some tasks is done, the longest handed out first."""
    free = [0.0] * workers
    for cost in sorted(costs, reverse=True):
        heapq.heapreplace(free, free[0] + cost)
    return max(free)


def main() -> None:
    """Print the table."""
    todo = tasks()
    with tempfile.TemporaryDirectory() as folder:
        isolate_fonts(Path(folder))
        disable_gc()
        one, two = (measured(workers, todo) for workers in (1, 2))
        costs = durations(todo) * PUBLICATIONS
    console = Console(width=100)
    console.print(f"{len(todo)} editions on a cluster of this machine: 1 worker {one:.1f} s, 2 workers {two:.1f} s, "
                  f"efficiency {one / two / 2:.0%}")  # fmt: skip
    table = Table("workers", "minutes", "efficiency", title=f"{len(costs):,} editions, estimated")
    alone = estimate_seconds(costs, 1)
    for workers in WORKERS:
        seconds = estimate_seconds(costs, workers)
        table.add_row(str(workers), f"{seconds / 60:.1f}", f"{alone / seconds / workers:.1%}")
    console.print(table)


if __name__ == "__main__":
    main()
