"""Completeness of an import: the words of the old file itself, compared with the new text and with the list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from press.importer.blocks import FileWords, ImportDraft, SortedLine
from press.importer.codes import NOT_FOUND

_CONSUMED = "\0"
_BOUNDARY = "\n"
_TYPED_START = re.compile(r"\s*(?:\(?[0-9]{1,3}[.)]|[^\w\s]|o(?=\s))\s+")
_BULLETS = frozenset("•‣▪▫●○◦∙■□◆◇►▸▶➢➤➔→❖✓✔✗✘☐☑☒☺")
"""Signs that begin items; the list has bullets of its own."""


def check_completeness(draft: ImportDraft, made: str) -> None:
    """Check that every word of the old file is in the new text or in the list.

    made: all words of the new text, read back. What is in neither is listed now, with its place.
    """
    accounted = [line.words for line in draft.line_fates] + [omission.words for omission in draft.old.omitted]
    for line, words in find_missing_words(draft.old.words, [made, *accounted]):
        reason = "these words of the file are not in the new text"
        draft.line_fates.append(SortedLine(line, words, "omitted", reason))
        draft.add_finding(NOT_FOUND, line, f"{reason}: “{words}”")


def find_missing_words(words: Iterable[FileWords], texts: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Find words that the texts do not have, each as often as the file has it.

    Words that stand together are looked up together, then piece by piece, then one by one. A letter of the texts counts
    once. Spacing, case, hyphens and punctuation make no difference; signs such as `±` and `<` do.
    """
    rest = _BOUNDARY.join(map(_reduce, texts))
    cursor = 0
    for group in words:
        whole = "".join(group.pieces)
        for attempt in ([_reduce(whole)], [_reduce(_TYPED_START.sub("", whole, count=1))]):
            at = _find(rest, attempt[0], cursor)
            if at >= 0:
                rest, cursor = _consume(rest, at, len(attempt[0])), at + len(attempt[0])
                break
        else:
            rest, missing = _consume_pieces(rest, group.pieces, cursor)
            if missing:
                yield group.line, " ".join(missing)


def _consume_pieces(rest: str, pieces: Sequence[str], cursor: int) -> tuple[str, list[str]]:
    """Look up pieces, then the words of those that are not found."""
    missing: list[str] = []
    for piece in pieces:
        reduced = _reduce(piece)
        at = _find(rest, reduced, cursor)
        if at >= 0:
            rest = _consume(rest, at, len(reduced))
            continue
        for word in piece.split():
            letters = _reduce(word)
            at = _find(rest, letters, cursor)
            if at >= 0:
                rest = _consume(rest, at, len(letters))
            else:
                missing.append(word)
    return rest, missing


def _find(rest: str, letters: str, cursor: int) -> int:
    """Find letters from the cursor on, else from the start."""
    at = rest.find(letters, cursor)
    return at if at >= 0 else rest.find(letters)


def _consume(rest: str, at: int, length: int) -> str:
    return rest[:at] + _CONSUMED * length + rest[at + length :]


def _reduce(text: str) -> str:
    """Reduce a text to the characters that must not be lost."""
    folded = unicodedata.normalize("NFKC", text.replace("−", "-")).casefold()
    return "".join(filter(_is_significant, folded))


@lru_cache(maxsize=4096)
def _is_significant(character: str) -> bool:
    """Return whether a character says something.

    Letters, marks, figures, currency and mathematical signs do, and other signs that are no bullets.
    """
    category = unicodedata.category(character)
    return (category[0] in "LMN" or category in {"Sc", "Sm", "So", "Co"} or character == "%") and (
        character not in _BULLETS
    )
