"""Worker processes: each does its work with our typefaces alone, and none outlives or hides a failure."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from press.build.workers import open_workers
from tests.conftest import ROOT
from tests.overlay import BASE


def families(_task: int) -> str:
    """What the font library of a worker knows."""
    shown = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True)
    return shown.stdout


def where(_task: int) -> str:
    """Where a worker keeps temporary files."""
    import tempfile

    return tempfile.mkdtemp()


def die_once(task: tuple[int, str]) -> int:
    """Die where this task has not been tried before."""
    number, folder = task
    done = Path(folder) / str(number)
    if number % 3 == 0 and not done.exists():
        done.touch()
        os._exit(9)
    return number


def die_of(task: int) -> int:
    """Die of one task, however often it is tried."""
    if task == 4:
        os._exit(9)
    return task


def test_a_worker_that_dies_is_replaced_and_its_task_tried_again(tmp_path: Path) -> None:
    tasks = [(number, str(tmp_path)) for number in range(10)]
    with open_workers(2, die_once) as pool:
        assert sorted(result for _, result in pool.run_tasks(tasks) if result is not None) == list(range(10))


def test_a_task_of_which_workers_die_is_given_up_and_the_others_go_on() -> None:
    with open_workers(2, die_of) as pool:
        results = dict(pool.run_tasks(range(10)))
    assert results == {number: None if number == 4 else number for number in range(10)}


def test_a_pool_that_lost_its_workers_takes_new_work() -> None:
    with open_workers(1, die_of) as pool:
        with pytest.raises(BrokenProcessPool):
            pool.submit(4).result()
        assert pool.submit(5).result() == 5


def test_a_worker_knows_our_text_face_alone() -> None:
    with open_workers(1, families) as pool:
        found = {line for _, shown in pool.run_tasks([1]) for line in (shown or "").splitlines()}
    assert found == {"Atkinson Hyperlegible"}


def test_temporary_files_go_with_the_pool() -> None:
    with open_workers(2, where) as pool:
        folders = [Path(folder or "none") for _, folder in pool.run_tasks([1, 2, 3])]
        assert all(folder.exists() for folder in folders)
    assert not any(folder.exists() for folder in folders)


def test_a_build_leaves_no_temporary_folder(tmp_path: Path) -> None:
    """WeasyPrint leaves one of its own for each process that ends as workers do."""
    words = ["build", "--lang", "en", "--sources", str(BASE), "--output", str(tmp_path / "out")]
    with tempfile.TemporaryDirectory() as folder:  # with a short name: sockets have a limit
        run = subprocess.run(
            [sys.executable, str(ROOT / "pipeline.py"), *words],
            env={**os.environ, "TMPDIR": folder}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        remaining = list(Path(folder).iterdir())
    assert run.returncode == 0, run.stderr
    assert list((tmp_path / "out").rglob("*.pdf"))
    assert remaining == []


def test_no_worker_outlives_a_killed_build(tmp_path: Path) -> None:
    """After SIGKILL to the build its workers end by themselves."""
    variable = f"HANDOUT_PRESS_TEST={os.getpid()}"
    command = [sys.executable, str(ROOT / "pipeline.py"), "build", "--force", "--output", str(tmp_path / "out")]
    name, _, value = variable.partition("=")
    process = subprocess.Popen(command, env={**os.environ, name: value}, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while len(find_processes(variable)) < 3 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(find_processes(variable)) >= 3, "the build never had its workers"
    process.kill()
    process.wait()
    while find_processes(variable) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert find_processes(variable) == []


def find_processes(variable: str) -> list[str]:
    """The processes that carry a variable in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if variable.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(folder.name)
        except OSError:
            continue
    return found
