"""What a screen reader would say of a PDF: its tag tree told in order, with roles and changes of language."""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale, UnknownLocaleError

from press.readback.pdf.metadata import read_facts
from press.readback.pdf.tag_tree import read_tags
from press.readback.speech.said_tags import said_by_tags
from press.readback.speech.transcript import INLINE, Line, Said, Teller, lines_of

SILENT = "silence: the file has no tags"


def heard(data: bytes) -> Iterator[str]:
    """What is heard of a PDF, one line a thing; a file without tags is silence. data: the bytes of the file."""
    tags = read_tags(data)
    if not tags.role:
        yield SILENT
        return
    facts = read_facts(data)
    yield f"document: {facts.title}" + (f", {language_name(facts.lang)}" if facts.lang else "")
    spoken = facts.lang
    for line in lines_of(said_by_tags(tags, facts.lang), Teller(spoken_words, apart=False)):
        change = f"{language_name(line.lang)}: " if line.lang != spoken else ""
        spoken = line.lang
        yield f"{change}{told(line)}"


def spoken_words(said: Said, lang: str) -> str:
    """A run of words with what is announced on the way: links, expansions and changes of language in brackets."""
    inline = (part for part in said.parts if isinstance(part, str) or part.role in INLINE)
    return "".join(part if isinstance(part, str) else _on_the_way(part, lang) for part in inline)


def _on_the_way(piece: Said, lang: str) -> str:
    inner = piece.lang or lang
    words = spoken_words(piece, inner)
    announced = [language_name(inner)] if inner != lang else []
    announced = ["link", *announced] if piece.role == "link" else announced
    after = f", short for {piece.detail}" if piece.role == "abbreviation" else ""
    if not announced and not after:
        return words
    core = words.strip()
    before, _, behind = words.partition(core)
    return f"{before}[{''.join(f'{one}: ' for one in announced)}{core}{after}]{behind}"


def told(line: Line) -> str:
    """One thing as it is announced."""
    kind = ANNOUNCED.get(line.role, line.role).format(detail=line.detail)
    if line.role in {"list", "contents"} and line.detail == "1":
        kind = kind.replace("items", "item").replace("entries", "entry")
    if line.role == "item" and line.detail:
        kind = f"item {line.detail.rstrip('.)')}"
    if line.role in {"header", "cell"} and line.detail:
        kind = f"{kind} ({line.detail})"
    if not kind:
        return line.words
    return f"{kind}: {line.words}" if line.words else kind


ANNOUNCED = {
    "heading": "heading level {detail}",
    "paragraph": "",
    "list": "list, {detail} items",
    "contents": "contents, {detail} entries",
    "table": "table, {detail}",
    "row": "row",
    "header": "header",
    "figure": "picture",
}
"""How each kind of thing is announced, by role; a paragraph is just read."""


def language_name(tag: str) -> str:
    """The English name of a language, e.g. `Spanish` for `es`; the tag itself when it names none (BCP 47)."""
    try:
        return Locale.parse(tag, sep="-").english_name or tag
    except (UnknownLocaleError, ValueError):
        return tag
