"""Markdown, read back with markdown-it: press/render/markdown.py describes what is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.deflist import deflist_plugin

from press.model.edition import FinishedEdition
from press.model.sources.language import TextWords
from press.readback import Reading, make_flowing_reading
from press.readback.html import parse_html
from press.readback.parity import list_node_lines
from press.readback.speech.from_html import read_page_nodes
from press.readback.speech.transcript import TranscriptNode

ROLES = {
    "paragraph": "paragraph", "bullet_list": "list", "ordered_list": "list", "list_item": "item", "dl": "list",
    "dt": "term", "dd": "definition", "table": "table", "tr": "row", "th": "header", "td": "cell",
    "blockquote": "quote",
}  # fmt: skip
_TAG = re.compile(r"<(/?)(\w+)(?: (?:lang|title)=\"([^\"]*)\")?>")


@cache
def _make_parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").use(deflist_plugin)


def read_markdown(final: FinishedEdition) -> Reading:
    """Read a Markdown file back."""
    words = final.edition.language.text_files
    assert words is not None
    signs = _Signs(words.picture, final.edition.language.text_words)
    tree = SyntaxTreeNode(_make_parser().parse(final.data.decode()))
    root = TranscriptNode("group", tuple(_read_children(tree, signs)), lang=final.edition.lang)
    return make_flowing_reading(final, list_node_lines(root))


@dataclass(frozen=True, slots=True)
class _Signs:
    """The signs for pictures among words, in the language of the file."""

    picture: str
    words: TextWords | None

    def read(self, text: str) -> str:
        """Read a text with the words of its signs."""
        return re.sub("_{4,}", f" [{self.words.blank}] ", text) if self.words else text

    def read_start(self, text: str) -> str:
        """Read the start of an item, where a check-box may stand."""
        if self.words and text.startswith(("[ ]", "[x]")):
            return f"[{self.words.empty_box if text[1] == ' ' else self.words.checked_box}] {text[3:]}"
        return text


def announce_markdown(data: bytes) -> Iterator[str]:
    """Announce a Markdown file, one line for each block, as it is written."""
    for block in re.split(r"\n\s*\n", data.decode("utf-8", "replace")):
        if words := " ".join(block.split()):
            yield words


def _read_children(node: SyntaxTreeNode, signs: _Signs) -> Iterator[TranscriptNode | str]:
    for child in node.children:
        yield from _read_node(child, signs)


def _read_node(node: SyntaxTreeNode, signs: _Signs) -> Iterator[TranscriptNode | str]:
    kind = node.type
    if kind == "inline":
        yield from _read_inline(node.token.children or [] if node.token else [], signs)
    elif kind == "heading":
        yield TranscriptNode("heading", tuple(_read_children(node, signs)), detail=node.tag[1:])
    elif kind == "html_block":
        if "<table" in node.content:
            yield from read_page_nodes(parse_html(f"<!doctype html><body>{node.content}")).nodes
    elif kind == "paragraph":
        yield from _read_paragraph(node, signs)
    elif kind == "list_item":
        label = f"{node.info}." if node.info else ""
        yield TranscriptNode("item", tuple(_read_own(node, signs)), detail=label)
    elif kind == "dd":
        yield TranscriptNode("definition", tuple(_read_own(node, signs)))
    else:
        scope = "Column" if kind == "th" else ""
        yield TranscriptNode(ROLES.get(kind, "group"), tuple(_read_children(node, signs)), scope=scope)


def _read_paragraph(node: SyntaxTreeNode, signs: _Signs) -> Iterator[TranscriptNode]:
    found = TranscriptNode("paragraph", tuple(_read_children(node, signs)))
    content = "".join(child.content for child in node.children)
    picture = re.fullmatch(rf"(?:<span lang=\"([^\"]*)\">)?\[{re.escape(signs.picture)}: .*\](?:</span>)?", content)
    if picture:
        words = " ".join(found.words.split()).removeprefix(f"[{signs.picture}: ").removesuffix("]")
        yield TranscriptNode("figure", lang=picture[1] or "", detail=words)
    else:
        yield found


def _read_own(node: SyntaxTreeNode, signs: _Signs) -> Iterator[TranscriptNode | str]:
    """Read an item: its first paragraph has its own words."""
    for number, child in enumerate(node.children):
        found = list(_read_node(child, signs))
        if number == 0 and child.type == "paragraph" and found and _is_paragraph(found[0]):
            first = found[0]
            assert isinstance(first, TranscriptNode)
            yield from _read_check_box(first.parts, signs) if node.type == "list_item" else first.parts
        else:
            yield from found


def _read_check_box(parts: tuple[TranscriptNode | str, ...], signs: _Signs) -> Iterator[TranscriptNode | str]:
    for number, part in enumerate(parts):
        yield signs.read_start(part) if number == 0 and isinstance(part, str) else part


def _is_paragraph(node: TranscriptNode | str) -> bool:
    return isinstance(node, TranscriptNode) and node.role == "paragraph"


def _read_inline(tokens: Sequence[Token], signs: _Signs) -> list[TranscriptNode | str]:
    """Read the tokens of a run of words; what opens and closes may be nested."""
    stack: list[list[TranscriptNode | str]] = [[]]
    for token in tokens:
        tag = _TAG.fullmatch(token.content) if token.type == "html_inline" else None
        if token.type == "link_open" or (tag and tag[2] != "br" and not tag[1]):
            stack.append([])
        elif (token.type == "link_close" or (tag and tag[1])) and len(stack) > 1:
            inner = tuple(stack.pop())
            stack[-1].append(_close(token, tokens, inner))
        elif token.type in {"softbreak", "hardbreak"} or (tag and tag[2] == "br"):
            stack[-1].append(" ")
        elif token.type in {"text", "code_inline", "html_inline", "image"}:
            stack[-1].append(signs.read(token.content))
    return [part for level in stack for part in level]


def _close(token: Token, tokens: Sequence[Token], inner: tuple[TranscriptNode | str, ...]) -> TranscriptNode:
    """Make the node that a closing token ends."""
    opening = _find_opening(token, tokens)
    if token.type == "link_close":
        return TranscriptNode("link", inner, detail=unquote(str(opening.attrs["href"])))
    tag = _TAG.fullmatch(opening.content)
    assert tag
    value = unescape(tag[3] or "")
    if tag[2] == "abbr":
        return TranscriptNode("abbreviation", inner, detail=value)
    if tag[2] == "span":
        return TranscriptNode("passage", inner, lang=value)
    return TranscriptNode("inline", inner, detail={"sup": "superscript", "sub": "subscript"}.get(tag[2], ""))


def _find_opening(token: Token, tokens: Sequence[Token]) -> Token:
    """Find the token that a closing one belongs to."""
    depth = 0
    at = next(number for number, one in enumerate(tokens) if one is token)
    for one in reversed(tokens[: at + 1]):
        tag = _TAG.fullmatch(one.content) if one.type == "html_inline" else None
        if one.type == "link_close" or (tag and tag[1]):
            depth += 1
        elif one.type == "link_open" or (tag and tag[2] != "br"):
            depth -= 1
        if depth == 0:
            return one
    return token
