"""Rules for the texts of a publication: its translations say the same things in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from press.model.edition import BODY_IDS
from press.model.findings import Place, Severity
from press.model.library import Library
from press.model.nodes import NODE_KINDS, Node
from press.model.publication import Publication, Section, Translation
from press.model.rules import Problem, rule
from press.model.sources.fields import SLUG
from press.text.blocks import FRONT_MATTER

PARITY = "house rule: ids are the same in every language, so that translations can be compared"
_EN = "publications/handwashing/en.md"
_ES = "publications/handwashing/es.md"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n"
_ONE = "## One {#one}\n\nText.\n"
_TWO = "## Two {#two}\n\nText.\n"
_CALLOUT = "\n::: callout Look {#look}\nText.\n:::\n"
MOST_WORDS = 8
RESERVED_IDS = {"main", FRONT_MATTER, *BODY_IDS.values()}
"""The ids that the templates and the translation record use."""


def _pair_translations(library: Library) -> Iterator[tuple[Publication, Translation, Translation]]:
    """Pair the main translation with each of the others.

    The main one is in the center's language, or the first.
    """
    for publication in library.publications.values():
        translations = dict(publication.translations)
        main = library.center.language if library.center else ""
        if translations:
            first = translations.pop(main if main in translations else next(iter(translations)))
            yield from ((publication, *_drop_lone_easy_text(first, other)) for other in translations.values())


def _drop_lone_easy_text(first: Translation, other: Translation) -> tuple[Translation, Translation]:
    """Drop an easy-read text that only one of two languages has: it is written for its readers, and not translated."""
    if all("easy" in one.text_forms for one in (first, other)):
        return first, other

    def drop(text: Translation) -> Translation:
        return replace(text, sections=tuple(one for one in text.sections if one.text_form != "easy"))

    return drop(first), drop(other)


def _index_sections(translation: Translation) -> dict[str, Section] | None:
    """Index the sections by id.

    None when an id is missing or repeated, which is a finding already.
    """
    ids = _list_ids(translation)
    named = {section.id: section for section in translation.sections}
    return None if any(not SLUG.fullmatch(key) or ids.count(key) > 1 for key in named) else named


def _list_ids(translation: Translation) -> list[str]:
    sections = translation.sections
    return [section.id for section in sections] + [
        node.attrs["id"] for one in sections for node in _list_identified_nodes(one)
    ]


def _list_identified_nodes(section: Section) -> list[Node]:
    """List the nodes of a section that have or need an id."""
    return [one for one in section.blocks if NODE_KINDS[one.kind].id == "required" or one.attrs.get("id")]


@rule(
    "SRC201",
    scope="publication",
    clause=PARITY,
    hint="translate the section, with the same id, or delete it in the other language",
    bad={_EN: _HEAD + _ONE + _TWO, _ES: _HEAD + _ONE},
    good={_EN: _HEAD + _ONE + _TWO, _ES: _HEAD + _ONE + _TWO},
)
def check_same_sections(library: Library) -> Iterator[Problem]:
    """Check that every translation has the same sections."""
    for _, first, other in _pair_translations(library):
        ours, theirs = _index_sections(first), _index_sections(other)
        if ours is None or theirs is None:
            continue
        line = other.sections[0].line if other.sections else 1
        for key, section in ours.items():
            line = theirs[key].line if key in theirs else line
            if key not in theirs:
                there = first.source.make_place(section.line)
                yield other.source.make_place(line), f"the section `#{key}` is missing here; it stands at {there}"
        for key, section in theirs.items():
            if key not in ours:
                yield other.source.make_place(section.line), f"the section `#{key}` is not in {first.source.path}"


@rule(
    "SRC202",
    scope="publication",
    clause=PARITY,
    hint="put the sections in the same order in every language",
    bad={_EN: _HEAD + _ONE + _TWO, _ES: _HEAD + _TWO + _ONE},
    good={_EN: _HEAD + _ONE + _TWO, _ES: _HEAD + _ONE + _TWO},
)
def check_same_order(library: Library) -> Iterator[Problem]:
    """Check that sections come in the same order everywhere."""
    for _, first, other in _pair_translations(library):
        ours, theirs = _index_sections(first) or {}, _index_sections(other) or {}
        shared = [key for key in ours if key in theirs]
        for wanted, found in zip(shared, [key for key in theirs if key in ours], strict=True):
            if wanted != found:
                there = first.source.make_place(ours[wanted].line)
                problem = f"the section `#{found}` stands here, but `#{wanted}` stands in this place at {there}"
                yield other.source.make_place(theirs[found].line), problem
                break


@rule(
    "SRC203",
    scope="publication",
    clause=PARITY,
    hint="add it with the same id, or remove it in the other language",
    bad={_EN: _HEAD + _ONE + _CALLOUT, _ES: _HEAD + _ONE},
    good={_EN: _HEAD + _ONE + _CALLOUT, _ES: _HEAD + _ONE + _CALLOUT},
)
def check_same_parts(library: Library) -> Iterator[Problem]:
    """Check that sections have the same parts in every translation.

    Parts are the nodes that have an id, such as figures.
    """
    for _, first, other in _pair_translations(library):
        ours, theirs = _index_sections(first) or {}, _index_sections(other) or {}
        for key in (key for key in ours if key in theirs):
            here, there = _index_parts(first, ours[key]), _index_parts(other, theirs[key])
            if here is None or there is None:
                continue
            for kind, name in (part for part in here if part not in there):
                place = first.source.make_place(here[kind, name].line)
                problem = f"the section `#{key}` has no {kind} `#{name}` here; it stands at {place}"
                yield other.source.make_place(theirs[key].line), problem
            for kind, name in (part for part in there if part not in here):
                node = there[kind, name]
                problem = f"the {kind} `#{name}` is not in the section `#{key}` of {first.source.path}"
                yield other.source.make_place(node.line, node.column), problem


def _index_parts(translation: Translation, section: Section) -> dict[tuple[str, str], Node] | None:
    """Index the parts of a section by kind and id.

    None when an id is missing or repeated in the text.
    """
    ids = _list_ids(translation)
    nodes = _list_identified_nodes(section)
    if any(not SLUG.fullmatch(node.attrs["id"]) or ids.count(node.attrs["id"]) > 1 for node in nodes):
        return None
    return {(node.kind, node.attrs["id"]): node for node in nodes}


@rule(
    "SRC206",
    scope="publication",
    clause="house rule: two languages stand side by side paragraph by paragraph",
    hint="divide the section in the same way in both languages",
    severity="warning",
    bad={
        "variants/two.yaml": "format: html\nkind: web-page\nlanguages: [en, es]\n",
        "publications/handwashing/es.md": "---\n---\n\n## Why {#why}\n\n- One\n",
    },
    good={},
)
def check_facing_blocks(library: Library) -> Iterator[Problem]:
    """Check that two languages that stand side by side have the same blocks."""
    pairs = {tuple(one.languages) for one in library.variants.values() if one.languages and len(one.languages) == 2}
    for publication in library.publications.values():
        for first, second in sorted(pairs):
            if not {first, second} <= publication.translations.keys():
                continue
            texts = publication.translations[first], publication.translations[second]
            theirs = {section.id: section.blocks for section in texts[0].sections}
            for section in texts[1].sections:
                both = zip_longest(theirs.get(section.id, section.blocks), section.blocks)
                for one, other in both:
                    if one is None or other is None or one.kind != other.kind:
                        line = other.line if other else section.line
                        stands = f"{texts[0].source.path}:{one.line}" if one else texts[0].source.path
                        kinds = [node.kind.replace("_", " ") if node else "nothing" for node in (one, other)]
                        problem = f"`#{section.id}` has {kinds[1]} here, where {stands} has {kinds[0]}"
                        yield texts[1].source.make_place(line), problem
                        break


@rule(
    "SRC204",
    scope="publication",
    clause="house rule: a heading is a short question; WCAG 2.2, 2.4.6",
    hint=f"say it in at most {MOST_WORDS} words, best as a question",
    severity="warning",
    bad={_EN: _HEAD + "## One two three four five six seven eight nine {#one}\n\nText.\n"},
    good={_EN: _HEAD + "## One two three four five six seven eight {#one}\n\nText.\n"},
)
def check_heading_length(library: Library) -> Iterator[Problem]:
    """Check that a heading can be read at a glance."""
    for publication in library.publications.values():
        for translation in publication.translations.values():
            for section in translation.sections:
                count = len(section.title.split())
                if count > MOST_WORDS:
                    yield translation.source.make_place(section.line), f"this heading has {count} words"


@rule(
    "SRC205",
    scope="publication",
    clause="HTML Living Standard, 3.2.6: an id is unique in its document",
    hint="choose another id, in every language alike",
    bad={_EN: _HEAD + "## One {#main}\n\nText.\n"},
    good={_EN: _HEAD + _ONE},
)
def check_reserved_ids(library: Library) -> Iterator[Problem]:
    """Check that a text uses no id of the press."""
    for publication in library.publications.values():
        for translation in publication.translations.values():
            for section in translation.sections:
                named = [(node.attrs["id"], node.line, node.column) for node in _list_identified_nodes(section)]
                for name, line, column in [(section.id, section.line, 1), *named]:
                    if name in RESERVED_IDS:
                        yield translation.source.make_place(line, column), f"the press itself uses the id `{name}`"


# ---------------------------------------------------------------- what is still to be written, as an import leaves it

Keys = tuple[str | int, ...]
_OPEN = re.compile(r"\bTO ?DO:\s*|\[TO ?DO\b:?\s*|\b(?:FIXME|TBD)\b:?\s*")
"""Notes of writers. `TODO` alone is a word in Spanish."""


@rule(
    "IMP301",
    scope="publication",
    clause="house rule: nothing is invented, and nothing unfinished goes out",
    hint="write what it asks for in place of these words, or delete them; a draft may keep them",
    bad={_EN: _HEAD.replace("[a, b]", "[a, 'TO DO: a main message']") + _ONE, _ES: _HEAD + _ONE},
    good={_EN: _HEAD + _ONE, _ES: _HEAD + _ONE},
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
