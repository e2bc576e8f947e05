"""Postal addresses as the post of a country writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

LAST_LINES = {
    "US": ("{city}, {region} {postal_code}",),
    "CA": ("{city} {region}  {postal_code}",),
    "AU": ("{city} {region} {postal_code}",),
    "GB": ("{city}", "{postal_code}"),
}
"""The last lines of an address by country (UPU S42; USPS Publication 28, 2)."""
STATES: Mapping[str, tuple[str, ...]] = {
    "AL": ("Alabama",), "AK": ("Alaska",), "AZ": ("Arizona",), "AR": ("Arkansas",), "CA": ("California",),
    "CO": ("Colorado",), "CT": ("Connecticut",), "DE": ("Delaware",), "FL": ("Florida",), "GA": ("Georgia",),
    "HI": ("Hawaii",), "ID": ("Idaho",), "IL": ("Illinois",), "IN": ("Indiana",), "IA": ("Iowa",), "KS": ("Kansas",),
    "KY": ("Kentucky",), "LA": ("Louisiana", "Luisiana"), "ME": ("Maine",), "MD": ("Maryland",),
    "MA": ("Massachusetts",), "MI": ("Michigan",), "MN": ("Minnesota",), "MS": ("Mississippi", "Misisipi"),
    "MO": ("Missouri", "Misuri"), "MT": ("Montana",), "NE": ("Nebraska",), "NV": ("Nevada",),
    "NH": ("New Hampshire", "Nuevo Hampshire"), "NJ": ("New Jersey", "Nueva Jersey"),
    "NM": ("New Mexico", "Nuevo México"), "NY": ("New York", "Nueva York"),
    "NC": ("North Carolina", "Carolina del Norte"), "ND": ("North Dakota", "Dakota del Norte"), "OH": ("Ohio",),
    "OK": ("Oklahoma",), "OR": ("Oregon",), "PA": ("Pennsylvania", "Pensilvania"), "RI": ("Rhode Island",),
    "SC": ("South Carolina", "Carolina del Sur"), "SD": ("South Dakota", "Dakota del Sur"), "TN": ("Tennessee",),
    "TX": ("Texas", "Tejas"), "UT": ("Utah",), "VT": ("Vermont",), "VA": ("Virginia",), "WA": ("Washington",),
    "WV": ("West Virginia", "Virginia Occidental"), "WI": ("Wisconsin",), "WY": ("Wyoming",),
    "DC": ("District of Columbia", "Washington DC", "Distrito de Columbia"),
    "AS": ("American Samoa", "Samoa Americana"), "GU": ("Guam",),
    "FM": ("Federated States of Micronesia", "Micronesia"),
    "MH": ("Marshall Islands", "Islas Marshall"),
    "MP": ("Northern Mariana Islands", "Islas Marianas del Norte"), "PW": ("Palau", "Palaos"), "PR": ("Puerto Rico",),
    "VI": ("Virgin Islands", "U.S. Virgin Islands", "Islas Vírgenes"),
    "AA": ("Armed Forces Americas",), "AE": ("Armed Forces Europe",), "AP": ("Armed Forces Pacific",),
}  # fmt: skip
"""USPS Publication 28, appendix B: codes of states, possessions and military states, with English and Spanish names."""
ELSEWHERE = ("{postal_code} {city}", "{region}")


def find_state(text: str) -> str:
    """Find the code of a state of the USA by code or name; return the text if there is none."""
    return _BY_NAME.get(_simplify(text), text)


def _simplify(text: str) -> str:
    """Leave out what people write in different ways: capitals, accents, points and spaces."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(one for one in parts if one.isalnum())


_BY_NAME = {_simplify(name): code for code, names in STATES.items() for name in (code, *names)}


def format_address(person: Mapping[str, str], home: str, countries: Mapping[str, str]) -> tuple[str, ...]:
    """Format an address for its country's post, line by line.

    The country comes last, and only abroad. home: the country that packets are sent from; countries: names by code.
    """
    last = (template.format(**person) for template in LAST_LINES.get(person["country"], ELSEWHERE))
    country = "" if person["country"] == home else countries.get(person["country"], person["country"]).upper()
    lines = (person["name"], person["organization"], person["address_1"], person["address_2"], *last, country)
    return tuple(text for line in lines if (text := re.sub(r"^, |,? +$", "", line).strip()))
