"""Rules for plain language: sentences, passives, formulas and jargon. How hard a text may be is in `center.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from press.model.findings import Place, Severity
from press.model.library import Library
from press.model.messages import suggest_name
from press.model.publication import Publication, Section, Translation
from press.model.rules import Problem, find_source, rule
from press.model.sources.center import TextLimits
from press.model.sources.fields import FormulaName
from press.model.sources.language import ReadabilitySettings
from press.model.sources.publication import IndexSheet
from press.plain_language.formulas import FORMULAS, is_too_hard
from press.plain_language.index import ITEMS, PASSING_SCORE, find_contradictions, list_missing, score_sheet
from press.plain_language.jargon import JargonTerms, compile_terms, find_unexplained
from press.plain_language.measure import (
    MeasureSettings,
    Sentence,
    TextMeasure,
    compile_settings,
    measure_section,
    merge_measures,
)
from press.translations import find_source_language

HOUSE = "house rule: limits of the center (center.yaml, plain_language); Plain Writing Act of 2010"
WINDOW = 10
"""Sentences in a row in which passives are counted."""
LEAST_WORDS = 100
"""Words that a formula needs if no limit is set: Flesch's samples had as many."""
_EN = "publications/handwashing/en.md"
_FACTS = "publications/handwashing/publication.yaml"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n## One {#one}\n\n"
_WASH = "Wash both of your hands. "
_LONG = "Wash " + "and wash " * 15 + "again.\n"
_PASSIVE = "The hand is washed. " * 4 + "\n"
_HARD = "Contamination necessitates systematic antimicrobial decontamination procedures. " * 20 + "\n"
_SEVERAL = "number: 01-001\nissued: 2020-02\nreview_status: adapted\ncollection: {}\n"


@dataclass(frozen=True, slots=True)
class MeasuredText:
    """A translation measured section by section, with the limits that apply to it."""

    publication: Publication
    translation: Translation
    sections: tuple[tuple[Section, TextMeasure], ...]
    limits: TextLimits | None

    @property
    def severity(self) -> Severity:
        """The severity of a text that is too hard."""
        return (self.limits and self.limits.severity) or "warning"

    def select_sections(self, form: str) -> list[tuple[Section, TextMeasure]]:
        """List the sections of one form, `long` or another."""
        chosen = self.translation.select_text_form(form).sections
        return [one for one in self.sections if one[0] in chosen]

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms in which the text exists."""
        return self.translation.text_forms


_LAST_MEASURED: list[tuple[Library, list[MeasuredText]]] = []
"""The library measured last: several rules read the same measurements."""


def measure_texts(library: Library) -> list[MeasuredText]:
    """Measure every translation that can be measured.

    It can be if it has limits or its language a glossary.
    """
    if not _LAST_MEASURED or _LAST_MEASURED[0][0] is not library:
        _LAST_MEASURED[:] = [(library, list(_measure_library(library)))]
    return _LAST_MEASURED[0][1]


def _measure_library(library: Library) -> Iterator[MeasuredText]:
    policy = library.center.plain_language if library.center else None
    ways = {
        lang: compile_settings(one.readability or ReadabilitySettings(), lang)
        for lang, one in library.languages.items()
    }
    nothing = MeasureSettings((), frozenset(), None)
    for publication in library.publications.values():
        limits = policy.find_limits(publication.facts.collection) if policy else None
        for lang, translation in publication.translations.items():
            if limits or lang in library.glossaries:
                way = ways.get(lang, nothing)
                sections = tuple((section, measure_section(section, way)) for section in translation.sections)
                yield MeasuredText(publication, translation, sections, limits)


@rule(
    "PLN101",
    scope="publication",
    clause=HOUSE,
    hint="make two sentences of it, or a list",
    severity="warning",
    bad={_EN: _HEAD + _LONG},
    good={_EN: _HEAD + _WASH},
)
def check_sentence_length(library: Library) -> Iterator[Problem]:
    """Check that sentences are within the center's limit."""
    for text in measure_texts(library):
        most = text.limits.sentence_words if text.limits else None
        for _, found in text.sections if most else ():
            for one in found.sentences:
                if most and one.words > most:
                    problem = f"this sentence has {one.words} words, {most} at most: “{_quote_start(one)}”"
                    yield text.translation.source.make_place(one.line), problem, "", text.severity


@rule(
    "PLN102",
    scope="publication",
    clause=HOUSE,
    hint="say who does it: `doctors use` for `is used`",
    severity="warning",
    bad={_EN: _HEAD + _PASSIVE},
    good={_EN: _HEAD + _WASH + "The hand is washed.\n"},
)
def check_passives(library: Library) -> Iterator[Problem]:
    """Check that passive sentences do not cluster.

    Ten sentences in a row have no more passives than the center allows.
    """
    for text in measure_texts(library):
        most = text.limits.passives if text.limits else None
        for section, found in text.sections if most is not None else ():
            passives = _find_most_passives(found.sentences)
            if most is not None and len(passives) > most:
                quoted = ", ".join(f"“{one.passive}” (line {one.line})" for one in passives)
                problem = (
                    f"`#{section.id}` has {len(passives)} passives within {WINDOW} sentences, {most} at most: {quoted}"
                )
                yield text.translation.source.make_place(passives[0].line), problem, "", text.severity


def _find_most_passives(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Find where passives are densest.

    Gives the passives of those ten sentences in a row that have most of them.
    """
    at = [position for position, one in enumerate(sentences) if one.passive]
    windows = [[one for one in at if first <= one < first + WINDOW] for first in at]
    return [sentences[position] for position in max(windows, key=len, default=[])]


@rule(
    "PLN103",
    scope="publication",
    clause=HOUSE,
    hint="use shorter sentences and shorter words",
    severity="warning",
    bad={_EN: _HEAD + _HARD},
    good={_EN: _HEAD + _WASH * 30},
)
def check_readability(library: Library) -> Iterator[Problem]:
    """Check that sections and whole texts are easy enough.

    The center sets the limits. A section is checked if it is long enough for a formula to tell.
    """
    for text in measure_texts(library):
        if not text.limits:
            continue
        source = text.translation.source
        title = source.find_place("title")
        wholes = [
            (f"the {form} text", title, merge_measures([one for _, one in text.select_sections(form)]))
            for form in text.forms
        ]
        parts = [(f"`#{section.id}`", source.make_place(section.line), found) for section, found in text.sections]
        for name, place, found in [*wholes, *parts]:
            for problem, hint in _find_missed_limits(found, text.limits):
                yield place, f"{name} has {problem}", hint, text.severity


def _find_missed_limits(found: TextMeasure, limits: TextLimits) -> Iterator[tuple[str, str]]:
    if found.words < (limits.least_words or LEAST_WORDS):
        return
    for name, limit in limits.limits.items():
        figure = found.figures.get(name)
        if figure is not None and found.has_enough_sentences(name) and is_too_hard(name, figure, limit):
            longest = max(found.sentences, key=lambda one: one.words)
            hint = (
                f"use shorter words, and shorter sentences than {found.mean:.0f} words on average; "
                f"the longest is on line {longest.line}"
            )
            yield f"{_format_figure(name, figure)}, {'at most' if FORMULAS[name].grade else 'at least'} {limit:g}", hint


def _format_figure(name: FormulaName, figure: float) -> str:
    return f"a {FORMULAS[name].title} of {figure:.1f}"


def _quote_start(sentence: Sentence) -> str:
    return " ".join(sentence.text.split()[:8]) + " …"


@rule(
    "PLN104",
    scope="publication",
    clause="house rule: words in glossary/ are explained where they are first used",
    hint="explain the word, or write a plain one",
    severity="warning",
    bad={_EN: _HEAD + "The lather is thick.\n"},
    good={_EN: _HEAD + "The *lather*, or foam, is thick.\n"},
)
def check_jargon(library: Library) -> Iterator[Problem]:
    """Check that jargon is explained at or before first use.

    Jargon is a word that the glossary lists; it is explained in the section where a text first uses it, or before.
    """
    terms_by_lang: dict[str, JargonTerms] = {}
    for text in measure_texts(library):
        lang = text.translation.lang
        glossary = library.glossaries.get(lang)
        if not glossary or not glossary.terms:
            continue
        if lang not in terms_by_lang:
            how = library.languages[lang].readability if lang in library.languages else None
            terms_by_lang[lang] = compile_terms(glossary, how or ReadabilitySettings())
        uses = dict.fromkeys(
            use for form in text.forms for use in find_unexplained(text.select_sections(form), terms_by_lang[lang])
        )
        for use in uses:
            substitute = glossary.terms[use.term].plain
            hint = (
                f"say it plainly or add it: {substitute}; "
                "emphasis, brackets or a definition list show that it is explained"
            )
            yield text.translation.source.make_place(use.line), f"“{use.words}” is not explained", hint, text.severity


@rule(
    "PLN105",
    clause="house rule: a collection is a key of plain_language.collections in center.yaml",
    hint="add the collection there, or remove it here",
    bad={_FACTS: _SEVERAL.format("no-such-collection")},
    good={_FACTS: _SEVERAL.format("leaflets")},
)
def check_collection(library: Library) -> Iterator[Problem]:
    """Check that a publication's collection exists."""
    policy = library.center.plain_language if library.center else None
    known = (policy.collections if policy else None) or {}
    for publication in library.publications.values():
        name = publication.facts.collection
        if name and name not in known:
            place = publication.source.find_place("collection")
            yield place, f"the center has no collection `{name}`", suggest_name(name, known)


@rule(
    "PLN106",
    clause="house rule: a language is one YAML in sources/languages/",
    hint="rename the glossary, or add the language",
    severity="warning",
    bad={"glossary/fr.yaml": "terms: {mousse: {plain: de petites bulles}}\n"},
    good={},
)
def check_glossary_language(library: Library) -> Iterator[Problem]:
    """Check that a glossary's language exists."""
    known = any(name.startswith("languages/") for name in library.sources)
    for lang in library.glossaries if known else ():
        if f"languages/{lang}.yaml" not in library.sources:
            yield find_source(library, f"glossary/{lang}.yaml").make_place(1), f"there are no fixed words for `{lang}`"


CDC = "CDC Clear Communication Index, score sheet"
_SHEET = "publications/handwashing/index.yaml"


def _make_sheet(**changes: str) -> str:
    answers = {str(item): "yes" for item in ITEMS} | {"17": "no"} | changes
    given = "".join(f"  '{item}': {answer}\n" for item, answer in answers.items() if answer)
    return (
        "by: Sam Sample\non: 2020-02-01\naudience: anyone\nhealth_literacy: unknown\nobjective: to wash hands\n"
        f"main_message: Water comes first.\nanswers:\n{given}"
    )


def _make_changed_sheet(*items: int, to: str) -> str:
    return _make_sheet(**{str(item): to for item in items})


def _list_sheets(library: Library) -> Iterator[tuple[Publication, IndexSheet]]:
    for publication in library.publications.values():
        if publication.index_sheet:
            yield publication, publication.index_sheet


def _locate(publication: Publication, *keys: str | int) -> Place:
    return publication.record_sources["index.yaml"].find_place(*keys)


@rule(
    "PLN201",
    scope="publication",
    clause=CDC,
    hint="answer it with yes or no, or with n-a if its whole part does not apply",
    bad={_SHEET: _make_changed_sheet(7, to="")},
    good={_SHEET: _make_sheet()},
)
def check_index_complete(library: Library) -> Iterator[Problem]:
    """Check that a sheet answers all twenty items."""
    for publication, sheet in _list_sheets(library):
        for item in list_missing(sheet):
            yield _locate(publication, "answers"), f"item {item} is not answered: {ITEMS[item]}"


@rule(
    "PLN202",
    scope="publication",
    clause=CDC,
    hint="look at both items again",
    bad={_SHEET: _make_changed_sheet(1, to="no")},
    good={_SHEET: _make_changed_sheet(12, 13, 14, to="n-a")},
)
def check_index_answers(library: Library) -> Iterator[Problem]:
    """Check that the answers of a sheet are consistent."""
    for publication, sheet in _list_sheets(library):
        for item, why in find_contradictions(sheet):
            place = _locate(publication, "answers", str(item))
            yield place, f"item {item} cannot be `{sheet.answers[str(item)]}`: {why}"


@rule(
    "PLN203",
    scope="publication",
    clause=f"{CDC}: {PASSING_SCORE:g} of 100 (not compared with the User Guide)",
    hint="improve what the items answered with no are about, and score the text again",
    severity="warning",
    bad={_SHEET: _make_changed_sheet(5, 6, 7, to="no")},
    good={_SHEET: _make_sheet()},
)
def check_index_score(library: Library) -> Iterator[Problem]:
    """Check that a scored text passes."""
    for publication, sheet in _list_sheets(library):
        result = score_sheet(sheet)
        if not list_missing(sheet) and not result.passes:
            problem = f"it scores {result.value:.1f} of 100 ({result.earned} of {result.possible} points)"
            yield _locate(publication, "answers"), f"{problem}; it needs {PASSING_SCORE:g} to pass"


@rule(
    "PLN204",
    scope="publication",
    clause="house rule: a sheet says which text was scored",
    hint="name a language in which there is a text",
    bad={_SHEET: "language: fr\n" + _make_sheet()},
    good={_SHEET: "language: es\n" + _make_sheet()},
)
def check_index_language(library: Library) -> Iterator[Problem]:
    """Check that the text that a sheet scores exists."""
    for publication, sheet in _list_sheets(library):
        center = library.center.language if library.center else ""
        lang = sheet.language or find_source_language(publication, center)
        if lang not in publication.translations:
            yield _locate(publication, "language"), f"there is no text in `{lang}`"
