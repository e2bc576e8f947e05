"""Blocks of words from an old publication, each with the line it came from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from press.model.findings import Finding, FindingCode, Place
from press.model.library import Library
from press.model.publication import Publication
from press.model.sources.center import Center
from press.model.sources.language import Language

TO_DO = "TO DO:"
"""How a value begins that a person must still write; `check` reports each of them."""

LONGEST_HEADING = 90
"""Characters of a line that may be a heading where nothing but its look says so."""

Kind = Literal["heading", "paragraph", "item", "term", "definition", "quote", "table", "box"]


@dataclass(frozen=True, slots=True)
class ImportedRun:
    """Words of one look: text, link, emphasis, language.

    line: where they stand in the file (1-based); note: the label of the note that they call, if they call one.
    """

    text: str
    line: int
    href: str = ""
    strong: bool = False
    em: bool = False
    lang: str = ""
    note: str = ""

    def looks_like(self, other: ImportedRun) -> bool:
        """Return whether two runs look alike and can be joined."""
        return replace(self, text="", line=0) == replace(other, text="", line=0)


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """A line that the old text ends on purpose; a wrapped paragraph is one line."""

    runs: tuple[ImportedRun, ...]

    @property
    def text(self) -> str:
        """Its words, with single spaces."""
        return " ".join("".join(run.text for run in self.runs).split())

    @property
    def number(self) -> int:
        """The line of the file on which it starts (1-based)."""
        return self.runs[0].line if self.runs else 0

    @property
    def href(self) -> str:
        """Where its first link leads; empty when it has none."""
        return next((run.href for run in self.runs if run.href), "")


@dataclass(frozen=True, slots=True)
class ImportedBlock:
    """A block of an old text.

    level: of a heading (1 to 6) or the depth of a list item (0 for what is in no list); marker: `-`, or the number of
    a numbered item; cells: of a table, row by row, the first being its head; title: its caption; sure: False when the
    reader had to guess what the block is; box: the number of the box it stands in, 0 for none. A block of kind
    `box` is the title of its box; id, attributes: those of the same block in the first language; merged: for each cell
    the sign with which it joins the one before or above it.
    """

    kind: Kind
    lines: tuple[ImportedLine, ...]
    level: int = 0
    marker: str = ""
    cells: tuple[tuple[ImportedLine, ...], ...] = ()
    title: str = ""
    sure: bool = True
    box: int = 0
    id: str = ""
    attributes: str = ""
    merged: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """Its words, with single spaces."""
        return " ".join(line.text for line in self.all_lines if line.text)

    @property
    def number(self) -> int:
        """The line of the file on which it starts (1-based)."""
        return next((line.number for line in self.all_lines if line.number), 0)

    @property
    def all_lines(self) -> tuple[ImportedLine, ...]:
        """Its lines and, of a table, its cells."""
        return (*self.lines, *(cell for row in self.cells for cell in row))


@dataclass(frozen=True, slots=True)
class Omission:
    """Words of an old file that are not imported: place, words, and the reason."""

    line: int
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileWords:
    """Words that stand together in the old file itself, as pieces, with their line."""

    line: int
    pieces: tuple[str, ...]


@dataclass(slots=True)
class OldText:
    """An old publication as its reader gives it: the blocks, what its head says, and what could not be read."""

    path: str
    blocks: list[ImportedBlock]
    head: Mapping[str, str] = field(default_factory=dict)
    """`title`, `summary` and `keywords`, as far as the file has them apart from its text."""
    findings: list[Finding] = field(default_factory=list)
    words: Sequence[FileWords] = ()
    """Every word of the file, read without the reader that made the blocks."""
    omitted: list[Omission] = field(default_factory=list)
    notes: dict[str, ImportedBlock] = field(default_factory=dict)
    """The notes that the text calls, by their labels."""


def make_lines(numbered: Iterable[tuple[int, str]]) -> tuple[ImportedLine, ...]:
    """Make lines of one run each from numbered plain words."""
    return tuple(ImportedLine((ImportedRun(text, number),)) for number, text in numbered)


Fate = Literal["text", "fact", "furniture", "replaced", "omitted"]
"""What became of a line. `text`: it is in the text; `fact`: a fact states it; `furniture`: the furniture has the same
words; `replaced`: the furniture has words or a label of its own for it; `omitted`: it is not in the sources."""

_ASCII_SIGNS = str.maketrans("‐‑‒–—−’‘“”\u00a0", "------''\"\" ")


@dataclass(frozen=True, slots=True)
class SortedLine:
    """A line of the old text: place, words, what became of it, and where it is now."""

    line: int
    words: str
    fate: Fate
    where: str


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What an old text is compared with: the sources, its language, and the day of import."""

    library: Library
    center: Center
    lang: str
    language: Language
    today: dt.date
    publication: Publication | None = None
    """The publication that gets one more language; None for a new one."""


@dataclass(slots=True)
class ImportDraft:
    """A publication being imported: remaining text, facts found, and the fate of each line.

    The facts are named as in `publication.yaml` and in front matter.
    """

    old: OldText
    context: ImportContext
    blocks: list[ImportedBlock]
    number: str = ""
    issued: str = ""
    revised: str = ""
    title: str = ""
    summary: str = ""
    reviewer: str = ""
    thanks: str = ""
    organizations: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    line_fates: list[SortedLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    removed: set[int] = field(default_factory=set)
    """The lines removed, by identity, as the same words may stand in a text twice."""

    def add_finding(self, code: FindingCode, line: int, problem: str, hint: str = "") -> None:
        """Add a finding at a line of the old file."""
        self.findings.append(code.make_finding(Place(self.old.path, max(1, line), 1), problem, hint))

    def remove(self, what: ImportedBlock | ImportedLine, fate: Fate, where: str, *, border: bool = False) -> None:
        """Remove a block or one line from the text.

        border: what follows belongs to no section before it.
        """
        removed = (what,) if isinstance(what, ImportedLine) else what.all_lines
        self.line_fates += [SortedLine(line.number, line.text, fate, where) for line in removed]
        self.removed |= {id(line) for line in removed}
        at = next(at for at, one in enumerate(self.blocks) if any(line is removed[0] for line in one.all_lines))
        block = self.blocks[at]
        remaining = tuple(line for line in block.lines if id(line) not in self.removed)
        rest = [replace(block, kind="paragraph", lines=remaining, level=0)] if remaining else []
        self.blocks[at : at + 1] = [*([self._make_border(block)] if border else []), *rest]

    def _make_border(self, block: ImportedBlock) -> ImportedBlock:
        """Make a heading that stands where furniture was removed."""
        return ImportedBlock("heading", (ImportedLine((ImportedRun(NEW_HEADING, block.number),)),), BORDER)

    def list_lines(self) -> Iterator[ImportedLine]:
        """List the lines that are still text, skipping later removals."""
        for block in list(self.blocks):
            yield from (line for line in block.lines if id(line) not in self.removed)


NEW_HEADING = f"{TO_DO} a heading for this, or delete it"
NEW_TEXT = f"{TO_DO} the text"
BORDER = 0
"""Level of the heading that stands where furniture was removed."""
TOP = -1
"""Level of a heading that ranks with the highest ones, whatever these are."""


def normalize(text: str) -> str:
    """Normalize words for comparing.

    Spacing, case, dashes and quotation marks make no difference.
    """
    return re.sub(r"\s+", " ", text.translate(_ASCII_SIGNS)).strip().casefold()


def remove_opening_phrase(text: str, phrases: Collection[str]) -> str | None:
    """Return what follows an opening phrase, or None without one."""
    for phrase in sorted(phrases, key=len, reverse=True):
        if normalize(text).startswith(normalize(phrase)) and not text[len(phrase) : len(phrase) + 1].isalnum():
            return text[len(phrase) :].strip()
    return None
