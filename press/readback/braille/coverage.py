"""What a braille table cannot write."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator

from press.model.sources.braille import BrailleSettings
from press.readback.braille.required import RAISED, find_number_sign
from press.runtime.libraries.liblouis import translate_text

TABLES = "house rule: braille is made from a table that has every character of the text"
HINT = (
    "write it in words, and an address as the target of a link, `[words](address)`; a transcriber can add what only "
    "another braille code has, such as Nemeth"
)
SIX_DOTS = 0x283F
"""The last Unicode pattern of six dots. liblouis spells an unknown character as an escape with a cell of eight."""
INLINE_SIGNS = frozenset("+<=>|~^±×÷−≈≠≤≥→←↑↓¬")
"""Mathematical signs that are written in running text as they are. Others, such as roots and sums, need signs for where
they end, in Nemeth or in technical UEB."""


@functools.cache
def is_known(table: str, character: str) -> bool:
    """Tell whether a table has a character. White space and invisible characters need no sign."""
    if character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Mn"}:
        return True
    if unicodedata.category(character) == "Sm" and character not in INLINE_SIGNS:
        return False
    cells = translate_text(table, character)
    return bool(cells) and all(ord(cell) <= SIX_DOTS or cell.isspace() for cell in cells)


def find_unknown_characters(text: str, settings: BrailleSettings, position: str = "") -> Iterator[tuple[int, str]]:
    """Find the characters that a table does not have, as braille has to write them, with their places.

    position: `sup` or `sub` if they stand above or below the line.
    """
    for at, character in enumerate(text):
        written = settings.replacements.get(character, character)
        written = RAISED.get(position, {}).get(written, written)
        unknown = [one for one in written if not find_number_sign(one, settings) and not is_known(settings.table, one)]
        yield from ((at, one) for one in unknown[:1])


def describe_unknown(characters: str) -> str:
    """Describe for people what a table does not have; a single character with its name in Unicode."""
    if len(characters) > 1:
        return f"braille has no signs for `{characters}`"
    name = unicodedata.name(characters, "").lower()
    return f"braille has no sign for `{characters}` (U+{ord(characters):04X}{f', {name}' if name else ''})"
