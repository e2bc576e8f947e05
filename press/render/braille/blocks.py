"""Blocks of a page one after the other, as a transcriber sets them, with the print pages that begin in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from press.model.edition import BODY_IDS, Edition
from press.render.blocks import PageBlock, TextRun, read_blocks

OWN_LINES = {"paragraph": "paragraph", "heading": "heading", "caption": "caption", "term": "term", "item": "item",
             "definition": "definition", "header": "cell", "cell": "cell"}  # fmt: skip
"""The role in braille of a block with words of its own."""
NO_STRONG = frozenset({BODY_IDS["directory"]})
"""Parts in which strong type only sets names off from addresses: signs of emphasis would say nothing there."""
BOX_TITLES = frozenset({"title", "label"})
"""Classes of the paragraph that is the title of a box."""
STATUS_NOTICE = "mark"
"""The class of the notice that a publication is not to be handed out."""


@dataclass(frozen=True, slots=True)
class BrailleBlock:
    """A block in one line of blocks.

    role: heading, paragraph, caption, item, term, definition, picture, table, box, box title or end of box; level: of a
    heading, or of an item in a list inside another; label: `1.` of a numbered item; pages: the index of a word, and the
    print page that begins there; rows: of a table; starts: whether it begins its list; in_figure: whether it is part
    of a figure.
    """

    role: str
    runs: tuple[TextRun, ...] = ()
    level: int = 0
    label: str = ""
    id: str = ""
    pages: tuple[tuple[int, int], ...] = ()
    rows: tuple[tuple[BrailleBlock, ...], ...] = ()
    starts: bool = False
    in_figure: bool = False


def list_braille_blocks(edition: Edition, html: str) -> list[BrailleBlock]:
    """List the blocks of a typeset page in reading order."""
    walker = _Walker(list_page_places(edition))
    for block in read_blocks(html):
        walker.add(replace(block, kind="box", blocks=(block,)) if block.css_class == STATUS_NOTICE else block)
    return walker.blocks


def list_page_places(edition: Edition) -> list[tuple[int, int]]:
    """List the print pages that have words, each with the place where it begins."""
    starts = edition.print_pages.starts if edition.print_pages else ()
    return [(page, start) for page, (start, end) in enumerate(pairwise(starts), 1) if start < end]


@dataclass(slots=True)
class _Walker:
    """Walks the tree of blocks. pages: those still to come, each with its place; place: characters passed."""

    pages: list[tuple[int, int]]
    place: int = 0
    is_core: bool = True
    blocks: list[BrailleBlock] = field(default_factory=list)

    def add(self, block: PageBlock, depth: int = 0, *, in_figure: bool = False) -> None:
        """Add a block and those inside it. depth: of the lists around it."""
        core, self.is_core = self.is_core, self.is_core and block.is_core
        self._add(block, depth, in_figure=in_figure)
        self.is_core = core

    def _add(self, block: PageBlock, depth: int, *, in_figure: bool) -> None:
        if block.kind in {"list", "terms"}:
            self._add_list(block, depth)
        elif block.kind == "table":
            self._add_table(block)
        elif block.kind == "picture":
            pages = self._pass_characters([1])
            self.blocks.append(BrailleBlock("picture", (TextRun(block.alt),), pages=pages, in_figure=in_figure))
        elif block.kind == "box":
            at = len(self.blocks)
            self.blocks.append(BrailleBlock("box"))
            self._add_inside(block, depth, in_figure=in_figure)
            title = self.blocks[at + 1]
            if title.role == "paragraph" and block.blocks and block.blocks[0].css_class in BOX_TITLES:
                self.blocks[at + 1] = replace(title, role="box title")
            self.blocks.append(BrailleBlock("end of box"))
        else:
            in_figure = in_figure or block.kind == "figure"
            if block.kind in OWN_LINES and block.runs:
                self._add_words(block, level=block.level, in_figure=in_figure)
            self._add_inside(block, depth, in_figure=in_figure)

    def _add_inside(self, block: PageBlock, depth: int, *, in_figure: bool) -> None:
        caption = block.kind == "caption"
        for inner in block.blocks:
            self.add(replace(inner, kind="caption") if caption and inner.kind == "paragraph" else inner, depth,
                     in_figure=in_figure)  # fmt: skip

    def _add_words(self, block: PageBlock, *, level: int = 0, starts: bool = False, in_figure: bool = False) -> None:
        plain = block.kind in {"heading", "term", "header"} or block.id in NO_STRONG
        runs = tuple(replace(run, strong=False) for run in block.runs) if plain else block.runs
        pages = self._pass_characters(list_lengths(runs))
        self.blocks.append(
            BrailleBlock(
                OWN_LINES[block.kind],
                runs,
                level,
                block.label if block.kind == "item" else "",
                block.id,
                pages,
                (),
                starts,
                in_figure,
            )
        )

    def _add_list(self, block: PageBlock, depth: int) -> None:
        for number, entry in enumerate(block.blocks):
            item = _take_first_paragraph(replace(entry, id=block.id))
            self._add_words(item, level=depth, starts=number == 0 and depth == 0)
            for inner in item.blocks:
                self.add(inner, depth + (item.kind == "item"))

    def _add_table(self, table: PageBlock) -> None:
        captions = [one for one in table.walk() if one.kind == "caption"]
        for caption in captions:
            self._add_words(caption)
        before, self.blocks = self.blocks, []
        rows, core = [], self.is_core
        for row in (one for one in table.walk() if one.kind == "row"):
            self.is_core = core and row.is_core
            for cell in row.blocks:
                self._add_words(cell)
            rows.append(tuple(self.blocks))
            self.blocks = []
        self.blocks, self.is_core = [*before, BrailleBlock("table", id=table.id, rows=tuple(rows))], core

    def _pass_characters(self, lengths: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Pass words by their lengths. Returns the print pages that begin at them, by the index of the word."""
        if not self.is_core:
            return ()
        found = []
        for index, length in enumerate(lengths):
            while self.pages and self.pages[0][1] < self.place + length:
                found.append((index, self.pages.pop(0)[0]))
            self.place += length
        return tuple(found)


def list_lengths(runs: Sequence[TextRun]) -> list[int]:
    """List the lengths of words as places of print pages count them: a picture among words is one character."""
    lengths = [0]
    in_word = False
    for run in runs:
        first = len(run.text) - len(run.text.lstrip())
        for at, character in enumerate(" " if run.is_break else run.text):
            if character.isspace():
                in_word = False
                continue
            if not in_word:
                lengths.append(0)
            in_word = True
            lengths[-1] += at == first if run.sign else 1
    return lengths[1:]


def _take_first_paragraph(entry: PageBlock) -> PageBlock:
    """Make the first paragraph inside an item its own words, if it has none."""
    if entry.runs or not entry.blocks or entry.blocks[0].kind != "paragraph":
        return entry
    first, *rest = entry.blocks
    return replace(entry, runs=first.runs, blocks=(*first.blocks, *rest))


def list_headings(blocks: Sequence[BrailleBlock]) -> Iterator[tuple[int, BrailleBlock]]:
    """List the headings that the contents name, with the index of each."""
    return ((at, one) for at, one in enumerate(blocks) if one.role == "heading" and one.level in {2, 3})
