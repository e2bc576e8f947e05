"""Rules for shelf life: the order of dates, and the words of status notices; `due.py` has what depends on the day."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.library import Library
from press.model.rules import Problem, find_placeholder_problems, find_source, rule
from press.model.sources.language import StatusNotices
from press.shelf_life import parse_first_day, parse_last_day

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
DATE_ORDER = (
    ("reviewed", "issued"),
    ("review_by", "issued"),
    ("review_by", "revised"),
    ("review_by", "reviewed"),
    ("expires", "issued"),
    ("expires", "revised"),
    ("expires", "reviewed"),
)
"""Each date, and the date that it must not be before. SRC110 compares `revised` with `issued`."""


@rule(
    "DUE101",
    clause="house rule: dates in the publication",
    hint="check both dates",
    bad={_FACTS: _TEXT.format("reviewed: 2019-12")},
    good={_FACTS: _TEXT.format("reviewed: 2020-02-28\nreview_by: 2023-02\nexpires: 2025-01-01")},
)
def check_date_order(library: Library) -> Iterator[Problem]:
    """Check that review and expiry dates follow earlier dates.

    A publication is reviewed after it was issued, and expires after it was issued, revised and reviewed.
    """
    for publication in library.publications.values():
        seen: set[str] = set()
        for field, before in DATE_ORDER:
            date, earlier = getattr(publication.facts, field), getattr(publication.facts, before)
            # A month lasts until its last day, so a date without a day may be in the same month as the other.
            if date and earlier and parse_last_day(date) < parse_first_day(earlier) and field not in seen:
                seen.add(field)
                yield publication.source.find_place(field), f"`{field}: {date}` is before `{before}: {earlier}`"


PLACEHOLDERS = {"superseded": {"number"}, "expired": {"date"}}
"""The placeholders in the sentence of each status notice."""


@rule(
    "DUE102",
    clause="the descriptions in the JSON Schema of a language",
    hint="use the same words in braces as the other languages",
    bad={"languages/fr.yaml": "marks: {expired: {word: Périmé, text: 'Bon avant le {jour}.'}}\n"},
    good={},
)
def check_notice_placeholders(library: Library) -> Iterator[Problem]:
    """Check that a status notice has exactly its placeholders."""
    for lang, language in library.languages.items():
        for name in StatusNotices.model_fields:
            text = getattr(language.marks, name).text
            for problem in find_placeholder_problems(text, PLACEHOLDERS.get(name, set())):
                place = find_source(library, f"languages/{lang}.yaml").find_place("marks", name, "text")
                yield place, f"the sentence of `{name}` {problem}"
