"""What CLDR knows of a language: names, dates, lists, plurals, sizes. Read through Babel, which carries the data.

The values are shaped as a language file writes them, so that a file overrides each of them with the same key.
"""

from __future__ import annotations

import copy
import re
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import LocaleDataDict, load

CLDR_KEYS = ("name", "direction", "months", "months_alone", "month_year", "day_month_year", "lists", "plurals", "sizes")
"""The keys of a language file that CLDR can fill in."""
_PATTERN_PART = re.compile(r"'([^']*)'|(y+|M+|L+|d+|G+)")
_PRINTABLE = str.maketrans({"\u202f": "\u00a0", "\u200e": None, "\u200f": None})
"""Hardly any typeface has the narrow no-break space, and signs of direction are for text without markup."""


@lru_cache(maxsize=256)
def find_locale(tag: str) -> Locale | None:
    """Find what Babel has for a language tag (BCP 47)."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=256)
def find_script_code(tag: str) -> str:
    """Find the script of a language tag (ISO 15924): its own, or the one that the language is mostly written in.

    Latin for a language that CLDR does not know.
    """
    language, *rest = tag.split("-")
    written = next((part for part in rest if len(part) == len("Latn")), "")
    likely = get_global("likely_subtags")
    found = likely.get("_".join([language, *rest[:1]])) or likely.get(language) or "und_Latn_XX"
    return written or found.split("_")[1]


@lru_cache(maxsize=256)
def find_language_name(tag: str, lang: str) -> str:
    """Find the name of a language in another one, such as `francés` for French in Spanish; "" if CLDR has none."""
    locale, named = find_locale(lang), find_locale(tag)
    return (locale.languages.get(str(named)) or named.get_display_name(locale) or "") if locale and named else ""


def find_writing_direction(tag: str) -> str:
    """Find the direction of writing of a language tag, `ltr` or `rtl`."""
    return str(read_language_defaults(tag).get("direction", "ltr"))


@lru_cache(maxsize=256)
def read_language_defaults(tag: str) -> dict[str, Any]:
    """Read what CLDR knows of a language.

    What CLDR borrows from another language is left out: for Haitian Creole it has French months. Gives an empty
    dictionary for a language that it does not know.
    """
    locale = find_locale(tag)
    if not locale:
        return {}
    # Babel 2.18 writes resolved aliases into data that all locales share; on a copy, no language changes another.
    data = LocaleDataDict(copy.deepcopy(dict[Any, Any](load(str(locale)))))
    found: dict[str, Any] = {
        "direction": "rtl" if data["character_order"] == "right-to-left" else "ltr",
        "plurals": {name: _spell_rule(rule) for name, rule in locale.plural_form.rules.items()},
    }
    if name := data["languages"].get(tag.replace("-", "_")) or locale.display_name:
        found["name"] = name
    if not _borrows_data(str(locale)):
        found |= _read_dates(data) | {"lists": _read_lists(data), "sizes": _read_sizes(data)}
    return found


def _borrows_data(locale: str) -> bool:
    """Tell whether CLDR takes the data of another language for this one."""
    parent = str(get_global("parent_exceptions").get(locale, "root"))
    return parent != "root" and parent.partition("_")[0] != locale.partition("_")[0]


def _spell_rule(rule: str) -> str:
    """Spell a plural rule of CLDR with `=`, as a language file may write it."""
    return rule.replace(" not in ", " != ").replace(" in ", " = ").replace(" mod ", " % ")


def _read_dates(data: Any) -> dict[str, Any]:
    """Read how months and days are written.

    A language whose dates have the number of the month has the numbers as its months.
    """
    month_year, months_alone = _convert_pattern(data, str(data["datetime_skeletons"].get("yMMMM", "")))
    day_month_year, months = _convert_pattern(data, str(data["date_formats"]["long"].pattern))
    return {"months": months, "months_alone": months_alone, "month_year": month_year, "day_month_year": day_month_year}


def _convert_pattern(data: Any, pattern: str) -> tuple[str, list[str]]:
    """Convert a date pattern of CLDR to a template and its twelve months."""
    months: list[str] = []

    def convert(found: re.Match[str]) -> str:
        letters = found[2] or ""
        if not letters:
            return found[1] or "'"
        if letters[0] in "ML":
            context = "stand-alone" if letters[0] == "L" else "format"
            names = data["months"][context]["wide" if len(letters) == 4 else "abbreviated"]
            months.extend(names[at] if len(letters) > 2 else f"{at:0{len(letters)}}" for at in range(1, 13))
            return "{month}"
        return {"y": "{year}", "d": "{day}", "G": str(data["eras"]["abbreviated"][1])}[letters[0]]

    return _PATTERN_PART.sub(convert, pattern).translate(_PRINTABLE), months


def _read_lists(data: Any) -> dict[str, str]:
    """Read how the items of a list are joined."""
    patterns = data["list_patterns"]["standard"]
    names = {"two": "2", "middle": "middle", "end": "end"}
    return {key: patterns[name].translate(_PRINTABLE) for key, name in names.items()}


def _read_sizes(data: Any) -> dict[str, str]:
    """Read how sizes of files are written, with Western digits."""
    units = {
        key: data["unit_patterns"][f"digital-{unit}"]["short"]["other"].replace("{0}", "{n}")
        for key, unit in (("kilobytes", "kilobyte"), ("megabytes", "megabyte"))
    }
    units = {key: pattern.translate(_PRINTABLE) for key, pattern in units.items()}
    return {**units, "decimal": data["number_symbols"]["latn"]["decimal"]}
