"""The command `parity`, which compares what all editions say."""

from __future__ import annotations

from collections.abc import Mapping

import typer
from rich.markup import escape
from rich.table import Table

from press.build import pipeline
from press.build.selection import check_publications_exist
from press.cli.options import (
    OUTPUT,
    SOURCES,
    AsJson,
    Output,
    Slugs,
    Sources,
    app,
    describe_findings,
    list_finished_files,
    make_wide_console,
    out,
    print_findings,
    print_json,
    report_errors,
    require_path,
)
from press.model.findings import ExitCode, list_errors
from press.model.messages import pluralize_noun
from press.parity import PublicationParity, compare_editions, describe_parity
from press.readback.tolerances import TOLERANCES


@app.command(epilog="Example: `python pipeline.py parity osteopetrosis`")
def parity(slugs: Slugs = None, sources: Sources = SOURCES, output: Output = OUTPUT, as_json: AsJson = False) -> None:
    """Compare what all built editions say.

    Every file is read back and compared with the text, and stands beside the others of its publication and language.
    """
    with report_errors(as_json):
        library = pipeline.read_library(require_path(sources))
        check_publications_exist(library, tuple(slugs or ()))
        list_finished_files(output)
        compared = list(compare_editions(library, output, tuple(slugs or ())))
        findings = [finding for one in compared for finding in one.list_findings()]
        if as_json:
            print_json({"publications": [describe_parity(one) for one in compared],
                        "findings": describe_findings(findings)})  # fmt: skip
        else:
            used = {name for one in compared for edition in one.editions for name in edition.tolerances}
            numbers = {name: number for number, name in enumerate((name for name in TOLERANCES if name in used), 1)}
            for one in compared:
                make_wide_console().print(_make_table(one, numbers))
            for name, number in numbers.items():
                out.print(f"{number:>3}  {TOLERANCES[name].statement}", markup=False)
            print_findings(findings)
            count = sum(len(one.editions) for one in compared)
            differences = sum(len(edition.differences) for one in compared for edition in one.editions)
            out.print(f"{pluralize_noun(count, 'edition')} compared, {pluralize_noun(differences, 'difference')}.")
        if list_errors(findings):
            raise typer.Exit(ExitCode.FINDINGS)


def _make_table(one: PublicationParity, numbers: Mapping[str, int]) -> Table:
    """Make the table of a publication. numbers: of the tolerances, as they are listed below it."""
    table = Table("Edition", title=f"{one.publication}, {one.language}", title_justify="left")
    for name in ("Blocks", "Words", "Headings", "Links", "Pictures", "Tables", "Differences"):
        table.add_column(name, justify="right")
    table.add_column("Told otherwise")
    for edition in one.editions:
        figures = (edition.blocks, edition.words, edition.headings, edition.links, edition.pictures, edition.tables)
        name = edition.edition.removeprefix(f"{one.publication}.{one.language}.")
        label = f"{name} (short text)" if edition.text == "short" else name
        otherwise = ", ".join(map(str, sorted(numbers[name] for name in edition.tolerances)))
        table.add_row(escape(label), *(f"{n:,}" for n in figures), str(len(edition.differences)), otherwise)
    return table
