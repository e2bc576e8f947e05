"""Review and expiry dates as a calendar file for other programs. The only user of icalendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import icalendar

from press.model.library import Library
from press.shelf_life import DueDate, describe_origin, find_title

PRODUCT = "-//Handout press//Review dates//EN"
WHAT = {"review": "Review", "expiry": "Expires"}


def make_calendar(dates: Sequence[DueDate], library: Library, day: dt.date) -> bytes:
    """Make an iCalendar file with an all-day event per date.

    RFC 5545. day: when it is written (DTSTAMP).
    """
    agenda = icalendar.Calendar()
    agenda.add("prodid", PRODUCT)
    agenda.add("version", "2.0")
    agenda.add(
        "x-wr-calname", f"{library.center.short_name if library.center else ''}: publications to review".lstrip(": ")
    )
    for one in dates:
        agenda.add_component(_make_event(one, library, day))
    return bytes(agenda.to_ical())


def _make_event(one: DueDate, library: Library, day: dt.date) -> icalendar.Event:
    facts, slug = one.publication.facts, one.publication.slug
    event = icalendar.Event()
    # The kind of date and the publication number: a date that is moved moves its event in the reader's calendar instead
    # of adding another.
    event.add("uid", f"{one.what}-{facts.number}-{slug}@handout-press")
    event.add("dtstamp", dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC))
    event.add("dtstart", one.day)  # a day without an end is that day (RFC 5545, 3.6.1)
    event.add("summary", f"{WHAT[one.what]}: {facts.number} {find_title(one, library)}")
    event.add("description", describe_origin(one, library))
    event.add("categories", [WHAT[one.what]])
    event.add("transp", "TRANSPARENT")
    return event
