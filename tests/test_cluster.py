"""More than one machine: a real scheduler and two worker processes that have nothing but the installed press."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from press.build import pipeline
from press.build.cluster import open_cluster
from press.model.build import BuildResult, BuildTask
from press.model.findings import PressError
from press.publish.fingerprints import hash_parts
from tests.commands import invoke
from tests.conftest import ROOT
from tests.overlay import BASE
from tests.test_build import contents

PACKED = ("press", "templates", "styles", "pipeline.py", "pyproject.toml", "README.md", "LICENSE")


@dataclass
class Machines:
    """A scheduler's address, and the workers that it has."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The press as `pip install` puts it somewhere, without the checkout."""
    folder = tmp_path_factory.mktemp("packed")
    for name in PACKED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--target", str(target), str(folder)], check=True, capture_output=True, timeout=300)
    return target


@pytest.fixture(scope="module")
def machines(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler and two workers, started as docs/staff/cluster.md says."""
    folder = tmp_path_factory.mktemp("machines")
    where = folder / "scheduler.json"
    common = ["--scheduler-file", str(where), "--no-dashboard", "--host", "127.0.0.1"]
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", *common]
    env = {**os.environ, "PYTHONPATH": str(installed)}
    started = [subprocess.Popen(dask, cwd=folder, env=env, stderr=subprocess.DEVNULL)]
    command = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *common]
    try:
        until(where.exists)
        workers = [subprocess.Popen(command, cwd=folder, env=env, stderr=subprocess.DEVNULL) for _ in range(2)]
        started += workers
        yield Machines(json.loads(where.read_text())["address"], workers)
    finally:
        for process in started:
            process.kill()
            process.wait()


def until(true: object, seconds: float = 300) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def tasks(times: int) -> list[BuildTask]:
    editions = [one for one in pipeline.select_editions(pipeline.read_library(BASE)) if one.variant.format == "pdf"]
    return [BuildTask(one, (), hash_parts(one)) for one in editions] * times


def test_a_cluster_makes_the_bytes_that_this_machine_makes(machines: Machines, tmp_path: Path) -> None:
    for name, how in (("here", ["--jobs", "1"]), ("there", ["--scheduler", machines.address])):
        words = ["--sources", BASE, "--lang", "es", "--output", tmp_path / name, *how]
        assert invoke("build", *words).exit_code == 0
    here, there = (contents(tmp_path / name) for name in ("here", "there"))
    assert any(name.endswith(".pdf") for name in here)
    assert here == there


def test_a_killed_worker_costs_time_and_no_results(machines: Machines) -> None:
    todo = tasks(2)
    with open_cluster(machines.address, pipeline.run_task) as force:
        until(lambda: len(force._client.scheduler_info()["workers"]) == 2)
        results = force.run_tasks(todo)
        got = [next(results)]
        machines.workers[0].send_signal(signal.SIGKILL)
        got += list(results)
    assert len(got) == len(todo)
    finished = [(task.edition.name, made) for task, made in got if isinstance(made, BuildResult) and made.row]
    assert len(finished) == len(todo)
    for edition in {task.edition.name: task.edition for task in todo}.values():
        one = {made.files[f"{edition.name}.pdf"] for name, made in finished if name == edition.name}
        assert len(one) == 1


def test_workers_of_another_version_are_refused(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("press.build.cluster.hash_press", lambda: "another")
    with open_cluster(machines.address, pipeline.run_task) as force, pytest.raises(PressError) as caught:
        list(force.run_tasks(tasks(1)))
    assert [one.code for one in caught.value.findings] == ["WRK103"]


def test_a_scheduler_that_is_not_there_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("press.build.cluster.TIMEOUT", 0.2)
    with pytest.raises(PressError) as caught, open_cluster("tcp://127.0.0.1:9", pipeline.run_task):
        pass
    assert [one.code for one in caught.value.findings] == ["WRK102"]


def test_everything_that_the_press_needs_is_packed() -> None:
    """The list of packages is written by hand, because templates and styles lie beside the code."""
    packed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    code = {path.parent.relative_to(ROOT) for path in ROOT.glob("press/**/*.py")}
    data = {path.parent.relative_to(ROOT) for kind in ("templates", "styles") for path in ROOT.glob(f"{kind}/**/*.*")}
    wanted = {".".join(path.parts) for path in code} | {".".join(("press", *path.parts)) for path in data}
    assert packed == wanted
