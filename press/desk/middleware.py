"""The protection between the network and the desk: refusals, security headers, time limits and the log.

The log has one line a request: method, name of the route, status, milliseconds, bytes. It contains no address, path or
word of a visitor.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import math
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from http import HTTPStatus

from cachetools import LRUCache
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class DeskLimits:
    """Every limit of the desk; house rules, chosen for a machine with two cores.

    body, head: most bytes of each part of a request; body_seconds, head_seconds: time for each to arrive; requests:
    most answered at the same time; connections: most open at the same time; queue: most different files being made
    or waiting to be made; slowest_reader: bytes a second that a visitor must take of an answer; wait_seconds: how
    long a visitor waits for a file; retry_seconds: when a visitor who was turned away should come back; burst:
    files that one visitor may ask for at once; refill_seconds: time until the visitor may ask for one more;
    clients: most visitors tracked for that; kept_bytes: most bytes of files kept in memory; listeners: most open
    previews.
    """

    body: int = 64 * 1024
    head: int = 12 * 1024
    body_seconds: float = 10
    head_seconds: float = 10
    requests: int = 200
    connections: int = 1000
    queue: int = 24
    slowest_reader: int = 1024
    wait_seconds: float = 60
    retry_seconds: int = 5
    burst: int = 20
    refill_seconds: int = 3
    clients: int = 4096
    kept_bytes: int = 64 * 1024 * 1024
    listeners: int = 32


class RateLimiter:
    """A rate limiter with one token bucket a visitor, in memory only. It drops the least recent visitors first."""

    def __init__(self, limits: DeskLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._full_at: LRUCache[str, float] = LRUCache(limits.clients)

    def take_token(self, address: str) -> int:
        """Take one token for an address.

        Returns 0, or the seconds until there is a token.
        """
        # A bucket is known by the time at which it will be full again; each token taken moves that time.
        now = self._clock()
        key = _find_visitor_key(address)
        full_at = max(now, self._full_at.get(key, now)) + self._limits.refill_seconds
        wait = full_at - now - self._limits.burst * self._limits.refill_seconds
        if wait <= 0:
            self._full_at[key] = full_at
        return max(0, math.ceil(wait))

    def __len__(self) -> int:
        return len(self._full_at)


def _find_visitor_key(address: str) -> str:
    """Reduce an address to one key a visitor.

    In IPv6 that is a /64 (RFC 6177: no site has less).
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address


FileCache = LRUCache[str, bytes]
"""Finished files in memory, up to a number of bytes: `FileCache(most, len)`."""


def keep_file(cache: FileCache, key: str, data: bytes) -> None:
    """Put a file in a cache, unless it exceeds the whole cache."""
    if len(data) <= cache.maxsize:
        cache[key] = data


log = logging.getLogger("press.desk")

METHODS = ("GET", "HEAD", "POST")
FORM = "application/x-www-form-urlencoded"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; "
    "img-src 'self' data:; frame-src 'self'; object-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Policy of the desk's own pages (W3C Content Security Policy Level 3): nothing inline, nothing from elsewhere."""
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
"""Headers of every response that does not set them itself."""


class RequestGuard:
    """The desk's application, protected against bad requests.

    hosts: host names it answers to besides IP addresses; loopback: whether it answers only to this machine's addresses.
    `peak_requests` is the highest number of requests that were answered at the same time.
    """

    def __init__(self, app: ASGIApp, limits: DeskLimits, hosts: Collection[str] = (), *, loopback: bool = True) -> None:
        self._app = app
        self._limits = limits
        self._hosts = {host.lower() for host in hosts}
        self._loopback = loopback
        self._active = 0
        self.peak_requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Whatever fails inside, the visitor gets a response and the log a line.
        """
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        answer = _Sender(send)
        self._active += 1
        self.peak_requests = max(self.peak_requests, self._active)
        try:
            await self._answer_request(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 - a fault of ours must end neither the desk nor the visitor's privacy
            log.error("fault %s in %s", type(error).__name__, _find_route_name(scope))  # noqa: TRY400 - its words may be a visitor's
            if not answer.status:
                await _make_response(HTTPStatus.INTERNAL_SERVER_ERROR)(scope, receive, answer)
        finally:
            self._active -= 1
            duration = (time.perf_counter() - started) * 1000
            method = scope["method"] if scope["method"] in METHODS else "-"
            route = _find_route_name(scope)
            log.info("%s %s %d %.0f ms %d bytes", method, route, answer.status, duration, answer.bytes)

    async def _answer_request(self, scope: Scope, receive: Receive, answer: _Sender) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._find_refusal(scope, headers)
        if refusal is None and scope["method"] == "POST":
            body = await self._read_body(receive)
            if isinstance(body, bytes):
                receive = _replay_body(body, receive)
            else:
                refusal = body
        await (refusal or self._app)(scope, receive, answer)

    def _find_refusal(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        """Make the response that refuses a request, if any."""
        if scope["method"] not in METHODS:
            return _make_response(HTTPStatus.METHOD_NOT_ALLOWED, allow=", ".join(METHODS))
        if sum(len(name) + len(value) for name, value in scope["headers"]) > self._limits.head:
            return _make_response(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, connection="close")
        if [name for name, _ in scope["headers"]].count(b"host") > 1 or not self._is_known_host(
            headers.get("host", "")
        ):
            return _make_response(HTTPStatus.MISDIRECTED_REQUEST)
        if self._active > self._limits.requests:
            return _make_response(HTTPStatus.SERVICE_UNAVAILABLE, retry_after=str(self._limits.retry_seconds))
        return self._find_post_refusal(scope, headers) if scope["method"] == "POST" else None

    def _find_post_refusal(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        if not is_same_origin(headers, scope["scheme"]):
            return _make_response(HTTPStatus.FORBIDDEN)
        if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return _make_response(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return _make_response(HTTPStatus.BAD_REQUEST)
        if len(length) > 12 or int(length) > self._limits.body:
            return _make_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, connection="close")
        return None

    async def _read_body(self, receive: Receive) -> bytes | Response:
        """Read the body of a request.

        A body that is too large, too slow or broken off gives the response that refuses it.
        """
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return _make_response(HTTPStatus.BAD_REQUEST)
                    body += message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(body) > self._limits.body:
                        return _make_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, connection="close")
        except TimeoutError:
            return _make_response(HTTPStatus.REQUEST_TIMEOUT, connection="close")
        return bytes(body)

    def _is_known_host(self, host: str) -> bool:
        """Check whether a Host header names this desk.

        This stops DNS rebinding, in which a page elsewhere points its own host name at our address.
        """
        # Starlette's TrustedHostMiddleware knows a list of names, but not "every IP address".
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and not host.endswith("]") else host
        name = name.lower()
        if name == "localhost" or name in self._hosts:
            return True
        try:
            address = ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return address.is_loopback or not self._loopback


def is_same_origin(headers: dict[str, str], scheme: str) -> bool:
    """Check whether a posted form comes from our pages.

    Browsers name the origin of a form in Sec-Fetch-Site (W3C Fetch Metadata, 2.2), older ones in Origin (Fetch
    Standard, 3.2). A program that is not a browser names none, and may post too.
    """
    if site := headers.get("sec-fetch-site"):
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or origin == f"{scheme}://{headers.get('host', '')}"


class _Sender:
    """A `send` that adds the headers, and counts the bytes sent."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.bytes = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*_add_headers(message.get("headers", []))]}
        self.bytes += len(message.get("body", b""))
        await self._send(message)


def _add_headers(headers: list[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    yield from headers
    present = {name.lower() for name, _ in headers}
    yield from ((name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in present)


def _replay_body(body: bytes, receive: Receive) -> Receive:
    """Make a `receive` that first gives a body already read."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return first.pop() if first else await receive()

    return receive_again


def _make_response(status: HTTPStatus, **headers: str) -> Response:
    dashed = {name.replace("_", "-"): value for name, value in headers.items()}
    return PlainTextResponse(f"{status.phrase}\n", status, dashed)


def _find_route_name(scope: Scope) -> str:
    endpoint = scope.get("endpoint")
    return getattr(endpoint, "__name__", "-") if endpoint else "-"
