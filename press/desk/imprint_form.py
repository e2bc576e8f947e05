"""What a visitor typed, as a clinic's imprint or as mistakes beside their fields. Nothing typed goes further unchecked.

Names, paths and templates never come from a visitor: a choice is looked up in a table of what there is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from press.check import addresses
from press.model.deskwords import DeskWords
from press.model.edition import Edition, Library
from press.model.facts import Center
from press.model.imprint import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE, UNSEEN, ClinicPhone, Imprint

MOST_FIELDS = 400
"""Of a posted form: more than any of ours has."""
CHOICES = ("language", "form")
LENGTHS = {
    "name": LONGEST_NAME,
    "address": LONGEST_LINE,
    "phone": 30,
    "tty": 30,
    "hours": LONGEST_NOTE,
    "language_help": LONGEST_NOTE,
}
"""The most characters in a line of each field; the same as in the model of an imprint."""
ADDRESS_LINES = 4
REQUIRED = frozenset({"name", "phone"})
FIELDS = (*CHOICES, *LENGTHS)
MOST_MARKS = 3
"""Combining marks on one letter; no orthography of a living language needs more."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
_UNPRINTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Control, format (with bidi overrides), surrogate, private, unassigned, separators (The Unicode Standard, 4.5)."""
_JOINERS = "\u200c\u200d"
"""Format characters that are letters' own in Persian and many Indic scripts (The Unicode Standard, 23.2)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake of a visitor: the field it is in, and what to do, in the words of the page."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in: the values as typed, the mistakes, and, without any, what is wanted."""

    values: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    edition: Edition | None = None
    imprint: Imprint | None = None

    def about(self, name: str) -> str:
        """What is wrong with a field; empty when nothing is."""
        return next((problem.text for problem in self.problems if problem.field == name), "")


def fields_of(body: bytes) -> dict[str, str] | None:
    """The fields of a form as browsers post it (URL Standard, 5.1); None when it is not well formed.

    A field that comes twice is not well formed: nobody could say which is meant.
    """
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS, separator="&"
        )
    except ValueError:
        return None
    return dict(pairs) if len(dict(pairs)) == len(pairs) else None


def filled(
    library: Library, editions: Mapping[tuple[str, str], Edition], given: Mapping[str, str], words: DeskWords
) -> Filled:
    """What a visitor wants, from the editions of one publication by language and form."""
    values = {name: _tidy(given.get(name, "")) for name in FIELDS}
    problems = [*_choices(editions, values, words), *_texts(values, words), *_phones(library.center, values, words)]
    first = {problem.field: problem for problem in reversed(problems)}
    kept = tuple(first[name] for name in FIELDS if name in first)
    if kept:
        return Filled(values, kept)
    edition = editions[values["language"], values["form"]]
    return Filled(values, (), edition, _imprint(edition, library, values))


def _tidy(text: str) -> str:
    """Text in composed form (NFC), its lines trimmed and single-spaced, without empty lines."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(tidy for line in lines if (tidy := " ".join(line.replace("\t", " ").split(" ")).strip(" ")))


def _choices(
    editions: Mapping[tuple[str, str], Edition], values: Mapping[str, str], words: DeskWords
) -> Iterator[Problem]:
    if values["language"] not in {language for language, _ in editions}:
        yield Problem("language", words.bad_choice if values["language"] else words.missing)
        if not values["form"]:
            yield Problem("form", words.missing)
    elif (values["language"], values["form"]) not in editions:
        yield Problem("form", words.bad_choice if values["form"] else words.missing)


def _texts(values: Mapping[str, str], words: DeskWords) -> Iterator[Problem]:
    for name, most in LENGTHS.items():
        text = values[name]
        lines = ADDRESS_LINES if name == "address" else 1
        if not text and name in REQUIRED:
            yield Problem(name, words.missing)
        elif max(map(len, text.split("\n"))) > most:
            yield Problem(name, words.too_long.format(n=most))
        elif bad := next(unprintable(text), ""):
            yield Problem(name, words.bad_character.format(character=bad))
        elif text.count("\n") >= lines:
            yield Problem(name, words.too_many_lines.format(n=lines))


def unprintable(text: str) -> Iterator[str]:
    """The characters of a text that cannot be printed or would upset its order, as `U+202E`."""
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        hidden = _UNSEEN.match(character) or unicodedata.category(character) in _UNPRINTED
        if (hidden and character not in ("\n", *_JOINERS)) or marks > MOST_MARKS:
            yield f"U+{ord(character):04X}"


def _phones(center: Center | None, values: Mapping[str, str], words: DeskWords) -> Iterator[Problem]:
    for name in ("phone", "tty"):
        if values[name] and not dialled(values[name], center):
            yield Problem(name, words.bad_phone)


def dialled(text: str, center: Center | None) -> str:
    """A telephone number as it is dialled (ITU-T E.164), read as in the centre's country; empty when it is none."""
    return addresses.dialled(text, addresses.country_of(center.contact.phone.dial) if center else None)


def _imprint(edition: Edition, library: Library, values: Mapping[str, str]) -> Imprint:
    lang, words = edition.lang, edition.language.words
    labels = {"phone": words.phone, "tty": words.tty}
    phones = [
        ClinicPhone(label={lang: label}, text=values[name], dial=dialled(values[name], library.center))
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
