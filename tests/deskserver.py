"""Desks for tests: one as users open it, and one for stress tests, whose workers only wait.

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
from press.desk.app import ClinicDesk, DeskSettings
from press.desk.jobs import DeskTask, WorkerResult
from press.desk.middleware import DeskLimits
from press.desk.server import open_listener, serve_desk
from tests.conftest import ROOT

STORM = DeskLimits(queue=6, requests=150, burst=250, body_seconds=2, head_seconds=6, kept_bytes=400_000, listeners=3)
"""Small limits, which a test reaches quickly."""
PATIENCE = 300
"""Seconds that a test waits for an answer. A busy machine takes long for what waits for the disk, such as the first
order; how fast the desk is, is no matter of these tests."""
FILE = b"%PDF-" + bytes(50_000)
"""The file that the waiting workers make."""


def _give(future: Future[WorkerResult]) -> None:
    if future.set_running_or_notify_cancel():
        future.set_result(WorkerResult(FILE))


class Waiters:
    """Workers that wait a moment and give the same file for everything."""

    def submit(self, _task: DeskTask) -> Future[WorkerResult]:
        future: Future[WorkerResult] = Future()
        threading.Timer(0.02, _give, (future,)).start()
        return future

    def close(self, **_how: bool) -> None:
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
        """Stop the desk; return its exit code and last output."""
        self.process.send_signal(how)
        said = self.out.read()
        return self.process.wait(PATIENCE), said


@contextmanager
def opened(sources: Path, output: Path, log: Path, *command: str) -> Iterator[Opened]:
    """Open a desk in its own process, for a block.

    Its ledger is beside its log.
    """
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
    """Open the desk for stress tests; print its peaks."""
    sources, output = map(Path, sys.argv[1:])
    listener = open_listener("127.0.0.1", 0)
    met: list[ClinicDesk] = []

    def ready(desk: ClinicDesk) -> None:
        met.append(desk)
        print(json.dumps({"url": f"http://127.0.0.1:{listener.getsockname()[1]}/"}), flush=True)

    _log_to_stderr()
    serve_desk(DeskSettings(sources, output, jobs=2, limits=STORM), listener, ready, Waiters())
    print(json.dumps({"queue": met[0].file_maker.peak_files, "kept": met[0].file_maker.cached_bytes}), flush=True)


if __name__ == "__main__":
    main()
