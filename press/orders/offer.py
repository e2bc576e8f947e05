"""What can be ordered: published editions on paper, and the center's limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from press.model.library import Library
from press.model.manifest import ManifestRow
from press.model.sources.center import OrderLimits
from press.model.sources.publication import PublicationFacts
from press.shelf_life import find_notice_key

EditionKey = tuple[str, str, str]
"""Publication number without its prefix, language, variant."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be ordered.

    rows: published editions on paper and in force, by edition; languages: those of each publication number; variants:
    the names of those on paper; prefix: what precedes a publication number in print; countries: ISO 3166-1 codes by
    code and by name, in lower case.
    """

    rows: Mapping[EditionKey, ManifestRow]
    languages: Mapping[str, frozenset[str]]
    variants: frozenset[str]
    limits: OrderLimits
    prefix: str
    countries: Mapping[str, str]

    def remove_prefix(self, number: str) -> str:
        """Remove the prefix from a publication number."""
        return number.removeprefix(self.prefix).strip()


def make_offer(library: Library, rows: Iterable[ManifestRow], day: dt.date) -> Offer:
    """List what can be ordered on a day.

    library: a checked library; rows: what is published of it. Publications that were withdrawn or have expired since
    the build are not on offer.
    """
    assert library.center is not None
    publications = library.publications.items()
    numbers = {slug: one.facts.number for slug, one in publications if is_given_out(one.facts, day)}
    languages = {one.facts.number: frozenset(one.translations) for one in library.publications.values()}
    return Offer(
        rows={
            (numbers[row.publication], row.language, row.variant): row
            for row in rows
            if row.publication in numbers and is_in_force(row)
        },
        languages=languages,
        variants=frozenset(name for name, variant in library.variants.items() if variant.file_format.on_paper),
        limits=library.center.ordering,
        prefix=library.center.publication_number.prefix,
        countries=list_countries((library.center.language, *library.languages)),
    )


def is_in_force(row: ManifestRow) -> bool:
    """Return whether an edition may be sent out.

    It is on paper, the center's own, and has no status notice such as "withdrawn".
    """
    return bool(row.trim) and not row.imprint and not row.marked


def is_given_out(facts: PublicationFacts, day: dt.date) -> bool:
    """Return whether a publication is given out on a day.

    It is current, and not past its `expires` day or month.
    """
    return not find_notice_key(facts, day)


def list_countries(languages: Iterable[str]) -> dict[str, str]:
    """List ISO 3166-1 codes by code and by country name.

    The names are in some languages (Unicode CLDR), in lower case.
    """
    found: dict[str, str] = {"usa": "US", "u.s.a.": "US", "u.s.": "US", "uk": "GB"}
    for language in languages:
        for code, name in list_territories(language).items():
            found |= {code.casefold(): code, name.casefold(): code}
    return found


def list_territories(language: str) -> dict[str, str]:
    """List the names of countries in a language, by code.

    Empty when the language is not known.
    """
    try:
        known = Locale.parse(language, sep="-").territories
    except (ValueError, UnknownLocaleError):
        return {}
    return {code: name for code, name in known.items() if code.isalpha() and code not in NO_COUNTRIES}


NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"})
"""CLDR codes that no post office delivers to."""
