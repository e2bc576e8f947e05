"""The HTTP server of the desk. When it stops, no worker process and no half-written file remains."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import socket  # noqa: TID251 - the one module that listens; it connects to nothing
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from types import FrameType
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from press.build.workers import open_workers
from press.desk.app import ClinicDesk, DeskSettings
from press.desk.jobs import EditionWorkers, make_for_desk
from press.desk.middleware import DeskLimits
from press.model.findings import ExitCode, FindingCode, Place, PressError

CANNOT_LISTEN = FindingCode(
    "DSK102",
    "The desk listens at an address of this machine, on a port that is free.",
    "the command line",
    "choose another with `--port` or `--host`; `--port 0` takes any free port",
)
CODES = (CANNOT_LISTEN,)
GRACE_SECONDS = 5
"""Time for a response that is still under way when the desk closes."""
SEND_BYTES = 256 * 1024
"""What the system keeps of an answer that is not taken yet. Its own limit, some megabytes, would hold 20 answers for a
visitor who takes none, and the desk would make them all before it knows."""
HEAD_BYTES = 16 * 1024
"""Most bytes of the head of a request."""


def open_listener(host: str, port: int) -> socket.socket:
    """Open a listening socket.

    Raises PressError (usage) if the address is unknown or in use.
    """
    opened: socket.socket | None = None
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        opened = socket.socket(found[0], socket.SOCK_STREAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BYTES)  # connections have it from their listener
        opened.bind(found[4])
        opened.listen(512)
    except (OSError, OverflowError, UnicodeError) as error:
        if opened:
            opened.close()
        in_use = getattr(error, "errno", None) == errno.EADDRINUSE
        problem = "another program uses this port" if in_use else getattr(error, "strerror", None) or str(error)
        raise PressError([CANNOT_LISTEN.make_finding(Place(f"{host}:{port}"), problem)], ExitCode.USAGE) from None
    opened.setblocking(False)  # noqa: FBT003 - named so by Python
    return opened


def is_loopback(host: str) -> bool:
    """Check whether only this machine can reach an address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve_desk(
    setting: DeskSettings,
    listener: socket.socket,
    ready: Callable[[ClinicDesk], None],
    workers: EditionWorkers | None = None,
) -> None:
    """Serve requests until SIGINT or SIGTERM.

    ready: called with the desk once it answers.
    """
    with closing(listener), nullcontext(workers) if workers else _open_warm_workers(setting.jobs) as makers:
        desk = ClinicDesk(setting, makers)
        config = uvicorn.Config(
            desk.guard, http=_make_protocol(setting.limits), ws="none", log_config=None, access_log=False,
            lifespan="on", proxy_headers=False, server_header=False, date_header=True, timeout_keep_alive=15,
            timeout_graceful_shutdown=GRACE_SECONDS, h11_max_incomplete_event_size=HEAD_BYTES,
        )  # fmt: skip
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
        asyncio.run(_Server(config, desk, ready).serve([listener]))


@contextmanager
def _open_warm_workers(jobs: int) -> Iterator[EditionWorkers]:
    with open_workers(jobs, make_for_desk) as workers:
        workers.start()
        yield workers


class _Server(uvicorn.Server):
    """A server that ends the event streams of previews before it shuts down."""

    def __init__(self, config: uvicorn.Config, desk: ClinicDesk, ready: Callable[[ClinicDesk], None]) -> None:
        super().__init__(config)
        self._desk = desk
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, then call `ready`."""
        await super().startup(sockets)
        self._ready(self._desk)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop the previews, then shut down as uvicorn does."""
        await self._desk.previews.stop()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop the server on a signal."""
        super().handle_exit(sig, frame)
        # uvicorn raises captured signals again at its end. A signal is the normal end of a desk, so drop them.
        self._captured_signals.clear()


def _make_protocol(limits: DeskLimits) -> type[H11Protocol]:
    """Make an HTTP/1.1 protocol that limits connections and waiting.

    A request must arrive whole in time, and an answer must be taken in time.
    """

    class TimedProtocol(H11Protocol):
        _idle_timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(_CountingTransport(transport))  # type: ignore[arg-type]
            if len(self.connections) > limits.connections:
                transport.abort()
            self._check_progress()

        def connection_lost(self, exc: Exception | None) -> None:
            if self._idle_timer:
                self._idle_timer.cancel()
            super().connection_lost(exc)

        def _check_progress(self, idle: int = 0, unsent_before: int = 0, sent_before: int = 0) -> None:
            """Close the connection after two checks without a request, or with an answer that hardly moved.

            idle: checks without a request so far; the others are the bytes that waited, and that were sent, at
            the check before.
            """
            unsent = self.transport.get_write_buffer_size()
            sent = cast("_CountingTransport", self.transport).written - unsent
            least = limits.slowest_reader * limits.head_seconds
            if unsent and unsent_before and sent - sent_before < least:
                self.transport.abort()  # `close` would wait until all is taken
                return
            busy = self.cycle is not None and not self.cycle.response_complete
            if idle and not busy and not self.timeout_keep_alive_task:
                self.transport.close()
            later = 0 if busy or self.timeout_keep_alive_task else idle + 1
            self._idle_timer = self.loop.call_later(limits.head_seconds, self._check_progress, later, unsent, sent)

    return TimedProtocol


class _CountingTransport:
    """A transport that counts the bytes it is given, and leaves all else to the loop's own."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.written = 0

    def write(self, data: bytes) -> None:
        self.written += len(data)
        self._transport.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
