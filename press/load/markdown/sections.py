"""The body of a translation: sections, each a question with an id and its answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from press.load.markdown.blocks import block, read_blocks
from press.load.markdown.containers import read_container, register
from press.load.markdown.inlines import DIALECT, read_runs
from press.load.markdown.manuscript import SNIPPET, Manuscript
from press.load.markdown.tokens import MAX_NESTING, Branch, blocks
from press.model.edition import Section
from press.model.findings import Code
from press.model.nodes import Node

WCAG = "WCAG 2.2, 1.3.1 and 2.4.6"

TITLE_INSIDE = Code(
    "LOD301",
    "A body has no first-level heading: the title is front matter.",
    DIALECT,
    "write `##` for a section; the title stands after `title:` at the head of the file",
    bad={SNIPPET: "# A title\n\nText.\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n"},
)
HEADING_ID = Code(
    "LOD302",
    "A heading has an id that is the same in every language.",
    DIALECT,
    "put an id at the end of the line: `## What is it? {#what}`",
    bad={SNIPPET: "## A section\n\nText.\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n"},
)
SKIPPED = Code(
    "LOD305",
    "Heading levels are not skipped.",
    WCAG,
    "use `##` for a section and `###` within it",
    bad={SNIPPET: "## A section {#section}\n\nText.\n\n#### Deep {#deep}\n\nText.\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n\n### Sub {#sub}\n\nText.\n"},
)
TOO_LOW = Code(
    "LOD306",
    "There are two levels of headings in a body: `##` and `###`.",
    DIALECT,
    "make it a `###`, or bold words at the start of a paragraph",
    bad={SNIPPET: "### Sub {#sub}\n\n#### Deep {#deep}\n\nText.\n"},
    good={SNIPPET: "### Sub {#sub}\n\n### Next {#next}\n\nText.\n"},
)
HOMELESS = Code(
    "LOD308",
    "Every word of a body belongs to a section.",
    DIALECT,
    "put a heading such as `## What is it? {#what}` above it, or move it to `summary:` at the head of the file",
    bad={"publications/handwashing/en.md": "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\nLost.\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n"},
)
NO_HEADING = Code(
    "LOD309",
    "A heading has words.",
    WCAG,
    "write the words between `##` and the id",
    bad={SNIPPET: "## {#section}\n\nText.\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n"},
)
BROKEN_LINK = Code(
    "LOD328",
    "A link within the text leads to an id of the text.",
    "WCAG 2.2, 2.4.4",
    "write the id of a section, subheading, table, figure or callout of this file",
    bad={SNIPPET: "See [there](#nowhere).\n"},
    good={SNIPPET: "See [there](#there).\n\n### There {#there}\n\nText.\n"},
)
NO_SECTION = Code(
    "LOD332",
    "A body has at least one section.",
    DIALECT,
    "write the text under headings such as `## What is it? {#what}`",
    bad={"publications/handwashing/en.md": "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n"},
)
TOO_DEEP = Code(
    "LOD333",
    "Lists, quotations and emphasis are not nested beyond what can be read.",
    f"markdown-it, maxNesting {MAX_NESTING}",
    "make the inner parts a list or paragraphs of their own",
    bad={SNIPPET: "> " * MAX_NESTING + "deep\n"},
    good={SNIPPET: "- one\n  - two\n"},
)
EMPTY_SECTION = Code(
    "LOD334",
    "A section says something.",
    DIALECT,
    "write the text under the heading, or delete the heading in every language",
    bad={SNIPPET: "## A section {#section}\n\n## Next {#next}\n\nText.\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n\n## Next {#next}\n\nText.\n"},
)
TEXT_FORM = Code(
    "LOD340",
    "A section belongs to the whole text, to its long form, or to its short form.",
    DIALECT,
    "write `{#id}` for every edition, `{#id .long}` or `{#id-short .short}`; a subheading goes with its section",
    bad={SNIPPET: "## A section {#section .tiny}\n\nText.\n"},
    good={SNIPPET: "## A section {#section .long}\n\nText.\n\n## A section {#section-short .short}\n\nText.\n"},
)
CODES = (
    TITLE_INSIDE, HEADING_ID, SKIPPED, TOO_LOW, HOMELESS, NO_HEADING, BROKEN_LINK, NO_SECTION, TOO_DEEP, EMPTY_SECTION,
    TEXT_FORM,
)  # fmt: skip


@dataclass(slots=True)
class _Open:
    """A section while its blocks are being collected."""

    id: str
    heading: tuple[Node, ...]
    branch: Branch
    blocks: list[Node] = field(default_factory=list)


def read_sections(manuscript: Manuscript) -> tuple[Section, ...]:
    """The sections of a body; what is wrong with it goes to the manuscript's findings."""
    branches, deep = blocks(manuscript.text)
    if deep:
        manuscript.add(TOO_DEEP, manuscript.block(deep), "this is nested too deeply to be read")
        return ()
    sections: list[_Open] = []
    homeless: Branch | None = None
    level = 1
    for branch in branches:
        if branch.kind == "heading":
            level = _heading(manuscript, branch, level, sections)
            continue
        nodes = top_blocks(manuscript, branch)
        if sections:
            sections[-1].blocks += nodes
        else:
            homeless = homeless or branch
    _check_whole(manuscript, sections, homeless)
    first = manuscript.first_line
    return tuple(_closed(one, first) for one in sections)


def _closed(one: _Open, first: int) -> Section:
    text = {"short": "short", "long": "long"}.get(str(one.branch.token.attrs.get("class", "")), "")
    return Section(one.id, one.heading, tuple(one.blocks), first + one.branch.line, text)


def top_blocks(manuscript: Manuscript, branch: Branch) -> tuple[Node, ...]:
    """What a block that stands by itself becomes."""
    if branch.kind == "container_any":
        return tuple(read_container(manuscript, branch))
    return read_blocks(manuscript, [branch])


def check_links(manuscript: Manuscript, ids: frozenset[str]) -> None:
    """Note every link within the text that leads to none of the ids."""
    for target, place in manuscript.links:
        if target not in ids:
            manuscript.add(BROKEN_LINK, place, f"there is no `#{target}` in this text")


def _heading(manuscript: Manuscript, branch: Branch, before: int, sections: list[_Open]) -> int:
    """Read a heading that comes after one of level `before`; its level."""
    level = int(branch.token.tag[1:])
    place = manuscript.block(branch)
    runs = tuple(run for inline in branch.children for run in read_runs(manuscript, inline))
    if not "".join(run.plain for run in runs).strip():
        manuscript.add(NO_HEADING, place, "this heading has no words")
    found = _heading_id(manuscript, branch, level)
    form = str(branch.token.attrs.get("class", ""))
    if form and (level != 2 or form not in ("short", "long")):
        manuscript.add(TEXT_FORM, place, f"`.{form}` says nothing of a heading on level {level}")
    if level == 1:
        manuscript.add(TITLE_INSIDE, place, "`#` makes a first-level heading")
    elif level > before + 1:
        manuscript.add(SKIPPED, place, f"a level-{level} heading follows level {before}")
    elif level > 3:
        manuscript.add(TOO_LOW, place, f"this heading is on level {level}")
    if level <= 2 or not sections:
        sections.append(_Open(found, runs, branch))
    else:
        sections[-1].blocks.append(block(manuscript, branch, "subheading", runs, id=found))
    return level


def _heading_id(manuscript: Manuscript, branch: Branch, level: int) -> str:
    found = branch.token.attrs.get("id")
    if found is not None:
        register(manuscript, branch, str(found))
    elif level > 1:
        manuscript.add(HEADING_ID, manuscript.block(branch), "this heading has no id")
    return str(found or "")


def _check_whole(manuscript: Manuscript, sections: list[_Open], homeless: Branch | None) -> None:
    if homeless:
        manuscript.add(HOMELESS, manuscript.block(homeless), "this stands before the first section")
    elif not sections:
        manuscript.add(NO_SECTION, manuscript.place(0), "there is no text")
    for one in sections:
        if not one.blocks and one.branch.token.tag != "h1":
            manuscript.add(EMPTY_SECTION, manuscript.block(one.branch), "nothing stands under this heading")
