#!/usr/bin/env python3
"""The whole pipeline on one screen: load, check, typeset, render, finish, verify, publish.

Run `python pipeline.py --help`.
"""

from __future__ import annotations

if __name__ == "__main__":  # before the stages: a build with nothing to do needs none of them
    from press.cli import main

    main()

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from press.build import up_to_date
from press.build.cluster import cluster
from press.build.roomy import roomy
from press.build.selection import links, select, wanted, waves
from press.build.staging import Shelf
from press.build.workers import tidy, workers
from press.check import check
from press.finish.edition import finish
from press.finish.sheets import on_sheets
from press.load import load
from press.model.edition import Download, Edition, Final, Library
from press.model.findings import Finding, PressError, stop_on
from press.model.records import Built, Day, Made, Row, Task, Wish, Workforce, longest_first
from press.publish.fingerprints import edition_parts
from press.publish.output import finished, opened, stale
from press.render import finding_of, render
from press.typeset import typeset
from press.verify import verify

Progress = Callable[[int, int, str], None]


def read(sources: Path, day: Day = None) -> tuple[Library, list[Finding]]:
    """Load and check: the library, and every finding there is. day: that shelf life is judged by, if not today."""
    library, findings = load(sources)
    return library, sorted({*findings, *check(library, day)})


def checked(sources: Path) -> Library:
    """The library, or PressError with everything that is wrong with it."""
    library, findings = read(sources)
    stop_on(findings)
    return library


@roomy
def make(edition: Edition, downloads: Sequence[Download] = (), *, press: bool = False) -> tuple[Final, list[Finding]]:
    """Typeset, render, finish and verify one edition. Raises PressError when it must not go out."""
    lines = 1 if edition.variant.fill else 0
    html = typeset(edition, downloads, notes=lines)
    draft = render(edition, html, lines)
    if draft.unfilled:
        html = typeset(edition, downloads)
    plain = typeset(replace(edition, imprint=None), downloads) if edition.imprint else ""
    final = on_sheets(Final(edition, html, finish(edition, draft), draft.pages, plain=plain), press=press)
    findings = verify(final)
    stop_on(findings)
    return final, findings


def work(task: Task) -> Made:
    """Make one edition in a worker."""
    try:
        final, findings = make(task.edition, task.downloads, press=task.press)
    except PressError as error:
        return Made(None, tuple(error.findings))
    except Exception as error:  # noqa: BLE001 - one edition's failure must not hide what the others have to say
        return Made(None, (finding_of(error, task.edition),))
    finally:
        tidy()
    row, files = finished(final, task.parts)
    return Made(row, tuple(findings), files)


def workforce(wish: Wish) -> AbstractContextManager[Workforce]:
    """Who makes the editions: processes of this machine, or the workers of a cluster."""
    return cluster(wish.scheduler, work) if wish.scheduler else workers(wish.jobs, work)


def tasks(wish: Wish, wave: Sequence[Edition], editions: Sequence[Edition], rows: dict[str, Row]) -> list[Task]:
    """What must be made of some editions: those that are new, or of which a part has changed."""
    found = []
    for edition, downloads in links(wave, editions, rows):
        parts = edition_parts(edition, downloads, press=wish.press)
        why = ("asked",) if wish.force else stale(wish.output, rows.get(edition.name), parts)
        found += [Task(edition, downloads, parts, why, wish.press)] if why else []
    return found if wish.each else longest_first(found, rows)


def build(wish: Wish, progress: Progress, force: Workforce | None = None) -> Built:
    """Make what is wished for and publish it, all or nothing. progress: told how many are done, of how many, and which.

    force: who makes the editions; when none is given, workers are started and ended. Whether there is anything to do
    at all is asked before (`press/build/up_to_date.py`).
    """
    touched = up_to_date.taken(wish.sources)
    library, findings = read(wish.sources, wish.day)
    stop_on(findings)
    editions = wanted(select(library, wish.slugs, wish.langs, wish.variants, wish.imprint, wish.day), wish.slugs)
    with opened(wish.output) as staging, nullcontext(force) if force else workforce(wish) as hands:
        shelf = Shelf(wish, library, staging)
        for wave in waves(editions):
            for task, made in hands.run(tasks(wish, wave, editions, shelf.rows)):
                findings += shelf.put(task, made)
                progress(len(shelf.made), len(editions), task.edition.name)
        stop_on(findings)
        findings += shelf.publish()
    up_to_date.keep(wish, touched, shelf.rows.values(), [edition.name for edition in editions], findings)
    return Built(len(editions), tuple(shelf.rows[one.name] for one in editions), tuple(findings), shelf.made)
