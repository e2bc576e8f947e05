"""The command on translations: what is current, what is stale, and who reviewed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

import pipeline
from press.cli.options import SOURCES, AsJson, Sources, app, existing, named, out, print_json, reported, unknown, wide
from press.model.edition import Library, Publication
from press.model.findings import Code, Exit, Place, PressError, errors
from press.model.textfacts import Review
from press.translations import Standing, accepted, in_words, source_language, standings, written

INCOMPLETE = Code(
    "TRA201",
    "Who accepts a translation says which one, who they are and what makes them fit to.",
    "the command line",
    "e.g. `translations SLUG LANG --accept --by 'NAME' --credentials 'WHAT'`",
)
CODES = (INCOMPLETE,)
LEDGER = "translations.yaml"
SCHEMA = "../../../output/schemas/ledger.json"
"""Where its schema lies, seen from the folder of a publication."""


# ---------------------------------------------------------------- translations


@app.command(epilog="Example: `python pipeline.py translations osteopetrosis es`")
def translations(  # noqa: PLR0913, PLR0917 - one parameter an option
    slug: Annotated[str | None, typer.Argument(metavar="[SLUG]", help="A publication; all when none is named.")] = None,
    lang: Annotated[str | None, typer.Argument(metavar="[LANG]", help="A language; all when none is named.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Record that someone reviewed the translation.")] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Record what it was made from, without a review: the present source.")
    ] = False,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who reviewed it.")] = "",
    credentials: Annotated[str, typer.Option("--credentials", metavar="WHAT", help="What makes them fit to.")] = "",
    section: Annotated[
        list[str] | None, typer.Option("--section", metavar="ID", help="Only this section; may be given again.")
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What the reviewer remarked.")] = "",
    today: Annotated[dt.datetime | None, typer.Option("--today", formats=["%Y-%m-%d"], help="The day.")] = None,
    sources: Sources = SOURCES,
    as_json: AsJson = False,
) -> None:
    """Show which translated sections are current, stale, missing, extra or unrecorded; or record a review."""
    with reported(as_json):
        library, findings = pipeline.read(existing(sources))
        if accept or record:
            _demand(accept, slug, lang, by, credentials)
            review = _review(by, credentials, note, today) if accept else None
            _accept(library, findings, sources, str(slug), str(lang), section or [], review)
            library, _ = pipeline.read(sources)
        rows = list(_standings(library, slug, lang))
        if as_json:
            print_json({"translations": [_plain(*row) for row in rows]})
        else:
            _show(rows)


def _demand(accept: bool, slug: str | None, lang: str | None, by: str, credentials: str) -> None:
    needed = {"SLUG": slug, "LANG": lang} | ({"--by": by, "--credentials": credentials} if accept else {})
    lacks = [name for name, value in needed.items() if not (value or "").strip()]
    if lacks:
        raise PressError([INCOMPLETE.at(Place(), f"this lacks {', '.join(lacks)}")], Exit.USAGE)


def _review(by: str, credentials: str, note: str, today: dt.datetime | None) -> Review:
    from press.runtime.clock import today as by_the_clock

    day = today.date() if today else by_the_clock()
    said = " ".join(note.split()) or None
    return Review(
        by=" ".join(by.split()), credentials=" ".join(credentials.split()), on=day.isoformat(), note=said, text="0" * 16
    )


def _accept(
    library: Library,
    findings: list[Any],
    sources: Path,
    slug: str,
    lang: str,
    sections: list[str],
    review: Review | None,
) -> None:
    """Write the ledger of a publication anew, or raise PressError and write nothing."""
    from press.publish.output import write_durably

    whole = library.whole or library
    publication = named(whole, slug)
    source = source_language(publication, whole.center.language if whole.center else "")
    langs = [one for one in publication.translations if one != source]
    if lang not in langs:
        raise unknown("translation", lang, langs)
    path = sources / "publications" / slug / LEDGER
    home = f"{path.parent.as_posix()}/"
    # A ledger that was changed by hand, or is no longer whole, is what accepting mends.
    about = [one for one in errors(findings) if one.place.file.startswith(home) and one.code != "TRA104"]
    if about:
        raise PressError(about)
    there = [one.section for one in standings(publication, lang, source) if one.state not in {"missing", "extra"}]
    for name in sections:
        if name not in there:
            raise unknown("section", name, there)
    ledger = accepted(publication, lang, source, sections or there, review)
    write_durably(path, written(ledger, SCHEMA).encode())


def _standings(
    library: Library, slug: str | None, lang: str | None
) -> Iterator[tuple[Publication, str, list[Standing]]]:
    whole = library.whole or library
    chosen = [named(whole, slug)] if slug else list(whole.publications.values())
    center = whole.center.language if whole.center else ""
    langs = sorted({one for publication in chosen for one in publication.translations})
    if lang and lang not in langs:
        raise unknown("language", lang, langs)
    for publication in chosen:
        source = source_language(publication, center)
        for one in publication.translations:
            if one != source and (not lang or one == lang):
                yield publication, one, standings(publication, one, source)


def _plain(publication: Publication, lang: str, found: list[Standing]) -> dict[str, Any]:
    sections = [
        {
            "section": one.section,
            "state": one.state,
            "line": one.line,
            "changes": [{"old": change.old, "new": change.new} for change in one.changes],
            "reviews": [review.model_dump(exclude_none=True) for review in one.reviews],
            "reviewed": one.reviewed,
        }
        for one in found
    ]
    return {"publication": publication.slug, "language": lang, "sections": sections}


def _show(rows: list[tuple[Publication, str, list[Standing]]]) -> None:
    console = wide()
    for publication, lang, found in rows:
        table = Table("Section", "State", "Changed words of the source", "Reviewed", title_justify="left")
        table.title = f"{publication.slug}, {lang}"
        for one in found:
            said = "\n".join(in_words(change) for change in one.changes)
            table.add_row(one.section, one.state, Text(said), Text(_reviewed(one)))
        console.print(table)
        if any(one.state == "unrecorded" for one in found):
            command = f"python pipeline.py translations {publication.slug} {lang} --record"
            out.print(f"What is unrecorded cannot go stale. If it says what its source says now: `{command}`")
    if not rows:
        out.print("There are no translations.")


def _reviewed(one: Standing) -> str:
    if not one.reviews:
        return "no"
    last = one.reviews[-1]
    since = "" if one.reviewed else ", changed since"
    return f"{last.on} by {last.by}, {last.credentials}{since}"
