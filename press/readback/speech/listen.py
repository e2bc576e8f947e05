"""A PDF as a screen reader would announce it: its tag tree in order, with roles and changes of language."""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale, UnknownLocaleError

from press.readback.pdf.metadata import read_facts
from press.readback.pdf.tag_tree import read_tag_tree
from press.readback.speech.from_tags import read_tag_nodes
from press.readback.speech.transcript import INLINE, TranscriptLine, TranscriptNode, TranscriptWriter, write_transcript
from press.text.spacing import squeeze_spaces

SILENT = "silence: the file has no tags"


def announce_pdf(data: bytes) -> Iterator[str]:
    """Announce a PDF, one line for each announcement.

    A file without tags is announced as silence. data: the bytes of the file.
    """
    tags = read_tag_tree(data)
    if not tags.role:
        yield SILENT
        return
    facts = read_facts(data)
    yield f"document: {facts.title}" + (f", {find_language_name(facts.lang)}" if facts.lang else "")
    spoken = facts.lang
    for line in write_transcript(read_tag_nodes(tags, facts.lang), TranscriptWriter(format_words, apart=False)):
        change = f"{find_language_name(line.lang)}: " if line.lang != spoken else ""
        spoken = line.lang
        yield f"{change}{format_line(line)}"


def format_words(node: TranscriptNode, lang: str) -> str:
    """Format a run of words with announcements in brackets.

    Announced are links, expansions and changes of language.
    """
    inline = (part for part in node.parts if isinstance(part, str) or part.role in INLINE)
    return "".join(part if isinstance(part, str) else _format_inline(part, lang) for part in inline)


def _format_inline(piece: TranscriptNode, lang: str) -> str:
    inner = piece.lang or lang
    words = format_words(piece, inner)
    announced = [find_language_name(inner)] if inner != lang else []
    announced = ["link", *announced] if piece.role == "link" else announced
    expansion = f", short for {piece.detail}" if piece.role == "abbreviation" else ""
    if not announced and not expansion:
        return words
    core = words.strip()
    if not core:
        pictures = squeeze_spaces(" ".join(_list_pictures(piece)))
        return f"{words}[{': '.join(filter(None, [*announced, pictures]))}{expansion}]"
    before, _, after = words.partition(core)
    return f"{before}[{''.join(f'{one}: ' for one in announced)}{core}{expansion}]{after}"


def _list_pictures(piece: TranscriptNode) -> Iterator[str]:
    """List the alternative texts of the pictures in a node."""
    for node in piece.nodes:
        yield from [node.detail] if node.role == "figure" else _list_pictures(node)


def format_line(line: TranscriptLine) -> str:
    """Format one line as it is announced."""
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
"""The announcement of each role; a paragraph is just read."""


def find_language_name(tag: str) -> str:
    """Find the English name of a language.

    E.g. `Spanish` for `es`. Returns the tag itself if it names no language (BCP 47).
    """
    try:
        return Locale.parse(tag, sep="-").english_name or tag
    except (UnknownLocaleError, ValueError):
        return tag
