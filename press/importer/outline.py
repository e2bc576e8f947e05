"""The sections of a new text: which headings an old text has, and what has no heading."""

from __future__ import annotations

from dataclasses import replace

from press.importer.blocks import Block, Line, Run
from press.importer.codes import GUESSED, TO_WRITE
from press.importer.sorting import BORDER, NEW_HEADING, TOP, Sorting
from press.importer.words import sentences

LONGEST_LEAD = 300
"""Characters of a paragraph above the first heading that may be the lead."""
LONGEST_SUMMARY = 240


def outline(sorting: Sorting) -> None:
    """Give every block a section: headings on two levels, none without text, none missing. Finds the summary too."""
    blocks = _borders(sorting.blocks)
    sorting.blocks = blocks
    _lead(sorting)
    blocks = _levels(sorting, sorting.blocks)
    blocks = _empty(sorting, blocks)
    if blocks and blocks[0].kind != "heading":
        sorting.add(TO_WRITE, blocks[0].number, "this text stands under no heading")
        blocks.insert(0, Block("heading", (Line((Run(NEW_HEADING, blocks[0].number),)),), 2))
    sorting.blocks = blocks
    _summary(sorting)


def _borders(blocks: list[Block]) -> list[Block]:
    """Keep the heading that stands for standing matter where text without a heading follows, and only once."""
    kept: list[Block] = []
    section: Block | None = None
    for at, block in enumerate(blocks):
        if block.kind != "heading":
            kept.append(block)
        elif block.level != BORDER:
            section = block
            kept.append(block)
        elif section and section.level != BORDER and kept[-1].kind != "heading":
            following = next((one for one in blocks[at + 1 :] if one.kind != "heading" or one.level != BORDER), None)
            if following and following.kind != "heading":
                section = block
                kept.append(block)
    return [replace(one, level=TOP) if one.kind == "heading" and one.level == BORDER else one for one in kept]


def _levels(sorting: Sorting, blocks: list[Block]) -> list[Block]:
    """Headings on the levels 2 and 3, the first of them on level 2."""
    levels = sorted({one.level for one in blocks if one.kind == "heading" and one.level != TOP})
    ranks = {TOP: 0} | {level: rank for rank, level in enumerate(levels)}
    told: list[Block] = []
    first = True
    for block in blocks:
        if block.kind != "heading":
            told.append(block)
            continue
        rank = ranks[block.level]
        if rank > 1:
            problem = f"`{block.text}` is a heading of level {rank + 1}; a text has two levels"
            sorting.add(GUESSED, block.number, problem)
        told.append(replace(block, level=2 if first else min(rank, 1) + 2))
        first = False
    return told


def _empty(sorting: Sorting, blocks: list[Block]) -> list[Block]:
    """A heading above another is a section with a subheading; one with nothing below it is a paragraph."""
    told: list[Block] = []
    for at, block in enumerate(blocks):
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        above = told[-1] if told else None
        if block.kind != "heading":
            told.append(block)
        elif after is None:
            told.append(replace(block, kind="paragraph", level=0))
        elif above and above.kind == "heading" and above.level == block.level == 2:
            problem = f"`{block.text}` follows `{above.text}` without a text between them; it was put below it"
            sorting.add(GUESSED, block.number, problem)
            told.append(replace(block, level=3))
        else:
            told.append(block)
            if not block.sure:
                sorting.add(GUESSED, block.number, f"`{block.text}` was taken for a heading")
    return told


# ---------------------------------------------------------------- the summary


def _lead(sorting: Sorting) -> None:
    """Take a short paragraph between title and first heading for the lead."""
    if len(sorting.blocks) < 2 or not sorting.title:
        return
    first, second = sorting.blocks[:2]
    plain = not any(run.href or run.strong or run.em or run.lang for line in first.lines for run in line.runs)
    sentence = first.text.endswith((".", "?", "!", ".”")) and len(first.text) <= LONGEST_LEAD
    if first.kind == "paragraph" and second.kind == "heading" and plain and sentence:
        sorting.summary = first.text
        sorting.add(GUESSED, first.number, "this paragraph above the first heading was taken for the summary")
        sorting.take(first, "fact", "front matter: summary")


def _summary(sorting: Sorting) -> None:
    """The summary of an old page's head or, failing that, the first sentence of the text."""
    if sorting.summary:
        return
    if given := sorting.old.head.get("summary"):
        sorting.summary = given
        sorting.add(GUESSED, 1, "the description in the head of the page was taken for the summary")
        return
    first = next((block for block in sorting.blocks if block.kind == "paragraph"), None)
    said = sentences(first.text) if first else []
    if first and said and said[0].endswith(".") and len(said[0]) <= LONGEST_SUMMARY:
        sorting.summary = said[0]
        problem = "the first sentence was taken for the summary; it stands in the text too"
        sorting.add(GUESSED, first.number, problem, "write one sentence of your own, or keep it")
