"""What was written is read back: its words must be those of the old text, in the same order."""

from __future__ import annotations

from collections.abc import Iterator

from press.importer.blocks import TO_DO, Block
from press.importer.codes import WORDS_CHANGED
from press.importer.sorting import Sorted, Sorting
from press.load.files import TextFile
from press.load.front_matter import read_translation
from press.model.findings import Place, PressError
from press.model.nodes import Node
from press.text.spacing import unspaced

SHOWN = 60
"""Characters of a text that are shown where it differs."""


def read_back(sorting: Sorting, text: str) -> None:
    """Compare a written text with the blocks it was made of, and every line of the old file with what became of it.

    Raises PressError when a word is missing, added or moved.
    """
    translation, _ = read_translation(TextFile("", text, ""), sorting.ground.lang)
    made = "".join(said for section in translation.sections for said in [section.title, *map(_said, section.blocks)])
    wanted = "".join(map(_words, sorting.blocks))
    made, wanted = unspaced(made), unspaced(wanted)
    if made != wanted:
        at = next((at for at, (one, other) in enumerate(zip(made, wanted, strict=False)) if one != other), 0)
        at = at or min(len(made), len(wanted))
        problem = f"“{wanted[at : at + SHOWN]}” would become “{made[at : at + SHOWN]}”"
        raise PressError([WORDS_CHANGED.at(Place(sorting.old.path, 1, 1), problem)])
    _nothing_lost(sorting)


def _words(block: Block) -> str:
    return block.title + block.text


def _said(node: Node) -> str:
    """The words of a block, its title first; what waits to be written says nothing."""
    title = node.attrs.get("title", "")
    own = [] if title.startswith(TO_DO) else [title]
    if node.kind == "table":
        cells = [cell.plain for row in node.children for cell in row.children]
        return "".join([*own, *(cell for cell in cells if not cell.startswith(TO_DO))])
    return "".join([*own, node.plain])


def _nothing_lost(sorting: Sorting) -> None:
    """Every line of the old text is in the new one or in the account."""
    kept = {id(line) for block in sorting.blocks for line in block.all_lines}
    kept |= sorting.gone
    for line in (line for block in sorting.old.blocks for line in block.all_lines if line.text):
        if id(line) not in kept:
            problem = f"“{line.text[:SHOWN]}” would be lost"
            raise PressError([WORDS_CHANGED.at(Place(sorting.old.path, max(1, line.number), 1), problem)])


def account(sorting: Sorting) -> Iterator[Sorted]:
    """What became of every line of the old text, in the order of the file."""
    where = f"{sorting.ground.lang}.md"
    theirs = [line for block in sorting.old.blocks for line in block.all_lines if line.text]
    kept = [Sorted(line.number, line.text, "text", where) for line in theirs if id(line) not in sorting.gone]
    yield from sorted([*sorting.account, *kept], key=lambda one: one.line)
