"""What each stage costs, as a ratio to rendering: `make bench`.

Every English edition on paper goes through the stages in turn, round after round, so that all of them meet the same
machine; the table shows the median of the rounds. Ratios hold where milliseconds drift.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table

from press.build import pipeline
from press.finish import finish
from press.model.edition import Edition, FinishedEdition
from press.readback import read_pdf
from press.render import render
from press.runtime.resources import ROOT
from press.style.isolation import isolate_fonts
from press.typeset import typeset
from press.verify import verify
from press.verify.pdf import check_transcript

ROUNDS = 3
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


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        isolate_fonts(Path(folder))
        library = pipeline.read_library(ROOT / "sources")
        editions = [one for one in pipeline.select_editions(library, langs=("en",)) if one.variant.width]
        measure(editions[0])  # the first pays for what all share: fonts, style sheets, templates
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
