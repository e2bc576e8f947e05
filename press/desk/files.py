"""The finished files over HTTP: the catalogue, or a plain list until there is one, and every file in the manifest."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from press.desk.bookcase import Bookcase
from press.desk.pages import FONTS, Pages, script, style
from press.desk.published import Entry, Published, policy
from press.desk.views import wished
from press.fonts import face_bytes

FIRST = "index.html"
"""The first page of the catalogue."""
A_DAY = {"cache-control": "public, max-age=86400"}


class Files:
    """What is served as it is."""

    def __init__(self, bookcase: Bookcase, published: Published, pages: Pages) -> None:
        self._bookcase = bookcase
        self._published = published
        self._pages = pages

    def routes(self) -> list[Route]:
        """The addresses of finished files; the last of them takes every other."""
        return [
            Route("/", self.first),
            Route("/assets/desk.css", self.stylesheet),
            Route("/assets/preview.js", self.javascript),
            Route("/assets/fonts/{name}", self.font),
            Route("/{path:path}", self.file),
        ]

    async def first(self, request: Request) -> Response:
        """The catalogue, or a plain list while there is none."""
        entry = self._published.entry(FIRST)
        if entry:
            return await self._answer(request, entry)
        return self._pages.files(self._bookcase.interface(wished(request, self._bookcase)), self._published.rows)

    async def file(self, request: Request) -> Response:
        """A file of the manifest."""
        entry = self._published.entry(request.path_params["path"])
        if entry is None:
            return self._pages.not_found(self._bookcase.interface(wished(request, self._bookcase)))
        return await self._answer(request, entry)

    async def _answer(self, request: Request, entry: Entry) -> Response:
        tag = f'"{entry.sha256[:32]}"'
        headers = {"etag": tag, "cache-control": "no-cache"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        data = await asyncio.to_thread(self._published.data, entry)
        if data is None:  # a build is publishing this very moment
            return self._pages.busy(self._bookcase.interface(wished(request, self._bookcase)))
        if entry.media_type.startswith("text/html"):
            headers["content-security-policy"] = policy(data.decode("utf-8", "replace"), scripts=entry.site)
        return Response(data, headers=headers, media_type=entry.media_type)

    async def stylesheet(self, _request: Request) -> Response:
        """The style of the desk."""
        return Response(style(), media_type="text/css; charset=utf-8", headers={"cache-control": "no-cache"})

    async def javascript(self, _request: Request) -> Response:
        """The script of the previews."""
        return Response(script(), media_type="text/javascript; charset=utf-8", headers={"cache-control": "no-cache"})

    async def font(self, request: Request) -> Response:
        """A typeface of the desk's pages."""
        name = FONTS.get(request.path_params["name"])
        if name is None:
            return self._pages.not_found(self._bookcase.interface(wished(request, self._bookcase)))
        return Response(await asyncio.to_thread(face_bytes, name), media_type="font/ttf", headers=A_DAY)
