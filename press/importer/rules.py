"""Rules on what an import leaves to a person."""

from __future__ import annotations

from collections.abc import Iterator

from press.importer.blocks import TO_DO
from press.model.edition import Library, Translation
from press.model.findings import Place
from press.model.rules import Problem, rule

_EN = "publications/handwashing/en.md"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, {point}]\nkeywords: [k]\n---\n\n## One {{#one}}\n\nText.\n"
Keys = tuple[str | int, ...]


@rule(
    "IMP301",
    clause="house rule: nothing is invented, and nothing unfinished goes out",
    hint="write what it asks for in place of these words; delete a main message or a heading that is not needed",
    bad={_EN: _HEAD.format(point="'TO DO: a main message'"), "publications/handwashing/es.md": _HEAD.format(point="b")},
    good={_EN: _HEAD.format(point="b"), "publications/handwashing/es.md": _HEAD.format(point="b")},
)
def nothing_waits(library: Library) -> Iterator[Problem]:
    """Nothing that an import left to a person still waits to be written."""
    for publication in library.publications.values():
        for keys, text in _texts(publication.facts.model_dump()):
            if text.startswith(TO_DO):
                yield publication.source.at(*keys), _problem(text)
        for translation in publication.translations.values():
            for keys, text in _texts(translation.front.model_dump()):
                if text.startswith(TO_DO):
                    yield translation.source.at(*keys), _problem(text)
            yield from ((place, _problem(text)) for place, text in _in_text(translation) if text.startswith(TO_DO))


def _problem(text: str) -> str:
    return f"this still waits: {text.removeprefix(TO_DO).strip()}"


def _texts(value: object, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """Every text in plain data, with the keys that lead to it."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, (*keys, key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _texts(one, (*keys, at))


def _in_text(translation: Translation) -> Iterator[tuple[Place, str]]:
    """Every heading, title and run of words of a text, with its place."""
    for section in translation.sections:
        yield translation.source.line(section.line), section.title
        for node in (node for block in section.blocks for node in block.walk()):
            place = translation.source.line(node.line or section.line, node.column or 1)
            yield place, node.attrs.get("title", "") or node.text
