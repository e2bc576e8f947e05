"""What each stage costs, as a ratio to rendering, and what files that flow cost beside print.

Every English edition on paper goes through the stages in turn, round after round, so that all of them meet the same
machine; the table shows the median of the rounds, in processor time. So do the files that flow, with the printed
edition whose pages they carry. Ratios hold where milliseconds drift.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from rich.table import Table

from press.build import pipeline
from press.build.selection import add_print_pages
from press.build.workers import collect_garbage, disable_gc
from press.finish import finish
from press.model.edition import Edition, FinishedEdition
from press.publish.output import make_row
from press.readback import read_pdf
from press.render import render, render_fitted
from press.style.isolation import isolate_fonts
from press.typeset import typeset
from press.verify import verify
from press.verify.pdf import check_transcript
from tests.bench.clock import CONSOLE, say
from tests.bench.library import SOURCES
from tests.bench.table import PUBLICATION

STAGES = ("typeset", "render", "the search for the best layout", "finish", "verify", "of verify: the proof")
Result = TypeVar("Result")
Costs = dict[str, float]


def timed(costs: Costs, name: str, work: Callable[[], Result]) -> Result:
    """Do some work and add its seconds of processor time to the cost of a stage."""
    start = time.process_time()
    result = work()
    costs[name] = costs.get(name, 0) + time.process_time() - start
    return result


def measure(edition: Edition) -> Costs:
    """The seconds that each stage takes for one edition.

    The search is all that is spent on layouts, drafts and pages beyond those of the layout that is found.
    """
    costs: Costs = {}
    found = timed(costs, STAGES[2], lambda: render_fitted(edition, lambda one, lines: typeset(one, notes=lines)))[0]
    lines = 1 if found.fit.notes and found.fit.notes.lines else 0
    html = timed(costs, "typeset", lambda: typeset(found, notes=lines))
    draft = timed(costs, "render", lambda: render(found, html, lines))
    html = typeset(found) if draft.lost_ruled_lines else html
    final = FinishedEdition(found, html, timed(costs, "finish", lambda: finish(found, draft)), draft.pages)
    timed(costs, "verify", lambda: verify(final))
    timed(costs, STAGES[-1], lambda: list(check_transcript(read_pdf(final))))
    costs[STAGES[2]] -= costs["typeset"] + costs["render"]
    collect_garbage()
    return costs


def carry_pages(editions: Sequence[Edition], printed: Edition) -> list[Edition]:
    """Give the pages of a printed edition to all that carry them."""
    final, _ = pipeline.make_edition(printed)
    rows = {printed.name: make_row(final, {})}
    return [add_print_pages(one, rows) for one in editions]


def make_timed(edition: Edition) -> float:
    """Make an edition as a build does; gives its seconds of processor time."""
    start = time.process_time()
    pipeline.make_edition(edition)
    return time.process_time() - start


def measure_flowing(editions: Sequence[Edition], rounds: int) -> Table:
    """Measure the files that flow, each beside the printed edition whose pages they carry."""
    say(f"the files that flow, {rounds} rounds")
    flowing = [one for one in editions if one.variant.file_format.layout == "core"]
    (name,) = {one.variant.pages_of for one in flowing} - {None}
    printed = next(one for one in editions if one.variant_name == name)
    every = [printed, *carry_pages(flowing, printed)]
    make_timed(every[-1])
    costs = [[make_timed(one) for one in every] for _ in range(rounds)]
    own, *others = [statistics.median(one) for one in zip(*costs, strict=True)]
    table = Table("Edition", title="Made and verified, processor time", title_justify="left")
    table.add_column("ms", justify="right")
    table.add_column(f"ratio to {name}", justify="right")
    rows = zip([one.variant_name for one in every], [own, *others], strict=True)
    for title, cost in (*rows, (f"all {len(flowing)} that flow", sum(others))):
        table.add_row(title, f"{cost * 1000:.0f}", f"{cost / own:.2f}")
    return table


def main(rounds: int) -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        isolate_fonts(Path(folder))
        every = pipeline.select_editions(pipeline.read_library(SOURCES), [PUBLICATION], ["en"])
        editions = [one for one in every if one.variant.width]
        disable_gc()
        measure(editions[0])  # the first pays for what all share: fonts, style sheets, templates
        CONSOLE.print(measure_flowing(every, rounds))
        costs = []
        for number in range(1, rounds + 1):
            say(f"stages, round {number} of {rounds}")
            costs.append([measure(one) for one in editions])
    table = Table("Stage", title=f"{len(editions)} editions, median of {rounds} rounds", title_justify="left")
    table.add_column("CPU ms an edition", justify="right")
    table.add_column("ratio to render", justify="right")
    cost = {name: statistics.median(sum(one[name] for one in each) for each in costs) for name in STAGES}
    for name in STAGES:
        table.add_row(name, f"{cost[name] / len(editions) * 1000:.0f}", f"{cost[name] / cost['render']:.3f}")
    CONSOLE.print(table)
