"""Footnotes: `[^name]` calls a note, and `[^name]: words` on a line of its own is the note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from press.load.markdown.inlines import DIALECT, make_note_id, read_runs
from press.load.markdown.tokens import SNIPPET, Branch, Manuscript
from press.model.findings import FindingCode
from press.model.nodes import Node
from press.model.publication import Section

FOOTNOTE = FindingCode(
    "LOD345",
    "A footnote is called in the running text, and written once in the same text.",
    DIALECT,
    "call it as `[^name]`, and write `[^name]: words` on a line of its own; to print the signs, put `\\` before each",
    bad={SNIPPET: "Wash well.[^soap]\n"},
    good={SNIPPET: "Wash well.[^soap]\n\n[^soap]: With soap.\n"},
)
CODES = (FOOTNOTE,)

_LABEL = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")


def read_footnote(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    """Read a note into the manuscript; nothing stands in its place."""
    label = str(branch.token.meta["label"])
    place = manuscript.locate_block(branch)
    paragraphs = [child for child in branch.children if child.kind == "paragraph"]
    if not _LABEL.fullmatch(label):
        hint = "name it with letters and digits, joined by hyphens: `[^name]`"
        manuscript.add_finding(FOOTNOTE, place, f"`{label[:40]}` cannot be the name of a note", hint)
    if len(paragraphs) != 1 or len(branch.children) != 1:
        hint = "write the note as one paragraph; indent its further lines by four spaces"
        manuscript.add_finding(FOOTNOTE, place, f"the note `[^{label}]` is not one paragraph", hint)
    if any(make_note_id(label) == make_note_id(one) for one in manuscript.notes):
        manuscript.add_finding(FOOTNOTE, place, f"the note `[^{label}]` is written twice", "delete one of the two")
    before = len(manuscript.calls)
    runs = tuple(run for child in paragraphs[:1] for run in read_runs(manuscript, child.children[0]))
    if len(manuscript.calls) > before:
        hint = "put it in brackets, or into the running text"
        manuscript.add_finding(FOOTNOTE, place, f"the note `[^{label}]` calls another note", hint)
        del manuscript.calls[before:]
    manuscript.ids.setdefault(make_note_id(label), place)
    attrs = {"id": make_note_id(label)}
    manuscript.notes.setdefault(label, Node("footnote", runs, "", attrs, place.line, place.column))
    return iter(())


def refuse_calls(manuscript: Manuscript, nodes: Iterable[Node], where: str) -> None:
    """Report calls of notes where none may stand."""
    for node in (inner for top in nodes for inner in top.walk()):
        if node.kind == "footnote_call":
            place = replace(manuscript.make_place(0), line=node.line, column=node.column)
            problem = f"a note is called in {where}"
            manuscript.add_finding(FOOTNOTE, place, problem, "call it in a paragraph or an item of a list")


def check_calls(manuscript: Manuscript) -> None:
    """Report calls without a note, and notes without a call."""
    called = {make_note_id(label) for label, _ in manuscript.calls}
    notes = {make_note_id(label) for label in manuscript.notes}
    for label, place in manuscript.calls:
        if make_note_id(label) not in notes:
            manuscript.add_finding(FOOTNOTE, place, f"there is no note `[^{label}]:` in this text")
    for label, note in manuscript.notes.items():
        if make_note_id(label) not in called:
            place = replace(manuscript.make_place(0), line=note.line, column=note.column)
            hint = f"write `[^{label}]` where it belongs, or delete the note"
            manuscript.add_finding(FOOTNOTE, place, f"nothing calls the note `[^{label}]`", hint)


def attach_notes(section: Section, notes: dict[str, Node]) -> Section:
    """Put the notes that a section calls at its end."""
    known = {note.attrs["id"]: note for note in notes.values()}
    calls = (node for block in section.blocks for node in block.walk() if node.kind == "footnote_call")
    called = dict.fromkeys(call.attrs["note"] for call in calls)
    found = tuple(known[name] for name in called if name in known)
    return replace(section, blocks=(*section.blocks, *found)) if found else section
