"""Ending: whatever stops a build leaves no traceback, no temporary folder and no worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from press.runtime.temporary import PREFIX, open_temporary_folder
from tests.commands import hear_signals
from tests.conftest import ROOT
from tests.overlay import lay


@pytest.mark.parametrize("seconds", [0.2, 2.5])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_build_cleanly(number: signal.Signals, seconds: float, tmp_path: Path) -> None:
    # Multiprocessing's sockets need a short path (unix(7): 108 bytes).
    scratch = Path(tempfile.mkdtemp())
    sources = lay(tmp_path / "sources", {})
    command = [sys.executable, "pipeline.py", "build", "--sources", str(sources), "--output", str(tmp_path / "output")]
    environment = os.environ | {"TMPDIR": str(scratch)}
    running = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=hear_signals,  # noqa: PLW1509 - no threads run here
    )  # fmt: skip
    until = time.monotonic() + 60
    while not list(scratch.glob(f"{PREFIX}*")) and running.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(seconds)
    os.killpg(running.pid, number)  # as a terminal does
    said, complaint = running.communicate(timeout=60)
    assert (running.returncode, "Traceback" in said + complaint) == (130, False), complaint
    assert "Stopped." in complaint
    assert not list(scratch.glob("*"))
    assert not [one for one in psutil.process_iter(["cmdline"]) if str(sources) in (one.info["cmdline"] or [])]


def test_leftovers_of_a_killed_process_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in ("handout-press-old", "another"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    with open_temporary_folder() as busy:
        for name in ("handout-press-old", "another", Path(busy).name):
            os.utime(tmp_path / name, (1, 1))
        with open_temporary_folder() as own:
            assert {one.name for one in tmp_path.iterdir()} == {"another", Path(busy).name, Path(own).name}
    assert [one.name for one in tmp_path.iterdir()] == ["another"]
