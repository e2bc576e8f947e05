"""Rules on what is drawn in the finished PDF: the least that any printed edition must have, and its variant's profile.

The least is what clear-print guidelines agree on for readers without low vision; a profile asks for more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Literal

from press.model.facts import Guideline, Profile
from press.model.findings import Place
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.measure.figures import Figure, Spot
from press.readback.measure.guidelines import judge, missed, verdict

SMALLER = "change the tokens of the variant that set the size of type: `fs`, `fs-t`, `fs-s`, `fs-foot`"
CLEAR = "RNIB/UKAAF clear print (12 pt, 14 advised) with the press's own floor"


def drawing(**values: float) -> Callable[[Reading], Reading]:
    """Damage for a reading: let other figures have been measured."""
    figures = {name: Figure(value, (Spot(1, "words", value),)) for name, value in values.items()}
    return lambda reading: replace(reading, measured=reading.measure.but(**figures))


def asking_for(severity: Literal["error", "warning"]) -> Callable[[Reading], Reading]:
    """Damage for a reading: let its variant follow a profile that no file can meet."""
    impossible = _guideline("smallest", "at least", 99, "pt", severity)
    profile = Profile(title="a profile", source="nobody", rules=[impossible])
    return lambda reading: replace(reading, edition=replace(reading.edition, profile=profile))


def _guideline(
    measure: str,
    comparison: Literal["at least", "at most"],
    figure: float,
    unit: str,
    severity: Literal["error", "warning"] = "error",
) -> Guideline:
    return Guideline(
        measure=measure, comparison=comparison, figure=figure, unit=unit, clause="the least", severity=severity
    )


def _least(reading: Reading, guideline: Guideline) -> Iterator[Problem]:
    one = verdict(guideline, getattr(reading.measure, guideline.measure))
    if not one.holds:
        yield Place(reading.edition.name), missed(one)


@rule("MEA101", clause=CLEAR, hint=SMALLER, damage=drawing(body=9.0))
def text_is_large_enough(reading: Reading) -> Iterable[Problem]:
    """The text is set in 11 pt or larger, or in what its variant says (10 pt at least)."""
    yield from _least(reading, _guideline("body", "at least", reading.edition.variant.body_at_least, "pt"))


@rule("MEA102", clause=CLEAR, hint=SMALLER, damage=drawing(smallest=7.5))
def nothing_is_tiny(reading: Reading) -> Iterable[Problem]:
    """Nothing is drawn smaller than 8 pt: no footer, no note, no word in a drawing."""
    yield from _least(reading, _guideline("smallest", "at least", 8, "pt"))


@rule("MEA103", clause="WCAG 2.2, 1.4.3", hint="change a colour token", damage=drawing(contrast=4.4))
def contrast_is_enough(reading: Reading) -> Iterable[Problem]:
    """Every glyph has a contrast of 4.5 to 1 or more to what is painted beneath it."""
    yield from _least(reading, _guideline("contrast", "at least", 4.5, ": 1"))


@rule(
    "MEA104",
    clause="WCAG 2.2, 1.4.3, on a black-and-white copier",
    hint="change a colour token; two colours may differ and yet be the same grey",
    damage=drawing(contrast_grey=4.4),
)
def contrast_is_enough_in_grey(reading: Reading) -> Iterable[Problem]:
    """Every glyph keeps a contrast of 4.5 to 1 or more when the page is copied in grey."""
    yield from _least(reading, _guideline("contrast_grey", "at least", 4.5, ": 1"))


@rule(
    "MEA105",
    clause="WCAG 2.2, 1.4.8 (80 characters)",
    hint="set a wider margin or larger type, or a `max-width` on the part that runs so wide",
    damage=drawing(line_longest=81.0),
)
def lines_are_short_enough(reading: Reading) -> Iterable[Problem]:
    """No line has more than 80 characters."""
    yield from _least(reading, _guideline("line_longest", "at most", 80, "characters"))


@rule(
    "MEA106",
    clause="the profile that the variant names, in sources/profiles/",
    hint="change the tokens of the variant; the profile names the clause",
    damage=asking_for("error"),
)
def profile_is_met(reading: Reading) -> Iterable[Problem]:
    """The file meets every rule of the profile that its variant names."""
    yield from _profile(reading, "error")


@rule(
    "MEA107",
    clause="the profile that the variant names, in sources/profiles/",
    hint="see the clause: it is advice for who prints and binds",
    severity="warning",
    damage=asking_for("warning"),
)
def profile_advises(reading: Reading) -> Iterable[Problem]:
    """What the profile advises is followed."""
    yield from _profile(reading, "warning")


def _profile(reading: Reading, severity: str) -> Iterator[Problem]:
    profile = reading.edition.profile
    if profile is None:
        return
    for one in judge(reading.measure, profile.rules):
        if not one.holds and one.rule.severity == severity:
            yield Place(reading.edition.name), f"{profile.title}: {missed(one)}; {one.rule.clause}"
