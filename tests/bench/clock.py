"""Progress and processor time for the benches."""

from __future__ import annotations

import time
from contextlib import suppress

import psutil
from rich.console import Console

CONSOLE = Console(width=120)
_START = time.monotonic()


def say(words: str) -> None:
    """Print what is measured next, with the minutes and seconds since the start."""
    spent = round(time.monotonic() - _START)
    CONSOLE.print(f"{spent // 60}:{spent % 60:02} {words}", style="dim", highlight=False)


def count_cpu_seconds() -> float:
    """Count the processor time of this process and everything it has started, ended processes included.

    It drifts less than the time of day if the machine is shared.
    """
    total = 0.0
    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        with suppress(psutil.Error):
            total += sum(process.cpu_times()[:4])  # own and those of children that have ended, user and system
    return total
