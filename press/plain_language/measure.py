"""A section measured: its sentences, how long and how hard they are, and which of them are in the passive.

Counted are paragraphs, items, definitions, captions and labels: what is read as running text. Headings, tables, terms
and what stands for pictures are not. The end of a block ends a sentence, so that each item of a list counts as one.
Words marked as another language's and web addresses are left out, and a figure is one syllable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from press.model.edition import Section
from press.model.nodes import BLOCKS, Node
from press.model.textfacts import FormulaName, Passive, Readability
from press.plain_language.formulas import FORMULAS, NOTHING, Counts

RUNNING = frozenset({"paragraph", "item", "definition", "caption", "panel", "quote", "callout"})
"""Blocks that are read as running text."""
_ADDRESS = re.compile(r"://|www\.|@|\w\.(?:gov|org|com|net|edu|example)\b")
_SIGN = re.compile(r"[@/]|\.\w")
_WORD = re.compile(r"[^\W_]+(?:[’'.,:-][^\W_]+)*")
_END = re.compile(r"(?<![.!?…])[.!?…]+[”\"’'»)\]]*(?=\s|$)")
_LONG = 3
"""Syllables of a long word (McLaughlin, 1969)."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its block and its span in it, the line that it is on, how many words, and its passive if any.

    A library has hundreds of thousands: they share the texts of their blocks.
    """

    block: str
    start: int
    end: int
    line: int
    words: int
    passive: str = ""

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(self.block[self.start : self.end].split())


@dataclass(frozen=True)
class Measure:
    """What was counted in a text: its sentences, the counts for each formula, and its blocks with their lines."""

    sentences: tuple[Sentence, ...]
    counts: dict[FormulaName, Counts]
    blocks: tuple[tuple[str, int], ...] = ()

    @property
    def words(self) -> int:
        """Words counted."""
        return sum(sentence.words for sentence in self.sentences)

    @property
    def mean(self) -> float:
        """Words of a sentence on average."""
        return self.words / len(self.sentences) if self.sentences else 0.0

    @property
    def passives(self) -> tuple[Sentence, ...]:
        """The sentences in the passive."""
        return tuple(sentence for sentence in self.sentences if sentence.passive)

    @cached_property
    def figures(self) -> dict[FormulaName, float]:
        """What each formula gives; nothing when there are no words."""
        return {name: FORMULAS[name].compute(one) for name, one in self.counts.items() if one.words}

    def enough(self, name: FormulaName) -> bool:
        """Whether there are as many sentences as a formula was made for."""
        return len(self.sentences) >= FORMULAS[name].basis


@dataclass(frozen=True, slots=True)
class Way:
    """How the texts of a language are measured, made ready: `way_of` makes it."""

    formulas: tuple[FormulaName, ...]
    abbreviations: frozenset[str]
    passive: re.Pattern[str] | None


def way_of(how: Readability) -> Way:
    """What a language says of its measuring, made ready to be used on many sections."""
    passive = passive_pattern(how.passive) if how.passive else None
    return Way(tuple(how.formulas), frozenset(how.abbreviations), passive)


def measure(section: Section, way: Way) -> Measure:
    """A section, measured in the way of its language."""
    sentences: list[Sentence] = []
    words: list[str] = []
    blocks = running(section.blocks)
    for text, line in blocks:
        passive = way.passive if way.passive and way.passive.search(text) else None
        addresses = bool(_SIGN.search(text))
        for sentence, down, span in split(text, way.abbreviations):
            found = _WORD.findall(_without_addresses(sentence) if addresses else sentence)
            if found:
                match = passive.search(sentence) if passive else None
                sentences.append(Sentence(text, *span, line + down, len(found), match[0] if match else ""))
                words += found
    return Measure(tuple(sentences), _counts(way, words, len(sentences)), tuple(blocks))


def _without_addresses(sentence: str) -> str:
    return " ".join(word for word in sentence.split() if not _ADDRESS.search(word))


def _counts(way: Way, words: Sequence[str], sentences: int) -> dict[FormulaName, Counts]:
    counters = {FORMULAS[name].syllables for name in way.formulas}
    made = {counter: _count(counter, words, sentences) for counter in counters}
    return {name: made[FORMULAS[name].syllables] for name in way.formulas}


def _count(counter: Callable[[str], int], words: Sequence[str], sentences: int) -> Counts:
    found = list(map(counter, words))
    return Counts(sentences, len(words), sum(found), sum(count >= _LONG for count in found))


def together(measures: Sequence[Measure]) -> Measure:
    """Several texts as one."""
    names = dict.fromkeys(name for one in measures for name in one.counts)
    counts = {name: sum((one.counts[name] for one in measures if name in one.counts), NOTHING) for name in names}
    return Measure(tuple(sentence for one in measures for sentence in one.sentences), counts)


def running(nodes: Sequence[Node]) -> list[tuple[str, int]]:
    """Each block of running text, and the line on which it starts; a line feed stands where the source has one."""
    found: list[tuple[str, int]] = []
    for node in nodes:
        if node.kind == "table":
            continue
        blocks = [child for child in node.children if child.kind in BLOCKS]
        if len(blocks) < len(node.children) and node.kind in RUNNING:
            found.append((_joined(node.children, node.line), node.line))
        if blocks:
            found += running(blocks)
    return found


def _joined(runs: Sequence[Node], first: int) -> str:
    """The words of some runs, with a line feed where a later line of the file begins."""
    pieces: list[str] = []
    _gather(runs, pieces, first)
    return "".join(pieces).strip()


def _gather(runs: Sequence[Node], pieces: list[str], line: int) -> int:
    """Add the words of some runs in the text's own language; gives the line of the file that they end on."""
    for node in runs:
        if node.kind in BLOCKS or node.kind == "image" or (node.kind == "span" and "lang" in node.attrs):
            continue
        if node.line > line:
            pieces.append("\n" * (node.line - line))
            line = node.line
        pieces.append(" " if node.kind == "break" else node.text)
        line = _gather(node.children, pieces, line) if node.children else line
    return line


Span = tuple[int, int]
"""Where something begins and ends in a text."""


def split(text: str, abbreviations: frozenset[str] = frozenset()) -> list[tuple[str, int, Span]]:
    """The sentences of a block, each with how many lines below the start of the block it begins, and its span."""
    ends = [match.end() for match in _END.finditer(text)]
    found: list[tuple[str, int, Span]] = []
    start = 0
    for end in [*(one for one in ends if one < len(text)), len(text)]:
        if end < len(text) and not _ends(text, start, end, abbreviations):
            continue
        said = text[start:end]
        if tidy := said.strip():
            at = start + len(said) - len(said.lstrip())
            down = text.count("\n", 0, at) if "\n" in text else 0
            found.append((" ".join(tidy.split()) if down or "\n" in tidy else tidy, down, (at, at + len(tidy))))
        start = end
    return found


def _ends(text: str, start: int, end: int, abbreviations: frozenset[str]) -> bool:
    """Whether a stop with something after it ends the sentence: not after an initial or an abbreviation."""
    after = text[end : end + 20].lstrip()
    if after[:1].islower():
        return False
    last = text[max(start, end - 20) : end].rsplit(None, 1)[-1].lstrip("(“«\"'")
    return not (last in abbreviations or (len(last) == len("J.") and last[0].isalpha() and last[1] == "."))


def passive_pattern(how: Passive) -> re.Pattern[str]:
    """What finds a passive: an auxiliary, at most two words that may stand between, and a participle."""
    nothing = "(?!)"
    verbs = "|".join([*map(re.escape, how.participles), *(rf"\w{{2,}}{re.escape(end)}" for end in how.endings)])
    between = "|".join([*map(re.escape, how.between), *(rf"\w+{re.escape(end)}" for end in how.between_endings)])
    never = "|".join(map(re.escape, how.never))
    return re.compile(
        rf"\b(?:{'|'.join(map(re.escape, how.auxiliaries))})\b(?:\s+(?:{between or nothing})\b){{0,2}}"
        rf"\s+(?!(?:{never or nothing})\b)(?:{verbs or nothing})\b",
        re.IGNORECASE,
    )
