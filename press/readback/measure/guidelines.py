"""Measured figures beside the rules of a profile: one generic comparison, and the words for what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from press.model.facts import Guideline
from press.readback.measure import Measure
from press.readback.measure.figures import Figure, Spot, Value

NAMES: dict[str, tuple[str, str]] = {
    "pages": ("pages", ""),
    "page_width": ("page width", "pt"),
    "page_height": ("page height", "pt"),
    "smallest": ("smallest glyph", "pt"),
    "body": ("size of the text", "pt"),
    "body_weight": ("weight of the text", ""),
    "x_height": ("height of an x", "pt"),
    "faces": ("typeface", ""),
    "italics": ("sloped characters", ""),
    "underlines": ("underlined characters", ""),
    "greys": ("grey characters", ""),
    "capitals": ("lines with runs of capitals", ""),
    "heading_largest": ("largest heading", "pt"),
    "heading_smallest": ("smallest heading", "pt"),
    "headings_light": ("headings that are not bold", ""),
    "headings_indented": ("headings that are not flush left", ""),
    "leading": ("distance of lines", "× size"),
    "line_gap": ("space between lines", "× word space"),
    "line_median": ("full line, median", "characters"),
    "line_longest": ("longest line", "characters"),
    "hyphens": ("lines that end in a hyphen", ""),
    "justified": ("justified paragraphs", ""),
    "indents": ("indented paragraphs", ""),
    "paragraph_step": ("from paragraph to paragraph", "lines"),
    "columns": ("columns", ""),
    "bullets": ("bullet", ""),
    "list_step": ("from item to item", "lines"),
    "margin_left": ("left margin", "pt"),
    "margin_right": ("right margin", "pt"),
    "margin_top": ("top margin", "pt"),
    "margin_bottom": ("bottom margin", "pt"),
    "folios_missing": ("pages without a number", ""),
    "folio_size": ("size of page numbers", "pt"),
    "folios_light": ("page numbers that are not bold", ""),
    "folios_astray": ("page numbers not in the lower outer corner", ""),
    "folios_wandering": ("page numbers that change place", ""),
    "leaders": ("contents rows with leader dots", ""),
    "leaderless": ("contents rows without leader dots", ""),
    "rows_alike": ("contents rows on the tint of the row above", ""),
    "contrast": ("lowest contrast", ": 1"),
    "contrast_grey": ("lowest contrast in grey", ": 1"),
}
"""What each measured figure is called, and its unit."""
TOLERANCE = 0.002
"""Share of a figure by which a measure may miss it: PDF numbers are rounded."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule of a profile and what was measured: whether it holds, and the places where it does not."""

    rule: Guideline
    value: Value | None
    holds: bool
    misses: tuple[Spot, ...] = ()


def judge(measured: Measure, rules: Iterable[Guideline]) -> list[Verdict]:
    """Every rule beside its figure. What is not in the file (a page number, a list) cannot miss a rule about it."""
    return [verdict(rule, getattr(measured, rule.measure)) for rule in rules]


def verdict(rule: Guideline, figure: Figure) -> Verdict:
    """One rule beside its figure."""
    if figure.value is None:
        return Verdict(rule, None, holds=True)
    misses = tuple(spot for spot in figure.spots if not _holds(rule, spot.value))
    if rule.comparison == "one of":
        return Verdict(rule, figure.value, not misses and _holds(rule, figure.value), misses)
    if _holds(rule, figure.value):
        return Verdict(rule, figure.value, holds=True)
    return Verdict(rule, figure.value, holds=False, misses=misses)


def _holds(rule: Guideline, value: Value) -> bool:
    """Whether a value is as the rule wants it; words are never equal to a number."""
    if isinstance(rule.figure, list):
        return value in rule.figure
    if isinstance(value, str):
        return False
    slack = TOLERANCE * abs(rule.figure)
    return {
        "at least": value >= rule.figure - slack,
        "at most": value <= rule.figure + slack,
        "under": value < rule.figure - slack,
        "exactly": abs(value - rule.figure) <= slack,
    }[rule.comparison]


# ---------------------------------------------------------------- in words


def shown(value: Value | None, unit: str = "") -> str:
    """A value with its unit, as it is printed."""
    if value is None:
        return "none"
    words = value if isinstance(value, str) else f"{value:.3f}".rstrip("0").rstrip(".")
    return f"{words} {unit}".strip()


def wanted(rule: Guideline) -> str:
    """What a rule asks for, e.g. `at least 18 pt`."""
    if isinstance(rule.figure, list):
        return f"{rule.comparison} {', '.join(rule.figure)}"
    unit = "" if rule.unit == "count" else rule.unit
    return f"{rule.comparison} {shown(rule.figure, unit)}"


def measured_as(name: str, value: Value | None) -> str:
    """A measured figure with its own unit."""
    return shown(value, NAMES[name][1])


def missed(one: Verdict) -> str:
    """What is wrong, in one sentence with the first places."""
    name = NAMES[one.rule.measure][0]
    return f"{name}: {measured_as(one.rule.measure, one.value)}, not {wanted(one.rule)}{places(one.misses)}"


def places(spots: Iterable[Spot]) -> str:
    """The first places, as the end of a sentence; nothing when there is none."""
    found = list(spots)
    first = "; ".join(_place(spot) for spot in found[:SHOWN])
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return f" ({first}{more})" if found else ""


def _place(spot: Spot) -> str:
    words = f" “{spot.text}”" if spot.text else ""
    return f"page {spot.page}{words}: {shown(spot.value)}"
