"""Markdown read into a tree of tokens that remember where they stand: the only user of markdown-it.

CommonMark with tables, definition lists, `{…}` attributes and `:::` containers. HTML is recognised so that it can be
refused; nothing here renders it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin

MAX_NESTING = 20
"""markdown-it drops what is nested deeper; `blocks` says so first."""

_ID_AT_THE_END = re.compile(r"\s*\{#([^\s{}]*)\}\s*$")
_CLASS_AT_THE_END = re.compile(r"(\{#[^\s{}]*)\s+\.([^\s{}]+)\s*\}\s*$")


@dataclass(slots=True)
class Branch:
    """A token and what stands between it and the token that closes it.

    kind: the type of the token without its `_open`, e.g. `paragraph`, `text`, `container_any`.
    """

    token: Token
    kind: str
    children: list[Branch]

    @property
    def line(self) -> int:
        """The 0-based line on which a block starts."""
        return self.token.map[0] if self.token.map else 0

    def walk(self) -> Iterator[Branch]:
        """This branch and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()


class _PlacedState(StateInline):
    """Remembers in each token where in the text of its block it starts (`at`) or ends (`end`)."""

    stepped = 0

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        # The link and span rules step over their opening bracket before they push.
        self.stepped = 1 if ttype in {"link_open", "span_open"} else 0
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = self.pos - self.stepped
        self.stepped = 0
        return token

    def pushPending(self) -> Token:  # noqa: N802 - the name is markdown-it's
        token = super().pushPending()
        token.meta["end"] = self.pos - self.stepped
        return token


class _PlacedInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _PlacedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def blocks(text: str) -> tuple[list[Branch], Branch | None]:
    """The blocks of a Markdown text, each `inline` branch holding its runs.

    Beside them, the first branch so deep that markdown-it may have dropped something below it, if there is one.
    """
    # Every line ends in a newline, because the container rule looks at the first character of the line after it.
    tokens = _parser().parse(text.rstrip("\n") + "\n")
    deep = next((token for token in tokens if _depth(token) >= MAX_NESTING - 2), None)
    return _nest(tokens), Branch(deep, deep.type, []) if deep else None


def inlines(text: str) -> Branch:
    """The runs of a text without blocks, as one `inline` branch."""
    token = _parser().parseInline(text)[0]
    return Branch(token, token.type, _nest(token.children or []))


def _depth(token: Token) -> int:
    if token.children:
        return max(token.level, *(child.level for child in token.children))
    return token.level


def offset(token: Token) -> int:
    """Where a run starts in the text of its block, in characters; good to a few characters for plain text."""
    at = token.meta.get("at")
    if at is None:
        at = token.meta.get("end", 0) - len(token.content)
    return max(0, int(at))


def heading_id(text: str) -> tuple[str, str | None]:
    """A heading or title without the `{#id}` at its end, and that id; None when there is none."""
    found = _ID_AT_THE_END.search(text)
    return (text[: found.start()].strip(), found[1]) if found else (text.strip(), None)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING})
    # Every address is let through here, so that the findings can name the ones that are refused.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    parser.inline = _PlacedInline()
    # The preset has switched rules off in the inline parser that was just replaced.
    parser.inline.ruler.disable(["linkify", "strikethrough"])
    parser.inline.ruler2.disable("strikethrough")
    parser.enable("table").use(deflist_plugin).use(attrs_plugin, spans=True)
    parser.use(container_plugin, "any", validate=lambda _params, _markup: True)
    parser.core.ruler.before("inline", "heading_ids", _heading_ids)
    return parser


def _heading_ids(state: StateCore) -> None:
    for opening, content in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open":
            if marked := _CLASS_AT_THE_END.search(content.content):
                opening.attrs["class"] = marked[2]
                content.content = f"{content.content[: marked.start()]}{marked[1]}}}"
            content.content, found = heading_id(content.content)
            if found is not None:
                opening.attrs["id"] = found


def _nest(tokens: list[Token]) -> list[Branch]:
    root: list[Branch] = []
    stack = [root]
    for token in tokens:
        if token.nesting < 0:
            stack.pop()
            continue
        runs = _nest(token.children) if token.type == "inline" and token.children else []
        branch = Branch(token, token.type.removesuffix("_open"), runs)
        stack[-1].append(branch)
        if token.nesting > 0:
            stack.append(branch.children)
    return root
