"""What can be ordered: published editions on paper, and the center's limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from press.model.formatting import format_variant_title
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.model.sources.center import OrderLimits
from press.model.sources.publication import PublicationFacts
from press.shelf_life import find_notice_key
from press.text.cldr import find_locale

BRAILLE_DAYS = 1
"""Working days until a request for braille is answered, if its files are there: the next batch embosses them."""
EditionKey = tuple[str, str, str]
"""Publication number without its prefix, language, variant."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be ordered.

    rows: published editions on paper and in force, by edition; languages: those of each publication number; variants:
    the names of those on paper; prefix: what precedes a publication number in print; countries: ISO 3166-1 codes by
    code and by name, in lower case; spellings: languages and variants by their code in lower case; names: the codes of
    languages and variants by what people call them, in lower case.
    """

    rows: Mapping[EditionKey, ManifestRow]
    languages: Mapping[str, frozenset[str]]
    variants: frozenset[str]
    limits: OrderLimits
    prefix: str
    countries: Mapping[str, str]
    spellings: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]
    braille: Mapping[tuple[str, str], ManifestRow] = field(default_factory=dict)
    """Published files for an embosser, by publication number and language."""

    def count_answer_days(self, wanted: str, editions: Iterable[EditionKey]) -> int:
        """Count the working days until a request for another format is answered."""
        files = wanted == "braille" and all((number, lang) in self.braille for number, lang, _ in editions)
        return BRAILLE_DAYS if files else self.limits.other_format_days

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
    variants = frozenset(name for name, variant in library.variants.items() if variant.file_format.on_paper)
    rows = list(rows)
    return Offer(
        rows={
            (numbers[row.publication], row.language, row.variant): row
            for row in rows
            if row.publication in numbers and is_in_force(row)
        },
        languages=languages,
        variants=variants,
        limits=library.center.ordering,
        prefix=library.center.publication_number.prefix,
        countries=list_countries((library.center.language, *library.languages)),
        spellings={code.casefold(): code for code in (*library.languages, *variants)},
        names=_list_names(library, variants),
        braille={
            (numbers[row.publication], row.language): row
            for row in rows
            if row.publication in numbers and row.format == "braille" and is_given(row)
        },
    )


def _list_names(library: Library, variants: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """List what people call languages and variants, in each language, in lower case."""
    found: dict[str, set[str]] = {}
    for lang, language in library.languages.items():
        found.setdefault(language.name.casefold(), set()).add(lang)
        for code in library.languages:
            if name := _name_language(code, lang):
                found.setdefault(name.casefold(), set()).add(code)
        for code in variants:
            variant = library.variants[code]
            title = format_variant_title(variant, language)
            # "Large print" alone stands for all papers of that kind.
            for name in {title, title.partition(",")[0]}:
                found.setdefault(name.casefold(), set()).add(code)
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


def _name_language(code: str, lang: str) -> str:
    """Name a language in another one (Unicode CLDR); empty if either is unknown."""
    locale = find_locale(lang)
    return str(locale.languages.get(code.partition("-")[0], "")) if locale else ""


def is_in_force(row: ManifestRow) -> bool:
    """Return whether an edition may be sent out.

    It is on paper, the center's own, not outdated, and has no status notice such as "withdrawn".
    """
    return bool(row.trim) and is_given(row)


def is_given(row: ManifestRow) -> bool:
    """Return whether a file is the center's own and may be given out."""
    return not row.imprint and not row.marked and not row.outdated


def is_given_out(facts: PublicationFacts, day: dt.date) -> bool:
    """Return whether a publication is given out on a day.

    It is current, and not past its `expires` day or month.
    """
    return not find_notice_key(facts, day)


def list_countries(languages: Iterable[str]) -> dict[str, str]:
    """List ISO 3166-1 codes by code and by country name.

    The names are in some languages (Unicode CLDR), in lower case.
    """
    found: dict[str, str] = {}
    for language in languages:
        for code, name in list_territories(language).items():
            found |= {code.casefold(): code, name.casefold(): code}
    return {**OTHER_NAMES, **found}


OTHER_NAMES: Mapping[str, str] = {
    name: code
    for code, names in {
        "US": ("usa", "u.s.a.", "u.s.", "u. s. a.", "u. s.", "united states of america", "the united states", "america",
               "estados unidos de américa", "ee. uu.", "ee.uu.", "ee uu", "eeuu", "eua"),
        "GB": ("uk", "u.k.", "great britain", "britain", "england", "scotland", "wales", "northern ireland",
               "united kingdom of great britain and northern ireland", "gran bretaña", "inglaterra", "escocia", "gales",
               "irlanda del norte"),
        "CZ": ("czech republic", "república checa"),
        "KR": ("korea", "south korea", "republic of korea", "corea", "república de corea"),
        "NL": ("holland", "the netherlands", "holanda"),
        "MX": ("méxico", "mexico", "mejico", "méjico", "estados unidos mexicanos"),
        "RU": ("russian federation", "federación rusa"),
        "CI": ("ivory coast", "cote d'ivoire", "costa de marfil"),
        "MM": ("burma", "birmania"),
        "TR": ("turkey", "turquia"),
        "IE": ("republic of ireland", "república de irlanda"),
        "DO": ("dominican republic", "república dominicana", "republica dominicana"),
        "PE": ("peru",), "PA": ("panama",), "HT": ("haiti",), "ES": ("espana",), "CA": ("canada",), "BR": ("brazil",),
    }.items()
    for name in names
}  # fmt: skip
"""Names that are on envelopes and not in CLDR, or without their accents."""


def list_territories(language: str) -> dict[str, str]:
    """List the names of countries in a language, by code.

    Empty when the language is not known.
    """
    locale = find_locale(language)
    known = locale.territories if locale else {}
    return {code: name for code, name in known.items() if code.isalpha() and code not in NO_COUNTRIES}


NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"})
"""CLDR codes that no post office delivers to."""
