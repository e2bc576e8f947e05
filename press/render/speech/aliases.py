"""What is said for numbers, addresses, abbreviations and hard words: an alias beside what is written.

An alias keeps every digit, so that a rule can compare it with the number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from press.model.sources.speech import Pronunciation, SpeechSettings

_ADDRESS = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*|(?:https?://)?(?:[a-z0-9-]{2,}\.)+[a-z]{2,}(?:/[\w/.%-]*\w)?/?"
_PHONE = (
    r"\d{3}-[A-Z]{4}-[A-Z]{3,4}|\d{3}-\d{3}-[A-Z]{4}(?: \(\d{4}\))?|\+\d{1,3}(?:[- ]\d{2,4}){2,4}"
    r"|\(\d{3}\) ?\d{3}-\d{4}|\d{3}\.\d{3}\.\d{4}"
)
_RANGE = r"\d[\d.,]*\d?\s?–\s?\d(?:[\d.,]*\d)?"
_CODE = r"\d+(?:-\d+)+"
_NUMBER = r"\d+(?:[.,]\d+)*"
_ACRONYM = r"(?<!\w)[^\W\d_a-z]{2,}(?:[~&][^\W\d_a-z]{2,})*(?![^\W\d_A-Z])"
_GROUPS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_NUMBER_PARTS = re.compile(r"\d+|[A-Za-z]+")
_ADDRESS_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[.@/_-]")
_VOWEL = re.compile("[aeiouyáéíóú]", re.IGNORECASE)
LONGEST_SPELLED = 3
"""Most letters of a part of an address that is spelled, unless it can be said."""


@dataclass(frozen=True)
class AliasFinder:
    """Finds what needs an alias in texts of one language. sayings: of hard words, in lower case."""

    settings: SpeechSettings
    sayings: Mapping[str, Pronunciation]

    @cached_property
    def _tokens(self) -> re.Pattern[str]:
        known = sorted((*self.settings.abbreviations, *self.sayings), key=len, reverse=True)
        # `g` is no `G`; a unit such as mg/dL is written in any case.
        words = (
            "|".join(f"(?i:{re.escape(one)})" if one in self.sayings or "/" in one else re.escape(one) for one in known)
            or "(?!)"
        )
        respellings = "|".join(re.escape(one.respell) for one in self.sayings.values()) or "(?!)"
        named = (
            ("respelling", rf"\((?:{respellings})\)"), ("address", _ADDRESS),
            ("word", rf"(?<!\w)(?:{words})(?!\w)"), ("phone", _PHONE), ("range", _RANGE),
            ("code", _CODE), ("number", _NUMBER), ("acronym", _ACRONYM), ("percent", "%"), ("pause", "[~·]"),
        )  # fmt: skip
        return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in named))

    def split(self, text: str) -> Iterator[tuple[str, str]]:
        """Split a text into pieces, each with what is said for it, "" if it is said as it is written."""
        at = 0
        for found in self._tokens.finditer(text):
            alias = self._make_alias(found.lastgroup or "", found[0])
            if not alias:
                continue
            if found.start() > at:
                yield text[at : found.start()], ""
            yield found[0], alias
            at = found.end()
        if at < len(text):
            yield text[at:], ""

    def _make_alias(self, kind: str, text: str) -> str:
        words = self.settings.words
        match kind:
            case "word":
                alias = self._say_word(text)
            case "address":
                alias = self._say_address(text)
            case "phone" | "code":
                alias = ", ".join(self._say_part(part) for part in _NUMBER_PARTS.findall(text))
            case "range":
                first, _, last = text.partition("–")
                alias = f"{_join_groups(first.strip())} {words.to} {_join_groups(last.strip())}"
            case "number":
                alias = _join_groups(text)
            case "acronym":
                alias = " ".join(unicodedata.normalize("NFKC", one) for one in text if one.isalnum())
            case "percent":
                alias = words.percent
            case _:
                alias = ","  # a sign, or a respelling: the word before it has just been said so
        return alias

    def _say_word(self, text: str) -> str:
        """Say an abbreviation or a hard word."""
        listed = next((one for one in self.settings.abbreviations if one.casefold() == text.casefold()), "")
        if text in self.settings.abbreviations or "/" in listed:
            return self.settings.abbreviations[text if text in self.settings.abbreviations else listed]
        saying = self.sayings.get(text.lower())
        if saying:
            return saying.spoken
        return " ".join(text) if text.isupper() and len(text) > 1 and text.isalpha() else ""

    def _say_part(self, part: str) -> str:
        """Say a part of a telephone number: digits one by one, letters as a word if it is known."""
        return " ".join(part) if part.isdigit() else self.settings.abbreviations.get(part, " ".join(part))

    def _say_address(self, text: str) -> str:
        words = self.settings.words
        signs = {".": words.dot, "@": words.at, "/": words.slash, "-": words.hyphen, "_": words.underscore}
        said = []
        for part in _ADDRESS_PARTS.findall(text.partition("://")[2] or text):
            spelled = part.isupper() or not _VOWEL.search(part)
            spelled = spelled or (len(part) <= LONGEST_SPELLED and part not in {"gov", "org", "com", "net", "edu"})
            said.append(signs.get(part) or (" ".join(part.upper()) if spelled else part))
        return " ".join(said)


def _join_groups(number: str) -> str:
    """Write a number without the signs between its thousands."""
    return re.sub("[.,]", "", number) if _GROUPS.fullmatch(number) else number
