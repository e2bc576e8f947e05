"""Data in a page for machines: tokens for the style sheets, and schema.org for search engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from press.model.edition import Edition


def build_linked_data(edition: Edition) -> Markup:
    """Build the schema.org data of a page.

    It is a MedicalWebPage in JSON-LD, safe inside a script element.
    """
    text = json.dumps(dict(_describe_page(edition)), ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing in it can close the element


def _describe_page(edition: Edition) -> Iterator[tuple[str, Any]]:
    facts, front = edition.publication.facts, edition.translation.front
    reviewers = [{"@type": "Person", "name": reviewer.name} for reviewer in facts.reviewers]
    yield "@context", "https://schema.org"
    yield "@type", "MedicalWebPage"
    yield "name", front.title
    yield "description", front.summary
    yield "inLanguage", edition.lang
    yield from _describe_issue(edition)
    if facts.revised:
        yield "dateModified", facts.revised
    yield "keywords", front.keywords
    yield "about", [{"@type": "Thing", "name": subject} for subject in facts.subjects]
    yield "publisher", _describe_publisher(edition)
    if facts.review_status == "reviewed":
        yield "reviewedBy", reviewers
    elif facts.review_status == "adapted":
        # Nobody has reviewed this wording. The reviewers read the text that it is based on.
        source = {"@type": "MedicalWebPage", **dict(_describe_issue(edition)), "reviewedBy": reviewers}
        yield "isBasedOn", source


def _describe_issue(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield number and date, as far as a draft has them."""
    if edition.number:
        yield "identifier", edition.number
    if edition.publication.facts.issued:
        yield "datePublished", edition.publication.facts.issued


def _describe_publisher(edition: Edition) -> dict[str, str]:
    center = edition.center
    return {
        "@type": "Organization",
        "name": center.name,
        "alternateName": center.short_name,
        "url": center.contact.website,
        "email": center.contact.email,
        "telephone": center.contact.toll_free.dial,
    }
