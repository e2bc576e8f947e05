"""Values that a text may use by name, so that each is changed in one place: `{{ center.toll_free }}`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from press.load.markdown.inlines import PASSAGE
from press.load.markdown.tokens import NamedValue
from press.model.formatting import format_date
from press.model.sources.center import Center
from press.model.sources.language import Language
from press.model.sources.publication import PublicationFacts


def list_center_values(center: Center | None) -> dict[str, NamedValue]:
    """List the values of the center by name, with a link where there is one.

    The fax number is left out, because an edition says it once. Values that cannot be read are left out.
    """
    if not center:
        return {}
    contact, lang = center.contact, center.language
    numbers = {"toll_free": contact.toll_free, "phone": contact.phone, "tty": contact.tty}
    found = {
        "center.name": NamedValue(center.name, lang=lang),
        "center.short_name": NamedValue(center.short_name, lang=lang),
        "center.email": NamedValue(contact.email, f"mailto:{contact.email}"),
        "center.website": NamedValue(contact.website.partition("://")[2].rstrip("/"), contact.website),
        "center.address": NamedValue(", ".join(contact.address), lang=lang),
        **{f"center.{key}": NamedValue(one.text, f"tel:{one.dial}") for key, one in numbers.items()},
    }
    return {name: value for name, value in found.items() if value.text}


def list_passages(center: Center | None, lang: str) -> dict[str, NamedValue]:
    """List the passages that texts in a language share, by name."""
    passages = center.passages if center else {}
    return {f"{PASSAGE}{key}": NamedValue(words[lang]) for key, words in passages.items() if lang in words}


def list_publication_values(
    facts: PublicationFacts | None, center: Center | None, language: Language | None
) -> dict[str, NamedValue]:
    """List number and issue date, or the words that say that they are missing."""
    if not facts or not center or not language:
        return {}
    number = NamedValue(language.words.number_missing)
    if facts.number:
        number = NamedValue(f"{center.publication_number.prefix} {facts.number}", lang=center.language)
    try:
        issued = format_date(facts.issued, language) if facts.issued else language.words.issued_missing
    except (IndexError, KeyError, ValueError):
        issued = facts.issued  # the words of the language have a mistake, which is a finding already
    return {"publication.number": number, "publication.issued": NamedValue(issued)}


def hash_values(center: Center | None, languages: Mapping[str, Language]) -> str:
    """Hash all that values are made from, for the cache of publications."""
    parts = [repr(list_center_values(center)), repr((center.publication_number, center.passages)) if center else ""]
    for lang, one in sorted(languages.items()):
        words = (one.words.number_missing, one.words.issued_missing, one.thanks)
        parts.append(repr((lang, words, one.months, one.months_alone, one.month_year, one.day_month_year, one.digits)))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
