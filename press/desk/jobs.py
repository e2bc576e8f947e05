"""The queue that makes files for visitors: identical requests share one file, and every wait has a limit."""

from __future__ import annotations

import asyncio
import hashlib
import json
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass
from typing import Protocol

from press.build import pipeline
from press.build.workers import WorkerProcesses, collect_garbage
from press.desk.middleware import DeskLimits, FileCache
from press.model.edition import Edition
from press.model.findings import Finding, PressError, list_errors
from press.publish.fingerprints import hash_parts, hash_whole
from press.render import make_finding


@dataclass(frozen=True, slots=True)
class WorkerResult:
    """A worker's result: the file to hand out, or the findings that stopped the edition.

    For a folded edition this is the file of its sheets, which is what gets printed and reads the same.
    """

    data: bytes
    findings: tuple[Finding, ...] = ()


def make_for_desk(edition: Edition) -> WorkerResult:
    """Make one edition in a worker process; write nothing."""
    try:
        final, findings = pipeline.make_edition(edition)
    except PressError as error:
        return WorkerResult(b"", tuple(error.findings))
    except Exception as error:  # noqa: BLE001 - a visitor's words must not stop the worker
        return WorkerResult(b"", (make_finding(error, edition),))
    finally:
        collect_garbage()
    return WorkerResult(final.sheet_data or final.data, tuple(findings))


@dataclass(frozen=True, slots=True)
class _Task:
    """The task of a worker. Called with None it only starts the process, before there is a visitor."""

    work: Callable[[Edition], WorkerResult]

    def __call__(self, edition: Edition | None) -> WorkerResult:
        return self.work(edition) if edition else WorkerResult(b"")


class WorkerPool:
    """A pool of long-lived worker processes. `generation` counts how often they were replaced."""

    def __init__(self, jobs: int, task: Callable[[Edition], WorkerResult] = make_for_desk) -> None:
        self._jobs = jobs
        self._task = _Task(task)
        self._folder = tempfile.TemporaryDirectory(prefix="handout-desk-")
        self._replacing = threading.Lock()
        self.generation = 0
        self._workers = self._start_workers()

    def submit(self, edition: Edition) -> Future[WorkerResult]:
        """Submit an edition to be made."""
        return self._workers.submit(edition)

    def replace(self, generation: int) -> None:
        """Replace all workers of a generation, however busy.

        Does nothing if that was done already.
        """
        with self._replacing:
            if generation != self.generation:
                return
            self._workers.close(now=True)
            self._workers = self._start_workers()
            self.generation += 1

    def close(self) -> None:
        """Stop all workers and remove their folder."""
        self._workers.close(now=True)
        self._folder.cleanup()

    def _start_workers(self) -> WorkerProcesses[Edition | None, WorkerResult]:
        workers: WorkerProcesses[Edition | None, WorkerResult] = WorkerProcesses(
            self._jobs, self._task, self._folder.name
        )
        for _ in range(self._jobs):
            workers.submit(None)
        return workers


class DeskBusy(Exception):  # noqa: N818 - it is no error of ours or of the visitor
    """The file cannot be made now because the queue is full, the time is up or a worker died."""


class EditionWorkers(Protocol):
    """Workers that make editions: a `WorkerPool`, or a substitute in tests."""

    generation: int

    def submit(self, edition: Edition) -> Future[WorkerResult]:
        """Submit an edition to be made."""

    def replace(self, generation: int) -> None:
        """Replace the workers of a generation by new ones."""

    def close(self) -> None:
        """Stop all workers."""


def compute_file_key(edition: Edition, added: str = "") -> str:
    """Compute the SHA-256 of all inputs of a file.

    These are the center's edition and what a visitor added.
    """
    return hashlib.sha256(json.dumps([hash_whole(hash_parts(edition)), added]).encode()).hexdigest()


class FileMaker:
    """The only maker of files in the desk. `peak_files` is the highest number under way at the same time."""

    def __init__(self, workers: EditionWorkers, jobs: int, limits: DeskLimits) -> None:
        self._workers = workers
        self._limits = limits
        self._slots = asyncio.Semaphore(jobs)
        self._cache = FileCache(limits.kept_bytes)
        self._under_way: dict[str, asyncio.Task[bytes]] = {}
        self._waiting: dict[str, int] = {}
        self.peak_files = 0

    @property
    def cached_bytes(self) -> int:
        """Bytes of files in the cache."""
        return self._cache.bytes

    async def get_file(self, edition: Edition, key: str) -> bytes:
        """Return an edition's file, cached or made now.

        Raises Busy if it cannot be made in time, and PressError if the edition must not go out.
        """
        if (found := self._cache.get(key)) is not None:
            return found
        task = self._under_way.get(key) or self._start_task(edition, key)
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            async with asyncio.timeout(self._limits.wait_seconds):
                return await asyncio.shield(task)
        except TimeoutError:
            raise DeskBusy from None
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]

    def _start_task(self, edition: Edition, key: str) -> asyncio.Task[bytes]:
        if len(self._under_way) >= self._limits.queue:
            raise DeskBusy
        task = asyncio.create_task(self._make_file(edition, key))
        self._under_way[key] = task
        self.peak_files = max(self.peak_files, len(self._under_way))
        task.add_done_callback(lambda done: self._end_task(key, done))
        return task

    def _end_task(self, key: str, task: asyncio.Task[bytes]) -> None:
        del self._under_way[key]
        if not task.cancelled():
            task.exception()  # asyncio logs an exception that nobody has retrieved

    async def _make_file(self, edition: Edition, key: str) -> bytes:
        async with self._slots:
            if key not in self._waiting:
                raise DeskBusy  # everybody who asked for it has gone
            result = await self._run_worker(edition)
        if list_errors(result.findings):
            raise PressError(result.findings)
        self._cache.put(key, result.data)
        return result.data

    async def _run_worker(self, edition: Edition) -> WorkerResult:
        generation = self._workers.generation
        future: Future[WorkerResult] | None = None
        try:
            future = self._workers.submit(edition)
            async with asyncio.timeout(self._limits.stuck_seconds):
                return await asyncio.wrap_future(future)
        except (BrokenExecutor, TimeoutError):
            pass
        except (RuntimeError, asyncio.CancelledError):
            # Without a future, or with a cancelled one, the workers are being replaced because another file got stuck.
            # Otherwise the desk is closing.
            if future and not future.cancelled():
                raise
        await asyncio.to_thread(self._workers.replace, generation)
        raise DeskBusy

    async def close(self) -> None:
        """Cancel everything under way and stop the workers."""
        for task in [*self._under_way.values()]:
            task.cancel()
        await asyncio.to_thread(self._workers.close)
