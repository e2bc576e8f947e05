#!/usr/bin/env python3
"""The whole pipeline on one screen: load, check, typeset, render, finish, verify, publish.

Run `python pipeline.py --help`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from press.check import check, verify
from press.findings import Finding, PressError, stop_on
from press.finish.edition import finish
from press.finish.sheets import on_sheets
from press.formats import finding_of, render
from press.load import load
from press.model import Download, Edition, Final, Library
from press.publish import current, opened, publish, stage
from press.publish import read_manifest as made_in
from press.records import Row, Wish
from press.select import all_names, links, select, waves
from press.typeset import typeset
from press.workers import workers


@dataclass(frozen=True, slots=True)
class Task:
    """One edition to make: the files its web page links to, and where the finished file waits."""

    edition: Edition
    downloads: tuple[Download, ...]
    staging: Path
    press: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a task: its row, or the findings that stopped it."""

    row: Row | None
    findings: tuple[Finding, ...] = ()


def read(sources: Path) -> tuple[Library, list[Finding]]:
    """Load and check: the library, and every finding there is."""
    library, findings = load(sources)
    return library, sorted({*findings, *check(library)})


def checked(sources: Path) -> Library:
    """The library, or PressError with everything that is wrong with it."""
    library, findings = read(sources)
    stop_on(findings)
    return library


def make(edition: Edition, downloads: Sequence[Download] = (), *, press: bool = False) -> tuple[Final, list[Finding]]:
    """Typeset, render, finish and verify one edition. Raises PressError when it must not go out."""
    lines = 1 if edition.variant.fill else 0
    html = typeset(edition, downloads, notes=lines)
    draft = render(edition, html, lines)
    if draft.unfilled:
        html = typeset(edition, downloads)
        draft = render(edition, html)
    plain = typeset(replace(edition, imprint=None), downloads) if edition.imprint else ""
    final = on_sheets(Final(edition, html, finish(edition, draft), draft.pages, plain=plain), press=press)
    findings = verify(final)
    stop_on(findings)
    return final, findings


def work(task: Task) -> Made:
    """Make one edition in a worker and leave its file in the staging folder."""
    try:
        final, findings = make(task.edition, task.downloads, press=task.press)
    except PressError as error:
        return Made(None, tuple(error.findings))
    except Exception as error:  # noqa: BLE001 - one edition's failure must not hide what the others have to say
        return Made(None, (finding_of(error, task.edition),))
    return Made(stage(final, task.downloads, task.staging), tuple(findings))


def build(wish: Wish, progress: Callable[[int, int, str], None]) -> tuple[list[Row], list[Finding]]:
    """Make what is wished for and publish it, all or nothing; gives the rows wished for and the warnings.

    progress is called with how many editions are done, how many there are, and the name of the last one.
    """
    library, findings = read(wish.sources)
    stop_on(findings)
    editions = select(library, wish.slugs, wish.langs, wish.variants, wish.imprint)
    with opened(wish.output) as staging, workers(wish.jobs, work) as pool:
        rows = {row.edition: row for row in made_in(wish.output)}
        made: set[str] = set()
        for wave in waves(editions):
            tasks = [Task(edition, links(edition, editions, rows), staging, wish.press) for edition in wave]
            stale = [
                task
                for task in tasks
                if wish.force or not current(wish.output, rows.get(task.edition.name), task.edition, task.downloads)
            ]
            for task, outcome in pool.run(stale):
                findings += outcome.findings
                if outcome.row:
                    rows[task.edition.name] = outcome.row
                    made.add(task.edition.name)
                progress(len(made), len(editions), task.edition.name)
        stop_on(findings)
        alive = all_names(library)
        kept = [row for name, row in rows.items() if name in alive - made]
        publish(wish.output, [rows[name] for name in made], kept)
    return [rows[edition.name] for edition in editions], findings


if __name__ == "__main__":
    from press.cli import main

    main()
