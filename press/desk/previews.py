"""Previews that follow the sources: when one is saved, what is being looked at is made again and its pages are told."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from press.build.watch import saves
from press.desk.jobs import Busy, Making, key_of
from press.desk.library import Bookcase
from press.desk.limits import Limits
from press.model.findings import Finding, PressError
from press.runtime.clock import today

log = logging.getLogger("press.desk")

HEARTBEAT = 15.0
"""Seconds between two signs of life to a page that waits (HTML Standard, 9.2.7, says about 15)."""
KEPT = 8
"""Last good versions that are kept."""


@dataclass(frozen=True, slots=True)
class View:
    """What a preview shows: a token that changes when it does, the findings, and the last good file, if any."""

    token: str
    findings: tuple[Finding, ...]
    data: bytes | None


class Previews:
    """The previews of all editions."""

    def __init__(self, bookcase: Bookcase, making: Making, limits: Limits) -> None:
        self._bookcase = bookcase
        self._making = making
        self._limits = limits
        self._good: OrderedDict[str, bytes] = OrderedDict()
        self._watched: Counter[str] = Counter()
        self._changed = asyncio.Condition()
        self._stopping = asyncio.Event()

    async def view(self, name: str) -> View:
        """An edition as the sources say it now, made if need be. Raises Busy."""
        token = self.token(name)
        if not self._bookcase.sound:
            return View(token, tuple(self._bookcase.findings), self._good.get(name))
        edition = self._bookcase.editions[name]
        try:
            data = await self._making.get(edition, key_of(edition))
        except PressError as error:
            return View(token, tuple(error.findings), self._good.get(name))
        self._good[name] = data
        self._good.move_to_end(name)
        if len(self._good) > KEPT:
            self._good.popitem(last=False)
        return View(token, tuple(self._bookcase.findings), data)

    def token(self, name: str) -> str:
        """What changes whenever a preview would show something else."""
        edition = self._bookcase.editions.get(name)
        if self._bookcase.sound and edition:
            return key_of(edition)[:16]
        return f"v{self._bookcase.version}"

    def full(self) -> bool:
        """Whether no more pages can be told of changes."""
        return self._watched.total() >= self._limits.listeners

    async def events(self, name: str, seen: str) -> AsyncIterator[str]:
        """Server-sent events (HTML Standard, 9.2) with the token of a preview whenever it has changed."""
        self._watched[name] += 1
        try:
            yield "retry: 1000\n\n"
            while not self._stopping.is_set():
                token = self.token(name)
                if token != seen:
                    seen = token
                    yield f"data: {token}\n\n"
                    continue
                try:
                    async with asyncio.timeout(HEARTBEAT), self._changed:
                        await self._changed.wait()
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self._watched[name] -= 1
            self._watched += Counter()  # forgets what nobody looks at

    async def watch(self) -> None:
        """Follow the sources until `stop`: read them after each change and on each new day, for texts expire.

        What is being looked at is made again.
        """
        saved = saves(self._bookcase.sources)
        while not self._stopping.is_set():
            if not await asyncio.to_thread(next, saved) and self._bookcase.day == today():
                continue
            try:
                await asyncio.to_thread(self._bookcase.read)
                await asyncio.gather(*map(self._renewed, list(self._watched)))
            except Exception as error:  # noqa: BLE001 - one strange source must not end the watching
                log.error("fault %s while reading the sources", type(error).__name__)  # noqa: TRY400
            await self._tell()

    async def _renewed(self, name: str) -> None:
        try:
            await self.view(name)
        except (Busy, KeyError):
            return  # the page asks again, or says that there is no such edition any more

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def stop(self) -> None:
        """End the watching, and every page's waiting."""
        self._stopping.set()
        await self._tell()


def shown(place_file: str, sources: Path) -> str:
    """The path of a source as staff know it: below the folder of the sources."""
    return place_file.removeprefix(f"{sources.as_posix()}/")
