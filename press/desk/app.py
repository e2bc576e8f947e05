"""The clinic desk as an ASGI application, and its settings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from press.desk.files import FileRoutes
from press.desk.jobs import EditionWorkers, FileMaker
from press.desk.library import LiveLibrary, PublishedFiles
from press.desk.middleware import DeskLimits, RateLimiter, RequestGuard
from press.desk.orders import OrderInbox
from press.desk.pages import DeskPages
from press.desk.previews import PreviewRoutes, PreviewStore
from press.desk.views import DeskRoutes

COMPRESSION = Middleware(
    GZipMiddleware, compresslevel=6, exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf")
)
"""Compresses pages for slow lines. A PDF is compressed already."""


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Settings with which a desk is opened.

    jobs: number of worker processes; previews: whether drafts are shown; loopback: whether only this machine can reach
    the desk; hosts: host names it answers to besides IP addresses; ledger: path or URL of the order ledger, "" for the
    default one, None if the desk takes no orders.
    """

    sources: Path
    output: Path
    jobs: int = 1
    previews: bool = True
    loopback: bool = True
    hosts: Collection[str] = ()
    ledger: str | None = None
    limits: DeskLimits = field(default_factory=DeskLimits)


class ClinicDesk:
    """All parts of an open desk. `guard` is the ASGI application that the server calls."""

    def __init__(self, setting: DeskSettings, workers: EditionWorkers) -> None:
        limits = setting.limits
        self.live_library = LiveLibrary(setting.sources)
        self.published = PublishedFiles(setting.output, limits.kept_bytes)
        self.file_maker = FileMaker(workers, setting.jobs, limits)
        self.previews = PreviewStore(self.live_library, self.file_maker.get_file, limits.listeners)
        pages = DeskPages(self.live_library, limits, previews=setting.previews)
        files = FileRoutes(self.live_library, self.published, pages)
        self.orders = OrderInbox(setting.ledger, setting.output, self.live_library, self.published)
        views = DeskRoutes(self.live_library, self.file_maker, pages, RateLimiter(limits), self.orders)
        routes = [
            *views.list_routes(),
            *(PreviewRoutes(self.live_library, self.previews, pages).list_routes() if setting.previews else []),
            *files.list_routes(),
        ]
        self.guard = RequestGuard(
            Starlette(routes=routes, middleware=[COMPRESSION], lifespan=self._run_lifespan),
            limits, setting.hosts, loopback=setting.loopback,
        )  # fmt: skip

    @asynccontextmanager
    async def _run_lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        if editions := [one for some in self.live_library.clinic_editions.values() for one in some.values()]:
            self.file_maker.warm_workers(editions[0])
        watching = asyncio.create_task(self.previews.watch_sources())
        try:
            yield
        finally:
            await self.previews.stop()
            await watching
            await self.file_maker.close()
            self.orders.close()
