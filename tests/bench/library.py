"""A generated library: as many publications as are asked for, each with words of its own."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from PIL import Image

from press.model.build import BuildResult, BuildTask
from press.model.edition import FinishedEdition
from press.publish import output
from press.runtime.resources import ROOT

SOURCES = ROOT / "sources"
EVERY_FORMAT = (
    "web", "letter", "large-print", "epub", "braille", "ebraille", "text", "ascii", "markdown", "sms", "speech",
)  # fmt: skip
"""A variant of each format, and the two files that the web page offers first."""
LANGUAGES = ("en", "es", "fr")
"""The French text has the Spanish words, because nobody has written one: only its size counts here."""


def generated(
    folder: Path, count: int, forms: Iterable[str] = EVERY_FORMAT, languages: Iterable[str] = LANGUAGES
) -> Path:
    """Sources with copies of the shipped publication, in some forms and languages."""
    shutil.copytree(SOURCES, folder, ignore=shutil.ignore_patterns("publications", "imprints"))
    for path in folder.glob("variants/*.yaml"):
        if path.stem not in set(forms):
            path.unlink()
    with (folder / "languages/fr.yaml").open("a", encoding="utf-8") as french:
        # Spanish braille has no sign for the c with a cedilla: the line of languages would refuse each braille edition.
        french.write("\nname: Francais\n")
    first = SOURCES / "publications" / "osteopetrosis"
    english, spanish = ((first / f"{lang}.md").read_text("utf-8") for lang in ("en", "es"))
    texts = {lang: english if lang == "en" else spanish for lang in languages}
    facts = re.sub(
        r"(?m)^( +)es: >-\n((?:\1 .*\n)+)", lambda found: f"{found[0]}{found[1]}fr: >-\n{found[2]}",
        (first / "publication.yaml").read_text("utf-8"),
    )  # fmt: skip
    head, _, records = (first / "translations.yaml").read_text("utf-8").partition("  es:\n")
    records = head + "".join(f"  {lang}:\n{records}" for lang in texts if lang != "en")
    for number in range(count):
        home = folder / "publications" / f"copy-{number}"
        shutil.copytree(first, home, ignore=shutil.ignore_patterns("*.md", "*.yaml"))
        own = facts.replace("15-7828", f"{10 + number // 9000}-{1000 + number % 9000}")
        (home / "publication.yaml").write_text(own, "utf-8")
        if len(texts) > 1:
            (home / "translations.yaml").write_text(records, "utf-8")
        for lang, text in texts.items():
            own = text.replace("\ntitle: ", f"\ntitle: Copy {number}, ", 1)
            (home / f"{lang}.md").write_text(own, "utf-8")
    return folder


def change(path: Path, number: int) -> None:
    """Change a paragraph of the English text."""
    words = path.read_text("utf-8")
    changed = re.sub(
        r"Osteopetrosis is a bone disorder[^.]*\.", f"Osteopetrosis is a bone disorder ({number}).", words, count=1
    )
    assert changed != words
    path.write_text(changed, "utf-8")


def blank_pdf() -> bytes:
    """A PDF with an empty page, so that a cover can be drawn."""
    out = io.BytesIO()
    Image.new("L", (85, 110), 255).save(out, "PDF")
    return out.getvalue()


class Scribe:
    """Stands in for workers where only the bookkeeping is measured: the files hold the name of their edition."""

    def __init__(self) -> None:
        self.blank = blank_pdf()

    @staticmethod
    def start_at_head(final: FinishedEdition) -> tuple[int, ...]:
        """The one page of such a file begins where the text does."""
        return (0,) if final.pages else ()

    def run_tasks(self, tasks: Iterable[BuildTask]) -> Iterator[tuple[BuildTask, BuildResult]]:
        """Every task, done at once."""
        real = output._read_page_starts
        output._read_page_starts = self.start_at_head
        try:
            for task in tasks:
                edition = task.edition
                data = (self.blank if edition.variant.file_format.on_paper else b"") + edition.name.encode()
                row, files = output.make_row_and_files(FinishedEdition(edition, "<p>", data, 1), task.parts)
                yield task, BuildResult(row, (), files)
        finally:
            output._read_page_starts = real
