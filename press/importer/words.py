"""Words made into something else: names for ids, and sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from press.model.edition import BODY_IDS

LONGEST_ID = 5
"""Words of an id: enough to tell sections apart, and short in a link."""
TAKEN = frozenset({"main", *BODY_IDS.values()})
"""The ids that the press itself uses."""

_SENTENCE = re.compile(r"(?<=[.!?…])[”’\"')\]]*\s+(?=[“‘\"'(¿¡\[]*[^\W\d_a-z])")
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b[A-Za-z]\.[A-Za-z]|\b(?:Dr|Mr|Mrs|Ms|St|No|vs|etc|Inc|Pub|Sra?|Dra?))\.$")


def slug_of(text: str) -> str:
    """A text as lower-case words joined by hyphens; empty when it has no Latin letters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    while words and not words[0][0].isalpha():
        words = words[1:]
    return "-".join(words[:LONGEST_ID])


def new_id(text: str, fallback: str, used: Collection[str]) -> str:
    """An id for a text that nothing has yet."""
    base = slug_of(text) or fallback
    number, found = 1, base
    while found in used or found in TAKEN:
        number += 1
        found = f"{base}-{number}"
    return found


def sentences(text: str) -> list[str]:
    """A text cut into sentences, as far as punctuation tells; what is doubtful stays in one piece."""
    found: list[str] = []
    start = 0
    for gap in _SENTENCE.finditer(text):
        said = text[start : gap.start()]
        if not _ABBREVIATED.search(said):
            found.append(text[start : gap.end()].strip())
            start = gap.end()
    return [*found, text[start:].strip()] if text[start:].strip() else found
