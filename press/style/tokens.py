"""Design tokens as CSS custom properties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from press.model.edition import Edition
from press.model.folding import find_narrow_pages, measure_narrow_panel
from press.model.sources.variant import Variant

_SAFE_VALUE = re.compile(r"[^;{}<>\\]*")


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
    size = {"paper-w": variant.width, "paper-h": variant.height}
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
