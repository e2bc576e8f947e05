"""Today, read in one place: builds do not depend on the day, but some commands do."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """The day by the clock of this machine; commands take it as the default of `--today`."""
    return dt.date.today()  # noqa: DTZ011, TID251 - the one place that reads the clock
