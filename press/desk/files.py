"""The pages of finished files: the catalogue, or a simple list until there is one, and every file in the manifest."""

from __future__ import annotations

import asyncio
import hashlib
import re
from http import HTTPStatus

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from press.catalogue.format_pictures import draw_format_picture
from press.desk.library import (
    MEDIA_TYPES,
    DeskInterface,
    LiveLibrary,
    PublishedFile,
    PublishedFiles,
    make_content_policy,
)
from press.desk.pages import FONTS, DeskPages, read_script, read_style
from press.desk.views import choose_language
from press.style.fonts import load_typeface

FIRST = "index.html"
"""The first page of the catalogue."""
_LANG = re.compile(rb'<html lang="([A-Za-z0-9-]+)"')
A_DAY = {"cache-control": "public, max-age=86400"}


class FileRoutes:
    """The routes of files that are sent unchanged."""

    def __init__(self, live_library: LiveLibrary, published: PublishedFiles, pages: DeskPages) -> None:
        self._live_library = live_library
        self._published = published
        self._pages = pages

    def list_routes(self) -> list[Route]:
        """List the routes of finished files.

        The last one matches every path.
        """
        return [
            Route("/", self.first),
            Route("/favicon.ico", self.no_icon),
            Route("/assets/desk.css", self.stylesheet),
            Route("/assets/preview.js", self.javascript),
            Route("/assets/fonts/{name}", self.font),
            Route("/assets/formats/{name}.svg", self.format_picture),
            Route("/{path:path}", self.file),
        ]

    async def first(self, request: Request) -> Response:
        """Show the catalogue, or a simple list without one."""
        entry = self._published.find_file(FIRST)
        if entry:
            return await self._send_file(request, entry)
        return self._pages.render_files(self._choose_language(request), self._published.rows)

    async def file(self, request: Request) -> Response:
        """Send a file of the manifest."""
        entry = self._published.find_file(request.path_params["path"])
        if entry is None:
            return self._pages.render_not_found(self._choose_language(request))
        return await self._send_file(request, entry)

    async def _send_file(self, request: Request, entry: PublishedFile) -> Response:
        data = await asyncio.to_thread(self._published.read_file, entry)
        if data is None:  # a build is publishing this very moment
            return self._pages.render_busy(self._choose_language(request))
        headers = {"cache-control": "no-cache"}
        if entry.media_type.startswith("text/html"):
            if entry.is_catalogue_page:
                data = self._add_desk_link(entry, data)
            headers["content-security-policy"] = make_content_policy(
                data.decode("utf-8", "replace"), scripts=entry.is_catalogue_page
            )
        headers["etag"] = f'W/"{hashlib.sha256(data).hexdigest()[:32]}"'
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(data, headers=headers, media_type=entry.media_type)

    def _add_desk_link(self, entry: PublishedFile, data: bytes) -> bytes:
        """Add a link to the desk in a catalogue page."""
        lang = _LANG.search(data[:1000])
        interface = self._live_library.choose_interface(lang[1].decode() if lang else "")
        slug = entry.path.name.partition(".")[0]
        address = f"/desk/{interface.lang}/{slug if self._live_library.clinic_editions.get(slug) else ''}"
        words = f'<p lang="{interface.lang}"><a href="{address}">{escape(interface.words.add_name)}</a></p>\n'
        # The catalogue is made without a desk in mind, so only the desk can add this link.
        return data.replace(b"</header>", f"{words}</header>".encode(), 1)

    def _choose_language(self, request: Request) -> DeskInterface:
        return self._live_library.choose_interface(choose_language(request, self._live_library))

    async def no_icon(self, _request: Request) -> Response:
        """Answer that there is no icon.

        Browsers ask every site for one.
        """
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=A_DAY)

    async def stylesheet(self, _request: Request) -> Response:
        """Send the style sheet of the desk."""
        return Response(read_style(), media_type="text/css; charset=utf-8", headers={"cache-control": "no-cache"})

    async def javascript(self, _request: Request) -> Response:
        """Send the script of the previews."""
        return Response(
            read_script(), media_type="text/javascript; charset=utf-8", headers={"cache-control": "no-cache"}
        )

    async def font(self, request: Request) -> Response:
        """Send a typeface of the desk's pages."""
        name = FONTS.get(request.path_params["name"])
        if name is None:
            return self._pages.render_not_found(self._choose_language(request))
        return Response(await asyncio.to_thread(load_typeface, name), media_type="font/ttf", headers=A_DAY)

    async def format_picture(self, request: Request) -> Response:
        """Send the picture of a variant."""
        variant = self._live_library.library.variants.get(request.path_params["name"])
        if variant is None:
            return self._pages.render_not_found(self._choose_language(request))
        return Response(draw_format_picture(variant), media_type=MEDIA_TYPES[".svg"], headers=A_DAY)
