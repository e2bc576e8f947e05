"""Blocks of text: paragraphs, lists, definitions and quotations; containers are in `containers.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from press.load.markdown.inlines import DIALECT, RAW_HTML, read_runs
from press.load.markdown.manuscript import SNIPPET, Manuscript
from press.load.markdown.tokens import Branch
from press.model.findings import Code
from press.model.nodes import NO_ATTRS, Node

HEADING_INSIDE = Code(
    "LOD307",
    "A heading stands by itself, not in a list, quotation, container or statement.",
    "WCAG 2.2, 1.3.1",
    "move the heading out, or make it bold words: `**words**`",
    bad={SNIPPET: "- ### Inside {#inside}\n"},
    good={SNIPPET: "### Outside {#outside}\n\n- item\n"},
)
UNKNOWN_BLOCK = Code(
    "LOD311",
    "Prose is made of the blocks that every edition can print.",
    DIALECT,
    "use paragraphs, lists, definitions, quotations and containers; four spaces at the start of a line make code",
    bad={SNIPPET: "Text.\n\n    by accident\n"},
    good={SNIPPET: "Text.\n\n> A quotation.\n"},
)
NESTED = Code(
    "LOD314",
    "A container stands by itself, not in another block.",
    DIALECT,
    "move it out of the list, quotation, statement or container that it stands in",
    bad={SNIPPET: "> ::: callout Look {#look}\n> Text.\n> :::\n"},
    good={SNIPPET: "::: callout Look {#look}\n> Text.\n:::\n"},
)
BARE_TABLE = Code(
    "LOD315",
    "A table stands in a `table` container, which gives it its caption.",
    f"{DIALECT}; WCAG 2.2, 1.3.1",
    "put `::: table The caption {#id}` on the line before it and `:::` on the line after it",
    bad={SNIPPET: "| A | B |\n|---|---|\n| 1 | 2 |\n"},
    good={SNIPPET: "::: table Caption {#tab}\n| A | B |\n|---|---|\n| 1 | 2 |\n:::\n"},
)
LIST_START = Code(
    "LOD319",
    "A numbered list starts at 1.",
    DIALECT,
    "number it from 1, or indent what stands between the parts of the list so that it belongs to an item",
    bad={SNIPPET: "3. third\n4. fourth\n"},
    good={SNIPPET: "1. first\n2. second\n"},
)
CODES = (HEADING_INSIDE, UNKNOWN_BLOCK, NESTED, BARE_TABLE, LIST_START)

_WORDS = {"hr": "a rule across the page", "code_block": "a block of code", "fence": "a block of code"}


def read_blocks(manuscript: Manuscript, branches: list[Branch]) -> tuple[Node, ...]:
    """The blocks of a text. In a list without blank lines an item holds its runs directly, as in CommonMark."""
    return tuple(node for branch in branches for node in _read(manuscript, branch))


def _read(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    reader = _BLOCKS.get(branch.kind)
    if reader:
        yield from reader(manuscript, branch)
    elif branch.kind == "heading":
        manuscript.add(HEADING_INSIDE, manuscript.block(branch), "a heading stands inside another block")
    elif branch.kind == "html_block":
        first = branch.token.content.strip().split("\n")[0]
        manuscript.add(RAW_HTML, manuscript.block(branch), f"`{first[:60]}` is HTML")
    elif branch.kind == "table":
        manuscript.add(BARE_TABLE, manuscript.block(branch), "this table has no caption")
    elif branch.kind == "container_any":
        manuscript.add(NESTED, manuscript.block(branch), "a container stands inside another block")
    else:
        what = _WORDS.get(branch.kind, branch.kind)
        manuscript.add(UNKNOWN_BLOCK, manuscript.block(branch), f"{what} cannot be printed")


def block(manuscript: Manuscript, branch: Branch, kind: str, children: tuple[Node, ...], **attrs: str) -> Node:
    """A node for a block, with its place."""
    place = manuscript.block(branch)
    return Node(kind, children, "", attrs or NO_ATTRS, place.line, place.column)


def _paragraph(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    runs = tuple(run for inline in branch.children for run in read_runs(manuscript, inline))
    if branch.token.hidden:
        yield from runs
    elif runs:
        yield block(manuscript, branch, "paragraph", runs)


def _term(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    runs = tuple(run for inline in branch.children for run in read_runs(manuscript, inline))
    yield block(manuscript, branch, "term", runs)


def _numbered(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    if branch.token.attrs.get("start", 1) != 1:
        manuscript.add(LIST_START, manuscript.block(branch), f"this list starts at {branch.token.attrs['start']}")
    yield block(manuscript, branch, "ordered_list", read_blocks(manuscript, branch.children))


def _holding(kind: str) -> Callable[[Manuscript, Branch], Iterator[Node]]:
    def read(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
        yield block(manuscript, branch, kind, read_blocks(manuscript, branch.children))

    return read


_BLOCKS: dict[str, Callable[[Manuscript, Branch], Iterator[Node]]] = {
    "paragraph": _paragraph,
    "bullet_list": _holding("bullet_list"),
    "ordered_list": _numbered,
    "list_item": _holding("item"),
    "blockquote": _holding("quote"),
    "dl": _holding("definitions"),
    "dt": _term,
    "dd": _holding("definition"),
}
