#!/usr/bin/env python3
"""The whole pipeline on one screen: load, check, typeset, render, finish, verify, publish.

Run `python pipeline.py --help`.
"""

from __future__ import annotations

if __name__ == "__main__":  # before the stages: a build with nothing to do needs none of them
    from press.runtime.interpreter import use_installed_python

    use_installed_python()
    from press.cli import main

    main()

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from press.build import up_to_date
from press.build.cluster import open_workforce
from press.build.selection import explain_missing, list_tasks, select_editions, select_publishable, split_into_waves
from press.build.staging import StagedBuild
from press.build.workers import collect_garbage
from press.check import check
from press.finish import finish
from press.finish.imposition import add_sheets
from press.load import load
from press.model.build import BuildRequest, BuildResult, BuildSummary, BuildTask, ShelfLifeDay, Workforce
from press.model.edition import Download, Edition, FinishedEdition
from press.model.findings import Finding, PressError, raise_errors
from press.model.library import Library
from press.publish.output import make_row_and_files, open_output
from press.render import make_finding, render
from press.runtime.frame_stack import preallocate_stack
from press.typeset import typeset
from press.verify import verify

Progress = Callable[[int, int, str], None]


def check_sources(sources: Path, day: ShelfLifeDay = None) -> tuple[Library, list[Finding]]:
    """Load and check the sources; `day` is today if None."""
    library, findings = load(sources)
    return library, sorted({*findings, *check(library, day)})


def read_library(sources: Path) -> Library:
    """Return the library without errors. Raises PressError with every finding."""
    library, findings = check_sources(sources)
    raise_errors(findings)
    return library


@preallocate_stack
def make_edition(
    edition: Edition, downloads: Sequence[Download] = (), *, press: bool = False
) -> tuple[FinishedEdition, list[Finding]]:
    """Typeset, render, finish and verify one edition, or raise PressError."""
    lines = 1 if edition.variant.fill else 0
    html = typeset(edition, downloads, notes=lines)
    draft = render(edition, html, lines)
    if draft.lost_ruled_lines:
        html = typeset(edition, downloads)
    without_imprint = typeset(replace(edition, imprint=None), downloads) if edition.imprint else ""
    final = add_sheets(
        FinishedEdition(edition, html, finish(edition, draft), draft.pages, html_without_imprint=without_imprint),
        press=press,
    )
    findings = verify(final)
    raise_errors(findings)
    return final, findings


def run_task(task: BuildTask) -> BuildResult:
    """Make one edition in a worker."""
    try:
        final, findings = make_edition(task.edition, task.downloads, press=task.press_files)
    except PressError as error:
        return BuildResult(None, tuple(error.findings))
    except MemoryError:
        raise  # the workers know the limit that it tells of
    except Exception as error:  # noqa: BLE001 - one edition's failure must not hide the findings of the others
        return BuildResult(None, (make_finding(error, task.edition),))
    finally:
        collect_garbage()
    row, files = make_row_and_files(final, task.parts)
    return BuildResult(row, tuple(findings), files)


def build_editions(request: BuildRequest, progress: Progress, force: Workforce | None = None) -> BuildSummary:
    """Make the requested editions and publish them, all or nothing.

    progress: called with the number of editions done, their total and the name of the last; force: the workers to use,
    started and ended here if None.
    """
    file_stats = up_to_date.read_file_stats(request.sources)
    library, findings = check_sources(request.sources, request.day)
    raise_errors(findings)
    selected = select_editions(library, request.slugs, request.langs, request.variants, request.imprint, request.day)
    editions = select_publishable(selected, request.slugs)
    findings += explain_missing(library, request)
    with (
        open_output(request.output) as staging,
        nullcontext(force) if force else open_workforce(request, run_task) as makers,
    ):
        staged = StagedBuild(request, library, staging)
        for wave in split_into_waves(editions):
            for task, result in makers.run_tasks(list_tasks(request, wave, editions, staged.rows)):
                findings += staged.stage(task, result)
                progress(len(staged.reasons), len(editions), task.edition.name)
        raise_errors(findings)
        findings += staged.publish()
    rows = tuple(staged.rows[one.name] for one in editions)
    up_to_date.store_build_record(
        request, file_stats, staged.rows.values(), [edition.name for edition in editions], findings
    )
    return BuildSummary(len(editions), rows, tuple(findings), staged.reasons)
