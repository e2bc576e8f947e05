"""Telephone numbers, email addresses and web addresses: what is wrong with one, and where the sources have them.

The one door to phonenumbers and email-validator. Nothing here reaches the network.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from press.model.edition import Library, Source
from press.model.facts import PhoneNumber
from press.model.findings import Place
from press.model.nodes import Node

_SPELT = re.compile(r"([A-Z0-9][A-Z0-9-]*[A-Z][A-Z0-9-]*) ?\(([0-9][0-9 -]{2,})\)")
"""A number with letters in it and digits in brackets after it, e.g. `800-624-BONE (2663)`."""
E164 = phonenumbers.PhoneNumberFormat.E164
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)


def dial_problem(dial: str) -> str:
    """Why a number such as `+18006242663` cannot be dialled (ITU-T E.164 and national plans); empty when it can."""
    try:
        number = phonenumbers.parse(dial, None)
    except phonenumbers.NumberParseException as error:
        return f"`{dial}` is no telephone number: {str(error).rstrip('.').lower()}"
    if phonenumbers.is_valid_number(number):
        return ""
    return f"nobody can have the number `{dial}`: {_fault(number)}"


def country_of(dial: str) -> str | None:
    """The country (ISO 3166-1) of a number in E.164; the main one where several share a code, None for no number."""
    try:
        return phonenumbers.region_code_for_country_code(phonenumbers.parse(dial).country_code or 0)
    except phonenumbers.NumberParseException:
        return None


def dialled(text: str, country: str | None) -> str:
    """A number as people write it, as it is dialled (E.164); empty when nobody can have it.

    country: where a number without its country is meant (ISO 3166-1).
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, E164) if phonenumbers.is_valid_number(number) else ""


def is_telephone(text: str, country: str | None) -> bool:
    """Whether a number as people write it has a length that its country has.

    This asks less than `dialled`: it is for numbers that are noted and that no machine dials.
    """
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, country))
    except phonenumbers.NumberParseException:
        return False


def _fault(number: phonenumbers.PhoneNumber) -> str:
    reasons = {
        phonenumbers.ValidationResult.TOO_SHORT: "it is too short",
        phonenumbers.ValidationResult.TOO_LONG: "it is too long",
        phonenumbers.ValidationResult.INVALID_COUNTRY_CODE: "no country has that code",
    }
    fault = phonenumbers.is_possible_number_with_reason(number)
    return reasons.get(fault, f"country +{number.country_code} does not give out such numbers")


def print_problem(text: str, dial: str) -> str:
    """How a printed number differs from the one that is dialled; letters stand for the digits of their keys."""
    try:
        wanted = phonenumbers.parse(dial, None)
    except phonenumbers.NumberParseException:
        return ""
    if problem := next(spelling_problems(text), ""):
        return problem
    plain = _SPELT.sub(lambda found: found[1], text)
    region = phonenumbers.region_code_for_country_code(wanted.country_code or 0)
    try:
        printed = phonenumbers.parse(plain, region)  # reads letters as the keys they stand on
    except phonenumbers.NumberParseException:
        return f"`{text}` is no telephone number"
    same = (printed.country_code, printed.national_number) == (wanted.country_code, wanted.national_number)
    return "" if same else f"`{text}` is {phonenumbers.format_number(printed, E164)}, and `dial` is {dial}"


def spelling_problems(text: str) -> Iterator[str]:
    """Where the digits in brackets are not those of the letters before them, e.g. `888-INFO-FDA (888-463-6333)`."""
    for letters, digits in _SPELT.findall(text):
        keys = re.sub(r"\D", "", phonenumbers.convert_alpha_characters_in_number(letters))
        said = re.sub(r"\D", "", digits)
        if not keys.endswith(said):
            yield f"`{letters}` is {keys[-len(said) :]} on the keys of a telephone, not {said}"


def email_problem(address: str) -> str:
    """Why an email address cannot exist (RFC 5321 and 5322); empty when it can. Asks no server."""
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        return f"`{address}` cannot be an email address: {str(error).rstrip('.')}"
    return ""


def url_problem(url: str) -> str:
    """Why a web address leads nowhere (RFC 3986, 3.2; RFC 1123, 2.1); empty when it may lead somewhere."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        return f"`{url}` is no web address: {error}"
    if parts.username is not None:
        return f"`{url}` has `{parts.username}@` before the name of its site, which hides where it leads"
    return f"`{url}` has no name of a site: `{host}`" if not (_is_number(host) or _is_name(host)) else ""


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_name(host: str) -> bool:
    try:
        labels = host.encode("idna").decode("ascii").removesuffix(".").split(".")
    except UnicodeError:
        return False
    return len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()


# ---------------------------------------------------------------- where they stand


def telephones(library: Library) -> Iterator[tuple[Place, str, str]]:
    """Every number that can be dialled, the centre's and the clinics': place, printed form, dialled form."""
    source = library.sources.get("center.yaml", Source("center.yaml"))
    if library.center:
        for name, value in library.center.contact:
            if isinstance(value, PhoneNumber):
                yield source.at("contact", name), value.text, value.dial
    for clinic, imprint in library.imprints.items():
        source = library.sources.get(f"imprints/{clinic}.yaml", Source(f"imprints/{clinic}.yaml"))
        for position, phone in enumerate(imprint.phones):
            yield source.at("phones", position), phone.text, phone.dial


def links(library: Library) -> Iterator[tuple[Place, str]]:
    """Every address that a reader can follow, with its place: contact block, directory, statements, texts."""
    center = library.sources.get("center.yaml", Source("center.yaml"))
    directory = library.sources.get("organizations.yaml", Source("organizations.yaml"))
    if library.center:
        yield center.at("contact", "website"), library.center.contact.website
        yield center.at("contact", "email"), f"mailto:{library.center.contact.email}"
    for key, organization in library.organizations.items():
        yield directory.at("organizations", key, "url"), organization.url
    for source, node in runs(library):
        if node.kind == "link":
            yield source.line(node.line, node.column), node.attrs["href"]


def runs(library: Library) -> Iterator[tuple[Source, Node]]:
    """Every node of prose with the file that it stands in: statements and texts."""
    center = library.sources.get("center.yaml", Source("center.yaml"))
    for texts in library.statements.values():
        yield from ((center, one) for blocks in texts.values() for block in blocks for one in block.walk())
    for publication in library.publications.values():
        for text in publication.translations.values():
            tops = [node for point in text.brief for node in point]
            tops += [node for section in text.sections for node in (*section.heading, *section.blocks)]
            yield from ((text.source, one) for top in tops for one in top.walk())
