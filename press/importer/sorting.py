"""An old text while it is being sorted: what of it is still text, and what became of every other line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from press.importer.blocks import TO_DO, Block, Line, OldText, Run
from press.model.edition import Library
from press.model.facts import Center, Language
from press.model.findings import Code, Finding, Place

Fate = Literal["text", "fact", "furniture", "replaced"]
"""What became of a line: it is in the text; a fact says it; the furniture says it in the same words; the furniture says
it in its own words, or a label of its own stands in its place."""

_SAME = str.maketrans("‐‑‒–—−’‘“”\u00a0", "------''\"\" ")


@dataclass(frozen=True, slots=True)
class Sorted:
    """A line of the old text: where it stood, what it said, what became of it, and where it is now."""

    line: int
    words: str
    fate: Fate
    where: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What an old text is held against: the sources, the language it is in, and the day it is imported."""

    library: Library
    center: Center
    lang: str
    language: Language
    today: dt.date


@dataclass(slots=True)
class Sorting:
    """The blocks that are still text, the facts found so far, and the account of every line.

    facts: by the names of `publication.yaml` and of front matter.
    """

    old: OldText
    ground: Ground
    blocks: list[Block]
    number: str = ""
    issued: str = ""
    revised: str = ""
    title: str = ""
    summary: str = ""
    reviewer: str = ""
    thanks: str = ""
    organizations: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    account: list[Sorted] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    """The lines taken out, by identity: the same words may stand in a text twice."""

    def add(self, code: Code, line: int, problem: str, hint: str = "") -> None:
        """Note a finding at a line of the old file."""
        self.found.append(code.at(Place(self.old.path, max(1, line), 1), problem, hint))

    def take(self, what: Block | Line, fate: Fate, where: str, *, border: bool = False) -> None:
        """Take a block, or one line of it, out of the text; border: what follows belongs to no section before it."""
        gone = (what,) if isinstance(what, Line) else what.all_lines
        self.account += [Sorted(line.number, line.text, fate, where) for line in gone]
        self.gone |= {id(line) for line in gone}
        at = next(at for at, one in enumerate(self.blocks) if any(line is gone[0] for line in one.all_lines))
        block = self.blocks[at]
        left = tuple(line for line in block.lines if id(line) not in self.gone)
        rest = [replace(block, kind="paragraph", lines=left, level=0)] if left else []
        self.blocks[at : at + 1] = [*([self._border(block)] if border else []), *rest]

    def _border(self, block: Block) -> Block:
        """What stands for standing matter that was taken out: a heading, if text follows that has none."""
        return Block("heading", (Line((Run(NEW_HEADING, block.number),)),), BORDER)

    def lines(self) -> Iterator[Line]:
        """Every line that is still text; what is taken meanwhile is left out."""
        for block in list(self.blocks):
            yield from (line for line in block.lines if id(line) not in self.gone)


NEW_HEADING = f"{TO_DO} a heading for this, or delete it"
BORDER = 0
"""The level of the heading that stands where standing matter was taken out."""
TOP = -1
"""The level of a heading that stands beside the highest ones, whatever these are."""


def alike(text: str) -> str:
    """The words for comparing: what differs in spacing, case, dashes or quotation marks is the same."""
    return re.sub(r"\s+", " ", text.translate(_SAME)).strip().casefold()


def begins(text: str, phrases: Collection[str]) -> str | None:
    """What follows one of some phrases at the beginning of a text; None when it begins with none of them."""
    for phrase in sorted(phrases, key=len, reverse=True):
        if alike(text).startswith(alike(phrase)) and not text[len(phrase) : len(phrase) + 1].isalnum():
            return text[len(phrase) :].strip()
    return None
