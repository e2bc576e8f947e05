"""Style tokens: the table of them, and those that an edition changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from press.model.edition import Edition
from press.model.folding import find_narrow_pages, measure_narrow_panel
from press.model.sources.variant import Variant
from press.runtime.resources import STYLES

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
    tokens = list_changed_tokens(edition)
    rule = ":root{" + "".join(f"--{name}:{value};" for name, value in tokens.items()) + "}"
    return Markup(rule + "".join(_build_page_sizes(edition.variant)))  # noqa: S704


def list_changed_tokens(edition: Edition) -> dict[str, str]:
    """List the tokens that language, variant and imprint change.

    The imprint wins over the variant, and the variant over the language. Raises ValueError if a value could end its
    declaration.
    """
    variant = edition.variant
    size = {"paper-width": variant.width, "paper-height": variant.height}
    tokens = {name: value for name, value in size.items() if value} | edition.language.tokens | variant.tokens
    tokens |= variant.imprint_tokens if edition.imprint else {}
    for name, value in tokens.items():
        if not _SAFE_VALUE.fullmatch(value):
            raise ValueError(f"the token {name} has the value `{value}`, which is not a CSS value")
    return tokens


def _build_page_sizes(variant: Variant) -> Iterator[str]:
    """Build an `@page` rule for each narrow page."""
    for number in sorted(find_narrow_pages(variant.fold)):
        yield f"@page :nth({number}){{size:{measure_narrow_panel(variant):.4f}pt {variant.height}}}"
