"""The command `audio`, which reads scripts aloud as drafts for the ear."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from press.build import pipeline
from press.cli.options import (
    NOT_THERE,
    OUTPUT,
    SOURCES,
    AsJson,
    Langs,
    Output,
    Slugs,
    Sources,
    app,
    describe_findings,
    make_wide_console,
    out,
    print_findings,
    print_json,
    report_errors,
    require_path,
)
from press.model.findings import ExitCode, Place, PressError, list_errors

FOLDER = "audio"


@app.command(epilog="Example: `python pipeline.py audio osteopetrosis --lang en`")
def audio(
    slugs: Slugs = None,
    langs: Langs = None,
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="The folder to write to; `audio` in the output.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read finished scripts aloud with a synthetic voice: drafts for the ear.

    One folder a publication and language, with a file for each chapter and a playlist. The center names the voices.
    """
    from press.audio import make_drafts
    from press.build.selection import check_publications_exist
    from press.publish.output import write_durably

    with report_errors(as_json):
        library = pipeline.read_library(require_path(sources))
        check_publications_exist(library, slugs or ())
        drafts = list(make_drafts(library, require_path(output), slugs or (), langs or ()))
        if not drafts:
            hint = "run `build` first, or name another output folder"
            raise PressError([NOT_THERE.make_finding(Place(str(output)), "it has no such files", hint)], ExitCode.USAGE)
        findings = sorted({finding for one in drafts for finding in one.findings})
        good = [one for one in drafts if not list_errors(one.findings)]
        for one in good:
            folder = (to or output / FOLDER) / one.name
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob("[0-9][0-9].wav"):
                old.unlink()
            for name, data in one.files.items():
                write_durably(folder / name, data)
        if as_json:
            rows = [{"draft": one.name, "chapters": one.chapters, "seconds": round(one.seconds, 1)} for one in good]
            print_json({"drafts": rows, "findings": describe_findings(findings)})
        else:
            print_findings(findings)
            table = Table("Draft", "Chapters", "Minutes")
            for one in good:
                table.add_row(one.name, str(one.chapters), f"{one.seconds / 60:.1f}")
            make_wide_console().print(table)
            out.print(f"Written to {to or output / FOLDER}", markup=False)
        if list_errors(findings):
            raise typer.Exit(ExitCode.FINDINGS)
