"""Options that commands share, and functions that print findings, progress and JSON."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console

from press.model.findings import ExitCode, Finding, FindingCode, Place, PressError, list_errors
from press.model.manifest import ManifestRow
from press.model.messages import pluralize_noun
from press.publish.manifest import read_manifest
from press.runtime.clock import read_date
from press.runtime.disk import FULL, find_folder, is_machine_error
from press.runtime.interpreter import HOME

if TYPE_CHECKING:
    from rich.table import Table

    from press.model.library import Library
    from press.model.publication import Publication

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Make accessible handouts from structured sources: tagged PDFs in many variants, and web pages.\n\n"
    "Exit codes: 0 success, 1 findings, 2 a mistake in the command, 3 a program is missing on this machine.",
)


@app.callback()
def _commands() -> None:
    """Keep Typer expecting a command name.

    With a single command loaded, it would leave the name out.
    """


out = Console(soft_wrap=True, highlight=False, emoji=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)  # `:100:` is a line number, not an emoji

NOT_THERE = FindingCode("USE102", "The files and folders named exist.", "the command line", "check the path")
NOT_OURS = FindingCode(
    "USE103", "Only a folder that the press made is cleaned.", "the command line", "name the output folder of a build"
)
NOT_A_PDF = FindingCode(
    "USE104", "A file that is read as a PDF is one.", "ISO 32000-1, 7.5", "name a complete PDF file"
)
UNUSABLE = FindingCode(
    "USE105",
    "The files and folders named can be read and written.",
    "the command line",
    "name another, free some space, or get permission to use it",
)
CODES = (NOT_THERE, NOT_OURS, NOT_A_PDF, UNUSABLE)

Sources = Annotated[
    Path, typer.Option("--sources", metavar="DIR", help="The folder of sources.", show_default="sources")
]
Output = Annotated[
    Path, typer.Option("--output", metavar="DIR", help="The folder of finished files.", show_default="output")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
Slugs = Annotated[list[str] | None, typer.Argument(metavar="[SLUG]...", help="Publications; all if you name none.")]
Langs = Annotated[
    list[str] | None, typer.Option("--lang", metavar="L", help="Only this language; may be given more than once.")
]
Imprints = Annotated[str, typer.Option("--imprint", metavar="NAME", help="Add the block of this clinic.")]
Variants = Annotated[
    list[str] | None, typer.Option("--variant", metavar="V", help="Only this variant; may be given more than once.")
]

Day = Annotated[
    dt.datetime | None,
    typer.Option("--today", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="The day to use instead of today."),
]

WIDTH = 150
"""Width of tables in characters if the output is not a terminal."""
SOURCES = HOME / "sources"
OUTPUT = HOME / "output"


def resolve_date(given: dt.datetime | None) -> dt.date:
    """Return the date given with `--today`, else the current date."""
    return given.date() if given else read_date()


@contextmanager
def report_errors(as_json: bool = False, sources: Path | None = None, slugs: Sequence[str] = ()) -> Iterator[None]:
    """Print a PressError's findings and exit with its code.

    An interrupt ends without a traceback. sources, slugs: the publications named, so that the warnings of others stay
    out; what is an error is always printed.
    """
    try:
        yield
    except PressError as error:
        if sources and slugs:
            selected = {*select_findings(error.findings, sources, slugs)[0], *list_errors(error.findings)}
            error = PressError(selected, error.exit_code)
        exit_with_findings(error, as_json)
    except OSError as error:
        exit_with_findings(explain_system_error(error), as_json)
    except KeyboardInterrupt:
        err.print("Stopped. Nothing was written.")
        raise typer.Exit(130) from None


def explain_system_error(error: OSError) -> PressError:
    """Explain an error of the system as a finding on its path."""
    if error.errno in FULL and error.filename:
        place, problem = Place(str(find_folder(str(error.filename)))), "the disk of this folder is full"
        return PressError([UNUSABLE.make_finding(place, problem, "free some space there")], ExitCode.ENVIRONMENT)
    place, problem = Place(str(error.filename or "")), f"this path cannot be used: {error.strerror or error}"
    code = ExitCode.ENVIRONMENT if is_machine_error(error) else ExitCode.USAGE
    return PressError([UNUSABLE.make_finding(place, problem)], code)


def exit_with_findings(error: PressError, as_json: bool) -> NoReturn:
    """Print an error's findings and exit with its code."""
    if as_json:
        print_json({"findings": describe_findings(error.findings)})
    else:
        print_findings(error.findings)
        count = pluralize_noun(len(list_errors(error.findings)), "error")
        err.print(f"[bold]{count}.[/bold] Nothing was written.")
    raise typer.Exit(error.exit_code) from None


@contextmanager
def show_progress() -> Iterator[Callable[[int, int, str], None]]:
    """Show a progress bar if standard error is a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

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


def make_wide_console() -> Console:
    """Make a console for tables.

    It is `WIDTH` wide if the output is not a terminal.
    """
    return Console(highlight=False) if out.is_terminal else Console(highlight=False, width=WIDTH)


def make_edition_table(rows: Iterable[ManifestRow]) -> Table:
    """Make the table of editions that ends a build."""
    from rich.table import Table

    table = Table("Edition", title="Editions", title_justify="left")
    for name in ("Pages", "Sheets", "Bytes"):
        table.add_column(name, justify="right")
    for row in rows:
        paper = (str(row.pages), str(row.sheets)) if row.trim else ("", "")
        table.add_row(row.edition, *paper, f"{row.bytes:,}")
    return table


_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What steers a terminal or turns its text around (ECMA-48; Unicode TR 36), and bytes of a name that is no text."""


def print_findings(findings: Iterable[Finding]) -> None:
    """Print findings to standard error; what cannot be seen in them is printed as its number.

    Errors come last, where somebody looks who waits for the end. A hint for several findings in a row stands below the
    last. Files in the current folder are named from there.
    """
    found = sorted(findings, key=lambda one: one.severity == "error")
    shown = [
        replace(one, hint="") if after and one.hint == after.hint else one
        for one, after in zip_longest(found, found[1:])
    ]
    if text := "\n".join(map(str, shown)):
        if here := _find_current_folder():
            text = re.sub(rf"(?<![^\s`]){re.escape(f'{here}/')}", "", text)
        # Nothing in it has a style, and Rich would go through the findings of a large library letter by letter.
        err.file.write(_UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text) + "\n")


def shorten_path(path: Path) -> str:
    """Format a path; one in the current folder begins there."""
    here = _find_current_folder()
    return (path.relative_to(here) if here and path.is_relative_to(here) else path).as_posix()


def _find_current_folder() -> str:
    """Find the current folder; "" if it is gone."""
    try:
        return str(Path.cwd())
    except OSError:
        return ""


def select_findings(findings: Iterable[Finding], sources: Path, slugs: Sequence[str]) -> tuple[list[Finding], int]:
    """Select the findings of named publications.

    Returns these, with every error of what all publications share, and the number of its warnings, which are only
    counted. If no publication is named, all findings are returned.
    """
    if not slugs:
        return list(findings), 0
    home = f"{sources.as_posix()}/"
    shown, shared = [], 0
    for finding in findings:
        inside = finding.place.file.removeprefix(home) if finding.place.file.startswith(home) else ""
        area, _, rest = inside.partition("/")
        if area == "publications":
            shown += [finding] if rest.partition("/")[0] in slugs else []
        elif inside and finding.severity == "warning":
            shared += 1
        else:
            shown.append(finding)
    return shown, shared


def print_selected_findings(findings: Iterable[Finding], sources: Path, slugs: Sequence[str]) -> None:
    """Print the findings of named publications, and count the shared ones."""
    shown, shared = select_findings(findings, sources, slugs)
    print_findings(shown)
    if shared:
        count = pluralize_noun(shared, "warning")
        err.print(f"Not shown: {count} on what all publications share. `check` without a name lists them.")


def describe_findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Describe findings for JSON."""
    return [
        {
            "file": finding.place.file,
            "line": finding.place.line,
            "column": finding.place.column,
            "code": finding.code,
            "severity": finding.severity,
            "problem": finding.problem,
            "hint": finding.hint,
            **({"editions": finding.editions} if finding.editions else {}),
        }
        for finding in findings
    ]


def print_json(data: dict[str, Any]) -> None:
    """Print JSON to standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def require_path(path: Path) -> Path:
    """Return the path if it exists.

    Raises a usage error if not.
    """
    if not path.exists():
        raise PressError([NOT_THERE.make_finding(Place(str(path)), "there is no such file or folder")], ExitCode.USAGE)
    return path


def list_finished_files(output: Path) -> list[Path]:
    """List the finished files of a build, with sheets.

    Raises a usage error if there are none. Files for a printing press are left out, because they make no claim that
    could be checked.
    """
    rows = read_manifest(output)
    found = [output / one.file for row in rows for one in (row, row.sheet_file) if one]
    if not found:
        raise PressError(
            [NOT_THERE.make_finding(Place(str(output)), "nothing has been built in this folder", "run `build` first")],
            ExitCode.USAGE,
        )
    return found


def find_publication(library: Library, slug: str) -> Publication:
    """Find a publication by name.

    Raises a usage error that lists the names.
    """
    if slug not in library.publications:
        raise make_unknown_error("publication", slug, library.publications)
    return library.publications[slug]


def make_unknown_error(noun: str, name: str, known: Iterable[str]) -> PressError:
    """Make the usage error for an unknown name."""
    from press.build.selection import make_unknown_finding

    return PressError([make_unknown_finding(noun, name, known)], ExitCode.USAGE)
