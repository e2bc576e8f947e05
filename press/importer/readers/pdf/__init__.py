"""Reader of PDFs: from the tags if they hold what is drawn, else from the places of words on the pages.

Findings count lines within pages: 2003 is the third line of page 2.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from press.importer.blocks import FileWords, OldText
from press.importer.codes import NO_WORDS, UNREADABLE
from press.importer.readers.builder import BlockBuilder, make_bold_headings
from press.importer.readers.columns import make_tables
from press.importer.readers.lists import make_typed_lists, settle_lists
from press.importer.readers.pdf.flow import LayoutReader
from press.importer.readers.pdf.line_ends import LineEnds
from press.importer.readers.pdf.placed_lines import PlacedLine, find_repeated_lines, read_placed_lines
from press.importer.readers.pdf.regions import HEAD_SIZE
from press.importer.readers.pdf.sheets import count_panels, part_sheets
from press.importer.readers.pdf.tags import TagReader, is_structured, read_tags
from press.model.findings import Place, PressError
from press.readback.layout.drawn import Canvas, read_canvases
from press.readback.layout.lines import find_contents_rows
from press.readback.layout.shapes import PageShapes, read_shapes

SHARE_TAGGED = 0.9
"""Share of the drawn letters that the tags must hold to be read instead of the places."""
_LEADER = re.compile(r"(?:[.·…]\s?){5,}\s*[0-9ivxlc]+$")


def read_pdf(data: bytes, path: str) -> OldText:
    """Read the blocks of a PDF.

    Raises PressError when it cannot be opened or has no words.
    """
    place = Place(path, 1, 1)
    try:
        canvases: Sequence[Canvas] = read_canvases(data)
    except ValueError as error:
        problem = f"it cannot be opened; it may be locked with a password, or damaged: {error}"
        raise PressError([UNREADABLE.make_finding(place, problem)]) from None
    builder, sides = BlockBuilder(path), len(canvases)
    canvases, shapes = part_sheets(canvases, drawn := read_shapes(data))
    lines = _read_lines(canvases, shapes)
    if not lines:
        canvases, shapes = part_sheets(read_canvases(data, unseen=True), drawn)
        if lines := _read_lines(canvases, shapes):
            problem = "its pages are pictures, and a program recognized the words on them"
            builder.report_guess(problem, "compare every word, number and dose with the paper")
    if not lines:
        hint = "if it is a scan, let a program recognize its text first; compare that text with the paper"
        raise PressError([NO_WORDS.make_finding(place, "no page has words; they may be pictures of words", hint)])
    _report_turned_words(builder, canvases)
    lines = _leave_out_contents(builder, canvases, _leave_out_running_matter(builder, canvases, lines))
    tags = read_tags(data)
    drawn_letters = _count_letters("".join(line.text for line in lines))
    held = _count_letters(tags.all_text) if tags else Counter[str]()
    if tags and (held & drawn_letters).total() >= SHARE_TAGGED * drawn_letters.total() and is_structured(tags):
        TagReader(builder, LineEnds(lines)).read(tags)
        builder.close_block()
        blocks = make_tables(make_typed_lists(builder.blocks), builder.findings, path)
    else:
        builder.line = 1
        builder.report_guess(
            "it has no usable tags, so headings, paragraphs and lists were found by size, weight and place",
            "compare the new text with the pages, heading by heading",
        )
        _report_order(builder, canvases, sides)
        reader = LayoutReader(builder, LineEnds(lines), lines, shapes)
        reader.read()
        blocks = [
            replace(block, level=reader.depths.get(block.number, block.level)) if block.kind == "item" else block
            for block in make_typed_lists(builder.blocks)
        ]
    blocks = make_bold_headings(settle_lists(blocks, builder.findings, path), builder.findings, path)
    words = [FileWords(line.number, (line.text,)) for line in lines]
    return OldText(path, blocks, {}, builder.findings, words, builder.omitted)


def _read_lines(canvases: Sequence[Canvas], shapes: Sequence[PageShapes]) -> list[PlacedLine]:
    return [line for canvas, drawn in zip(canvases, shapes, strict=True) for line in read_placed_lines(canvas, drawn)]


def _report_order(builder: BlockBuilder, canvases: Sequence[Canvas], sides: int) -> None:
    """Report pages that may not lie in the order in which they are read. sides: the pages of the file."""
    if len(canvases) > sides:
        problem = f"its pages lie on sheets to fold, page {len(canvases)} beside page 1; they were put in order"
        builder.report_guess(problem, "look whether the order is right")
    elif panels := count_panels(canvases):
        problem = f"its two sides look like a leaflet of {panels} panels; each side was read from left to right"
        hint = "put the parts in the order in which it is opened; the cover is often at the right of the first side"
        builder.report_guess(problem, hint)


def _report_turned_words(builder: BlockBuilder, canvases: Sequence[Canvas]) -> None:
    """Report words that do not run from left to right, such as those along the edge of a page."""
    for canvas in canvases:
        if words := "".join(run.text for run in canvas.runs if not run.ink.upright).strip():
            builder.line = canvas.number * 1000 + 1
            builder.report_loss("words that are turned on the page are not imported", words, "add them by hand")


def _count_letters(text: str) -> Counter[str]:
    return Counter(letter for letter in text.casefold() if letter.isalnum())


def _leave_out_running_matter(
    builder: BlockBuilder, canvases: Sequence[Canvas], lines: list[PlacedLine]
) -> list[PlacedLine]:
    """Leave out page numbers, and page headers and footers after their first page."""
    repeated = find_repeated_lines(canvases, lines)
    seen: set[str] = set()
    kept: list[PlacedLine] = []
    for line in lines:
        if id(line) not in repeated:
            kept.append(line)
            continue
        builder.line = line.number
        if line.pattern not in seen:
            seen.add(line.pattern)
            hint = "the press prints heads, feet and page numbers itself; add it by hand if it says more"
            builder.report_loss("a page number, page header or footer is not imported", line.text, hint)
    return kept


def _leave_out_contents(builder: BlockBuilder, canvases: Sequence[Canvas], lines: list[PlacedLine]) -> list[PlacedLine]:
    """Leave out the rows of a list of contents: dots lead to numbers, or headings stand beside their pages."""
    rows = {id(line) for line in lines if _LEADER.search(line.text)}
    texts = Counter(line.text for line in lines)
    for canvas in canvases:
        here = [line for line in lines if line.page == canvas.number]
        for row in find_contents_rows(canvas, [line.line for line in here]):
            if texts[row.words.text] > 1 and int(row.number) <= len(canvases):
                level = [line for line in here if abs(line.y - row.words.y) < 1]
                rows |= {id(line) for line in level if line.text in {row.words.text, row.number}}
                rows |= {id(line) for line, below in pairwise(here)
                         if line.size > HEAD_SIZE * below.size and below.line is row.words}  # fmt: skip
    left_out = [line for line in lines if id(line) in rows]
    if left_out:
        builder.line = left_out[0].number
        words = " ".join(line.text for line in left_out)
        builder.report_loss("a list of contents is not imported", words, "the press makes its own")
    return [line for line in lines if id(line) not in rows]
