"""Words that readers may not know, and whether a text explains them.

A section explains a term if it emphasizes it or has it in a list of definitions. A sentence explains a term

* if the term is in parentheses, or a parenthesis follows it;
* if a comma and an explanation follow it: ", the tissue that";
* if the sentence has one of the explaining words of the language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from press.model.nodes import EMPHASIS, Node
from press.model.publication import Section
from press.model.sources.language import Glossary, ReadabilitySettings
from press.plain_language.measure import TextMeasure, split_sentences


@dataclass(frozen=True, slots=True)
class JargonTerms:
    """The terms of a glossary, compiled by `compile_terms`.

    forms: the forms of each term in lower case; patterns: of each term; explaining, beside: patterns of a sentence that
    explains a term.
    """

    forms: dict[str, tuple[str, ...]]
    patterns: dict[str, re.Pattern[str]]
    explaining: re.Pattern[str]
    beside: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term that is used: its name in the glossary, the words in the text, and their line."""

    term: str
    words: str
    line: int


def compile_terms(glossary: Glossary, how: ReadabilitySettings) -> JargonTerms:
    """Compile a glossary and the explaining words of its language."""
    forms = {term: tuple(form.lower() for form in (term, *entry.forms)) for term, entry in glossary.terms.items()}
    patterns = {term: re.compile(_match_any(its), re.IGNORECASE) for term, its in forms.items()}
    beside = re.compile(rf" \(|, {_match_any(how.beside)}", re.IGNORECASE)
    return JargonTerms(forms, patterns, re.compile(_match_any(how.explaining), re.IGNORECASE), beside)


def _match_any(words: Sequence[str]) -> str:
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return rf"\b(?:{'|'.join(longest_first) or '(?!)'})\b"


def find_unexplained(sections: Sequence[tuple[Section, TextMeasure]], terms: JargonTerms) -> Iterator[TermUse]:
    """Find the first unexplained use of each term.

    A use is explained if its section explains the term.
    """
    remaining = dict(terms.forms)
    for section, measure in sections:
        words = "\n".join(text for text, _ in measure.blocks).lower()
        present = [term for term, forms in remaining.items() if any(form in words for form in forms)]
        emphasized = _join_emphasized(section.blocks) if present else ""
        for term in present:
            uses = [use for text, line in measure.blocks for use in _find_uses(text, line, term, terms)]
            if uses:
                del remaining[term]
            if uses and not terms.patterns[term].search(emphasized) and not any(explained for _, explained in uses):
                yield uses[0][0]


def _find_uses(text: str, line: int, term: str, terms: JargonTerms) -> Iterator[tuple[TermUse, bool]]:
    """Find each use of a term in a block.

    Yields it with True if its sentence explains the term.
    """
    pattern = terms.patterns[term]
    if not pattern.search(text):
        return
    for sentence, down, _ in split_sentences(text):
        for match in pattern.finditer(sentence):
            beside = sentence[: match.start()].endswith("(") or terms.beside.match(sentence, match.end())
            yield TermUse(term, match[0], line + down), bool(beside or terms.explaining.search(sentence))


def _join_emphasized(nodes: Sequence[Node]) -> str:
    """Join the emphasized words of a text."""
    return " · ".join(node.text_content for top in nodes for node in top.walk() if node.kind in EMPHASIS)
