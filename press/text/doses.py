"""Doses in short texts: an amount of a medicine, in figures or words, in English, Spanish and French."""

from __future__ import annotations

import re

_NUMBERS = (
    "an?|one|two|three|four|five|six|seven|eight|nine|ten|half|una?|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez"
    "|medi[ao]|une|deux|trois|quatre|cinq|sept|huit|neuf|dix|demi"
)
_UNITS = "mcg|mg|g|kg|ml|cc|iu|ui|meq"
_WORDS = (
    "micrograms?|microgramos?|microgrammes?|milligrams?|miligramos?|milligrammes?|grams?|gramos?|grammes?|milliliters?"
    "|mililitros?|millilitres?|units?|unidad(?:es)?|unit[eé]s?|tablets?|tabletas?|pills?|pastillas?|p[ií]ldoras?|pilules?"
    "|comprimidos?|comprim[eé]s?|caplets?|capsules?|c[aá]psulas?|g[eé]lules?|drops?|gotas?|gouttes?|puffs?|bouff[eé]es?"
    "|sprays?|teaspoons?|tablespoons?|teaspoonfuls?|tablespoonfuls?|spoonfuls?|cucharad(?:as?|itas?)|cuill[eè]res?"
    "|doses?|dosis"
)
_DOSE = re.compile(
    rf"\d\s*(?:{_UNITS})\b(?!/d?l\b)"  # 70 mg/dL is found in blood, and 10 mg/kg is taken
    rf"|(?:\d|\b(?:{_NUMBERS})\b)(?:[\s-]+\w+){{0,2}}?[\s-]*\b(?:{_WORDS})\b",
    re.IGNORECASE,
)


def has_dose(text: str) -> bool:
    """Tell whether a text names a dose."""
    return _DOSE.search(text) is not None
