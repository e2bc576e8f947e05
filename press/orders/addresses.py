"""Postal addresses as the post of a country writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping

LAST_LINES = {
    "US": ("{city}, {region} {postal_code}",),
    "CA": ("{city} {region}  {postal_code}",),
    "AU": ("{city} {region} {postal_code}",),
    "GB": ("{city}", "{postal_code}"),
}
"""The last lines of an address by country (UPU S42; USPS Publication 28, 2)."""
ELSEWHERE = ("{postal_code} {city}", "{region}")


def format_address(person: Mapping[str, str], home: str, countries: Mapping[str, str]) -> tuple[str, ...]:
    """Format an address for its country's post, line by line.

    The country comes last, and only abroad. home: the country that packets are sent from; countries: names by code.
    """
    last = (template.format(**person) for template in LAST_LINES.get(person["country"], ELSEWHERE))
    country = "" if person["country"] == home else countries.get(person["country"], person["country"]).upper()
    lines = (person["name"], person["organization"], person["address_1"], person["address_2"], *last, country)
    return tuple(text for line in lines if (text := re.sub(r"^, |,? +$", "", line).strip()))
