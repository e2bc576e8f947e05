"""The commands `check`, `list`, `schema` and `clean`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from press.build import pipeline
from press.build.selection import check_publications_exist
from press.cli.options import (
    NOT_OURS,
    OUTPUT,
    SOURCES,
    AsJson,
    Day,
    Output,
    Slugs,
    Sources,
    app,
    describe_findings,
    make_wide_console,
    out,
    print_findings,
    print_json,
    print_selected_findings,
    report_errors,
    require_path,
    resolve_date,
    select_findings,
    shorten_path,
)
from press.cli.reports import check_external_links, list_numbers, make_number_table
from press.model.edition import Edition
from press.model.findings import ExitCode, Finding, Place, PressError, raise_errors
from press.model.messages import pluralize_noun
from press.publish.clean import remove_own_files
from press.shelf_life import check_overdue


@app.command(epilog="Example: `python pipeline.py check osteopetrosis`")
def check(
    slugs: Slugs = None,
    sources: Sources = SOURCES,
    links: Annotated[
        bool, typer.Option("--links", help="Also try every external link. Only this option uses the network.")
    ] = False,
    today: Day = None,
    as_json: AsJson = False,
) -> None:
    """Check the sources for mistakes without building anything.

    If you name publications, the mistakes of others are not listed.
    """
    with report_errors(as_json):
        library, findings = pipeline.check_sources(require_path(sources), resolve_date(today))
        named = tuple(slugs or ())
        check_publications_exist(library, named)
        shown, _ = select_findings(findings, sources, named)
        raise_errors(shown)
        link_findings, count = check_external_links(library) if links else ([], 0)
        findings = sorted([*findings, *link_findings])
        shown, _ = select_findings(findings, sources, named)
        raise_errors(shown)
        if as_json:
            print_json({"findings": describe_findings(shown)})
            return
        print_selected_findings(findings, sources, named)
        scope = pluralize_noun(len(named or library.publications), "publication")
        scope += f", {pluralize_noun(count, 'link')} tried" if links else ""
        warnings = sum(one.severity == "warning" for one in shown)
        out.print(f"No errors in {scope}; {pluralize_noun(warnings, 'warning')}.")


@app.command("list", epilog="Example: `python pipeline.py list --json`")
def list_(
    sources: Sources = SOURCES,
    numbers: Annotated[
        bool, typer.Option("--numbers", help="List publication numbers and their publications instead.")
    ] = False,
    today: Day = None,
    as_json: AsJson = False,
) -> None:
    """List the editions that the sources describe."""
    with report_errors(as_json):
        day = resolve_date(today)
        library, findings = pipeline.check_sources(require_path(sources), day)
        raise_errors(findings)
        late = check_overdue(library, day)
        if numbers:
            entries = list_numbers(library, day)
            if as_json:
                print_json({"numbers": entries, "findings": describe_findings(late)})
            else:
                print_findings(late)
                make_wide_console().print(make_number_table(entries))
            return
        _print_editions(pipeline.select_editions(library, day=day), late, as_json)


def _print_editions(editions: list[Edition], late: list[Finding], as_json: bool) -> None:
    if as_json:
        print_json(
            {"editions": [_describe_edition(edition) for edition in editions], "findings": describe_findings(late)}
        )
        return
    print_findings(late)
    table = Table("Edition", "Number", "Title", "Form", "Not handed out")
    for edition in editions:
        table.add_row(
            *map(escape, (edition.name, edition.number, edition.title, edition.variant_title, edition.notice))
        )
    make_wide_console().print(table)


def _describe_edition(edition: Edition) -> dict[str, str]:
    return {
        "name": edition.name,
        "slug": edition.slug,
        "lang": edition.lang,
        "variant_name": edition.variant_name,
        "number": edition.number,
        "title": edition.title,
        "form": edition.variant_title,
        "path": edition.path,
        "marked": edition.notice,
    }


@app.command(epilog="Example: `python pipeline.py schema output/schemas`")
def schema(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]")] = OUTPUT / "schemas", sources: Sources = SOURCES
) -> None:
    """Write JSON Schemas of the sources.

    With them, editors complete and check YAML as it is typed. The keys offered are those of these sources.
    """
    from press.load.schemas import write_schemas

    with report_errors():
        library, _ = pipeline.load(require_path(sources))
        written = list(write_schemas(folder, library.tolerant or library))
        out.print(f"{pluralize_noun(len(written), 'schema')} in {shorten_path(folder)}", markup=False)


@app.command(epilog="Example: `python pipeline.py clean --output output`")
def clean(output: Output = OUTPUT) -> None:
    """Remove everything that the press made from the output folder."""
    with report_errors():
        if not output.exists():
            return
        try:
            remove_own_files(output)
        except ValueError as error:
            raise PressError([NOT_OURS.make_finding(Place(str(output)), str(error))], ExitCode.USAGE) from None
