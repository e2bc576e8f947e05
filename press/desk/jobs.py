"""The queue that makes files for visitors: identical requests share one file, and every wait has a limit."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Protocol

from press.build import pipeline
from press.build.workers import collect_garbage, make_stop_finding
from press.desk.middleware import DeskLimits, FileCache, keep_file
from press.model.build import WorkerStopped
from press.model.edition import Edition
from press.model.findings import Finding, PressError, list_errors
from press.model.fit import Fit
from press.publish.fingerprints import hash_parts, hash_whole
from press.render import make_finding
from press.runtime.disk import is_machine_error

log = logging.getLogger("press.desk")


@dataclass(frozen=True, slots=True)
class WorkerResult:
    """A worker's result: the file to hand out, or the findings that stopped the edition.

    For a folded edition this is the file of its sheets, which is what gets printed and reads the same.
    """

    data: bytes
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskTask:
    """An edition to make; handout: a digest of all but its clinic's block, so that layouts are cached."""

    edition: Edition
    handout: str


def make_for_desk(task: DeskTask) -> WorkerResult:
    """Make one edition in a worker process; write nothing but the cache of this machine."""
    edition = task.edition
    try:
        final, findings = pipeline.make_edition(edition, handout=task.handout if edition.imprint else "")
    except PressError as error:
        return WorkerResult(b"", tuple(error.findings))
    except MemoryError:
        raise  # the workers know the limit that it tells of
    except Exception as error:
        if is_machine_error(error):
            raise
        # A visitor's words must not stop the worker.
        return WorkerResult(b"", (make_finding(error, edition),))
    finally:
        collect_garbage()
    return WorkerResult(final.sheet_data or final.data, tuple(findings))


class DeskBusy(Exception):  # noqa: N818 - it is no error of ours or of the visitor
    """The file cannot be made now because the queue is full or the visitor's time is up."""


class EditionWorkers(Protocol):
    """Workers that make editions: `WorkerProcesses`, or a substitute in tests."""

    def submit(self, task: DeskTask, /) -> Future[WorkerResult]:
        """Submit an edition to be made."""

    def close(self, *, now: bool = False) -> None:
        """Stop all workers."""


def compute_file_key(edition: Edition) -> str:
    """Compute the SHA-256 of all inputs of a file.

    These are the center's edition and what a visitor added.
    """
    added = edition.imprint.model_dump_json() if edition.imprint else ""
    return hashlib.sha256(json.dumps([_hash_handout(edition), added]).encode()).hexdigest()


def _hash_handout(edition: Edition) -> str:
    """Hash all that an edition is made from but what a visitor added."""
    # Digests of nouns are kept with the nouns, and a visitor's words must not be.
    return hash_whole(hash_parts(replace(edition, imprint=None, logo=None)))


class FileMaker:
    """The only maker of files in the desk. `peak_files` is the highest number under way at the same time."""

    def __init__(self, workers: EditionWorkers, jobs: int, limits: DeskLimits) -> None:
        self._workers = workers
        self._limits = limits
        self._jobs = jobs
        self._slots = asyncio.Semaphore(jobs)
        self._cache = FileCache(limits.kept_bytes, len)
        self._under_way: dict[str, asyncio.Task[bytes]] = {}
        self._waiting: dict[str, int] = {}
        self.peak_files = 0

    @property
    def cached_bytes(self) -> int:
        """Bytes of files in the cache."""
        return int(self._cache.currsize)

    def warm_workers(self, edition: Edition) -> list[Future[WorkerResult]]:
        """Let each worker make an edition in one layout, so that no visitor waits for what a process does once."""
        task = DeskTask(replace(edition, fit=Fit(searched=True)), "")
        return [self._workers.submit(task) for _ in range(self._jobs)]

    async def get_file(self, edition: Edition) -> bytes:
        """Return an edition's file, cached or made now.

        Raises DeskBusy if it cannot be made in time, and PressError if the edition must not go out.
        """
        key = compute_file_key(edition)
        if key in self._cache:
            return self._cache[key]
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
            try:
                result = await asyncio.wrap_future(self._workers.submit(DeskTask(edition, _hash_handout(edition))))
            except WorkerStopped as stopped:
                raise PressError([make_stop_finding(stopped, edition)]) from None
            except OSError as error:
                log.error("fault %s while a file was made", error.strerror)  # noqa: TRY400 - its words are enough
                raise DeskBusy from None
        if list_errors(result.findings):
            raise PressError(result.findings)
        keep_file(self._cache, key, result.data)
        return result.data

    async def close(self) -> None:
        """Cancel everything under way and stop the workers."""
        for task in [*self._under_way.values()]:
            task.cancel()
        await asyncio.to_thread(self._workers.close, now=True)
