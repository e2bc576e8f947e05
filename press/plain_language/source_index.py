"""Rules on the sheet of the CDC Clear Communication Index that a publication may have."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.edition import Library, Publication
from press.model.findings import Place
from press.model.rules import Problem, rule
from press.model.textfacts import IndexSheet
from press.plain_language.index import ITEMS, PASS, contradictions, missing, score
from press.translations import source_language

CDC = "CDC Clear Communication Index, score sheet"
_SHEET = "publications/handwashing/index.yaml"


def _sheet(**changes: str) -> str:
    answers = {str(item): "yes" for item in ITEMS} | {"17": "no"} | changes
    given = "".join(f"  '{item}': {answer}\n" for item, answer in answers.items() if answer)
    return (
        "by: Sam Sample\non: 2020-02-01\naudience: anyone\nhealth_literacy: unknown\nobjective: to wash hands\n"
        f"main_message: Water comes first.\nanswers:\n{given}"
    )


def _changed(*items: int, to: str) -> str:
    return _sheet(**{str(item): to for item in items})


def _sheets(library: Library) -> Iterator[tuple[Publication, IndexSheet]]:
    for publication in library.publications.values():
        if publication.index:
            yield publication, publication.index


def _place(publication: Publication, *keys: str | int) -> Place:
    return publication.beside["index.yaml"].at(*keys)


@rule(
    "PLN201",
    clause=CDC,
    hint="answer it with yes or no, or n-a where its whole part does not apply",
    bad={_SHEET: _changed(7, to="")},
    good={_SHEET: _sheet()},
)
def index_complete(library: Library) -> Iterator[Problem]:
    """A sheet answers all twenty items."""
    for publication, sheet in _sheets(library):
        for item in missing(sheet):
            yield _place(publication, "answers"), f"item {item} is not answered: {ITEMS[item]}"


@rule(
    "PLN202",
    clause=CDC,
    hint="look at both items again",
    bad={_SHEET: _changed(1, to="no")},
    good={_SHEET: _changed(12, 13, 14, to="n-a")},
)
def index_consistent(library: Library) -> Iterator[Problem]:
    """The answers of a sheet go together."""
    for publication, sheet in _sheets(library):
        for item, why in contradictions(sheet):
            place = _place(publication, "answers", str(item))
            yield place, f"item {item} cannot be `{sheet.answers[str(item)]}`: {why}"


@rule(
    "PLN203",
    clause=f"{CDC}: {PASS:g} of 100 (from memory; see press/plain_language/index.py)",
    hint="mend what the items say that was answered with no, and score the text again",
    severity="warning",
    bad={_SHEET: _changed(5, 6, 7, to="no")},
    good={_SHEET: _sheet()},
)
def index_passes(library: Library) -> Iterator[Problem]:
    """A text that was scored reaches the pass mark."""
    for publication, sheet in _sheets(library):
        result = score(sheet)
        if not missing(sheet) and not result.passes:
            problem = f"it scores {result.value:.1f} of 100 ({result.earned} of {result.possible} points)"
            yield _place(publication, "answers"), f"{problem}; {PASS:g} passes"


@rule(
    "PLN204",
    clause="house rule: a sheet says which text was scored",
    hint="name a language in which there is a text",
    bad={_SHEET: "language: fr\n" + _sheet()},
    good={_SHEET: "language: es\n" + _sheet()},
)
def index_of_a_text(library: Library) -> Iterator[Problem]:
    """The text that a sheet scores is there."""
    for publication, sheet in _sheets(library):
        center = library.center.language if library.center else ""
        lang = sheet.language or source_language(publication, center)
        if lang not in publication.translations:
            yield _place(publication, "language"), f"there is no text in `{lang}`"
