"""Style sheets put together from rules that were parsed before.

The sheets of two variants differ in some of their rules only, and parsing a whole one takes a tenth of an edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import weasyprint
from weasyprint import cssselect2
from weasyprint.text.fonts import FontConfiguration

from press.render.weasyprint.replacements import is_stock

MOST_RULES = 8192
_LAYER = re.compile(r"(?P<head>\s*@layer [\w-]+ \{)(?P<rules>.*)\}", re.DOTALL)
_PART = re.compile(r"([^{};]*)([{};])")
_TOKEN = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|/\*.*?\*/|[{};]""", re.DOTALL)


def parse_sheet(css: str, fonts: FontConfiguration, fetcher: weasyprint.URLFetcher) -> weasyprint.CSS:
    """Parse a style sheet, each rule once in a process.

    Its layers have no layers within them, and it has no rule that others depend on, such as `@namespace`.
    """
    if is_stock():
        return weasyprint.CSS(string=css, font_config=fonts, url_fetcher=fetcher)
    sheet = weasyprint.CSS(string="", font_config=fonts, url_fetcher=fetcher)
    rules = [_parse_rule(rule, fonts, fetcher) for rule in split_rules(css)]
    for parsed in rules:
        for selector, declarations in parsed.selectors:
            sheet.matcher.add_selector(selector, declarations)
        sheet.page_rules += parsed.page_rules
        sheet.layers += [name for name in parsed.layers if name not in sheet.layers]
    sheet.press_selectors = tuple(rule.heads for rule in rules)
    return sheet


def has_same_selectors(sheet: weasyprint.CSS, other: weasyprint.CSS) -> bool:
    """Tell whether two style sheets have the same selectors, so that the same of their rules apply to an element."""
    count = sheet.matcher.order
    if sheet is other or count == other.matcher.order == 0:
        return True
    selectors = getattr(sheet, "press_selectors", None)
    return selectors is not None and (selectors, count) == (
        getattr(other, "press_selectors", None),
        other.matcher.order,
    )


def list_declarations(sheet: weasyprint.CSS) -> dict[int, Any]:
    """List the declarations of each rule of a style sheet, each with its layer, by the number of the rule."""
    matcher = sheet.matcher
    by_name = (
        matcher.id_selectors,
        matcher.class_selectors,
        matcher.lower_local_name_selectors,
        matcher.namespace_selectors,
    )
    named = [entry for table in by_name for entries in table.values() for entry in entries]
    return {entry[2]: entry[4] for entry in (*named, *matcher.lang_attr_selectors, *matcher.other_selectors)}


def split_rules(css: str) -> Iterator[str]:
    """Split a style sheet into its rules, each within the layer that it stands in."""
    for rule in _split_outermost(css):
        layer = _LAYER.fullmatch(rule)
        if layer:
            yield from (f"{layer['head']}{inner}}}" for inner in _split_outermost(layer["rules"]))
        else:
            yield rule


def _split_outermost(css: str) -> Iterator[str]:
    start = depth = 0
    for found in _TOKEN.finditer(css):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth and found[0] in "};":
            yield css[start : found.end()]
            start = found.end()
    if css[start:].strip():
        yield css[start:]


@dataclass(frozen=True, slots=True)
class _ParsedRule:
    """A rule as WeasyPrint has parsed it.

    heads: what stands before its blocks; selectors: compiled, with declarations; page_rules: those for pages; layers:
    their names.
    """

    heads: tuple[str, ...]
    selectors: list[tuple[Any, Any]]
    page_rules: list[Any]
    layers: list[str]


class _RecordingMatcher(cssselect2.Matcher):  # type: ignore[misc]
    """A matcher that lists what was added to it."""

    def __init__(self) -> None:
        super().__init__()
        self.added: list[tuple[Any, Any]] = []

    def add_selector(self, selector: Any, payload: Any) -> None:
        self.added.append((selector, payload))


@lru_cache(MOST_RULES)
def _parse_rule(rule: str, fonts: FontConfiguration, fetcher: weasyprint.URLFetcher) -> _ParsedRule:
    matcher = _RecordingMatcher()
    sheet = weasyprint.CSS(string=rule, font_config=fonts, url_fetcher=fetcher, matcher=matcher)
    heads = tuple(head for head, end in _PART.findall(rule) if end == "{")
    return _ParsedRule(heads, matcher.added, sheet.page_rules, sheet.layers)
