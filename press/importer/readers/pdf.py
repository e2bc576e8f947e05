"""Reader of PDFs: from the tags if they hold what is drawn, else from the places of words on the pages.

Findings count lines within pages: 2003 is the third line of page 2.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from press.importer.blocks import FileWords, ImportedLine, OldText
from press.importer.codes import NO_WORDS, UNREADABLE
from press.importer.links import clean_address
from press.importer.readers.builder import BlockBuilder, make_bold_headings
from press.importer.readers.columns import make_tables
from press.importer.readers.lists import make_typed_lists, settle_lists
from press.importer.readers.pdf_layout import (
    HYPHENS,
    LineEnds,
    PlacedLine,
    find_repeated_lines,
    order_lines,
    read_placed_lines,
    split_row,
)
from press.model.findings import Place, PressError
from press.readback.layout.drawn import Canvas, read_canvases
from press.readback.pdf.tag_tree import StructureElement, read_tag_tree

SHARE_TAGGED = 0.9
"""Share of the drawn letters that the tags must hold to be read instead of the places."""
HEADING_SIZE = 1.12
"""How much larger than the text a heading is."""
LONGEST_HEADING_LINES = 3
_LEADER = re.compile(r"(?:[.·…]\s?){5,}\s*[0-9ivxlc]+$")
PITCH = 1.45
"""Distance of two lines of a paragraph, in shares of their size, beyond which another paragraph begins."""


def read_pdf(data: bytes, path: str) -> OldText:
    """Read the blocks of a PDF.

    Raises PressError when it cannot be opened or has no words.
    """
    place = Place(path, 1, 1)
    try:
        canvases = read_canvases(data)
    except ValueError as error:
        problem = f"it cannot be opened; it may be locked with a password, or damaged: {error}"
        raise PressError([UNREADABLE.make_finding(place, problem)]) from None
    lines = [line for canvas in canvases for line in read_placed_lines(canvas)]
    if not lines:
        hint = "if it is a scan, let a program recognize its text first; compare that text with the paper"
        raise PressError([NO_WORDS.make_finding(place, "no page has words; they may be pictures of words", hint)])
    builder = BlockBuilder(path)
    lines = _leave_out_contents(builder, _leave_out_running_matter(builder, canvases, lines))
    tags = _read_tags(data)
    drawn = _count_letters("".join(line.text for line in lines))
    held = _count_letters(tags.all_text) if tags else Counter[str]()
    if tags and (held & drawn).total() >= SHARE_TAGGED * drawn.total() and _is_structured(tags):
        _TagReader(builder, LineEnds(lines)).read(tags)
    else:
        builder.line = 1
        builder.report_guess(
            "it has no usable tags, so headings, paragraphs and lists were found by size, weight and place",
            "compare the new text with the pages, heading by heading",
        )
        _LayoutReader(builder, LineEnds(lines), lines).read()
    builder.close_block()
    blocks = make_tables(make_typed_lists(builder.blocks), builder.findings, path)
    blocks = make_bold_headings(settle_lists(blocks, builder.findings, path), builder.findings, path)
    words = [FileWords(line.number, (line.text,)) for line in lines]
    return OldText(path, blocks, {}, builder.findings, words, builder.omitted)


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


def _leave_out_contents(builder: BlockBuilder, lines: list[PlacedLine]) -> list[PlacedLine]:
    """Leave out the rows of a list of contents, which lead to page numbers."""
    rows = [line for line in lines if _LEADER.search(line.text)]
    if rows:
        builder.line = rows[0].number
        words = " ".join(line.text for line in rows)
        builder.report_loss("a list of contents is not imported", words, "the press makes its own")
    return [line for line in lines if not _LEADER.search(line.text)]


# ---------------------------------------------------------------- tags


def _read_tags(data: bytes) -> StructureElement | None:
    """Read the tag tree; None if there is none or it is damaged."""
    try:
        tags = read_tag_tree(data)
    except Exception:  # noqa: BLE001 - a damaged tree fails in many ways, and the places of words remain
        return None
    return tags if tags.content else None


def _is_structured(tags: StructureElement) -> bool:
    """Return whether the tags say more than that there are paragraphs."""
    roles = {element.role for element in tags.walk()}
    return any(element.level for element in tags.walk()) or bool(roles & {"L", "Table", "H", "Title"})


@dataclass(slots=True)
class _TagReader:
    """A tag tree being read."""

    builder: BlockBuilder
    ends: LineEnds
    page: int = 1
    count: int = 0

    def read(self, element: StructureElement) -> None:
        """Read an element as its role says."""
        reader = _ROLE_READERS.get("H" if element.level else element.role)
        if element.page and element.page != self.page:
            self.page, self.count = element.page, 0
        self.builder.line = self.page * 1000 + max(1, self.count)
        if reader:
            reader(self, element)
        elif any(child.role in _ROLE_READERS or child.level for child in element.children):
            self.read_parts(element)
        else:
            self.read_inline(element)

    def read_parts(self, element: StructureElement) -> None:
        """Read the words and elements in an element."""
        for part in element.content:
            if isinstance(part, str):
                self.add_part(part)
            else:
                self.read(part)

    def add_part(self, words: str) -> None:
        """Add words of an element, apart from those of the line before them."""
        before = "".join(run.text for run in self.builder.open[-1])
        space = " " if self.ends.stand_apart(before, words) else ""
        self.builder.add_words(space + self.ends.part_words(words))

    def read_inline(self, element: StructureElement) -> None:
        """Read words with the links in them."""
        if element.actual or element.alt:
            self.builder.add_words(element.actual or f" {element.alt} ")
            return
        href = clean_address(element.href) if element.href and element.href[0] != "#" else ""
        with self.builder.set_look(href=href or self.builder.look.href):
            self.read_parts(element)

    def read_block(self, element: StructureElement) -> None:
        """Read a paragraph or what is like one."""
        self.builder.close_block()
        self.count += 1
        self.builder.line = self.page * 1000 + self.count
        kind, level = self.builder.kind, self.builder.level
        heading = element.level or (1 if element.role in {"H", "Title"} else 0)
        if heading and not level:
            self.builder.kind, self.builder.level = "heading", min(heading, 6)
        self.read_inline(element)
        self.builder.close_block()
        if heading and not level:
            self.builder.kind, self.builder.level = kind, level

    def read_list(self, element: StructureElement) -> None:
        """Read a list; its labels say whether it counts."""
        build = self.builder
        build.close_block()
        before = build.kind, build.level, build.marker
        build.level += 1
        for child in element.children:
            if child.role == "LI":
                label = " ".join(one.all_text for one in child.children if one.role == "Lbl").strip()
                number = re.fullmatch(r"\(?([0-9]{1,3})[.)]?", label)
                build.kind, build.marker = "item", number[1] if number else "-"
                if not number and label[:1].isalnum() and label != "o":
                    build.add_words(f"{label} ")
                self.read_item(child)
            else:
                self.read(child)
            build.close_block()
        build.kind, build.level, build.marker = before

    def read_item(self, item: StructureElement) -> None:
        """Read an item without its label."""
        for part in item.content:
            if isinstance(part, str):
                self.add_part(part)
            elif part.role == "LBody":
                self.read_body(part)
            elif part.role != "Lbl":
                self.read(part)

    def read_body(self, body: StructureElement) -> None:
        """Read the body of an item: its first paragraph is the item."""
        for part in body.content:
            if isinstance(part, str):
                self.add_part(part)
            elif part.role == "P" and self.builder.kind == "item":
                self.read_inline(part)
                self.builder.close_block()
            else:
                self.read(part)

    def read_table(self, table: StructureElement) -> None:
        """Read a table, cell by cell."""
        self.builder.close_block()
        rows = [
            [cell for cell in row.children if cell.role in {"TH", "TD"}] for row in table.walk() if row.role == "TR"
        ]
        grid = [[self.read_cell(cell) for cell in row] for row in rows if row]
        width = max(map(len, grid), default=0)
        caption = " ".join(" ".join(one.all_text for one in table.children if one.role == "Caption").split())
        if len(grid) < 2 or width < 2:
            for row in rows:
                for cell in row:
                    self.read_block(cell)
            return
        if len({len(row) for row in grid}) > 1:
            self.builder.report_loss("this table has cells that span others; look whether each stands in its column")
        self.builder.add_table([[*row, *[ImportedLine(())] * (width - len(row))] for row in grid], caption)

    def read_cell(self, cell: StructureElement) -> ImportedLine:
        """Read a cell as one line."""
        inner = _TagReader(self.builder.make_inner(), self.ends, self.page, self.count)
        inner.read_parts(cell)
        return inner.builder.make_cell()

    def read_figure(self, figure: StructureElement) -> None:
        """Report a picture; words in it are its own."""
        described = f"its description is “{figure.alt}”" if figure.alt else "it has no description"
        words = "".join(part if isinstance(part, str) else part.all_text for part in figure.content)
        self.builder.report_loss(f"there is a picture here, which is not imported; {described}", words)

    def read_contents(self, element: StructureElement) -> None:
        """Leave a list of contents out."""
        hint = "the press makes its own"
        self.builder.report_loss("a list of contents is not imported", element.all_text, hint)


_PARAGRAPHS = ("H", "P", "Title", "Note", "FENote", "BlockQuote", "Caption", "Code", "BibEntry")
_ROLE_READERS: dict[str, Callable[[_TagReader, StructureElement], None]] = {
    **dict.fromkeys(_PARAGRAPHS, _TagReader.read_block),
    "L": _TagReader.read_list,
    "Table": _TagReader.read_table,
    "Figure": _TagReader.read_figure,
    "TOC": _TagReader.read_contents,
}


# ---------------------------------------------------------------- places


@dataclass(slots=True)
class _LayoutReader:
    """Lines of pages being joined into headings, paragraphs and items."""

    builder: BlockBuilder
    ends: LineEnds
    lines: list[PlacedLine]
    size: float = 0.0
    levels: dict[float, int] = field(default_factory=dict)
    joined: list[PlacedLine] = field(default_factory=list)

    def read(self) -> None:
        """Read all pages in reading order."""
        sizes = Counter[float]()
        for line in self.lines:
            sizes[round(line.size, 1)] += len(line.text)
        self.size = max(sizes, key=lambda size: sizes[size])
        larger = sorted(
            {round(line.size, 1) for line in self.lines if line.size > HEADING_SIZE * self.size}, reverse=True
        )
        self.levels = {size: min(level, 6) for level, size in enumerate(larger, 1)}
        for page in sorted({line.page for line in self.lines}):
            self.read_page([line for line in self.lines if line.page == page])
        self.flush()

    def read_page(self, lines: list[PlacedLine]) -> None:
        """Read the parts of a page: columns one after the other, tables row by row."""
        for part in order_lines(lines):
            if part.is_table:
                self.flush()
                self.builder.line = part.lines[0].number
                self.builder.report_guess(
                    "words in columns became a table, and the first row its head", "compare it with the page"
                )
                self.builder.add_table(split_row(part))
                continue
            if part.is_column:
                self.builder.line = part.lines[0].number
                self.builder.report_guess(
                    "this page has columns; they were read one after the other", "look whether the order is right"
                )
            for line in part.lines:
                if self.joined and not self.goes_on(self.joined[-1], line):
                    self.flush()
                self.joined.append(line)

    def goes_on(self, before: PlacedLine, line: PlacedLine) -> bool:
        """Return whether a line goes on with the paragraph before it."""
        if line.starts_item or abs(line.size - before.size) > 0.5 or line.bold != before.bold:
            return False
        unfinished = not before.text.rstrip().endswith((".", "!", "?", ":", "”", ")"))
        if line.page != before.page or line.y >= before.y:
            return unfinished and line.text[:1].islower()
        if before.y - line.y > PITCH * line.size:
            return False
        indented = line.x > before.x + 0.8 * line.size and not self.joined[0].starts_item
        return not (indented and len(self.joined) > 1)

    def flush(self) -> None:
        """Finish the open paragraph, heading or item."""
        lines, self.joined = self.joined, []
        if not lines:
            return
        build, first = self.builder, lines[0]
        build.close_block()
        level = self.levels.get(round(first.size, 1), 0)
        if level and len(lines) <= LONGEST_HEADING_LINES:
            build.kind, build.level = "heading", level
        build.line = first.number
        with build.set_look(strong=build.kind != "heading" and all(line.bold for line in lines)):
            for at, line in enumerate(lines):
                build.line = line.number
                after = lines[at + 1].text if at + 1 < len(lines) else ""
                words = self.ends.join(line.text, after)
                if after and line.text[-1:] in HYPHENS and not words.endswith(line.text[-1]):
                    joined = f"{line.text.split()[-1]}{after.split()[0]}"
                    build.report_guess(f"“{joined}” was joined where a line ended in a hyphen")
                build.add_words(words)
        build.close_block()
        build.kind, build.level = "paragraph", 0
