"""The desk on a network: one process that listens, its workers, and an end without orphans or half files."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import socket  # noqa: TID251 - the one module that listens; it connects to nothing
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from press.desk.app import Desk, Setting
from press.desk.jobs import Workers
from press.desk.limits import Limits
from press.desk.pool import Pool
from press.model.findings import Code, Exit, Place, PressError

CANNOT_LISTEN = Code(
    "DSK102",
    "The address and port of the desk are free and this machine's own.",
    "the command line",
    "name another with `--port` or `--host`; `--port 0` takes any that is free",
)
CODES = (CANNOT_LISTEN,)
GRACE_SECONDS = 5
"""How long an answer may still take when the desk closes."""
HEAD_BYTES = 16 * 1024
"""Of the head of a request."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises PressError (usage) when the address is not there or taken."""
    made: socket.socket | None = None
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        made = socket.socket(found[0], socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(found[4])
        made.listen(512)
    except (OSError, OverflowError, UnicodeError) as error:
        if made:
            made.close()
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        said = "another program listens there" if taken else getattr(error, "strerror", None) or str(error)
        raise PressError([CANNOT_LISTEN.at(Place(f"{host}:{port}"), said)], Exit.USAGE) from None
    made.setblocking(False)  # noqa: FBT003 - named so by Python
    return made


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(
    setting: Setting, listener: socket.socket, ready: Callable[[Desk], None], workers: Workers | None = None
) -> None:
    """Answer until told to stop (SIGINT or SIGTERM). ready: called with the desk once requests are answered."""
    chosen = workers or Pool(setting.jobs)
    try:
        desk = Desk(setting, chosen)
        config = uvicorn.Config(
            desk.guard, http=_protocol(setting.limits), ws="none", log_config=None, access_log=False, lifespan="on",
            proxy_headers=False, server_header=False, date_header=True, timeout_keep_alive=15,
            timeout_graceful_shutdown=GRACE_SECONDS, h11_max_incomplete_event_size=HEAD_BYTES,
        )  # fmt: skip
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
        asyncio.run(_Server(config, desk, ready).serve([listener]))
    finally:
        listener.close()
        chosen.close()


class _Server(uvicorn.Server):
    """A server that lets its previews go as soon as it is told to stop."""

    def __init__(self, config: uvicorn.Config, desk: Desk, ready: Callable[[Desk], None]) -> None:
        super().__init__(config)
        self._desk = desk
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self._ready(self._desk)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let waiting pages go, then what uvicorn does."""
        await self._desk.previews.stop()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; the signal is not raised again afterwards, for this is how the desk is meant to end."""
        super().handle_exit(sig, frame)
        self._captured_signals.clear()


def _protocol(limits: Limits) -> type[H11Protocol]:
    """HTTP/1.1 with an end to requests that never come whole, and to too many visitors at the door."""

    class Patient(H11Protocol):
        _patience: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if len(self.connections) > limits.connections:
                transport.abort()
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            if self._patience:
                self._patience.cancel()
            super().connection_lost(exc)

        def _wait(self, idle: int = 0) -> None:
            """Look every now and then; twice without a request under way is enough."""
            busy = self.cycle is not None and not self.cycle.response_complete
            if idle and not busy and not self.timeout_keep_alive_task:
                self.transport.close()
                return
            later = 0 if busy or self.timeout_keep_alive_task else idle + 1
            self._patience = self.loop.call_later(limits.head_seconds, self._wait, later)

    return Patient
