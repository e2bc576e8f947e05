"""Formatting of dates, lists, variant titles and lengths: from values in sources to words and figures on a page."""

from __future__ import annotations

from press.model.sources.language import Language
from press.model.sources.variant import Variant


def format_date(date: str, language: Language) -> str:
    """Format a `YYYY-MM` or `YYYY-MM-DD` date in a language."""
    year, month, *day = date.split("-")
    words = {"year": year, "month": language.months[int(month) - 1]}
    if day:
        return language.day_month_year.format(day=int(day[0]), **words)
    return language.month_year.format(**words)


def format_variant_title(variant: Variant, language: Language) -> str:
    """Format a variant's title for readers, e.g. `Handout, Letter`."""
    kind, paper = language.kinds.get(variant.kind, variant.kind), variant.paper
    return f"{kind}, {language.papers.get(paper, paper)}" if paper else kind


def join_words(words: list[str], and_word: str) -> str:
    """Join words, as in `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {and_word} {words[-1]}"


def convert_to_points(length: str) -> float:
    """Convert a length such as `8.5in` to points.

    1 in = 72 pt = 25.4 mm (CSS Values and Units 3, 5.2).
    """
    unit = length.lstrip("0123456789.")
    return float(length.removesuffix(unit)) * {"in": 72, "mm": 72 / 25.4, "cm": 72 / 2.54, "pt": 1}[unit]
