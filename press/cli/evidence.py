"""The command `evidence`, which writes the evidence bundles of publications."""

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
from press.model.findings import ExitCode, Place, PressError

FOLDER = "evidence"
LEVELS = ("supports", "does-not-support", "not-evaluated", "not-applicable")


@app.command(epilog="Example: `python pipeline.py evidence osteopetrosis --lang en`")
def evidence(
    slugs: Slugs = None,
    langs: Langs = None,
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="The folder to write to; `evidence` in the output.")
    ] = None,
    without_validators: Annotated[
        bool, typer.Option("--without-validators", help="Run the rules of the press alone, which is quick.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write what was proved on the finished files, for a compliance officer.

    One archive a publication and language: hashes, results, a conformance report, checklist and measurements.
    """
    from press.build.selection import check_publications_exist
    from press.evidence import make_bundles
    from press.publish.output import write_durably

    with report_errors(as_json):
        library = pipeline.read_library(require_path(sources))
        check_publications_exist(library, slugs or ())
        bundles = list(
            make_bundles(library, require_path(output), slugs or (), langs or (), validate=not without_validators)
        )
        if not bundles:
            hint = "run `build` first, or name another output folder"
            raise PressError([NOT_THERE.make_finding(Place(str(output)), "it has no such files", hint)], ExitCode.USAGE)
        folder = to or output / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        for one in bundles:
            write_durably(folder / one.name, one.data)
        findings = sorted({finding for one in bundles for finding in one.findings})
        if as_json:
            rows = [{"file": str(folder / one.name), "files": one.files, "levels": dict(one.levels), "texts": one.texts,
                     "validators": one.validators} for one in bundles]  # fmt: skip
            print_json({"bundles": rows, "findings": describe_findings(findings)})
            return
        print_findings(findings)
        table = Table("Bundle", "Files", *(level.replace("-", " ") for level in LEVELS), "Texts, to be signed")
        for one in bundles:
            counts = (str(one.levels.get(level, 0)) for level in LEVELS)
            table.add_row(one.name, str(one.files), *counts, " ".join(one.texts))
        make_wide_console().print(table)
        out.print(f"Written to {folder}", markup=False)
