"""Rules on shelf life: dates in an order that can be, and the words of marks; `due.py` has what depends on the day."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.edition import Library
from press.model.life import Marks
from press.model.rules import Problem, form_problems, rule, source_of
from press.shelf_life import first_day, last_day

_FACTS = "publications/handwashing/publication.yaml"
_TEXT = """\
number: 01-001
issued: 2020-02
review_status: adapted
reviewers: [{{name: N, thanked_for: {{en: '{{name}}', es: '{{name}}'}}}}]
statements: [copying]
organizations: []
subjects: [Handwashing]
{}
"""
ORDER = (
    ("reviewed", "issued"),
    ("review_by", "issued"),
    ("review_by", "revised"),
    ("review_by", "reviewed"),
    ("expires", "issued"),
    ("expires", "revised"),
    ("expires", "reviewed"),
)
"""Dates, and what none of them can be before. That `revised` is not before `issued` is SRC110."""


@rule(
    "DUE101",
    clause="house rule: dates in the publication",
    hint="check both dates",
    bad={_FACTS: _TEXT.format("reviewed: 2019-12")},
    good={_FACTS: _TEXT.format("reviewed: 2020-02-28\nreview_by: 2023-02\nexpires: 2025-01-01")},
)
def dates_in_order(library: Library) -> Iterator[Problem]:
    """A publication is reviewed after it was issued, and runs out after it was issued, revised and reviewed."""
    for publication in library.publications.values():
        seen: set[str] = set()
        for field, before in ORDER:
            date, earlier = getattr(publication.facts, field), getattr(publication.facts, before)
            # A month is good until its last day; where one date has no day, they may be in the same month.
            if date and earlier and last_day(date) < first_day(earlier) and field not in seen:
                seen.add(field)
                yield publication.source.at(field), f"`{field}: {date}` is before `{before}: {earlier}`"


PLACES = {"superseded": {"number"}, "expired": {"date"}}
"""What the sentence of each mark has to fill in."""


@rule(
    "DUE102",
    clause="the descriptions in the JSON Schema of a language",
    hint="keep the words in braces as they are in the other languages",
    bad={"languages/fr.yaml": "marks: {expired: {word: Périmé, text: 'Bon avant le {jour}.'}}\n"},
    good={},
)
def marks_can_be_filled_in(library: Library) -> Iterator[Problem]:
    """The sentence of a mark has every place to fill in, and no other."""
    for lang, language in library.languages.items():
        for name in Marks.model_fields:
            text = getattr(language.marks, name).text
            for problem in form_problems(text, PLACES.get(name, set())):
                place = source_of(library, f"languages/{lang}.yaml").at("marks", name, "text")
                yield place, f"the sentence of `{name}` {problem}"
