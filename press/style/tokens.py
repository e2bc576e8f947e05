"""Design tokens as CSS custom properties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from press.model.edition import Edition
from press.model.facts import Variant
from press.model.folding import narrow_pages, narrow_width

_SAFE_VALUE = re.compile(r"[^;{}<>\\]*")


def root_tokens(edition: Edition) -> Markup:
    """The style tokens that the language and the variant change, as one `:root` rule.

    Raises ValueError when a value could leave its declaration.
    """
    tokens = own_tokens(edition)
    rule = ":root{" + "".join(f"--{name}:{value};" for name, value in tokens.items()) + "}"
    return Markup(rule + "".join(_narrow_pages(edition.variant)))  # noqa: S704


def own_tokens(edition: Edition) -> dict[str, str]:
    """The style tokens that the language, the variant and an imprint change, the last of them having the last word.

    Raises ValueError when a value could leave its declaration.
    """
    variant = edition.variant
    size = {"paper-w": variant.width, "paper-h": variant.height}
    tokens = {name: value for name, value in size.items() if value} | edition.language.tokens | variant.tokens
    tokens |= variant.imprint_tokens if edition.imprint else {}
    for name, value in tokens.items():
        if not _SAFE_VALUE.fullmatch(value):
            raise ValueError(f"the token {name} has the value {value!r}, which is no CSS value")
    return tokens


def _narrow_pages(variant: Variant) -> Iterator[str]:
    """The size of each page that is on a narrow panel of its sheet, as an `@page` rule."""
    for number in sorted(narrow_pages(variant.fold)):
        yield f"@page :nth({number}){{size:{narrow_width(variant):.4f}pt {variant.height}}}"
