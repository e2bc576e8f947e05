"""The fields of an order's recipient: one list for the browser's form, for files and for the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

MOST_ACCENTS = 3
"""Combining marks on one letter. No orthography of a living language needs more; more are drawn over other lines."""
LONGEST_NUMBER = 40
"""Characters of a publication number."""


@dataclass(frozen=True, slots=True)
class OrderField:
    """A field of an order.

    required: always, or together with another one (a name or an organization), or where the post asks for it; longest:
    the most characters; autocomplete: what a browser may fill in (HTML Standard, 4.10.18.7).
    """

    name: str
    autocomplete: str
    required: Literal["always", "either", "post", "no"] = "no"
    longest: int = 100
    kind: Literal["text", "email", "tel", "note"] = "text"

    @property
    def form_name(self) -> str:
        """The name of the field in a web form."""
        return self.name.replace("_", "-")


ORDER_FIELDS: Mapping[str, OrderField] = {
    field.name: field
    for field in (
        OrderField("name", "name", "either"),
        OrderField("organization", "organization", "either"),
        OrderField("address_1", "address-line1", "always"),
        OrderField("address_2", "address-line2"),
        OrderField("city", "address-level2", "always"),
        OrderField("region", "address-level1", "post"),
        OrderField("postal_code", "postal-code", "post"),
        OrderField("country", "country-name"),
        OrderField("email", "email", kind="email"),
        OrderField("phone", "tel", kind="tel"),
        OrderField("note", "off", longest=1000, kind="note"),
    )
}
"""In the order in which a form asks for them."""
OTHER_FORMATS = ("braille", "audio", "other-language")
"""Formats that a person answers for."""
