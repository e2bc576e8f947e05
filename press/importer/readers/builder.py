"""Blocks being built from a walk through an old file: words with their look become lines, and lines become blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from press.importer.blocks import LONGEST_HEADING, ImportedBlock, ImportedLine, ImportedRun, Kind, Omission
from press.importer.codes import GUESSED, NOT_IMPORTED
from press.importer.links import add_links
from press.model.findings import Finding, Place

_SPACE = re.compile(r"[ \t\r\n\f]+")
RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
FIGURES = re.compile(r"[0-9+-]+")
_ORDINAL = re.compile(r"st|nd|rd|th|[oa]|er|re|e|[®™©*†‡]|\[.*\]", re.IGNORECASE)
TAB = "\x1f"
"""Stands for a tab between words until it is known whether it separates columns."""
TICKED, UNTICKED = "[x]", "[ ]"
"""A check box and its state, in letters that every typeface has."""
BLANK = "____"
"""A line to fill in by hand."""
TICKS = str.maketrans({"☐": UNTICKED, "☒": TICKED, "☑": TICKED})


@dataclass(slots=True)
class BlockBuilder:
    """Blocks being built: those finished, the open one, and the look of its next words.

    box: the number of the box around the words, or 0; kept: line ends count, as in preformatted text.
    """

    path: str
    line: int = 1
    kind: Kind = "paragraph"
    level: int = 0
    marker: str = "-"
    quoted: bool = False
    box: int = 0
    kept: bool = False
    look: ImportedRun = field(default_factory=lambda: ImportedRun("", 0))
    blocks: list[ImportedBlock] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    omitted: list[Omission] = field(default_factory=list)
    open: list[list[ImportedRun]] = field(default_factory=lambda: [[]])

    def make_inner(self) -> BlockBuilder:
        """Make a builder for the inside of a cell or a note."""
        return BlockBuilder(self.path, self.line, look=self.look, findings=self.findings, omitted=self.omitted)

    def report_loss(self, problem: str, words: str = "", hint: str = "") -> None:
        """Report something that cannot be imported, with its words."""
        words = " ".join(words.split())
        if words:
            self.omitted.append(Omission(self.line, words, problem))
        quoted = f": “{words}”" if words else ""
        self.findings.append(NOT_IMPORTED.make_finding(Place(self.path, self.line, 1), problem + quoted, hint))

    def report_guess(self, problem: str, hint: str = "") -> None:
        """Report something that a person must look at."""
        self.findings.append(GUESSED.make_finding(Place(self.path, self.line, 1), problem, hint))

    def add_words(self, text: str | None) -> None:
        """Add words to the open block."""
        for at, part in enumerate((text or "").split("\n") if self.kept else [text or ""]):
            if at:
                self.open.append([])
                self.line += 1
            before = len(part) - len(part.lstrip())
            line = self.line + part.count("\n", 0, before)
            shown = re.sub(r"(?<=\S)(?:\t| {3,})", TAB, part) if self.kept else part
            shown = _SPACE.sub(" ", shown.translate(TICKS))
            self.open[-1].append(replace(self.look, text=shown, line=line))
            self.line += part.count("\n")

    def add_shifted(self, words: str, *, raised: bool) -> None:
        """Add raised or lowered words.

        Figures have raised and lowered characters, so that 10⁹ does not become 109. Other words must not be read as
        part of the word before them.
        """
        trimmed = words.strip()
        if FIGURES.fullmatch(trimmed):
            self.add_words(words.replace("−", "-").translate(RAISED if raised else _LOWERED))
        elif not trimmed or _ORDINAL.fullmatch(trimmed) or not raised or not self.ends_in_word():
            self.add_words(words)
        else:
            self.add_words(f"^{trimmed}" if len(trimmed) == 1 else f"^({trimmed})")
            self.report_guess(f"“{trimmed}” was raised; `^` stands before it now", "look at it in the new text")

    def add_note_call(self, words: str, note: str = "") -> None:
        """Add the call of a note, apart from figures.

        note: its label, if the file has the note.
        """
        with self.set_look(note=note):
            self.add_words(words if words.startswith("[") else f"[{words.strip(' []()')}]")

    def ends_in_word(self) -> bool:
        """Return whether the open line ends in a letter or figure."""
        text = "".join(run.text for run in self.open[-1])
        return text[-1:].isalnum()

    def break_line(self) -> None:
        """Begin a new line in the open block."""
        self.open.append([])

    def close_block(self) -> None:
        """Close the open block."""
        lines = tuple(line for runs in self.open if (line := join_runs(runs)).text)
        self.open = [[]]
        if lines:
            kind: Kind = "quote" if self.quoted and self.kind == "paragraph" and not self.level else self.kind
            marker = self.marker if kind == "item" else ""
            self.blocks.append(ImportedBlock(kind, lines, self.level, marker, box=self.box))
            # Whatever follows in the same item is a paragraph of it.
            self.kind = "paragraph" if kind == "item" else self.kind

    def add_table(
        self, grid: Sequence[Sequence[ImportedLine]], title: str = "", merged: Sequence[Sequence[str]] = ()
    ) -> None:
        """Add a table, row by row. merged: for each cell the sign with which it joins another."""
        cells = tuple(tuple(row) for row in grid)
        signs = tuple(
            tuple("" if line.text else sign for line, sign in zip(row, joined, strict=True))
            for row, joined in zip(cells, merged, strict=True)
        ) if merged else ()  # fmt: skip
        self.blocks.append(ImportedBlock("table", (), cells=cells, title=title, merged=signs))

    def make_note(self) -> ImportedBlock | None:
        """Make one paragraph of everything built, as a note holds no blocks."""
        self.close_block()
        lines = tuple(line for block in self.blocks for line in block.all_lines)
        return ImportedBlock("paragraph", lines) if lines else None

    def make_cell(self) -> ImportedLine:
        """Make one line of everything built, as a cell holds no blocks."""
        self.close_block()
        if len(self.blocks) > 1 or any(block.kind == "item" for block in self.blocks):
            self.report_guess("a cell of this table holds more than one paragraph; they became one")
        runs: list[ImportedRun] = []
        for block in self.blocks:
            marker = "- " if block.marker == "-" else f"{block.marker}. " if block.marker else ""
            runs.append(ImportedRun(marker, block.number))
            runs += [run for line in block.all_lines for run in (*line.runs, ImportedRun(" ", line.number))]
        return join_runs(runs)

    @contextmanager
    def set_look(self, **look: object) -> Iterator[None]:
        """Set the look of the words inside the context."""
        before = self.look
        self.look = replace(before, **look)  # type: ignore[arg-type]
        yield
        self.look = before

    @contextmanager
    def open_box(self) -> Iterator[None]:
        """Put the blocks inside the context into a box."""
        self.close_block()
        before, self.box = self.box, self.box or 1 + max((block.box for block in self.blocks), default=0)
        yield
        self.close_block()
        if not before:
            self._name_box(self.box)
        self.box = before

    def _name_box(self, box: int) -> None:
        """Make the first heading or bold line of a box its title; a box has no other headings."""
        inside = [at for at, block in enumerate(self.blocks) if block.box == box]
        for at in inside:
            block = self.blocks[at]
            named = block.kind == "heading" or is_bold_line(block)
            if at == inside[0] and len(inside) > 1 and named and len(block.lines) == 1:
                self.blocks[at] = replace(block, kind="box", level=0, lines=(_remove_looks(block.lines[0]),))
            elif block.kind == "heading":
                self.blocks[at] = replace(block, kind="paragraph", level=0)


def join_runs(runs: Sequence[ImportedRun]) -> ImportedLine:
    """Join runs into a line, stripping white space.

    Neighbors with the same look become one run.
    """
    kept: list[ImportedRun] = []
    for run in runs:
        text = run.text.lstrip(" ") if not kept or kept[-1].text.endswith(" ") else run.text
        if not text:
            continue
        if kept and kept[-1].looks_like(run):
            kept[-1] = replace(kept[-1], text=kept[-1].text + text)
        else:
            kept.append(replace(run, text=text))
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" "))
    return add_links(ImportedLine(tuple(kept)))


def make_bold_headings(blocks: list[ImportedBlock], findings: list[Finding], path: str) -> list[ImportedBlock]:
    """Turn short bold lines into headings if nearly none exist, else offer them."""
    none = sum(block.kind == "heading" for block in blocks) <= 1
    made: list[ImportedBlock] = []
    for at, block in enumerate(blocks):
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        if block.box or not is_bold_line(block):
            made.append(block)
        elif none:
            lines = (_remove_bold(block.lines[0]),)
            made.append(replace(block, kind="heading", level=2, lines=lines, sure=False))
        else:
            made.append(block)
            if after and after.kind != "heading":
                problem = f"“{block.text}” is a bold line of its own; it may be a heading"
                hint = f"if it is one, write `### {block.text} {{#an-id}}` in the new text"
                findings.append(GUESSED.make_finding(Place(path, max(1, block.number), 1), problem, hint))
    return made


def is_bold_line(block: ImportedBlock) -> bool:
    """Return whether a block is one short bold line."""
    alone = block.kind == "paragraph" and not block.level and len(block.lines) == 1
    short = len(block.text) <= LONGEST_HEADING and not block.text.endswith((".", ":", ",", ";"))
    lettered = any(letter.isalpha() for letter in block.text)
    return alone and short and lettered and all(run.strong or not run.text.strip() for run in block.lines[0].runs)


def _remove_looks(line: ImportedLine) -> ImportedLine:
    """Remove links and emphasis from a line, as a title has only words."""
    return ImportedLine((ImportedRun("".join(run.text for run in line.runs), line.number),))


def _remove_bold(line: ImportedLine) -> ImportedLine:
    """Remove bold from a line."""
    return ImportedLine(tuple(replace(run, strong=False) for run in line.runs))
