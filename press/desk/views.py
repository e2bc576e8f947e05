"""The pages of the clinic desk: the list of handouts, the form, the clinic's file and orders."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from press.build.selection import add_imprint
from press.desk.imprint_form import (
    ClinicForm,
    check_form,
    find_refused_characters,
    format_cookie,
    parse_cookie,
    parse_fields,
)
from press.desk.jobs import DeskBusy, FileMaker
from press.desk.library import ClinicEditions, DeskInterface, LiveLibrary
from press.desk.middleware import RateLimiter
from press.desk.orders import NoOrderLedger, OrderInbox, OrderPages, OrdersUnavailable
from press.desk.pages import DeskPages
from press.model.findings import PressError

COOKIE = "clinic"
"""The cookie in which a browser keeps the clinic for the next handout. The desk keeps it nowhere."""
A_YEAR = 365 * 24 * 60 * 60


class DeskRoutes:
    """The routes of handouts and orders."""

    def __init__(
        self, live_library: LiveLibrary, making: FileMaker, pages: DeskPages, allowance: RateLimiter, orders: OrderInbox
    ) -> None:
        self._live_library = live_library
        self._making = making
        self._pages = pages
        self._allowance = allowance
        self._orders = orders
        self._order_pages = OrderPages(orders, pages)

    def list_routes(self) -> list[Route]:
        """List the routes of handouts and orders."""
        return [
            Route("/desk", self.any_language),
            Route("/desk/", self.any_language),
            Route("/desk/{ui}/", self.home),
            Route("/desk/{ui}/{slug}", self.form),
            Route("/desk/{ui}/{slug}", self.make_file, methods=["POST"]),
            Route("/orders", self.order, methods=["POST"]),
        ]

    async def any_language(self, request: Request) -> Response:
        """Redirect to the desk in the browser's language.

        If the desk does not have it, that is the center's.
        """
        return RedirectResponse(
            f"/desk/{self._choose_language(request).lang}/", HTTPStatus.SEE_OTHER, {"vary": "accept-language"}
        )

    async def home(self, request: Request) -> Response:
        """Show the list of handouts."""
        interface = self._find_language(request)
        if interface is None:
            return self._pages.render_not_found(self._choose_language(request))
        return self._pages.render_home(interface)

    async def form(self, request: Request) -> Response:
        """Show the form for one handout."""
        interface = self._find_language(request)
        slug = request.path_params["slug"]
        editions = self._live_library.clinic_editions.get(slug)
        if interface is None or not editions:
            return self._pages.render_not_found(interface or self._choose_language(request))
        form = parse_cookie(request.cookies.get(COOKIE, ""))
        langs = [lang for lang, _ in editions]
        lang = request.query_params.get("language", "")
        values = {**form.values, "language": lang if lang in langs else ""}
        return self._pages.render_form(interface, slug, editions, replace(form, values=values))

    async def make_file(self, request: Request) -> Response:
        """Send the clinic's file, or the form with its mistakes."""
        interface = self._find_language(request)
        slug = request.path_params["slug"]
        editions = self._live_library.clinic_editions.get(slug)
        if interface is None or not editions:
            return self._pages.render_not_found(interface or self._choose_language(request))
        if seconds := self._allowance.take_token(_find_address(request)):
            return self._pages.render_too_many(interface, seconds)
        fields = parse_fields(await request.body())
        if fields is None:
            return self._pages.render_message(interface, HTTPStatus.BAD_REQUEST, interface.words.failed)
        form = check_form(self._live_library.library, editions, fields, interface.words)
        if form.edition is None or form.imprint is None:
            return self._pages.render_form(interface, slug, editions, form)
        answer = await self._send_file(interface, slug, editions, form)
        if answer.status_code == HTTPStatus.OK:
            _set_cookie(request, answer, form)
        return answer

    async def _send_file(
        self, interface: DeskInterface, slug: str, editions: ClinicEditions, form: ClinicForm
    ) -> Response:
        assert form.edition is not None
        assert form.imprint is not None
        edition = add_imprint(form.edition, form.imprint)
        try:
            data = await self._making.get_file(edition)
        except DeskBusy:
            return self._pages.render_busy(interface)
        except PressError as error:
            said = [finding.problem for finding in error.findings]
            if refused := find_refused_characters(form, said, interface.words):
                return self._pages.render_form(interface, slug, editions, replace(form, problems=refused))
            problems = tuple(f"{finding.problem} ({finding.code})" for finding in error.findings)
            return self._pages.render_form(interface, slug, editions, form, problems)
        kind = form.edition.variant.file_format
        name = form.edition.path.rpartition("/")[2]
        return Response(data, headers={"content-disposition": f'attachment; filename="{name}"'},
                        media_type=kind.content_type)  # fmt: skip

    async def order(self, request: Request) -> Response:
        """Enter an order from the catalogue into the ledger."""
        interface = self._live_library.choose_interface(
            request.query_params.get("lang", "") or choose_language(request, self._live_library)
        )
        words = interface.words
        fields = parse_fields(await request.body())
        if fields is None:
            return self._pages.render_message(interface, HTTPStatus.BAD_REQUEST, words.failed)
        if seconds := self._allowance.take_token(_find_address(request)):
            notice = (words.too_many, words.busy_text.format(n=seconds))
            return self._order_pages.render_form(interface, fields, {}, HTTPStatus.TOO_MANY_REQUESTS, notice)
        try:
            answer = await self._orders.enter_order(fields, interface)
        except NoOrderLedger:
            return self._pages.render_message(
                interface, HTTPStatus.NOT_IMPLEMENTED, words.no_orders, words.no_orders_text
            )
        except OrdersUnavailable:
            notice = (words.failed, words.order_failed or words.failed_text)
            return self._order_pages.render_form(interface, fields, {}, HTTPStatus.SERVICE_UNAVAILABLE, notice)
        return self._order_pages.render_answer(interface, fields, answer)

    def _find_language(self, request: Request) -> DeskInterface | None:
        """Find the language named in the address, if any."""
        lang = request.path_params["ui"]
        return self._live_library.choose_interface(lang) if self._live_library.has_language(lang) else None

    def _choose_language(self, request: Request) -> DeskInterface:
        return self._live_library.choose_interface(choose_language(request, self._live_library))


def choose_language(request: Request, live_library: LiveLibrary) -> str:
    """Choose the first accepted language that the desk has.

    Returns "" if there is none. Quality weights (RFC 9110, 12.5.4) are ignored.
    """
    accepted = request.headers.get("accept-language", "")[:200]
    tags = [part.partition(";")[0].strip() for part in accepted.split(",")]
    candidates = [one for tag in tags for one in (tag, tag.partition("-")[0])]
    return next((one for one in candidates if live_library.has_language(one)), "")


def _set_cookie(request: Request, answer: Response, form: ClinicForm) -> None:
    """Let the browser keep the clinic, or forget it, as the visitor has said."""
    secure = request.url.scheme == "https"
    if value := format_cookie(form):
        answer.set_cookie(COOKIE, value, A_YEAR, path="/desk/", secure=secure, httponly=True, samesite="strict")
    elif COOKIE in request.cookies:
        answer.delete_cookie(COOKIE, path="/desk/", secure=secure, httponly=True, samesite="strict")


def _find_address(request: Request) -> str:
    return request.client.host if request.client else ""
