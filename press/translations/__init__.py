"""The translation ledger: what each section of a translation was made from, and whether that still stands."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from press.model.edition import Library, Publication
from press.model.textfacts import Base, Ledger, Review
from press.text.blocks import Part, digest_of, parts_of
from press.text.diff import Change, compare

State = Literal["current", "stale", "missing", "extra", "unrecorded"]
HEAD = """\
# What each translation was made from, section by section. Made by the press; to bring it up to date, run
# `python pipeline.py translations SLUG LANG --accept --by NAME --credentials WHAT`.
"""
LONGEST = 60
"""Characters of one side of a change that a message shows."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a section of a translation stands to its source.

    line: of the section in the translation, 0 when it is missing there; changes: of the source since it was
    translated; reviews: of the section; reviewed: whether the last of them read the words as they are now.
    """

    section: str
    state: State
    line: int = 0
    changes: tuple[Change, ...] = ()
    reviews: tuple[Review, ...] = ()
    reviewed: bool = False


def source_language(publication: Publication, center_language: str) -> str:
    """The language that a publication is translated from: the centre's, or the first where it has no such text."""
    langs = publication.translations
    return center_language if center_language in langs else next(iter(langs), "")


MOST_KNOWN = 10_000
_KNOWN: dict[tuple[int, str, str], tuple[Publication, list[Standing]]] = {}
"""Standings by the identity of a publication, which stands beside them and so stays itself; many ask for them."""


def standings(publication: Publication, lang: str, source: str) -> list[Standing]:
    """How each section of a translation stands to the text in the source language, in the order of that text."""
    known = _KNOWN.get((id(publication), lang, source))
    if known is None or known[0] is not publication:
        if len(_KNOWN) > MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[id(publication), lang, source] = publication, _standings(publication, lang, source)
    return known[1]


def _standings(publication: Publication, lang: str, source: str) -> list[Standing]:
    ours = parts_of(publication.translations[source])
    theirs = parts_of(publication.translations[lang])
    bases = publication.ledger.translations.get(lang, {}) if publication.ledger else {}
    found = [_standing(part, theirs.get(key), bases.get(key)) for key, part in ours.items()]
    return found + [Standing(key, "extra", part.line) for key, part in theirs.items() if key not in ours]


def _standing(ours: Part, theirs: Part | None, base: Base | None) -> Standing:
    if theirs is None:
        return Standing(ours.id, "missing")
    if base is None:
        return Standing(ours.id, "unrecorded", theirs.line)
    reviews = tuple(base.reviews)
    current = base.digest == ours.digest
    reviewed = current and bool(reviews) and reviews[-1].text == theirs.digest
    if current:
        return Standing(ours.id, "current", theirs.line, (), reviews, reviewed)
    changes = tuple(one for one in compare(" ".join(base.words), " ".join(ours.words)) if one.kind == "changed")
    return Standing(ours.id, "stale", theirs.line, changes, reviews)


def summary(publication: Publication, lang: str, source: str) -> tuple[str, tuple[str, ...]]:
    """One word for a whole translation (empty for the source itself), and the ids of its stale sections."""
    if lang == source:
        return "", ()
    if not publication.ledger or lang not in publication.ledger.translations:
        return "unrecorded", ()
    stale = tuple(one.section for one in standings(publication, lang, source) if one.state == "stale")
    return "stale" if stale else "current", stale


def translated(library: Library) -> Iterator[tuple[Publication, str, str]]:
    """Each publication with each language it was translated into, and the language it was translated from."""
    center = library.center.language if library.center else ""
    for publication in library.publications.values():
        source = source_language(publication, center)
        yield from ((publication, lang, source) for lang in publication.translations if lang != source)


def in_words(change: Change) -> str:
    """A change for a message: `“old” is now “new”`."""
    old, new = _short(change.old), _short(change.new)
    if not old:
        return f"“{new}” is new"
    return f"“{old}” is now “{new}”" if new else f"“{old}” is gone"


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def damaged(base: Base) -> bool:
    """Whether the words kept are not those that the digest was made of."""
    return digest_of(base.words) != base.digest


# ---------------------------------------------------------------- bringing it up to date


def accepted(
    publication: Publication, lang: str, source: str, sections: Collection[str], review: Review | None
) -> Ledger:
    """The ledger with sections of a translation based on the source as it is now.

    sections: ids that both texts have; review: who found them right (its `text` is filled in for each section), or
    None when nobody did and only the base is recorded. Sections that either text no longer has are dropped.
    """
    ours = parts_of(publication.translations[source])
    theirs = parts_of(publication.translations[lang])
    ledger = {
        key: dict(bases) for key, bases in (publication.ledger.translations if publication.ledger else {}).items()
    }
    bases = ledger.get(lang, {})
    for key in sections:
        past = bases[key].reviews if key in bases else []
        new = [review.model_copy(update={"text": theirs[key].digest})] if review else []
        bases[key] = Base(digest=ours[key].digest, words=ours[key].words, reviews=[*past, *new])
    ledger[lang] = {key: bases[key] for key in ours if key in bases and key in theirs}
    return Ledger(translations={key: ledger[key] for key in sorted(ledger) if key in publication.translations})


def written(ledger: Ledger, schema: str) -> str:
    """The ledger as YAML, the same text for the same ledger; schema: the address of its JSON Schema for editors."""
    lines = [f"# yaml-language-server: $schema={schema}", *HEAD.splitlines(), "translations:"]
    for lang, bases in ledger.translations.items():
        lines.append(f"  {lang}:")
        for key, base in bases.items():
            lines += [f"    {key}:", f"      digest: {_text(base.digest)}", "      words:"]
            lines += [f"        - {_text(words)}" for words in base.words]
            lines += ["      reviews:"] if base.reviews else []
            lines += [line for review in base.reviews for line in _review(review)]
    return "\n".join(lines) + "\n"


def _review(review: Review) -> list[str]:
    fields = [f"{key}: {_text(value)}" for key, value in review.model_dump(exclude_none=True).items()]
    return [f"        - {fields[0]}", *(f"          {field}" for field in fields[1:])]


def _text(value: str) -> str:
    """A text in quotes: what JSON writes, YAML reads (YAML 1.2.2, 1.3)."""
    return json.dumps(value, ensure_ascii=False)
