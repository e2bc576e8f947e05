"""The previews over HTTP: a list of editions, a page around each that says what is wrong, and the file itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from press.desk.jobs import Busy
from press.desk.library import Bookcase, Interface
from press.desk.limits import Limits
from press.desk.pages import Pages
from press.desk.previews import Previews, shown
from press.desk.published import MEDIA_TYPES, policy
from press.desk.views import wished
from press.model.findings import Finding


class Drafts:
    """What staff look at while they write."""

    def __init__(self, bookcase: Bookcase, previews: Previews, pages: Pages, limits: Limits) -> None:
        self._bookcase = bookcase
        self._previews = previews
        self._pages = pages
        self._limits = limits

    def routes(self) -> list[Route]:
        """The addresses of previews."""
        return [
            Route("/preview/", self.previews),
            Route("/preview/{name}", self.preview),
            Route("/preview/{name}/file", self.preview_file),
            Route("/preview/{name}/events", self.preview_events),
        ]

    async def previews(self, request: Request) -> Response:
        """Every edition there is, by publication."""
        shelves: dict[str, list[tuple[str, str, str, str]]] = {}
        for edition in self._bookcase.editions.values():
            row = (edition.name, edition.language.name, edition.form, edition.lang)
            shelves.setdefault(edition.slug, []).append(row)
        titles = {one.slug: (one.title, one.lang) for one in reversed(self._bookcase.editions.values())}
        return self._pages.page(
            "previews", self._ui(request), shelves=shelves, titles=titles, findings=self._told(self._bookcase.findings),
            sound=self._bookcase.sound,
        )  # fmt: skip

    async def preview(self, request: Request) -> Response:
        """The page around a preview."""

        async def found(name: str, interface: Interface) -> Response:
            view = await self._previews.view(name)
            errors = any(finding.severity == "error" for finding in view.findings)
            return self._pages.page(
                "preview", interface, name=name, edition=self._bookcase.editions[name], token=view.token,
                findings=self._told(view.findings), fine=not errors, there=view.data is not None,
            )  # fmt: skip

        return await self._of(request, found)

    async def preview_file(self, request: Request) -> Response:
        """The previewed file: the last good version."""

        async def found(name: str, interface: Interface) -> Response:
            view = await self._previews.view(name)
            if view.data is None:
                return self._pages.not_found(interface)
            kind = f".{self._bookcase.editions[name].variant.format}"
            headers = {"content-disposition": "inline", "content-security-policy": "frame-ancestors 'self'"}
            if MEDIA_TYPES[kind].startswith("text/html"):
                page = view.data.decode()
                headers["content-security-policy"] = policy(page, scripts=False, frame="'self'")
            return Response(view.data, headers=headers, media_type=MEDIA_TYPES[kind])

        return await self._of(request, found)

    async def preview_events(self, request: Request) -> Response:
        """Tell a page when what it shows has changed."""

        async def found(name: str, interface: Interface) -> Response:
            if self._previews.full():
                return self._pages.busy(interface)
            events = self._previews.events(name, request.query_params.get("seen", ""))
            return StreamingResponse(events, media_type="text/event-stream")

        return await self._of(request, found)

    async def _of(self, request: Request, found: Callable[[str, Interface], Awaitable[Response]]) -> Response:
        """The answer for an edition that there is; else that there is none, or that it cannot be made now."""
        interface = self._ui(request)
        name = request.path_params["name"]
        if name not in self._bookcase.editions:
            return self._pages.not_found(interface)
        try:
            return await found(name, interface)
        except Busy:
            return self._pages.busy(interface)

    def _ui(self, request: Request) -> Interface:
        return self._bookcase.interface(wished(request, self._bookcase))

    def _told(self, findings: list[Finding] | tuple[Finding, ...]) -> list[tuple[str, Finding]]:
        """Findings with their places as staff know them."""
        return [(shown(str(finding.place), self._bookcase.sources), finding) for finding in findings]
