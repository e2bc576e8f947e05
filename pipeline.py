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
from press.build.origins import locate_findings, merge_findings
from press.build.refused import catch_findings, make_errors, make_refused_files, set_aside_faulty
from press.build.selection import explain_missing, list_tasks, select_editions, select_publishable
from press.build.staging import StagedBuild
from press.check import check
from press.finish import finish
from press.finish.imposition import add_sheets
from press.load import load
from press.model.build import BuildRequest, BuildResult, BuildSummary, BuildTask, ShelfLifeDay, Workforce
from press.model.edition import Download, Edition, FinishedEdition
from press.model.findings import Finding, list_errors, raise_errors
from press.model.library import Library
from press.publish.output import make_row_and_files, open_output
from press.render import render_fitted
from press.runtime.file_stats import SourceStats, read_source_stats
from press.runtime.frame_stack import preallocate_stack
from press.typeset import typeset
from press.verify import verify

Progress = Callable[[int, int, str], None]
CheckedLibrary = tuple[Library, list[Finding]]


def check_sources(sources: Path, day: ShelfLifeDay = None, stats: SourceStats | None = None) -> CheckedLibrary:
    """Load and check the sources; `day` is today if None; `stats` is as in `load`."""
    library, findings = load(sources, stats)
    return library, sorted({*findings, *check(library, day)})


def read_library(sources: Path) -> Library:
    """Return the library without errors. Raises PressError with every finding."""
    library, findings = check_sources(sources)
    raise_errors(findings)
    return library


@preallocate_stack
def finish_edition(
    edition: Edition, downloads: Sequence[Download] = (), *, press: bool = False, handout: str = ""
) -> FinishedEdition:
    """Typeset, render and finish one edition; `handout` is as in `render_fitted`."""
    edition, html, draft = render_fitted(edition, lambda one, lines: typeset(one, downloads, notes=lines), handout)
    own = typeset(replace(edition, imprint=None), downloads) if edition.imprint else ""
    core = typeset(replace(edition.unfitted, imprint=None), downloads) if edition.fit.changes_page else ""
    data = finish(edition, draft)
    final = FinishedEdition(edition, html, data, draft.pages, html_without_imprint=own, core_html=core)
    return add_sheets(final, press=press)


def make_edition(
    edition: Edition, downloads: Sequence[Download] = (), *, press: bool = False, handout: str = ""
) -> tuple[FinishedEdition, list[Finding]]:
    """Finish and verify one edition, or raise PressError; `handout` is as in `render_fitted`."""
    final = finish_edition(edition, downloads, press=press, handout=handout)
    findings = verify(final)
    raise_errors(findings)
    return final, findings


def run_task(task: BuildTask) -> BuildResult:
    """Make one edition in a worker; a refused one is marked "Not for use"."""
    final, findings = None, list[Finding]()
    with catch_findings(task.edition, findings):
        final = finish_edition(task.edition, task.downloads, press=task.press_files)
        findings += locate_findings(make_errors(verify(final), strict=task.strict), final.edition, final)
    if final is None or list_errors(findings):
        return BuildResult(None, tuple(findings), make_refused_files(task.edition, findings, final))
    row, files = make_row_and_files(final, task.parts)
    return BuildResult(row, tuple(findings), files)


def build_editions(request: BuildRequest, progress: Progress, force: Workforce | None = None) -> BuildSummary:
    """Make the requested editions and publish the good ones.

    progress: called with the number of editions done, their total and the name of the last; force: the workers to use,
    started and ended here if None. Raises PressError, and writes nothing, if what all publications share has an error.
    """
    with nullcontext(force) if force else open_workforce(request, run_task) as makers:  # they start meanwhile
        stats = request.stats or read_source_stats(str(request.sources))
        library, findings = check_sources(request.sources, request.day, stats)
        findings = make_errors(findings, strict=request.strict)
        library, faulty = set_aside_faulty(library, findings, request.sources)
        settled = up_to_date.find_settled(request, stats, library)
        asked = (request.slugs, request.langs, request.variants, request.imprint, request.day, faulty | settled.slugs)
        editions = select_publishable(select_editions(settled.drop_from(library), *asked), request.slugs)
        findings += explain_missing(library, request)
        with open_output(request.output) as staging:
            staged = StagedBuild(request, library, staging, faulty, settled)
            for wave in staged.list_waves(editions):
                for task, result in makers.run_tasks(list_tasks(request, wave, editions, staged.rows)):
                    findings += staged.stage(task, result)
                    progress(len(staged.reasons), len(editions), task.edition.name)
            findings = merge_findings(findings + staged.publish())
    names = settled.add_to(one.name for one in editions)
    if not list_errors(findings):
        up_to_date.store_build_record(request, stats, staged.settled, staged.rows.values(), names, findings)
    return BuildSummary(names, staged.list_offered, tuple(findings), staged.reasons, tuple(staged.refused))
