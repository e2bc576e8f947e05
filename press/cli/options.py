"""What the commands share: their options, and how findings, progress and JSON are shown."""

from __future__ import annotations

import datetime as dt
import errno
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from press.model.findings import Code, Exit, Finding, Place, PressError, errors
from press.model.records import Row
from press.publish.manifest import read_manifest
from press.runtime.clock import today

if TYPE_CHECKING:
    from press.model.edition import Library, Publication

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Make accessible handouts from structured sources: tagged PDFs in many forms, and web pages.\n\n"
    "Exit codes: 0 all is well, 1 findings, 2 a mistake in the command, 3 this machine lacks something.",
)


@app.callback()
def _commands() -> None:
    """Have commands by name, even where only one of them is loaded."""


out = Console(soft_wrap=True, highlight=False, emoji=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)  # `:100:` is a line, and no picture

NOT_THERE = Code("USE102", "The files and folders named exist.", "the command line", "check the path")
NOT_OURS = Code(
    "USE103", "Only a folder that the press made is cleaned.", "the command line", "name the output folder of a build"
)
NOT_A_PDF = Code("USE104", "What is read as a PDF is one.", "ISO 32000-1, 7.5", "name a PDF file that is whole")
UNUSABLE = Code(
    "USE105",
    "The files and folders named can be read and written.",
    "the command line",
    "name another, make room, or ask for the right to use it",
)
MACHINE = frozenset({errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT, errno.EMFILE, errno.ENOMEM})
"""What the system says when the machine, not the command, is at fault."""
CODES = (NOT_THERE, NOT_OURS, NOT_A_PDF, UNUSABLE)

Sources = Annotated[
    Path, typer.Option("--sources", metavar="DIR", help="The folder of sources.", show_default="sources")
]
Output = Annotated[
    Path, typer.Option("--output", metavar="DIR", help="The folder for finished files.", show_default="output")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for another program instead of a table.")]
Slugs = Annotated[list[str] | None, typer.Argument(metavar="[SLUG]...", help="Publications; all when none is named.")]
Langs = Annotated[list[str] | None, typer.Option("--lang", metavar="L", help="A language; may be given again.")]
Imprints = Annotated[str, typer.Option("--imprint", metavar="NAME", help="With the block of this clinic.")]
Variants = Annotated[list[str] | None, typer.Option("--variant", metavar="V", help="A variant; may be given again.")]

Day = Annotated[
    dt.datetime | None,
    typer.Option("--today", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="The day to judge by, if not today."),
]

WIDTH = 150
"""Characters that a table may be wide where there is no terminal to fit."""
HERE = Path(__file__).resolve().parent.parent.parent
SOURCES = HERE / "sources"
OUTPUT = HERE / "output"


def date_of(given: dt.datetime | None) -> dt.date:
    """The day that was given with `--today`, or the system's."""
    return given.date() if given else today()


@contextmanager
def reported(as_json: bool = False) -> Iterator[None]:
    """Turn a PressError into its findings and its exit code; an interrupt into silence."""
    try:
        yield
    except PressError as error:
        stop(error, as_json)
    except OSError as error:
        place = Place(str(error.filename or ""))
        code = Exit.ENVIRONMENT if error.errno in MACHINE else Exit.USAGE
        stop(PressError([UNUSABLE.at(place, f"it cannot be used: {error.strerror or error}")], code), as_json)
    except KeyboardInterrupt:
        err.print("Stopped. Nothing was written.")
        raise typer.Exit(130) from None


def stop(error: PressError, as_json: bool) -> NoReturn:
    """Show the findings of an error and leave with its exit code."""
    if as_json:
        print_json({"findings": plain(error.findings)})
    else:
        show(error.findings)
        count = len(errors(error.findings))
        err.print(f"[bold]{count} error{'s' if count != 1 else ''}.[/bold] Nothing was written.")
    raise typer.Exit(error.exit_code) from None


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


def wide() -> Console:
    """Standard output, as wide as a table needs where there is no terminal to fit."""
    return Console(highlight=False) if out.is_terminal else Console(highlight=False, width=WIDTH)


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
    """The finished files of a build, sheets too; files for a printing press claim nothing that could be checked."""
    rows = read_manifest(output)
    found = [output / one.file for row in rows for one in (row, row.sheet_file) if one]
    if not found:
        raise PressError([NOT_THERE.at(Place(str(output)), "no build is here", "run `build` first")], Exit.USAGE)
    return found


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def named(library: Library, slug: str) -> Publication:
    """A publication by its name, or a usage error that says which there are."""
    if slug not in library.publications:
        raise unknown("publication", slug, library.publications)
    return library.publications[slug]


def unknown(noun: str, name: str, known: Iterable[str]) -> PressError:
    """The usage error for a name that nothing has."""
    from press.build.selection import UNKNOWN

    there = f"there is: {', '.join(sorted(known)) or 'none'}"
    return PressError([UNKNOWN.at(Place(), f"there is no {noun} called {name!r}", there)], Exit.USAGE)


