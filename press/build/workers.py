"""Worker processes. Only they load the renderer; they share nothing but their tasks and results."""

from __future__ import annotations

import functools
import gc
import itertools
import multiprocessing
import os
import signal
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar
from xml.sax.saxutils import escape

from press.model.findings import FindingCode
from press.model.formats import FORMATS
from press.style.fonts import TYPEFACES, find_typeface

WORKER_DIED = FindingCode(
    "WRK101",
    "A worker process runs until its work is done.",
    "house rule: nobody sees a traceback for what is not a fault of the press",
    "run the command again, with a smaller `--jobs` if the machine is short of memory",
)
CODES = (WORKER_DIED,)
ATTEMPTS = 2
"""How often a task is tried if its worker dies."""

Task = TypeVar("Task")
Result = TypeVar("Result")

FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
"""A font configuration with our text typeface only (fonts-conf(5)). System fonts never reach a page, and the renderer,
which crashes without any font, always has one."""
PRELOADED = [
    "press.build.pipeline",
    "press.render.tagging",
    *sorted({name.partition(":")[0] for row in FORMATS.values() for name in row.entry_points}),
]
"""Modules that the fork server loads in advance, so that each worker is ready at once."""


class WorkerProcesses(Generic[Task, Result]):
    """A pool for one kind of work that stays warm; a worker that dies is replaced."""

    def __init__(self, jobs: int, work: Callable[[Task], Result], folder: str) -> None:
        self.jobs = jobs
        self._work = work
        self._folder = folder
        self._lock = threading.Lock()
        self._executor = self._start()

    def submit(self, task: Task) -> Future[Result]:
        """Submit one task.

        The future raises BrokenProcessPool if a worker dies; the next task gets a new pool.
        """
        with self._lock:
            try:
                return self._executor.submit(self._work, task)
            except BrokenProcessPool:
                self._executor = self._start()
                return self._executor.submit(self._work, task)

    def run_tasks(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Run tasks and yield (task, result) as each is completed.

        A few tasks are submitted at a time. If a worker dies, nothing tells which task it had, so each task under way
        is tried again alone and no other suffers for it. If a worker dies with a task run alone, the task is tried once
        more; then its result is None. Raises what the work raises.
        """
        waiting = deque(tasks)
        suspects: deque[tuple[Task, int]] = deque()
        held: dict[Future[Result], tuple[Task, int]] = {}
        while waiting or suspects or held:
            while waiting and not suspects and len(held) < 2 * self.jobs:
                task = waiting.popleft()
                held[self.submit(task)] = task, 0
            if suspects and not held:
                task, deaths = suspects.popleft()
                held[self.submit(task)] = task, deaths
            alone = len(held) == 1
            for future in wait(held, return_when=FIRST_COMPLETED).done:
                task, deaths = held.pop(future)
                try:
                    yield task, future.result()
                except (BrokenProcessPool, CancelledError):
                    deaths += alone
                    if deaths < ATTEMPTS:
                        suspects.append((task, deaths))
                    else:
                        yield task, None

    def close(self, *, now: bool = False) -> None:
        """End the workers when their work is done, or now."""
        processes = list((self._executor._processes or {}).values())  # noqa: SLF001 - the executor offers no other way to them
        if now:
            for process in processes:
                process.terminate()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.jobs, mp_context=_choose_context(), initializer=_prepare_worker, initargs=(self._folder,)
        )


@contextmanager
def open_workers(jobs: int, work: Callable[[Task], Result]) -> Iterator[WorkerProcesses[Task, Result]]:
    """Open a pool of processes with a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="handout-press-") as folder:
        pool = WorkerProcesses(jobs, work, folder)
        try:
            yield pool
        except BaseException:
            pool.close(now=True)
            raise
        pool.close()


@functools.cache
def _choose_context() -> multiprocessing.context.BaseContext:
    """Use a preloaded fork server if the platform has fork."""
    if not hasattr(os, "fork"):
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def _prepare_worker(folder: str) -> None:
    """Prepare a worker to keep its files in the folder."""
    # An interrupt is handled by the parent, which ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = folder
    isolate_fonts(Path(folder))
    disable_gc()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def disable_gc() -> None:
    """Freeze what is loaded; collect only between editions."""
    gc.collect()
    gc.freeze()
    gc.disable()


def collect_garbage() -> None:
    """Collect the boxes of a finished edition.

    They refer to each other, so only the collector frees them. To be called between editions. What survives, such as
    parsed style sheets, is frozen and skipped the next time; every `EVERYTHING` editions it is examined too, because
    some of it has been dropped in between.
    """
    if gc.isenabled():
        return
    if next(_COLLECTIONS) % EVERYTHING == 0:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


_COLLECTIONS = itertools.count(1)
EVERYTHING = 200
"""Editions between two full collections; one costs as much as a third of an edition."""


def isolate_fonts(folder: Path) -> None:
    """Point fontconfig at our typefaces only.

    To be called before the renderer is loaded.
    """
    path = folder / f"fonts-{os.getpid()}.conf"
    fonts = find_typeface(next(iter(TYPEFACES))).parent
    path.write_text(FONTCONFIG.format(fonts=escape(str(fonts)), cache=escape(str(folder))))
    os.environ["FONTCONFIG_FILE"] = str(path)
    # fontTools writes the time of day into a typeface that it cuts down, unless this variable is set.
    os.environ["SOURCE_DATE_EPOCH"] = "0"


def _end_with_parent() -> None:
    """End this process once its parent has ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
