"""What can be ordered: the editions on paper that are published, and the limits of the centre."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from press.model.edition import Library
from press.model.facts import Facts
from press.model.ordering import Ordering
from press.model.records import Row
from press.shelf_life import mark_of

Edition = tuple[str, str, str]
"""Publication number without its prefix, language, variant."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be ordered.

    rows: by edition, what is published on paper and in force; languages: those of each publication number;
    variants: the names of those on paper; prefix: what stands before a publication number in print; countries:
    ISO 3166-1 code by code and by name in small letters.
    """

    rows: Mapping[Edition, Row]
    languages: Mapping[str, frozenset[str]]
    variants: frozenset[str]
    limits: Ordering
    prefix: str
    countries: Mapping[str, str]

    def bare(self, number: str) -> str:
        """A publication number without its prefix."""
        return number.removeprefix(self.prefix).strip()


def offer_of(library: Library, rows: Iterable[Row], day: dt.date) -> Offer:
    """What can be ordered on a day of a checked library whose editions are published as some rows.

    What has been withdrawn or has expired since it was built is not on offer.
    """
    assert library.center is not None
    publications = library.publications.items()
    numbers = {slug: one.facts.number for slug, one in publications if given_out(one.facts, day)}
    languages = {one.facts.number: frozenset(one.translations) for one in library.publications.values()}
    return Offer(
        rows={
            (numbers[row.publication], row.language, row.variant): row
            for row in rows
            if row.publication in numbers and in_force(row)
        },
        languages=languages,
        variants=frozenset(name for name, variant in library.variants.items() if variant.width),
        limits=library.center.ordering,
        prefix=library.center.publication_number.prefix,
        countries=countries((library.center.language, *library.languages)),
    )


def in_force(row: Row) -> bool:
    """Whether an edition is one to send out: on paper, the centre's own, and not marked as out of date."""
    return bool(row.trim) and not row.imprint and not row.marked


def given_out(facts: Facts, day: dt.date) -> bool:
    """Whether a publication is given out on a day: current, and not past its `expires` day or month."""
    return not mark_of(facts, day)


def countries(languages: Iterable[str]) -> dict[str, str]:
    """ISO 3166-1 codes by code, and by name in some languages (Unicode CLDR), in small letters."""
    found: dict[str, str] = {"usa": "US", "u.s.a.": "US", "u.s.": "US", "uk": "GB"}
    for language in languages:
        for code, name in territories(language).items():
            found |= {code.casefold(): code, name.casefold(): code}
    return found


def territories(language: str) -> dict[str, str]:
    """The names of countries in a language by code; none where the language is not known."""
    try:
        known = Locale.parse(language, sep="-").territories
    except (ValueError, UnknownLocaleError):
        return {}
    return {code: name for code, name in known.items() if code.isalpha() and code not in NO_COUNTRIES}


NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"})
"""Codes of CLDR that no post office delivers to."""
