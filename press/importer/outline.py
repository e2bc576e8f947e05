"""Sections of an imported text: which headings it has, and text without one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import replace

from press.importer.blocks import (
    BORDER,
    NEW_HEADING,
    NEW_TEXT,
    TOP,
    ImportDraft,
    ImportedBlock,
    ImportedLine,
    ImportedRun,
)
from press.importer.codes import GUESSED, TO_WRITE
from press.model.edition import BODY_IDS

LONGEST_ID = 5
"""Words of an id; enough to tell sections apart, and short in a link."""
RESERVED_IDS = frozenset({"main", *BODY_IDS.values()})
"""The ids that the press itself uses."""

_SENTENCE = re.compile(r"(?<=[.!?…])[”’\"')\]]*\s+(?=[“‘\"'(¿¡\[]*[^\W\d_a-z])")
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b[A-Za-z]\.[A-Za-z]|\b(?:Dr|Mr|Mrs|Ms|St|No|vs|etc|Inc|Pub|Sra?|Dra?))\.$")


def make_slug(text: str) -> str:
    """Make lower-case words joined by hyphens from a text.

    Empty when it has no Latin letters.
    """
    latin = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", latin.replace("'", ""))
    while words and not words[0][0].isalpha():
        words = words[1:]
    return "-".join(words[:LONGEST_ID])


def make_id(text: str, fallback: str, used: Collection[str]) -> str:
    """Make an id that nothing in the text has yet."""
    base = make_slug(text) or fallback
    number, found = 1, base
    while found in used or found in RESERVED_IDS:
        number += 1
        found = f"{base}-{number}"
    return found


def split_sentences(text: str) -> list[str]:
    """Split a text into sentences, as far as punctuation tells.

    Where it is doubtful whether a sentence ends, it does not.
    """
    found: list[str] = []
    start = 0
    for gap in _SENTENCE.finditer(text):
        sentence = text[start : gap.start()]
        if not _ABBREVIATED.search(sentence):
            found.append(text[start : gap.end()].strip())
            start = gap.end()
    return [*found, text[start:].strip()] if text[start:].strip() else found


LONGEST_LEAD = 300
"""Characters of a paragraph above the first heading that may be the lead."""
LONGEST_SUMMARY = 240


def make_sections(draft: ImportDraft) -> None:
    """Give every block a section, and find the summary.

    Afterwards there are two levels of headings, every heading has text below it, and all text is below a heading.
    """
    blocks = _filter_borders(draft.blocks)
    draft.blocks = blocks
    _take_lead(draft)
    blocks = _set_levels(draft, draft.blocks)
    blocks = _repair_empty(draft, blocks)
    if not blocks:
        draft.add_finding(TO_WRITE, 1, "there is nothing below the title")
        blocks = [ImportedBlock("paragraph", (ImportedLine((ImportedRun(NEW_TEXT, 0),)),))]
    if blocks[0].kind != "heading":
        draft.add_finding(TO_WRITE, blocks[0].number, "this text has no heading")
        blocks.insert(0, ImportedBlock("heading", (ImportedLine((ImportedRun(NEW_HEADING, blocks[0].number),)),), 2))
    draft.blocks = blocks
    _find_summary(draft)


def _filter_borders(blocks: list[ImportedBlock]) -> list[ImportedBlock]:
    """Keep headings in place of removed furniture where needed.

    Such a heading stays only if text without a heading of its own follows, and only once in a row.
    """
    kept: list[ImportedBlock] = []
    section: ImportedBlock | None = None
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


def _set_levels(draft: ImportDraft, blocks: list[ImportedBlock]) -> list[ImportedBlock]:
    """Set headings to levels 2 and 3, beginning with 2."""
    levels = sorted({one.level for one in blocks if one.kind == "heading" and one.level != TOP})
    ranks = {TOP: 0} | {level: rank for rank, level in enumerate(levels)}
    leveled: list[ImportedBlock] = []
    first = True
    for block in blocks:
        if block.kind != "heading":
            leveled.append(block)
            continue
        rank = ranks[block.level]
        if rank > 1:
            problem = f"`{block.text}` is a heading of level {rank + 1}; a text has only two levels"
            draft.add_finding(GUESSED, block.number, problem)
        leveled.append(replace(block, level=2 if first else min(rank, 1) + 2))
        first = False
    return leveled


def _repair_empty(draft: ImportDraft, blocks: list[ImportedBlock]) -> list[ImportedBlock]:
    """Repair headings without text below them.

    A heading above another becomes a section with a subheading; the last block becomes a paragraph.
    """
    repaired: list[ImportedBlock] = []
    for at, block in enumerate(blocks):
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        above = repaired[-1] if repaired else None
        if block.kind != "heading":
            repaired.append(block)
        elif after is None:
            repaired.append(replace(block, kind="paragraph", level=0))
        elif above and above.kind == "heading" and above.level == block.level == 2:
            problem = f"`{block.text}` follows `{above.text}` with no text between them, so it became its subheading"
            draft.add_finding(GUESSED, block.number, problem)
            repaired.append(replace(block, level=3))
        else:
            repaired.append(block)
            if not block.sure:
                draft.add_finding(GUESSED, block.number, f"`{block.text}` was taken for a heading")
    return repaired


# ---------------------------------------------------------------- the summary


def _take_lead(draft: ImportDraft) -> None:
    """Take a short paragraph above all headings as the summary."""
    if len(draft.blocks) < 2 or not draft.title:
        return
    first, second = draft.blocks[:2]
    unstyled = not any(run.href or run.strong or run.em or run.lang for line in first.lines for run in line.runs)
    sentence = first.text.endswith((".", "?", "!", ".”")) and len(first.text) <= LONGEST_LEAD
    if first.kind == "paragraph" and second.kind == "heading" and unstyled and sentence:
        draft.summary = first.text
        draft.add_finding(GUESSED, first.number, "this paragraph above the first heading was taken for the summary")
        draft.remove(first, "fact", "front matter: summary")


def _find_summary(draft: ImportDraft) -> None:
    """Find the summary in the head or first sentence."""
    if draft.summary:
        return
    if described := draft.old.head.get("summary"):
        draft.summary = described
        draft.add_finding(GUESSED, 1, "the description in the head of the page was taken for the summary")
        return
    first = next((block for block in draft.blocks if block.kind == "paragraph"), None)
    found = split_sentences(first.text) if first else []
    if first and found and found[0].endswith(".") and len(found[0]) <= LONGEST_SUMMARY:
        draft.summary = found[0]
        problem = "the first sentence was taken for the summary; it is in the text too"
        draft.add_finding(GUESSED, first.number, problem, "write a sentence of your own, or keep it")
