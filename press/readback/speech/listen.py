"""A file as a screen reader would announce it: in order, with roles and changes of language."""

from __future__ import annotations

from collections.abc import Iterator

from press.readback.html import decode_html, parse_html
from press.readback.pdf.metadata import read_facts
from press.readback.pdf.tag_tree import read_tag_tree
from press.readback.speech.from_html import read_page_nodes
from press.readback.speech.from_tags import read_tag_nodes
from press.readback.speech.transcript import INLINE, TranscriptLine, TranscriptNode, TranscriptWriter, write_transcript
from press.text.cldr import find_locale
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
    yield from announce_nodes(read_tag_nodes(tags, facts.lang), facts.title, facts.lang)


def announce_page(data: bytes) -> Iterator[str]:
    """Announce a web page, one line for each announcement."""
    root = parse_html(decode_html(data))
    title = squeeze_spaces(root.findtext("head/title", ""))
    yield from announce_nodes(read_page_nodes(root), title, root.get("lang") or "")


def announce_nodes(root: TranscriptNode, title: str, lang: str) -> Iterator[str]:
    """Announce a document. title, lang: of the document, "" if it has none."""
    yield f"document: {title}" + (f", {find_language_name(lang)}" if lang else "")
    spoken = lang
    for line in write_transcript(root, TranscriptWriter(format_words, apart=False)):
        change = f"{find_language_name(line.lang)}: " if line.lang != spoken else ""
        spoken = line.lang
        yield f"{change}{format_line(line)}"


def format_words(node: TranscriptNode, lang: str) -> str:
    """Format a run of words with announcements in brackets.

    Announced are links, expansions and changes of language.
    """
    return "".join(_format_part(part, node, lang) for part in node.parts)


def _format_part(part: TranscriptNode | str, node: TranscriptNode, lang: str) -> str:
    if isinstance(part, str):
        return part
    if part.role == "figure":
        return f" [{part.detail}] " if node.tells_pictures else ""
    return _format_inline(part, lang) if part.role in INLINE else ""


def _format_inline(piece: TranscriptNode, lang: str) -> str:
    if piece.role == "inline" and piece.detail:
        return piece.detail  # with the number of its page
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
    core = core.strip("[]")  # of the call of a note
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
    locale = find_locale(tag)
    return (locale and locale.english_name) or tag
