"""Remedies applied to an edition."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from press.model.edition import Edition
from press.model.fit import REMEDIES, Fit
from press.style.figures import has_side_labels, measure_room
from press.style.resolve import read_points
from press.style.tokens import list_changed_tokens, read_tokens

LINES = ("line-height-body", "baseline")
GAPS_OF_LINES = ("paragraph-gap",)
WIDE_LINES = 1.5
"""The height of lines that readers are promised who ask for space between them (WCAG 2.2, 1.4.8)."""


def apply_remedies(edition: Edition, names: Iterable[str]) -> Edition:
    """Return an edition with remedies; what only the templates know is in its fit."""
    names = tuple(names)
    variant = edition.variant
    values = {name: token.default for name, token in read_tokens().items()} | list_changed_tokens(edition)
    fixed = (*(LINES if keeps_lines(edition) else ()), *(GAPS_OF_LINES if _keeps_paragraphs(edition) else ()))
    changed = dict(_list_values(names, values, fixed))
    if values["heading-float"] != "none":  # a question beside its answer would stay behind
        changed.pop("start-break", None)
    keys = {key: value for name in names for key, value in REMEDIES[name.partition(":")[0]].variant.items()}
    tokens = {"tokens": {**variant.tokens, **changed}, "imprint_tokens": {**variant.imprint_tokens, **changed}}
    fitted = variant.model_copy(update={**keys, **tokens})
    return replace(edition, variant=fitted, fit=Fit(names), unfitted_variant=edition.unfitted_variant or variant)


def _list_values(names: Sequence[str], values: dict[str, str], fixed: Sequence[str]) -> Iterator[tuple[str, str]]:
    """List the values of the tokens that remedies change. Those that others multiply are as large as the type.

    fixed: tokens that a guideline sets, which no factor changes.
    """
    usual = dict(values)
    for name in names:
        remedy, percent = REMEDIES[name.partition(":")[0]], name.rpartition(":")[2]
        lengths = {token: values[token] for token in remedy.scaled}
        scaled = {
            token: f"calc({int(percent) / 100} * {length})"
            for token, length in lengths.items()
            if not any(f"var(--{other})" in length for other in lengths)  # that one grows, and this with it
        }
        yield from scaled.items()
        values |= scaled
    for name in names:
        remedy = REMEDIES[name.partition(":")[0]]
        yield from remedy.tokens.items()
        yield from ((token, usual[other]) for token, other in remedy.kept.items())
        for token, factor in remedy.factors.items():
            if token not in fixed:
                yield token, f"calc({factor} * {values[token]})"


def keeps_lines(edition: Edition) -> bool:
    """Tell whether a guideline says how far apart its lines stand: its profile, or the one for wide lines."""
    height = list_changed_tokens(edition).get("line-height-body", read_tokens()["line-height-body"].default)
    return bool(edition.variant.profile) or (height.replace(".", "").isdigit() and float(height) >= WIDE_LINES)


def _keeps_paragraphs(edition: Edition) -> bool:
    """Tell whether a guideline says how far apart paragraphs stand."""
    return edition.profile is not None and any(one.measure == "paragraph_step" for one in edition.profile.rules)


def measure_least_share(edition: Edition, name: str) -> float:
    """Measure down to which share of its width a figure grows at least as much as the text; 1 if it has to stay.

    FIG105 asks that of all figures. Words beside a drawing, and a width that its writer chose, stay as they are.
    """
    blocks = (block for section in edition.translation.sections for block in section.blocks)
    figure = next((one for one in blocks if one.kind == "figure" and one.attrs["id"] == name), None)
    if figure is None or any("width" in one.attrs for one in figure.walk()):
        return 1.0
    panels = sum(child.kind == "panel" for child in figure.children)
    labeled = has_side_labels(figure, edition.publication.pictures)
    return _measure_least_share(tuple(list_changed_tokens(edition).items()), panels, labeled=labeled)


@lru_cache(maxsize=256)
def _measure_least_share(tokens: tuple[tuple[str, str], ...], panels: int, *, labeled: bool) -> float:
    """Measure the least share for a figure. tokens: those that an edition changes."""
    body, usual_body = (read_points("--font-size-body", dict(values)) for values in (tokens, ()))
    growth = body / usual_body if body and usual_body else 1.0
    usual, room = (measure_room(dict(values), panels, labeled=labeled) for values in ((), tokens))
    if growth <= 1 or not usual or not room or room.label:
        return 1.0
    return min(1.0, growth * usual.width / room.width)


def read_length(edition: Edition, token: str) -> float:
    """Read a token that is a length, in points; infinite if it is another value, such as `auto`."""
    length = read_points(f"--{token}", list_changed_tokens(edition))
    return math.inf if length is None else length
