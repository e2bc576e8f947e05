"""Style tokens: the table of them, and those that an edition changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from press.model.edition import Edition
from press.model.folding import find_narrow_pages, measure_narrow_panel
from press.model.sources.language import Language
from press.model.sources.variant import Variant
from press.runtime.resources import STYLES
from press.style.fonts import has_letters, list_families, measure_stack
from press.text.scripts import SCRIPTS, Script, find_script
from press.text.typography import count_columns

_DECLARATION = re.compile(r"^  /\* ([a-z]+): (.+) \*/\n  --([a-z0-9-]+): (.+);$", re.MULTILINE)
_SAFE_VALUE = re.compile(r"[^;{}<>\\]*")


@dataclass(frozen=True, slots=True)
class StyleToken:
    """A value of the style that a variant or a language may change: one entry of `styles/tokens.css`."""

    kind: str
    meaning: str
    default: str

    @property
    def description(self) -> str:
        """What an editor shows beside the token."""
        return f"{self.meaning} A {self.kind}; `{self.default}` where nothing else is set."


@cache
def read_tokens() -> Mapping[str, StyleToken]:
    """Read the table of tokens, by name without the leading ``--``."""
    table = (STYLES / "tokens.css").read_text("utf-8")
    return {name: StyleToken(kind, meaning, default) for kind, meaning, name, default in _DECLARATION.findall(table)}


def build_token_rules(edition: Edition) -> Markup:
    """Build the CSS rules of an edition's own tokens.

    They are a `:root` rule, and a page size for each narrow panel. Raises ValueError if a value could end its
    declaration.
    """
    return build_root_rule(list_changed_tokens(edition)) + Markup("".join(_build_page_sizes(edition.variant)))  # noqa: S704


def build_root_rule(tokens: Mapping[str, str]) -> Markup:
    """Build the CSS rule that sets tokens."""
    return Markup(":root{" + "".join(f"--{name}:{value};" for name, value in tokens.items()) + "}")  # noqa: S704


def list_changed_tokens(edition: Edition) -> dict[str, str]:
    """List the tokens that language, variant and imprint change.

    The imprint wins over the variant, and the variant over the language. Then faces, sizes and heights of lines are
    fitted to the script. Raises ValueError if a value could end its
    declaration.
    """
    variant = edition.variant
    size = {"paper-width": variant.width, "paper-height": variant.height}
    tokens = {name: value for name, value in size.items() if value}
    tokens |= list_label_tokens(edition.language) | edition.language.tokens | variant.tokens
    tokens |= variant.imprint_tokens if edition.imprint else {}
    tokens |= dict(_list_script_tokens(SCRIPTS[find_script(edition.lang)], tokens, edition.variant))
    for name, value in tokens.items():
        if not _SAFE_VALUE.fullmatch(value):
            raise ValueError(f"the token {name} has the value `{value}`, which is not a CSS value")
    return tokens


COUNT_FIRST = "string(before) counter(pages) string(between) counter(page) string(after)"
LONG_LABEL = 10
"""Most characters of a page label for which the foot of the narrowest page has its usual room."""


def list_label_tokens(language: Language) -> dict[str, str]:
    """List the tokens of page labels: for those that have the count of pages first, and for long ones."""
    label = language.words.page_of
    order = {"page-label": COUNT_FIRST} if label.find("{total}") < label.find("{n}") else {}
    return order | ({"page-label-width": "30%"} if count_columns(label.format(n=10, total=10)) > LONG_LABEL else {})


_FACES = {"font-text": "text", "font-title": "heading", "font-heading": "heading"}
"""The tokens that name typefaces, and the typeface of a script that stands for each."""
_SIZED = re.compile(r"font-size-.*|baseline")
_LENGTH = re.compile(r"[\d.]+(?:pt|px|mm|in)")


def _list_script_tokens(script: Script, tokens: dict[str, str], variant: Variant) -> Iterator[tuple[str, str]]:
    """List the tokens that follow from the script of an edition.

    tokens: those set so far. What they name stays where it has the letters of the script.
    """
    if script is SCRIPTS["Latn"]:
        return
    known = {name: token.default for name, token in read_tokens().items()} | tokens
    families = {name: list_script_families(known[name], getattr(script, key), script) for name, key in _FACES.items()}
    yield from ((name, ", ".join(f'"{family}"' for family in named)) for name, named in families.items())
    if families["font-heading"][0] != list_families(known["font-heading"])[0]:
        yield "font-weight-heading", "700"
    if not script.slopes and known["emphasis-line"] == "none":
        yield from (("emphasis-style", "normal"), ("emphasis-weight", "700"))
    yield "bullet-width", f"{measure_stack('• ', families['font-text']):.3f}em"
    yield "list-number-width", f"{measure_stack('0. ', families['font-text']):.3f}em"
    yield from (("script-size", f"{script.size:g}"), ("script-leading", f"{script.leading:g}"))
    if script.joined:
        yield "title-spacing", "0pt"
    if variant.file_format.layout != "screen":  # where sizes follow from the two factors
        for name, value in known.items():
            if _SIZED.fullmatch(name) and _LENGTH.fullmatch(value):
                factor = script.size * (script.leading if name == "baseline" else 1)
                yield name, f"calc({factor:.4g} * {value})"
            elif name.startswith("line-height-"):
                yield name, f"calc({script.leading:g} * {value})"


def list_script_families(named: str, family: str, script: Script) -> list[str]:
    """List the families in which the words of a script are set.

    named: those that a token names. The family of the script comes before them, unless the first has its letters.
    """
    families = list_families(named)
    return families if has_letters(families[0], script.letters) else [family, *families]


def _build_page_sizes(variant: Variant) -> Iterator[str]:
    """Build an `@page` rule for each narrow page."""
    for number in sorted(find_narrow_pages(variant.fold)):
        yield f"@page :nth({number}){{size:{measure_narrow_panel(variant):.4f}pt {variant.height}}}"
