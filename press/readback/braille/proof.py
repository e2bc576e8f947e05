"""The words of a braille file, proved one by one.

A word is proved if its cells are those that its block must have there, contractions and signs of emphasis included.
Where cells differ, they are translated back, so that what the file says instead can be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from press.model.sources.braille import BrailleSettings
from press.readback.parity import Difference
from press.runtime.libraries.liblouis import UnknownTableError, translate_back

SHOWN = 6
"""Most words that one difference quotes."""
_EMPHASIS = re.compile("[⠨⠘⠸](?:[⠂⠆⠶](?=.)|⠄)")
"""Signs of emphasis (Rules of Unified English Braille, 9)."""
PART_OF_BRAILLE = -1
"""The block of a word that a transcriber adds, such as one of a note."""


@dataclass(frozen=True, slots=True)
class RequiredWord:
    """A word that must be there: its cells, how it is written, its block, and whether it begins its block."""

    cells: str
    written: str
    block: int
    begins: bool = False


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word of a file.

    indent: the cell in which its line begins, or 0 if it does not begin a line; page: the print page that it stands
    on; place: where, for people; before: the lines without words before it; role: of the block that it begins.
    """

    cells: str
    place: str
    indent: int = 0
    page: int = 0
    before: tuple[str, ...] = ()
    role: str = ""


@dataclass(slots=True)
class Proof:
    """What came of it.

    matches: the index of the required word and of the found word, for each that was proved; decoded: by block, what the
    file says in place of words of it that were not; differences: other faults.
    """

    matches: list[tuple[int, int]] = field(default_factory=list)
    decoded: dict[int, list[str]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)


def prove_words(required: Sequence[RequiredWord], found: Sequence[FoundWord], settings: BrailleSettings) -> Proof:
    """Prove the words of a file, in order."""
    proof = Proof()
    for word in required:
        proof.decoded.setdefault(word.block, [])
    a, b = [one.cells for one in required], [one.cells for one in found]
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            for one, other in zip(range(i, j), range(k, m), strict=True):
                proof.matches.append((one, other))
                proof.decoded[required[one].block].append(required[one].written)
        else:
            _explain(proof, required[i:j], found[k:m], required[max(i - 1, 0)].block if required else 0, settings)
    return proof


def _explain(proof: Proof, required: Sequence[RequiredWord], found: Sequence[FoundWord], block: int,
             settings: BrailleSettings) -> None:  # fmt: skip
    """Tell what a file says in place of some words. block: the one that surplus words are added to."""
    pairs = list(_pair(required, found))
    for word, other in pairs:
        said = decode_word(other.cells, settings) if other else ""
        at = word.block if word else block
        if at == PART_OF_BRAILLE:
            what = f"`{word.written}`" if word else "nothing"
            place = f", {other.place}" if other else ""
            proof.differences.append(Difference("changed", f"a note must say {what}, not `{said}`{place}"))
        elif word and other and _is_same(said, word.written):
            problem = f"`{word.written}` is {other.cells}, not {word.cells}: contraction or emphasis, {other.place}"
            proof.differences.append(Difference("otherwise", problem))
            proof.decoded[at].append(word.written)
        elif other:
            proof.decoded[at].append(said)


def _pair(
    required: Sequence[RequiredWord], found: Sequence[FoundWord]
) -> Iterator[tuple[RequiredWord | None, FoundWord | None]]:
    """Pair words one by one; the longer side has words without a partner."""
    for at in range(max(len(required), len(found))):
        yield (required[at] if at < len(required) else None, found[at] if at < len(found) else None)


def decode_word(cells: str, settings: BrailleSettings) -> str:
    """Translate a word back; what cannot be read stays as cells."""
    plain = _EMPHASIS.sub("", cells)
    try:
        return translate_back(settings.table, plain).strip() or cells
    except UnknownTableError:
        return cells


def _is_same(said: str, written: str) -> bool:
    """Tell whether two words have the same letters and digits."""
    return _keep_letters(said) == _keep_letters(written) != ""


def _keep_letters(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())
