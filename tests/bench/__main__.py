"""`make bench`: all tables, one after the other.

On two quiet cores it takes at most eight minutes. `--publications N` sets the generated library, `--rounds N` how often
all ways take turns.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable

from tests.bench import desk, scaling, stages, table
from tests.bench.clock import CONSOLE, say


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--publications", type=int, default=250)
    parser.add_argument("--rounds", type=int, default=3)
    parts = ("stages", "peers", "builds", "saves", "desk", "scaling")
    parser.add_argument("parts", nargs="*", default=[], help=f"of {', '.join(parts)}; all if none is named")
    asked = parser.parse_args()
    work: dict[str, Callable[[], None]] = {
        "stages": lambda: stages.main(asked.rounds),
        "peers": lambda: table.peers(asked.rounds),
        "builds": lambda: table.builds(asked.publications),
        "saves": table.saves,
        "desk": desk.main,
        "scaling": scaling.main,
    }
    if unknown := set(asked.parts) - work.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    busy = os.getloadavg()[0]
    CONSOLE.print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {busy:.1f}")
    if busy > 1:
        CONSOLE.print("This machine is busy: compare processor times, and only within a table.")
    for number, name in enumerate(asked.parts or parts, 1):
        say(f"part {number} of {len(asked.parts or parts)}: {name}")
        work[name]()
    say("done")


if __name__ == "__main__":
    main()
