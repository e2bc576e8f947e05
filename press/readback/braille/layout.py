"""The layout that a BRF file must have: where each block begins, what stands around it, and on which print page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from press.model.sources.braille import BrailleSettings
from press.readback.braille.brf import CELLS
from press.readback.braille.proof import PART_OF_BRAILLE, RequiredWord
from press.readback.braille.required import RequiredBlock, translate_added_words, translate_block

NOTE_START, NOTE_END = "⠈⠨⠣", "⠈⠨⠜"
CENTERED = 0
_INDENTS = {
    "paragraph": (3, 1), "note": (3, 1), "caption": (7, 5), "figure": (7, 5), "term": (1, 5), "definition": (3, 5),
    "row": (5, 5), "cell": (1, 3), "grid": (1, 1),
}  # fmt: skip
"""The cells in which a block and its further lines begin, by role (Braille Formats, BANA, 2016)."""


@dataclass(frozen=True, slots=True)
class RequiredUnit:
    """What stands together in a BRF file.

    role: as in `_INDENTS`, or a heading; words: in order; indents: of the first line and of the others; before: the
    lines without words that must stand before it; page: the print page of each word.
    """

    role: str
    words: tuple[RequiredWord, ...]
    indents: tuple[int, int]
    before: frozenset[str] = frozenset()
    pages: tuple[int, ...] = ()
    may_be_centered: bool = False


@dataclass(slots=True)
class PageCounter:
    """Tells on which print page the next word stands. starts: as in the manifest row of the printed edition."""

    starts: Sequence[int]
    place: int = 0
    page: int = 0

    def count(self, length: int) -> int:
        """Pass a word, and return its page. A page without words is passed over."""
        end = self.place + length
        for page in range(self.page + 1, len(self.starts)):
            if self.starts[page - 1] < min(end, self.starts[page]):
                self.page = page
        self.place = end
        return self.page


@dataclass(slots=True)
class UnitMaker:
    """Makes the units of a text in one language."""

    lang: str
    settings: BrailleSettings
    counter: PageCounter
    units: list[RequiredUnit] = field(default_factory=list)
    ends_box: bool = False

    def make(self, blocks: Sequence[RequiredBlock]) -> list[RequiredUnit]:
        """Make the units of all blocks."""
        numbered = enumerate(blocks)
        for table, group in groupby(numbered, key=lambda pair: pair[1].row[0]):
            if table:
                self._add_table(list(group))
            else:
                for at, block in group:
                    self._add_block(at, block)
        return self.units

    def _add_block(self, at: int, block: RequiredBlock) -> None:
        words = self._translate(at, block)
        if block.role == "figure":
            words = sign_note([*self._add_words(self.settings.words.picture), *words])
        elif block.label:
            words = [*self._add_words(block.label), *words]
        before = {"box"} if block.box else set[str]()
        before |= {"end of box"} if block.ends_box or self.ends_box else set()
        self.ends_box = False
        unit = RequiredUnit(block.role, tuple(words), find_indents(block), frozenset(before), may_be_centered=block.box)
        self.units.append(replace(unit, pages=self._count_pages(block, len(words))))

    def _count_pages(self, block: RequiredBlock, words: int) -> tuple[int, ...]:
        """Count the print pages of the words of a block; words that are added stand with the first of them."""
        if not block.is_core:
            return (self.counter.page,) * words
        pages = [self.counter.count(length) for length in block.lengths]
        if block.role == "figure":
            return (pages[0],) * words
        if words < len(pages):
            pages = [pages[at] for at in find_word_starts(block.words)]
        return (*[pages[0]] * (words - len(pages)), *pages) if pages else ()

    def _translate(self, at: int, block: RequiredBlock) -> list[RequiredWord]:
        return make_required_words(at, block, self.lang, self.settings)

    def _add_words(self, text: str) -> list[RequiredWord]:
        cells = translate_added_words(text, self.lang, self.settings)
        return [RequiredWord(one, word, PART_OF_BRAILLE) for one, word in zip(cells, text.split(), strict=False)]

    def _add_table(self, cells: Sequence[tuple[int, RequiredBlock]]) -> None:
        rows = [[(at, block, self._translate(at, block)) for at, block in row]
                for _, row in groupby(cells, key=lambda pair: pair[1].row)]  # fmt: skip
        widths = [[sum(len(word.cells) + 1 for word in words) - 1 for _, _, words in row] for row in rows]
        fits = len({len(row) for row in rows}) == 1
        fits = fits and sum(max(column) + 2 for column in zip(*widths, strict=True)) - 2 <= CELLS
        before = {"end of box"} if self.ends_box or cells[0][1].ends_box else set[str]()
        self.ends_box = fits
        units = list(self._grid(rows) if fits else self._list(rows))
        units[0] = replace(units[0], before=frozenset(before | ({"box"} if fits else set())))
        self.units += [replace(one, pages=(self.counter.page,) * len(one.words)) for one in units]

    def _grid(self, rows: Sequence[Sequence[tuple[int, RequiredBlock, list[RequiredWord]]]]) -> Iterator[RequiredUnit]:
        for row in rows:
            words = [word for _, _, cell in row for word in cell]
            yield RequiredUnit("grid", tuple(words), _INDENTS["grid"])

    def _list(self, rows: Sequence[Sequence[tuple[int, RequiredBlock, list[RequiredWord]]]]) -> Iterator[RequiredUnit]:
        """List a table row by row. The headings of columns count once, where they are first repeated."""
        note = sign_note(self._add_words(self.settings.words.table))
        yield RequiredUnit("figure", tuple(note), _INDENTS["figure"])
        colon = translate_added_words(":", self.lang, self.settings)[0]
        head, *body = rows
        for y, row in enumerate(body):
            for x, (_, _, cell) in enumerate(row):
                heading = list(head[x][2]) if x < len(head) else []
                if heading:
                    heading[-1] = replace(heading[-1], cells=heading[-1].cells + colon)
                if y:
                    heading = [replace(one, block=PART_OF_BRAILLE) for one in heading]
                role = "cell" if x else "row"
                yield RequiredUnit(role, (*heading, *cell), _INDENTS[role])


def make_required_words(at: int, block: RequiredBlock, lang: str, settings: BrailleSettings) -> list[RequiredWord]:
    """Make the required words of a block. at: its index."""
    cells, written = translate_block(block, lang, settings), block.words
    if len(cells) < len(written):
        starts = find_word_starts(written)
        written = [" ".join(written[start:end]) for start, end in pairwise([*starts, len(written)])]
    if len(cells) != len(written):
        return [RequiredWord(one, " ".join(written), at) for one in cells]
    return [RequiredWord(one, word, at) for one, word in zip(cells, written, strict=True)]


def find_word_starts(written: Sequence[str]) -> list[int]:
    """Find the written words that begin a word of braille.

    A space between two digits is a sign of the number there, not a blank cell (Rules of Unified English Braille, 6:
    numeric space).
    """
    first = [True] + [not (one[-1].isdigit() and other[0].isdigit()) for one, other in pairwise(written)]
    return [at for at, begins in enumerate(first) if begins]


def find_indents(block: RequiredBlock) -> tuple[int, int]:
    """Find the cells in which the first line of a block and its other lines begin."""
    if block.role == "heading":
        cell = {1: CENTERED, 2: 5}.get(block.level, 7)
        return cell, cell
    if block.role == "item":
        return 1 + 2 * block.level, 3 + 2 * block.deepest
    if block.in_figure and block.role == "paragraph":
        return _INDENTS["caption"]
    return _INDENTS.get(block.role, _INDENTS["paragraph"])


def sign_note(words: Sequence[RequiredWord]) -> list[RequiredWord]:
    """Put the signs of a transcriber's note around words."""
    signed = [replace(words[0], cells=NOTE_START + words[0].cells), *words[1:]]
    return [*signed[:-1], replace(signed[-1], cells=signed[-1].cells + NOTE_END)]
