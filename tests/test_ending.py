"""Ending: whatever stops a build leaves no traceback, no temporary folder, no half file and no worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from press.build import pipeline
from press.build.refused import catch_findings
from press.cli.options import explain_system_error
from press.model.findings import ExitCode, Finding
from press.publish.manifest import STAGING
from press.publish.output import write_durably
from press.runtime.temporary import PREFIX, open_temporary_folder, sweep_leftovers
from tests.commands import hear_signals
from tests.conftest import ROOT
from tests.overlay import BASE, lay


@pytest.mark.parametrize(
    ("number", "awaited"),
    [(signal.SIGINT, "start"), (signal.SIGINT, "edition"), (signal.SIGTERM, "edition"), (signal.SIGHUP, "start")],
)
def test_a_signal_ends_a_build_cleanly(number: signal.Signals, awaited: str, tmp_path: Path) -> None:
    """It comes when the build has begun, or when its first edition is finished."""
    # Multiprocessing's sockets need a short path (unix(7): 108 bytes).
    scratch = Path(tempfile.mkdtemp())
    sources = lay(tmp_path / "sources", {})
    command = [sys.executable, "pipeline.py", "build", "--sources", str(sources), "--output", str(tmp_path / "output")]
    environment = os.environ | {"TMPDIR": str(scratch)}
    running = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=hear_signals,  # noqa: PLW1509 - no threads run here
    )  # fmt: skip
    folder, pattern = {"start": (scratch, f"{PREFIX}*"), "edition": (tmp_path / "output" / STAGING, "*.*")}[awaited]
    wait_until(lambda: any(folder.glob(pattern)) or running.poll() is not None)
    os.killpg(running.pid, number)  # as a terminal does
    said, complaint = running.communicate(timeout=300)
    assert (running.returncode, "Traceback" in said + complaint) == (130, False), complaint
    assert "Stopped." in complaint
    assert not list(scratch.glob("*"))
    assert not [one for one in psutil.process_iter(["cmdline"]) if str(sources) in (one.info["cmdline"] or [])]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_reading_a_file_of_others_ends_with_its_command(number: signal.Signals, tmp_path: Path) -> None:
    """The process that reads, and the programs that it starts, end however the command ends."""
    code = (
        "import pathlib, signal, subprocess, sys\n"
        "from press.cli.limits import read_within_limits\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))\n"
        "read_within_limits(pathlib.Path(), lambda: subprocess.run(['sleep', sys.argv[1]]), 60)\n"
    )
    seconds = f"60.{os.getpid()}"  # tells this sleep from those of others
    running = subprocess.Popen(
        [sys.executable, "-c", code, seconds], cwd=ROOT, env=os.environ | {"TMPDIR": str(tmp_path)},
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip

    def list_sleepers() -> list[psutil.Process]:
        return [one for one in psutil.process_iter(["cmdline"]) if seconds in (one.info["cmdline"] or [])[1:2]]

    wait_until(lambda: bool(list_sleepers()))
    os.killpg(running.pid, number)
    assert "Traceback" not in running.communicate(timeout=300)[1]
    wait_until(lambda: not list_sleepers())
    assert number == signal.SIGKILL or not list(tmp_path.iterdir())


def wait_until(holds: Callable[[], bool], seconds: float = 300) -> None:
    """Wait until something holds; fail if it never does."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_leftovers_of_a_killed_process_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in ("handout-press-old", "another"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    with open_temporary_folder() as busy:  # locked, as old as it may be
        for name in ("handout-press-old", "another", Path(busy).name):
            os.utime(tmp_path / name, (1, 1))
        with open_temporary_folder() as own:
            assert {one.name for one in tmp_path.iterdir()} == {"another", Path(busy).name, Path(own).name}
    assert [one.name for one in tmp_path.iterdir()] == ["another"]


KILLED = """
import os, signal
from press.build.workers import PRELOADED, open_workers
PRELOADED.clear()  # nothing is made here
with open_workers(1, abs) as pool:
    assert [result for _, result in pool.run_tasks([-1])] == [1]
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_all_that_a_killed_process_leaves_can_be_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What multiprocessing keeps for itself too; the workers end with their parent."""
    scratch = Path(tempfile.mkdtemp())
    environment = os.environ | {"TMPDIR": str(scratch)}
    ended = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    workers = [
        one for one in psutil.process_iter(["environ"]) if (one.info["environ"] or {}).get("TMPDIR") == str(scratch)
    ]
    assert psutil.wait_procs(workers, 60)[1] == []
    remains = list(scratch.iterdir())
    assert len(remains) == 2  # the workers' folder and the process's own
    assert all(one.name.startswith(PREFIX) for one in remains), remains
    for one in remains:
        os.utime(one, (1, 1))
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    sweep_leftovers()
    assert list(scratch.iterdir()) == []
    scratch.rmdir()


# ---------------------------------------------------------------- a full disk


def test_a_full_disk_names_the_folder_that_is_full(tmp_path: Path, full_disk: Callable[[], None]) -> None:
    """The system does not say which file could not be written; whatever is half written goes."""
    (tmp_path / "handout.pdf").write_text("the last good one")
    (tmp_path / "handout.pdf.part").symlink_to("/etc/passwd")
    full_disk()
    with pytest.raises(OSError) as caught:  # noqa: PT011 - its number is looked at below
        write_durably(tmp_path / "handout.pdf", b"x" * 100)
    (finding,) = explain_system_error(caught.value).findings
    assert (finding.place.file, finding.problem) == (str(tmp_path), "the disk of this folder is full")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("handout.pdf", "the last good one")]


def test_a_full_disk_is_no_fault_of_an_edition(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The build stops and says what is full; no edition is refused for it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    edition = next(iter(pipeline.select_editions(pipeline.read_library(BASE))))
    findings: list[Finding] = []
    with (
        pytest.raises(OSError) as caught,  # noqa: PT011 - its number is looked at below
        catch_findings(edition, findings),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"x")
    assert findings == []
    error = explain_system_error(caught.value)
    assert (error.findings[0].place.file, error.exit_code) == (str(tmp_path), ExitCode.ENVIRONMENT)
