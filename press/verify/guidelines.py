"""Rules on what is drawn in the finished PDF: the minimum for any printed edition, and the profile of its variant.

The minimum is what clear-print guidelines agree on for readers without low vision; a profile asks for more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Literal

from press.model.findings import Place
from press.model.rules import Problem, rule
from press.model.sources.variant import Guideline, Profile
from press.readback import Reading
from press.readback.measure.figures import Figure, MeasuredPlace
from press.readback.measure.guidelines import check_guideline, check_guidelines, describe_miss
from press.text.cldr import find_script_code

SMALLER = "change the tokens of the variant that set sizes of type: those that begin with `font-size-`"
LONGEST_LINES = {"Latn": 80, "Cyrl": 80, "Grek": 80, "Hans": 40, "Hant": 40, "Jpan": 40, "Kore": 40}
"""Most characters of a line by script (WCAG 2.2, 1.4.8: 80, and 40 if Chinese, Japanese or Korean)."""
CLEAR = "RNIB/UKAAF clear print (12 pt, 14 advised) with the press's own floor"


def replace_figures(**values: float) -> Callable[[Reading], Reading]:
    """Damage a reading: replace measured figures."""
    figures = {name: Figure(value, (MeasuredPlace(1, "words", value),)) for name, value in values.items()}
    return lambda reading: replace(reading, preset_measurements=reading.measure.replace_figures(**figures))


def set_impossible_profile(severity: Literal["error", "warning"]) -> Callable[[Reading], Reading]:
    """Damage a reading: set a profile no file can meet."""
    impossible = _make_guideline("smallest", "at least", 99, "pt", severity)
    profile = Profile(title="a profile", source="nobody", rules=[impossible])
    return lambda reading: replace(reading, edition=replace(reading.edition, profile=profile))


def _make_guideline(
    measure: str,
    comparison: Literal["at least", "at most"],
    figure: float,
    unit: str,
    severity: Literal["error", "warning"] = "error",
) -> Guideline:
    return Guideline(
        measure=measure, comparison=comparison, figure=figure, unit=unit, clause="the least", severity=severity
    )


def _check_guideline(reading: Reading, guideline: Guideline) -> Iterator[Problem]:
    one = check_guideline(guideline, getattr(reading.measure, guideline.measure))
    if not one.holds:
        yield Place(reading.edition.name), describe_miss(one)


@rule("MEA101", clause=CLEAR, hint=SMALLER, damage=replace_figures(body=9.0))
def check_text_size(reading: Reading) -> Iterable[Problem]:
    """Check that text is 11 pt or larger, or what its variant says (10 pt at least)."""
    yield from _check_guideline(
        reading, _make_guideline("body", "at least", reading.edition.variant.body_at_least, "pt")
    )


@rule("MEA102", clause=CLEAR, hint=SMALLER, damage=replace_figures(smallest=7.5))
def check_smallest_size(reading: Reading) -> Iterable[Problem]:
    """Check that nothing is drawn smaller than 8 pt, neither footer, note nor word in a drawing."""
    yield from _check_guideline(reading, _make_guideline("smallest", "at least", 8, "pt"))


@rule("MEA103", clause="WCAG 2.2, 1.4.3", hint="change a color token", damage=replace_figures(contrast=4.4))
def check_contrast(reading: Reading) -> Iterable[Problem]:
    """Check that every glyph has a contrast of at least 4.5 to 1 to what is beneath it."""
    yield from _check_guideline(reading, _make_guideline("contrast", "at least", 4.5, ": 1"))


@rule(
    "MEA104",
    clause="WCAG 2.2, 1.4.3, on a black-and-white copier",
    hint="change a color token; two colors may differ and yet be the same gray",
    damage=replace_figures(contrast_grey=4.4),
)
def check_contrast_in_gray(reading: Reading) -> Iterable[Problem]:
    """Check that every glyph keeps a contrast of at least 4.5 to 1 when copied in gray."""
    yield from _check_guideline(reading, _make_guideline("contrast_grey", "at least", 4.5, ": 1"))


@rule(
    "MEA105",
    clause="WCAG 2.2, 1.4.8 (80 characters)",
    hint="set a wider margin or larger type, or a `max-width` on the part that runs so wide",
    severity="warning",
    damage=replace_figures(line_longest=81.0),
)
def check_line_length(reading: Reading) -> Iterable[Problem]:
    """Check that no line of Latin text has more than 80 characters."""
    # The clause gives 40 for Chinese, Japanese and Korean, and nothing for the other scripts.
    most = LONGEST_LINES.get(find_script_code(reading.edition.lang))
    if most is None:
        return
    yield from _check_guideline(reading, _make_guideline("line_longest", "at most", most, "characters"))


@rule(
    "MEA106",
    clause="the profile that the variant names, in sources/profiles/",
    hint="change the tokens of the variant; the profile names the clause",
    damage=set_impossible_profile("error"),
)
def check_profile(reading: Reading) -> Iterable[Problem]:
    """Check that the file meets every rule of its variant's profile."""
    yield from _check_profile_rules(reading, "error")


@rule(
    "MEA107",
    clause="the profile that the variant names, in sources/profiles/",
    hint="see the clause; the words of the text decide this figure, or those who print and bind",
    severity="warning",
    damage=set_impossible_profile("warning"),
)
def check_profile_advice(reading: Reading) -> Iterable[Problem]:
    """Check that the file follows what its variant's profile advises."""
    yield from _check_profile_rules(reading, "warning")


def _check_profile_rules(reading: Reading, severity: str) -> Iterator[Problem]:
    profile = reading.edition.profile
    if profile is None:
        return
    for one in check_guidelines(reading.measure, profile.rules, reading.edition.lang):
        if not one.holds and one.severity == severity:
            yield Place(reading.edition.name), f"{profile.title}: {describe_miss(one)}; {one.rule.clause}"
