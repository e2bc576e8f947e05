"""Rules for an order before it enters the ledger. No message repeats a field's content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from press.check.addresses import find_email_problem, is_telephone
from press.model.findings import FindingCode
from press.model.orders import MOST_ACCENTS, ORDER_FIELDS, OTHER_FORMATS
from press.orders.addresses import STATES, find_state
from press.orders.models import PERSON_FIELDS, Order, OrderFault, OrderLine
from press.orders.offer import EditionKey, Offer
from press.orders.typefaces import find_unprintable

NUMBER = FindingCode(
    "ORD201",
    "An order names a publication that exists.",
    "house rule: a packet holds exactly what was asked for",
    "look the number up with `python pipeline.py list`; spreadsheets turn some numbers into dates",
)
LANGUAGE = FindingCode(
    "ORD202",
    "A publication is ordered in a language that it has.",
    "house rule: a packet holds exactly what was asked for",
    "use the language's code, as in the file names",
)
VARIANT = FindingCode(
    "ORD203",
    "A variant that is ordered is printed on paper.",
    "house rule: a packet holds exactly what was asked for",
    "name a variant that is printed",
)
PUBLISHED = FindingCode(
    "ORD204",
    "An ordered edition is published and up to date.",
    "house rule: no outdated handout is sent out",
    "build it first, or order another variant or language of it",
)
QUANTITY = FindingCode(
    "ORD205",
    "The copies of each edition are a whole number within the center's limit.",
    "`ordering.most_copies` in sources/center.yaml; by default 50, a house rule: more is for a person to arrange",
    "write a number in digits",
)
RECIPIENT = FindingCode(
    "ORD206",
    "An order says who gets it.",
    "USPS Publication 28, 3: recipient line",
    "give a name or an organization",
)
ADDRESS = FindingCode(
    "ORD207",
    "An order can be delivered to its address.",
    "USPS Publication 28, 2 and 3: street line, city, state, ZIP Code; UPU S42: country",
    "write the address as on an envelope",
)
CONTACT = FindingCode(
    "ORD208",
    "A given email address or telephone number can exist.",
    "RFC 5321 and 5322; ITU-T E.164",
    "correct it, or leave it out",
)
OTHER = FindingCode(
    "ORD209",
    "Another format is one that the center offers.",
    "house rule: a request for another format reaches a person",
    f"write one of: {', '.join(OTHER_FORMATS)}; or nothing",
)
TEXT = FindingCode(
    "ORD210",
    "Texts for a label can be printed and have no hidden characters.",
    "USPS Publication 28, 2: Latin letters; Unicode TR 36: control and bidirectional characters",
    "write addresses in Latin letters, names in letters that a typeface of the press has, without control characters, "
    "at most 100 characters per field",
)
NOTHING = FindingCode(
    "ORD211",
    "An order asks for something.",
    "house rule: an empty packet is not sent",
    "give at least one publication with its copies",
)
CODES = (NUMBER, LANGUAGE, VARIANT, PUBLISHED, QUANTITY, RECIPIENT, ADDRESS, CONTACT, OTHER, TEXT, NOTHING)

MOST_LINES = 100
"""Lines of one order; more are a mistake or an attack."""
LONGEST_REFERENCE = 100
POSTAL_CODES = {
    "US": (r"\d{5}(-\d{4})?", "five digits, or five and four"),
    "CA": (r"[A-Z]\d[A-Z] ?\d[A-Z]\d", "letters and digits in turn, six in all"),
    "MX": (r"\d{5}", "five digits"),
}
"""Patterns of postal codes (UPU, postal addressing systems), and their descriptions."""
NO_POSTAL_CODE = frozenset((
    "AE", "AG", "AO", "BS", "BW", "BZ", "CD", "CG", "CM", "DM", "FJ", "GD", "GM", "GQ", "HK", "JM", "KI", "KM",
    "KN", "LC", "MO", "MW", "NR", "QA", "RW", "SC", "SR", "SY", "TD", "TG", "TO", "TV", "UG", "VU", "YE", "ZW",
))  # fmt: skip
"""Countries without postal codes (UPU, postal addressing systems)."""


@dataclass(frozen=True, slots=True)
class CheckedOrder:
    """An order in the ledger's spelling, and its faults.

    lines: those without a fault, one for each edition; rows of the same edition are added up.
    """

    order: Order
    lines: tuple[OrderLine, ...]
    faults: tuple[OrderFault, ...]

    @property
    def is_usable(self) -> bool:
        """Whether anything of it may enter: the recipient is known, and a line is sound."""
        return bool(self.lines) and all(fault.line is not None for fault in self.faults)


def check_order(given: Order, offer: Offer) -> CheckedOrder:
    """Check an order, once, for all that enter it."""
    order = normalize_order(given, offer)
    faults = find_faults(order, offer)
    bad = {fault.line for fault in faults}
    lines = add_up(line for n, line in enumerate(order.lines) if n not in bad)
    for line in lines:
        if line.quantity > offer.limits.most_copies:
            n = max(n for n, one in enumerate(order.lines) if one.edition == line.edition)
            problem = "the lines of this edition add up to more copies than can be sent"
            faults.append(OrderFault(QUANTITY, "quantity", problem, n, _hint_quantity(offer)))
    sound = tuple(line for line in lines if line.quantity <= offer.limits.most_copies)
    return CheckedOrder(order, sound, tuple(faults))


def add_up(lines: Iterable[OrderLine]) -> tuple[OrderLine, ...]:
    """Add up the copies of lines of the same edition."""
    found: dict[EditionKey, OrderLine] = {}
    for line in lines:
        before = found.get(line.edition)
        total = line.quantity + (before.quantity if before else 0)
        found[line.edition] = line.model_copy(update={"quantity": total})
    return tuple(found.values())


def normalize_order(order: Order, offer: Offer) -> Order:
    """Normalize an order to the ledger's spelling.

    Numbers lose their prefix; languages and variants are written as in file names; countries and states become codes;
    postal codes are in capitals.
    """
    given = order.country.casefold()
    country = offer.countries.get(given, order.country) if given else offer.limits.country
    region = find_state(order.region) if country == UNITED_STATES else order.region
    lines = tuple(_normalize_line(line, offer) for line in order.lines)
    postal_code = order.postal_code.upper()
    changes = {"country": country, "region": region, "postal_code": postal_code, "lines": lines}
    return order.model_copy(update=changes)


def _normalize_line(line: OrderLine, offer: Offer) -> OrderLine:
    codes = {name: spell_code(getattr(line, name), offer) for name in ("language", "variant")}
    return line.model_copy(update={"number": offer.remove_prefix(line.number), **codes})


def spell_code(code: str, offer: Offer) -> str:
    """Spell the code of a language or variant as in file names."""
    return offer.spellings.get(code.casefold(), code)


def find_faults(order: Order, offer: Offer) -> list[OrderFault]:
    """Find the faults of a normalized order, general ones first."""
    found = [fault for rule in RULES for fault in rule(order, offer)]
    if not 1 <= len(order.lines) <= MOST_LINES:
        problem = "the order has no lines" if not order.lines else f"the order has more than {MOST_LINES} lines"
        found.append(OrderFault(NOTHING, "number", problem))
        return found
    return [*found, *(fault for n, line in enumerate(order.lines) for fault in find_line_faults(line, n, offer))]


def find_line_faults(line: OrderLine, n: int, offer: Offer) -> Iterator[OrderFault]:
    """Find the faults of one line: edition and quantity."""
    languages = offer.languages.get(line.number)
    if languages is None:
        near = get_close_matches(line.number, offer.languages, 1)
        problem = "no number is given" if not line.number else "no publication has this number"
        yield OrderFault(NUMBER, "number", problem, n, f"did you mean {near[0]}?" if near else "")
    elif line.language not in languages:
        hint = _suggest(line.language, languages, offer) or f"choose one of: {', '.join(sorted(languages))}"
        yield OrderFault(LANGUAGE, "language", "the publication does not exist in this language", n, hint)
    if line.variant not in offer.variants:
        choices = f"choose one of: {', '.join(sorted(offer.variants))}"
        hint = _suggest(line.variant, offer.variants, offer) or choices
        yield OrderFault(VARIANT, "variant", "there is no such variant on paper", n, hint)
    elif languages and line.language in languages and line.edition not in offer.rows:
        yield OrderFault(PUBLISHED, "variant", "this edition is not published, or is outdated", n)
    if not 1 <= line.quantity <= offer.limits.most_copies:
        yield OrderFault(QUANTITY, "quantity", "this number of copies cannot be sent", n, _hint_quantity(offer))


def _hint_quantity(offer: Offer) -> str:
    return f"write a number from 1 to {offer.limits.most_copies}; for more, call the center"


def _suggest(text: str, codes: Iterable[str], offer: Offer) -> str:
    """Suggest the codes that a name stands for, such as `es` for "Spanish"."""
    names = {**{code: [code] for code in codes}, **{name: list(found) for name, found in offer.names.items()}}
    near = get_close_matches(text.casefold(), names, 1, 0.8)
    found = [code for code in names[near[0]] if code in set(codes)] if near else []
    return f"did you mean {' or '.join(f'`{code}`' for code in found)}?" if found else ""


# ---------------------------------------------------------------- the whole order


def check_recipient(order: Order, _offer: Offer) -> Iterator[OrderFault]:
    """Check that somebody gets the order."""
    if not order.name and not order.organization:
        yield OrderFault(RECIPIENT, "name", "neither a name nor an organization is given")


def check_address(order: Order, offer: Offer) -> Iterator[OrderFault]:
    """Check street, city, country, and what the country's post requires."""
    for field, words in (("address_1", "the street line"), ("city", "the city")):
        if not re.search(r"\w", getattr(order, field)):
            yield OrderFault(ADDRESS, field, f"{words} is missing")
    if order.country not in offer.countries.values():
        hint = "write its name, or its two-letter code (ISO 3166-1)"
        yield OrderFault(ADDRESS, "country", "no country has this name", hint=hint)
        return
    pattern, words = POSTAL_CODES.get(order.country, (r".*\w.*", "not empty"))
    if order.country not in NO_POSTAL_CODE and not re.fullmatch(pattern, order.postal_code, re.ASCII):
        hint = f"in this country it is {words}; a spreadsheet may have removed a leading 0"
        yield OrderFault(ADDRESS, "postal_code", "the postal code is not one of its country", hint=hint)
    if order.country == UNITED_STATES and order.region not in STATES:
        hint = "write the name of the state, or its two letters, e.g. MD"
        yield OrderFault(ADDRESS, "region", "no state has this name", hint=hint)


UNITED_STATES = "US"


def check_contact(order: Order, _offer: Offer) -> Iterator[OrderFault]:
    """Check email and telephone, if they are given."""
    if order.email and find_email_problem(order.email):
        yield OrderFault(CONTACT, "email", "this cannot be an email address")
    country = order.country if re.fullmatch("[A-Z]{2}", order.country) else None
    if order.phone and not is_telephone(order.phone, country):
        yield OrderFault(CONTACT, "phone", "this cannot be a telephone number of the country")


def check_other_format(order: Order, _offer: Offer) -> Iterator[OrderFault]:
    """Check that a person answers for the other format."""
    if order.other_format and order.other_format not in OTHER_FORMATS:
        yield OrderFault(OTHER, "other_format", "this format is not offered")


def check_text(order: Order, _offer: Offer) -> Iterator[OrderFault]:
    """Check lengths and characters.

    No text is hidden, endless, drawn over others, or printed as empty boxes.
    """
    if len(order.reference) > LONGEST_REFERENCE:
        yield OrderFault(TEXT, "order", "the text is too long", hint=f"use at most {LONGEST_REFERENCE} characters")
    if _has_hidden_character(order.reference):
        yield OrderFault(TEXT, "order", "the text has a hidden character", hint="type it again")
    for field in ORDER_FIELDS.values():
        value = getattr(order, field.name)
        if len(value) > field.longest:
            yield OrderFault(TEXT, field.name, "the text is too long", hint=f"use at most {field.longest} characters")
        if _has_hidden_character(value):
            yield OrderFault(TEXT, field.name, "the text has a hidden character", hint="type it again")
        elif re.search(rf"(?:{_ACCENT}){{{MOST_ACCENTS + 1}}}", unicodedata.normalize("NFD", value)):
            yield OrderFault(TEXT, field.name, "a letter has more accents than can be printed")
        elif field.name in PRINTED and find_unprintable(value):
            yield OrderFault(TEXT, field.name, "the text has a letter that cannot be printed")
        elif field.name in POSTED and order.country == UNITED_STATES and not _is_latin(value):
            yield OrderFault(TEXT, field.name, "the post of the United States reads Latin letters alone")


def _is_latin(text: str) -> bool:
    """Tell whether all letters of a text are Latin."""
    return all(unicodedata.name(one, "").startswith("LATIN") for one in text if one.isalpha() and not one.isascii())


def _has_hidden_character(text: str) -> bool:
    return any(unicodedata.category(one) in {"Cc", "Cf", "Co", "Cs", "Cn"} for one in text)


_ACCENT = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
"""Combining marks (The Unicode Standard, 7.9)."""
PRINTED = (*PERSON_FIELDS[:8], "note")
"""The fields printed on papers: name to country on a label, the note on slip and pick list."""
POSTED = PERSON_FIELDS[2:8]
"""The fields by which the post finds an address: street to country."""
RULES: Sequence[Callable[[Order, Offer], Iterator[OrderFault]]] = (
    check_recipient,
    check_address,
    check_contact,
    check_other_format,
    check_text,
)
