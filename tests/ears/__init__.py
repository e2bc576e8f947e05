"""Independent ears: what programs other than the press hear of a page, as the nodes of a transcript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from press.readback.html import parse_html
from press.readback.page_starts import remove_gaps
from press.readback.speech.core_text import prune
from press.readback.speech.from_html import read_page_nodes
from press.readback.speech.transcript import TranscriptLine, TranscriptNode, write_transcript
from press.text.spacing import squeeze_spaces


def read_core(page: Path) -> TranscriptNode:
    """Read a page as the press does, without navigation."""
    return read_page_nodes(prune(parse_html(page.read_text("utf-8"))))


def list_lines(root: TranscriptNode) -> list[TranscriptLine]:
    """List what is said, line by line; languages are compared apart.

    The path of an address without one is `/` (URL Standard, 4.4), and browsers tell it.
    """
    lines = (line._replace(lang="", detail=line.detail.removesuffix("/")) for line in write_transcript(root))
    return [line for line in lines if line.role != "passage"]


def list_links(node: TranscriptNode) -> list[str]:
    """List the words of every link, with single spaces."""
    own = [squeeze_spaces(node.words)] if node.role == "link" else []
    return own + [words for part in node.nodes for words in list_links(part)]


def list_languages(root: TranscriptNode) -> list[tuple[str, str]]:
    """List the runs of one language in reading order, without spaces. Pictures have that of the text around them."""
    runs: list[tuple[str, str]] = []
    for lang, words in _walk_languages(root, root.lang):
        if runs and runs[-1][0] == lang:
            runs[-1] = (lang, runs[-1][1] + words)
        elif words:
            runs.append((lang, words))
    return runs


def _walk_languages(node: TranscriptNode, lang: str) -> Iterator[tuple[str, str]]:
    lang = node.lang or lang
    for part in node.parts:
        if isinstance(part, str):
            yield lang, remove_gaps(part)
        else:
            yield from _walk_languages(part, lang)
