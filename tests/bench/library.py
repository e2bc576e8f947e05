"""A generated library: as many publications as are asked for, each with words of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from press.model.build import BuildResult, BuildTask
from press.model.edition import FinishedEdition
from press.publish.output import make_row_and_files
from press.runtime.resources import ROOT

SOURCES = ROOT / "sources"
FORMS = ("web", "letter", "a4", "half-letter", "trifold", "large-print", "large-print-a4", "photocopy")


def generated(folder: Path, count: int, forms: Iterable[str] = FORMS) -> Path:
    """Sources with copies of the first shipped publication that is handed out, in English, in some forms."""
    shutil.copytree(SOURCES, folder, ignore=shutil.ignore_patterns("publications", "imprints"))
    for path in folder.glob("variants/*.yaml"):
        if path.stem not in set(forms):
            path.unlink()
    first = next(one for one in sorted((SOURCES / "publications").iterdir())
                 if "status: draft" not in (one / "publication.yaml").read_text("utf-8"))  # fmt: skip
    for number in range(count):
        home = folder / "publications" / f"copy-{number}"
        shutil.copytree(first, home, ignore=shutil.ignore_patterns("es.md", "translations.yaml"))
        facts = home / "publication.yaml"
        facts.write_text(facts.read_text("utf-8").replace("15-7828", f"{10 + number // 9000}-{1000 + number % 9000}"))
        text = home / "en.md"
        text.write_text(text.read_text("utf-8").replace("\ntitle: ", f"\ntitle: Copy {number}, ", 1), "utf-8")
    return folder


class Scribe:
    """Stands in for workers where only the bookkeeping is measured: the files hold the name of their edition."""

    def run_tasks(self, tasks: Iterable[BuildTask]) -> Iterator[tuple[BuildTask, BuildResult]]:
        """Every task, done at once."""
        for task in tasks:
            row, files = make_row_and_files(
                FinishedEdition(task.edition, "<p>", task.edition.name.encode(), 1), task.parts
            )
            yield task, BuildResult(row, (), files)
