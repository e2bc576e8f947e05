"""Measuring a section: its sentences, their length and difficulty, and which of them are in the passive.

Running text is counted: paragraphs, items, definitions, captions and labels. Headings, tables, terms and alternative
texts are not. The end of a block ends a sentence, so that each item of a list counts as one. Words tagged with another
language and web addresses are not counted, and a figure is one syllable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from press.model.nodes import BLOCKS, NODE_KINDS, Node
from press.model.publication import Section
from press.model.sources.fields import FormulaName
from press.model.sources.language import PassivePatterns, ReadabilitySettings
from press.plain_language.formulas import FORMULAS, NOTHING, TextCounts
from press.text.cldr import find_script_code
from press.text.segmentation import find_sentence_ends, list_words

_ADDRESS = re.compile(r"://|www\.|@|\w\.(?:gov|org|com|net|edu|example)\b")
_SIGN = re.compile(r"[@/]|\.\w")
_WORD = re.compile(r"[^\W_]+(?:[’'.,:-][^\W_]+)*")
_END = re.compile(r"(?<![.!?…])[.!?…]+[”\"’'»)\]]*(?=\s|$)")
_LONG = 3
"""Syllables of a long word (McLaughlin, 1969)."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its block and its span there, its line, its number of words, and its passive if any.

    A library has hundreds of thousands of sentences, so they share the texts of their blocks.
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
class TextMeasure:
    """The measurements of a text: its sentences, the counts for each formula, and its blocks with their lines."""

    sentences: tuple[Sentence, ...]
    counts: dict[FormulaName, TextCounts]
    blocks: tuple[tuple[str, int], ...] = ()

    @property
    def words(self) -> int:
        """Number of words."""
        return sum(sentence.words for sentence in self.sentences)

    @property
    def mean(self) -> float:
        """Words in a sentence, on average."""
        return self.words / len(self.sentences) if self.sentences else 0.0

    @property
    def passives(self) -> tuple[Sentence, ...]:
        """The sentences in the passive."""
        return tuple(sentence for sentence in self.sentences if sentence.passive)

    @cached_property
    def figures(self) -> dict[FormulaName, float]:
        """The result of each formula; none if there are no words."""
        return {name: FORMULAS[name].compute(one) for name, one in self.counts.items() if one.words}

    def has_enough_sentences(self, name: FormulaName) -> bool:
        """Tell whether a formula has enough sentences."""
        return len(self.sentences) >= FORMULAS[name].basis


@dataclass(frozen=True, slots=True)
class MeasureSettings:
    """How the texts of a language are measured, compiled by `compile_settings`.

    lang: of a text in another script than Latin, which is cut by the rules of Unicode; "" for a Latin text.
    """

    formulas: tuple[FormulaName, ...]
    abbreviations: frozenset[str]
    passive: re.Pattern[str] | None
    lang: str = ""


def compile_settings(how: ReadabilitySettings, lang: str = "") -> MeasureSettings:
    """Compile how the texts of a language are measured."""
    passive = compile_passive(how.passive) if how.passive else None
    other = "" if find_script_code(lang) == "Latn" else lang
    return MeasureSettings(tuple(how.formulas), frozenset(how.abbreviations), passive, other)


def measure_section(section: Section, way: MeasureSettings) -> TextMeasure:
    """Measure a section as its language prescribes."""
    sentences: list[Sentence] = []
    words: list[str] = []
    blocks = list_running_text(section.blocks)
    for text, line in blocks:
        passive = way.passive if way.passive and way.passive.search(text) else None
        addresses = bool(_SIGN.search(text))
        for sentence, down, span in split_sentences(text, way.abbreviations, way.lang):
            said = _drop_addresses(sentence) if addresses else sentence
            found = list_words(said, way.lang) if way.lang else _WORD.findall(said)
            if found:
                match = passive.search(sentence) if passive else None
                sentences.append(Sentence(text, *span, line + down, len(found), match[0] if match else ""))
                words += found
    return TextMeasure(tuple(sentences), _count_all(way, words, len(sentences)), tuple(blocks))


def _drop_addresses(sentence: str) -> str:
    return " ".join(word for word in sentence.split() if not _ADDRESS.search(word))


def _count_all(way: MeasureSettings, words: Sequence[str], sentences: int) -> dict[FormulaName, TextCounts]:
    counters = {FORMULAS[name].syllables for name in way.formulas}
    counts = {counter: _count_syllables(counter, words, sentences) for counter in counters}
    return {name: counts[FORMULAS[name].syllables] for name in way.formulas}


def _count_syllables(counter: Callable[[str], int], words: Sequence[str], sentences: int) -> TextCounts:
    found = list(map(counter, words))
    return TextCounts(sentences, len(words), sum(found), sum(count >= _LONG for count in found))


def merge_measures(measures: Sequence[TextMeasure]) -> TextMeasure:
    """Merge the measurements of several texts."""
    names = dict.fromkeys(name for one in measures for name in one.counts)
    counts = {name: sum((one.counts[name] for one in measures if name in one.counts), NOTHING) for name in names}
    return TextMeasure(tuple(sentence for one in measures for sentence in one.sentences), counts)


def list_running_text(nodes: Sequence[Node]) -> list[tuple[str, int]]:
    """List the blocks of running text, with their lines.

    Line feeds of the source are kept in the text.
    """
    found: list[tuple[str, int]] = []
    for node in nodes:
        blocks = [child for child in node.children if child.kind in BLOCKS]
        if len(blocks) < len(node.children) and NODE_KINDS[node.kind].is_running:
            found.append((_join_words(node.children, node.line), node.line))
        if blocks:
            found += list_running_text(blocks)
    return found


def _join_words(nodes: Sequence[Node], first: int) -> str:
    """Join the words of nodes, with line feeds."""
    pieces: list[str] = []
    _gather(nodes, pieces, first)
    return "".join(pieces).strip()


def _gather(nodes: Sequence[Node], pieces: list[str], line: int) -> int:
    """Collect the words of nodes; return their last line.

    Words in another language are left out.
    """
    for node in nodes:
        if node.kind in BLOCKS or node.kind == "image" or (node.kind == "span" and "lang" in node.attrs):
            continue
        if node.line > line:
            pieces.append("\n" * (node.line - line))
            line = node.line
        pieces.append(" " if node.kind == "break" else node.text)
        line = _gather(node.children, pieces, line) if node.children else line
    return line


Span = tuple[int, int]
"""Start and end in a text."""


def split_sentences(
    text: str, abbreviations: frozenset[str] = frozenset(), lang: str = ""
) -> list[tuple[str, int, Span]]:
    """Split a block into sentences.

    Each comes with the number of lines from the start of the block to its own, and with its span. lang: of a text in
    another script than Latin.
    """
    ends = find_sentence_ends(text, lang) if lang else [match.end() for match in _END.finditer(text)]
    found: list[tuple[str, int, Span]] = []
    start = 0
    for end in [*(one for one in ends if one < len(text)), len(text)]:
        if end < len(text) and not _is_sentence_end(text, start, end, abbreviations):
            continue
        piece = text[start:end]
        if tidy := piece.strip():
            at = start + len(piece) - len(piece.lstrip())
            down = text.count("\n", 0, at) if "\n" in text else 0
            found.append((" ".join(tidy.split()) if down or "\n" in tidy else tidy, down, (at, at + len(tidy))))
        start = end
    return found


def _is_sentence_end(text: str, start: int, end: int, abbreviations: frozenset[str]) -> bool:
    """Tell whether a stop ends the sentence.

    It does not after an initial or an abbreviation, nor before a lower-case letter.
    """
    after = text[end : end + 20].lstrip()
    if after[:1].islower():
        return False
    last = "".join(text[max(start, end - 20) : end].split()[-1:]).lstrip("(“«\"'")
    return not (last in abbreviations or (len(last) == len("J.") and last[0].isalpha() and last[1] == "."))


def compile_passive(how: PassivePatterns) -> re.Pattern[str]:
    """Compile a pattern: auxiliary, up to two words between, participle."""
    nothing = "(?!)"
    verbs = "|".join([*map(re.escape, how.participles), *(rf"\w{{2,}}{re.escape(end)}" for end in how.endings)])
    between = "|".join([*map(re.escape, how.between), *(rf"\w+{re.escape(end)}" for end in how.between_endings)])
    never = "|".join(map(re.escape, how.never))
    return re.compile(
        rf"\b(?:{'|'.join(map(re.escape, how.auxiliaries))})\b(?:\s+(?:{between or nothing})\b){{0,2}}"
        rf"\s+(?!(?:{never or nothing})\b)(?:{verbs or nothing})\b",
        re.IGNORECASE,
    )
