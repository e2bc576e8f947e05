"""Rules on texts that are said aloud: hard words and units that a voice would say wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

from press.model.findings import Place
from press.model.library import Library
from press.model.publication import Translation
from press.model.rules import Problem, find_source, rule

SPOKEN = "house rule: every number, abbreviation and hard word has words to say"
_UNIT = re.compile(r"(?<![-\w])\d[\d.,]*\s?([^\W\d_]{1,3}(?:/[^\W\d_]{1,3})?)(?![\w])")
_VOWEL = re.compile("[aeiouyáéíóú]", re.IGNORECASE)
_VARIANT = {"variants/extra.yaml": "format: speech\nkind: handout\n"}
_EN = "publications/handwashing/en.md"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n## One {#one}\n\n"


def _makes_speech(library: Library) -> bool:
    return any(variant.file_format.words == "speech" for variant in library.variants.values())


@rule(
    "SAY101",
    clause=SPOKEN,
    hint="add the word under `say` in the glossary: `biopsy: {respell: BY-op-see}`",
    severity="warning",
    bad=_VARIANT | {"glossary/en.yaml": "terms: {foam: {plain: small bubbles}}\n"},
    good=_VARIANT | {"glossary/en.yaml": "terms: {foam: {plain: small bubbles}}\nsay: {foam: {respell: fohm}}\n"},
)
def check_hard_words(library: Library) -> Iterator[Problem]:
    """Check that the glossary says how each of its terms is said.

    A term of several words is made of words that are known.
    """
    if not _makes_speech(library):
        return
    for lang, glossary in library.glossaries.items():
        speech = library.languages[lang].speech if lang in library.languages else None
        if not speech or not speech.hard_words:
            continue
        for term, entry in glossary.terms.items():
            for word in (term, *entry.forms):
                if " " not in word and word.lower() not in glossary.sayings:
                    place = find_source(library, f"glossary/{lang}.yaml").find_place("terms", term)
                    yield place, f"the glossary does not say how `{word}` is said"


@rule(
    "SAY103",
    clause="house rule: what a publication asks for is in its files",
    hint="add its hard words under `say` in the glossary: `biopsy: {respell: BY-op-see}`",
    severity="warning",
    bad={"publications/handwashing/publication.yaml": "respellings: true\n"},
    good={
        "publications/handwashing/publication.yaml": "respellings: true\n",
        "glossary/en.yaml": "terms: {foam: {plain: small bubbles}}\nsay: {foam: {respell: fohm}}\n",
    },
)
def check_respellings(library: Library) -> Iterator[Problem]:
    """Check that a publication with respellings has a language that knows some."""
    for publication in library.publications.values():
        known = [one for lang, one in library.glossaries.items() if lang in publication.translations]
        if publication.facts.respellings and not any(one.sayings for one in known):
            place = publication.source.find_place("respellings")
            yield place, "it asks for respellings, and no glossary of its languages says how a word is said"


@rule(
    "SAY102",
    scope="publication",
    clause=SPOKEN,
    hint="add it under `speech: abbreviations:` of the language, or write it in words",
    severity="warning",
    bad=_VARIANT | {_EN: _HEAD + "Take 20 hPa.\n\nUse 3 kJ.\n"},
    good=_VARIANT | {_EN: _HEAD + "Take 20 mg of it on 3 days.\n"},
)
def check_units(library: Library) -> Iterator[Problem]:
    """Check that each unit after a number has words to say."""
    if not _makes_speech(library):
        return
    for publication in library.publications.values():
        for lang, translation in publication.translations.items():
            speech = library.languages[lang].speech if lang in library.languages else None
            if speech:
                for place, unit in _find_units(translation, speech.abbreviations):
                    yield place, f"`{unit}` after a number has no words to say"


def _find_units(translation: Translation, known: dict[str, str]) -> Iterator[tuple[Place, str]]:
    for section in translation.sections:
        for block in section.blocks:
            for node in block.walk():
                for found in _UNIT.finditer(node.text):
                    unit = found[1]
                    is_word = bool(_VOWEL.search(unit)) and (unit.islower() or unit.istitle())
                    if not is_word and unit not in known and not unit.isupper():
                        place = translation.source.make_place(node.line or section.line, node.column + found.start(1))
                        yield place, unit
