"""Formatting of dates, counts, lists, sizes, variant titles and lengths: from values in sources to words on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from press.model.sources.language import CountWords, Language, ListPatterns
from press.model.sources.variant import Variant

WESTERN_DIGITS = "0123456789"


def format_date(date: str, language: Language) -> str:
    """Format a `YYYY-MM` or `YYYY-MM-DD` date in a language."""
    year, month, *day = date.split("-")
    months = language.months if day or not language.months_alone else language.months_alone
    words = {"year": year, "month": months[int(month) - 1]}
    if day:
        return format_digits(language.day_month_year.format(day=int(day[0]), **words), language)
    return format_digits(language.month_year.format(**words), language)


def format_count(words: CountWords, number: int, language: Language) -> str:
    """Format a number with its noun, e.g. `4 pages`, in the plural that the language asks for."""
    text = getattr(words, find_plural_category(number, language.plurals)) or words.other
    return str(text).format(n=format_digits(str(number), language))


def find_plural_category(number: int, rules: Mapping[Any, str]) -> str:
    """Find the plural category of a number: `one`, `few` or another.

    rules: by category, in the syntax of CLDR (UTS 35, part 3, 5.1); raises ValueError for a rule that cannot be read.
    """
    return _read_plural_rules(tuple(sorted(rules.items())))(number)


@lru_cache(maxsize=256)
def _read_plural_rules(rules: tuple[tuple[str, str], ...]) -> Callable[[int], str]:
    from babel.plural import PluralRule, RuleError  # 40 ms, and many commands count nothing

    try:
        rule: Callable[[int], str] = PluralRule(dict(rules))
    except RuleError as error:
        raise ValueError(str(error)) from error
    return rule


def format_paper(pages: int, sheets: int, language: Language, *, folded: bool = False) -> str:
    """Format pages and sheets, e.g. `4 pages, 2 sheets, printed on both sides`; a single page has one side.

    The pages of a folded piece are those that a reader turns: `12 pages on 3 sheets, printed on both sides`.
    """
    words = language.words
    if pages == 1:
        return format_count(words.pages, pages, language)
    counts = format_count(words.pages, pages, language), format_count(words.sheets, sheets, language)
    return words.folded.format(pages=counts[0], sheets=counts[1]) if folded else ", ".join(counts)


def format_size(size: int, language: Language) -> str:
    """Format a number of bytes in SI units, e.g. `182 kB` or `1.4 MB`."""
    if size < 999_500:
        return format_digits(language.sizes.kilobytes.format(n=max(1, round(size / 1000))), language)
    number = f"{size / 1_000_000:.1f}".replace(".", language.sizes.decimal)
    return format_digits(language.sizes.megabytes.format(n=number), language)


def format_digits(text: str, language: Language) -> str:
    """Write the digits of a text as the language writes them."""
    return text.translate(str.maketrans(WESTERN_DIGITS, language.digits)) if language.digits else text


def format_variant_title(variant: Variant, language: Language) -> str:
    """Format a variant's title for readers, e.g. `Handout, Letter`."""
    kind, paper = language.kinds.get(variant.kind, variant.kind), variant.paper
    return f"{kind}, {language.papers.get(paper, paper)}" if paper else kind


def join_list(words: Sequence[str], patterns: ListPatterns) -> str:
    """Join the items of a list, as in `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    if len(words) == 2:
        return fill_list_pattern(patterns.two, words[0], words[1])
    joined = words[0]
    for word in words[1:-1]:
        joined = fill_list_pattern(patterns.middle, joined, word)
    return fill_list_pattern(patterns.end, joined, words[-1])


def fill_list_pattern(pattern: str, first: str, second: str) -> str:
    """Put two items into a pattern such as `{0} and {1}`."""
    # Items may have braces of their own, so they are put in from the back.
    before, _, rest = pattern.partition("{0}")
    between, _, after = rest.partition("{1}")
    return f"{before}{first}{between}{second}{after}"


def convert_to_points(length: str) -> float:
    """Convert a length such as `8.5in` to points.

    1 in = 72 pt = 25.4 mm (CSS Values and Units 3, 5.2).
    """
    unit = length.lstrip("0123456789.")
    return float(length.removesuffix(unit)) * {"in": 72, "mm": 72 / 25.4, "cm": 72 / 2.54, "pt": 1}[unit]
