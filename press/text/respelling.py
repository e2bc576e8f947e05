"""Respellings beside hard words: how a word is said, in the letters of its language, where a text first uses it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from press.model.nodes import Node
from press.model.publication import Translation
from press.model.sources.language import Glossary

BARE = frozenset({"subheading", "term", "table", "figure", "points", "footnote", "link", "code", "span", "image"})
"""Kinds of nodes without: headings, terms and pictures have no room, and other languages have other letters."""


def add_respellings(translation: Translation, glossary: Glossary) -> Translation:
    """Add the respelling of each hard word to its first use.

    The forms of a term are one word.
    """
    respeller = _Respeller(glossary)
    sections = tuple(replace(one, blocks=tuple(respeller.respell(one.blocks))) for one in translation.sections)
    return replace(translation, sections=sections)


class _Respeller:
    """Goes through a text once, and knows which words it has respelled."""

    def __init__(self, glossary: Glossary) -> None:
        self._sayings = glossary.sayings
        self._terms = {form.lower(): term for term, entry in glossary.terms.items() for form in (term, *entry.forms)}
        longest_first = sorted(self._sayings, key=len, reverse=True)
        self._words = re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)", re.IGNORECASE
        )
        self._done: set[str] = set()

    def respell(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """Yield nodes in reading order, with their respellings."""
        for node in nodes:
            if node.kind == "text":
                yield from self._split(node)
            elif node.kind in BARE or not node.children:
                yield node
            else:
                yield replace(node, children=tuple(self.respell(node.children)))

    def _split(self, node: Node) -> Iterator[Node]:
        start = 0
        for found in self._words.finditer(node.text):
            word = found[0].lower()
            if (term := self._terms.get(word, word)) in self._done:
                continue
            self._done.add(term)
            yield replace(node, text=f"{node.text[start : found.end()]} ")
            words = Node("text", text=f"({self._sayings[word].respell})", line=node.line, column=node.column)
            yield Node("span", (words,), attrs={"respelling": "yes"}, line=node.line, column=node.column)
            start = found.end()
        if start < len(node.text):
            yield replace(node, text=node.text[start:])
