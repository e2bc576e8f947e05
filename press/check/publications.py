"""Rules on the sources: what a publication says about itself, and what it names.

The rules on its text are in `source_text.py`, those on languages and variants in `source_words.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from press.model.edition import Library, Publication
from press.model.findings import Place
from press.model.rules import Problem, nearest, rule, source_of

AGREEMENT = "house rule: every edition carries the same furniture"
_FACTS = "publications/handwashing/publication.yaml"
_FACTS_TEXT = """\
number: {number}
issued: 2020-02
{more}review_status: adapted
reviewers:
  - name: Sam Sample, Ph.D.
    thanked_for: {{en: 'Thanks to {{name}}.', es: 'Gracias a {{name}}.'}}
statements: [{statements}]
organizations: [{organizations}]
subjects: [Handwashing]
"""


def _facts(
    number: str = "01-001", more: str = "", statements: str = "copying, help", organizations: str = "kitchen, garden"
) -> str:
    return _FACTS_TEXT.format(number=number, more=more, statements=statements, organizations=organizations)


@rule(
    "SRC101",
    clause=AGREEMENT,
    hint="write the number without its prefix, in the form that `publication_number.pattern` in center.yaml gives",
    bad={_FACTS: _facts(number="1-1")},
    good={_FACTS: _facts(number="99-999")},
)
def number_form(library: Library) -> Iterator[Problem]:
    """A publication number has the form that the centre gives its numbers."""
    pattern = library.center.publication_number.pattern if library.center else ""
    if not pattern or _pattern_problem(pattern):
        return
    for publication in library.publications.values():
        number = publication.facts.number
        if number and not re.fullmatch(pattern, number):
            yield publication.source.at("number"), f"`{number}` does not have the form `{pattern}`"


@rule(
    "SRC102",
    clause="the syntax of Python's `re`",
    hint="mend the expression, e.g. `[0-9]{2}-[0-9]{4}` for 15-7828",
    bad={"center.yaml": "publication_number: {prefix: No., pattern: '[0-9'}\n"},
    good={},
)
def number_pattern(library: Library) -> Iterator[Problem]:
    """The pattern of publication numbers is a regular expression."""
    pattern = library.center.publication_number.pattern if library.center else ""
    if pattern and (problem := _pattern_problem(pattern)):
        place = source_of(library, "center.yaml").at("publication_number", "pattern")
        yield place, f"`{pattern}` is not a regular expression: {problem}"


def _pattern_problem(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return ""


@rule(
    "SRC103",
    clause="house rule: a publication is one work with one publication number",
    hint="give one of the two another number",
    bad={"publications/soap/publication.yaml": _facts()},
    good={"publications/soap/publication.yaml": _facts(number="01-002")},
)
def number_once(library: Library) -> Iterator[Problem]:
    """A publication number stands for one publication."""
    first: dict[str, Publication] = {}
    for publication in library.publications.values():
        number = publication.facts.number
        if number and number in first:
            other = first[number].source.at("number")
            yield publication.source.at("number"), f"`{number}` is already the number at {other}"
        first.setdefault(number, publication)


@rule(
    "SRC104",
    clause=AGREEMENT,
    hint="add the organisation to organizations.yaml",
    bad={_FACTS: _facts(organizations="kitchn")},
    good={_FACTS: _facts(organizations="kitchen")},
)
def known_organizations(library: Library) -> Iterator[Problem]:
    """Every organisation that a publication refers to is in the directory."""
    yield from _unknown(library, "organizations", "organizations.yaml", "organisation")


@rule(
    "SRC105",
    clause=AGREEMENT,
    hint="add the statement to center.yaml",
    bad={_FACTS: _facts(statements="coping")},
    good={_FACTS: _facts(statements="copying")},
)
def known_statements(library: Library) -> Iterator[Problem]:
    """Every statement that a publication carries is one of the centre's."""
    yield from _unknown(library, "statements", "center.yaml", "statement")


def _unknown(library: Library, field: str, name: str, noun: str) -> Iterator[Problem]:
    # The keys are taken from the file, not from what could be used of it: an entry with a mistake is not unknown.
    marks = source_of(library, name).marks
    if () not in marks:
        return
    known = {str(keys[1]) for keys in marks if len(keys) == 2 and keys[0] == field}
    for publication in library.publications.values():
        for position, key in enumerate(getattr(publication.facts, field)):
            if key not in known:
                yield publication.source.at(field, position), f"there is no {noun} `{key}`", nearest(key, known)


@rule(
    "SRC106",
    clause=AGREEMENT,
    hint="delete one of the two",
    bad={_FACTS: _facts(statements="help, help")},
    good={_FACTS: _facts(statements="help")},
)
def named_once(library: Library) -> Iterator[Problem]:
    """A publication names a statement, an organisation or a subject once."""
    for publication in library.publications.values():
        facts = publication.facts
        for field in ("statements", "organizations", "subjects"):
            keys = getattr(facts, field)
            for position, key in enumerate(keys):
                if key in keys[:position]:
                    yield publication.source.at(field, position), f"`{key}` stands here again"


@rule(
    "SRC107",
    clause=AGREEMENT,
    hint="add the text in that language to center.yaml",
    bad={"publications/handwashing/fr.md": "---\n---\n"},
    good={},
)
def statements_translated(library: Library) -> Iterator[Problem]:
    """A statement has a text in every language of the publications that carry it."""
    if not library.center:
        return
    source = source_of(library, "center.yaml")
    for key, statement in library.center.statements.items():
        users = [one for one in library.publications.values() if key in one.facts.statements]
        place = source.at("statements", key, "text")
        yield from _untranslated(place, f"the statement `{key}`", statement.text, users)
        if statement.title:
            place = source.at("statements", key, "title")
            yield from _untranslated(place, f"the title of the statement `{key}`", statement.title, users)


@rule(
    "SRC108",
    clause=AGREEMENT,
    hint="add the text in that language to organizations.yaml",
    bad={"publications/handwashing/fr.md": "---\n---\n"},
    good={},
)
def notes_translated(library: Library) -> Iterator[Problem]:
    """The note of an organisation is there in every language of the publications that refer to it."""
    source = source_of(library, "organizations.yaml")
    for key, organization in library.organizations.items():
        users = [one for one in library.publications.values() if key in one.facts.organizations]
        place = source.at("organizations", key, "note")
        yield from _untranslated(place, f"the note of `{key}`", organization.note or {}, users)


@rule(
    "SRC109",
    clause=AGREEMENT,
    hint="add the sentence in that language under `thanked_for`",
    bad={"publications/handwashing/fr.md": "---\n---\n"},
    good={},
)
def thanks_translated(library: Library) -> Iterator[Problem]:
    """A reviewer is thanked in every language of the publication."""
    for publication in library.publications.values():
        for position, reviewer in enumerate(publication.facts.reviewers):
            place = publication.source.at("reviewers", position, "thanked_for")
            yield from _untranslated(place, f"the thanks to {reviewer.name}", reviewer.thanked_for, [publication])


def _untranslated(place: Place, what: str, texts: Collection[str], users: Iterable[Publication]) -> Iterator[Problem]:
    """One problem for each language that a text lacks; a text that is not there at all lacks none."""
    asked = {lang: user.slug for user in users for lang in user.translations}
    for lang in sorted(asked):
        if texts and lang not in texts:
            yield place, f"{what} has no text in `{lang}`, in which `{asked[lang]}` is published"


@rule(
    "SRC110",
    clause="house rule: dates in the publication",
    hint="check both dates",
    bad={_FACTS: _facts(more="revised: 2019-12\n")},
    good={_FACTS: _facts(more="revised: 2020-02-28\n")},
)
def revised_after_issued(library: Library) -> Iterator[Problem]:
    """A text is revised after it was issued."""
    for publication in library.publications.values():
        issued, revised = publication.facts.issued, publication.facts.revised
        # Where one date has no day, the months are compared.
        if issued and revised and revised[: len(issued)] < issued[: len(revised)]:
            yield publication.source.at("revised"), f"it is revised on {revised}, before it was issued on {issued}"
