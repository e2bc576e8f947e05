"""The request for a build, its tasks and its results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from press.model.findings import Finding, FindingCode
from press.model.manifest import ManifestRow

if TYPE_CHECKING:
    from press.model.edition import Download, Edition

ShelfLifeDay = dt.date | None
"""The day on which shelf life is checked; None for today."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """A request for a build; an empty list of names means all.

    jobs: worker processes on this machine; force: also make what has not changed; press: also make files for a
    printing press; scheduler: the address of a cluster that works instead; each: publish every edition as soon as it is
    finished, not all together; day: on which shelf life is checked, today if None; strict: a warning refuses, too;
    stats: digests of the stats of the sources, if they are known.
    """

    sources: Path
    output: Path
    slugs: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    jobs: int = 1
    force: bool = False
    press_files: bool = False
    imprint: str = ""
    scheduler: str = ""
    publish_each: bool = False
    day: ShelfLifeDay = None
    strict: bool = False
    stats: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """The result of a whole build.

    names: of the requested editions; list_offered: gives the rows of those of some editions that are offered, none if
    nothing was done; findings: all of them; reasons: why each edition was made, by its name; refused: the names of the
    editions refused.
    """

    names: Sequence[str]
    list_offered: Callable[[Iterable[str]], tuple[ManifestRow, ...]]
    findings: tuple[Finding, ...]
    reasons: Mapping[str, tuple[str, ...]]
    refused: tuple[str, ...] = ()

    @property
    def edition_count(self) -> int:
        """The number of requested editions."""
        return len(self.names)

    @property
    def rows(self) -> tuple[ManifestRow, ...]:
        """The rows of all that are offered; those of a large library take seconds to read."""
        return self.list_offered(self.names)


@dataclass(frozen=True, slots=True)
class BuildTask:
    """One edition to make.

    downloads: the files that its web page links to; parts: digests of what it is made from; why: the reasons to make
    it; press: also make its file for a printing press; strict: a warning refuses it, too.
    """

    edition: Edition
    downloads: tuple[Download, ...]
    parts: Mapping[str, str]
    reasons: tuple[str, ...] = ()
    press_files: bool = False
    strict: bool = False


def sort_longest_first(tasks: Iterable[BuildTask], rows: Mapping[str, ManifestRow]) -> list[BuildTask]:
    """Sort tasks so that those with most pages begin.

    The workers then finish soonest. rows: of the editions in the manifest, by name; they tell the pages. New editions
    come last, in the order given.
    """
    pages = {name: row.pages for name, row in rows.items()}
    return sorted(tasks, key=lambda task: -pages.get(task.edition.name, 0))


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The result of a task: a row and files; without a row, the findings that stopped it and files that show it."""

    row: ManifestRow | None
    findings: tuple[Finding, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)


class WorkerStopped(Exception):  # noqa: N818 - it is a result that a workforce yields, too
    """A worker that stopped before its task was done.

    code: the rule that the task broke; problem: what happened, as it follows the name of an edition.
    """

    def __init__(self, code: FindingCode, problem: str) -> None:
        self.code = code
        self.problem = problem
        super().__init__(problem)


class Workforce(Protocol):
    """The workers that make the editions: processes of this machine, or a cluster."""

    def run_tasks(self, tasks: Iterable[BuildTask]) -> Iterator[tuple[BuildTask, BuildResult | WorkerStopped]]:
        """Run tasks and yield each with its result."""
        ...
