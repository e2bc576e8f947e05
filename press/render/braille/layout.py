"""Blocks as lines of braille, in the layout of the Braille Authority of North America.

The layout follows Braille Formats (BANA, 2016) as far as the style sheet of the DAISY Consortium for it and the samples
of the eBraille working group show it. No transcriber has checked it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from press.render.braille.blocks import BrailleBlock
from press.render.braille.translation import BLANK, NOTE_END, NOTE_START, BrailleTranslator

CELLS, LINES = 40, 25
"""A page: cells of a line, and lines."""
MARGIN = 3
"""Cells that stay blank on both sides of a centered line, and before a page number."""
BOX_TOP, BOX_BOTTOM, PAGE_LINE, GUIDE_DOT = "⠶", "⠛", "⠤", "⠐"
COLUMN_START, COLUMN_LINE = "⠐", "⠒"
"""The line under the heading of a column: dot 5, then dots 2-5."""
MOST_LINES_TOGETHER = 10
_DIGITS = dict(zip("1234567890", "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚", strict=True))
NUMBER_SIGN = "⠼"
DIVIDERS = "⠲⠌⠤⠄⠂"
"""The last cells of a period, a slash and a hyphen, in English and in Spanish: an address too long for a line is
divided after them."""


@dataclass(frozen=True, slots=True)
class BrailleLine:
    """A line of braille, or with a page the change to that print page.

    keep: whether it stays with the next line; block: the index of the block that it belongs to, -1 if none.
    """

    cells: str = ""
    keep: bool = False
    page: int = 0
    block: int = -1


@dataclass(frozen=True, slots=True)
class Indent:
    """The cells in which a paragraph begins and in which its other lines begin."""

    first: int
    rest: int


PARAGRAPH, CAPTION, NOTE, TERM, DEFINITION = Indent(3, 1), Indent(7, 5), Indent(7, 5), Indent(1, 5), Indent(3, 5)
ROW, CELL = Indent(5, 5), Indent(1, 3)
HEADINGS = {2: Indent(5, 5), 3: Indent(7, 7)}
LIST_ROLES = {"item": "item", "term": "definitions", "definition": "definitions"}


def format_number(number: int) -> str:
    """Format a whole number, with its number sign."""
    return NUMBER_SIGN + "".join(_DIGITS[digit] for digit in str(number))


def wrap_words(words: Sequence[str], indent: Indent, cells: int = CELLS) -> list[str]:
    """Wrap words into lines of at most so many cells."""
    lines: list[str] = []
    line, margin = "", indent.first - 1
    for whole in words:
        word = whole
        while margin + len(line) + bool(line) + len(word) > cells:
            if not line or len(word) > cells - (indent.rest - 1):  # a first line may be shorter than the others
                line, word = _divide_word(line, word, cells - margin)
            lines.append(BLANK * margin + line)
            line, margin = "", indent.rest - 1
        line += (BLANK if line else "") + word
    return [*lines, BLANK * margin + line] if line else lines


def _divide_word(line: str, word: str, room: int) -> tuple[str, str]:
    """Divide a word that fits on no line, such as an address. Returns the filled line and the rest of the word."""
    before = line + BLANK if line else ""
    free = room - len(before)
    cut = max((at for at in range(1, min(free, len(word) - 1) + 1) if word[at - 1] in DIVIDERS), default=0)
    if not cut and not line:
        cut = free
    return (before + word[:cut], word[cut:]) if cut else (line, word)


def center_words(words: Sequence[str]) -> list[str]:
    """Center words, on as many lines as they need."""
    lines = wrap_words(words, Indent(1, 1), CELLS - 2 * MARGIN)
    return [BLANK * ((CELLS - len(line)) // 2) + line for line in lines]


def make_note(words: Sequence[str]) -> list[str]:
    """Put the signs of a transcriber's note around words."""
    signed = [NOTE_START + words[0], *words[1:]]
    return [*signed[:-1], signed[-1] + NOTE_END]


def lay_out_blocks(blocks: Sequence[BrailleBlock], translator: BrailleTranslator) -> list[BrailleLine]:
    """Lay out blocks as lines, with the blank lines between them."""
    lines: list[BrailleLine] = []
    blank = 0
    for at, block in enumerate(blocks):
        before, after = _count_blank_lines(blocks, at)
        made = list(_lay_out_block(block, translator, _find_deepest(blocks, at)))
        if not made:
            continue
        blank = max(blank, before)
        if lines and blank:
            # A heading, or the top of a box, is never parted from what follows by the end of a page.
            lines += [BrailleLine(keep=lines[-1].keep)] * blank
        lines += [replace(line, block=at) for line in made]
        blank = after
    return lines


def _count_blank_lines(blocks: Sequence[BrailleBlock], at: int) -> tuple[int, int]:
    """Count the blank lines before and after a block."""
    block, last = blocks[at], at + 1 == len(blocks)
    if block.role in LIST_ROLES:
        group = LIST_ROLES[block.role]
        first = at == 0 or LIST_ROLES.get(blocks[at - 1].role) != group or block.starts
        end = last or LIST_ROLES.get(blocks[at + 1].role) != group or blocks[at + 1].starts
        heading = at > 0 and blocks[at - 1].role == "heading" and blocks[at - 1].level > 1
        return int(first and not heading), int(end)
    if block.role == "heading":
        return 1, int(block.level == 1)
    if block.role == "table":
        return int(at == 0 or blocks[at - 1].role != "caption"), 1
    return int(block.role in {"box", "caption"} and not block.in_figure), int(block.role == "end of box")


def _find_deepest(blocks: Sequence[BrailleBlock], at: int) -> int:
    """Find how deep the list of an item goes. 0: it has no list inside."""
    if blocks[at].role != "item":
        return 0
    first = at
    while first > 0 and blocks[first].role == "item" and not blocks[first].starts:
        first -= 1
    deepest = 0
    for block in blocks[first:]:
        if block.role != "item" or (block.starts and block is not blocks[first]):
            break
        deepest = max(deepest, block.level)
    return deepest


def _lay_out_block(block: BrailleBlock, translator: BrailleTranslator, deepest: int) -> Iterator[BrailleLine]:
    if block.role == "box":
        yield BrailleLine(BOX_TOP * CELLS, keep=True)
    elif block.role == "end of box":
        yield BrailleLine(BOX_BOTTOM * CELLS)
    elif block.role == "table":
        yield from _lay_out_table(block, translator)
    else:
        yield from _lay_out_words(block, translator, deepest)


def _lay_out_words(block: BrailleBlock, translator: BrailleTranslator, deepest: int) -> Iterator[BrailleLine]:
    words, pages = translator.translate_runs(block.runs), list(block.pages)
    if block.role == "picture":
        words = make_note([*translator.translate_words(translator.settings.words.picture), *words])
    if block.label:
        label = translator.translate_words(block.label)
        words, pages = [*label, *words], [(at + len(label) if at else 0, page) for at, page in pages]
    together = block.role in {"heading", "term", "box title"} or (block.role == "caption" and not block.in_figure)
    indent = _find_indent(block, deepest)
    starts = [(0, 0), *pages]
    for number, (start, page) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(words)
        if page:
            yield BrailleLine(page=page, keep=True)
        part = words[start:end]
        if (block.role == "heading" and block.level == 1) or block.role == "box title":
            made = center_words(part)
        else:
            made = wrap_words(part, Indent(indent.rest, indent.rest) if start else indent)
        for at, line in enumerate(made):
            # Not one line of a paragraph alone at the end of a page, nor at the head of one.
            alone = len(made) > 1 and at in {0, len(made) - 2}
            yield BrailleLine(line, keep=together or alone)


def _find_indent(block: BrailleBlock, deepest: int) -> Indent:
    if block.role == "heading":
        return HEADINGS.get(block.level, HEADINGS[3])
    if block.role == "item":
        return Indent(1 + 2 * block.level, 3 + 2 * deepest)
    named = {"term": TERM, "definition": DEFINITION, "picture": NOTE, "caption": CAPTION}
    return named.get(block.role, CAPTION if block.in_figure else PARAGRAPH)


# ---------------------------------------------------------------- tables


def _lay_out_table(block: BrailleBlock, translator: BrailleTranslator) -> Iterator[BrailleLine]:
    """Lay out a table in columns if they fit the line, otherwise row by row after a transcriber's note."""
    rows = [[translator.translate_runs(cell.runs) for cell in row] for row in block.rows]
    columns = lay_out_columns(rows)
    if columns:
        yield BrailleLine(BOX_TOP * CELLS, keep=True)
        for at, line in enumerate(columns):
            yield BrailleLine(line, keep=at < 2 or at == len(columns) - 1)
        yield BrailleLine(BOX_BOTTOM * CELLS)
    else:
        yield from _list_rows(rows, translator)


def lay_out_columns(rows: Sequence[Sequence[Sequence[str]]]) -> list[str]:
    """Lay out rows in columns with two blank cells between them; none if they do not fit."""
    cells = [[BLANK.join(words) for words in row] for row in rows]
    if len({len(row) for row in cells}) != 1:
        return []
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) > CELLS:
        return []
    gap = BLANK * 2
    under = gap.join(COLUMN_START + COLUMN_LINE * max(width - 1, 1) for width in widths)
    head, *body = cells
    lines = [gap.join(cell.ljust(width, BLANK) for cell, width in zip(head, widths, strict=True)).rstrip(BLANK), under]
    for row in body:
        led = [_add_guide_dots(cell, width) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
        lines.append(gap.join([*led, row[-1]]).rstrip(BLANK))
    return lines


def _add_guide_dots(cell: str, width: int) -> str:
    """Lead the finger from a short cell to the next column, with at least two dots."""
    free = width - len(cell) - 1
    return cell + BLANK + GUIDE_DOT * free if cell and free >= 2 else cell.ljust(width, BLANK)


def _list_rows(rows: Sequence[Sequence[Sequence[str]]], translator: BrailleTranslator) -> Iterator[BrailleLine]:
    """List a table row by row, each cell after the heading of its column."""
    note = make_note(translator.translate_words(translator.settings.words.table))
    for line in wrap_words(note, NOTE):
        yield BrailleLine(line, keep=True)
    colon = translator.translate_words(":")[0]
    head, *body = rows
    for number, row in enumerate(body):
        yield BrailleLine(keep=number == 0)
        for at, (heading, cell) in enumerate(zip(head, row, strict=False)):
            words = [*heading[:-1], heading[-1] + colon, *cell] if heading else [*cell]
            lines = wrap_words(words, CELL if at else ROW)
            for line in lines:
                yield BrailleLine(line, keep=at == 0)
