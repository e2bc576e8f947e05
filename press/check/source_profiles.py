"""Rules on profiles: what their figures are measured by, and that variants name those there are."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.edition import Library
from press.model.rules import Problem, nearest, rule, source_of
from press.readback.measure.guidelines import NAMES

_VARIANT = "variants/extra.yaml"
_PDF = "format: pdf\nkind: handout\nwidth: 5in\nheight: 5in\n"
_PROFILE = "profiles/extra.yaml"
_TEXT = "title: T\nsource: S\nrules:\n  - {{measure: {}, comparison: {}, figure: {}, unit: pt, clause: C}}\n"


@rule(
    "SRC401",
    clause="house rule: a variant names its profile",
    hint="write the profile into `sources/profiles/`, or delete the word",
    bad={_VARIANT: _PDF + "profile: nobody\n"},
    good={_VARIANT: _PDF + "profile: extra\n", _PROFILE: _TEXT.format("body", "at least", 18)},
)
def profile_exists(library: Library) -> Iterator[Problem]:
    """The profile that a variant names is there."""
    for name, variant in library.variants.items():
        if variant.profile and variant.profile not in library.profiles:
            place = source_of(library, f"variants/{name}.yaml").at("profile")
            yield place, f"there is no profile `{variant.profile}`", nearest(variant.profile, library.profiles)


@rule(
    "SRC402",
    clause="the figures that `python pipeline.py measure` prints",
    hint="`python pipeline.py measure FILE.pdf --json` lists what is measured",
    bad={_PROFILE: _TEXT.format("body_siez", "at least", 18)},
    good={_PROFILE: _TEXT.format("body", "at least", 18)},
)
def figures_are_measured(library: Library) -> Iterator[Problem]:
    """What a profile has a rule about is measured."""
    for name, profile in library.profiles.items():
        for position, one in enumerate(profile.rules):
            if one.measure not in NAMES:
                place = source_of(library, f"profiles/{name}.yaml").at("rules", position, "measure")
                yield place, f"nothing called `{one.measure}` is measured", nearest(one.measure, NAMES)


@rule(
    "SRC403",
    clause="the descriptions in the JSON Schema of a profile",
    hint="`one of` takes a list of words; every other comparison takes one number",
    bad={_PROFILE: _TEXT.format("body", "one of", 18)},
    good={_PROFILE: _TEXT.format("faces", "one of", "[Arimo]")},
)
def figures_can_be_compared(library: Library) -> Iterator[Problem]:
    """A figure of a profile can be compared as its rule says."""
    for name, profile in library.profiles.items():
        for position, one in enumerate(profile.rules):
            if isinstance(one.figure, list) != (one.comparison == "one of"):
                place = source_of(library, f"profiles/{name}.yaml").at("rules", position, "figure")
                yield place, f"{one.figure!r} cannot be compared with `{one.comparison}`"
