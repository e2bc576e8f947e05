"""Rules on the translation ledger: what a translation was made from is still what the source says."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.edition import Library
from press.model.rules import Problem, rule
from press.text.blocks import FRONT
from press.translations import damaged, in_words, standings, translated

LEDGER = "translations.yaml"
HOUSE = "house rule: a translation says what its source says now"
_LEDGER = "publications/handwashing/translations.yaml"
_EN = "publications/handwashing/en.md"
_ES = "publications/handwashing/es.md"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n"
_ONE = _HEAD + "## One {#one}\n\nText.\n"
_FRONT = "    front-matter:\n      digest: 510fb7ecb87a9d06\n      words: [T, S, a, b, k]\n"
_BASE = "    {}:\n      digest: {}\n      words: [One, {}]\n"
_TEXT, _OTHER = _BASE.format("one", "45138a2ed2fba76d", "Text."), _BASE.format("one", "5fef491bbb4ef0b1", "Words.")
MOST = 3
"""Changes that a message shows."""


def _ledger(*bases: str) -> str:
    return f"translations:\n  es:\n{''.join(bases)}"


@rule(
    "TRA101",
    clause=HOUSE,
    hint="bring the section up to date, then run `python pipeline.py translations SLUG LANG --accept`",
    severity="warning",
    bad={_EN: _ONE, _ES: _ONE, _LEDGER: _ledger(_FRONT, _OTHER)},
    good={_EN: _ONE, _ES: _ONE, _LEDGER: _ledger(_FRONT, _TEXT)},
)
def translation_current(library: Library) -> Iterator[Problem]:
    """The source of a translated section has not changed since it was translated."""
    for publication, lang, source in translated(library):
        if not publication.ledger:
            continue
        text = publication.translations[lang].source
        for one in standings(publication, lang, source):
            if one.state == "stale":
                said = "; ".join(in_words(change) for change in one.changes[:MOST])
                more = f"; and {len(one.changes) - MOST} more" if len(one.changes) > MOST else ""
                problem = f"the section `#{one.section}` was translated from other words"
                yield text.line(one.line), f"{problem}: {said}{more}" if said else problem


@rule(
    "TRA102",
    clause=HOUSE,
    hint="run `python pipeline.py translations SLUG LANG --accept` when it says what the source says",
    severity="warning",
    bad={_EN: _ONE, _ES: _ONE, _LEDGER: _ledger(_FRONT)},
    good={_EN: _ONE, _ES: _ONE, _LEDGER: _ledger(_FRONT, _TEXT)},
)
def translation_recorded(library: Library) -> Iterator[Problem]:
    """A ledger has every section that was translated."""
    for publication, lang, source in translated(library):
        if not publication.ledger or lang not in publication.ledger.translations:
            continue
        text = publication.translations[lang].source
        for one in standings(publication, lang, source):
            if one.state == "unrecorded":
                yield text.line(one.line), f"the ledger does not say what the section `#{one.section}` was made from"


@rule(
    "TRA103",
    clause=HOUSE,
    hint="run `python pipeline.py translations SLUG LANG --accept`, which drops it, or delete it",
    severity="warning",
    bad={_EN: _ONE, _ES: _ONE, _LEDGER: _ledger(_FRONT, _TEXT, _TEXT.replace("one:", "two:"))},
    good={_EN: _ONE, _ES: _ONE, _LEDGER: _ledger(_FRONT, _TEXT)},
)
def ledger_names_what_is_there(library: Library) -> Iterator[Problem]:
    """A ledger has no language and no section that the publication lacks."""
    langs = {(publication.slug, lang) for publication, lang, _ in translated(library)}
    for publication in library.publications.values():
        for lang, bases in (publication.ledger.translations if publication.ledger else {}).items():
            place = publication.beside[LEDGER].at
            if (publication.slug, lang) not in langs:
                yield place("translations", lang), f"there is no translation into `{lang}`"
                continue
            known = {FRONT, *(one.id for one in publication.translations[lang].sections)}
            for section in (key for key in bases if key not in known):
                yield place("translations", lang, section), f"the text in `{lang}` has no section `#{section}`"


@rule(
    "TRA104",
    clause="house rule: the ledger is written by the press",
    hint="undo the change by hand, or run `python pipeline.py translations SLUG LANG --accept` anew",
    bad={_EN: _ONE, _ES: _ONE, _LEDGER: _ledger(_FRONT, _TEXT.replace("Text.", "Other."))},
    good={_EN: _ONE, _ES: _ONE, _LEDGER: _ledger(_FRONT, _TEXT)},
)
def ledger_whole(library: Library) -> Iterator[Problem]:
    """The words that a ledger keeps are those that their digest was made of."""
    for publication in library.publications.values():
        for lang, bases in (publication.ledger.translations if publication.ledger else {}).items():
            for section, base in bases.items():
                if base.digest and damaged(base):
                    place = publication.beside[LEDGER].at("translations", lang, section, "digest")
                    yield place, f"the words of `#{section}` are not those that were recorded"
