"""The desk as an application: which address leads to which page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette

from press.desk.drafts import Drafts
from press.desk.files import Files
from press.desk.jobs import Making, Workers
from press.desk.library import Bookcase
from press.desk.limits import Allowance, Limits
from press.desk.middleware import Guard
from press.desk.orders import OrderBox
from press.desk.pages import Pages
from press.desk.previews import Previews
from press.desk.published import Published
from press.desk.views import Views


@dataclass(frozen=True, slots=True)
class Setting:
    """How a desk is opened.

    jobs: worker processes; previews: whether drafts are shown; hosts: names it answers to besides
    addresses; loopback: whether it can be reached from this machine alone; ledger: where orders go: a path or URL, ""
    for the usual one, None for nowhere.
    """

    sources: Path
    output: Path
    jobs: int = 1
    previews: bool = True
    loopback: bool = True
    hosts: Collection[str] = ()
    ledger: str | None = None
    limits: Limits = field(default_factory=Limits)


class Desk:
    """Everything that is open while the desk is; `app` is what the server calls."""

    def __init__(self, setting: Setting, workers: Workers) -> None:
        limits = setting.limits
        self.bookcase = Bookcase(setting.sources)
        self.published = Published(setting.output, limits.kept_bytes)
        self.making = Making(workers, setting.jobs, limits)
        self.previews = Previews(self.bookcase, self.making, limits)
        pages = Pages(self.bookcase, limits, previews=setting.previews)
        files = Files(self.bookcase, self.published, pages)
        self.orders = OrderBox(setting.ledger, setting.output, self.bookcase, self.published)
        views = Views(self.bookcase, self.making, pages, Allowance(limits), self.orders)
        routes = [
            *views.routes(),
            *(Drafts(self.bookcase, self.previews, pages, limits).routes() if setting.previews else []),
            *files.routes(),
        ]
        self.guard = Guard(
            Starlette(routes=routes, lifespan=self._open), limits, setting.hosts, loopback=setting.loopback
        )

    @asynccontextmanager
    async def _open(self, _app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(self.previews.watch())
        try:
            yield
        finally:
            await self.previews.stop()
            await watching
            await self.making.close()
            self.orders.close()
