"""What stands between the network and the desk: refusals, headers, an end to slow requests, and a log without people.

The log has one line a request: method, name of the route, status, milliseconds, bytes. No address, path or word of a
visitor is in it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import time
from collections.abc import Collection, Iterator
from http import HTTPStatus

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from press.desk.limits import Limits

log = logging.getLogger("press.desk")

METHODS = ("GET", "HEAD", "POST")
FORM = "application/x-www-form-urlencoded"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; "
    "img-src 'self' data:; frame-src 'self'; object-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Of the desk's own pages (W3C Content Security Policy Level 3): nothing inline, nothing from elsewhere."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # With `no-referrer` browsers would post with the origin `null` (Fetch Standard, 3.2).
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}
"""What every answer carries unless it says otherwise."""


class Guard:
    """The desk's application with everything around it.

    hosts: the names it answers to besides addresses; loopback: whether only those of this machine count.
    `most` is how many requests were ever answered at the same time.
    """

    def __init__(self, app: ASGIApp, limits: Limits, hosts: Collection[str] = (), *, loopback: bool = True) -> None:
        self._app = app
        self._limits = limits
        self._hosts = {host.lower() for host in hosts}
        self._loopback = loopback
        self._active = 0
        self.most = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; whatever happens inside, the visitor gets an answer and the log a line."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        answer = _Answer(send)
        self._active += 1
        self.most = max(self.most, self._active)
        try:
            await self._answer(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 - a fault of ours must end neither the desk nor the visitor's privacy
            log.error("fault %s in %s", type(error).__name__, _route(scope))  # noqa: TRY400 - its words may be a visitor's
            if not answer.status:
                await _plain(HTTPStatus.INTERNAL_SERVER_ERROR)(scope, receive, answer)
        finally:
            self._active -= 1
            took = (time.perf_counter() - started) * 1000
            method = scope["method"] if scope["method"] in METHODS else "-"
            log.info("%s %s %d %.0f ms %d bytes", method, _route(scope), answer.status, took, answer.bytes)

    async def _answer(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal is None and scope["method"] == "POST":
            body = await self._body(receive)
            if isinstance(body, bytes):
                receive = _replay(body, receive)
            else:
                refusal = body
        await (refusal or self._app)(scope, receive, answer)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        """The answer to a request that goes no further, or None."""
        if scope["method"] not in METHODS:
            return _plain(HTTPStatus.METHOD_NOT_ALLOWED, allow=", ".join(METHODS))
        if sum(len(name) + len(value) for name, value in scope["headers"]) > self._limits.head:
            return _plain(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, connection="close")
        if [name for name, _ in scope["headers"]].count(b"host") > 1 or not self._known(headers.get("host", "")):
            return _plain(HTTPStatus.MISDIRECTED_REQUEST)
        if self._active > self._limits.requests:
            return _plain(HTTPStatus.SERVICE_UNAVAILABLE, retry_after=str(self._limits.retry_seconds))
        return self._refused_post(scope, headers) if scope["method"] == "POST" else None

    def _refused_post(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        if not same_origin(headers, scope["scheme"]):
            return _plain(HTTPStatus.FORBIDDEN)
        if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return _plain(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return _plain(HTTPStatus.BAD_REQUEST)
        if len(length) > 12 or int(length) > self._limits.body:
            return _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, connection="close")
        return None

    async def _body(self, receive: Receive) -> bytes | Response:
        """The whole body of a request, or the answer to one that is too large, too slow or broken off."""
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return _plain(HTTPStatus.BAD_REQUEST)
                    body += message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(body) > self._limits.body:
                        return _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, connection="close")
        except TimeoutError:
            return _plain(HTTPStatus.REQUEST_TIMEOUT, connection="close")
        return bytes(body)

    def _known(self, host: str) -> bool:
        """Whether a Host header names this desk: a page elsewhere cannot give its own name our address (rebinding)."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and not host.endswith("]") else host
        name = name.lower()
        if name == "localhost" or name in self._hosts:
            return True
        try:
            address = ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return address.is_loopback or not self._loopback


def same_origin(headers: dict[str, str], scheme: str) -> bool:
    """Whether a posted form comes from a page of ours, or from a program that is no browser.

    Browsers say so in Sec-Fetch-Site (W3C Fetch Metadata, 2.2), older ones in Origin (Fetch Standard, 3.2).
    """
    if site := headers.get("sec-fetch-site"):
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or origin == f"{scheme}://{headers.get('host', '')}"


class _Answer:
    """A `send` that adds the headers, and counts what goes out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.bytes = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*_with_ours(message.get("headers", []))]}
        self.bytes += len(message.get("body", b""))
        await self._send(message)


def _with_ours(headers: list[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    yield from headers
    there = {name.lower() for name, _ in headers}
    yield from ((name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in there)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body that was read already, and then what comes."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return first.pop() if first else await receive()

    return replayed


def _plain(status: HTTPStatus, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return PlainTextResponse(f"{status.phrase}\n", status, named)


def _route(scope: Scope) -> str:
    endpoint = scope.get("endpoint")
    return getattr(endpoint, "__name__", "-") if endpoint else "-"
