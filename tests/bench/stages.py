"""What each stage costs, as a ratio to rendering, and what files that flow cost beside print: `make bench`.

Every English edition on paper goes through the stages in turn, round after round, so that all of them meet the same
machine; the table shows the median of the rounds. So do the files that flow, with the printed edition whose pages they
carry. Ratios hold where milliseconds drift.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table

from press.build import pipeline
from press.build.selection import add_print_pages
from press.finish import finish
from press.model.edition import Edition, FinishedEdition
from press.publish.output import make_row
from press.readback import read_pdf
from press.render import render
from press.runtime.resources import ROOT
from press.style.isolation import isolate_fonts
from press.typeset import typeset
from press.verify import verify
from press.verify.pdf import check_transcript

ROUNDS = 3
PUBLICATION = "osteopetrosis"
"""The shipped publication that is no draft."""
STAGES = ("typeset", "render", "finish", "verify", "of verify: the proof")
Result = TypeVar("Result")
Costs = dict[str, float]


def timed(costs: Costs, name: str, work: Callable[[], Result]) -> Result:
    """Do some work and add its seconds to the cost of a stage."""
    start = time.perf_counter()
    result = work()
    costs[name] = costs.get(name, 0) + time.perf_counter() - start
    return result


def measure(edition: Edition) -> Costs:
    """The seconds that each stage takes for one edition."""
    costs: Costs = {}
    html = timed(costs, "typeset", lambda: typeset(edition))
    draft = timed(costs, "render", lambda: render(edition, html))
    final = FinishedEdition(edition, html, timed(costs, "finish", lambda: finish(edition, draft)), draft.pages)
    timed(costs, "verify", lambda: verify(final))
    timed(costs, "of verify: the proof", lambda: list(check_transcript(read_pdf(final))))
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


def measure_flowing(editions: Sequence[Edition]) -> Table:
    """Measure the files that flow, each beside the printed edition whose pages they carry."""
    flowing = [one for one in editions if one.variant.file_format.layout == "core"]
    (name,) = {one.variant.pages_of for one in flowing} - {None}
    printed = next(one for one in editions if one.variant_name == name)
    every = [printed, *carry_pages(flowing, printed)]
    make_timed(every[-1])
    rounds = [[make_timed(one) for one in track(every, f"flowing, round {n}")] for n in range(1, ROUNDS + 1)]
    own, *others = [statistics.median(one) for one in zip(*rounds, strict=True)]
    table = Table("Edition", title="Made and verified, processor time", title_justify="left")
    table.add_column("ms", justify="right")
    table.add_column(f"ratio to {name}", justify="right")
    rows = zip([one.variant_name for one in every], [own, *others], strict=True)
    for title, cost in (*rows, (f"all {len(flowing)} that flow", sum(others))):
        table.add_row(title, f"{cost * 1000:.0f}", f"{cost / own:.2f}")
    return table


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        isolate_fonts(Path(folder))
        library = pipeline.read_library(ROOT / "sources")
        english = pipeline.select_editions(library, langs=("en",))
        editions = [one for one in english if one.variant.width]
        shipped = [one for one in english if one.slug == PUBLICATION]
        measure(editions[0])  # the first pays for what all share: fonts, style sheets, templates
        Console().print(measure_flowing(shipped))
        rounds = [[measure(one) for one in track(editions, f"round {n}")] for n in range(1, ROUNDS + 1)]
    table = Table("Stage", title=f"{len(editions)} editions, median of {ROUNDS} rounds", title_justify="left")
    table.add_column("ms an edition", justify="right")
    table.add_column("ratio to render", justify="right")
    cost = {name: statistics.median(sum(one[name] for one in costs) for costs in rounds) for name in STAGES}
    for name in STAGES:
        table.add_row(name, f"{cost[name] / len(editions) * 1000:.0f}", f"{cost[name] / cost['render']:.3f}")
    Console().print(table)


if __name__ == "__main__":
    main()
