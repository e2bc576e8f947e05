"""Texts in fewer letters: ASCII (ISO 646), and the alphabet of text messages (3GPP TS 23.038, GSM 7 bit).

What has no letter there is spelled with others, never dropped: a dropped sign changes a dose. Only `¿` and `¡` go,
because their closing signs stay. Words in another alphabet become its name in brackets, and pictures their own.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from press.model.formats import Letters

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic table (3GPP TS 23.038, 6.2.1)."""
GSM_EXTENDED = frozenset("^{}\\[~]|€")
"""The characters that take two places (3GPP TS 23.038, 6.2.1.1)."""
_SPELLINGS = {
    "’": "'", "‘": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "′": "'", "″": '"',
    "–": "-", "—": "--", "−": "-", "‑": "-", "‐": "-", "…": "...", "·": "-", "•": "-", "¿": "", "¡": "",
    "×": "x", "÷": "/", "±": "+/-", "≥": ">=", "≤": "<=", "≠": "not =", "≈": "about ", "→": "->", "←": "<-",
    "°": " deg ", "µ": "micro", "μ": "micro", "€": "EUR ", "£": "GBP ", "©": "(C)", "®": "(R)", "™": "(TM)",
    "§": "sec. ", "¶": "par. ", "ª": "a", "º": "o", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
    "ß": "ss", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ð": "d", "þ": "th", "☐": "[ ]", "☑": "[x]",
    "☒": "[x]", "✓": "[x]", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "", "\u00ad": "", "\u2060": "",
    "\u200e": "", "\u200f": "", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega", "Δ": "Delta",
}  # fmt: skip
_FRACTION = re.compile(r"(\d?)([¼½¾⅐-⅞])")
_MICROGRAM = re.compile("[µμ]g\\b")  # ISMP's list of error-prone abbreviations asks for `mcg`
_SCRIPTS = re.compile("[⁰¹²³⁴-⁹⁺⁻]+|[₀-₋]+")
_UNSAID = frozenset({"Mn", "Me", "Cf", "Sk"})
"""Marks on other letters, joiners of pictures, and the colors of their skin."""
_FOREIGN = re.compile(r"(\[[A-Z][a-z]+\])(?: ?\1)+")


@lru_cache(maxsize=4096)
def spell(text: str, letters: Letters) -> str:
    """Spell a text in the letters of a file. Spelling it twice changes nothing more."""
    if not letters or text.isascii():
        return text
    text = _MICROGRAM.sub("mcg", unicodedata.normalize("NFC", text))
    text = _FRACTION.sub(_spell_fraction, text)
    text = _SCRIPTS.sub(_spell_script, text)
    known = GSM | GSM_EXTENDED if letters == "gsm" else frozenset[str]()
    spelled = "".join(one if one.isascii() or one in known else _spell_character(one) for one in text)
    return re.sub(r" {2,}", " ", join_foreign(spelled))


def join_foreign(text: str) -> str:
    """Say the name of an alphabet once for words that follow each other."""
    return _FOREIGN.sub(r"\1", text)


def _spell_fraction(match: re.Match[str]) -> str:
    fraction = unicodedata.normalize("NFKD", match[2]).replace("\u2044", "/")
    return f"{match[1]} {fraction}" if match[1] else fraction


def _spell_script(match: re.Match[str]) -> str:
    sign = "^" if unicodedata.decomposition(match[0][0]).startswith("<super>") else "_"
    return f"{sign}({unicodedata.normalize('NFKC', match[0]).replace('−', '-')})"


def _spell_character(character: str) -> str:
    if character in _SPELLINGS:
        return _SPELLINGS[character]
    parts = unicodedata.normalize("NFKD", character)
    base = "".join(one for one in parts if not unicodedata.combining(one))
    if base.isascii():
        return base
    name, kind = unicodedata.name(character, "UNKNOWN SIGN"), unicodedata.category(character)
    if kind in _UNSAID:
        return ""
    if kind[0] == "S":
        return f"[{name.lower()}]"
    alphabet = name.split()[0].capitalize()
    return f"[{'Han' if alphabet == 'Cjk' else alphabet}]"


def count_gsm(text: str) -> int:
    """Count the places that a message takes, 160 at most in one; -1 if it cannot be sent in this alphabet."""
    if any(one not in GSM and one not in GSM_EXTENDED for one in text):
        return -1
    return len(text) + sum(one in GSM_EXTENDED for one in text)
