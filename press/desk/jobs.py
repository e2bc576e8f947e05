"""Making files for visitors: one making for identical wishes, a bounded queue, and an end to every wait."""

from __future__ import annotations

import asyncio
import hashlib
import json
from concurrent.futures import BrokenExecutor, Future
from typing import Protocol

from press.desk.limits import Limits, Shelf
from press.desk.pool import Piece
from press.model.edition import Edition
from press.model.findings import PressError, errors
from press.publish.fingerprints import edition_parts, whole_digest


class Busy(Exception):  # noqa: N818 - it is no error of ours or of the visitor
    """The file cannot be made now: too much to do, too slow, or a worker has died."""


class Workers(Protocol):
    """What makes editions: the pool, or what stands in for it in a test."""

    generation: int

    def submit(self, edition: Edition) -> Future[Piece]:
        """Have an edition made."""

    def replace(self, generation: int) -> None:
        """End the workers of a generation and open a new one."""

    def close(self) -> None:
        """End all workers."""


def key_of(edition: Edition, added: str = "") -> str:
    """SHA-256 over everything that a file is made from: the centre's own edition, and what a visitor added."""
    return hashlib.sha256(json.dumps([whole_digest(edition_parts(edition)), added]).encode()).hexdigest()


class Making:
    """The desk's one way to a file. `most` is how many were ever under way at the same time."""

    def __init__(self, workers: Workers, jobs: int, limits: Limits) -> None:
        self._workers = workers
        self._limits = limits
        self._slots = asyncio.Semaphore(jobs)
        self._shelf = Shelf(limits.kept_bytes)
        self._under_way: dict[str, asyncio.Task[bytes]] = {}
        self._waiting: dict[str, int] = {}
        self.most = 0

    @property
    def kept(self) -> int:
        """Bytes of files in memory."""
        return self._shelf.bytes

    async def get(self, edition: Edition, key: str) -> bytes:
        """The file of an edition under its key, kept or made now.

        Raises Busy when it cannot be made in time, and PressError when the edition must not go out.
        """
        if (found := self._shelf.get(key)) is not None:
            return found
        task = self._under_way.get(key) or self._begun(edition, key)
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            async with asyncio.timeout(self._limits.wait_seconds):
                return await asyncio.shield(task)
        except TimeoutError:
            raise Busy from None
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]

    def _begun(self, edition: Edition, key: str) -> asyncio.Task[bytes]:
        if len(self._under_way) >= self._limits.queue:
            raise Busy
        task = asyncio.create_task(self._make(edition, key))
        self._under_way[key] = task
        self.most = max(self.most, len(self._under_way))
        task.add_done_callback(lambda done: self._ended(key, done))
        return task

    def _ended(self, key: str, task: asyncio.Task[bytes]) -> None:
        del self._under_way[key]
        if not task.cancelled():
            task.exception()  # looked at, so that nothing is printed when nobody waits any more

    async def _make(self, edition: Edition, key: str) -> bytes:
        async with self._slots:
            if key not in self._waiting:
                raise Busy  # everybody who asked for it has gone
            piece = await self._outcome(edition)
        if errors(piece.findings):
            raise PressError(piece.findings)
        self._shelf.put(key, piece.data)
        return piece.data

    async def _outcome(self, edition: Edition) -> Piece:
        generation = self._workers.generation
        future: Future[Piece] | None = None
        try:
            future = self._workers.submit(edition)
            async with asyncio.timeout(self._limits.stuck_seconds):
                return await asyncio.wrap_future(future)
        except (BrokenExecutor, TimeoutError):
            pass
        except (RuntimeError, asyncio.CancelledError):
            # The workers are being replaced: on behalf of this file's neighbour, unless the desk is closing.
            if future and not future.cancelled():
                raise
        await asyncio.to_thread(self._workers.replace, generation)
        raise Busy

    async def close(self) -> None:
        """Let go of everything under way and end the workers."""
        for task in [*self._under_way.values()]:
            task.cancel()
        await asyncio.to_thread(self._workers.close)
