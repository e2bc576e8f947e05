"""What an old publication becomes before anything is made of it: blocks of words, each with the line it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from press.model.findings import Finding

TO_DO = "TO DO:"
"""How a value begins that a person must still write; `check` reports each of them."""

LONGEST_HEADING = 90
"""Characters of a line that may be a heading where nothing but its look says so."""

Kind = Literal["heading", "paragraph", "item", "term", "definition", "quote", "table"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike: text, where they lead, how they are set, their language, and the line they stand on."""

    text: str
    line: int
    href: str = ""
    strong: bool = False
    em: bool = False
    lang: str = ""

    def looks_like(self, other: Run) -> bool:
        """Whether two runs are set alike, so that they can be one."""
        return replace(self, text="", line=0) == replace(other, text="", line=0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that the old text ends on purpose; a wrapped paragraph is one line."""

    runs: tuple[Run, ...]

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
class Block:
    """A block of an old text.

    level: of a heading (1 to 6) or the depth of a list item (0 for what is in no list); marker: `-`, or the number of
    a numbered item; cells: of a table, row by row, the first being its head; title: its caption; sure: False when the
    reader had to guess what the block is.
    """

    kind: Kind
    lines: tuple[Line, ...]
    level: int = 0
    marker: str = ""
    cells: tuple[tuple[Line, ...], ...] = ()
    title: str = ""
    sure: bool = True

    @property
    def text(self) -> str:
        """Its words, with single spaces."""
        return " ".join(line.text for line in self.all_lines if line.text)

    @property
    def number(self) -> int:
        """The line of the file on which it starts (1-based)."""
        return next((line.number for line in self.all_lines if line.number), 0)

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """Its lines and, of a table, its cells."""
        return (*self.lines, *(cell for row in self.cells for cell in row))


@dataclass(slots=True)
class OldText:
    """An old publication as its reader gives it: the blocks, what its head says, and what could not be read."""

    path: str
    blocks: list[Block]
    head: Mapping[str, str] = field(default_factory=dict)
    """`title`, `summary` and `keywords`, as far as the file has them apart from its text."""
    found: list[Finding] = field(default_factory=list)


def lines_of(words: Iterable[tuple[int, str]]) -> tuple[Line, ...]:
    """Numbered lines of plain words as lines of one run each."""
    return tuple(Line((Run(text, number),)) for number, text in words)
