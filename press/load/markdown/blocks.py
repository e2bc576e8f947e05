"""Blocks of text: paragraphs, lists, definitions and quotations; containers are in `containers.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from press.load.markdown.footnotes import read_footnote
from press.load.markdown.inlines import COMMENT, DIALECT, RAW_HTML, read_runs
from press.load.markdown.tokens import SNIPPET, Branch, Manuscript
from press.model.findings import FindingCode
from press.model.nodes import NO_ATTRS, Node

HEADING_INSIDE = FindingCode(
    "LOD307",
    "A heading stands by itself, not in a list, quotation, container or statement.",
    "WCAG 2.2, 1.3.1",
    "move the heading out, or make it bold words: `**words**`",
    bad={SNIPPET: "- ### Inside {#inside}\n"},
    good={SNIPPET: "### Outside {#outside}\n\n- item\n"},
)
UNKNOWN_BLOCK = FindingCode(
    "LOD311",
    "Prose is made of the blocks that every edition can print.",
    DIALECT,
    "use paragraphs, lists, definitions, quotations and containers; four spaces at the start of a line make code",
    bad={SNIPPET: "Text.\n\n    by accident\n"},
    good={SNIPPET: "Text.\n\n> A quotation.\n"},
)
NESTED = FindingCode(
    "LOD314",
    "A container stands by itself, not in another block.",
    DIALECT,
    "move it out of the list, quotation, statement or container around it",
    bad={SNIPPET: "> ::: callout Look {#look}\n> Text.\n> :::\n"},
    good={SNIPPET: "::: callout Look {#look}\n> Text.\n:::\n"},
)
BARE_TABLE = FindingCode(
    "LOD315",
    "A table stands in a `table` container, which gives it its caption.",
    f"{DIALECT}; WCAG 2.2, 1.3.1",
    "put `::: table The caption {#id}` on the line before it and `:::` on the line after it",
    bad={SNIPPET: "| A | B |\n|---|---|\n| 1 | 2 |\n"},
    good={SNIPPET: "::: table Caption {#tab}\n| A | B |\n|---|---|\n| 1 | 2 |\n:::\n"},
)
LIST_START = FindingCode(
    "LOD319",
    "A numbered list starts at 1, or goes on from the list before it in its section.",
    DIALECT,
    "number it from 1, or go on from the last number of the list before it",
    bad={SNIPPET: "3. third\n4. fourth\n"},
    good={SNIPPET: "1. first\n2. second\n\nWait.\n\n3. third\n4. fourth\n"},
)
CODES = (HEADING_INSIDE, UNKNOWN_BLOCK, NESTED, BARE_TABLE, LIST_START)

_BLOCK_NAMES = {"code_block": "a block of code", "fence": "a block of code"}


def read_blocks(manuscript: Manuscript, branches: list[Branch]) -> tuple[Node, ...]:
    """Read the blocks of a text.

    In a list without blank lines an item holds its runs directly, as in CommonMark.
    """
    return tuple(node for branch in branches for node in _read_block(manuscript, branch))


def _read_block(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    reader = _BLOCK_READERS.get(branch.kind)
    if reader:
        yield from reader(manuscript, branch)
    elif branch.kind == "heading":
        manuscript.add_finding(HEADING_INSIDE, manuscript.locate_block(branch), "a heading stands inside another block")
    elif branch.kind == "html_block":
        _refuse_html(manuscript, branch)
    elif branch.kind == "table":
        manuscript.add_finding(BARE_TABLE, manuscript.locate_block(branch), "this table has no caption")
    elif branch.kind == "container_any":
        manuscript.add_finding(NESTED, manuscript.locate_block(branch), "a container stands inside another block")
    else:
        what = _BLOCK_NAMES.get(branch.kind, branch.kind)
        manuscript.add_finding(UNKNOWN_BLOCK, manuscript.locate_block(branch), f"{what} cannot be printed")


def is_comment(branch: Branch) -> bool:
    """Check whether a block is a comment and nothing else."""
    return branch.kind == "html_block" and not COMMENT.sub("", branch.token.content).strip()


def _refuse_html(manuscript: Manuscript, branch: Branch) -> None:
    """Report HTML; a comment alone is a note of the writer, which is not printed."""
    rest = COMMENT.sub("", branch.token.content).strip()
    if rest.startswith("<") or not COMMENT.search(branch.token.content):
        first = (rest or branch.token.content.strip()).split("\n")[0]
        manuscript.add_finding(RAW_HTML, manuscript.locate_block(branch), f"`{first[:60]}` is HTML")
    elif rest:
        # CommonMark takes the rest of the line for HTML, so its words would be lost.
        first = rest.split("\n")[0]
        hint = "put the comment on lines of its own, with a blank line after it"
        problem = f"`{first[:60]}` would not be printed, because a comment is beside it"
        manuscript.add_finding(RAW_HTML, manuscript.locate_block(branch), problem, hint)


def make_block(manuscript: Manuscript, branch: Branch, kind: str, children: tuple[Node, ...], **attrs: str) -> Node:
    """Make a node for a block, with its place."""
    place = manuscript.locate_block(branch)
    return Node(kind, children, "", attrs or NO_ATTRS, place.line, place.column)


def _read_paragraph(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    runs = tuple(run for inline in branch.children for run in read_runs(manuscript, inline))
    if branch.token.hidden:
        yield from runs
    elif runs:
        yield make_block(manuscript, branch, "paragraph", runs)


def _read_term(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    runs = tuple(run for inline in branch.children for run in read_runs(manuscript, inline))
    yield make_block(manuscript, branch, "term", runs)


def _read_numbered_list(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    start = int(branch.token.attrs.get("start", 1))
    if start not in {1, manuscript.next_number}:
        manuscript.add_finding(LIST_START, manuscript.locate_block(branch), f"this list starts at {start}")
    items = read_blocks(manuscript, branch.children)
    manuscript.next_number = start + len(branch.children)
    attrs = {"start": str(start)} if start != 1 else {}
    yield make_block(manuscript, branch, "ordered_list", items, **attrs)


def _make_reader(kind: str) -> Callable[[Manuscript, Branch], Iterator[Node]]:
    def read(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
        yield make_block(manuscript, branch, kind, read_blocks(manuscript, branch.children))

    return read


_CHECK_BOX = re.compile(r"\[([ xX])\](?:\s+|$)")


def _read_item(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    """Read an item of a list, with its check-box, if it has one."""
    box = _take_check_box(manuscript, branch)
    children = read_blocks(manuscript, branch.children)
    if box and children and children[0].kind == "paragraph":
        first = replace(children[0], children=(box, *children[0].children))
        children = (first, *children[1:])
    elif box:
        children = (box, *children)
    yield make_block(manuscript, branch, "item", children)


def _take_check_box(manuscript: Manuscript, branch: Branch) -> Node | None:
    """Take `[ ]` off the beginning of an item."""
    paragraph = branch.children[0] if branch.children and branch.children[0].kind == "paragraph" else None
    inline = paragraph.children[0] if paragraph and paragraph.children else None
    first = inline.children[0] if inline and inline.children else None
    found = _CHECK_BOX.match(first.token.content) if first and first.kind == "text" else None
    if not (inline and first and found):
        return None
    place = manuscript.locate_run(inline, first)
    first.token.content = first.token.content[found.end() :]
    state = "empty" if found[1] == " " else "checked"
    attrs = {"state": state, "notation": "[ ]" if state == "empty" else "[x]"}
    return Node("check_box", (), "", attrs, place.line, place.column)


def _read_rule(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    """Read a line of underscores: a line to fill in."""
    length = branch.token.markup
    if not length.startswith("_"):
        manuscript.add_finding(
            UNKNOWN_BLOCK, manuscript.locate_block(branch), "a rule across the page cannot be printed"
        )
        return
    place = manuscript.locate_block(branch)
    blank = Node("blank", (), "", {"length": "80", "notation": "____"}, place.line, place.column)
    yield make_block(manuscript, branch, "paragraph", (blank,))


_BLOCK_READERS: dict[str, Callable[[Manuscript, Branch], Iterator[Node]]] = {
    "paragraph": _read_paragraph,
    "bullet_list": _make_reader("bullet_list"),
    "ordered_list": _read_numbered_list,
    "list_item": _read_item,
    "footnote_reference": read_footnote,
    "hr": _read_rule,
    "blockquote": _make_reader("quote"),
    "dl": _make_reader("definitions"),
    "dt": _read_term,
    "dd": _make_reader("definition"),
}
