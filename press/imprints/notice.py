"""The notice of availability of language assistance in a clinic's block, and the rules on its sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from press.model.library import Library
from press.model.rules import Problem, find_placeholder_problems, find_source, rule
from press.model.sources.imprint import Imprint
from press.runtime.clock import read_date

CLAUSE = "45 CFR 92.11"
ENGLISH = "en"
"""The notice is in English too (45 CFR 92.11 (b))."""
MOST_DAYS = 366
_CLINIC = "name: Sample Clinic\nnotice: {states: [ZZ], phone: 202-555-0147, tty: '711'}\n"
_NOTICE = (
    "text: TEST {{phone}} {{tty}}\nsource: https://sample.example/\npublished: 2020-01-01\n"
    "checked: {{by: S. Sample, on: {}}}\n"
)
_LANGUAGES = "es, zh-Hans, vi, tl, ko, ru, ar, ht, fr, pt, pl, ja, it, de, fa"
_STATES = f"states: {{ZZ: {{languages: [{_LANGUAGES}], source: 'https://sample.example/', year: 2020}}}}\n"


def list_notices(library: Library, imprint: Imprint) -> tuple[tuple[str, str], ...]:
    """List the notices that a clinic's handouts carry, English first: language and words.

    Empty for a clinic that has not asked for them, and where a notice or a state is missing.
    """
    if not imprint.notice or list(_list_missing(library, imprint)):
        return ()
    values = {"phone": imprint.notice.phone, "tty": imprint.notice.tty}
    return tuple((lang, library.notices[lang].text.format(**values)) for lang in _list_languages(library, imprint))


def _list_languages(library: Library, imprint: Imprint) -> list[str]:
    """List the languages of a clinic's states, English first, each once."""
    states = imprint.notice.states if imprint.notice else []
    found = [lang for state in states if state in library.states for lang in library.states[state].languages]
    return list(dict.fromkeys([ENGLISH, *found]))


def _list_missing(library: Library, imprint: Imprint) -> Iterator[str]:
    if not imprint.notice:
        return
    states = imprint.notice.states
    yield from (f"`{state}` in notices/states.yaml" for state in states if state not in library.states)
    needed = _list_languages(library, imprint)
    yield from (f"notices/{lang}.yaml" for lang in needed if lang not in library.notices)


@rule(
    "CLN119",
    clause=CLAUSE,
    hint="add the official texts word for word, with their source; the press has none of its own",
    bad={"imprints/clinic.yaml": _CLINIC},
    good={
        "imprints/clinic.yaml": _CLINIC,
        "notices/states.yaml": _STATES,
        **{f"notices/{lang}.yaml": _NOTICE.format("2100-01-01") for lang in [ENGLISH, *_LANGUAGES.split(", ")]},
    },
)
def check_notices_exist(library: Library) -> Iterator[Problem]:
    """Check that the notice is there in every language of a clinic's states."""
    for name, imprint in library.imprints.items():
        if missing := list(_list_missing(library, imprint)):
            place = find_source(library, f"imprints/{name}.yaml").find_place("notice")
            yield place, f"the notice of availability is not complete without {', '.join(missing)}"


@rule(
    "CLN120",
    clause="the descriptions in the JSON Schema of a notice",
    hint="write `{phone}` and `{tty}` where the official text has room for the numbers",
    bad={"notices/en.yaml": _NOTICE.format("2100-01-01").replace("{tty}", "")},
    good={"notices/en.yaml": _NOTICE.format("2100-01-01")},
)
def check_notice_placeholders(library: Library) -> Iterator[Problem]:
    """Check that a notice has a place for both numbers."""
    for lang, notice in library.notices.items():
        for problem in find_placeholder_problems(notice.text, {"phone", "tty"}):
            yield find_source(library, f"notices/{lang}.yaml").find_place("text"), f"the notice {problem}"


@rule(
    "CLN121",
    clause=CLAUSE,
    hint="compare it with its source again, word for word, and write who did and when under `checked`",
    severity="warning",
    bad={"notices/en.yaml": _NOTICE.format("2020-01-01")},
    good={"notices/en.yaml": _NOTICE.format("2100-01-01")},
)
def check_notice_age(library: Library) -> Iterator[Problem]:
    """Check that a notice was compared with its source within a year."""
    for lang, notice in library.notices.items():
        if notice.checked.on and (read_date() - dt.date.fromisoformat(notice.checked.on)).days > MOST_DAYS:
            place = find_source(library, f"notices/{lang}.yaml").find_place("checked", "on")
            yield place, f"the notice was last compared with its source on {notice.checked.on}"
