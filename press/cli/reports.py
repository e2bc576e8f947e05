"""Commands that take care of what there is: impact and due, the registry of numbers, and the trial of links."""

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

import pipeline
from press.build.impact import Change, Stock, impact, read_stock, stale_stock, unknown_stock
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
    date_of,
    existing,
    out,
    plain,
    print_json,
    progress,
    reported,
    show,
    wide,
)
from press.model.edition import Library
from press.model.findings import Exit, Finding, Place, PressError, stop_on
from press.model.records import Row
from press.publish.manifest import MANIFEST, read_rows
from press.publish.output import write_durably
from press.shelf_life import Due, coming_up, mark_of, said_of, title_of


def _row(table: Table, *cells: str) -> None:
    """Add a row of words as they are: a title with brackets in it is no markup."""
    table.add_row(*map(escape, cells))


UNITS = {"d": 1, "w": 7, "m": 31, "y": 366}
"""Days that the units of `--within` stand for, at the most."""
_SPAN = re.compile(r"([0-9]{1,4})([dwmy])")


def _days(text: str) -> int:
    """A span such as `90d` in days; a usage error for anything else."""
    found = _SPAN.fullmatch(text.strip().lower())
    if not found:
        raise typer.BadParameter(f"{text!r} is no span of time: write e.g. 90d, 12w, 6m or 1y")
    return int(found[1]) * UNITS[found[2]]


# ---------------------------------------------------------------- impact


@app.command("impact", epilog="Example: `python pipeline.py impact --stock stock.csv`")
def impact_(
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="PATH", help="Another output folder, or a manifest kept from one."),
    ] = None,
    stock: Annotated[
        Path | None,
        typer.Option("--stock", metavar="FILE.csv", help="What is on the shelf: number, language, variant, quantity."),
    ] = None,
    today: Day = None,
    as_json: AsJson = False,
) -> None:
    """Say which editions the next build will change, why, and which printed stock becomes stale. Makes nothing."""
    with reported(as_json):
        library = pipeline.checked(existing(sources))
        rows = _made(against or output)
        lines, found = read_stock(existing(stock).read_bytes(), str(stock)) if stock else ([], [])
        stop_on(found)
        changes = impact(library, rows, date_of(today))
        assert library.center
        stale = list(stale_stock(lines, changes, library.center.publication_number.prefix))
        findings = unknown_stock(lines, library, rows)
        if as_json:
            data = [{**_line(line), "edition": change.edition, "why": change.why} for line, change in stale]
            print_json({"changes": [asdict(one) for one in changes], "stale": data, "findings": plain(findings)})
            return
        show(findings)
        _show_changes(changes, len(rows))
        if stock:
            _show_stock(stale, sum(line.quantity for line in lines))


def _made(path: Path) -> list[Row]:
    """The rows of an output folder or of a manifest; a usage error when there are none."""
    manifest = existing(path) / MANIFEST if path.is_dir() else existing(path)
    rows = read_rows(manifest)
    if not rows:
        hint = "run `build` first, or name an output folder or a manifest with `--against`"
        raise PressError([NOT_THERE.at(Place(str(manifest)), "no build is described here", hint)], Exit.USAGE)
    return rows


def _line(line: Stock) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("number", "language", "variant", "quantity")}


def _why(change: Change) -> str:
    """What differs, in words."""
    return ", ".join(REASONS.get(part, part) for part in change.why)


def _show_changes(changes: Sequence[Change], total: int) -> None:
    if not changes:
        out.print(f"Nothing changes: all {total} editions are as their sources are.")
        return
    table = Table("Edition", "Next build", "Why", "In print")
    for one in changes:
        _row(table, one.edition, one.what, _why(one), "stale" if one.stale else "")
    wide().print(table)
    stale = sum(one.stale for one in changes)
    counts = {what: sum(one.what == what for one in changes) for what in ("changed", "new", "removed")}
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    out.print(f"Of {total} editions: {said}. What is printed of {stale} becomes stale.")


def _show_stock(stale: Sequence[tuple[Stock, Change]], total: int) -> None:
    table = Table("Number", "Language", "Variant", title="Stale stock", title_justify="left")
    table.add_column("Copies", justify="right")
    table.add_column("Why")
    for line, change in stale:
        _row(table, line.number, line.language, line.variant, f"{line.quantity:,}", _why(change))
    if stale:
        wide().print(table)
    out.print(f"{sum(line.quantity for line, _ in stale):,} of {total:,} copies on the shelf are stale.")


# ---------------------------------------------------------------- due


@app.command(epilog="Example: `python pipeline.py due --within 90d --ics reviews.ics`")
def due(
    sources: Sources = SOURCES,
    within: Annotated[
        str, typer.Option("--within", metavar="SPAN", help="How far to look ahead: `90d`, `12w`, `6m`, `1y`.")
    ] = "90d",
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="FILE.ics", help="Write the dates as a calendar too.")
    ] = None,
    today: Day = None,
    as_json: AsJson = False,
) -> None:
    """List what comes up for review or runs out, what is overdue first."""
    span = _days(within)
    with reported(as_json):
        day = date_of(today)
        library = pipeline.checked(existing(sources))
        dates = coming_up(library, day, span)
        if ics:
            from press.shelf_life.calendar import calendar

            write_durably(ics, calendar(dates, library, day))
        if as_json:
            print_json({"today": day.isoformat(), "due": [_due(one, library, day) for one in dates]})
            return
        if dates:
            wide().print(_agenda(dates, library, day))
        late = sum(one.left(day) < 0 for one in dates)
        out.print(f"{len(dates)} date(s) within {within} of {day}; {late} overdue.")
        if ics:
            out.print(f"Written to {ics}", markup=False)


def _due(one: Due, library: Library, day: dt.date) -> dict[str, Any]:
    return {
        "date": one.day.isoformat(),
        "days": one.left(day),
        "what": one.what,
        "publication": one.publication.slug,
        "number": one.publication.facts.number,
        "title": title_of(one, library),
        "why": said_of(one, library),
    }


def _agenda(dates: Sequence[Due], library: Library, day: dt.date) -> Table:
    table = Table("Date")
    table.add_column("Days", justify="right")
    for name in ("What", "Number", "Title", "Why"):
        table.add_column(name)
    for one in dates:
        left = one.left(day)
        row = (str(one.day), str(left), one.what, one.publication.facts.number)
        _row(table, *row, title_of(one, library), said_of(one, library))
    return table


# ---------------------------------------------------------------- list --numbers


def registry(library: Library, day: dt.date) -> list[dict[str, Any]]:
    """Every publication number with what it stands for, in the order of numbers."""
    main = library.center.language if library.center else ""
    return sorted(_entries(library, main, day), key=lambda one: (one["number"], one["publication"]))


def _entries(library: Library, main: str, day: dt.date) -> Iterator[dict[str, Any]]:
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
            "status": mark_of(facts, day) or facts.status,
            "superseded_by": facts.superseded_by or "",
        }


def registry_table(entries: Sequence[Mapping[str, Any]]) -> Table:
    """The registry as a table."""
    table = Table("Number", "Publication", "Title", "Languages", "Issued", "Status", "Superseded by")
    for one in entries:
        given = ("number", "publication", "title", "languages", "issued", "status", "superseded_by")
        _row(table, *(", ".join(one[name]) if name == "languages" else one[name] for name in given))
    return table


# ---------------------------------------------------------------- check --links


def tried(library: Library) -> tuple[list[Finding], int]:
    """What is wrong with the external links of a library today, and how many were tried. Reaches the network."""
    from press.check.addresses import links
    from press.check.links import check_links

    with progress() as step:
        return check_links(list(links(library)), step)
