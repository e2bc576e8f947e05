"""Rules on plain language: sentences, passives, formulas and jargon. How hard a text may be is in `center.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from press.model.edition import Library, Publication, Section, Translation
from press.model.findings import Severity
from press.model.rules import Problem, nearest, rule, source_of
from press.model.textfacts import FormulaName, Readability, Thresholds
from press.plain_language import measure
from press.plain_language.formulas import FORMULAS, too_hard
from press.plain_language.jargon import Terms, terms_of, unexplained
from press.plain_language.measure import Measure, Sentence, Way, together, way_of

HOUSE = "house rule: limits of the centre (center.yaml, plain_language); Plain Writing Act of 2010"
WINDOW = 10
"""Sentences in a row in which passives are counted."""
LEAST_WORDS = 100
"""Words that a formula needs when nothing is set: the samples that Flesch took had as many."""
_EN = "publications/handwashing/en.md"
_FACTS = "publications/handwashing/publication.yaml"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n## One {#one}\n\n"
_WASH = "Wash both of your hands. "
_LONG = "Wash " + "and wash " * 15 + "again.\n"
_PASSIVE = "The hand is washed. " * 4 + "\n"
_HARD = "Contamination necessitates systematic antimicrobial decontamination procedures. " * 20 + "\n"
_SEVERAL = "number: 01-001\nissued: 2020-02\nreview_status: adapted\ncollection: {}\n"


@dataclass(frozen=True, slots=True)
class Text:
    """A translation measured: each of its sections, and what holds for it."""

    publication: Publication
    translation: Translation
    sections: tuple[tuple[Section, Measure], ...]
    limits: Thresholds | None

    @property
    def severity(self) -> Severity:
        """How grave a text is that asks too much."""
        return (self.limits and self.limits.severity) or "warning"

    def in_form(self, form: str) -> list[tuple[Section, Measure]]:
        """The sections of one form of the text, `long` or `short`."""
        return [one for one in self.sections if one[0].text in {"", form}]

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms of the text that there are."""
        return ("long", "short") if self.translation.has_short_text else ("long",)


_last: list[tuple[Library, list[Text]]] = []
"""The library measured last: several rules look at one after the other."""


def measured(library: Library) -> list[Text]:
    """Every translation of a library of whose plainness something can be said."""
    if not _last or _last[0][0] is not library:
        _last[:] = [(library, list(_measured(library)))]
    return _last[0][1]


def _measured(library: Library) -> Iterator[Text]:
    plain = library.center.plain_language if library.center else None
    ways = {lang: way_of(one.readability or Readability()) for lang, one in library.languages.items()}
    nothing = Way((), frozenset(), None)
    for publication in library.publications.values():
        limits = plain.thresholds(publication.facts.collection) if plain else None
        for lang, translation in publication.translations.items():
            if limits or lang in library.glossaries:
                way = ways.get(lang, nothing)
                sections = tuple((section, measure(section, way)) for section in translation.sections)
                yield Text(publication, translation, sections, limits)


@rule(
    "PLN101",
    clause=HOUSE,
    hint="make two sentences of it, or a list",
    severity="warning",
    bad={_EN: _HEAD + _LONG},
    good={_EN: _HEAD + _WASH},
)
def short_sentences(library: Library) -> Iterator[Problem]:
    """A sentence is no longer than the centre allows."""
    for text in measured(library):
        most = text.limits.sentence_words if text.limits else None
        for _, found in text.sections if most else ():
            for one in found.sentences:
                if most and one.words > most:
                    problem = f"this sentence has {one.words} words, {most} at most: “{_start(one)}”"
                    yield text.translation.source.line(one.line), problem, "", text.severity


@rule(
    "PLN102",
    clause=HOUSE,
    hint="say who does it: `doctors use` for `is used`",
    severity="warning",
    bad={_EN: _HEAD + _PASSIVE},
    good={_EN: _HEAD + _WASH + "The hand is washed.\n"},
)
def few_passives(library: Library) -> Iterator[Problem]:
    """Sentences in the passive do not come in heaps: ten in a row have no more than the centre allows."""
    for text in measured(library):
        most = text.limits.passives if text.limits else None
        for section, found in text.sections if most is not None else ():
            heap = _heap(found.sentences)
            if most is not None and len(heap) > most:
                said = ", ".join(f"“{one.passive}” (line {one.line})" for one in heap)
                problem = f"`#{section.id}` has {len(heap)} passives within {WINDOW} sentences, {most} at most: {said}"
                yield text.translation.source.line(heap[0].line), problem, "", text.severity


def _heap(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The passives of those ten sentences in a row that have most of them."""
    at = [position for position, one in enumerate(sentences) if one.passive]
    heaps = [[one for one in at if first <= one < first + WINDOW] for first in at]
    return [sentences[position] for position in max(heaps, key=len, default=[])]


@rule(
    "PLN103",
    clause=HOUSE,
    hint="use shorter sentences and shorter words",
    severity="warning",
    bad={_EN: _HEAD + _HARD},
    good={_EN: _HEAD + _WASH * 30},
)
def easy_to_read(library: Library) -> Iterator[Problem]:
    """Each section that is long enough to tell, and each text as a whole, is as easy to read as the centre asks."""
    for text in measured(library):
        if not text.limits:
            continue
        source = text.translation.source
        wholes = [(f"the {form} text", source.at("title"), together([m for _, m in text.in_form(form)]))
                  for form in text.forms]  # fmt: skip
        parts = [(f"`#{section.id}`", source.line(section.line), found) for section, found in text.sections]
        for name, place, found in [*wholes, *parts]:
            for problem, hint in _too_hard(found, text.limits):
                yield place, f"{name} has {problem}", hint, text.severity


def _too_hard(found: Measure, limits: Thresholds) -> Iterator[tuple[str, str]]:
    if found.words < (limits.least_words or LEAST_WORDS):
        return
    for name, limit in limits.limits.items():
        figure = found.figures.get(name)
        if figure is not None and found.enough(name) and too_hard(name, figure, limit):
            longest = max(found.sentences, key=lambda one: one.words)
            hint = (
                f"use shorter words, and shorter sentences than {found.mean:.0f} words on average; "
                f"the longest is on line {longest.line}"
            )
            yield f"{_figure(name, figure)}, {'at most' if FORMULAS[name].grade else 'at least'} {limit:g}", hint


def _figure(name: FormulaName, figure: float) -> str:
    return f"a {FORMULAS[name].title} of {figure:.1f}"


def _start(sentence: Sentence) -> str:
    return " ".join(sentence.text.split()[:8]) + " …"


@rule(
    "PLN104",
    clause="house rule: words in glossary/ are explained where they are first used",
    hint="explain the word, or write a plain one",
    severity="warning",
    bad={_EN: _HEAD + "The lather is thick.\n"},
    good={_EN: _HEAD + "The *lather*, or foam, is thick.\n"},
)
def jargon_explained(library: Library) -> Iterator[Problem]:
    """A word that the glossary lists is explained in the section where a text first uses it, or before."""
    ready: dict[str, Terms] = {}
    for text in measured(library):
        lang = text.translation.lang
        glossary = library.glossaries.get(lang)
        if not glossary or not glossary.terms:
            continue
        if lang not in ready:
            how = library.languages[lang].readability if lang in library.languages else None
            ready[lang] = terms_of(glossary, how or Readability())
        uses = dict.fromkeys(use for form in text.forms for use in unexplained(text.in_form(form), ready[lang]))
        for use in uses:
            plain = glossary.terms[use.term].plain
            hint = (
                f"say it plainly or add it: {plain}; emphasis, brackets or a definition list show that it is explained"
            )
            yield text.translation.source.line(use.line), f"“{use.words}” is not explained", hint, text.severity


@rule(
    "PLN105",
    clause="house rule: a collection is a key of plain_language.collections in center.yaml",
    hint="add the collection there, or take it out here",
    bad={_FACTS: _SEVERAL.format("no-such-collection")},
    good={_FACTS: _SEVERAL.format("leaflets")},
)
def collection_known(library: Library) -> Iterator[Problem]:
    """The collection of a publication is one that the centre has."""
    plain = library.center.plain_language if library.center else None
    known = (plain.collections if plain else None) or {}
    for publication in library.publications.values():
        name = publication.facts.collection
        if name and name not in known:
            place = publication.source.at("collection")
            yield place, f"the centre has no collection `{name}`", nearest(name, known)


@rule(
    "PLN106",
    clause="house rule: a language is one YAML in sources/languages/",
    hint="rename the glossary, or add the language",
    severity="warning",
    bad={"glossary/fr.yaml": "terms: {mousse: {plain: de petites bulles}}\n"},
    good={},
)
def glossary_of_a_language(library: Library) -> Iterator[Problem]:
    """A glossary belongs to a language that there is."""
    known = any(name.startswith("languages/") for name in library.sources)
    for lang in library.glossaries if known else ():
        if f"languages/{lang}.yaml" not in library.sources:
            yield source_of(library, f"glossary/{lang}.yaml").line(1), f"there are no fixed words for `{lang}`"
