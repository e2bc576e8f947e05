"""The command line: arguments in, exit code out."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

import pipeline
from press.codes import all_codes
from press.findings import Code, Exit, Finding, Place, PressError, errors
from press.records import Row, Wish

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Make accessible handouts from structured sources: tagged PDFs in many forms, and web pages.\n\n"
    "Exit codes: 0 all is well, 1 findings, 2 a mistake in the command, 3 this machine lacks something.",
)
out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

NOT_THERE = Code("USE102", "The files and folders named exist.", "the command line", "check the path")
NOT_OURS = Code(
    "USE103", "Only a folder that the press made is cleaned.", "the command line", "name the output folder of a build"
)
CODES = (NOT_THERE, NOT_OURS)

Sources = Annotated[Path, typer.Option("--sources", metavar="DIR", help="The folder of sources.")]
Output = Annotated[Path, typer.Option("--output", metavar="DIR", help="The folder for finished files.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for another program instead of a table.")]
Slugs = Annotated[list[str] | None, typer.Argument(metavar="[SLUG]...", help="Publications; all when none is named.")]
Langs = Annotated[list[str] | None, typer.Option("--lang", metavar="L", help="A language; may be given again.")]
Variants = Annotated[list[str] | None, typer.Option("--variant", metavar="V", help="A variant; may be given again.")]

HERE = Path(__file__).resolve().parent.parent
SOURCES = HERE / "sources"
OUTPUT = HERE / "output"


@app.command(epilog="Example: `python pipeline.py build osteopetrosis --lang es --variant large-print`")
def build(  # noqa: PLR0913, PLR0917 - one parameter an option
    slugs: Slugs = None,
    lang: Langs = None,
    variant: Variants = None,
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Worker processes.")] = os.cpu_count() or 1,
    force: Annotated[bool, typer.Option("--force", help="Make unchanged editions too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the editions asked for and publish them, all or none."""
    with reported(as_json):
        wish = Wish(existing(sources), output, tuple(slugs or ()), tuple(lang or ()), tuple(variant or ()), jobs, force)
        with progress() as step:
            rows, findings = pipeline.build(wish, step)
        if as_json:
            print_json({"editions": [asdict(row) for row in rows], "findings": plain(findings)})
        else:
            show(findings)
            out.print(edition_table(rows))


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


@app.command(epilog="Example: `python pipeline.py rules --json`")
def rules(as_json: AsJson = False) -> None:
    """List every rule: its code, what must be true, the clause it enforces, and how to mend a finding."""
    codes = all_codes()
    if as_json:
        fields = ("code", "severity", "summary", "clause", "hint")
        print_json({"rules": [{field: getattr(code, field) for field in fields} for code in codes]})
        return
    for code in codes:
        mark = "" if code.severity == "error" else " (warning)"
        out.print(f"[bold]{code.code}[/bold]{mark}  {code.summary}", f"    clause: {code.clause}", sep="\n")
        out.print(f"    hint: {code.hint}")


@app.command(epilog="Example: `python pipeline.py verify output/osteopetrosis/*.pdf`")
def verify(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILES]...", help="PDF and HTML files.")] = None,
    output: Output = OUTPUT,
    as_json: AsJson = False,
) -> None:
    """Check finished files with the validators that are installed, and say which are not."""
    from press.validators import validate

    with reported(as_json):
        paths = [existing(file) for file in files or finished(output)]
        with progress() as step:
            report = validate(paths, step)
        if as_json:
            print_json({"findings": plain(report.findings), "used": report.used, "missing": report.missing})
        else:
            show(report.findings)
            out.print(f"{len(paths)} file(s) checked with {', '.join(report.used) or 'nothing'}.")
            for name, remedy in report.missing.items():
                out.print(f"Not installed: {name}. {remedy}")
        if errors(report.findings):
            raise typer.Exit(Exit.FINDINGS)


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
        ours = {"manifest.json", "schemas", ".staging", *(Path(row.file).parts[0] for row in pipeline.made_in(output))}
        if output.exists() and not (output / "manifest.json").exists() and any(output.iterdir()):
            strange = sorted(path.name for path in output.iterdir() if path.name not in {*ours, ".gitkeep"})
            if strange:
                raise PressError(
                    [NOT_OURS.at(Place(str(output)), f"the press did not make {strange[0]!r}")], Exit.USAGE
                )
        for name in sorted(ours):
            remove(output / name)


@app.command(epilog="Example: `python pipeline.py tag page.html page.pdf --standard ua-2`")
def tag(
    page: Annotated[Path, typer.Argument(metavar="PAGE.html", help="Any HTML page.")],
    pdf: Annotated[Path, typer.Argument(metavar="OUT.pdf", help="The tagged PDF to write.")],
    standard: Annotated[Literal["ua-1", "ua-2"], typer.Option("--standard", help="What the PDF claims.")] = "ua-1",
) -> None:
    """Make a tagged PDF from any HTML page: render and finish alone."""
    from press.tagpage import tag_page

    with reported():
        show(tag_page(existing(page), pdf, standard))


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    app()
    raise SystemExit(Exit.OK)


@contextmanager
def reported(as_json: bool = False) -> Iterator[None]:
    """Turn a PressError into its findings and its exit code; an interrupt into silence."""
    try:
        yield
    except PressError as error:
        if as_json:
            print_json({"findings": plain(error.findings)})
        else:
            show(error.findings)
            count = len(errors(error.findings))
            err.print(f"[bold]{count} error{'s' if count != 1 else ''}.[/bold] Nothing was written.")
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        err.print("Stopped. Nothing was written.")
        raise typer.Exit(130) from None


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on a terminal; silence elsewhere."""
    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def step(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name)

        yield step


def edition_table(rows: Iterable[Row]) -> Table:
    """The table that ends a build."""
    table = Table("Edition", title="Editions", title_justify="left")
    for name in ("Pages", "Sheets", "Bytes"):
        table.add_column(name, justify="right")
    for row in rows:
        paper = (str(row.pages), str(row.sheets)) if row.trim else ("", "")
        table.add_row(row.edition, *paper, f"{row.bytes:,}")
    return table


def show(findings: Iterable[Finding]) -> None:
    """Print findings to the error stream, as they are."""
    for finding in findings:
        err.print(str(finding), markup=False)


def plain(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as plain data."""
    return [
        {
            "file": finding.place.file,
            "line": finding.place.line,
            "column": finding.place.column,
            "code": finding.code,
            "severity": finding.severity,
            "problem": finding.problem,
            "hint": finding.hint,
        }
        for finding in findings
    ]


def print_json(data: dict[str, Any]) -> None:
    """Print JSON to standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def existing(path: Path) -> Path:
    """The path, or a usage error when there is nothing there."""
    if not path.exists():
        raise PressError([NOT_THERE.at(Place(str(path)), "there is no such file or folder")], Exit.USAGE)
    return path


def finished(output: Path) -> list[Path]:
    """The finished files of a build."""
    found = [output / row.file for row in pipeline.made_in(output)]
    if not found:
        raise PressError([NOT_THERE.at(Place(str(output)), "no build is here", "run `build` first")], Exit.USAGE)
    return found


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
