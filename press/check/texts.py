"""Rules on the texts of a publication: its translations say the same things in the same order."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.edition import BODY_IDS, Library, Publication, Section, Translation
from press.model.fields import SLUG
from press.model.nodes import Node
from press.model.rules import Problem, rule
from press.text.blocks import FRONT

PARITY = "house rule: ids are the same in every language, so that translations can be compared"
_EN = "publications/handwashing/en.md"
_ES = "publications/handwashing/es.md"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n"
_ONE = "## One {#one}\n\nText.\n"
_TWO = "## Two {#two}\n\nText.\n"
_CALLOUT = "\n::: callout Look {#look}\nText.\n:::\n"
MOST_WORDS = 8
TAKEN = {"main", FRONT, *BODY_IDS.values()}
"""The ids that the templates and the translation ledger use."""


def _pairs(library: Library) -> Iterator[tuple[Publication, Translation, Translation]]:
    """Each translation with the one that the others are compared with: the centre's language, or the first."""
    for publication in library.publications.values():
        translations = dict(publication.translations)
        main = library.center.language if library.center else ""
        if translations:
            first = translations.pop(main if main in translations else next(iter(translations)))
            yield from ((publication, first, other) for other in translations.values())


def _named(translation: Translation) -> dict[str, Section] | None:
    """The sections by id; None when an id is missing or stands twice, which is a finding already."""
    ids = _ids(translation)
    named = {section.id: section for section in translation.sections}
    return None if any(not SLUG.fullmatch(key) or ids.count(key) > 1 for key in named) else named


def _ids(translation: Translation) -> list[str]:
    sections = translation.sections
    return [section.id for section in sections] + [node.attrs["id"] for one in sections for node in _nodes(one)]


def _nodes(section: Section) -> list[Node]:
    """What has an id in a section; a callout may do without."""
    kinds = {"figure", "table", "subheading"}
    return [one for one in section.blocks if one.kind in kinds or (one.kind == "callout" and one.attrs["id"])]


@rule(
    "SRC201",
    clause=PARITY,
    hint="translate the section, with the same id, or delete it in the other language",
    bad={_EN: _HEAD + _ONE + _TWO, _ES: _HEAD + _ONE},
    good={_EN: _HEAD + _ONE + _TWO, _ES: _HEAD + _ONE + _TWO},
)
def same_sections(library: Library) -> Iterator[Problem]:
    """Every translation has the same sections."""
    for _, first, other in _pairs(library):
        ours, theirs = _named(first), _named(other)
        if ours is None or theirs is None:
            continue
        line = other.sections[0].line if other.sections else 1
        for key, section in ours.items():
            line = theirs[key].line if key in theirs else line
            if key not in theirs:
                there = first.source.line(section.line)
                yield other.source.line(line), f"the section `#{key}` is missing here; it stands at {there}"
        for key, section in theirs.items():
            if key not in ours:
                yield other.source.line(section.line), f"the section `#{key}` is not in {first.source.path}"


@rule(
    "SRC202",
    clause=PARITY,
    hint="put the sections in the same order in every language",
    bad={_EN: _HEAD + _ONE + _TWO, _ES: _HEAD + _TWO + _ONE},
    good={_EN: _HEAD + _ONE + _TWO, _ES: _HEAD + _ONE + _TWO},
)
def same_order(library: Library) -> Iterator[Problem]:
    """The sections of every translation come in the same order."""
    for _, first, other in _pairs(library):
        ours, theirs = _named(first) or {}, _named(other) or {}
        shared = [key for key in ours if key in theirs]
        for wanted, found in zip(shared, [key for key in theirs if key in ours], strict=True):
            if wanted != found:
                there = first.source.line(ours[wanted].line)
                problem = f"the section `#{found}` stands here, and `#{wanted}` in its place at {there}"
                yield other.source.line(theirs[found].line), problem
                break


@rule(
    "SRC203",
    clause=PARITY,
    hint="put it in with the same id, or take it out in the other language",
    bad={_EN: _HEAD + _ONE + _CALLOUT, _ES: _HEAD + _ONE},
    good={_EN: _HEAD + _ONE + _CALLOUT, _ES: _HEAD + _ONE + _CALLOUT},
)
def same_parts(library: Library) -> Iterator[Problem]:
    """A section has the same figures, tables, callouts and subheadings in every translation."""
    for _, first, other in _pairs(library):
        ours, theirs = _named(first) or {}, _named(other) or {}
        for key in (key for key in ours if key in theirs):
            here, there = _parts(first, ours[key]), _parts(other, theirs[key])
            if here is None or there is None:
                continue
            for kind, name in (part for part in here if part not in there):
                place = first.source.line(here[kind, name].line)
                problem = f"the section `#{key}` has no {kind} `#{name}` here; it stands at {place}"
                yield other.source.line(theirs[key].line), problem
            for kind, name in (part for part in there if part not in here):
                node = there[kind, name]
                problem = f"the {kind} `#{name}` is not in the section `#{key}` of {first.source.path}"
                yield other.source.line(node.line, node.column), problem


def _parts(translation: Translation, section: Section) -> dict[tuple[str, str], Node] | None:
    """What has an id in a section, by kind and id; None when an id is missing or stands twice in the text."""
    ids = _ids(translation)
    nodes = _nodes(section)
    if any(not SLUG.fullmatch(node.attrs["id"]) or ids.count(node.attrs["id"]) > 1 for node in nodes):
        return None
    return {(node.kind, node.attrs["id"]): node for node in nodes}


@rule(
    "SRC204",
    clause="visual brief: the question is the ornament; WCAG 2.2, 2.4.6",
    hint=f"say it in at most {MOST_WORDS} words, best as a question",
    severity="warning",
    bad={_EN: _HEAD + "## One two three four five six seven eight nine {#one}\n\nText.\n"},
    good={_EN: _HEAD + "## One two three four five six seven eight {#one}\n\nText.\n"},
)
def short_headings(library: Library) -> Iterator[Problem]:
    """A heading is short enough to be taken in at a glance."""
    for publication in library.publications.values():
        for translation in publication.translations.values():
            for section in translation.sections:
                count = len(section.title.split())
                if count > MOST_WORDS:
                    yield translation.source.line(section.line), f"this heading has {count} words"


@rule(
    "SRC205",
    clause="HTML Living Standard, 3.2.6: an id is unique in its document",
    hint="choose another id, in every language alike",
    bad={_EN: _HEAD + "## One {#main}\n\nText.\n"},
    good={_EN: _HEAD + _ONE},
)
def ids_not_taken(library: Library) -> Iterator[Problem]:
    """A text does not use the ids of what the press adds to it."""
    for publication in library.publications.values():
        for translation in publication.translations.values():
            for section in translation.sections:
                named = [(node.attrs["id"], node.line, node.column) for node in _nodes(section)]
                for name, line, column in [(section.id, section.line, 1), *named]:
                    if name in TAKEN:
                        yield translation.source.line(line, column), f"the press itself uses the id `{name}`"
