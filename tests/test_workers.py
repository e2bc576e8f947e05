"""Worker processes: each does its work with our typefaces alone, and none outlives or hides a failure."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from press.findings import PressError
from press.workers import workers
from tests.conftest import ROOT


def die(_task: int) -> None:
    """What a worker does that the system kills."""
    os._exit(9)


def families(_task: int) -> str:
    """What the font library of a worker knows."""
    shown = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True)
    return shown.stdout


def where(_task: int) -> str:
    """Where a worker keeps temporary files."""
    import tempfile

    return tempfile.mkdtemp()


def test_a_worker_that_dies_is_a_finding() -> None:
    with pytest.raises(PressError) as caught, workers(1, die) as pool:
        list(pool.run([1]))
    assert [finding.code for finding in caught.value.findings] == ["WRK101"]


def test_a_worker_knows_our_text_face_alone() -> None:
    with workers(1, families) as pool:
        found = {line for _, shown in pool.run([1]) for line in shown.splitlines()}
    assert found == {"Atkinson Hyperlegible"}


def test_temporary_files_go_with_the_pool() -> None:
    with workers(2, where) as pool:
        folders = [Path(folder) for _, folder in pool.run([1, 2, 3])]
        assert all(folder.exists() for folder in folders)
    assert not any(folder.exists() for folder in folders)


def test_no_worker_outlives_a_killed_build(tmp_path: Path) -> None:
    """After SIGKILL to the build its workers end by themselves."""
    mark = f"HANDOUT_PRESS_TEST={os.getpid()}"
    command = [sys.executable, str(ROOT / "pipeline.py"), "build", "--force", "--output", str(tmp_path / "out")]
    name, _, value = mark.partition("=")
    process = subprocess.Popen(command, env={**os.environ, name: value}, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while len(marked(mark)) < 3 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(marked(mark)) >= 3, "the build never had its workers"
    process.kill()
    process.wait()
    while marked(mark) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert marked(mark) == []


def marked(mark: str) -> list[str]:
    """The processes that carry a mark in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(folder.name)
        except OSError:
            continue
    return found
