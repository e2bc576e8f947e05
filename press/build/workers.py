"""Worker processes. Only they load the renderer; they share nothing but their tasks and results."""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import pickle
import queue
import resource
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, TypeVar

from press.model.build import WorkerStopped
from press.model.edition import Edition
from press.model.findings import ExitCode, Finding, FindingCode, Place, PressError
from press.model.formats import FORMATS
from press.runtime.temporary import open_process_folder, open_temporary_folder
from press.style.isolation import isolate_fonts

SECONDS_VARIABLE = "HANDOUT_PRESS_EDITION_SECONDS"
MEGABYTES_VARIABLE = "HANDOUT_PRESS_EDITION_MEGABYTES"
WORKER_DIED = FindingCode(
    "WRK101",
    "A worker process runs until its work is done.",
    "house rule: nobody sees a traceback for what is not a fault of the press",
    "run the command again, with a smaller `--jobs` if the machine is short of memory; report it if it happens again",
)
TOO_SLOW = FindingCode(
    "WRK104",
    "An edition is made within the time limit.",
    "house rule: one edition never stops another",
    f"shorten what is unusually long or deeply nested, or allow more seconds with `{SECONDS_VARIABLE}`",
)
TOO_LARGE = FindingCode(
    "WRK105",
    "An edition is made within the memory limit.",
    "house rule: one edition never stops another",
    f"make very large pictures or tables smaller, or allow more with `{MEGABYTES_VARIABLE}`",
)
BAD_LIMIT = FindingCode(
    "WRK106",
    "A limit in the environment is a whole number above 0.",
    "the environment",
    "write only digits, e.g. 120, or unset the variable",
)
CODES = (WORKER_DIED, TOO_SLOW, TOO_LARGE, BAD_LIMIT)
ATTEMPTS = 2
"""How often a task is tried if its worker dies."""
OUT_OF_TIME = signal.SIGPROF
"""The signal with which the kernel ends a worker that has used up its processor time, whatever it is doing."""

Task = TypeVar("Task")
Result = TypeVar("Result")

PRELOADED = [
    "press.build.pipeline",
    "press.render.tagging",
    *sorted({name.partition(":")[0] for row in FORMATS.values() for name in row.entry_points}),
]
"""Modules that the fork server loads in advance, so that each worker is ready at once."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Most seconds of processor time that one task may take, and most megabytes that a worker may hold.

    waits: how many times as long it may take by the clock, because the machine may have other work.
    """

    seconds: float = 120
    megabytes: int = 2048
    waits: float = 10


def read_limits() -> WorkerLimits:
    """Read the limits from the environment.

    Raises PressError (usage) if one is not a number.
    """
    usual = WorkerLimits()
    return WorkerLimits(
        _read_variable(SECONDS_VARIABLE, usual.seconds), _read_variable(MEGABYTES_VARIABLE, usual.megabytes)
    )


def _read_variable(name: str, default: float) -> int:
    text = os.environ.get(name) or f"{default:g}"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**6):
        raise PressError([BAD_LIMIT.make_finding(Place(name), f"`{text}` is not a usable limit")], ExitCode.USAGE)
    return int(text)


class WorkerProcesses(Generic[Task, Result]):
    """Warm worker processes for one kind of work. A worker is started when it is needed, and replaced if it stops."""

    def __init__(
        self, jobs: int, work: Callable[[Task], Result], folder: str, limits: WorkerLimits | None = None
    ) -> None:
        self.jobs = jobs
        self._work = work
        self._folder = folder
        self._limits = limits or read_limits()
        self._lock = threading.Lock()
        self._closed = False
        self._workers: set[_Worker[Task, Result]] = set()
        self._idle: queue.SimpleQueue[_Worker[Task, Result]] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(jobs)  # each waits for the worker that has its task

    def start(self) -> None:
        """Start all workers now, before there is a task."""
        for _ in range(self.jobs):
            self._threads.submit(lambda: self._idle.put(self._start_worker()))

    def submit(self, task: Task) -> Future[Result]:
        """Submit one task.

        A task whose worker dies is tried once more. The future raises WorkerStopped if that one dies too, or if the
        task exceeds a limit. It raises what the work raises.
        """
        return self._threads.submit(self._run_task, task)

    def run_tasks(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | WorkerStopped]]:
        """Run tasks and yield (task, result) as each is completed.

        A few tasks are submitted at a time. Raises what the work raises.
        """
        waiting = iter(tasks)
        held: dict[Future[Result], Task] = {}
        while True:
            for task in itertools.islice(waiting, 2 * self.jobs - len(held)):
                held[self.submit(task)] = task
            if not held:
                return
            for future in wait(held, return_when=FIRST_COMPLETED).done:
                task = held.pop(future)
                error = future.exception()
                yield task, error if isinstance(error, WorkerStopped) else future.result()

    def close(self, *, now: bool = False) -> None:
        """End the workers when their work is done, or now."""
        if now:
            with self._lock:
                self._closed = True
                for worker in self._workers:
                    worker.kill()
        self._threads.shutdown(wait=True, cancel_futures=now)
        while self._workers:
            self._workers.pop().end()

    def _run_task(self, task: Task) -> Result:
        exit_code: int | None = None
        for _ in range(ATTEMPTS):
            worker = self._take_worker()
            try:
                result, error = worker.run(task, self._limits.seconds * self._limits.waits)
            except TimeoutError:
                self._drop_worker(worker)
                waited = self._limits.seconds * self._limits.waits
                raise WorkerStopped(TOO_SLOW, f"was not finished after {waited:g} s") from None
            except (EOFError, OSError):
                exit_code = self._drop_worker(worker)
                if exit_code == -OUT_OF_TIME:
                    problem = f"took more than {self._limits.seconds:g} s of processor time"
                    raise WorkerStopped(TOO_SLOW, problem) from None
                continue
            except BaseException:  # the task cannot be sent
                self._idle.put(worker)
                raise
            if isinstance(error, MemoryError):
                self._drop_worker(worker)
                raise WorkerStopped(TOO_LARGE, f"needs more than {self._limits.megabytes} MB of memory")
            self._idle.put(worker)
            if error:
                raise error
            return result
        raise WorkerStopped(WORKER_DIED, f"ended its worker process {ATTEMPTS} times (exit code {exit_code})")

    def _take_worker(self) -> _Worker[Task, Result]:
        with suppress(queue.Empty):
            while True:
                worker = self._idle.get_nowait()
                if worker.is_alive():
                    return worker
                self._drop_worker(worker)
        return self._start_worker()

    def _start_worker(self) -> _Worker[Task, Result]:
        with self._lock:
            if self._closed:
                raise WorkerStopped(WORKER_DIED, "was not made because the press is closing")
            worker = _Worker(self._work, self._folder, self._limits)
            self._workers.add(worker)
        return worker

    def _drop_worker(self, worker: _Worker[Task, Result]) -> int | None:
        with self._lock:
            self._workers.discard(worker)
        worker.kill()
        return worker.end()


class _Worker(Generic[Task, Result]):
    """One worker process, and the pipe to it that no other process shares."""

    def __init__(self, work: Callable[[Task], Result], folder: str, limits: WorkerLimits) -> None:
        with _block_signals():
            context = _choose_context()
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve_tasks, args=(theirs, work, folder, limits), daemon=True)
            self._process.start()
        theirs.close()
        self._ready = False

    def run(self, task: Task, seconds: float) -> tuple[Result, Exception | None]:
        """Run a task and return its result or error.

        Raises TimeoutError after `seconds`, and EOFError or OSError if the process ends.
        """
        if not self._ready:  # a slow start takes no time from the task
            self._pipe.recv_bytes()
            self._ready = True
        self._pipe.send(task)
        if not self._pipe.poll(seconds):
            raise TimeoutError
        reply: tuple[Result, Exception | None] = self._pipe.recv()
        return reply

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> int | None:
        """Close the pipe, so that the process ends; return its exit code."""
        self._pipe.close()
        self._process.join()
        return self._process.exitcode


@contextmanager
def _block_signals() -> Iterator[None]:
    """Start processes that no interrupt and no closed terminal ends.

    They inherit what is blocked, so that one that is still starting prints no traceback; the parent ends its workers.
    """
    resource_tracker.ensure_running()  # its start would unblock them again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def open_workers(
    jobs: int, work: Callable[[Task], Result], limits: WorkerLimits | None = None
) -> Iterator[WorkerProcesses[Task, Result]]:
    """Open a pool of processes with a temporary folder.

    limits: those of the environment if None. The process that workers are forked from loads what they need meanwhile.
    """
    with open_temporary_folder() as folder:
        with _block_signals():
            _start_fork_server()
        pool = WorkerProcesses(jobs, work, folder, limits)
        try:
            yield pool
        except BaseException:
            pool.close(now=True)
            raise
        pool.close()


def make_stop_finding(stopped: WorkerStopped, edition: Edition) -> Finding:
    """Make the finding for an edition whose worker stopped."""
    return stopped.code.make_finding(edition.translation.source.find_place(), f"{edition.name} {stopped.problem}")


def _choose_context() -> multiprocessing.context.ForkServerContext:
    """Use a preloaded fork server."""
    _start_fork_server()
    return multiprocessing.get_context("forkserver")


def _start_fork_server() -> None:
    """Start the process that workers are forked from, if it does not run."""
    _place_sockets()
    forkserver.set_forkserver_preload(PRELOADED)
    forkserver.ensure_running()


@cache
def _place_sockets() -> None:
    """Let multiprocessing keep its sockets in a folder that is swept if this process is killed.

    There is no public way; a folder that it makes itself stays when the process is killed.
    """
    configuration: dict[str, Any] = getattr(multiprocessing.current_process(), "_config", {})
    configuration.setdefault("tempdir", str(open_process_folder()))


def _serve_tasks(pipe: Connection, work: Callable[[Task], Result], folder: str, limits: WorkerLimits) -> None:
    """Run tasks in a worker until the pipe is closed."""
    _prepare_worker(folder, limits)
    with suppress(EOFError, OSError):
        pipe.send_bytes(b"ready")
        while True:
            data = pipe.recv_bytes()
            try:
                signal.setitimer(signal.ITIMER_PROF, limits.seconds)
                task: Task = pickle.loads(data)  # noqa: S301 - it comes from our own parent
                reply = pickle.dumps((work(task), None), pickle.HIGHEST_PROTOCOL)
            except Exception as error:  # noqa: BLE001 - it is raised again where the task came from
                reply = pickle.dumps((None, error))
            signal.setitimer(signal.ITIMER_PROF, 0)
            pipe.send_bytes(reply)


def _prepare_worker(folder: str, limits: WorkerLimits) -> None:
    """Prepare a worker to keep its files in the folder."""
    # An interrupt is handled by the parent, which ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = folder
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})  # whatever it leaves lies in the folder now
    signal.signal(OUT_OF_TIME, signal.SIG_DFL)
    isolate_fonts(Path(folder))
    disable_gc()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Counts what a process may write to, and not, as RLIMIT_AS does, the libraries and typefaces that it maps.
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = limits.megabytes << 20
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def disable_gc() -> None:
    """Freeze what is loaded; collect only between editions."""
    gc.collect()
    gc.freeze()
    gc.disable()
    _SIZE_AT_START.append(_measure_largest_size())


def collect_garbage() -> None:
    """Collect the boxes of a finished edition, once a worker has grown by `ROOM_FOR_GARBAGE`.

    They refer to each other, so only the collector frees them. To be called between editions. What survives, such as
    parsed style sheets, is frozen and skipped the next time; every `EVERYTHING` collections it is examined too, because
    some of it has been dropped in between.
    """
    if gc.isenabled() or _measure_largest_size() < _SIZE_AT_START[-1] + ROOM_FOR_GARBAGE:
        return
    if next(_COLLECTIONS) % EVERYTHING == 0:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


def _measure_largest_size() -> int:
    """Measure the most memory that this process has held, in bytes."""
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest << 10


_SIZE_AT_START: list[int] = []
_COLLECTIONS = itertools.count(1)
EVERYTHING = 200
"""Collections between two full ones; a full one costs as much as a third of an edition."""
ROOM_FOR_GARBAGE = 300 << 20
"""Bytes that a worker may grow by before it collects: some 30 editions, all of a small library."""


def _end_with_parent() -> None:
    """End this process once its parent has ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
