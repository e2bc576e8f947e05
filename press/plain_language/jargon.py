"""Words that readers may not know, and whether a text explains them.

A term counts as explained in a section that emphasises it, defines it in a list of definitions, puts it in brackets or
a bracket after it, goes on after a comma as its language does to explain (", the tissue that"), or has one of the
language's explaining words in the same sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from press.model.edition import Section
from press.model.nodes import Node
from press.model.textfacts import Glossary, Readability
from press.plain_language.measure import Measure, split

EMPHASIS = frozenset({"em", "strong", "term"})
"""What shows a word as one to learn: emphasis, and the term of a list of definitions."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A glossary, made ready to be looked for: `terms_of` makes it.

    forms: each form of each term in small letters; patterns: what finds a term; explaining, beside: what shows that
    a sentence explains it.
    """

    forms: dict[str, tuple[str, ...]]
    patterns: dict[str, re.Pattern[str]]
    explaining: re.Pattern[str]
    beside: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Use:
    """A term that is used and not explained: as the glossary names it, as the text has it, and on which line."""

    term: str
    words: str
    line: int


def terms_of(glossary: Glossary, how: Readability) -> Terms:
    """A glossary, and the words of its language that show that something is explained."""
    forms = {term: tuple(form.lower() for form in (term, *entry.forms)) for term, entry in glossary.terms.items()}
    patterns = {term: re.compile(_any(its), re.IGNORECASE) for term, its in forms.items()}
    beside = re.compile(rf" \(|, {_any(how.beside)}", re.IGNORECASE)
    return Terms(forms, patterns, re.compile(_any(how.explaining), re.IGNORECASE), beside)


def _any(words: Sequence[str]) -> str:
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return rf"\b(?:{'|'.join(longest_first) or '(?!)'})\b"


def unexplained(sections: Sequence[tuple[Section, Measure]], terms: Terms) -> Iterator[Use]:
    """The first use of each term in a text that the section it stands in does not explain."""
    open_ = dict(terms.forms)
    for section, measure in sections:
        words = "\n".join(text for text, _ in measure.blocks).lower()
        there = [term for term, forms in open_.items() if any(form in words for form in forms)]
        shown = _shown(section.blocks) if there else ""
        for term in there:
            uses = [use for text, line in measure.blocks for use in _uses(text, line, term, terms)]
            if uses:
                del open_[term]
            if uses and not terms.patterns[term].search(shown) and not any(explained for _, explained in uses):
                yield uses[0][0]


def _uses(text: str, line: int, term: str, terms: Terms) -> Iterator[tuple[Use, bool]]:
    """Each use of a term in a block, and whether its sentence explains it."""
    pattern = terms.patterns[term]
    if not pattern.search(text):
        return
    for sentence, down, _ in split(text):
        for match in pattern.finditer(sentence):
            beside = sentence[: match.start()].endswith("(") or terms.beside.match(sentence, match.end())
            yield Use(term, match[0], line + down), bool(beside or terms.explaining.search(sentence))


def _shown(nodes: Sequence[Node]) -> str:
    """The words that a text shows as words to learn."""
    return " · ".join(node.plain for top in nodes for node in top.walk() if node.kind in EMPHASIS)
