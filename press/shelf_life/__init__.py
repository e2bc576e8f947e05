"""Shelf life: what is past its date, what must not be handed out and why, and what is due for review."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from press.model.build import BuildRequest
from press.model.edition import Edition
from press.model.findings import Finding, FindingCode
from press.model.formatting import format_date
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.model.messages import pluralize_noun
from press.model.publication import Publication
from press.model.sources.center import Center
from press.model.sources.language import Language, StatusNotice
from press.model.sources.publication import PublicationFacts
from press.runtime.clock import read_date

LIFE = "house rule: shelf life"
PIF = "house rule: shelf life; PIF TICK asks for a review at least every three years"

REVIEW_DUE = FindingCode(
    "DUE201",
    "A publication is reviewed by its `review_by` date, or as often as the center says.",
    PIF,
    "have it reviewed, then set `reviewed` and a new `review_by` in publication.yaml",
    severity="warning",
)
EXPIRED = FindingCode(
    "DUE202",
    "A publication is handed out until its `expires` date and no longer.",
    LIFE,
    "bring it up to date and set a later `expires`, or set `status: withdrawn`",
    severity="warning",
)
WITHHELD = FindingCode(
    "DUE203",
    "A build publishes what may be handed out; other publications only by name, with a status notice.",
    LIFE,
    "to make copies with a status notice, build it by name",
    severity="warning",
)
NOT_YET = FindingCode(
    "DUE204",
    "The dates `reviewed` and `revised` are not in the future.",
    LIFE,
    "correct the date; for a review that is planned, use `review_by`",
    severity="warning",
)
CODES = (REVIEW_DUE, EXPIRED, WITHHELD, NOT_YET)

REASONS = {
    "draft": "a draft",
    "withdrawn": "withdrawn",
    "superseded": "superseded",
    "expired": "past its `expires` date",
}
"""Why a publication is not handed out: keys of `StatusNotices`, and the words of findings."""


def parse_first_day(date: str) -> dt.date:
    """Parse a date; a month is its first day.

    Dates are `YYYY-MM-DD` or `YYYY-MM`.
    """
    year, month, *day = (int(part) for part in date.split("-"))
    return dt.date(year, month, day[0] if day else 1)


def parse_last_day(date: str) -> dt.date:
    """Parse a date; a month is its last day.

    Dates are `YYYY-MM-DD` or `YYYY-MM`. A publication is good until the end of that day.
    """
    first = parse_first_day(date)
    return first if date.count("-") == 2 else first.replace(day=monthrange(first.year, first.month)[1])


def add_years(day: dt.date, years: int) -> dt.date:
    """Add years to a day.

    29 February becomes the 28th in a common year.
    """
    year = min(day.year + years, dt.MAXYEAR)
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def find_notice_key(facts: PublicationFacts, day: dt.date) -> str:
    """Find why a publication must not be handed out.

    Returns a key of `StatusNotices`, empty if it may be handed out on that day.
    """
    if facts.status != "current":
        return facts.status
    return "expired" if facts.expires and parse_last_day(facts.expires) < day else ""


def find_status_notice(edition: Edition) -> StatusNotice | None:
    """Find the status notice of an edition.

    Returns None if it may be handed out.
    """
    return getattr(edition.language.marks, edition.notice) if edition.notice else None


def find_notice_values(edition: Edition) -> dict[str, str]:
    """Find the placeholder values of an edition's status notice."""
    return make_notice_values(edition.publication.facts, edition.center, edition.language)


def make_notice_values(facts: PublicationFacts, center: Center, language: Language) -> dict[str, str]:
    """Make the placeholder values of a status notice.

    `number`: of the publication that replaces it; `date`: when it expires.
    """
    number = f"{center.publication_number.prefix} {facts.superseded_by}" if facts.superseded_by else ""
    return {"number": number, "date": format_date(facts.expires, language) if facts.expires else ""}


@dataclass(frozen=True, slots=True)
class DueDate:
    """A review or expiry date of a publication, past or to come.

    rule: it follows from the center's rule, not from a date of the publication.
    """

    day: dt.date
    what: Literal["review", "expiry"]
    publication: Publication
    rule: bool = False

    def count_days(self, day: dt.date) -> int:
        """Count the days until this date.

        The number is negative if the date is past.
        """
        return (self.day - day).days


def list_dates(publication: Publication, every_years: int | None) -> Iterator[DueDate]:
    """Yield review and expiry date of a current publication."""
    facts = publication.facts
    if facts.status != "current":
        return
    if facts.review_by:
        yield DueDate(parse_last_day(facts.review_by), "review", publication)
    elif every_years and (dates := [date for date in (facts.issued, facts.revised, facts.reviewed) if date]):
        yield DueDate(add_years(max(map(parse_last_day, dates)), every_years), "review", publication, rule=True)
    if facts.expires:
        yield DueDate(parse_last_day(facts.expires), "expiry", publication)


def list_upcoming(library: Library, day: dt.date, within: int) -> list[DueDate]:
    """List dates past or near, the longest overdue first.

    within: how many days ahead.
    """
    every = library.center.review_every_years if library.center else None
    found = [one for publication in library.publications.values() for one in list_dates(publication, every)]
    near = (one for one in found if one.count_days(day) <= within)
    return sorted(near, key=lambda one: (one.day, one.publication.facts.number, one.what))


def check_overdue(library: Library, day: dt.date | None = None) -> list[Finding]:
    """Warn about overdue reviews, expired publications and future dates.

    day: on which the dates are checked, today if None.
    """
    day = day or read_date()
    found = [_warn(one, library) for one in list_upcoming(library, day, -1)]
    for publication in library.publications.values():
        for field in ("reviewed", "revised"):
            date = getattr(publication.facts, field)
            if date and parse_first_day(date) > day:
                found.append(
                    NOT_YET.make_finding(publication.source.find_place(field), f"`{field}: {date}` is in the future")
                )
    return sorted(found)


def _warn(one: DueDate, library: Library) -> Finding:
    facts, source = one.publication.facts, one.publication.source
    number = f"publication {facts.number}"
    if one.what == "expiry":
        return EXPIRED.make_finding(
            source.find_place("expires"), f"{number} expired: its `expires` date is {facts.expires}"
        )
    if not one.rule:
        return REVIEW_DUE.make_finding(
            source.find_place("review_by"), f"the review of {number} was due by {facts.review_by}"
        )
    assert library.center
    every = library.center.review_every_years
    field = "reviewed" if facts.reviewed else "revised" if facts.revised else "issued"
    problem = f"{number} was {field} in {getattr(facts, field)}; the center reviews every {every} years"
    return REVIEW_DUE.make_finding(source.find_place(field), problem)


def find_title(one: DueDate, library: Library) -> str:
    """Find the title of a publication.

    It is in the center's language if there is such a text.
    """
    texts = one.publication.translations
    main = library.center.language if library.center else ""
    return texts[main if main in texts else next(iter(texts))].front.title


def describe_origin(one: DueDate, library: Library) -> str:
    """Say in a sentence where a date comes from."""
    if one.what == "expiry":
        return f"Good until {one.publication.facts.expires}; after that it is not published."
    if not one.rule:
        return f"To be reviewed by {one.publication.facts.review_by}."
    every = library.center.review_every_years if library.center else ""
    return f"It has no review date of its own; the center reviews every {every} years."


# ---------------------------------------------------------------- what a build publishes


def has_same_notice(facts: PublicationFacts, *days: dt.date) -> bool:
    """Tell whether a publication has the same status notice on some days."""
    return len({find_notice_key(facts, day) for day in days}) == 1


def list_kept_rows(
    rows: Sequence[ManifestRow], notices: Mapping[str, str], slugs: Collection[str]
) -> dict[str, ManifestRow]:
    """List the rows that may stay, by edition.

    A row may not stay if the sources no longer describe its edition or if its status notice has changed. Drafts and the
    like go when a build names nothing; one that names publications leaves those of others. notices: status notices by
    name of the edition, as from `list_status_notices`; slugs: the publications named in the request.
    """
    return {row.edition: row for row in rows if notices.get(row.edition) == row.marked and (slugs or not row.marked)}


def check_withheld(library: Library, request: BuildRequest, removed: Sequence[ManifestRow]) -> list[Finding]:
    """Warn about publications withheld, and their removed editions."""
    found = []
    for slug, publication in library.publications.items():
        notice_key = find_notice_key(publication.facts, request.day or read_date())
        count = sum(row.publication == slug for row in removed)
        if not notice_key or slug in request.slugs or (request.slugs and not count):
            continue
        problem = f"`{slug}` is {REASONS[notice_key]} and is not published"
        if count:
            problem += f"; its {pluralize_noun(count, 'edition')} in the output {'are' if count != 1 else 'is'} removed"
        field = "expires" if notice_key == "expired" else "status"
        hint = f"to make copies with a status notice: `python pipeline.py build {slug}`"
        found.append(WITHHELD.make_finding(publication.source.find_place(field), problem, hint))
    return found
