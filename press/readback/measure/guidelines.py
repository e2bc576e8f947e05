"""Comparison of measurements with the guidelines of a profile, and the words for both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from press.model.findings import Severity
from press.model.sources.variant import Guideline
from press.readback.measure import MeasuredFigures
from press.readback.measure.figures import Figure, MeasuredPlace, Value
from press.text.cldr import find_script_code

FIGURE_NAMES: dict[str, tuple[str, str]] = {
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
    "greys": ("gray characters", ""),
    "capitals": ("lines with runs of capitals", ""),
    "heading_largest": ("largest heading", "pt"),
    "heading_smallest": ("smallest heading", "pt"),
    "headings_light": ("headings that are not bold", ""),
    "headings_indented": ("headings that are not flush with the text", ""),
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
    "contrast_grey": ("lowest contrast in gray", ": 1"),
}
"""The name of each measured figure, and its unit."""
WORD_FIGURES = frozenset({"capitals", "line_longest", "line_median", "list_step", "pages", "paragraph_step"})
"""Figures that depend on the words of a text. Staff cannot change them with tokens, so they are never an error."""
TOLERANCE = 0.002
"""The share of a figure by which a measurement may miss it, because PDF numbers are rounded."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class GuidelineResult:
    """A guideline beside its measurement: whether it holds, and the places where it does not.

    published: whether its figure was published for the script of the text; if not, nothing is compared.
    """

    rule: Guideline
    value: Value | None
    holds: bool
    misses: tuple[MeasuredPlace, ...] = ()
    published: bool = True

    @property
    def severity(self) -> Severity:
        """How much a miss weighs."""
        return "warning" if self.rule.measure in WORD_FIGURES else self.rule.severity


def check_guidelines(measured: MeasuredFigures, rules: Iterable[Guideline], lang: str = "") -> list[GuidelineResult]:
    """Compare each measurement with its guideline.

    A guideline about something absent (a page number, a list) passes. lang: of the text, Latin if it is not known; a
    guideline without a published figure for its script is not compared.
    """
    script = find_script_code(lang)
    return [
        GuidelineResult(rule, None, holds=True, published=False)
        if rule.scripts and script not in rule.scripts
        else check_guideline(rule, getattr(measured, rule.measure))
        for rule in rules
    ]


def check_guideline(rule: Guideline, figure: Figure) -> GuidelineResult:
    """Compare one measurement with its guideline."""
    if figure.value is None:
        return GuidelineResult(rule, None, holds=True)
    misses = tuple(spot for spot in figure.spots if not _meets(rule, spot.value))
    if rule.comparison == "one of":
        return GuidelineResult(rule, figure.value, not misses and _meets(rule, figure.value), misses)
    if _meets(rule, figure.value):
        return GuidelineResult(rule, figure.value, holds=True)
    return GuidelineResult(rule, figure.value, holds=False, misses=misses)


def _meets(rule: Guideline, value: Value) -> bool:
    """Tell whether a value meets a guideline.

    Words never equal a number.
    """
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


def format_value(value: Value | None, unit: str = "") -> str:
    """Format a value with its unit."""
    if value is None:
        return "none"
    words = value if isinstance(value, str) else f"{value:.3f}".rstrip("0").rstrip(".")
    return f"{words} {unit}".strip()


def format_requirement(rule: Guideline) -> str:
    """Format what a guideline requires, e.g. `at least 18 pt`."""
    if isinstance(rule.figure, list):
        return f"{rule.comparison} {', '.join(rule.figure)}"
    unit = "" if rule.unit == "count" else rule.unit
    return f"{rule.comparison} {format_value(rule.figure, unit)}"


def format_measured(name: str, value: Value | None) -> str:
    """Format a measured figure with its own unit."""
    return format_value(value, FIGURE_NAMES[name][1])


def describe_miss(one: GuidelineResult) -> str:
    """Describe a missed guideline in one sentence.

    The sentence ends with the first places.
    """
    name = FIGURE_NAMES[one.rule.measure][0]
    measured = format_measured(one.rule.measure, one.value)
    return f"{name}: {measured}, not {format_requirement(one.rule)}{format_places(one.misses)}"


def format_places(spots: Iterable[MeasuredPlace]) -> str:
    """Format the first places as the end of a sentence.

    Empty if there is none.
    """
    found = list(spots)
    first = "; ".join(_format_place(spot) for spot in found[:SHOWN])
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return f" ({first}{more})" if found else ""


def _format_place(spot: MeasuredPlace) -> str:
    words = f" “{spot.text}”" if spot.text else ""
    return f"page {spot.page}{words}: {format_value(spot.value)}"
