"""The commands `impact` and `due`, and the parts of `list --numbers` and `check --links`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from press.build import pipeline
from press.build.impact import EditionChange, StockLine, find_stale_stock, find_unknown_stock, list_changes, read_stock
from press.cli.build import REASONS
from press.cli.options import (
    NOT_THERE,
    OUTPUT,
    SOURCES,
    AsJson,
    Day,
    Output,
    Sources,
    app,
    describe_findings,
    make_wide_console,
    out,
    print_findings,
    print_json,
    report_errors,
    require_path,
    resolve_date,
    show_progress,
)
from press.model.findings import ExitCode, Finding, Place, PressError, raise_errors
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.model.messages import pluralize_noun
from press.publish.manifest import MANIFEST, read_rows
from press.publish.output import write_durably
from press.shelf_life import DueDate, describe_origin, find_notice_key, find_title, list_upcoming


def _add_row(table: Table, *cells: str) -> None:
    """Add a row of escaped cells.

    Brackets in a title are not markup.
    """
    table.add_row(*map(escape, cells))


UNITS = {"d": 1, "w": 7, "m": 31, "y": 366}
"""Days of each unit of `--within`, at its longest."""
_SPAN = re.compile(r"([0-9]{1,4})([dwmy])")


def _parse_span(text: str) -> int:
    """Parse a span such as `90d` to days.

    Raises a usage error for anything else.
    """
    found = _SPAN.fullmatch(text.strip().lower())
    if not found:
        raise typer.BadParameter(f"`{text}` is not a span of time: write e.g. 90d, 12w, 6m or 1y")
    return int(found[1]) * UNITS[found[2]]


# ---------------------------------------------------------------- impact


@app.command("impact", epilog="Example: `python pipeline.py impact --stock stock.csv`")
def impact_(
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="PATH", help="Compare with this output folder or manifest."),
    ] = None,
    stock: Annotated[
        Path | None,
        typer.Option(
            "--stock", metavar="FILE.csv", help="The printed stock, with columns number, language, variant, quantity."
        ),
    ] = None,
    today: Day = None,
    as_json: AsJson = False,
) -> None:
    """List the editions that the next build will change.

    Gives the reasons, and the printed stock that becomes stale. Nothing is built.
    """
    with report_errors(as_json):
        library = pipeline.read_library(require_path(sources))
        rows = _read_built_rows(against or output)
        lines, faults = read_stock(require_path(stock).read_bytes(), str(stock)) if stock else ([], [])
        raise_errors(faults)
        changes = list_changes(library, rows, resolve_date(today))
        assert library.center
        stale = list(find_stale_stock(lines, changes, library.center.publication_number.prefix))
        findings = find_unknown_stock(lines, library, rows)
        if as_json:
            data = [{**_describe_stock(line), "edition": change.edition, "why": change.why} for line, change in stale]
            print_json(
                {"changes": [asdict(one) for one in changes], "stale": data, "findings": describe_findings(findings)}
            )
            return
        print_findings(findings)
        _print_changes(changes, len(rows))
        if stock:
            _print_stock(stale, sum(line.quantity for line in lines))


def _read_built_rows(path: Path) -> list[ManifestRow]:
    """Read the rows of an output folder or manifest.

    Raises a usage error if there are none.
    """
    manifest = require_path(path) / MANIFEST if path.is_dir() else require_path(path)
    rows = read_rows(manifest)
    if not rows:
        hint = "run `build` first, or name an output folder or a manifest with `--against`"
        raise PressError([NOT_THERE.make_finding(Place(str(manifest)), "this lists no editions", hint)], ExitCode.USAGE)
    return rows


def _describe_stock(line: StockLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("number", "language", "variant", "quantity")}


def _describe_reasons(change: EditionChange) -> str:
    """Describe in words what differs."""
    return ", ".join(REASONS.get(part, part) for part in change.why)


def _print_changes(changes: Sequence[EditionChange], total: int) -> None:
    if not changes:
        out.print(f"Nothing changes: all {total} editions are up to date.")
        return
    table = Table("Edition", "Next build", "Why", "In print")
    for one in changes:
        _add_row(table, one.edition, one.what, _describe_reasons(one), "stale" if one.stale else "")
    make_wide_console().print(table)
    stale = sum(one.stale for one in changes)
    counts = {what: sum(one.what == what for one in changes) for what in ("changed", "new", "removed")}
    summary = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    out.print(f"Of {total} editions: {summary}. Stale in print: {pluralize_noun(stale, 'edition')}.")


def _print_stock(stale: Sequence[tuple[StockLine, EditionChange]], total: int) -> None:
    table = Table("Number", "Language", "Variant", title="Stale stock", title_justify="left")
    table.add_column("Copies", justify="right")
    table.add_column("Why")
    for line, change in stale:
        _add_row(table, line.number, line.language, line.variant, f"{line.quantity:,}", _describe_reasons(change))
    if stale:
        make_wide_console().print(table)
    out.print(f"{sum(line.quantity for line, _ in stale):,} of {total:,} copies in stock are stale.")


# ---------------------------------------------------------------- due


@app.command(epilog="Example: `python pipeline.py due --within 90d --ics reviews.ics`")
def due(
    sources: Sources = SOURCES,
    within: Annotated[
        str, typer.Option("--within", metavar="SPAN", help="How far to look ahead, e.g. `90d`, `12w`, `6m` or `1y`.")
    ] = "90d",
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="FILE.ics", help="Also write the dates to a calendar file.")
    ] = None,
    today: Day = None,
    as_json: AsJson = False,
) -> None:
    """List what is due for review or about to expire.

    Overdue publications come first.
    """
    span = _parse_span(within)
    with report_errors(as_json):
        day = resolve_date(today)
        library = pipeline.read_library(require_path(sources))
        dates = list_upcoming(library, day, span)
        if ics:
            from press.shelf_life.calendar import make_calendar

            write_durably(ics, make_calendar(dates, library, day))
        if as_json:
            print_json({"today": day.isoformat(), "due": [_describe_due(one, library, day) for one in dates]})
            return
        if dates:
            make_wide_console().print(_make_due_table(dates, library, day))
        late = sum(one.count_days(day) < 0 for one in dates)
        out.print(f"{pluralize_noun(len(dates), 'date')} within {within} of {day}; {late} overdue.")
        if ics:
            out.print(f"Written to {ics}", markup=False)


def _describe_due(one: DueDate, library: Library, day: dt.date) -> dict[str, Any]:
    return {
        "date": one.day.isoformat(),
        "days": one.count_days(day),
        "what": one.what,
        "publication": one.publication.slug,
        "number": one.publication.facts.number,
        "title": find_title(one, library),
        "why": describe_origin(one, library),
    }


def _make_due_table(dates: Sequence[DueDate], library: Library, day: dt.date) -> Table:
    table = Table("Date")
    table.add_column("Days", justify="right")
    for name in ("What", "Number", "Title", "Why"):
        table.add_column(name)
    for one in dates:
        row = (str(one.day), str(one.count_days(day)), one.what, one.publication.facts.number)
        _add_row(table, *row, find_title(one, library), describe_origin(one, library))
    return table


# ---------------------------------------------------------------- list --numbers


def list_numbers(library: Library, day: dt.date) -> list[dict[str, Any]]:
    """List all publication numbers in order, each with its publication."""
    main = library.center.language if library.center else ""
    return sorted(_list_entries(library, main, day), key=lambda one: (one["number"], one["publication"]))


def _list_entries(library: Library, main: str, day: dt.date) -> Iterator[dict[str, Any]]:
    for slug, publication in library.publications.items():
        facts, texts = publication.facts, publication.translations
        yield {
            "number": facts.number,
            "publication": slug,
            "title": texts[main if main in texts else next(iter(texts))].front.title,
            "languages": list(texts),
            "issued": facts.issued,
            "revised": facts.revised or "",
            "reviewed": facts.reviewed or "",
            "review_by": facts.review_by or "",
            "expires": facts.expires or "",
            "status": find_notice_key(facts, day) or facts.status,
            "superseded_by": facts.superseded_by or "",
        }


def make_number_table(entries: Sequence[Mapping[str, Any]]) -> Table:
    """Make a table of the publication numbers."""
    table = Table("Number", "Publication", "Title", "Languages", "Issued", "Status", "Superseded by")
    keys = ("number", "publication", "title", "languages", "issued", "status", "superseded_by")
    for one in entries:
        _add_row(table, *(", ".join(one[name]) if name == "languages" else one[name] for name in keys))
    return table


# ---------------------------------------------------------------- check --links


def check_external_links(library: Library) -> tuple[list[Finding], int]:
    """Check the external links of a library.

    Returns the findings and the number of links. This reaches the network.
    """
    from press.check.addresses import list_links
    from press.check.links import check_links

    with show_progress() as step:
        return check_links(list(list_links(library)), step)
