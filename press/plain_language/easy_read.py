"""Rules for easy-read texts: short sentences, a picture for each point, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.library import Library
from press.model.publication import Section, Translation
from press.model.rules import Problem, rule
from press.plain_language.measure import compile_settings, measure_section

GUIDE = "UK Department of Health (2010), Making written information easier to understand"
MOST_WORDS = 15

_EN = "publications/handwashing/en.md"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n## One {#one}\n\nText.\n\n"
_EASY = "## One {#one-easy .easy}\n\n"
_POINT = "::: points\n![](figures/tap.svg){.decorative} Open the tap.\n:::\n"


def _list_easy_sections(library: Library) -> Iterator[tuple[Translation, Section]]:
    for publication in library.publications.values():
        for translation in publication.translations.values():
            for section in translation.sections:
                if section.text_form == "easy":
                    yield translation, section


@rule(
    "EAS101",
    scope="publication",
    clause=f"{GUIDE}: one idea a sentence, of at most {MOST_WORDS} words",
    hint="make two sentences of it, and two points",
    severity="warning",
    bad={_EN: _HEAD + _EASY + _POINT.replace("Open", "Open and close" + " and open and close" * 4)},
    good={_EN: _HEAD + _EASY + _POINT},
)
def check_easy_sentences(library: Library) -> Iterator[Problem]:
    """Check that sentences of an easy-read text are short."""
    for translation, section in _list_easy_sections(library):
        language = library.languages.get(translation.lang)
        if not language or not language.readability:
            continue
        for sentence in measure_section(section, compile_settings(language.readability)).sentences:
            if sentence.words > MOST_WORDS:
                problem = f"this sentence has {sentence.words} words, {MOST_WORDS} at most in an easy-read text"
                yield translation.source.make_place(sentence.line), problem


@rule(
    "EAS102",
    scope="publication",
    clause=f"{GUIDE}: a picture for each idea",
    hint="write it as points: `::: points`, then paragraphs that start with a picture",
    severity="warning",
    bad={_EN: _HEAD + _EASY + "Open the tap.\n"},
    good={_EN: _HEAD + _EASY + _POINT},
)
def check_easy_points(library: Library) -> Iterator[Problem]:
    """Check that an easy-read text is made of points with pictures."""
    for translation, section in _list_easy_sections(library):
        for block in section.blocks:
            if block.kind != "points":
                yield translation.source.make_place(block.line, block.column), "these words have no picture"


@rule(
    "EAS103",
    scope="publication",
    clause="house rule: an easy-read text says whether readers have tried it",
    hint="write `easy_read:` with its two sentences into the file of the language",
    severity="warning",
    bad={_EN: _HEAD + _EASY + _POINT},
    good={_EN: _HEAD},
)
def check_easy_words(library: Library) -> Iterator[Problem]:
    """Check that a language with an easy-read text has the words for it."""
    reported: set[str] = set()
    for translation, section in _list_easy_sections(library):
        language = library.languages.get(translation.lang)
        if language and not language.easy_read and translation.source.path not in reported:
            reported.add(translation.source.path)
            place = translation.source.make_place(section.line)
            yield place, f"`languages/{translation.lang}.yaml` has no words for easy-read texts, so it is not printed"
