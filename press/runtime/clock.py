"""The day on which a command runs: the one place that asks the clock."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """The day of the system's clock, where no `--today` is given. It decides what is past its date alone."""
    return dt.date.today()  # noqa: TID251, DTZ011 - shelf life depends on the day; every command can be given another


def now() -> dt.datetime:
    """The time, in UTC, to the second. Orders are journalled with it; no edition depends on it."""
    # When an order came in is a fact of the day, and no part of a build.
    return dt.datetime.now(dt.UTC).replace(microsecond=0)  # noqa: TID251


def stamp(time: dt.datetime) -> str:
    """A time as the ledger keeps it (RFC 3339, in UTC): such texts sort like the times they name."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The day that is some working days (Monday to Friday; holidays are not known here) after another."""
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5
    return day
