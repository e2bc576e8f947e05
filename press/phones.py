"""Telephone numbers: whether they can be dialled, and whether what is printed is what is dialled.

The user of phonenumbers. Nothing is looked up: the numbering plans come with the package (Google's libphonenumber).
"""

from __future__ import annotations

import re

import phonenumbers

_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


def can_be_dialled(dial: str) -> bool:
    """Whether a number as it is dialled (ITU-T E.164) can exist in the numbering plan of its country."""
    try:
        reason = phonenumbers.is_possible_number_with_reason(phonenumbers.parse(dial))
    except phonenumbers.NumberParseException:
        return False
    return reason == phonenumbers.ValidationResult.IS_POSSIBLE  # and not only from next door


def means(text: str, dial: str) -> bool:
    """Whether a number as it is printed, with or without its country and with letters for digits, is one dialled."""
    shorter = _IN_BRACKETS.sub("", text)  # the digits that stand again after a word: BONE (2663)
    return any(_parsed(one, dial) == dial for one in (text, shorter))


def dialled(text: str, like: str) -> str | None:
    """A number as it is printed, as it is dialled (E.164); None when it cannot be dialled.

    like: any number of the country in which a number without its country is meant.
    """
    dial = _parsed(text, like)
    return dial if dial and can_be_dialled(dial) else None


def _parsed(text: str, like: str) -> str | None:
    try:
        region = phonenumbers.region_code_for_country_code(phonenumbers.parse(like).country_code or 0)
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
