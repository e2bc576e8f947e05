"""The finished files over HTTP: the catalogue, or a plain list until there is one, and every file in the manifest."""

from __future__ import annotations

import asyncio
import hashlib
import re
from http import HTTPStatus

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from press.desk.library import Bookcase
from press.desk.pages import FONTS, Pages, script, style
from press.desk.published import Entry, Published, policy
from press.desk.views import wished
from press.style.fonts import face_bytes

FIRST = "index.html"
"""The first page of the catalogue."""
_LANG = re.compile(rb'<html lang="([A-Za-z0-9-]+)"')
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
            Route("/favicon.ico", self.no_icon),
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
        data = await asyncio.to_thread(self._published.data, entry)
        if data is None:  # a build is publishing this very moment
            return self._pages.busy(self._bookcase.interface(wished(request, self._bookcase)))
        headers = {"cache-control": "no-cache"}
        if entry.media_type.startswith("text/html"):
            if entry.site:
                data = self._linked(entry, data)
            headers["content-security-policy"] = policy(data.decode("utf-8", "replace"), scripts=entry.site)
        headers["etag"] = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(data, headers=headers, media_type=entry.media_type)

    def _linked(self, entry: Entry, data: bytes) -> bytes:
        """A page of the catalogue with the way to the desk, which it cannot know of, at the end of its head."""
        lang = _LANG.search(data[:1000])
        interface = self._bookcase.interface(lang[1].decode() if lang else "")
        slug = entry.path.name.partition(".")[0]
        address = f"/desk/{interface.lang}/{slug if self._bookcase.forms.get(slug) else ''}"
        words = f'<p lang="{interface.lang}"><a href="{address}">{escape(interface.words.add_name)}</a></p>\n'
        return data.replace(b"</header>", f"{words}</header>".encode(), 1)

    async def no_icon(self, _request: Request) -> Response:
        """Browsers ask for a picture of every site; there is none."""
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=A_DAY)

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
