"""The typefaces of slips, labels and pick lists: each name is set in one that has all of its letters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from press.model.findings import PressError
from press.style.fonts import TYPEFACES, find_bold_typeface, list_characters
from press.text.scripts import SCRIPTS, name_script

USUAL = ("Atkinson Hyperlegible", "Arimo")
"""The families that every paper has, the preferred one first. Arimo has Vietnamese, Cyrillic, Greek and Hebrew."""


@lru_cache(maxsize=4096)
def choose_family(text: str) -> str:
    """Choose the first family that has every letter of a text; the first of all if none has."""
    # Letters of two families in one word would look like a misprint.
    return next((name for name in _list_families(text) if not _list_missing(text, name)), USUAL[0])


def choose_typeface(text: str) -> str:
    """Choose the bold typeface for a text."""
    return find_bold_typeface(choose_family(text))


def find_unprintable(text: str) -> set[str]:
    """Find the characters for which no one family will do."""
    return min((_list_missing(text, name) for name in _list_families(text)), key=len)


def _list_families(text: str) -> Iterator[str]:
    """List the families that may have the letters of a text: the usual ones, and those of its scripts.

    One that is made for more of its scripts is before the others: Japanese names have kana beside Chinese characters.
    """
    yield from USUAL
    scripts = {name_script(letter) for letter in text if letter.isalpha()}
    shared = {row.text: scripts & set(map(name_script, row.letters)) for row in SCRIPTS.values()}
    yield from sorted((name for name in shared if shared[name]), key=lambda name: -len(shared[name]))


def _list_missing(text: str, family: str) -> set[str]:
    """List the characters that a family lacks; all of them if it is not installed."""
    names = [name for name, face in TYPEFACES.items() if (face.family, face.style) == (family, "normal")]
    try:
        return set(text) - frozenset.intersection(*map(list_characters, names))
    except PressError:
        return set(text)
