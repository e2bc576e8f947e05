"""Shelf life: what is past its date, what may not be handed out and why, and what comes up for review."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from press.model.edition import Edition, Library, Publication
from press.model.facts import Center, Facts, Language
from press.model.findings import Code, Finding
from press.model.formatting import date_in_words
from press.model.life import Mark
from press.model.records import Row, Wish
from press.runtime.clock import today

LIFE = "house rule: shelf life"
PIF = "house rule: shelf life; PIF TICK asks for a review every three years at least"

REVIEW_DUE = Code(
    "DUE201",
    "A publication is reviewed by its `review_by` date, or as often as the centre says.",
    PIF,
    "let a reviewer read it, then set `reviewed` and a new `review_by` in publication.yaml",
    severity="warning",
)
EXPIRED = Code(
    "DUE202",
    "A publication is given out until its `expires` date and no longer.",
    LIFE,
    "bring it up to date and set a later `expires`, or set `status: withdrawn`",
    severity="warning",
)
WITHHELD = Code(
    "DUE203",
    "A build publishes what may be handed out; the rest only when it is asked for by name, with a mark.",
    LIFE,
    "to make marked copies, name it: `python pipeline.py build SLUG`",
    severity="warning",
)
NOT_YET = Code(
    "DUE204",
    "What is said to be done was done before today.",
    LIFE,
    "check the date; for a review that is to come, use `review_by`",
    severity="warning",
)
CODES = (REVIEW_DUE, EXPIRED, WITHHELD, NOT_YET)

REASONS = {
    "draft": "a draft",
    "withdrawn": "withdrawn",
    "superseded": "superseded",
    "expired": "past its `expires` date",
}
"""Why a publication is not handed out: the keys are those of `Marks`, the words those of findings."""


def first_day(date: str) -> dt.date:
    """The day of a `YYYY-MM-DD` date, or the first of a `YYYY-MM` month."""
    year, month, *day = (int(part) for part in date.split("-"))
    return dt.date(year, month, day[0] if day else 1)


def last_day(date: str) -> dt.date:
    """The day of a `YYYY-MM-DD` date, or the last of a `YYYY-MM` month: until then it is good."""
    first = first_day(date)
    return first if date.count("-") == 2 else first.replace(day=monthrange(first.year, first.month)[1])


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 28 February where there is no 29th."""
    year = min(day.year + years, dt.MAXYEAR)
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def mark_of(facts: Facts, day: dt.date) -> str:
    """Why a publication must not be handed out on a day: a key of `Marks`, or nothing when it may be."""
    if facts.status != "current":
        return facts.status
    return "expired" if facts.expires and last_day(facts.expires) < day else ""


def mark(edition: Edition) -> Mark | None:
    """The words that an edition carries because it is not to be handed out; None when it may be."""
    return getattr(edition.language.marks, edition.marked) if edition.marked else None


def fillings(edition: Edition) -> dict[str, str]:
    """What the places in the sentence of an edition's mark stand for."""
    return fillings_of(edition.publication.facts, edition.center, edition.language)


def fillings_of(facts: Facts, center: Center, language: Language) -> dict[str, str]:
    """What the places in the sentence of a mark stand for: `number` of what takes its place, and `date` of its end."""
    number = f"{center.publication_number.prefix} {facts.superseded_by}" if facts.superseded_by else ""
    return {"number": number, "date": date_in_words(facts.expires, language) if facts.expires else ""}


@dataclass(frozen=True, slots=True)
class Due:
    """A date of a publication that comes up, or has gone by. rule: it is the centre's, not the publication's own."""

    day: dt.date
    what: Literal["review", "expiry"]
    publication: Publication
    rule: bool = False

    def left(self, day: dt.date) -> int:
        """Days from a day to this one; fewer than none when it is past."""
        return (self.day - day).days


def dates_of(publication: Publication, every_years: int | None) -> Iterator[Due]:
    """When a current publication is to be reviewed and when it expires; nothing for one that is not current."""
    facts = publication.facts
    if facts.status != "current":
        return
    if facts.review_by:
        yield Due(last_day(facts.review_by), "review", publication)
    elif every_years and (said := [date for date in (facts.issued, facts.revised, facts.reviewed) if date]):
        yield Due(years_later(max(map(last_day, said)), every_years), "review", publication, rule=True)
    if facts.expires:
        yield Due(last_day(facts.expires), "expiry", publication)


def coming_up(library: Library, day: dt.date, within: int) -> list[Due]:
    """What is past its date and what comes up within some days, the longest overdue first."""
    every = library.center.review_every_years if library.center else None
    found = [one for publication in library.publications.values() for one in dates_of(publication, every)]
    wanted = (one for one in found if one.left(day) <= within)
    return sorted(wanted, key=lambda one: (one.day, one.publication.facts.number, one.what))


def overdue(library: Library, day: dt.date | None = None) -> list[Finding]:
    """A warning for every date that has gone by: reviews not done, and publications still current past their end.

    day: that they are judged by, the system's if none.
    """
    day = day or today()
    found = [_late(one, library) for one in coming_up(library, day, -1)]
    for publication in library.publications.values():
        for field in ("reviewed", "revised"):
            date = getattr(publication.facts, field)
            if date and first_day(date) > day:
                found.append(NOT_YET.at(publication.source.at(field), f"`{field}: {date}` is still to come"))
    return sorted(found)


def _late(one: Due, library: Library) -> Finding:
    facts, source = one.publication.facts, one.publication.source
    number = f"publication {facts.number}"
    if one.what == "expiry":
        return EXPIRED.at(source.at("expires"), f"{number} was good until {facts.expires}")
    if not one.rule:
        return REVIEW_DUE.at(source.at("review_by"), f"the review of {number} was due by {facts.review_by}")
    assert library.center
    every = library.center.review_every_years
    field = "reviewed" if facts.reviewed else "revised" if facts.revised else "issued"
    problem = f"{number} was {field} in {getattr(facts, field)}; the center reviews every {every} years"
    return REVIEW_DUE.at(source.at(field), problem)


def title_of(one: Due, library: Library) -> str:
    """The title of a publication, in the language of the centre where it has one."""
    texts = one.publication.translations
    main = library.center.language if library.center else ""
    return texts[main if main in texts else next(iter(texts))].front.title


def said_of(one: Due, library: Library) -> str:
    """One sentence on where a date comes from."""
    if one.what == "expiry":
        return f"Good until {one.publication.facts.expires}; after that it is not published."
    if not one.rule:
        return f"To be reviewed by {one.publication.facts.review_by}."
    every = library.center.review_every_years if library.center else ""
    return f"It has no review date of its own; the center reviews every {every} years."


# ---------------------------------------------------------------- what a build publishes


def kept(rows: Sequence[Row], marks: Mapping[str, str], slugs: Collection[str]) -> dict[str, Row]:
    """The rows of an earlier build that may stay, by edition; those of what is gone, or marked otherwise now, may not.

    marks: why each edition that the sources describe is not handed out, by name; slugs: the publications that the
    build was asked for by name.
    """
    alive = [row for row in rows if marks.get(row.edition) == row.marked]
    return {row.edition: row for row in alive if not row.marked or row.publication in slugs}


def withheld(library: Library, wish: Wish, rows: Sequence[Row]) -> list[Finding]:
    """A warning for every publication that a build does not publish; it says what is removed of an earlier build."""
    found = []
    for slug, publication in library.publications.items():
        marked = mark_of(publication.facts, wish.day or today())
        if not marked or slug in wish.slugs:
            continue
        gone = sum(row.publication == slug for row in rows)
        problem = f"`{slug}` is {REASONS[marked]} and is not published"
        if gone:
            problem += f"; its {gone} edition{'s' * (gone != 1)} in the output {'are' if gone != 1 else 'is'} removed"
        field = "expires" if marked == "expired" else "status"
        found.append(WITHHELD.at(publication.source.at(field), problem))
    return found
