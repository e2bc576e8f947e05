"""Rules for sources: what a publication says about itself, and what it names.

The rules for its text are in `texts.py`, those for languages and variants in `languages.py` and `variants.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from press.model.library import Library
from press.model.messages import AGREEMENT, suggest_name
from press.model.publication import Publication
from press.model.rules import Problem, find_source, rule
from press.model.sources.publication import PublicationFacts

_FACTS = "publications/handwashing/publication.yaml"
_OWN = "own_organizations: {mine: {name: Mine, url: 'https://mine.example'}}\n"
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


def _make_facts(
    number: str = "01-001", more: str = "", statements: str = "copying, help", organizations: str = "kitchen, garden"
) -> str:
    return _FACTS_TEXT.format(number=number, more=more, statements=statements, organizations=organizations)


@rule(
    "SRC101",
    clause=AGREEMENT,
    hint="write the number without its prefix; its form stands in center.yaml, after `publication_number.pattern`",
    bad={_FACTS: _make_facts(number="1-1")},
    good={_FACTS: _make_facts(number="99-999")},
)
def check_number(library: Library) -> Iterator[Problem]:
    """Check that a publication number has the center's form."""
    if not library.center or _find_pattern_problem(library.center.publication_number.pattern):
        return
    for publication in library.publications.values():
        number = publication.facts.number
        if number and not re.fullmatch(library.center.publication_number.pattern, number):
            problem = f"`{number}` is not a number in the form `{library.center.publication_number.example}`"
            yield publication.source.find_place("number"), problem


@rule(
    "SRC102",
    clause="the syntax of Python's `re`",
    hint="correct the expression, e.g. `[0-9]{2}-[0-9]{4}` for 15-7828",
    bad={"center.yaml": "publication_number: {prefix: No., pattern: '[0-9'}\n"},
    good={},
)
def check_number_pattern(library: Library) -> Iterator[Problem]:
    """Check that the number pattern is a regular expression."""
    pattern = library.center.publication_number.pattern if library.center else ""
    if pattern and (problem := _find_pattern_problem(pattern)):
        place = find_source(library, "center.yaml").find_place("publication_number", "pattern")
        yield place, f"`{pattern}` is not a regular expression: {problem}"


def _find_pattern_problem(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return ""


@rule(
    "SRC103",
    clause="house rule: a publication is one work with one publication number",
    hint="give one of the two another number",
    bad={"publications/soap/publication.yaml": _make_facts()},
    good={"publications/soap/publication.yaml": _make_facts(number="01-002")},
)
def check_number_is_unique(library: Library) -> Iterator[Problem]:
    """Check that a publication number stands for one publication."""
    first: dict[str, Publication] = {}
    for publication in library.publications.values():
        number = publication.facts.number
        if number and number in first:
            other = first[number].source.find_place("number")
            yield publication.source.find_place("number"), f"`{number}` is already the number at {other}"
        first.setdefault(number, publication)


@rule(
    "SRC104",
    clause=AGREEMENT,
    hint="add the organization to organizations.yaml, or under `own_organizations` if no other publication names it",
    bad={_FACTS: _make_facts(organizations="kitchn")},
    good={_FACTS: _make_facts(organizations="kitchen, mine", more=_OWN)},
)
def check_organizations_exist(library: Library) -> Iterator[Problem]:
    """Check that a publication's organizations are in the directory."""
    yield from _find_unknown(library, "organizations", "organizations.yaml", "organization")


@rule(
    "SRC105",
    clause=AGREEMENT,
    hint="add the statement to center.yaml",
    bad={_FACTS: _make_facts(statements="coping")},
    good={_FACTS: _make_facts(statements="copying")},
)
def check_statements_exist(library: Library) -> Iterator[Problem]:
    """Check that every statement a publication carries is the center's."""
    yield from _find_unknown(library, "statements", "center.yaml", "statement")


@rule(
    "SRC114",
    clause=AGREEMENT,
    hint="give it another key, or delete it here and use the one in organizations.yaml",
    bad={_FACTS: _make_facts(organizations="kitchen", more=_OWN.replace("mine", "kitchen"))},
    good={_FACTS: _make_facts(organizations="kitchen, mine", more=_OWN)},
)
def check_own_organizations(library: Library) -> Iterator[Problem]:
    """Check that a publication's own organizations are named in it and nowhere else."""
    for publication in library.publications.values():
        facts = publication.facts
        for key in facts.own_organizations:
            place = publication.source.find_place("own_organizations", key)
            if key in library.organizations:
                yield place, f"organizations.yaml has a `{key}` too"
            elif key not in facts.organizations:
                yield (
                    place,
                    f"`{key}` is not in `organizations`, so it is not printed",
                    f"add `{key}` to `organizations`",
                )


def _find_unknown(library: Library, field: str, name: str, noun: str) -> Iterator[Problem]:
    # The keys come from the file, not from what could be used of it: an entry with a mistake is not unknown.
    positions = find_source(library, name).positions
    if () not in positions:
        return
    known = {str(keys[1]) for keys in positions if len(keys) == 2 and keys[0] == field}
    for publication in library.publications.values():
        own = publication.facts.own_organizations if field == "organizations" else {}
        for position, key in enumerate(getattr(publication.facts, field)):
            if key not in known and key not in own:
                yield (
                    publication.source.find_place(field, position),
                    f"there is no {noun} `{key}`",
                    suggest_name(key, known),
                )


@rule(
    "SRC106",
    clause=AGREEMENT,
    hint="delete one of the two",
    bad={_FACTS: _make_facts(statements="help, help")},
    good={_FACTS: _make_facts(statements="help")},
)
def check_repeated_names(library: Library) -> Iterator[Problem]:
    """Check that statements, organizations and subjects are named once."""
    for publication in library.publications.values():
        facts = publication.facts
        for field in ("statements", "organizations", "subjects"):
            keys = getattr(facts, field)
            for position, key in enumerate(keys):
                if key in keys[:position]:
                    yield publication.source.find_place(field, position), f"`{key}` is already in this list"


@rule(
    "SRC107",
    clause=AGREEMENT,
    hint="add them under `statements` in the file of the language",
    bad={"publications/handwashing/fr.md": "---\n---\n"},
    good={},
)
def check_statement_languages(library: Library) -> Iterator[Problem]:
    """Check that the center's statements have every language that carries them."""
    statements = library.center.statements if library.center else {}
    texts: dict[str, Collection[str]] = {}
    for key, statement in statements.items():
        for name in ("title", "text"):  # without a short form, the long one is printed
            texts[f"{key}.{name}"] = getattr(statement, name) or ()
    yield from _find_untranslated(library, "statements", texts)


@rule(
    "SRC108",
    clause=AGREEMENT,
    hint="add them under `notes` in the file of the language",
    bad={"publications/handwashing/fr.md": "---\n---\n"},
    good={},
)
def check_note_languages(library: Library) -> Iterator[Problem]:
    """Check that notes on organizations have every language that carries them."""
    texts = {f"{key}.note": one.note or () for key, one in library.organizations.items()}
    yield from _find_untranslated(library, "organizations", texts)


@rule(
    "SRC109",
    clause=AGREEMENT,
    hint="add the sentence in that language under `thanked_for`, or `thanks` to the file of the language",
    bad={"publications/handwashing/fr.md": "---\n---\n"},
    good={},
)
def check_thanks_languages(library: Library) -> Iterator[Problem]:
    """Check that a reviewer is thanked in every language."""
    for publication in library.publications.values():
        for position, reviewer in enumerate(publication.facts.reviewers):
            place = publication.source.find_place("reviewers", position, "thanked_for")
            for lang in sorted(publication.translations.keys() - reviewer.thanked_for.keys()):
                if reviewer.thanked_for:
                    problem = f"the thanks to {reviewer.name} has no text in `{lang}`"
                    yield place, f"{problem}, in which `{publication.slug}` is published"


def _find_untranslated(library: Library, group: str, texts: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """Find all that a language lacks, as one problem.

    group: the list in `publication.yaml` that names the texts; texts: the languages of each text, by its key with the
    name of its part. A text that is in no language lacks none.
    """
    lacking: dict[str, dict[str, None]] = {}
    for publication in library.publications.values():
        for name, langs in texts.items():
            if langs and name.partition(".")[0] in getattr(publication.facts, group):
                for lang in publication.translations.keys() - langs:
                    lacking.setdefault(lang, {})[name] = None
    for lang, names in sorted(lacking.items()):
        own, shared = f"languages/{lang}.yaml", {"statements": "center.yaml"}.get(group, f"{group}.yaml")
        place = find_source(library, own if own in library.sources else shared).make_place(1)
        yield place, f"publications in `{lang}` need these {group} in it: {', '.join(f'`{name}`' for name in names)}"


@rule(
    "SRC110",
    clause="house rule: dates in the publication",
    hint="check both dates",
    bad={_FACTS: _make_facts(more="revised: 2019-12\n")},
    good={_FACTS: _make_facts(more="revised: 2020-02-28\n")},
)
def check_revision_date(library: Library) -> Iterator[Problem]:
    """Check that a text is revised after it was issued."""
    for publication in library.publications.values():
        issued, revised = publication.facts.issued, publication.facts.revised
        # If one date has no day, only the months are compared.
        if issued and revised and revised[: len(issued)] < issued[: len(revised)]:
            yield (
                publication.source.find_place("revised"),
                f"it is revised on {revised}, before it was issued on {issued}",
            )


def _has_mistake(facts: PublicationFacts) -> bool:
    """Check whether facts are what could be read of a file with mistakes: then every field is set."""
    return facts.model_fields_set == set(type(facts).model_fields)


@rule(
    "SRC113",
    scope="publication",
    clause="house rule: a cover explains",
    hint="write the id of a figure of the text, without `#`",
    bad={_FACTS: _make_facts(more="cover: {art: fig-none}\n")},
    good={},
)
def check_cover_art(library: Library) -> Iterator[Problem]:
    """Check that the picture on covers is a figure of every text."""
    for publication in library.publications.values():
        if not (cover := publication.facts.cover):
            continue
        for lang, text in publication.translations.items():
            blocks = [block for section in text.sections for block in section.blocks]
            if not any(block.kind == "figure" and block.attrs.get("id") == cover.art for block in blocks):
                yield publication.source.find_place("cover", "art"), f"the text in `{lang}` has no figure `{cover.art}`"


NEEDED = ("number", "issued", "reviewers", "statements", "subjects")
"""The facts without which a publication is a draft."""


@rule(
    "SRC111",
    clause="house rule: what is handed out says its number, its date and who reviewed it",
    hint="add it, or write `status: draft` as long as it is not known",
    bad={_FACTS: "statements: [copying]\nsubjects: [Handwashing]\n"},
    good={_FACTS: "status: draft\n"},
)
def check_facts_are_complete(library: Library) -> Iterator[Problem]:
    """Check that only drafts lack number, date, reviewers, statements or subjects."""
    for publication in library.publications.values():
        facts, source = publication.facts, publication.source
        if facts.status == "draft" or () not in source.positions:
            continue
        for name in NEEDED:
            # A value with a mistake is read as an empty one, and has a finding of its own.
            if not getattr(facts, name) and not (_has_mistake(facts) and (name,) in source.positions):
                yield source.find_place(name), f"`{name}` is missing, and this is not a draft"


@rule(
    "SRC112",
    clause="house rule: the review credit is true",
    hint="write `reviewed` or `adapted` if a reviewer is named; leave `review_status` out if nobody has reviewed it",
    bad={_FACTS: _make_facts().replace("review_status: adapted", "review_status: unreviewed")},
    good={_FACTS: "status: draft\nreview_status: unreviewed\n"},
)
def check_review_status(library: Library) -> Iterator[Problem]:
    """Check that review status and reviewers agree."""
    for publication in library.publications.values():
        facts, source = publication.facts, publication.source
        if _has_mistake(facts):
            continue
        place = source.find_place("review_status")
        if facts.review_status == "unreviewed" and facts.reviewers:
            yield place, f"{facts.reviewers[0].name} is named as a reviewer, but the text counts as not reviewed"
        elif facts.review_status == "reviewed" and not facts.reviewers and facts.status == "draft":
            yield place, "it counts as reviewed, but no reviewer is named"
        elif facts.review_status == "adapted" and not facts.issued and facts.status == "draft":
            yield place, "it is adapted from an issued text, but `issued` is missing"
