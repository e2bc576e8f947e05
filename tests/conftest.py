"""Fixtures of all tests: validators and shipped editions. Any complaint of the renderer fails a test.

A validator that is not installed fails a test: `make test` installs them all.
"""

from __future__ import annotations

import fcntl
import gc
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from press.build import pipeline
from press.build.workers import WorkerLimits, WorkerProcesses, disable_gc, open_workers, read_limits
from press.model.edition import FinishedEdition
from press.model.formats import FORMATS
from press.model.sources.variant import Variant
from press.runtime.programs import ToolFault
from press.style.isolation import isolate_fonts_of_process
from press.verify.validators import axe as axe_core
from press.verify.validators import nu as nu_checker
from press.verify.validators import outloud as outloud_checker
from press.verify.validators import verapdf as verapdf_engine

ROOT = Path(__file__).resolve().parent.parent

EACH_ONCE: tuple[axe_core.Window, ...] = ((1280, "light"), (320, "dark"))
"""Windows with each width and each color scheme; shipped pages are opened in all four (test_validators.py)."""
VeraPdf = Callable[..., list[str]]
Check = Callable[[Path | bytes], list[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write what the golden tests expect anew.")


LONGEST = (
    "test_validators", "test_languages", "test_any_text", "test_backs", "test_desk", "test_catalogue", "test_quick",
    "test_evidence", "test_tagging", "test_cluster", "test_build", "test_epub", "test_standards", "test_braille",
    "test_fulfilment", "test_workers", "test_import", "test_notes_and_boxes", "test_load", "test_ending", "test_watch",
    "test_rules", "test_tables", "test_parity", "test_foreign_files", "test_looks", "test_large_print", "test_imprint",
    "test_docs", "test_three_readers", "test_up_to_date", "test_names", "test_words", "test_working_copy",
)  # fmt: skip
"""The test modules that take longest, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take longest, so that no worker has much to do when the others are done.

    All tests of a module run on one worker (`--dist=loadfile`), which makes its fixtures once.
    """
    order = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


def pytest_configure() -> None:
    """Look for no garbage while modules are loaded, in which there is none."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Let no garbage be collected while a test runs, as in a worker.

    The boxes of pages are many objects that refer to each other: to look through them again and again would take a
    sixth of the suite's time.
    """
    disable_gc()


GARBAGE = 1_000_000
"""Objects that may be left before they are collected: some 200 MB."""


def pytest_runtest_teardown() -> None:
    """Collect garbage between tests, when there is much."""
    gc.disable()  # a test may have let the press enable it
    if gc.get_count()[0] > GARBAGE:
        gc.collect()


@pytest.fixture(scope="session")
def update_golden(pytestconfig: pytest.Config) -> bool:
    """Check whether to write golden files instead of comparing."""
    return bool(pytestconfig.getoption("--update-golden"))


# ---------------------------------------------------------------- the renderer's log


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture(autouse=True)
def any_weasyprint_log_fails(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which WeasyPrint complains.

    Tests marked `weasyprint_log` may make it complain.
    """
    listener = _Listener()
    log = logging.getLogger("weasyprint")
    log.addHandler(listener)
    yield
    log.removeHandler(listener)
    if request.node.get_closest_marker("weasyprint_log") is None:
        assert not listener.lines, "WeasyPrint complained"


FONT_SETTINGS = {name: os.environ.get(name) for name in ("FONTCONFIG_FILE", "SOURCE_DATE_EPOCH")}
"""Of the environment, as they were before the first test."""


@pytest.fixture(autouse=True)
def system_fonts_come_back() -> Iterator[None]:
    """Undo the isolation of typefaces after a test; other tests set pages in the system's."""
    yield
    for name, value in FONT_SETTINGS.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


# ---------------------------------------------------------------- workers


@pytest.fixture(scope="session", autouse=True)
def warm_workers() -> Iterator[None]:
    """Give what tests build in this process one warm worker for each kind of work.

    A new one costs as much as a few editions. That workers start, fail and end as they should is tested with
    `open_workers` itself and with builds in processes of their own.
    """
    pools: dict[Callable[[Any], Any], WorkerProcesses[Any, Any]] = {}
    with ExitStack() as stack:

        def open_warm(
            jobs: int, work: Callable[[Any], Any], limits: WorkerLimits | None = None
        ) -> AbstractContextManager[WorkerProcesses[Any, Any]]:
            limits = limits or read_limits()
            if limits != WorkerLimits():
                return open_workers(jobs, work, limits)
            if work not in pools:
                pools[work] = stack.enter_context(open_workers(1, work))
            return nullcontext(pools[work])

        changes = stack.enter_context(pytest.MonkeyPatch.context())
        changes.setattr("press.build.cluster.open_workers", open_warm)
        changes.setattr("press.orders.papers.open_workers", open_warm)
        yield


# ---------------------------------------------------------------- validators


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A disk without room: from the call on, what is written through a number of `os.open` has none."""
    really_open = os.open

    def open_without_room(path: str, flags: int, mode: int = 0o777, **more: int) -> int:
        handle = really_open(path, flags, mode, **more)
        if not flags & (os.O_WRONLY | os.O_RDWR):
            return handle
        os.close(handle)
        return really_open("/dev/full", os.O_WRONLY)

    return lambda: monkeypatch.setattr(os, "open", open_without_room)


@pytest.fixture
def verapdf(tmp_path: Path) -> VeraPdf:
    """Make a function that checks PDFs with veraPDF.

    (path or bytes, *profiles) -> one line for each clause that is not met; the profiles are `ua1` and `2a` by default.
    """

    def check(pdf: Path | bytes, *profiles: str) -> list[str]:
        return lines(verapdf_engine.find_faults([as_file(pdf, tmp_path, "pdf")], profiles or ("ua1", "2a")))

    return check


@pytest.fixture
def outloud(tmp_path: Path) -> Check:
    """Make a function that checks PDFs with outloud.

    (path or bytes) -> errors only.
    """

    def check(pdf: Path | bytes) -> list[str]:
        return lines(outloud_checker.find_faults([as_file(pdf, tmp_path, "pdf")]))

    return check


@pytest.fixture
def axe(tmp_path: Path) -> Check:
    """Make a function that checks pages with axe-core.

    (path or bytes) -> violations, wide and light, narrow and dark.
    """

    def check(page: Path | bytes) -> list[str]:
        return lines(axe_core.find_faults([as_file(page, tmp_path, "html")], EACH_ONCE))

    return check


@pytest.fixture
def nu(tmp_path: Path) -> Check:
    """Make a function that checks pages with Nu.

    (path or bytes) -> the errors of the Nu HTML checker.
    """

    def check(page: Path | bytes) -> list[str]:
        return lines(nu_checker.find_faults([as_file(page, tmp_path, "html")]))

    return check


def as_file(given: Path | bytes, folder: Path, suffix: str) -> Path:
    """Return the path, or write the bytes to a file."""
    if isinstance(given, Path):
        return given
    path = folder / f"given.{suffix}"
    path.write_bytes(given)
    return path


def lines(faults: Sequence[ToolFault]) -> list[str]:
    """List the errors among faults, one line each."""
    return [
        f"{fault.file.name}: {fault.clause or 'invalid'}: {fault.message} [{fault.where}] x{fault.count}"
        for fault in faults
        if fault.severity == "error"
    ]


# ---------------------------------------------------------------- the shipped editions


@dataclass(frozen=True)
class Shipped:
    """The built shipped sources: the output folder, and the rows of its manifest."""

    folder: Path
    editions: tuple[dict[str, Any], ...]

    def files(self, format_: str) -> list[Path]:
        """List the files of one format, in manifest order."""
        return [self.folder / row["file"] for row in self.editions if row["format"] == format_]


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Shipped:
    """Build the shipped sources once for all test workers; `HANDOUT_TEST_OUTPUT` names a folder that is built."""
    if given := os.environ.get("HANDOUT_TEST_OUTPUT"):
        return read_shipped(ROOT / given)
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "shipped"
    with (folder.parent / "shipped.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        failed = folder.parent / "shipped.failed"
        if failed.exists():
            pytest.fail("the build failed: see the other worker's report")
        if not (folder / "manifest.json").exists():
            failed.touch()
            build_shipped(folder)
            failed.unlink()
    return read_shipped(folder)


def read_shipped(folder: Path) -> Shipped:
    """Read what an output folder holds."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return Shipped(folder, tuple(manifest["editions"]))


def build_shipped(folder: Path) -> None:
    """Run the build as users do, in its own process."""
    command = [sys.executable, str(ROOT / "pipeline.py"), "build", "--json", "--output", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, f"the build failed:\n{done.stdout}\n{done.stderr}"


# ---------------------------------------------------------------- the base library


@pytest.fixture(scope="session")
def base_finals() -> dict[str, FinishedEdition]:
    """Make one English edition of the base library in each format.

    The pipeline makes them in this process. A format without a variant there has one of its own.
    """
    made: dict[str, FinishedEdition] = {}
    isolate_fonts_of_process()
    editions = pipeline.select_editions(pipeline.read_library(ROOT / "tests" / "base_library"), langs=("en",))
    for name in FORMATS.keys() - {edition.variant.format for edition in editions}:
        variant = Variant.model_validate({"format": name, "kind": "text"})
        editions.append(replace(editions[0], variant=variant, variant_name=name))
    for edition in editions:
        made.setdefault(edition.variant.format, pipeline.make_edition(edition)[0])
    return made
