"""Rules for translation records: what a translation was made from is still what the source says."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.library import Library
from press.model.publication import Publication
from press.model.rules import Problem, rule
from press.model.sources.publication import RECORD_FILE
from press.text.blocks import FRONT_MATTER
from press.translations import describe_change, is_damaged, list_section_statuses, list_translations

HOUSE = "house rule: a translation says what its source says now"
_RECORD = "publications/handwashing/translations.yaml"
_EN = "publications/handwashing/en.md"
_ES = "publications/handwashing/es.md"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n"
_ONE = _HEAD + "## One {#one}\n\nText.\n"
_FRONT = "    front-matter:\n      digest: 510fb7ecb87a9d06\n      words: [T, S, a, b, k]\n"
_BASE = "    {}:\n      digest: {}\n      words: [One, {}]\n"
_TEXT, _OTHER = _BASE.format("one", "45138a2ed2fba76d", "Text."), _BASE.format("one", "5fef491bbb4ef0b1", "Words.")
_ACCEPT = "`python pipeline.py translations SLUG LANG --accept --by NAME --credentials WHAT`"
_UPDATE = f"bring the section up to date, then run {_ACCEPT}"
_RECORD_IT = f"run {_ACCEPT} when it says what the source says"
_DROP = f"run {_ACCEPT}, which drops it, or delete it"
_RECORD_ANEW = f"undo the change by hand, or run {_ACCEPT} anew"
MAX_CHANGES = 3
"""Changes that a message shows at most."""


def _name_translation(hint: str, publication: Publication, lang: str) -> str:
    """Name a translation in a hint with a command."""
    return hint.replace("SLUG LANG", f"{publication.slug} {lang}")


def _make_record(*bases: str) -> str:
    return f"translations:\n  es:\n{''.join(bases)}"


@rule(
    "TRA101",
    scope="publication",
    clause=HOUSE,
    hint=_UPDATE,
    severity="warning",
    bad={_EN: _ONE, _ES: _ONE, _RECORD: _make_record(_FRONT, _OTHER)},
    good={_EN: _ONE, _ES: _ONE, _RECORD: _make_record(_FRONT, _TEXT)},
)
def check_translation_current(library: Library) -> Iterator[Problem]:
    """Check that a section's source is unchanged since its translation."""
    for publication, lang, source in list_translations(library):
        if not publication.translation_record:
            continue
        text = publication.translations[lang].source
        for one in list_section_statuses(publication, lang, source):
            if one.state == "stale":
                changes = "; ".join(describe_change(change) for change in one.changes[:MAX_CHANGES])
                more = f"; and {len(one.changes) - MAX_CHANGES} more" if len(one.changes) > MAX_CHANGES else ""
                problem = f"the section `#{one.section}` was translated from other words"
                problem += f": {changes}{more}" if changes else ""
                yield text.make_place(one.line), problem, _name_translation(_UPDATE, publication, lang)


@rule(
    "TRA102",
    scope="publication",
    clause=HOUSE,
    hint=_RECORD_IT,
    severity="warning",
    bad={_EN: _ONE, _ES: _ONE, _RECORD: _make_record(_FRONT)},
    good={_EN: _ONE, _ES: _ONE, _RECORD: _make_record(_FRONT, _TEXT)},
)
def check_translation_recorded(library: Library) -> Iterator[Problem]:
    """Check that every translated section is recorded."""
    for publication, lang, source in list_translations(library):
        if not publication.translation_record or lang not in publication.translation_record.translations:
            continue
        text = publication.translations[lang].source
        for one in list_section_statuses(publication, lang, source):
            if one.state == "unrecorded":
                problem = f"the translation record does not say what the section `#{one.section}` was made from"
                yield text.make_place(one.line), problem, _name_translation(_RECORD_IT, publication, lang)


@rule(
    "TRA105",
    scope="publication",
    clause="house rule: a translation says who made it and who reviewed it",
    hint="add `translated_by: 'Translated by {name}.'` and `translation_reviewed_by` under `words`, in that language",
    bad={
        _EN: _ONE,
        _ES: _ONE,
        _RECORD: _make_record(_FRONT, _TEXT)
        + "translators:\n  es: {by: T. Sample, credentials: translator, on: 2020-01-01}\n",
    },
    good={_EN: _ONE, _ES: _ONE, _RECORD: _make_record(_FRONT, _TEXT)},
)
def check_credit_words(library: Library) -> Iterator[Problem]:
    """Check that a language has words to name translators and their reviewers."""
    for publication, lang, source in list_translations(library):
        language, record = library.languages.get(lang), publication.translation_record
        if not language or not record:
            continue
        words = {"translated_by": lang in record.translators}
        statuses = list_section_statuses(publication, lang, source)
        words["translation_reviewed_by"] = all(one.reviewed for one in statuses)
        missing = [name for name, needed in words.items() if needed and not getattr(language.words, name)]
        if missing:
            place = publication.record_sources[RECORD_FILE].find_place("translators", lang)
            names = ", ".join(f"`words.{name}`" for name in missing)
            yield place, f"`{publication.slug}` names people for its translation, but {names} is missing in `{lang}`"


@rule(
    "TRA103",
    scope="publication",
    clause=HOUSE,
    hint=_DROP,
    severity="warning",
    bad={_EN: _ONE, _ES: _ONE, _RECORD: _make_record(_FRONT, _TEXT, _TEXT.replace("one:", "two:"))},
    good={_EN: _ONE, _ES: _ONE, _RECORD: _make_record(_FRONT, _TEXT)},
)
def check_recorded_sections(library: Library) -> Iterator[Problem]:
    """Check that every recorded language and section exists."""
    langs = {(publication.slug, lang) for publication, lang, _ in list_translations(library)}
    for publication in library.publications.values():
        for lang, bases in (
            publication.translation_record.translations if publication.translation_record else {}
        ).items():
            place = publication.record_sources[RECORD_FILE].find_place
            if (publication.slug, lang) not in langs:
                problem, hint = f"there is no translation into `{lang}`", _name_translation(_DROP, publication, lang)
                yield place("translations", lang), problem, hint
                continue
            known = {FRONT_MATTER, *(one.id for one in publication.translations[lang].sections)}
            for section in (key for key in bases if key not in known):
                problem = f"the text in `{lang}` has no section `#{section}`"
                yield place("translations", lang, section), problem, _name_translation(_DROP, publication, lang)


@rule(
    "TRA104",
    scope="publication",
    clause="house rule: the translation record is written by the press",
    hint=_RECORD_ANEW,
    bad={_EN: _ONE, _ES: _ONE, _RECORD: _make_record(_FRONT, _TEXT.replace("Text.", "Other."))},
    good={_EN: _ONE, _ES: _ONE, _RECORD: _make_record(_FRONT, _TEXT)},
)
def check_record_digests(library: Library) -> Iterator[Problem]:
    """Check that recorded words match their digests."""
    for publication in library.publications.values():
        for lang, bases in (
            publication.translation_record.translations if publication.translation_record else {}
        ).items():
            for section, base in bases.items():
                if base.digest and is_damaged(base):
                    place = publication.record_sources[RECORD_FILE].find_place("translations", lang, section, "digest")
                    problem = f"the words of `#{section}` are not those that were recorded"
                    yield place, problem, _name_translation(_RECORD_ANEW, publication, lang)
