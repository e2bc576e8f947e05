"""Small manners of setting: what must not be broken at the end of a line, and lines that must not end alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from markupsafe import Markup, escape

from press.model.nodes import BLOCKS, Node

LONGEST_WHOLE = 48
"""Characters of a word that may still be kept on one line: the narrowest text column holds as many (half-letter)."""
SHORTEST_LAST_LINE = 9
"""Characters that the last line of a paragraph has at least (design brief 7.4)."""
SHORTEST_PARAGRAPH = 30
"""A paragraph of fewer characters has one line, and nothing to bind."""

NBSP = "\u00a0"
_LONE_SIGN = re.compile(r" (?=[~–—·]\s)")
_COMPOUND = re.compile(r"\S*\w[-–@/.~]\w\S*")


@lru_cache(maxsize=8192)
def unbroken(text: str) -> Markup:
    """The text with every number, address and compound word kept on one line.

    A line that ends in a real hyphen loses it in text extraction (research/tagging.md, point 13), and a telephone
    number in two halves is read wrongly. What is longer than `LONGEST_WHOLE` may break after a slash.
    """
    text = _LONE_SIGN.sub(NBSP, text)  # a dash does not begin a line
    parts: list[str | Markup] = []
    end = 0
    for match in _COMPOUND.finditer(text):
        parts += [text[end : match.start()], whole(match[0])]
        end = match.end()
    parts.append(text[end:])
    return Markup("").join(escape(part) for part in parts)


def whole(word: str) -> Markup:
    """A word, or a few that belong together, on one line where it can be."""
    css_class = "nb" if len(word) <= LONGEST_WHOLE // 2 else "address"
    return Markup("").join(Markup('<span class="{}">{}</span>').format(css_class, part) for part in _pieces(word))


def breakable(address: str, joint: str = "") -> Markup:
    """An address that may break after a slash, because its column is narrow.

    joint: what stands between the pieces; browsers do not break after a slash unless `<wbr>` tells them to.
    """
    pieces = address.replace("/", "/\n").split("\n")
    return Markup(joint).join(  # noqa: S704 - the joint is written in a template
        Markup('<span class="nb">{}</span>').format(piece) for piece in pieces if piece
    )


def _pieces(word: str) -> list[str]:
    if len(word) <= LONGEST_WHOLE:
        return [word]
    return [piece for piece in word.replace("/", "/\n").split("\n") if piece]


def bound(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The inline nodes of a paragraph with its last words tied together, so that none stands alone on a line."""
    if sum(len(node.plain) for node in nodes) < SHORTEST_PARAGRAPH:
        return tuple(nodes)
    last = nodes[-1]
    if last.kind == "text":
        tied = replace(last, text=_tie(last.text))
    else:
        tied = replace(last, children=bound(last.children)) if last.children else last
    return (*nodes[:-1], tied)


def _tie(text: str) -> str:
    if text.endswith(" "):
        return text
    words = text.split(" ")
    tail = words.pop()
    while len(words) > 1 and len(tail) < SHORTEST_LAST_LINE:
        tail = words.pop() + NBSP + tail
    return " ".join([*words, tail])


def lead_and_rest(node: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """What an item or a definition begins with, as inline nodes, and the blocks that follow."""
    children = node.children
    if children and children[0].kind == "paragraph":
        return children[0].children, children[1:]
    count = next((at for at, child in enumerate(children) if child.kind in BLOCKS), len(children))
    return children[:count], children[count:]
