"""Rules for what an import leaves to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from press.model.findings import Place, Severity
from press.model.library import Library
from press.model.publication import Publication, Translation
from press.model.rules import Problem, rule

_EN = "publications/handwashing/en.md"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, {point}]\nkeywords: [k]\n---\n\n## One {{#one}}\n\nText.\n"
Keys = tuple[str | int, ...]
_OPEN = re.compile(r"\bTO ?DO:\s*|\[TO ?DO\b:?\s*|\b(?:FIXME|TBD)\b:?\s*")
"""Notes of writers. `TODO` alone is a word in Spanish."""


@rule(
    "IMP301",
    scope="publication",
    clause="house rule: nothing is invented, and nothing unfinished goes out",
    hint="write what it asks for in place of these words, or delete them; a draft may keep them",
    bad={_EN: _HEAD.format(point="'TO DO: a main message'"), "publications/handwashing/es.md": _HEAD.format(point="b")},
    good={_EN: _HEAD.format(point="b"), "publications/handwashing/es.md": _HEAD.format(point="b")},
)
def check_to_do(library: Library) -> Iterator[Problem]:
    """Check that everything left open is written.

    In a draft it is a warning.
    """
    for publication in library.publications.values():
        severity: Severity = "warning" if publication.facts.status == "draft" else "error"
        for place, text in _list_places(publication):
            if found := _OPEN.search(text):
                what = text[found.end() :].strip().rstrip("]") or text.strip()
                yield place, f"this is still to be written: {what}", "", severity


def _list_places(publication: Publication) -> Iterator[tuple[Place, str]]:
    """List everything that staff write for a publication."""
    for keys, text in _list_texts(publication.facts.model_dump()):
        yield publication.source.find_place(*keys), text
    for translation in publication.translations.values():
        for keys, text in _list_texts(translation.front.model_dump()):
            yield translation.source.find_place(*keys), text
        yield from _list_words(translation)


def _list_texts(value: object, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """List every text in nested data, with its keys."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _list_texts(one, (*keys, key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _list_texts(one, (*keys, at))


def _list_words(translation: Translation) -> Iterator[tuple[Place, str]]:
    """List the headings, titles and runs of a text."""
    for section in translation.sections:
        yield translation.source.make_place(section.line), section.title
        for node in (node for block in section.blocks for node in block.walk()):
            place = translation.source.make_place(node.line or section.line, node.column or 1)
            yield place, node.attrs.get("title", "") or node.text
