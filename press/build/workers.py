"""Worker processes: the only ones that load the renderer. They share nothing but what they are handed."""

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

from press.model.findings import Code
from press.style.fonts import FACES, face_path

DIED = Code(
    "WRK101",
    "A worker process lives until its work is done.",
    "house rule: nobody sees a traceback for what is not a fault of the press",
    "run the command again, with a smaller `--jobs` if the machine is short of memory",
)
CODES = (DIED,)
ATTEMPTS = 2
"""How often a task is tried when the worker that has it dies."""

Task = TypeVar("Task")
Result = TypeVar("Result")

FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
"""A font configuration that knows our text face alone (fonts-conf(5)): the system's never reach a page, and the
renderer, which crashes where there is no font at all, always has one."""
PRELOADED = ["pipeline", "press.render.tagging"]
"""What the process that forks the workers has loaded already: each of them is ready at once."""


class Workers(Generic[Task, Result]):
    """A pool that does one kind of work and stays warm; a worker that dies is replaced."""

    def __init__(self, jobs: int, work: Callable[[Task], Result], folder: str) -> None:
        self.jobs = jobs
        self._work = work
        self._folder = folder
        self._lock = threading.Lock()
        self._executor = self._new()

    def submit(self, task: Task) -> Future[Result]:
        """Hand out one task. The future raises BrokenProcessPool when a worker dies; the next task finds a new one."""
        with self._lock:
            try:
                return self._executor.submit(self._work, task)
            except BrokenProcessPool:
                self._executor = self._new()
                return self._executor.submit(self._work, task)

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Hand out tasks, a few at a time; yields (task, result) in the order of completion.

        When a worker dies, nobody knows of which task: each that was under way is tried again alone, so that no other
        suffers for it. A task that dies alone is tried once more; its result is None when it dies again. Raises what
        the work raises.
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
        """End the workers: when their work is done, or now."""
        processes = list((self._executor._processes or {}).values())  # noqa: SLF001 - there is no other way to them
        if now:
            for process in processes:
                process.terminate()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.jobs, mp_context=_context(), initializer=_begin, initargs=(self._folder,))


@contextmanager
def workers(jobs: int, work: Callable[[Task], Result]) -> Iterator[Workers[Task, Result]]:
    """A pool of `jobs` processes, with a temporary folder that goes when they go."""
    with tempfile.TemporaryDirectory(prefix="handout-press-") as folder:
        pool = Workers(jobs, work, folder)
        try:
            yield pool
        except BaseException:
            pool.close(now=True)
            raise
        pool.close()


@functools.cache
def _context() -> multiprocessing.context.BaseContext:
    """How workers are started: forked from a process that has loaded everything, where the system can."""
    if not hasattr(os, "fork"):
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def _begin(folder: str) -> None:
    """Prepare a worker: interrupts are the parent's business, temporary files and fonts stay in the folder."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = folder
    private_fonts(Path(folder))
    settle()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def settle() -> None:
    """Leave collecting garbage to `tidy`: what is loaded now stays, and a page in the making is no garbage."""
    gc.collect()
    gc.freeze()
    gc.disable()


def tidy() -> None:
    """Collect what an edition leaves behind: its boxes point at each other. To be called between editions.

    What stays, such as parsed style sheets, is not looked at again the next time; but now and then everything is, for
    the sake of what was given up in between.
    """
    if gc.isenabled():
        return
    if next(_TIDIED) % EVERYTHING == 0:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


_TIDIED = itertools.count(1)
EVERYTHING = 200
"""How many editions it takes until what stayed is looked at again: that costs a third of an edition."""


def private_fonts(folder: Path) -> None:
    """Point the font library at a configuration without system fonts; to be called before the renderer is loaded."""
    path = folder / f"fonts-{os.getpid()}.conf"
    fonts = face_path(next(iter(FACES))).parent
    path.write_text(FONTCONFIG.format(fonts=escape(str(fonts)), cache=escape(str(folder))))
    os.environ["FONTCONFIG_FILE"] = str(path)
    # Cutting a variable typeface down stamps it with the time of day unless this says otherwise.
    os.environ["SOURCE_DATE_EPOCH"] = "0"


def _end_with_parent() -> None:
    """End this process when its parent is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
