"""Lists as old files have them: typed by hand, interrupted by a note, or counted in their own way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from press.importer.blocks import ImportedBlock, ImportedLine, ImportedRun
from press.importer.codes import GUESSED
from press.importer.readers.builder import TAB
from press.model.findings import Finding, Place

BULLETS = "•‣▪▫●○◦∙·■□◆◇►▸▶➢➤➔→❖✓✔✗✘⁃\ue000-\uf8ff"
"""Signs that are bullets wherever they begin a line; Word's own stand in the private area."""
_TYPED = re.compile(
    rf"(?P<bullet>[{BULLETS}])[\s{TAB}]*|(?P<dash>[-–—*+o])[\s{TAB}]+"
    rf"|(?P<number>[0-9]{{1,3}})[.)][\s{TAB}]+|(?P<letter>\(?[a-zA-Z]\)|\[[ x]\])[\s{TAB}]+"
)
MOST_BETWEEN = 6
"""Most paragraphs between two items of one list; after more of them the list has ended."""


@dataclass(frozen=True, slots=True)
class _TypedLine:
    """A line with a bullet or number typed at its start."""

    line: ImportedLine
    sign: str
    length: int
    tabbed: bool


def make_typed_lists(blocks: list[ImportedBlock]) -> list[ImportedBlock]:
    """Turn paragraphs that begin with typed bullets or numbers into items."""
    made: list[ImportedBlock] = []
    group: list[tuple[ImportedBlock, list[_TypedLine]]] = []
    for block in [*blocks, None]:
        typed = _find_typed(block) if block and block.kind == "paragraph" and not block.level else None
        if block and typed and (not group or group[-1][0].box == block.box):
            group.append((block, typed))
            continue
        made += _make_items(group)
        group = []
        if block and typed:
            group.append((block, typed))
        elif block:
            made.append(block)
    return made


def _find_typed(block: ImportedBlock) -> list[_TypedLine] | None:
    """Find the signs that begin the lines of a paragraph; None if one has none."""
    found: list[_TypedLine] = []
    for line in block.lines:
        text = "".join(run.text for run in line.runs)
        match = _TYPED.match(text)
        if not match or match.end() == len(text) or len(line.runs[0].text) < match.end() - 1:
            return None
        apart = TAB in match[0] or "\u00a0" in match[0]
        found.append(_TypedLine(line, match[0].replace(TAB, " ").strip(), match.end(), apart))
    return found


def _make_items(group: list[tuple[ImportedBlock, list[_TypedLine]]]) -> Iterator[ImportedBlock]:
    """Make items of neighboring lines with signs, if they are surely a list."""
    lines = [one for _, typed in group for one in typed]
    signs = [one.sign for one in lines]
    sure = [_is_sure(one, signs) for one in lines]
    depths: list[str] = []
    at = 0
    for block, typed in group:
        if not all(sure[at : at + len(typed)]):
            yield block
            depths = []
        else:
            for one in typed:
                kind = "a" if re.fullmatch(r"\(?[a-zA-Z]\)", one.sign) else one.sign
                kind = kind[0] if kind[0] == "[" else kind
                # Whether bullets stand under a number is known only when the numbers go on: see `settle_lists`.
                counted = kind[0].isdigit()
                depths = [] if counted else depths[: depths.index(kind) + 1] if kind in depths else [*depths, kind]
                yield _make_item(block, one, 1 if counted else len(depths))
        at += len(typed)


def _is_sure(one: _TypedLine, signs: list[str]) -> bool:
    """Return whether a line is an item and not a sentence."""
    sign = one.sign
    if not sign[0].isalnum() and sign not in {"-", "–", "—", "*", "+"} and sign[0] not in "([":
        return True
    if sign[0].isdigit():
        number = int(re.sub(r"\D", "", sign))
        values = [int(other[:-1]) for other in signs if other[:-1].isdigit()]
        return one.tabbed or number - 1 in values or number + 1 in values
    if sign in {"-", "–", "—", "*", "+", "o"}:
        return one.tabbed or sum(other[0] in "-–—*+o•" for other in signs) > 1
    if sign[0] == "[":
        return sum(other[0] == "[" for other in signs) > 1
    letters = [other.strip("()").lower() for other in signs if re.fullmatch(r"\(?[a-zA-Z]\)", other)]
    letter = ord(sign.strip("()").lower())
    return chr(letter - 1) in letters or chr(letter + 1) in letters


def _make_item(block: ImportedBlock, one: _TypedLine, depth: int) -> ImportedBlock:
    number = one.sign[:-1] if one.sign[0].isdigit() else ""
    # A letter is kept, because the text may say "see b)".
    kept = (one.sign[0].isalpha() and one.sign != "o") or one.sign[0] in "(["
    line = one.line if kept else _drop_start(one.line, one.length)
    return replace(block, kind="item", lines=(line,), level=depth, marker=number or "-")


def _drop_start(line: ImportedLine, length: int) -> ImportedLine:
    """Drop the first characters of a line."""
    runs: list[ImportedRun] = []
    for run in line.runs:
        dropped, length = run.text[length:], max(0, length - len(run.text))
        if dropped:
            runs.append(replace(run, text=dropped))
    first = replace(runs[0], text=runs[0].text.lstrip(f" {TAB}")) if runs else None
    return ImportedLine(tuple([first, *runs[1:]] if first else []))


# ---------------------------------------------------------------- numbers


@dataclass(slots=True)
class _ListCounter:
    """Numbered lists as they go on: the last number at each depth, and where its item stands."""

    path: str
    findings: list[Finding]
    blocks: list[ImportedBlock] = field(default_factory=list)
    counts: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, block: ImportedBlock) -> None:
        """Add a block, and keep its number whatever stood between."""
        if block.kind in {"heading", "table"} or block.box:
            self.counts = {}
        elif block.kind == "item":
            block = self._count(block)
        self.blocks.append(block)

    def _count(self, block: ImportedBlock) -> ImportedBlock:
        if not block.marker.isdigit():
            return block
        number, level = int(block.marker), block.level
        last, at = self.counts.get(level, (0, 0))
        between = self.blocks[at + 1 :]
        goes_on = last > 0 and number == last + 1 and self._can_join(between, level)
        self.counts = {one: place for one, place in self.counts.items() if one < level}
        if goes_on:
            self._join(at + 1, level)
        elif number != 1:
            problem = f"item {number} follows no item {number - 1}, so its number was written as text"
            self.findings.append(GUESSED.make_finding(Place(self.path, max(1, block.number), 1), problem))
            first = ImportedRun(f"{number}. ", block.number)
            return replace(block, kind="paragraph", level=0, marker="",
                           lines=(ImportedLine((first, *block.lines[0].runs)), *block.lines[1:]))  # fmt: skip
        self.counts[level] = (number, len(self.blocks))
        return block

    def _can_join(self, between: list[ImportedBlock], level: int) -> bool:
        """Return whether what stands between two items can belong to the first."""
        loose = [one for one in between if one.level < level or one.kind == "paragraph"]
        kinds = all(one.kind == "item" or (one.kind == "paragraph" and not one.box) for one in between)
        return kinds and len(loose) <= MOST_BETWEEN and not any(one.kind == "item" for one in loose)

    def _join(self, start: int, level: int) -> None:
        """Put what stands between two items under the first."""
        for at in range(start, len(self.blocks)):
            block = self.blocks[at]
            if block.kind == "paragraph" and not block.level:
                problem = "this paragraph stands between two steps of one list, so it was put under the first of them"
                self.findings.append(GUESSED.make_finding(Place(self.path, max(1, block.number), 1), problem))
                self.blocks[at] = replace(block, level=level)
            elif block.kind == "item" and block.level == level:
                self.blocks[at] = replace(block, level=level + 1)


def settle_lists(blocks: list[ImportedBlock], findings: list[Finding], path: str) -> list[ImportedBlock]:
    """Keep the numbers of all lists.

    What interrupts a list joins the item before it; a number that fits no list is written as text, with a finding.
    """
    counter = _ListCounter(path, findings)
    for block in blocks:
        counter.add(block)
    return counter.blocks


def format_number(number: int, form: str) -> str:
    """Format a number as a letter, a Roman number or a figure."""
    if form.endswith("Letter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)
        return letter.upper() if form.startswith("upper") else letter
    if form.endswith("Roman") and 0 < number < 4000:
        values = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                  (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
        written = ""
        for value, letters in values:
            written += letters * (number // value)
            number %= value
        return written.upper() if form.startswith("upper") else written
    return str(number)
