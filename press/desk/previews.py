"""Live previews. When a source is saved, the previews that are open are made again and their pages reload."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from press.build.watch import watch_saves
from press.build.workers import WORKER_DIED
from press.desk.jobs import DeskBusy, compute_file_key
from press.desk.library import DeskInterface, LiveLibrary, make_content_policy
from press.desk.pages import DeskPages
from press.desk.views import choose_language
from press.model.edition import Edition
from press.model.findings import Finding, PressError
from press.runtime.clock import read_date

log = logging.getLogger("press.desk")

HEARTBEAT = 15.0
"""Seconds between two keep-alive comments to a waiting page (HTML Standard, 9.2.7, says about 15)."""
KEPT = 8
"""Number of editions whose last preview is kept."""


@dataclass(frozen=True, slots=True)
class PreviewState:
    """The state of a preview: a token that changes with it, the findings, and the last good file, if any."""

    token: str
    findings: tuple[Finding, ...]
    data: bytes | None


class PreviewStore:
    """The one store of previews: the last state of each edition, and the pages that wait for the next one.

    make_file: makes an edition's file; raises DeskBusy, and PressError if it has errors.
    """

    def __init__(
        self, live_library: LiveLibrary, make_file: Callable[[Edition], Awaitable[bytes]], listeners: int
    ) -> None:
        self._live_library = live_library
        self._make_file = make_file
        self._listeners = listeners
        self._states: LRUCache[str, PreviewState] = LRUCache(KEPT)
        self._watched: Counter[str] = Counter()
        self._changed = asyncio.Condition()
        self._stopping = asyncio.Event()

    async def load_state(self, name: str) -> PreviewState:
        """Return an edition's current preview, made if need be.

        Raises DeskBusy, and KeyError if there is no such edition.
        """
        token = self.compute_token(name)
        last = self._states.get(name)
        if last and last.token == token:
            return last
        findings, data = tuple(self._live_library.findings), last.data if last else None
        if self._live_library.is_error_free:
            try:
                data = await self._make_file(self._live_library.editions[name])
            except PressError as error:
                findings = tuple(error.findings)
        state = PreviewState(token, findings, data)
        if not any(finding.code == WORKER_DIED.code for finding in findings):  # the next try may succeed
            self._states[name] = state
        return state

    def compute_token(self, name: str) -> str:
        """Compute a token that changes whenever the preview would."""
        edition = self._live_library.editions.get(name)
        if self._live_library.is_error_free and edition:
            return compute_file_key(edition)[:16]
        return f"v{self._live_library.version}"

    def is_full(self) -> bool:
        """Check whether no more pages can listen for changes."""
        return self._watched.total() >= self._listeners

    async def stream_events(self, name: str, seen: str) -> AsyncIterator[str]:
        """Yield a server-sent event whenever the token changes.

        The format is that of the HTML Standard, 9.2.
        """
        self._watched[name] += 1
        try:
            yield "retry: 1000\n\n"
            while not self._stopping.is_set():
                token = self.compute_token(name)
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
            self._watched += Counter()  # drops the previews that nobody looks at

    async def watch_sources(self) -> None:
        """Reload changed sources and remake open previews, until `stop`.

        The sources are also reloaded on each new day, because texts expire.
        """
        saved = watch_saves(self._live_library.sources)
        while not self._stopping.is_set():
            if not await asyncio.to_thread(next, saved) and self._live_library.day == read_date():
                continue
            try:
                await asyncio.to_thread(self._live_library.reload)
                await asyncio.gather(*map(self._remake, list(self._watched)))
            except Exception as error:  # noqa: BLE001 - one strange source must not stop the watching
                log.error("fault %s while reading the sources", type(error).__name__)  # noqa: TRY400
            await self._notify_pages()

    async def _remake(self, name: str) -> None:
        try:
            await self.load_state(name)
        except (DeskBusy, KeyError):
            return  # the page asks again, or says that there is no such edition any more

    async def _notify_pages(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def stop(self) -> None:
        """Stop watching, and end the event streams of all pages."""
        self._stopping.set()
        await self._notify_pages()


def shorten_place(place_file: str, sources: Path) -> str:
    """Shorten a place to its path below the sources."""
    return place_file.removeprefix(f"{sources.as_posix()}/")


class PreviewRoutes:
    """The routes of previews, which staff look at while they write."""

    def __init__(self, live_library: LiveLibrary, previews: PreviewStore, pages: DeskPages) -> None:
        self._live_library = live_library
        self._previews = previews
        self._pages = pages

    def list_routes(self) -> list[Route]:
        """List the routes of previews."""
        return [
            Route("/preview/", self.previews),
            Route("/preview/{name}", self.preview),
            Route("/preview/{name}/file", self.preview_file),
            Route("/preview/{name}/events", self.preview_events),
        ]

    async def previews(self, request: Request) -> Response:
        """Show a list of all editions, by publication."""
        by_publication: dict[str, list[tuple[str, str, str, str]]] = {}
        for edition in self._live_library.editions.values():
            row = (edition.name, edition.language.name, edition.variant_title, edition.lang)
            by_publication.setdefault(edition.slug, []).append(row)
        titles = {one.slug: (one.title, one.lang) for one in reversed(self._live_library.editions.values())}
        return self._pages.render_page(
            "previews", self._choose_language(request), publications=by_publication, titles=titles,
            findings=self._add_places(self._live_library.findings), sound=self._live_library.is_error_free,
        )  # fmt: skip

    async def preview(self, request: Request) -> Response:
        """Show the page around a preview, with its findings."""

        async def respond(name: str, interface: DeskInterface) -> Response:
            view = await self._previews.load_state(name)
            errors = any(finding.severity == "error" for finding in view.findings)
            return self._pages.render_page(
                "preview", interface, name=name, edition=self._live_library.editions[name], token=view.token,
                findings=self._add_places(view.findings), fine=not errors, there=view.data is not None,
            )  # fmt: skip

        return await self._respond_for_edition(request, respond)

    async def preview_file(self, request: Request) -> Response:
        """Send the last good version of the previewed file."""

        async def respond(name: str, interface: DeskInterface) -> Response:
            view = await self._previews.load_state(name)
            if view.data is None:
                return self._pages.render_not_found(interface)
            kind = self._live_library.editions[name].variant.file_format
            headers = {"content-disposition": "inline", "content-security-policy": "frame-ancestors 'self'"}
            if kind.media_type == "text/html":
                page = view.data.decode()
                headers["content-security-policy"] = make_content_policy(page, scripts=False, frame="'self'")
            return Response(view.data, headers=headers, media_type=kind.content_type)

        return await self._respond_for_edition(request, respond)

    async def preview_events(self, request: Request) -> Response:
        """Tell a page whenever its preview has changed."""

        async def respond(name: str, interface: DeskInterface) -> Response:
            if self._previews.is_full():
                return self._pages.render_busy(interface)
            events = self._previews.stream_events(name, request.query_params.get("seen", ""))
            return StreamingResponse(events, media_type="text/event-stream")

        return await self._respond_for_edition(request, respond)

    async def _respond_for_edition(
        self, request: Request, respond: Callable[[str, DeskInterface], Awaitable[Response]]
    ) -> Response:
        """Call `respond` if the named edition exists.

        Otherwise say that it does not exist, or that the desk is busy.
        """
        interface = self._choose_language(request)
        name = request.path_params["name"]
        if name not in self._live_library.editions:
            return self._pages.render_not_found(interface)
        try:
            return await respond(name, interface)
        except DeskBusy:
            return self._pages.render_busy(interface)

    def _choose_language(self, request: Request) -> DeskInterface:
        return self._live_library.choose_interface(choose_language(request, self._live_library))

    def _add_places(self, findings: list[Finding] | tuple[Finding, ...]) -> list[tuple[str, Finding]]:
        """Pair findings with their places as staff know them."""
        return [(shorten_place(str(finding.place), self._live_library.sources), finding) for finding in findings]
