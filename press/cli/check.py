"""Commands around the build: check, list, schema, clean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

import pipeline
from press.cli.options import (
    NOT_OURS,
    OUTPUT,
    SOURCES,
    AsJson,
    Day,
    Output,
    Sources,
    app,
    date_of,
    existing,
    out,
    plain,
    print_json,
    remove,
    reported,
    show,
    wide,
)
from press.cli.reports import registry, registry_table, tried
from press.model.edition import Edition
from press.model.findings import Exit, Finding, Place, PressError, stop_on
from press.publish.manifest import read_manifest, read_site
from press.shelf_life import overdue


@app.command(epilog="Example: `python pipeline.py check --sources drafts`")
def check(
    sources: Sources = SOURCES,
    links: Annotated[
        bool, typer.Option("--links", help="Try every external link too. This alone reaches the network.")
    ] = False,
    today: Day = None,
    as_json: AsJson = False,
) -> None:
    """Look for mistakes in the sources; make nothing."""
    with reported(as_json):
        library, findings = pipeline.read(existing(sources), date_of(today))
        stop_on(findings)
        more, count = tried(library) if links else ([], 0)
        findings = sorted([*findings, *more])
        stop_on(findings)
        if as_json:
            print_json({"findings": plain(findings)})
        else:
            show(findings)
            about = f"{len(library.publications)} publication(s)" + (f", {count} link(s) tried" if links else "")
            out.print(f"No errors in {about}; {len(findings)} warning(s).")


@app.command("list", epilog="Example: `python pipeline.py list --json`")
def list_(
    sources: Sources = SOURCES,
    numbers: Annotated[
        bool, typer.Option("--numbers", help="List the publication numbers and what each stands for.")
    ] = False,
    today: Day = None,
    as_json: AsJson = False,
) -> None:
    """List the editions that the sources describe."""
    with reported(as_json):
        day = date_of(today)
        library, findings = pipeline.read(existing(sources), day)
        stop_on(findings)
        late = overdue(library, day)
        if numbers:
            entries = registry(library, day)
            if as_json:
                print_json({"numbers": entries, "findings": plain(late)})
            else:
                show(late)
                wide().print(registry_table(entries))
            return
        _show_editions(pipeline.select(library, day=day), late, as_json)


def _show_editions(editions: list[Edition], late: list[Finding], as_json: bool) -> None:
    if as_json:
        fields = ("name", "slug", "lang", "variant_name", "number", "title", "form", "path", "marked")
        rows = [{field: getattr(edition, field) for field in fields} for edition in editions]
        print_json({"editions": rows, "findings": plain(late)})
        return
    show(late)
    table = Table("Edition", "Number", "Title", "Form", "Not handed out")
    for edition in editions:
        table.add_row(*map(escape, (edition.name, edition.number, edition.title, edition.form, edition.marked)))
    wide().print(table)


@app.command(epilog="Example: `python pipeline.py schema output/schemas`")
def schema(folder: Annotated[Path, typer.Argument(metavar="[DIR]")] = OUTPUT / "schemas") -> None:
    """Write the JSON Schemas that editors use to complete and check the YAML as it is typed."""
    from press.load.schemas import write_schemas

    with reported():
        for path in write_schemas(folder):
            out.print(str(path))


@app.command(epilog="Example: `python pipeline.py clean --output output`")
def clean(output: Output = OUTPUT) -> None:
    """Remove everything that the press made."""
    with reported():
        ours = {"manifest.json", "schemas", "redlines", ".staging", ".stamps.json"}
        ours |= {Path(row.file).parts[0] for row in read_manifest(output)}
        ours |= {Path(file).parts[0] for file in read_site(output)}
        if output.exists() and not (output / "manifest.json").exists() and any(output.iterdir()):
            strange = sorted(path.name for path in output.iterdir() if path.name not in {*ours, ".gitkeep"})
            if strange:
                raise PressError(
                    [NOT_OURS.at(Place(str(output)), f"the press did not make {strange[0]!r}")], Exit.USAGE
                )
        for name in sorted(ours):
            remove(output / name)
