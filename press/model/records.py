"""What is asked of a build, and what it leaves behind in the manifest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from press.model.findings import Finding

if TYPE_CHECKING:
    from press.model.edition import Download, Edition

Day = dt.date | None
"""The day that shelf life is judged by; none for the system's."""


@dataclass(frozen=True, slots=True)
class SheetFile:
    """The second file of a folded edition: its pages imposed on sheets, to print on both sides and fold.

    reading_sha256: of the file with the single pages that are on the sheets; sheet: width and height of the paper in
    points; fold: how it is folded; duplex: on which edge the printer turns the sheet; binding: the side of the spine.
    """

    file: str
    bytes: int
    sha256: str
    reading_sha256: str
    sheets: int
    sheet: tuple[float, float]
    fold: str
    duplex: str
    binding: str


@dataclass(frozen=True, slots=True)
class PressFile:
    """The file of an edition for a printing press; it makes no claim of access. bleed: in points."""

    file: str
    bytes: int
    sha256: str
    reading_sha256: str
    bleed: float


@dataclass(frozen=True, slots=True)
class Row:
    """An edition's row in the manifest: what it is, what it weighs, and what it was made from.

    trim: width and height in points, none for a web page; sheets: of paper, printed on both sides; digest: of
    everything the edition was made from; tools: name and version of what made it; sheet_file: of a folded edition;
    press_file: when it was asked for; left_out: the questions that a short text does not answer; imprint: the clinic
    whose block it carries, "" for the centre's own; core_sha256: of the core text, which is the same for every imprint;
    revised, reviewed, review_by, expires: dates of the publication, or nothing; status: of the publication; marked:
    why it says across every page that it is not to be handed out (`draft`, `withdrawn`, `superseded`, `expired`), or
    nothing; parts: digests of what it was made from, by the name of the part; translated: `current`, `stale` or
    `unrecorded`, empty for the source language; stale: the ids of stale sections.
    """

    edition: str
    publication: str
    number: str
    title: str
    issued: str
    review_status: str
    language: str
    variant: str
    form: str
    order: int
    format: str
    file: str
    pages: int
    sheets: int
    trim: tuple[float, float] | None
    bytes: int
    sha256: str
    standards: tuple[str, ...]
    digest: str
    tools: Mapping[str, str]
    sheet_file: SheetFile | None = None
    press_file: PressFile | None = None
    left_out: tuple[str, ...] = ()
    imprint: str = ""
    core_sha256: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    revised: str = ""
    reviewed: str = ""
    review_by: str = ""
    expires: str = ""
    status: str = "current"
    marked: str = ""
    translated: str = ""
    stale: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Each of its files, and its SHA-256."""
        others = [one for one in (self.sheet_file, self.press_file) if one]
        return ((self.file, self.sha256), *((one.file, one.sha256) for one in others))


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for; an empty name list means all.

    jobs: worker processes on this machine; force: make what has not changed too; press: files for a printing press;
    scheduler: the address of a cluster that is to work instead; each: publish every edition as it is finished, rather
    than all of them together; day: that shelf life is judged by, the system's if none.
    """

    sources: Path
    output: Path
    slugs: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    jobs: int = 1
    force: bool = False
    press: bool = False
    imprint: str = ""
    scheduler: str = ""
    each: bool = False
    day: Day = None


@dataclass(frozen=True, slots=True)
class Built:
    """What a build answers: the number of editions wished for and their rows, the warnings, and why each was made.

    rows: of all of them; none where nothing was done and nobody asks for so many; made: for those that were made.
    """

    count: int
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    made: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Task:
    """One edition to make: the files its web page links to, digests of what it is made from, and why it is made."""

    edition: Edition
    downloads: tuple[Download, ...]
    parts: Mapping[str, str]
    why: tuple[str, ...] = ()
    press: bool = False


def longest_first(tasks: Iterable[Task], rows: Mapping[str, Row]) -> list[Task]:
    """Tasks in the order in which workers are done soonest: those with most pages, as last made, begin.

    rows: of the editions that were made before, by name; what is new stands behind them, in the order given.
    """
    pages = {name: row.pages for name, row in rows.items()}
    return sorted(tasks, key=lambda task: -pages.get(task.edition.name, 0))


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a task: its row and its files, or the findings that stopped it."""

    row: Row | None
    findings: tuple[Finding, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)


class Workforce(Protocol):
    """Who makes the editions: processes of this machine, or the workers of a cluster."""

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Made | None]]:
        """Each task with what became of it, None when the workers that had it died."""
        ...
