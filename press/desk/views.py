"""The pages of the clinic desk: which handouts there are, the form, the PDF, and orders."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from press.build.selection import with_imprint
from press.desk.imprint_form import FIELDS, Filled, fields_of, filled
from press.desk.jobs import Busy, Making, key_of
from press.desk.library import Bookcase, Forms, Interface
from press.desk.limits import Allowance
from press.desk.orders import NoLedger, OrderBox
from press.desk.pages import Pages
from press.model.findings import PressError


class Views:
    """The desk's pages and what they do."""

    def __init__(
        self, bookcase: Bookcase, making: Making, pages: Pages, allowance: Allowance, orders: OrderBox
    ) -> None:
        self._bookcase = bookcase
        self._making = making
        self._pages = pages
        self._allowance = allowance
        self._orders = orders

    def routes(self) -> list[Route]:
        """The addresses of the desk."""
        return [
            Route("/desk", self.any_language),
            Route("/desk/", self.any_language),
            Route("/desk/{ui}/", self.home),
            Route("/desk/{ui}/{slug}", self.form),
            Route("/desk/{ui}/{slug}", self.pdf, methods=["POST"]),
            Route("/orders", self.order, methods=["POST"]),
        ]

    async def any_language(self, request: Request) -> Response:
        """Send a visitor to the desk in the language that the browser asks for, or in the centre's."""
        return RedirectResponse(
            f"/desk/{self._wished(request).lang}/", HTTPStatus.SEE_OTHER, {"vary": "accept-language"}
        )

    async def home(self, request: Request) -> Response:
        """Which handouts there are."""
        interface = self._named(request)
        if interface is None:
            return self._pages.not_found(self._wished(request))
        return self._pages.home(interface)

    async def form(self, request: Request) -> Response:
        """The form for one handout."""
        interface = self._named(request)
        slug = request.path_params["slug"]
        forms = self._bookcase.forms.get(slug)
        if interface is None or not forms:
            return self._pages.not_found(interface or self._wished(request))
        values = dict.fromkeys(FIELDS, "")
        langs = [lang for lang, _ in forms]
        asked = request.query_params.get("language", "")
        return self._pages.form(interface, slug, forms, Filled({**values, "language": asked if asked in langs else ""}))

    async def pdf(self, request: Request) -> Response:
        """The PDF with a clinic's name on it, or the form again with what must be changed."""
        interface = self._named(request)
        slug = request.path_params["slug"]
        forms = self._bookcase.forms.get(slug)
        if interface is None or not forms:
            return self._pages.not_found(interface or self._wished(request))
        if seconds := self._allowance.take(_address(request)):
            return self._pages.too_many(interface, seconds)
        fields = fields_of(await request.body())
        if fields is None:
            return self._pages.message(interface, HTTPStatus.BAD_REQUEST, interface.words.failed)
        want = filled(self._bookcase.library, forms, fields, interface.words)
        if want.edition is None or want.imprint is None:
            return self._pages.form(interface, slug, forms, want)
        return await self._made(interface, slug, forms, want)

    async def _made(self, interface: Interface, slug: str, forms: Forms, want: Filled) -> Response:
        assert want.edition is not None
        assert want.imprint is not None
        edition = with_imprint(want.edition, want.imprint)
        try:
            data = await self._making.get(edition, key_of(want.edition, want.imprint.model_dump_json()))
        except Busy:
            return self._pages.busy(interface)
        except PressError as error:
            said = tuple(f"{finding.problem} ({finding.code})" for finding in error.findings)
            return self._pages.form(interface, slug, forms, want, said)
        name = f"{want.edition.name}.{want.edition.variant.format}"
        return Response(data, headers={"content-disposition": f'attachment; filename="{name}"'},
                        media_type="application/pdf")  # fmt: skip

    async def order(self, request: Request) -> Response:
        """Enter an order of the catalogue's form into the ledger."""
        interface = self._wished(request)
        words = interface.words
        if seconds := self._allowance.take(_address(request)):
            return self._pages.too_many(interface, seconds)
        fields = fields_of(await request.body())
        if fields is None:
            return self._pages.message(interface, HTTPStatus.BAD_REQUEST, words.failed)
        try:
            taken = await asyncio.to_thread(self._orders.take, fields, interface)
        except NoLedger:
            return self._pages.message(interface, HTTPStatus.NOT_IMPLEMENTED, words.no_orders, words.no_orders_text)
        if taken.problems:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return self._pages.message(interface, status, words.order_problems, words.order_again, lines=taken.problems)
        text = words.ordered_text.format(n=taken.number)
        return self._pages.message(interface, HTTPStatus.OK, words.ordered, text)

    def _named(self, request: Request) -> Interface | None:
        """The language that an address names; None when the desk has no pages in it."""
        lang = request.path_params["ui"]
        return self._bookcase.interface(lang) if self._bookcase.speaks(lang) else None

    def _wished(self, request: Request) -> Interface:
        return self._bookcase.interface(wished(request, self._bookcase))


def wished(request: Request, bookcase: Bookcase) -> str:
    """The first language that a browser asks for and the desk speaks (RFC 9110, 12.5.4, without weights)."""
    asked = request.headers.get("accept-language", "")[:200]
    tags = [part.partition(";")[0].strip() for part in asked.split(",")]
    candidates = [one for tag in tags for one in (tag, tag.partition("-")[0])]
    return next((one for one in candidates if bookcase.speaks(one)), "")


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
