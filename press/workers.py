"""Worker processes: the only ones that load the renderer. They share nothing but what they are handed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar
from xml.sax.saxutils import escape

from press.findings import Code, Place, PressError
from press.fonts import FACES, face_path

DIED = Code(
    "WRK101",
    "A worker process lives until its work is done.",
    "house rule: nobody sees a traceback for what is not a fault of the press",
    "run the command again, with a smaller `--jobs` if the machine is short of memory",
)
CODES = (DIED,)

Task = TypeVar("Task")
Result = TypeVar("Result")

FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
"""A font configuration that knows our text face alone (fonts-conf(5)): the system's never reach a page, and the
renderer, which crashes where there is no font at all, always has one."""


class Workers(Generic[Task, Result]):
    """A pool that does one kind of work; results come as they are ready, each beside its task."""

    def __init__(self, executor: ProcessPoolExecutor, work: Callable[[Task], Result]) -> None:
        self._executor = executor
        self._work = work

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """Hand out tasks; yields (task, result) in the order of completion and raises what the work raises."""
        futures: dict[Future[Result], Task] = {self._executor.submit(self._work, task): task for task in tasks}
        for future in as_completed(futures):
            try:
                result = future.result()
            except BrokenProcessPool:
                raise PressError([DIED.at(Place(), "a worker process ended in the middle of its work")]) from None
            yield futures[future], result


@contextmanager
def workers(jobs: int, work: Callable[[Task], Result]) -> Iterator[Workers[Task, Result]]:
    """A pool of `jobs` processes for one build, with a temporary folder that goes when they go."""
    with tempfile.TemporaryDirectory(prefix="handout-press-") as folder:
        context = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
        executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(folder,))
        try:
            yield Workers(executor, work)
        except BaseException:
            for process in multiprocessing.active_children():
                process.terminate()
            raise
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def _begin(folder: str) -> None:
    """Prepare a worker: interrupts are the parent's business, temporary files and fonts stay in the folder."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = folder
    private_fonts(Path(folder))
    threading.Thread(target=_end_with_parent, daemon=True).start()


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
