"""Commands around the build: check, list, schema, clean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

import pipeline
from press.cli.shared import (
    NOT_OURS,
    OUTPUT,
    SOURCES,
    AsJson,
    Output,
    Sources,
    app,
    existing,
    out,
    plain,
    print_json,
    remove,
    reported,
    show,
)  # fmt: skip
from press.findings import Exit, Place, PressError, errors


@app.command(epilog="Example: `python pipeline.py check --sources drafts`")
def check(sources: Sources = SOURCES, as_json: AsJson = False) -> None:
    """Look for mistakes in the sources; make nothing."""
    with reported(as_json):
        library, findings = pipeline.read(existing(sources))
        if errors(findings):
            raise PressError(findings)
        if as_json:
            print_json({"findings": plain(findings)})
        else:
            show(findings)
            out.print(f"No errors in {len(library.publications)} publication(s); {len(findings)} warning(s).")


@app.command("list", epilog="Example: `python pipeline.py list --json`")
def list_(sources: Sources = SOURCES, as_json: AsJson = False) -> None:
    """List the editions that the sources describe."""
    with reported(as_json):
        editions = pipeline.select(pipeline.checked(existing(sources)))
        if as_json:
            fields = ("name", "slug", "lang", "variant_name", "number", "title", "form", "path")
            print_json({"editions": [{field: getattr(edition, field) for field in fields} for edition in editions]})
            return
        table = Table("Edition", "Number", "Title", "Form")
        for edition in editions:
            table.add_row(edition.name, edition.number, edition.title, edition.form)
        out.print(table)


@app.command(epilog="Example: `python pipeline.py schema output/schemas`")
def schema(folder: Annotated[Path, typer.Argument(metavar="[DIR]")] = OUTPUT / "schemas") -> None:
    """Write the JSON Schemas that editors use to complete and check the YAML as it is typed."""
    from press.schema import write_schemas

    with reported():
        for path in write_schemas(folder):
            out.print(str(path))


@app.command(epilog="Example: `python pipeline.py clean --output output`")
def clean(output: Output = OUTPUT) -> None:
    """Remove everything that the press made."""
    with reported():
        ours = {
            "manifest.json",
            "schemas",
            "redlines",
            ".staging",
            *(Path(row.file).parts[0] for row in pipeline.made_in(output)),
        }
        if output.exists() and not (output / "manifest.json").exists() and any(output.iterdir()):
            strange = sorted(path.name for path in output.iterdir() if path.name not in {*ours, ".gitkeep"})
            if strange:
                raise PressError(
                    [NOT_OURS.at(Place(str(output)), f"the press did not make {strange[0]!r}")], Exit.USAGE
                )
        for name in sorted(ours):
            remove(output / name)
