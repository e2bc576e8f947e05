"""Checks of the form that puts a clinic's name on a handout. Nothing that a visitor typed goes further unchecked.

Names, paths and templates never come from a visitor: each choice is looked up in a table of the editions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from press.check import addresses
from press.model.edition import Edition
from press.model.library import Library
from press.model.sources.center import Center
from press.model.sources.imprint import (
    INVISIBLE_CHARACTERS,
    LONGEST_LINE,
    LONGEST_NAME,
    LONGEST_NOTE,
    ClinicPhone,
    Imprint,
)
from press.model.sources.language import DeskWords

MOST_FIELDS = 400
"""Fields of a posted form; none of ours has as many."""
CHOICES = ("language", "form")
LENGTHS = {
    "name": LONGEST_NAME,
    "address": LONGEST_LINE,
    "phone": 30,
    "tty": 30,
    "hours": LONGEST_NOTE,
    "language_help": LONGEST_NOTE,
}
"""Most characters in a line of each field, as in the model of an imprint."""
ADDRESS_LINES = 4
REQUIRED = frozenset({"name", "phone"})
FIELDS = (*CHOICES, *LENGTHS)
SAVED = ("name", "address", "phone", "tty")
"""Fields that a browser may keep for the next handout; the others are in the language of this one."""
LARGEST_COOKIE = 4000
"""In bytes; browsers keep 4096 with the name and the attributes (RFC 6265, 6.1)."""
MAX_COMBINING_CHARACTERS = 3
"""Combining marks on one letter. No orthography of a living language needs more."""
_UNSEEN = re.compile(f"[{INVISIBLE_CHARACTERS}]")
_UNPRINTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Control, format (with bidi overrides), surrogate, private, unassigned, separators (The Unicode Standard, 4.5)."""
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
"""A tab, and space separators other than U+0020 (The Unicode Standard, 6.2)."""
_JOINERS = "\u200c\u200d"
"""Format characters that belong to the spelling of Persian and many Indic languages (The Unicode Standard, 23.2)."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One mistake in a form: its field, and what to do, in the language of the page."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class ClinicForm:
    """A submitted form: the values as typed, the mistakes, and, if there are none, the edition and the imprint.

    is_saved: whether the visitor's browser is to keep the clinic for the next handout.
    """

    values: Mapping[str, str]
    problems: tuple[FieldProblem, ...] = ()
    edition: Edition | None = None
    imprint: Imprint | None = None
    is_saved: bool = False

    def describe_problem(self, name: str) -> str:
        """Describe what is wrong with a field, if anything."""
        return next((problem.text for problem in self.problems if problem.field == name), "")


def parse_fields(body: bytes) -> dict[str, str] | None:
    """Parse a form as browsers post it (URL Standard, 5.1).

    None if it is not well formed. A form with the same field twice is not: nobody could say which value is meant.
    """
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS, separator="&"
        )
    except ValueError:
        return None
    return dict(pairs) if len(dict(pairs)) == len(pairs) else None


def check_form(
    library: Library, editions: Mapping[tuple[str, str], Edition], given: Mapping[str, str], words: DeskWords
) -> ClinicForm:
    """Check a submitted form against one publication's printed editions."""
    values = {name: _normalize_text(given.get(name, "")) for name in FIELDS}
    is_saved = bool(given.get("save"))
    problems = [
        *_check_choices(editions, values, words),
        *_check_texts(values, words),
        *_check_phones(library.center, values, words),
    ]
    first = {problem.field: problem for problem in reversed(problems)}
    ordered = tuple(first[name] for name in FIELDS if name in first)
    if ordered:
        return ClinicForm(values, ordered, is_saved=is_saved)
    edition = editions[values["language"], values["form"]]
    return ClinicForm(values, (), edition, _make_imprint(edition, library, values), is_saved)


def format_cookie(form: ClinicForm) -> str:
    """Format the clinic of a form for its browser to keep; "" if it may not, or if it is too long."""
    value = urlencode({name: form.values[name] for name in SAVED})
    return value if form.is_saved and len(value) <= LARGEST_COOKIE else ""


def parse_cookie(value: str) -> ClinicForm:
    """Parse what a browser has kept into a form to fill in, which is checked like any other when it comes back."""
    kept = parse_fields(value.encode()) or {}
    values = dict.fromkeys(FIELDS, "") | {name: _normalize_text(kept.get(name, "")) for name in SAVED}
    return ClinicForm(values, is_saved=bool(kept))


def find_refused_characters(form: ClinicForm, problems: Iterable[str], words: DeskWords) -> tuple[FieldProblem, ...]:
    """Find the fields with characters that cannot be set.

    problems: those of the finished file, which name characters as `U+1EBF`.
    """
    refused = {chr(int(code, 16)) for text in problems for code in re.findall(r"\bU\+([0-9A-F]{4,6})\b", text)}
    return tuple(
        FieldProblem(name, words.bad_character.format(character=f"{found} (U+{ord(found):04X})"))
        for name in LENGTHS
        if (found := next((one for one in form.values[name] if one in refused), ""))
    )


def _normalize_text(text: str) -> str:
    """Normalize text to NFC and tidy its lines.

    Lines are trimmed and single-spaced, and empty ones dropped. Spaces of other kinds, as pages and word processors
    have them, are spaces.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(trimmed for line in lines if (trimmed := " ".join(_SPACES.sub(" ", line).split(" ")).strip(" ")))


def _check_choices(
    editions: Mapping[tuple[str, str], Edition], values: Mapping[str, str], words: DeskWords
) -> Iterator[FieldProblem]:
    if values["language"] not in {language for language, _ in editions}:
        yield FieldProblem("language", words.bad_choice if values["language"] else words.missing)
        if not values["form"]:
            yield FieldProblem("form", words.missing)
    elif (values["language"], values["form"]) not in editions:
        yield FieldProblem("form", words.bad_choice if values["form"] else words.missing)


def _check_texts(values: Mapping[str, str], words: DeskWords) -> Iterator[FieldProblem]:
    for name, most in LENGTHS.items():
        text = values[name]
        lines = ADDRESS_LINES if name == "address" else 1
        if not text and name in REQUIRED:
            yield FieldProblem(name, words.missing)
        elif max(map(len, text.split("\n"))) > most:
            yield FieldProblem(name, words.too_long.format(n=most))
        elif bad := next(find_unprintable(text), ""):
            yield FieldProblem(name, words.bad_character.format(character=bad))
        elif text.count("\n") >= lines:
            yield FieldProblem(name, words.too_many_lines.format(n=lines))


def find_unprintable(text: str) -> Iterator[str]:
    """Find unprintable or reordering characters, e.g. `U+202E`."""
    combining = 0
    for character in text:
        combining = combining + 1 if unicodedata.combining(character) else 0
        hidden = _UNSEEN.match(character) or unicodedata.category(character) in _UNPRINTED
        if (hidden and character not in ("\n", *_JOINERS)) or combining > MAX_COMBINING_CHARACTERS:
            yield f"U+{ord(character):04X}"


def _check_phones(center: Center | None, values: Mapping[str, str], words: DeskWords) -> Iterator[FieldProblem]:
    for name in ("phone", "tty"):
        if values[name] and not parse_phone(values[name], center):
            yield FieldProblem(name, words.bad_phone)


def parse_phone(text: str, center: Center | None) -> str:
    """Parse a telephone number as dialed (ITU-T E.164).

    The result is empty if it is none. A number without a country code is read as one of the center's country.
    """
    return addresses.format_for_dialing(text, addresses.find_country(center.contact.phone.dial) if center else None)


def _make_imprint(edition: Edition, library: Library, values: Mapping[str, str]) -> Imprint:
    lang, words = edition.lang, edition.language.words
    labels = {"phone": words.phone, "tty": words.tty}
    phones = [
        ClinicPhone(label={lang: label}, text=values[name], dial=parse_phone(values[name], library.center))
        for name, label in labels.items()
        if values[name]
    ]
    return Imprint(
        name=values["name"],
        address=values["address"].split("\n") if values["address"] else [],
        phones=phones,
        hours={lang: values["hours"]} if values["hours"] else None,
        language_help={lang: values["language_help"]} if values["language_help"] else None,
    )
