"""Texts over the whole dialect, made from a seed, and built as drafts, with the variants in rotation: `make texts`.

The words mean nothing; their lengths, and what stands beside what, are those that break layouts. A run ends after a
number of texts or of minutes. It lists every edition that was refused with the seed of its text, asks veraPDF about the
PDFs, and says at the end how many texts of each length every variant was made from.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from press.build import pipeline
from press.model.edition import Edition
from press.model.findings import PressError
from press.style.isolation import isolate_fonts
from press.verify.validators import verapdf

ROOT = Path(__file__).resolve().parent.parent
SHORT = [
    "bone", "test", "dose", "milk", "walk", "care", "day", "week", "pain", "heal", "blood", "cell", "sun", "rest",
    "calm", "warm", "food", "clean", "wash", "dry",
]  # fmt: skip
LONG = ["otorhinolaryngologist", "pseudohypoparathyroidism", "well-being", "3,000", "1-800-633-4227", "mg/dL"]
HOSTILE = ["electroencephalographically", "a/b/c/d/e/f/g/h/i/j/k/l/m", "x" * 38, "100–200", "“quoted”", "5 &lt; 6"]
PICTURES = ("broken-bone.svg", "food.svg", "x-ray.svg")
"""Drawings without anchors, of the shipped text."""
LENGTHS = (10, 60, 300, 1_200, 4_000, 20_000)
"""Words of a text; a text of the longest is about a hundred pages."""
VARIANTS_OF_A_TEXT = 4
LONG_TEXT = 4_000
"""Words from which on a text is built in two of `LONG_VARIANTS`: in all, 20,000 words take an hour and more."""
WITH_SPANISH = 4
"""One text in so many is built as Spanish, with the same text as English beside it."""
LONG_VARIANTS = ("letter", "epub", "braille", "web", "large-print", "text")
FRONT = """---
title: {title}
summary: A generated text of about {length} words.
brief:
  - The first of the main points.
  - The second of the main points.
keywords: [generated]
---
"""


class TextMaker:
    """A text being made. seed: the same one gives the same text."""

    def __init__(self, seed: int, length: int = 0) -> None:
        self.random = random.Random(seed)
        self.length = length or self.random.choice(LENGTHS)
        self.left = self.length
        self.ids = 0
        self.notes: list[str] = []
        self.number = 0

    def make_text(self) -> str:
        """Make front matter and body."""
        parts = [FRONT.format(title=" ".join(self.pick_words(4)).capitalize(), length=self.length)]
        while self.left > 0:
            heading = " ".join(self.pick_words(self.random.randint(1, 7))).capitalize()
            form = self.random.choice(["", "", " .long"])
            parts.append(f"## {heading}? {{#{self.name()}{form}}}")
            for _ in range(self.random.randint(1, 6)):
                parts += self.random.choice(self.list_makers())()
            parts += self.notes
            self.notes = []
        return "\n\n".join(parts) + "\n"

    def name(self) -> str:
        """Make a new id."""
        self.ids += 1
        return f"part-{self.ids}"

    def pick_words(self, count: int) -> list[str]:
        """Pick words, of which a few are long or hostile."""
        self.left -= count
        kinds: Sequence[Sequence[str]] = self.random.choices([SHORT, LONG, HOSTILE], [92, 6, 2], k=count)
        return [self.random.choice(kind) for kind in kinds]

    def make_words(self, most: int = 60) -> str:
        """Make running text with what stands inside a line."""
        words = self.pick_words(self.random.randint(1, most))
        for at in range(0, len(words), self.random.randint(4, 30)):
            words[at] = self.random.choice(self.list_looks())(words[at])
        return " ".join(words).capitalize() + "."

    def list_looks(self) -> list[Callable[[str], str]]:
        """List what a word may be."""
        return [
            lambda word: f"**{word}**",
            lambda word: f"*{word}*",
            lambda word: (
                f"[{word}](https://www.example.org/{word.strip('“”').replace('&lt;', '')[:20].strip()})".replace(
                    " ", ""
                )
                if word.isalpha()
                else word
            ),
            lambda word: f"[{word}]{{lang=es}}" if word.isalpha() else word,
            lambda word: f"{word} ____ {word}",
            lambda word: f"{word} H~2~O",
            lambda word: f"{word} and the 1^st^",
            lambda word: f"{word} {{{{ center.phone }}}}",
            lambda word: f"{word}[^{self.add_note()}]",
            lambda word: f"[{word}](#part-1)" if word.isalpha() else word,
            lambda word: word,
        ]

    def add_note(self) -> str:
        """Add a note, and give its label."""
        self.number += 1
        self.notes.append(f"[^{self.number}]: {' '.join(self.pick_words(self.random.randint(2, 40)))}.")
        return str(self.number)

    def list_makers(self) -> list[Callable[[], list[str]]]:
        """List what a section may hold."""
        return [self.make_paragraph] * 4 + [
            self.make_list, self.make_list, self.make_steps, self.make_terms, self.make_table, self.make_box,
            self.make_quote, self.make_subsection, self.make_form, self.make_figure, self.make_parted_steps,
            self.make_long_terms, self.make_full_box,
        ]  # fmt: skip

    def make_paragraph(self) -> list[str]:
        """Make a paragraph, sometimes longer than a page."""
        return [self.make_words(self.random.choice([8, 30, 80, 80, 700]))]

    def make_list(self, depth: int = 0) -> list[str]:
        """Make a list of up to three levels."""
        return ["\n".join(self._list_items(depth))]

    def _list_items(self, depth: int) -> Iterator[str]:
        for _ in range(self.random.randint(1, 5)):
            box = self.random.choice(["", "", "", "[ ] ", "[x] "])
            yield f"{'  ' * depth}- {box}{self.make_words(self.random.choice([3, 15, 40]))}"
            if depth < 2 and self.random.random() < 0.3:
                yield from self._list_items(depth + 1)

    def make_steps(self) -> list[str]:
        """Make a numbered list."""
        count = self.random.randint(2, 12)
        return ["<!-- a list of its own -->", "\n".join(f"{n}. {self.make_words(20)}" for n in range(1, count + 1))]

    def make_terms(self) -> list[str]:
        """Make a list of definitions."""
        return [f"{' '.join(self.pick_words(2))}\n: {self.make_words(25)}" for _ in range(self.random.randint(1, 5))]

    def make_table(self) -> list[str]:
        """Make a table, sometimes with merged cells."""
        columns = self.random.randint(2, 4)
        rows = [[" ".join(self.pick_words(self.random.randint(1, 4))) for _ in range(columns)] for _ in range(
            self.random.randint(2, 12))]  # fmt: skip
        if self.random.random() < 0.4 and len(rows) > 2:
            rows[2][0] = "^^"
            rows[-1][-1] = "<<" if columns > 2 else rows[-1][-1]
        side = self.random.choice(["---", "--:", ":-:"])
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, f"|---|{'|'.join([side] * (columns - 1))}|")
        title = " ".join(self.pick_words(4))
        return ["\n".join([f"::: table {title} {{#{self.name()}}}", *lines, ":::"])]

    def make_box(self) -> list[str]:
        """Make a box of some kind."""
        kind = self.random.choice(["note", "tip", "warning", "when-to-call", f"callout Look here {{#{self.name()}}}"])
        return [f"::: {kind}\n{self.make_words(60)}\n:::"]

    def make_quote(self) -> list[str]:
        """Make a quotation."""
        return [f"> {self.make_words(40)}"]

    def make_subsection(self) -> list[str]:
        """Make a subheading with a paragraph."""
        return [f"### {' '.join(self.pick_words(3)).capitalize()} {{#{self.name()}}}", self.make_words(60)]

    def make_figure(self) -> list[str]:
        """Make a figure of one picture, sometimes a narrow one, or of some side by side."""
        count = self.random.choice([1, 1, 2, 4])
        width = self.random.choice(["", "{width=40}"]) if count == 1 else ""
        picture = self.random.choice(PICTURES)
        alts = [" ".join(self.pick_words(5)) for _ in range(count)]
        shown = [f"![{alt}](figures/{picture}){width} {self.make_words(6)}" for alt in alts]
        return [f"::: figure {{#{self.name()}}}", *shown, self.make_words(20), ":::"]

    def make_parted_steps(self) -> list[str]:
        """Make numbered steps that go on after other text, one of them with a second paragraph."""
        more = f"3. {self.make_words(20)}\n\n   {self.make_words(20)}\n4. {self.make_words(9)}"
        steps = "\n".join(f"{n}. {self.make_words(9)}" for n in (1, 2))
        return ["<!-- a list of its own -->", steps, self.make_words(20), more]

    def make_long_terms(self) -> list[str]:
        """Make a term with two definitions, one of two paragraphs."""
        first, second, other = (self.make_words(most) for most in (25, 25, 9))
        return [f"{self.pick_words(1)[0]}\n: {first}\n\n  {second}\n: {other}"]

    def make_full_box(self) -> list[str]:
        """Make a box with a list, steps and a quotation in it."""
        parts = [*self.make_list(), *self.make_steps(), *self.make_quote()]
        return ["\n\n".join([f"::: {self.random.choice(['note', 'warning'])}", *parts, ":::"])]

    def make_form(self) -> list[str]:
        """Make lines to fill in."""
        return ["Name: ______________ Date: ____/____/______", "______"]


def write_sources(folder: Path, text: str, langs: Sequence[str] = ("en",)) -> Path:
    """Write the shipped sources with one draft of this text, as if it were in each language; gives their folder."""
    sources = folder / "sources"
    if not sources.exists():
        shutil.copytree(
            ROOT / "sources", sources, ignore=lambda at, _: ["publications"] if at.endswith("sources") else []
        )
    draft = sources / "publications" / "generated"
    shutil.rmtree(draft, ignore_errors=True)
    (draft / "figures").mkdir(parents=True)
    (draft / "publication.yaml").write_text("status: draft\n", "utf-8")
    for lang in langs:
        (draft / f"{lang}.md").write_text(text, "utf-8")
    for name in PICTURES:
        shutil.copy(ROOT / "sources/publications/osteopetrosis/figures" / name, draft / "figures")
    return sources


def choose_variants(seed: int, length: int, names: Sequence[str]) -> list[str]:
    """Choose the variants of a text, so that seeds in a row take turns over all of them."""
    names, count = (LONG_VARIANTS, 2) if length >= LONG_TEXT else (names, VARIANTS_OF_A_TEXT)
    return [names[(seed * count + turn) % len(names)] for turn in range(min(count, len(names)))]


def build_text(
    folder: Path, text: str, variants: Sequence[str] = (), choose: Callable[[Sequence[str]], Sequence[str]] = list,
    langs: Sequence[str] = ("en",),
) -> Iterator[tuple[str, list[str]]]:  # fmt: skip
    """Build a text in variants, in the last of its languages; yields each with what was wrong.

    variants: all that the text has words for by default; choose: chooses among these.
    """
    library, found = pipeline.check_sources(write_sources(folder, text, langs))
    yield "sources", [str(one) for one in found if one.severity == "error" and "generated" in one.place.file]
    selected = pipeline.select_editions(library, ("generated",), langs[-1:], variants)
    editions = {one.variant_name: one for one in selected}
    for name in choose(list(editions)):
        yield name, list(_build_edition(folder, editions[name]))


def _build_edition(folder: Path, edition: Edition) -> Iterator[str]:
    try:
        final, _ = pipeline.make_edition(edition)
    except PressError as error:
        yield from (str(one) for one in error.findings if one.severity == "error")
    except Exception:  # noqa: BLE001 - a crash is what a run looks for, and must not end it
        yield f"{edition.name} crashed: {traceback.format_exc()}"
    else:
        if edition.variant.format == "pdf" and not verapdf.describe_missing():
            (file := folder / "edition.pdf").write_bytes(final.data)
            yield from (f"{edition.name}: {fault}" for fault in verapdf.find_faults([file], ("ua1", "2a")))


def main(count: int, minutes: float, first: int) -> int:
    """Build so many texts, for so many minutes at most. Returns the exit code."""
    end = time.monotonic() + minutes * 60
    refused = texts = 0
    made: dict[str, Counter[int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        isolate_fonts(Path(folder))
        for seed in range(first, first + count):
            if time.monotonic() > end:
                break
            texts += 1
            maker = TextMaker(seed)
            choose = partial(choose_variants, seed, maker.length)
            langs = ("en", "es") if seed % WITH_SPANISH == 0 else ("en",)
            for name, problems in build_text(Path(folder), maker.make_text(), choose=choose, langs=langs):
                made.setdefault(name, Counter())[maker.length] += 1
                refused += len(problems)
                for problem in problems:
                    print(f"seed {seed}, {maker.length} words, {name}: {problem}", flush=True)
    print(f"{'texts of so many words':24}" + "".join(f"{length:>8,}" for length in LENGTHS))
    for name, counts in sorted(made.items()):
        print(f"{name:24}" + "".join(f"{counts[length]:>8,}" for length in LENGTHS))
    print(f"{texts} texts, {refused} errors" + ("; veraPDF is not installed" if verapdf.describe_missing() else ""))
    return 1 if refused else 0


if __name__ == "__main__":
    given = [float(one) for one in sys.argv[1:]]
    sys.exit(main(int(given[0]) if given else 200, given[1] if given[1:] else 480, int(given[2]) if given[2:] else 1))
