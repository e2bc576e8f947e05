"""The day on which a command runs: the one place that asks the clock."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """The day of the system's clock, where no `--today` is given. It decides what is past its date alone."""
    return dt.date.today()  # noqa: TID251, DTZ011 - shelf life depends on the day; every command can be given another
