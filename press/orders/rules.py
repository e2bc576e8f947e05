"""What must be true of an order before it enters the ledger. No message ever says what stood in a field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches

from press.check.addresses import email_problem, is_telephone
from press.model.findings import Code
from press.orders.models import OTHER_FORMATS, PERSON_FIELDS, Fault, Line, Order
from press.orders.offer import Offer
from press.style.fonts import characters_of

NUMBER = Code(
    "ORD201",
    "An order names a publication that there is.",
    "house rule: a packet holds exactly what was asked for",
    "look the number up with `python pipeline.py list`; spreadsheets turn some numbers into dates",
)
LANGUAGE = Code(
    "ORD202",
    "A publication is ordered in a language it has.",
    "house rule: a packet holds exactly what was asked for",
    "use the language's code, e.g. as in the names of the files",
)
FORM = Code(
    "ORD203",
    "A form that is ordered is on paper.",
    "house rule: a packet holds exactly what was asked for",
    "name a variant that is printed",
)
PUBLISHED = Code(
    "ORD204",
    "An edition that is ordered is published and in force.",
    "house rule: no out-of-date handout leaves the house",
    "build it first, or order another form or language of it",
)
QUANTITY = Code(
    "ORD205",
    "The copies of each edition are a whole number within the centre's limit.",
    "`ordering.most_copies` in sources/center.yaml; by default 50, a house rule: more is for a person to arrange",
    "write a number in digits",
)
RECIPIENT = Code(
    "ORD206",
    "An order says who gets it.",
    "USPS Publication 28, 3: recipient line",
    "give a name or an organization",
)
ADDRESS = Code(
    "ORD207",
    "An order can be delivered to its address.",
    "USPS Publication 28, 2 and 3: street line, city, state, ZIP Code; UPU S42: country",
    "write the address as it stands on an envelope",
)
CONTACT = Code(
    "ORD208",
    "An email address or telephone number that is given can exist.",
    "RFC 5321 and 5322; ITU-T E.164",
    "mend it, or leave it out",
)
OTHER = Code(
    "ORD209",
    "Another format is one that the centre answers for.",
    "house rule: a request for another format reaches a person",
    f"write one of: {', '.join(OTHER_FORMATS)}; or nothing",
)
TEXT = Code(
    "ORD210",
    "What is printed on a label can be printed and is not hidden.",
    "USPS Publication 28, 2: Latin letters; Unicode TR 36: control and bidirectional characters",
    "write names and addresses in Latin letters, without control characters, on at most 100 characters a field",
)
NOTHING = Code(
    "ORD211",
    "An order asks for something.",
    "house rule: an empty packet is not sent",
    "give at least one publication with its copies",
)
CODES = (NUMBER, LANGUAGE, FORM, PUBLISHED, QUANTITY, RECIPIENT, ADDRESS, CONTACT, OTHER, TEXT, NOTHING)

MOST_LINES = 100
"""Lines of one order; a form or a file with more is a mistake or an attack."""
LONGEST, LONGEST_NOTE = 100, 1000
"""Characters of a field, and of the note."""
FACE = "AtkinsonHyperlegible-Bold"
"""The face of slips and labels."""

STATES = frozenset((
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA",
    "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK",
    "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "DC", "AS", "FM", "GU",
    "MH", "MP", "PW", "PR", "VI", "AA", "AE", "AP",
))  # fmt: skip
"""USPS Publication 28, appendix B: states, possessions, military states."""
POSTAL_CODES = {
    "US": (r"\d{5}(-\d{4})?", "five digits, or five and four"),
    "CA": (r"[A-Z]\d[A-Z] ?\d[A-Z]\d", "letters and digits in turn, six in all"),
    "MX": (r"\d{5}", "five digits"),
}
"""The forms of postal codes that are checked (UPU, postal addressing systems), and in words."""
NO_POSTAL_CODE = frozenset((
    "AE", "AG", "AO", "BS", "BW", "BZ", "CD", "CG", "CM", "DM", "FJ", "GD", "GM", "GQ", "HK", "JM", "KI", "KM",
    "KN", "LC", "MO", "MW", "NR", "QA", "RW", "SC", "SR", "SY", "TD", "TG", "TO", "TV", "UG", "VU", "YE", "ZW",
))  # fmt: skip
"""Countries that use none (UPU, postal addressing systems)."""


def settled(order: Order, offer: Offer) -> Order:
    """The same order in the ledger's spelling: bare numbers, country and state codes, postal codes in capitals."""
    given = order.country.casefold()
    country = offer.countries.get(given, order.country) if given else offer.limits.country
    region = order.region.upper() if order.region.upper() in STATES else order.region
    lines = tuple(line.model_copy(update={"number": offer.bare(line.number)}) for line in order.lines)
    postal_code = order.postal_code.upper()
    changes = {"country": country, "region": region, "postal_code": postal_code, "lines": lines}
    return order.model_copy(update=changes)


def faults(order: Order, offer: Offer) -> list[Fault]:
    """Everything that is wrong with a settled order; first what is wrong with all of it."""
    found = [fault for rule in RULES for fault in rule(order, offer)]
    if not 1 <= len(order.lines) <= MOST_LINES:
        problem = "it asks for nothing" if not order.lines else f"it has more than {MOST_LINES} lines"
        found.append(Fault(NOTHING, "number", problem))
        return found
    return [*found, *(fault for n, line in enumerate(order.lines) for fault in line_faults(line, n, offer))]


def line_faults(line: Line, n: int, offer: Offer) -> Iterator[Fault]:
    """What is wrong with a line of an order: what is asked for, and how many."""
    languages = offer.languages.get(line.number)
    if languages is None:
        near = get_close_matches(line.number, offer.languages, 1)
        yield Fault(NUMBER, "number", "no publication has this number", n, f"did you mean {near[0]}?" if near else "")
    elif line.language not in languages:
        hint = f"it is there in: {', '.join(sorted(languages))}"
        yield Fault(LANGUAGE, "language", "the publication is not there in this language", n, hint)
    if line.variant not in offer.variants:
        hint = f"on paper there is: {', '.join(sorted(offer.variants))}"
        yield Fault(FORM, "variant", "there is no such form on paper", n, hint)
    elif languages and line.language in languages and line.edition not in offer.rows:
        yield Fault(PUBLISHED, "variant", "this edition is not published, or not in force", n)
    if not 1 <= line.quantity <= offer.limits.most_copies:
        hint = f"write a number from 1 to {offer.limits.most_copies}; for more, call the center"
        yield Fault(QUANTITY, "quantity", "the number of copies is not one that can be sent", n, hint)


# ---------------------------------------------------------------- what is wrong with all of an order


def recipient(order: Order, _offer: Offer) -> Iterator[Fault]:
    """Somebody gets it."""
    if not order.name and not order.organization:
        yield Fault(RECIPIENT, "name", "neither a name nor an organization is given")


def address(order: Order, offer: Offer) -> Iterator[Fault]:
    """Street, city, country, and what the country's post office asks for."""
    for field, words in (("address_1", "the street line"), ("city", "the city")):
        if not re.search(r"\w", getattr(order, field)):
            yield Fault(ADDRESS, field, f"{words} is missing")
    if order.country not in offer.countries.values():
        hint = "write its name, or its code of two letters (ISO 3166-1)"
        yield Fault(ADDRESS, "country", "no country is called so", hint=hint)
        return
    pattern, words = POSTAL_CODES.get(order.country, (r".*\w.*", "not empty"))
    if order.country not in NO_POSTAL_CODE and not re.fullmatch(pattern, order.postal_code, re.ASCII):
        hint = f"in this country it is {words}; a spreadsheet may have dropped a first 0"
        yield Fault(ADDRESS, "postal_code", "the postal code is not in its country's form", hint=hint)
    if order.country == UNITED_STATES and order.region not in STATES:
        hint = "write the two letters of the state, e.g. MD"
        yield Fault(ADDRESS, "region", "the state is not a state's two letters", hint=hint)


UNITED_STATES = "US"


def contact(order: Order, _offer: Offer) -> Iterator[Fault]:
    """Email and telephone, where they are given."""
    if order.email and email_problem(order.email):
        yield Fault(CONTACT, "email", "this cannot be an email address")
    country = order.country if re.fullmatch("[A-Z]{2}", order.country) else None
    if order.phone and not is_telephone(order.phone, country):
        yield Fault(CONTACT, "phone", "this cannot be a telephone number of the country")


def other_format(order: Order, _offer: Offer) -> Iterator[Fault]:
    """A format that a person answers for."""
    if order.other_format and order.other_format not in OTHER_FORMATS:
        yield Fault(OTHER, "other_format", "this is not a format that can be asked for")


def text(order: Order, _offer: Offer) -> Iterator[Fault]:
    """Nothing hidden, nothing endless, nothing that would be printed as empty boxes."""
    for field in (*PERSON_FIELDS, "note", "reference"):
        value = getattr(order, field)
        most = LONGEST_NOTE if field == "note" else LONGEST
        column = "order" if field == "reference" else field
        if len(value) > most:
            yield Fault(TEXT, column, "it is too long", hint=f"use at most {most} characters")
        if any(unicodedata.category(one) in {"Cc", "Cf", "Co", "Cs", "Cn"} for one in value):
            yield Fault(TEXT, column, "there is a hidden character in it", hint="type it again")
        elif field in PRINTED and not characters_of(FACE) >= set(value):
            yield Fault(TEXT, column, "there is a letter in it that cannot be printed")


PRINTED = PERSON_FIELDS[:8]
"""The fields that stand on a label: from the name to the country."""
RULES: Sequence[Callable[[Order, Offer], Iterator[Fault]]] = (recipient, address, contact, other_format, text)
