"""Telephone numbers, email addresses and web addresses: their faults, and where the sources have them.

The one door to phonenumbers and email-validator. Nothing here reaches the network.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from press.model.findings import Place
from press.model.library import Library
from press.model.nodes import Node
from press.model.publication import Source
from press.model.sources.center import PhoneNumber

_SPELLED = re.compile(r"(?<![A-Z0-9-])([A-Z0-9](?=[0-9-]*[A-Z])[A-Z0-9-]*+) ?\(([0-9][0-9 -]{2,})\)")
"""A number with letters in it and digits in brackets after it, e.g. `800-624-BONE (2663)`; each run is read once."""
E164 = phonenumbers.PhoneNumberFormat.E164
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)


@functools.lru_cache(maxsize=10_000)
def find_dial_problem(dial: str) -> str:
    """Say why a number such as `+18006242663` cannot be dialed.

    Follows ITU-T E.164 and national plans. Empty when it can be dialed.
    """
    try:
        number = phonenumbers.parse(dial, None)
    except phonenumbers.NumberParseException as error:
        return f"`{dial}` is not a telephone number: {str(error).rstrip('.').lower()}"
    if phonenumbers.is_valid_number(number):
        return ""
    return f"`{dial}` cannot be a telephone number: {_describe_fault(number)}"


def find_country(dial: str) -> str | None:
    """Find the country (ISO 3166-1) of a number in E.164.

    It is the main one where several share a code, and None for no number.
    """
    try:
        return phonenumbers.region_code_for_country_code(phonenumbers.parse(dial).country_code or 0)
    except phonenumbers.NumberParseException:
        return None


def format_for_dialing(text: str, country: str | None) -> str:
    """Format a number that a person wrote as E.164.

    Empty when nobody can have it. country: where a number without its country is meant (ISO 3166-1).
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, E164) if phonenumbers.is_valid_number(number) else ""


def is_telephone(text: str, country: str | None) -> bool:
    """Check whether a number has a length its country uses.

    This asks less than `format_for_dialing`: it is for numbers that are noted and that no machine dials.
    """
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, country))
    except phonenumbers.NumberParseException:
        return False


def _describe_fault(number: phonenumbers.PhoneNumber) -> str:
    reasons = {
        phonenumbers.ValidationResult.TOO_SHORT: "it is too short",
        phonenumbers.ValidationResult.TOO_LONG: "it is too long",
        phonenumbers.ValidationResult.INVALID_COUNTRY_CODE: "no country has that code",
    }
    fault = phonenumbers.is_possible_number_with_reason(number)
    return reasons.get(fault, f"country +{number.country_code} does not give out such numbers")


def find_print_problem(text: str, dial: str) -> str:
    """Say how a printed number differs from the dialed one.

    Letters stand for the digits of their keys. Empty when both are the same number.
    """
    try:
        wanted = phonenumbers.parse(dial, None)
    except phonenumbers.NumberParseException:
        return ""
    if problem := next(find_spelling_problems(text), ""):
        return problem
    letters_only = _SPELLED.sub(lambda found: found[1], text)
    region = phonenumbers.region_code_for_country_code(wanted.country_code or 0)
    try:
        printed = phonenumbers.parse(letters_only, region)  # reads letters as the keys they stand on
    except phonenumbers.NumberParseException:
        return f"`{text}` is not a telephone number"
    digits, dialed = str(printed.national_number), str(wanted.national_number)
    surplus = len(digits) - len(dialed) if digits.startswith(dialed) else -1
    same = printed.country_code == wanted.country_code and 0 <= surplus <= _count_last_letters(letters_only)
    return "" if same else f"`{text}` is {phonenumbers.format_number(printed, E164)}, and `dial` is {dial}"


def find_spelling_problems(text: str) -> Iterator[str]:
    """Find letters that differ from the digits after them.

    The digits are in brackets, and the letters stand for the digits of their keys: `888-INFO-FDA (888-463-6333)`.
    """
    for letters, digits in _SPELLED.findall(text):
        keys = re.sub(r"\D", "", phonenumbers.convert_alpha_characters_in_number(letters))
        given = re.sub(r"\D", "", digits)
        if not any(keys[:end].endswith(given) for end in _list_ends(letters, keys)):
            yield f"`{letters}` is {keys[-len(given) :]} on the keys of a telephone, not {given}"


def _count_last_letters(number: str) -> int:
    """Count the letters at the end of a number."""
    return len(number) - len(number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _list_ends(letters: str, keys: str) -> Iterator[int]:
    """List how many keys may be the whole number.

    A telephone ignores what is dialed after the last digit, so a word may be longer than the number:
    `1-800-MEDICARE` is 1-800-633-4227. In North America, a whole number has 10 keys, or 11 with the 1.
    """
    yield len(keys)
    whole = 11 if keys.startswith("1") else 10
    if len(keys) - _count_last_letters(letters) < whole < len(keys):
        yield whole


def find_email_problem(address: str) -> str:
    """Say why an email address cannot exist.

    Follows RFC 5321 and 5322. Empty when it can exist. Asks no server.
    """
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        return f"`{address}` cannot be an email address: {str(error).rstrip('.')}"
    return ""


def find_url_problem(url: str) -> str:
    """Say why a web address leads nowhere.

    Follows RFC 3986, 3.2 and RFC 1123, 2.1. Empty when it may lead somewhere.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        return f"`{url}` is not a web address: {error}"
    if parts.username is not None:
        return f"`{url}` has `{parts.username}@` before the name of its site, which hides where the link leads"
    if _is_ip_address(host) or _is_host_name(host):
        return ""
    return f"`{url}` does not name a site: `{host}` cannot be one"


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_host_name(host: str) -> bool:
    try:
        labels = host.encode("idna").decode("ascii").removesuffix(".").split(".")
    except UnicodeError:
        return False
    return len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()


# ---------------------------------------------------------------- where they stand


def list_telephones(library: Library) -> Iterator[tuple[Place, str, str]]:
    """List every number that can be dialed, with its place.

    The center's and the clinics' numbers, each as place, printed form and dialed form.
    """
    source = library.sources.get("center.yaml", Source("center.yaml"))
    if library.center:
        for name, value in library.center.contact:
            if isinstance(value, PhoneNumber):
                yield source.find_place("contact", name), value.text, value.dial
    for clinic, imprint in library.imprints.items():
        source = library.sources.get(f"imprints/{clinic}.yaml", Source(f"imprints/{clinic}.yaml"))
        for position, phone in enumerate(imprint.phones):
            yield source.find_place("phones", position), phone.text, phone.dial


def list_links(library: Library) -> Iterator[tuple[Place, str]]:
    """List every address that a reader can follow.

    Each has its place in the contact block, the directory, the statements or the texts.
    """
    center = library.sources.get("center.yaml", Source("center.yaml"))
    directory = library.sources.get("organizations.yaml", Source("organizations.yaml"))
    if library.center:
        yield center.find_place("contact", "website"), library.center.contact.website
        yield center.find_place("contact", "email"), f"mailto:{library.center.contact.email}"
    for key, organization in library.organizations.items():
        yield directory.find_place("organizations", key, "url"), organization.url
    for publication in library.publications.values():
        for key, organization in publication.facts.own_organizations.items():
            yield publication.source.find_place("own_organizations", key, "url"), organization.url
    for source, node in list_prose_nodes(library):
        if node.kind == "link":
            yield source.make_place(node.line, node.column), node.attrs["href"]


def list_prose_nodes(library: Library) -> Iterator[tuple[Source, Node]]:
    """List every node of prose with its file.

    The prose is in statements and texts.
    """
    center = library.sources.get("center.yaml", Source("center.yaml"))
    for texts in library.statements.values():
        yield from ((center, one) for blocks in texts.values() for block in blocks for one in block.walk())
    for publication in library.publications.values():
        for text in publication.translations.values():
            tops = [node for point in text.brief for node in point]
            tops += [node for section in text.sections for node in (*section.heading, *section.blocks)]
            yield from ((text.source, one) for top in tops for one in top.walk())
