"""What a page says to machines: tokens for the style sheets, and schema.org for search engines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from press.facts import Variant
from press.folds import narrow_pages, narrow_width
from press.model import Edition

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


def linked_data(edition: Edition) -> Markup:
    """The page as a schema.org MedicalWebPage (JSON-LD), safe inside a script element."""
    text = json.dumps(dict(_web_page(edition)), ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing in it can close the element


def _web_page(edition: Edition) -> Iterator[tuple[str, Any]]:
    facts, front = edition.publication.facts, edition.translation.front
    reviewers = [{"@type": "Person", "name": reviewer.name} for reviewer in facts.reviewers]
    yield "@context", "https://schema.org"
    yield "@type", "MedicalWebPage"
    yield "name", front.title
    yield "description", front.summary
    yield "inLanguage", edition.lang
    yield "identifier", edition.number
    yield "datePublished", facts.issued
    if facts.revised:
        yield "dateModified", facts.revised
    yield "keywords", front.keywords
    yield "about", [{"@type": "Thing", "name": subject} for subject in facts.subjects]
    yield "publisher", _publisher(edition)
    if facts.review_status == "reviewed":
        yield "reviewedBy", reviewers
    else:
        # Nobody has reviewed this wording: what was reviewed is the text that it is based on.
        yield (
            "isBasedOn",
            {
                "@type": "MedicalWebPage",
                "identifier": edition.number,
                "datePublished": facts.issued,
                "reviewedBy": reviewers,
            },
        )


def _publisher(edition: Edition) -> dict[str, str]:
    center = edition.center
    return {
        "@type": "Organization",
        "name": center.name,
        "alternateName": center.short_name,
        "url": center.contact.website,
        "email": center.contact.email,
        "telephone": center.contact.toll_free.dial,
    }
