"""The translation record: the source text of each translated section, and whether it has changed since."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from press.model.library import Library
from press.model.publication import Publication
from press.model.sources.language import FixedWords
from press.model.sources.publication import SourceSnapshot, TranslationRecord, TranslationReview, Translator
from press.text.blocks import TextPart, hash_words, list_parts
from press.text.diff import WordChange, compare_words

SectionState = Literal["current", "stale", "missing", "extra", "unrecorded"]
HEAD = """\
# What each translation was made from, section by section. Made by the press; to bring it up to date, run
# `python pipeline.py translations SLUG LANG --accept --by NAME --credentials WHAT`.
"""
LONGEST = 60
"""Characters that a message shows of the old and of the new words."""


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """The status of a section of a translation.

    line: of the section in the translation, 0 if it is missing there; changes: of the source since it was translated;
    reviews: of the section; reviewed: whether the last reviewer read the words as they are now.
    """

    section: str
    state: SectionState
    line: int = 0
    changes: tuple[WordChange, ...] = ()
    reviews: tuple[TranslationReview, ...] = ()
    reviewed: bool = False


def find_source_language(publication: Publication, center_language: str) -> str:
    """Find the language that a publication is translated from.

    It is the center's, or the first if the publication has no text in that.
    """
    langs = publication.translations
    return center_language if center_language in langs else next(iter(langs), "")


MOST_KNOWN = 10_000
_KNOWN: dict[tuple[int, str, str], tuple[Publication, list[SectionStatus]]] = {}
"""Statuses by the `id` of a publication, which is kept beside them, so that no other can take its `id`. Several
rules and commands ask for the same ones."""


def list_section_statuses(publication: Publication, lang: str, source: str) -> list[SectionStatus]:
    """List the status of each section, in source order."""
    known = _KNOWN.get((id(publication), lang, source))
    if known is None or known[0] is not publication:
        if len(_KNOWN) > MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[id(publication), lang, source] = publication, _compare_sections(publication, lang, source)
    return known[1]


def _compare_sections(publication: Publication, lang: str, source: str) -> list[SectionStatus]:
    originals = list_parts(publication.translations[source])
    translations = list_parts(publication.translations[lang])
    bases = publication.translation_record.translations.get(lang, {}) if publication.translation_record else {}
    found = [_compare_section(part, translations.get(key), bases.get(key)) for key, part in originals.items()]
    return found + [
        SectionStatus(key, "extra", part.line) for key, part in translations.items() if key not in originals
    ]


def _compare_section(original: TextPart, translation: TextPart | None, base: SourceSnapshot | None) -> SectionStatus:
    if translation is None:
        return SectionStatus(original.id, "missing")
    if base is None:
        return SectionStatus(original.id, "unrecorded", translation.line)
    reviews = tuple(base.reviews)
    current = base.digest == original.digest
    reviewed = current and bool(reviews) and reviews[-1].text == translation.digest
    if current:
        return SectionStatus(original.id, "current", translation.line, (), reviews, reviewed)
    changes = tuple(
        one for one in compare_words(" ".join(base.words), " ".join(original.words)) if one.kind == "changed"
    )
    return SectionStatus(original.id, "stale", translation.line, changes, reviews)


def summarize_translation(publication: Publication, lang: str, source: str) -> tuple[str, tuple[str, ...]]:
    """Summarize a translation: one word, and its stale sections.

    The word is empty for the source text.
    """
    if lang == source:
        return "", ()
    if not publication.translation_record or lang not in publication.translation_record.translations:
        return "unrecorded", ()
    stale = tuple(one.section for one in list_section_statuses(publication, lang, source) if one.state == "stale")
    return "stale" if stale else "current", stale


def format_credit(publication: Publication, lang: str, source: str, words: FixedWords) -> str:
    """Format the line that says who translated a text, and who reviewed the translation.

    A reviewer is named if every section was reviewed as it is now. Empty if nobody is named.
    """
    record = publication.translation_record
    if lang == source or not record:
        return ""
    translator = record.translators.get(lang)
    found = [words.translated_by.format(name=_name_person(translator))] if translator and words.translated_by else []
    statuses = list_section_statuses(publication, lang, source)
    if statuses and all(one.reviewed for one in statuses) and words.translation_reviewed_by:
        people = dict.fromkeys(_name_person(one.reviews[-1]) for one in statuses)
        found.append(words.translation_reviewed_by.format(name="; ".join(people)))
    return " ".join(found)


def _name_person(person: Translator | TranslationReview) -> str:
    return f"{person.by}, {person.credentials}"


def list_translations(library: Library) -> Iterator[tuple[Publication, str, str]]:
    """Yield each translation: publication, its language, the source language."""
    center = library.center.language if library.center else ""
    for publication in library.publications.values():
        source = find_source_language(publication, center)
        yield from ((publication, lang, source) for lang in publication.translations if lang != source)


def describe_change(change: WordChange) -> str:
    """Describe a change for a message: `“old” is now “new”`."""
    old, new = _shorten(change.old), _shorten(change.new)
    if not old:
        return f"“{new}” is new"
    return f"“{old}” is now “{new}”" if new else f"“{old}” is gone"


def _shorten(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def is_damaged(base: SourceSnapshot) -> bool:
    """Tell whether the recorded words do not match their digest."""
    return hash_words(base.words) != base.digest


# ---------------------------------------------------------------- updating the record


def accept_sections(
    publication: Publication,
    lang: str,
    source: str,
    sections: Collection[str],
    review: TranslationReview | None,
    translator: Translator | None = None,
) -> TranslationRecord:
    """Record that sections of a translation match the present source.

    sections: ids that both texts have; review: by whom (its `text` is filled in for each section), or None if nobody
    reviewed them and only the source text is recorded; translator: who made the translation, None to leave that as it
    is. Sections that either text no longer has are dropped.
    """
    originals = list_parts(publication.translations[source])
    translations = list_parts(publication.translations[lang])
    record = {
        key: dict(bases)
        for key, bases in (
            publication.translation_record.translations if publication.translation_record else {}
        ).items()
    }
    bases = record.get(lang, {})
    for key in sections:
        past = bases[key].reviews if key in bases else []
        new = [review.model_copy(update={"text": translations[key].digest})] if review else []
        bases[key] = SourceSnapshot(digest=originals[key].digest, words=originals[key].words, reviews=[*past, *new])
    record[lang] = {key: bases[key] for key in originals if key in bases and key in translations}
    translators = dict(publication.translation_record.translators) if publication.translation_record else {}
    if translator:
        translators[lang] = translator
    kept = [key for key in sorted(record) if key in publication.translations]
    return TranslationRecord(
        translations={key: record[key] for key in kept},
        translators={key: translators[key] for key in kept if key in translators},
    )


def format_record(record: TranslationRecord, schema: str) -> str:
    """Format a translation record as YAML.

    The same record gives the same text. schema: the address of its JSON Schema, for editors.
    """
    lines = [f"# yaml-language-server: $schema={schema}", *HEAD.splitlines(), "translations:"]
    for lang, bases in record.translations.items():
        lines.append(f"  {lang}:")
        for key, base in bases.items():
            lines += [f"    {key}:", f"      digest: {_quote(base.digest)}", "      words:"]
            lines += [f"        - {_quote(words)}" for words in base.words]
            lines += ["      reviews:"] if base.reviews else []
            lines += [line for review in base.reviews for line in _format_review(review)]
    lines += ["translators:"] if record.translators else []
    for lang, translator in record.translators.items():
        lines += [f"  {lang}:", *(f"    {key}: {_quote(value)}" for key, value in translator.model_dump().items())]
    return "\n".join(lines) + "\n"


def _format_review(review: TranslationReview) -> list[str]:
    fields = [f"{key}: {_quote(value)}" for key, value in review.model_dump(exclude_none=True).items()]
    return [f"        - {fields[0]}", *(f"          {field}" for field in fields[1:])]


def _quote(value: str) -> str:
    """Quote a text as JSON does.

    YAML reads that (YAML 1.2.2, 1.3).
    """
    return json.dumps(value, ensure_ascii=False)
