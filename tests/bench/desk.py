"""How long a clinic waits for a PDF with its own block: one after the other, and many at once."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

from press.build import pipeline
from press.build.selection import add_imprint
from press.build.workers import open_workers
from press.desk.jobs import FileMaker, make_for_desk
from press.desk.middleware import DeskLimits
from press.model.edition import Edition
from press.model.library import Library
from press.render.layout.known_layouts import FOLDER
from press.runtime.cache import find_cache_folder
from tests.bench.clock import CONSOLE, count_cpu_seconds, say
from tests.bench.library import SOURCES
from tests.bench.table import JOBS, PUBLICATION, SAMPLE

AT_ONCE = 20


def list_asked(library: Library, clinic: str, count: int) -> list[Edition]:
    """Editions with the block of a clinic, the variants in turn; each has another name, so none is kept."""
    sample = library.imprints["sample-clinic"]
    editions = pipeline.select_editions(library, [PUBLICATION], ["en"], SAMPLE)
    return [
        add_imprint(editions[number % len(editions)], sample.model_copy(update={"name": f"{clinic} {number}"}))
        for number in range(count)
    ]


async def ask(maker: FileMaker, edition: Edition) -> float:
    """Ask for a file; gives the seconds of waiting."""
    start = time.perf_counter()
    assert await maker.get_file(edition)
    return time.perf_counter() - start


async def measure(maker: FileMaker, library: Library) -> dict[str, Sequence[float]]:
    """The waits: for what nobody has asked for, for the same handouts of another clinic, kept, and many at once."""
    first, others = (list_asked(library, clinic, len(SAMPLE)) for clinic in ("First Clinic", "Second Clinic"))
    found: dict[str, Sequence[float]] = {}
    for name, editions in (
        ("a handout that this desk has not made", first),
        ("one that it has made for another clinic", others),
        ("one that it has made for the same clinic", others),
    ):
        say(name)
        found[name] = [await ask(maker, one) for one in editions]
    say(f"{AT_ONCE} at once")
    many = list_asked(library, "Third Clinic", AT_ONCE)
    found[f"{AT_ONCE} clinics at once"] = await asyncio.gather(*(ask(maker, one) for one in many))
    return found


def main() -> None:
    """Print the waits."""
    library = pipeline.read_library(SOURCES)
    limits = replace(DeskLimits(), wait_seconds=3600)
    shutil.rmtree(find_cache_folder() / FOLDER, ignore_errors=True)  # what earlier runs have left
    with open_workers(JOBS, make_for_desk) as workers:
        maker = FileMaker(workers, JOBS, limits)
        wait(maker.warm_workers(list_asked(library, "", 1)[0]))  # as a desk does when it starts
        cpu = count_cpu_seconds()
        # The driver of the browser, which the peers need, keeps an event loop in this thread.
        with ThreadPoolExecutor(1) as thread:
            found = thread.submit(asyncio.run, measure(maker, library)).result()
        cpu = count_cpu_seconds() - cpu
    for name, waits in found.items():
        CONSOLE.print(f"{name}: median {statistics.median(waits):.2f} s, longest {max(waits):.2f} s")
    CONSOLE.print(f"Processor time of a file: {cpu / (2 * len(SAMPLE) + AT_ONCE):.2f} s")
