"""Whether a worker grows: 500 renders in one process, and its resident memory on the way."""

from __future__ import annotations

import itertools
import sys
import tempfile
from pathlib import Path

import psutil

from press.build import pipeline
from press.build.workers import collect_garbage, disable_gc
from press.runtime.resources import ROOT
from press.style.isolation import isolate_fonts

RENDERS = 500
STEP = 50


def main(renders: int = RENDERS) -> None:
    """Print the resident memory in MB every so often, and by how much it differs after all forms were met once."""
    process = psutil.Process()
    seen: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        isolate_fonts(Path(folder))
        editions = pipeline.select_editions(pipeline.read_library(ROOT / "sources"))
        disable_gc()
        for number, edition in enumerate(itertools.islice(itertools.cycle(editions), renders), 1):
            pipeline.make_edition(edition)
            collect_garbage()
            if number % STEP == 0:
                seen.append(process.memory_info().rss / 1e6)
                print(f"{number:5} renders: {seen[-1]:.0f} MB", flush=True)
    print(f"from {STEP} to {renders} renders: {seen[-1] / seen[0] - 1:+.1%}, at most {max(seen):.0f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
