"""Whether two editions say the same: the transcript of a finished file against that of the typeset page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from xml.etree.ElementTree import Element

from press.readback.html import parse_html_cached
from press.readback.speech.from_html import read_page_nodes
from press.readback.speech.transcript import INLINE, TranscriptLine, TranscriptNode, TranscriptWriter, write_transcript
from press.readback.tolerances import simplify

if TYPE_CHECKING:
    from press.readback import Reading

DifferenceKind = Literal["lost", "added", "changed", "role", "reference", "otherwise", "layout"]
"""Lost, added and changed words; another role; another link or language; spoken otherwise than written; layout."""
ALIKE = 0.5
"""Two lines that have at least this share of their words in common are one line that was changed."""
SIGNS = {"superscript": "^", "subscript": "_"}
_SCRIPTS = re.compile("[⁰¹²³⁴-⁹⁺⁻⁽⁾]+|[₀-₎]+")
SHOWN = 80
"""Most characters that a difference quotes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a file says otherwise than the page."""

    kind: DifferenceKind
    problem: str


def compare_reading(reading: Reading) -> Iterator[Difference]:
    """Compare all lines of a file with the page that it was made from, but for the tolerances of its format."""
    row = reading.edition.variant.file_format
    yield from compare_lines(simplify(list_page_lines(reading.html), row), simplify(reading.lines, row))


@lru_cache(maxsize=4)
def list_page_lines(html: str) -> tuple[TranscriptLine, ...]:
    """List everything that a typeset page says, in the normal form: `10^(9)` is not `109`."""
    return list_document_lines(parse_html_cached(html))


def list_document_lines(root: Element) -> tuple[TranscriptLine, ...]:
    """List everything that a document says, in the same form. root: its document element."""
    return tuple(list_node_lines(read_page_nodes(root)))


def list_node_lines(root: TranscriptNode) -> list[TranscriptLine]:
    """List everything that a document says, in the normal form."""
    lines = write_transcript(root, TranscriptWriter(_spell_positions))
    return [line for line in lines if line.words or line.role != "paragraph"]  # it holds a picture that says nothing


def _spell_positions(node: TranscriptNode, lang: str) -> str:
    """Give the words of a run, with numbers above and below the line marked as such."""
    words = "".join(_spell_part(part, node, lang) for part in node.parts)
    sign = SIGNS.get(node.detail) if node.role in INLINE else None
    return spell_number(sign, words) if sign else words


def _spell_part(part: TranscriptNode | str, node: TranscriptNode, lang: str) -> str:
    if isinstance(part, str):
        return spell_scripts(part)
    if part.role == "figure":
        return f" [{part.detail}] " if node.tells_pictures else ""
    return _spell_positions(part, lang) if part.role in INLINE else ""


def spell_number(sign: str, words: str) -> str:
    """Mark words above or below the line, if they have a digit or a sign; `1st` is said as it is written."""
    return f"{sign}({words})" if re.search(r"[\d+\-−]", words) else words


def spell_scripts(text: str) -> str:
    """Mark Unicode's own superscript and subscript numbers, so that they are compared with others."""
    return _SCRIPTS.sub(lambda one: spell_number(_find_sign(one[0]), unicodedata.normalize("NFKC", one[0])), text)


def _find_sign(text: str) -> str:
    return "^" if unicodedata.decomposition(text[0]).startswith("<super>") else "_"


def compare_lines(wanted: Sequence[TranscriptLine], found: Sequence[TranscriptLine]) -> Iterator[Difference]:
    """Compare two transcripts line by line."""
    if list(wanted) == list(found):
        return
    before, after = ([line.words or f"<{line.role}>" for line in lines] for lines in (wanted, found))
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            for one, other in zip(wanted[a:b], found[c:d], strict=True):
                yield from _compare_roles(one, other)
        else:
            yield from _compare_unequal(wanted[a:b], found[c:d])


def _compare_unequal(wanted: Sequence[TranscriptLine], found: Sequence[TranscriptLine]) -> Iterator[Difference]:
    """Pair lines that are alike; the rest is lost or added."""
    rest = list(found)
    for line in wanted:
        like = next((one for one in rest if _is_alike(line, one)), None)
        if like is None:
            kind: DifferenceKind = "lost" if line.words else "reference" if line.detail else "role"
            yield Difference(kind, f"the file does not say {_quote(line)}")
            continue
        rest.remove(like)
        yield from _compare_words(line, like)
        yield from _compare_roles(line, like)
    for line in rest:
        kind = "added" if line.words else "reference" if line.detail else "role"
        yield Difference(kind, f"only the file says {_quote(line)}")


def _is_alike(one: TranscriptLine, other: TranscriptLine) -> bool:
    if not (one.words and other.words):
        return one.role == other.role and not (one.words or other.words)
    a, b = one.words.split(), other.words.split()
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE or (
        len(a) == len(b) == 1 and one.role == other.role
    )


def _compare_words(wanted: TranscriptLine, found: TranscriptLine) -> Iterator[Difference]:
    a, b = wanted.words.split(), found.words.split()
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            before, after = " ".join(a[i:j]) or "nothing", " ".join(b[k:m]) or "nothing"
            yield Difference("changed", f"`{_shorten(before)}` became `{_shorten(after)}` in {_quote(wanted)}")


def _compare_roles(wanted: TranscriptLine, found: TranscriptLine) -> Iterator[Difference]:
    """Compare role, language and detail of two lines with the same words."""
    if wanted.role != found.role:
        yield Difference("role", f"{_quote(wanted)} is a {found.role} in the file")
    elif wanted.detail != found.detail:
        kind: DifferenceKind = "reference" if wanted.role in {"link", "abbreviation"} else "role"
        yield Difference(kind, f"{_quote(wanted)} has `{_shorten(found.detail)}`, not `{_shorten(wanted.detail)}`")
    if wanted.lang != found.lang:
        yield Difference("reference", f"{_quote(wanted)} is in the language `{found.lang}`, not `{wanted.lang}`")


def _quote(line: TranscriptLine) -> str:
    text = line.words or line.detail
    return f"the {line.role} `{_shorten(text)}`" if text else f"a {line.role}"


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
