"""Review and expiry dates as a calendar that other programs show: the one door to icalendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import icalendar

from press.model.edition import Library
from press.shelf_life import Due, said_of, title_of

PRODUCT = "-//Handout press//Review dates//EN"
WHAT = {"review": "Review", "expiry": "Expires"}


def calendar(dates: Sequence[Due], library: Library, day: dt.date) -> bytes:
    """An iCalendar file (RFC 5545) with an all-day event for each date. day: when it is written (DTSTAMP).

    The identifier of an event is made of the publication number and of what comes up, so that a date that is moved
    moves its event in the reader's calendar instead of adding another.
    """
    made = icalendar.Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add(
        "x-wr-calname", f"{library.center.short_name if library.center else ''}: publications to review".lstrip(": ")
    )
    for one in dates:
        made.add_component(_event(one, library, day))
    return bytes(made.to_ical())


def _event(one: Due, library: Library, day: dt.date) -> icalendar.Event:
    facts, slug = one.publication.facts, one.publication.slug
    event = icalendar.Event()
    event.add("uid", f"{one.what}-{facts.number}-{slug}@handout-press")
    event.add("dtstamp", dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC))
    event.add("dtstart", one.day)  # a day without an end is that day (RFC 5545, 3.6.1)
    event.add("summary", f"{WHAT[one.what]}: {facts.number} {title_of(one, library)}")
    event.add("description", said_of(one, library))
    event.add("categories", [WHAT[one.what]])
    event.add("transp", "TRANSPARENT")
    return event
