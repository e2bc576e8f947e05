"""The command `build`, which makes editions once, or again whenever a source is saved."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from press.build import up_to_date
from press.cli.options import (
    OUTPUT,
    SOURCES,
    UNUSABLE,
    AsJson,
    Day,
    Imprints,
    Langs,
    Output,
    Slugs,
    Sources,
    Variants,
    app,
    describe_findings,
    err,
    make_edition_table,
    out,
    print_findings,
    print_json,
    print_selected_findings,
    report_errors,
    require_path,
    select_findings,
    shorten_path,
    show_progress,
)
from press.model.build import BuildRequest, BuildSummary
from press.model.findings import ExitCode, Finding, Place, PressError, list_errors
from press.model.fit import describe_remedy
from press.model.manifest import ManifestRow
from press.model.messages import pluralize_noun
from press.publish.manifest import read_manifest
from press.runtime.file_stats import read_source_stats
from press.runtime.press_profile import read_press_profile
from press.runtime.temporary import sweep_leftovers

TABLE = 60
"""Most editions that are listed; more are only counted."""
REASONS = {
    "new": "there was none",
    "file": "its file was changed or removed",
    "asked": "asked for",
    "center": "the center",
    "publication": "the facts of its publication",
    "accessibility check": "who checked its accessibility",
    "shelf life": "the dates or the status of its publication",
    "text": "its text",
    "pictures": "a picture",
    "organizations": "an organization that it names",
    "language": "the words of its language",
    "translation": "the state of its translation",
    "variant": "its variant",
    "profile": "its guideline",
    "imprint": "the clinic's block",
    "beside": "the text in the other language beside its own",
    "print pages": "the pages of the printed edition whose numbers it carries",
    "links": "the files that it links to",
    "templates": "the templates",
    "styles": "the style sheets",
    "fonts": "the typefaces",
    "press": "the press itself",
    "tools": "a tool of the press",
}
"""Reasons that `--explain` prints, by the part of an edition that changed."""


@app.command(epilog="Example: `python pipeline.py build osteopetrosis --lang es --variant large-print`")
def build(  # noqa: PLR0913, PLR0917 - one parameter an option
    slugs: Slugs = None,
    lang: Langs = None,
    variant: Variants = None,
    imprint: Imprints = "",
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Worker processes.")] = os.cpu_count() or 1,
    force: Annotated[
        bool, typer.Option("--force", help="Make all selected editions again, even unchanged ones.")
    ] = False,
    press: Annotated[bool, typer.Option("--press", help="Also make a file of each for a printing press.")] = False,
    proof: Annotated[bool, typer.Option("--proof", help="Also write a proof picture beside each PDF.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each edition was made again.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep running, and build again when a source is saved.")
    ] = False,
    scheduler: Annotated[str, typer.Option(metavar="URL", help="Build on the workers of this Dask cluster.")] = "",
    today: Day = None,
    strict: Annotated[bool, typer.Option("--strict", help="Treat warnings as errors.")] = False,
    as_json: AsJson = False,
) -> None:
    """Build the selected editions and publish those without errors.

    An edition with errors is written to `refused/` in the output folder, with "Not for use" across every page.
    Drafts and withdrawn, superseded or expired publications are built only if you name them. Every page then says so.
    """
    with report_errors(as_json, sources, slugs or ()):
        names = (tuple(slugs or ()), tuple(lang or ()), tuple(variant or ()))
        day = today.date() if today else None
        _require_output_apart(require_path(sources), output)
        if press:
            read_press_profile()
        request = BuildRequest(sources, output, *names, jobs, force, press, imprint, scheduler, day=day, strict=strict)
        if watch:
            _watch_until_stopped(request, explain=explain)
            return
        request = replace(request, stats=read_source_stats(str(request.sources)))
        summary = _find_last_result(request, named=as_json or proof) or _run_build(request)
        if proof:
            from press.cli.proof import write_proofs

            write_proofs(output, summary.rows)
        if as_json:
            editions = [asdict(row) for row in summary.rows]
            found = describe_findings(select_findings(summary.findings, sources, request.slugs)[0])
            print_json({"editions": editions, "findings": found, "made": summary.reasons, "refused": summary.refused})
        else:
            _print_summary(summary, request, explain=explain)
        _exit_if_errors(summary.findings)


def _require_output_apart(sources: Path, output: Path) -> None:
    """Raise PressError if finished files would lie among the sources."""
    if sources.resolve() in (output.resolve(), *output.resolve().parents):
        hint = "name a folder beside the sources"
        problem = "finished files cannot lie in the folder of the sources"
        raise PressError([UNUSABLE.make_finding(Place(str(output)), problem, hint)], ExitCode.USAGE)


def _exit_if_errors(findings: Iterable[Finding]) -> None:
    """Exit with the code for findings if one is an error."""
    if list_errors(findings):
        raise typer.Exit(ExitCode.FINDINGS)


def _find_last_result(request: BuildRequest, *, named: bool) -> BuildSummary | None:
    """Return the last build's result if nothing has changed.

    This runs no stage, so that a build with nothing to do takes half a second.
    named: whether to return the row of every edition, even of many.
    """
    last = None if request.force else up_to_date.read_last_result(request)
    if last is None:
        return None
    sweep_leftovers()
    names, findings = last
    if len(names) > TABLE and not named:
        return BuildSummary(names, lambda _: (), tuple(findings), {})
    rows = {row.edition: row for row in read_manifest(request.output)}
    return BuildSummary(names, lambda some: tuple(rows[name] for name in some), tuple(findings), {})


def _run_build(request: BuildRequest) -> BuildSummary:
    """Run a build with a progress bar."""
    from press.build import pipeline

    with show_progress() as step:
        return pipeline.build_editions(request, step)


def _print_summary(summary: BuildSummary, request: BuildRequest, *, explain: bool) -> None:
    """Print the result of a build."""
    print_selected_findings(summary.findings, request.sources, request.slugs)
    if summary.edition_count <= TABLE and (rows := summary.rows):
        out.print(make_edition_table(rows))
    for row in summary.list_offered(name for name in summary.names if name in summary.reasons):
        if row.left_out:
            out.print(f"{row.edition} leaves out: {', '.join(row.left_out)}", markup=False)
    if explain:
        for name, why in sorted(summary.reasons.items()):
            out.print(f"{name} was made: {', '.join(REASONS[part] for part in why)}", markup=False)
        for row in summary.rows:
            if row.fit.searched:
                out.print(_describe_fit(row), markup=False)
    if summary.refused:
        names = ", ".join(sorted(summary.refused))
        out.print(f"Refused, to be looked at in {shorten_path(request.output / 'refused')}: {names}", markup=False)
    out.print(_describe_counts(summary), markup=False)
    if page := _find_what_to_open(summary, request):
        out.print(f"Open {shorten_path(page)}", markup=False)


def _describe_counts(summary: BuildSummary) -> str:
    """Describe how many editions were made, refused and up to date."""
    made, refused = len(summary.reasons), len(summary.refused)
    counts = {"made": made, "refused": refused, "up to date": summary.edition_count - made - refused}
    listed = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    return f"{pluralize_noun(summary.edition_count, 'edition')}: {listed or 'none made'}."


def _find_what_to_open(summary: BuildSummary, request: BuildRequest) -> Path | None:
    """Find what to open after a build: the web page or the files of a publication that was named, or the catalogue."""
    if request.slugs:
        files = [row.file for row in summary.rows]
        pages = [file for file in files if file.endswith(".html")]
        folders = [file.partition("/")[0] for file in files]
        return next((request.output / path for path in (*pages, *folders)), None)
    catalogue = request.output / "index.html"
    return catalogue if catalogue.exists() else None


def _describe_fit(row: ManifestRow) -> str:
    """Describe how an edition was fitted to its paper, and what would save one sheet more."""
    changes = "; ".join(map(describe_remedy, row.fit.remedies)) or "nothing was changed for it"
    over = row.fit.lines_over
    more = f"\n    {pluralize_noun(over, 'line')} less would save one sheet more" if over else ""
    size = f"{pluralize_noun(row.pages, 'page')} on {pluralize_noun(row.sheets, 'sheet')}"
    return f"{row.edition} has {size}: {changes}{more}"


def _watch_until_stopped(request: BuildRequest, *, explain: bool) -> None:
    """Watch the sources until an interrupt."""
    try:
        _watch_sources(request, explain=explain)
    except KeyboardInterrupt:
        err.print("Stopped. Finished editions are kept.")
        raise typer.Exit(130) from None


def _watch_sources(request: BuildRequest, *, explain: bool) -> None:
    """Build again whenever a source is saved, until interrupted.

    Each edition is published as soon as it is finished.
    """
    from press.build import pipeline
    from press.build.watch import watch_saves

    gc.enable()
    with pipeline.open_workforce(request, pipeline.run_task) as force:
        events = watch_saves(request.sources)
        next(events)  # starts the watch, so that no save during the first build is missed
        saved = True
        request = replace(request, publish_each=True)
        while True:
            if saved:
                try:
                    with show_progress() as step:
                        summary = pipeline.build_editions(request, step, force)
                except PressError as error:
                    print_findings(error.findings)
                else:
                    print_selected_findings(summary.findings, request.sources, request.slugs)
                    for name, why in summary.reasons.items():
                        reasons = f": {', '.join(REASONS[part] for part in why)}" if explain else ""
                        out.print(f"made {name}{reasons}", markup=False)
                out.print("waiting for a source to be saved (stop with Ctrl-C)")
                request = replace(request, force=False)
            saved = next(events)
