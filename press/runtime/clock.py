"""The machine's clock, and times as they are written. The only module that reads the clock."""

from __future__ import annotations

import datetime as dt


def read_date() -> dt.date:
    """Read the day from the system's clock.

    Commands use it if no `--today` is given. It decides only which publications are past their dates.
    """
    return dt.date.today()  # noqa: TID251, DTZ011 - shelf life depends on the day; every command can be given another


def read_time() -> dt.datetime:
    """Read the time: UTC, to the second.

    The journal of orders needs it; no edition depends on it.
    """
    # Builds must not read the clock; when an order came in is no part of a build.
    return dt.datetime.now(dt.UTC).replace(microsecond=0)  # noqa: TID251


def format_time(time: dt.datetime) -> str:
    """Format a time for the ledger (RFC 3339, UTC).

    Such texts sort like the times they name.
    """
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def add_working_days(day: dt.date, count: int) -> dt.date:
    """Add working days to a day.

    Monday to Friday count; holidays are not known here.
    """
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5
    return day
