"""Worker processes: each does its work with our typefaces alone, and none outlives or hides a failure."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from press.build import pipeline
from press.build.workers import MEGABYTES_VARIABLE, SECONDS_VARIABLE, WorkerLimits, open_workers
from press.model.build import BuildRequest, BuildResult, BuildTask, WorkerStopped
from press.model.edition import FinishedEdition
from press.model.findings import list_errors
from press.publish.output import make_row_and_files
from tests.commands import app
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


def take_time_or_memory(task: str) -> str:
    """Exceed the limit that the task names, or none."""
    while task == "time":
        pass
    if task in {"nap", "sleep"}:
        time.sleep(0.6 if task == "nap" else 600)
    if task == "memory":
        return str(len(bytearray(1 << 31)))
    return task


def overdo_spanish(task: BuildTask) -> BuildResult:
    """Make an edition without a renderer, which takes no time; never finish the Spanish one for print."""
    while task.edition.lang == "es" and task.edition.variant_name == "letter":
        pass
    row, files = make_row_and_files(FinishedEdition(task.edition, "", b"file", 1), task.parts)
    return BuildResult(row, (), files)


def refuse(_task: int) -> int:
    """Raise an error of the work itself."""
    raise FileNotFoundError(2, "no such file", "here")


def test_a_worker_that_dies_is_replaced_and_its_task_tried_again(tmp_path: Path) -> None:
    tasks = [(number, str(tmp_path)) for number in range(10)]
    with open_workers(2, die_once) as pool:
        assert sorted(result for _, result in pool.run_tasks(tasks) if isinstance(result, int)) == list(range(10))


def test_a_task_of_which_workers_die_is_given_up_and_the_others_go_on() -> None:
    with open_workers(2, die_of) as pool:
        results = dict(pool.run_tasks(range(10)))
    stopped = results.pop(4)
    assert isinstance(stopped, WorkerStopped)
    assert (stopped.code.code, stopped.problem) == ("WRK101", "ended its worker process 2 times (exit code 9)")
    assert results == {number: number for number in range(10) if number != 4}


def test_a_pool_that_lost_its_workers_takes_new_work() -> None:
    with open_workers(1, die_of) as pool:
        with pytest.raises(WorkerStopped):
            pool.submit(4).result()
        assert pool.submit(5).result() == 5


def test_a_worker_that_dies_while_it_waits_is_replaced() -> None:
    """The machine may end a worker for want of memory; a desk that waits for visitors must not lose its pool by it."""
    with open_workers(1, own_pid) as pool:
        first = pool.submit(0).result()
        for _ in range(3):
            psutil.Process(pool.submit(0).result()).kill()
        assert pool.submit(0).result() != first


def own_pid(_task: int) -> int:
    return os.getpid()


@pytest.mark.parametrize(
    ("task", "limits", "code"),
    [
        ("time", WorkerLimits(0.5), "WRK104"),
        ("sleep", WorkerLimits(60, waits=0.05), "WRK104"),
        ("memory", WorkerLimits(600, 1024), "WRK105"),
    ],
)
def test_a_task_that_exceeds_a_limit_is_stopped_and_the_others_go_on(
    task: str, limits: WorkerLimits, code: str
) -> None:
    """One that waits longer than its processor time, as on a busy machine, exceeds none."""
    tasks = ["nap", task, "b", "c"]
    before = multiprocessing.active_children()
    with open_workers(2, take_time_or_memory, limits) as pool:
        results = dict(pool.run_tasks(tasks))
    stopped = results.pop(task)
    assert isinstance(stopped, WorkerStopped)
    assert stopped.code.code == code
    assert results == {one: one for one in tasks if one != task}
    assert set(multiprocessing.active_children()) <= set(before)


def test_an_error_of_the_work_is_raised_and_ends_no_worker() -> None:
    with open_workers(1, refuse) as pool, pytest.raises(FileNotFoundError, match="here"):
        list(pool.run_tasks([1]))


def test_the_finding_names_the_source_of_an_edition_that_takes_too_long(tmp_path: Path) -> None:
    request = BuildRequest(BASE, tmp_path / "output", ("handwashing",), ("es",), jobs=2)
    steps: list[tuple[int, int]] = []
    with open_workers(2, overdo_spanish, WorkerLimits(1)) as pool:
        summary = pipeline.build_editions(request, lambda *step: steps.append(step[:2]), pool)
    (finding,) = list_errors(summary.findings)
    assert summary.refused == ("handwashing.es.letter",)
    assert (finding.code, finding.place.file) == ("WRK104", str(BASE / "publications/handwashing/es.md"))
    assert finding.problem == "handwashing.es.letter took more than 1 s of processor time"
    assert max(steps) == (len(steps) - 1, len(steps))


def run_build(output: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Build the base library with variables in the environment."""
    command = [sys.executable, str(ROOT / "pipeline.py"), "build", "--lang", "en", "--sources", str(BASE)]
    return subprocess.run(
        [*command, "--output", str(output), "--json"],
        env={**os.environ, **variables}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_too_little_memory_is_a_finding_for_each_edition(tmp_path: Path) -> None:
    run = run_build(tmp_path / "out", **{MEGABYTES_VARIABLE: "1"})
    findings = json.loads(run.stdout)["findings"]
    assert run.returncode == 1
    assert {one["code"] for one in findings} == {"WRK105"}
    assert {Path(one["file"]).name for one in findings} == {"en.md"}
    assert "Traceback" not in run.stderr
    assert not list((tmp_path / "out").rglob("*.pdf"))


@pytest.mark.parametrize("value", ["0", "-1", "2 GB", "1e3", "²", "9" * 30])
@pytest.mark.parametrize("name", [SECONDS_VARIABLE, MEGABYTES_VARIABLE])
def test_a_limit_that_is_no_number_is_a_finding(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    result = CliRunner().invoke(app, ["build", "--sources", str(BASE), "--output", str(tmp_path / "out"), "--json"])
    (finding,) = json.loads(result.stdout)["findings"]
    assert (result.exit_code, finding["code"], finding["file"]) == (2, "WRK106", name)


def test_a_worker_knows_our_text_face_alone() -> None:
    with open_workers(1, families) as pool:
        found = {line for _, shown in pool.run_tasks([1]) for line in str(shown).splitlines()}
    assert found == {"Atkinson Hyperlegible"}


def test_temporary_files_go_with_the_pool() -> None:
    with open_workers(2, where) as pool:
        folders = [Path(str(folder)) for _, folder in pool.run_tasks([1, 2, 3])]
        assert all(folder.exists() for folder in folders)
    assert not any(folder.exists() for folder in folders)


def test_no_worker_outlives_a_killed_build(tmp_path: Path) -> None:
    """After SIGKILL to the build its workers end by themselves."""
    variable = f"HANDOUT_PRESS_TEST={os.getpid()}"
    command = [sys.executable, str(ROOT / "pipeline.py"), "build", "--force", "--output", str(tmp_path / "out")]
    name, _, value = variable.partition("=")
    process = subprocess.Popen(command, env={**os.environ, name: value}, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 300
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
