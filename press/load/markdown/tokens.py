"""Markdown parsed into a tree of tokens with their positions: the only user of markdown-it.

CommonMark with tables, definition lists, `{…}` attributes and `:::` containers. HTML is recognized so that it can be
refused; nothing here renders it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
from mdit_py_plugins.footnote.index import footnote_def
from mdit_py_plugins.subscript import sub_plugin as subscript_plugin
from mdit_py_plugins.superscript import superscript_plugin

from press.model.findings import Finding, FindingCode, Place
from press.model.nodes import Node

MAX_NESTING = 20
"""markdown-it drops what is nested deeper; `parse_blocks` reports that first."""

_VALUE = re.compile(r"\{\{\s*([a-z_]+\.[a-z0-9_-]+)\s*\}\}")
_CALL = re.compile(r"\[\^([^\]\s]{1,60})\]")
_BLANK = re.compile(r"(?<!\w)_{3,}(?!\w)")
_ID_AT_THE_END = re.compile(r"\s*\{#([^\s{}]*)\}\s*$")
_CLASS_AT_THE_END = re.compile(r"(\{#[^\s{}]*)\s+\.([^\s{}]+)\s*\}\s*$")


@dataclass(slots=True)
class Branch:
    """A token, with the tokens up to its closing token as children.

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
        """Yield this branch and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()


class _PlacedState(StateInline):
    """An inline state that records in each token where in its block it starts (`at`) or ends (`end`)."""

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


def parse_blocks(text: str) -> tuple[list[Branch], Branch | None]:
    """Parse Markdown into blocks, each `inline` branch with its runs.

    Also gives the first branch so deep that markdown-it may have dropped something below it, if there is one.
    """
    # Every line ends in a newline, because the container rule looks at the first character of the line after it.
    tokens = _make_parser().parse(text.rstrip("\n") + "\n")
    deep = next((token for token in tokens if _measure_depth(token) >= MAX_NESTING - 2), None)
    return _nest_tokens(tokens), Branch(deep, deep.type, []) if deep else None


def parse_inlines(text: str) -> Branch:
    """Parse a text without blocks into one `inline` branch."""
    token = _make_parser().parseInline(text)[0]
    return Branch(token, token.type, _nest_tokens(token.children or []))


def _measure_depth(token: Token) -> int:
    if token.children:
        return max(token.level, *(child.level for child in token.children))
    return token.level


def find_offset(token: Token) -> int:
    """Find where a run starts in its block's text.

    The offset is in characters, and good to a few characters for plain text.
    """
    at = token.meta.get("at")
    if at is None:
        at = token.meta.get("end", 0) - len(token.content)
    return max(0, int(at))


def split_heading_id(text: str) -> tuple[str, str | None]:
    """Split the `{#id}` off the end of a heading.

    Gives the heading or title without it, and the id, None when there is none.
    """
    found = _ID_AT_THE_END.search(text)
    return (text[: found.start()].strip(), found[1]) if found else (text.strip(), None)


@cache
def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING})
    # Every address is let through here, so that the findings can name the ones that are refused.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    parser.inline = _PlacedInline()
    # The preset has switched rules off in the inline parser that was just replaced.
    parser.inline.ruler.disable(["linkify", "strikethrough"])
    parser.inline.ruler2.disable("strikethrough")
    parser.enable("table").use(deflist_plugin).use(attrs_plugin, spans=True)
    parser.use(superscript_plugin).use(subscript_plugin)
    parser.inline.ruler.before("sub", "doubled_signs", _read_doubled_signs)
    parser.inline.ruler.before("link", "value", _read_value)
    parser.inline.ruler.before("emphasis", "blank", _read_blank)
    parser.inline.ruler.before("link", "footnote_call", _read_footnote_call)
    parser.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    parser.use(container_plugin, "any", validate=lambda _params, _markup: True)
    parser.core.ruler.before("inline", "heading_ids", _move_heading_ids)
    return parser


def _read_doubled_signs(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature is markdown-it's
    """Read `~~` and `^^` as they stand: the plugins would find a raised or lowered text in `~~struck~~`."""
    sign = state.src[state.pos]
    if sign not in "~^":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == sign:
        end += 1
    if end - state.pos < 2:
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _read_value(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature is markdown-it's
    """Read `{{ name }}`, the name of a value."""
    found = _VALUE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("value", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _read_footnote_call(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature is markdown-it's
    """Read `[^name]`; a call without a note is read too, so that it can be reported."""
    found = _CALL.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("footnote_call", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _read_blank(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature is markdown-it's
    """Read `____`, a line to fill in."""
    found = _BLANK.match(state.src, state.pos) if state.src[state.pos] == "_" else None
    if not found or state.src[state.pos - 1 : state.pos] == "_":
        return False
    if not silent:
        state.push("blank", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _move_heading_ids(state: StateCore) -> None:
    for opening, content in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open":
            if with_class := _CLASS_AT_THE_END.search(content.content):
                opening.attrs["class"] = with_class[2]
                content.content = f"{content.content[: with_class.start()]}{with_class[1]}}}"
            content.content, found = split_heading_id(content.content)
            if found is not None:
                opening.attrs["id"] = found


def _nest_tokens(tokens: list[Token]) -> list[Branch]:
    root: list[Branch] = []
    stack = [root]
    for token in tokens:
        if token.nesting < 0:
            stack.pop()
            continue
        runs = _nest_tokens(token.children) if token.type == "inline" and token.children else []
        branch = Branch(token, token.type.removesuffix("_open"), runs)
        stack[-1].append(branch)
        if token.nesting > 0:
            stack.append(branch.children)
    return root


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A value that a text uses by name: its words, its link and its language, if it has one."""

    text: str
    href: str = ""
    lang: str = ""


SNIPPET = ""
"""The key for a piece of Markdown among the examples of a code; the tests put it into a translation."""


@dataclass(slots=True)
class Manuscript:
    """A text, its place in its file, and what has been collected from it.

    first_line, first_column: where the text starts in the file (1-based); ids: every id and its place; links: every
    link within the text and its place; values: what the text may use by name; lang: its language.
    """

    path: str
    text: str
    first_line: int = 1
    first_column: int = 1
    findings: list[Finding] = field(default_factory=list)
    ids: dict[str, Place] = field(default_factory=dict)
    links: list[tuple[str, Place]] = field(default_factory=list)
    next_number: int = 1
    """The number with which a list may go on from the last one in this section."""
    values: Mapping[str, NamedValue] = field(default_factory=dict)
    lang: str = ""
    notes: dict[str, Node] = field(default_factory=dict)
    """Each footnote by its label."""
    calls: list[tuple[str, Place]] = field(default_factory=list)
    """The label of each call of a footnote, and its place."""
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.replace_text(self.text)

    def replace_text(self, text: str) -> None:
        """Replace the text by one with the same lines."""
        self.text = text
        self.lines = text.split("\n")

    def get_line(self, number: int) -> str:
        """Return the line with a 0-based number.

        It is empty after the last line.
        """
        return self.lines[number] if number < len(self.lines) else ""

    def make_place(self, line: int, column: int = 0) -> Place:
        """Convert a 0-based line and column to a file place."""
        return Place(self.path, self.first_line + line, self.first_column + column)

    def locate_block(self, branch: Branch) -> Place:
        """Find where a block starts, after its indentation."""
        text = self.get_line(branch.line)
        return self.make_place(branch.line, len(text) - len(text.lstrip()))

    def locate_run(self, inline: Branch, run: Branch) -> Place:
        """Find where a run of text within a block starts."""
        return self.locate_character(inline, find_offset(run.token))

    def locate_character(self, inline: Branch, at: int) -> Place:
        """Find the place of a character in a block's text."""
        content = inline.token.content
        start = content.rfind("\n", 0, at) + 1
        line = inline.line + content.count("\n", 0, at)
        end = content.find("\n", start)
        # The block's indentation and markers are not part of its content; a cell may differ by escaped bars.
        shift = max(0, self.get_line(line).find(content[start:end] if end >= 0 else content[start:]))
        return self.make_place(line, shift + at - start)

    def add_finding(self, code: FindingCode, place: Place, problem: str, hint: str = "") -> None:
        """Add a finding."""
        self.findings.append(code.make_finding(place, problem, hint))
