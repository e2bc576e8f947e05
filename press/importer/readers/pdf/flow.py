"""Blocks of a PDF from the places of its words: headings, paragraphs, items, tables, terms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from press.importer.blocks import LONGEST_HEADING, ImportedLine
from press.importer.readers.builder import BlockBuilder
from press.importer.readers.pdf.line_ends import HYPHENS, LineEnds
from press.importer.readers.pdf.placed_lines import PlacedLine
from press.importer.readers.pdf.regions import PageRegion, continue_table, order_lines
from press.readback.layout.shapes import PageShapes

HEADING_SIZE = 1.12
"""How much larger than the text a heading is."""
LONGEST_HEADING_LINES = 4
PITCH = 1.25
"""Distance of two lines of a paragraph, in shares of their size, if the text does not tell it."""
MORE = 1.18
"""How much wider than between lines the distance between paragraphs is."""
SHORT = 0.3
"""Share of a line that is empty where it was ended on purpose."""
INDENT = 0.6
"""Indent of the first line of a paragraph, in shares of the size of type."""
_ENDED = re.compile(r"[.!?:][”’\"')\]]*$")
_CUT = re.compile(r"[.:,;]$")


@dataclass(slots=True)
class LayoutReader:
    """Lines of pages being joined into blocks.

    size: of the text; pitches: the distance of its lines for each size; levels: of headings by size.
    """

    builder: BlockBuilder
    ends: LineEnds
    lines: Sequence[PlacedLine]
    shapes: Sequence[PageShapes]
    size: float = 0.0
    pitch: float = PITCH
    levels: dict[float, int] = field(default_factory=dict)
    joined: list[PlacedLine] = field(default_factory=list)
    items: list[float] = field(default_factory=list)
    """The indents of the lists that are open."""
    depths: dict[int, int] = field(default_factory=dict)
    """The depth of each item, by the number of its line."""
    left: float = 0.0
    right: float = 0.0
    """The edges of the region being read."""
    indent: float = 0.0
    """How far what is joined stands in from the left edge of its region."""

    def read(self) -> None:
        """Read all pages in reading order."""
        sizes = Counter[float]()
        for line in self.lines:
            sizes[round(line.size, 1)] += len(line.text)
        self.size = max(sizes, key=lambda size: sizes[size])
        larger = sorted({size for size in sizes if size > HEADING_SIZE * self.size}, reverse=True)
        self.levels = {size: min(level, 5) for level, size in enumerate(larger, 1)}
        pages = sorted({line.page for line in self.lines})
        regions: list[PageRegion] = []
        for page in pages:
            here, rules = [one for one in self.lines if one.page == page], self.shapes[page - 1].rules
            if regions and regions[-1].kind == "table":
                regions[-1], here = continue_table(regions[-1], here, rules)
            regions += order_lines(here, rules)
        self.pitch = _measure_pitch(regions)
        for region in regions:
            self.read_region(region)
        self.flush()

    def read_region(self, region: PageRegion) -> None:
        """Read the lines of a region."""
        build = self.builder
        if region.kind == "table":
            caption = self.take_caption()
            self.flush(region.lines[-1])
            build.line = region.lines[0].number
            build.report_guess(
                "words in columns became a table, and the first row its head", "compare it with the page"
            )
            grid = [[self.make_cell(cell) for cell in row] for row in region.rows]
            for row in (row for row in grid[1:] if _spell_row(row) == _spell_row(grid[0])):
                build.line = next(cell.number for cell in row if cell.runs)
                build.report_loss("the head of a table is repeated here", " ".join(cell.text for cell in row))
            build.add_table([grid[0], *(row for row in grid[1:] if _spell_row(row) != _spell_row(grid[0]))], caption)
            return
        if region.kind == "terms":
            self.flush()
            self.read_terms(region)
            return
        if region.kind == "column":
            build.line = region.lines[0].number
            build.report_guess(
                "this page has columns; they were read one after the other", "look whether the order is right"
            )
        self.left, self.right = min(line.x for line in region.lines), max(line.right for line in region.lines)
        for at, line in enumerate(region.lines):
            if self.joined and not self.goes_on(self.joined[-1], line):
                self.flush(region.lines[at])
            self.indent = self.indent if self.joined else line.x - self.left
            self.joined.append(line)

    def take_caption(self) -> str:
        """Take the open line as the title of the table below it, if it is a bold one and no question."""
        lines = self.joined
        text = " ".join(line.text for line in lines)
        titled = 0 < len(lines) <= 2 and all(line.bold for line in lines) and not self.find_level(lines)
        if not titled or len(text) > LONGEST_HEADING or text.endswith((".", ":", "?")):
            return ""
        self.builder.line = lines[0].number
        self.builder.report_guess(f"“{text}” was taken for the title of the table below it")
        self.joined = []
        return text

    def read_terms(self, region: PageRegion) -> None:
        """Read terms and their meanings."""
        build = self.builder
        build.line = region.lines[0].number
        build.report_guess("bold words beside a text became terms with their meanings", "compare them with the page")
        for term, meaning in region.rows:
            for kind, cell in (("term", term), ("definition", meaning)):
                build.close_block()
                build.kind = kind  # type: ignore[assignment]
                self.add_lines(cell, bold=kind == "definition")
                build.close_block()
                build.kind = "paragraph"

    def make_cell(self, lines: Sequence[PlacedLine]) -> ImportedLine:
        """Make a cell of its lines."""
        inner = LayoutReader(self.builder.make_inner(), self.ends, (), ())
        inner.add_lines(lines, bold=False)
        return inner.builder.make_cell()

    # ---------------------------------------------------------------- paragraphs

    def goes_on(self, before: PlacedLine, line: PlacedLine) -> bool:
        """Return whether a line goes on with the paragraph before it."""
        first = self.joined[0]
        bolder = line.bold != before.bold and (line.bold or (before is first and not self.is_full(before, line)))
        if line.starts_item or abs(line.size - before.size) > 0.5 or bolder:
            return False
        if line.page != before.page or line.y >= before.y or line.x > before.right or before.x > line.right:
            return not _ENDED.search(before.text) and line.text[:1].islower()
        if before.y - line.y > MORE * self.pitch * line.size:
            return False
        if first.starts_item:
            return line.x > first.x + 0.3 * line.size
        return bool(self.find_level(self.joined)) or not self.begins_paragraph(before, line)

    def begins_paragraph(self, before: PlacedLine, line: PlacedLine) -> bool:
        """Return whether a line begins a paragraph without a gap above it: it is indented, or the one before ended."""
        indent = INDENT * line.size
        if line.x > before.x + indent:
            return True
        ended = _ENDED.search(before.text) and not line.text[:1].islower()
        fits = before.right + line.words[0].right - line.words[0].left + 2 * line.size < self.right
        indented = before is self.joined[0] and line.x > self.margin() + indent and abs(line.x - before.x) < 1
        return bool(ended and fits and (len(self.joined) > 1 or indented))

    def margin(self) -> float:
        """Return the left edge of what is joined."""
        return min(line.x for line in self.joined)

    def is_full(self, line: PlacedLine, after: PlacedLine) -> bool:
        """Return whether the first word of the next line did not fit into a line."""
        word = after.words[0]
        return line.right + word.right - word.left + 0.2 * line.size > self.right

    def find_level(self, lines: Sequence[PlacedLine]) -> int:
        """Find the level of a heading by its size; 0 for other lines, such as a sentence in large type."""
        level = self.levels.get(round(lines[0].size, 1), 0)
        sentence = lines[-1].text.endswith(".") and not lines[0].bold and sum(len(line.words) for line in lines) > 6
        return level if len(lines) <= LONGEST_HEADING_LINES and not lines[0].starts_item and not sentence else 0

    def is_bold_heading(self, lines: Sequence[PlacedLine], after: PlacedLine | None) -> bool:
        """Return whether lines are a heading by their weight or by capitals, with its text below."""
        text = " ".join(line.text for line in lines)
        letters = [letter for letter in text if letter.isalpha()]
        capitals = len(letters) > 3 and all(letter.isupper() for letter in letters)
        loud = all(line.bold for line in lines) or capitals
        if not loud or len(lines) > 2 or len(text) > LONGEST_HEADING or _CUT.search(text) or lines[0].starts_item:
            return False
        if "@" in text or not letters or after is None or lines[0].size < 0.95 * self.size:
            return False
        below = after.page != lines[-1].page or after.y < lines[-1].y
        return below and (not after.bold or after.starts_item) and after.size < lines[0].size + 1

    def flush(self, after: PlacedLine | None = None) -> None:
        """Finish the open paragraph, heading or item. after: the line that follows it in its region."""
        lines, self.joined = self.joined, []
        if not lines:
            return
        build, first = self.builder, lines[0]
        build.close_block()
        level = self.find_level(lines)
        if level or self.is_bold_heading(lines, after):
            build.kind, build.level = "heading", level or min(6, len(self.levels) + 1)
            self.items = []
        elif first.starts_item:
            self.open_item(first)
        else:
            self.items = []
        self.add_lines(lines, bold=build.kind != "heading")
        build.close_block()
        build.kind, build.level = "paragraph", 0

    def open_item(self, line: PlacedLine) -> None:
        """Find the depth of an item by its left edge."""
        step = 0.3 * line.size
        while self.items and self.items[-1] > self.indent + step:
            self.items.pop()
        if not self.items or self.items[-1] < self.indent - step:
            self.items.append(self.indent)
        self.depths[line.number] = len(self.items)

    def add_lines(self, lines: Sequence[PlacedLine], *, bold: bool) -> None:
        """Add lines to the open block, with their words joined where they were broken. bold: whether looks count."""
        build = self.builder
        for line, after in pairwise([*lines, None]):
            assert line
            build.line = line.number
            parts = list(_list_looks(line, looks=bold))
            words = self.ends.join(line.text, after.text if after else "")
            if after and line.text[-1:] in HYPHENS and not words.endswith(line.text[-1]):
                joined = f"{line.text.split()[-1]}{after.text.split()[0]}"
                build.report_guess(f"“{joined}” was joined where a line ended in a hyphen")
                parts[-1] = (parts[-1][0][:-1], *parts[-1][1:])
            if after and words.endswith(" "):
                alike = _list_looks(after, looks=bold)[0][1:] == parts[-1][1:]
                parts.append((" ", *(parts[-1][1:] if alike else (False, False))))
            for text, strong, em in parts:
                with build.set_look(strong=strong, em=em):
                    build.add_words(text)
            if after and bold and self.ends_on_purpose(line, after):
                build.break_line()

    def ends_on_purpose(self, line: PlacedLine, after: PlacedLine) -> bool:
        """Return whether a line ends although the next word had room, as in an address."""
        room = self.right - line.right - (after.words[0].right - after.words[0].left)
        if room < 2 * line.size or (after.text[:1].islower() and not after.text.startswith("www.")):
            return False
        return line.bold != after.bold or room > SHORT * (self.right - self.left)


def _spell_row(row: Sequence[ImportedLine]) -> list[str]:
    return [cell.text.casefold() for cell in row]


def _list_looks(line: PlacedLine, *, looks: bool) -> list[tuple[str, bool, bool]]:
    """List the parts of a line by their look: words, bold, italic."""
    parts: list[tuple[str, bool, bool]] = [(f"{line.marker} ", False, False)] if line.marker else []
    for at, word in enumerate(line.words):
        for number, (text, *look) in enumerate(word.parts):
            strong, em = look if looks else (False, False)
            gap = " " if at and not number else ""
            if parts and parts[-1][1:] == (strong, em):
                parts[-1] = (f"{parts[-1][0]}{gap}{text}", strong, em)
            else:
                parts += [(gap, False, False)] if gap else []
                parts.append((text, strong, em))
    return parts


def _measure_pitch(regions: Sequence[PageRegion]) -> float:
    """Measure the distance of lines in the paragraphs of a file, in shares of their size."""
    found = Counter[float]()
    for region in regions:
        right = max(line.right for line in region.lines)
        for one, other in pairwise(region.lines) if region.kind in {"text", "column"} else ():
            word = other.words[0]
            full = one.right + word.right - word.left + 0.2 * one.size > right
            if full and abs(one.size - other.size) < 0.5 and 0 < one.y - other.y < 2.5 * one.size:
                found[round((one.y - other.y) / one.size, 2)] += 1
    most = max(found.values(), default=0)
    return min((pitch for pitch, count in found.items() if count >= 0.2 * most), default=PITCH)
