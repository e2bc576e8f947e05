"""The body of a translation: sections, each a question with an id and its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from press.load.markdown.blocks import is_comment, make_block, read_blocks
from press.load.markdown.containers import read_container, register_id
from press.load.markdown.footnotes import attach_notes, check_calls, refuse_calls
from press.load.markdown.inlines import DIALECT, read_runs
from press.load.markdown.tokens import MAX_NESTING, SNIPPET, Branch, Manuscript, parse_blocks
from press.model.findings import FindingCode
from press.model.nodes import Node
from press.model.publication import SEPARATE_TEXTS, Section

WCAG = "WCAG 2.2, 1.3.1 and 2.4.6"

TITLE_INSIDE = FindingCode(
    "LOD301",
    "A body has no first-level heading: the title is front matter.",
    DIALECT,
    "write `##` for a section; the title stands after `title:` at the head of the file",
    bad={SNIPPET: "# A title\n\nText.\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n"},
)
HEADING_ID = FindingCode(
    "LOD302",
    "A heading has an id that is the same in every language.",
    DIALECT,
    "put an id at the end of the line: `## What is it? {#what}`",
    bad={SNIPPET: "## A section\n\nText.\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n"},
)
SKIPPED = FindingCode(
    "LOD305",
    "Heading levels are not skipped.",
    WCAG,
    "use `##` for a section and `###` within it",
    bad={SNIPPET: "## A section {#section}\n\nText.\n\n#### Deep {#deep}\n\nText.\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n\n### Sub {#sub}\n\nText.\n"},
)
TOO_LOW = FindingCode(
    "LOD306",
    "There are two levels of headings in a body: `##` and `###`.",
    DIALECT,
    "make it a `###`, or bold words at the start of a paragraph",
    bad={SNIPPET: "### Sub {#sub}\n\n#### Deep {#deep}\n\nText.\n"},
    good={SNIPPET: "### Sub {#sub}\n\n### Next {#next}\n\nText.\n"},
)
OUTSIDE_SECTION = FindingCode(
    "LOD308",
    "Every word of a body belongs to a section.",
    DIALECT,
    "put a heading such as `## What is it? {#what}` above it, or move it to `summary:` at the head of the file",
    bad={"publications/handwashing/en.md": "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\nLost.\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n"},
)
NO_HEADING = FindingCode(
    "LOD309",
    "A heading has words.",
    WCAG,
    "write the words between `##` and the id",
    bad={SNIPPET: "## {#section}\n\nText.\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n"},
)
BROKEN_LINK = FindingCode(
    "LOD328",
    "A link within the text leads to an id of the text.",
    "WCAG 2.2, 2.4.4",
    "write the id of a section, subheading, table, figure or callout of this file",
    bad={SNIPPET: "See [there](#nowhere).\n"},
    good={SNIPPET: "See [there](#there).\n\n### There {#there}\n\nText.\n"},
)
NO_SECTION = FindingCode(
    "LOD332",
    "A body has at least one section.",
    DIALECT,
    "write the text under headings such as `## What is it? {#what}`",
    bad={"publications/handwashing/en.md": "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n"},
)
TOO_DEEP = FindingCode(
    "LOD333",
    "Lists, quotations and emphasis are not nested beyond what can be read.",
    f"markdown-it, maxNesting {MAX_NESTING}",
    "make the inner parts a list or paragraphs of their own",
    bad={SNIPPET: "> " * MAX_NESTING + "deep\n"},
    good={SNIPPET: "- one\n  - two\n"},
)
EMPTY_SECTION = FindingCode(
    "LOD334",
    "A section says something.",
    DIALECT,
    "write the text under the heading, or delete the heading in every language",
    bad={SNIPPET: "## A section {#section}\n\n## Next {#next}\n\nText.\n"},
    good={SNIPPET: "## A section {#section}\n\nText.\n\n## Next {#next}\n\nText.\n"},
)
TEXT_FORM = FindingCode(
    "LOD340",
    "A section belongs to the whole text, or to its long, short, easy-read or summary form.",
    DIALECT,
    "write `{#id}` for every edition, or `{#id .long}`, `{#id-short .short}`, `{#id-easy .easy}` or "
    "`{#id-summary .summary}`; subheadings have none",
    bad={SNIPPET: "## A section {#section .tiny}\n\nText.\n"},
    good={SNIPPET: "## A section {#section .long}\n\nText.\n\n## A section {#section-short .short}\n\nText.\n"},
)
LONGEST_WORD = 1000
"""Characters. Setting a word takes time that grows with its square, and no address is as long."""
_ENDLESS = re.compile(rf"[!-~\u00c0-\u06ff]{{{LONGEST_WORD + 1},}}")  # of alphabets that part words with spaces
ENDLESS = FindingCode(
    "LOD350",
    "A word ends.",
    "house rule: whatever is wrong with a text is told within seconds",
    "put spaces between its words, or delete it; it may be data that a program has left behind",
    bad={SNIPPET: f"{'a' * (LONGEST_WORD + 1)}\n"},
    good={SNIPPET: f"{'a' * 20}\n"},
)
CODES = (
    TITLE_INSIDE, HEADING_ID, SKIPPED, TOO_LOW, OUTSIDE_SECTION, NO_HEADING, BROKEN_LINK, NO_SECTION, TOO_DEEP,
    EMPTY_SECTION, TEXT_FORM, ENDLESS,
)  # fmt: skip


TEXT_FORMS = ("long", "short", *SEPARATE_TEXTS)
"""Classes of a section: the text that it belongs to."""


@dataclass(slots=True)
class _OpenSection:
    """A section whose blocks are still being collected."""

    id: str
    heading: tuple[Node, ...]
    branch: Branch
    blocks: list[Node] = field(default_factory=list)


def read_sections(manuscript: Manuscript) -> tuple[Section, ...]:
    """Read the sections of a body.

    Findings go to the manuscript.
    """
    _leave_out_endless_words(manuscript)
    branches, deep = parse_blocks(manuscript.text)
    if deep:
        manuscript.add_finding(TOO_DEEP, manuscript.locate_block(deep), "this is nested too deeply to be read")
        branches = [one for one in branches if deep.token not in (inside.token for inside in one.walk())]
    sections: list[_OpenSection] = []
    stray: Branch | None = None
    level = 1
    for branch in branches:
        if branch.kind == "heading":
            level = _read_heading(manuscript, branch, level, sections)
            continue
        nodes = read_top_block(manuscript, branch)
        if sections:
            sections[-1].blocks += nodes
        elif not is_comment(branch) and branch.kind != "footnote_reference":
            stray = stray or branch
    _check_sections(manuscript, sections, stray)
    check_calls(manuscript)
    first = manuscript.first_line
    return tuple(attach_notes(_close_section(one, first), manuscript.notes) for one in sections)


def _leave_out_endless_words(manuscript: Manuscript) -> None:
    """Report endless words, and leave them out so that the rest of the text is read."""
    for endless in _ENDLESS.finditer(manuscript.text):
        line = manuscript.text.count("\n", 0, endless.start())
        column = endless.start() - manuscript.text.rfind("\n", 0, endless.start()) - 1
        problem = f"`{endless[0][:20]}…` is a word of {len(endless[0]):,} characters"
        manuscript.add_finding(ENDLESS, manuscript.make_place(line, column), problem)
    manuscript.replace_text(_ENDLESS.sub("…", manuscript.text))


def _close_section(one: _OpenSection, first: int) -> Section:
    marked = str(one.branch.token.attrs.get("class", ""))
    text = marked if marked in TEXT_FORMS else ""
    return Section(one.id, one.heading, tuple(one.blocks), first + one.branch.line, text)


def read_top_block(manuscript: Manuscript, branch: Branch) -> tuple[Node, ...]:
    """Read a container, or a block that stands by itself."""
    if branch.kind == "container_any":
        return tuple(read_container(manuscript, branch))
    return read_blocks(manuscript, [branch])


def check_links(manuscript: Manuscript, ids: frozenset[str]) -> None:
    """Report every link within the text to an unknown id."""
    for target, place in manuscript.links:
        if target not in ids:
            manuscript.add_finding(BROKEN_LINK, place, f"there is no `#{target}` in this text")


def _read_heading(manuscript: Manuscript, branch: Branch, before: int, sections: list[_OpenSection]) -> int:
    """Read a heading, and return its level.

    before: the level of the heading before it.
    """
    level = int(branch.token.tag[1:])
    place = manuscript.locate_block(branch)
    runs = tuple(run for inline in branch.children for run in read_runs(manuscript, inline))
    refuse_calls(manuscript, runs, "a heading")
    if not "".join(run.text_content for run in runs).strip():
        manuscript.add_finding(NO_HEADING, place, "this heading has no words")
    found = _read_heading_id(manuscript, branch, level)
    text_form = str(branch.token.attrs.get("class", ""))
    if text_form and (level != 2 or text_form not in TEXT_FORMS):
        manuscript.add_finding(TEXT_FORM, place, f"`.{text_form}` cannot be used on a level-{level} heading")
    if level == 1:
        manuscript.add_finding(TITLE_INSIDE, place, "`#` makes a first-level heading")
    elif level > before + 1:
        manuscript.add_finding(SKIPPED, place, f"a level-{level} heading follows level {before}")
    elif level > 3:
        manuscript.add_finding(TOO_LOW, place, f"this heading is on level {level}")
    if level <= 2 or not sections:
        manuscript.next_number = 1
        sections.append(_OpenSection(found, runs, branch))
    else:
        sections[-1].blocks.append(make_block(manuscript, branch, "subheading", runs, id=found))
    return level


def _read_heading_id(manuscript: Manuscript, branch: Branch, level: int) -> str:
    found = branch.token.attrs.get("id")
    if found is not None:
        register_id(manuscript, branch, str(found))
    elif level > 1:
        manuscript.add_finding(HEADING_ID, manuscript.locate_block(branch), "this heading has no id")
    return str(found or "")


def _check_sections(manuscript: Manuscript, sections: list[_OpenSection], stray: Branch | None) -> None:
    if stray:
        manuscript.add_finding(OUTSIDE_SECTION, manuscript.locate_block(stray), "this stands before the first section")
    elif not sections:
        manuscript.add_finding(NO_SECTION, manuscript.make_place(0), "there is no text")
    for one in sections:
        if not one.blocks and one.branch.token.tag != "h1":
            manuscript.add_finding(
                EMPTY_SECTION, manuscript.locate_block(one.branch), "nothing stands under this heading"
            )
