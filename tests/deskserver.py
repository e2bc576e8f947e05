"""Desks for tests: one as its users open it, and one whose workers do nothing but wait, to be stormed.

Run as a program, it opens the second: `python -m tests.deskserver SOURCES OUTPUT`.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from press.cli.serve import _log_to_stderr
from press.desk.app import Desk, Setting
from press.desk.limits import Limits
from press.desk.pool import Piece
from press.desk.server import listening, serve
from press.model.edition import Edition
from tests.conftest import ROOT

STORM = Limits(queue=6, requests=150, burst=250, body_seconds=0.5, head_seconds=4, kept_bytes=400_000, listeners=3)
"""Small limits, which a test reaches in a moment."""
FILE = b"%PDF-" + bytes(50_000)
"""What the workers that only wait make."""


def _give(future: Future[Piece]) -> None:
    if future.set_running_or_notify_cancel():
        future.set_result(Piece(FILE))


class Waiters:
    """Workers that wait a moment and give the same file for everything."""

    generation = 0

    def submit(self, _edition: Edition) -> Future[Piece]:
        future: Future[Piece] = Future()
        threading.Timer(0.02, _give, (future,)).start()
        return future

    def replace(self, _generation: int) -> None:
        return

    def close(self) -> None:
        return


@dataclass(frozen=True)
class Opened:
    """An open desk: where it is, its process, and what it logs."""

    url: str
    sources: Path
    output: Path
    log: Path
    process: subprocess.Popen[bytes]
    out: IO[bytes]

    @property
    def port(self) -> int:
        return int(self.url.rstrip("/").rpartition(":")[2])

    def close(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, bytes]:
        """Tell it to stop: its exit code, and what it still said."""
        self.process.send_signal(how)
        said = self.out.read()
        return self.process.wait(30), said


@contextmanager
def opened(sources: Path, output: Path, log: Path, *command: str) -> Iterator[Opened]:
    """A desk in a process of its own, as long as the block lasts. Its ledger is beside its log."""
    arguments = command or ("pipeline.py", "serve", "--port", "0", "--jobs", "1", "--json",
                            "--sources", str(sources), "--output", str(output),
                            "--ledger", str(log.with_name("ledger.sqlite3")))  # fmt: skip
    with log.open("wb") as errors:
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=errors)
    assert process.stdout is not None
    try:
        said = b""
        while not said.rstrip().endswith(b"}"):
            line = process.stdout.readline()
            assert line, f"the desk did not open:\n{log.read_text('utf-8')}"
            said += line
        yield Opened(json.loads(said)["url"], sources, output, log, process, process.stdout)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def main() -> None:
    """Open the desk that is to be stormed; say in the end how far it was."""
    sources, output = map(Path, sys.argv[1:])
    listener = listening("127.0.0.1", 0)
    met: list[Desk] = []

    def ready(desk: Desk) -> None:
        met.append(desk)
        print(json.dumps({"url": f"http://127.0.0.1:{listener.getsockname()[1]}/"}), flush=True)

    _log_to_stderr()
    serve(Setting(sources, output, jobs=2, limits=STORM), listener, ready, Waiters())
    print(json.dumps({"queue": met[0].making.most, "kept": met[0].making.kept}), flush=True)


if __name__ == "__main__":
    main()
