"""The typefaces of slips, labels and pick lists: each name is set in one that has all of its letters."""

from __future__ import annotations

from functools import lru_cache

from press.style.fonts import list_characters

FAMILIES = {
    "Atkinson Hyperlegible": ("AtkinsonHyperlegible-Regular", "AtkinsonHyperlegible-Bold"),
    "Arimo": ("Arimo-Regular", "Arimo-Bold"),
}
"""The families with their typefaces, the preferred one first. Arimo has Vietnamese, Cyrillic, Greek and Hebrew."""


@lru_cache(maxsize=4096)
def choose_family(text: str) -> str:
    """Choose the first family that has every letter of a text; the first of all if none has."""
    # Letters of two families in one word would look like a misprint.
    return next((name for name in FAMILIES if not _list_missing(text, name)), next(iter(FAMILIES)))


def choose_typeface(text: str) -> str:
    """Choose the bold typeface for a text."""
    return FAMILIES[choose_family(text)][1]


def find_unprintable(text: str) -> set[str]:
    """Find the characters for which no one family will do."""
    return min((_list_missing(text, name) for name in FAMILIES), key=len)


def _list_missing(text: str, family: str) -> set[str]:
    return set(text) - frozenset.intersection(*map(list_characters, FAMILIES[family]))
