"""Blocks of a PDF from its tags."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from press.importer.blocks import ImportedLine
from press.importer.links import clean_address
from press.importer.readers.builder import BlockBuilder
from press.importer.readers.pdf.line_ends import LineEnds
from press.readback.pdf.tag_tree import StructureElement, read_tag_tree


def read_tags(data: bytes) -> StructureElement | None:
    """Read the tag tree; None if there is none or it is damaged."""
    try:
        tags = read_tag_tree(data)
    except Exception:  # noqa: BLE001 - a damaged tree fails in many ways, and the places of words remain
        return None
    return tags if tags.content else None


def is_structured(tags: StructureElement) -> bool:
    """Return whether the tags say more than that there are paragraphs."""
    roles = {element.role for element in tags.walk()}
    return any(element.level for element in tags.walk()) or bool(roles & {"L", "Table", "H", "Title"})


@dataclass(slots=True)
class TagReader:
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
        if _has_terms(element):
            self.read_terms(element)
            return
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

    def read_terms(self, element: StructureElement) -> None:
        """Read a list of terms: the label of each item is the term, and its body the meaning."""
        build = self.builder
        before = build.kind, build.level
        for part in (part for item in element.children for part in item.children):
            build.close_block()
            build.kind, build.level = "term" if part.role == "Lbl" else "definition", 0
            self.read_inline(part)
            build.close_block()
        build.kind, build.level = before

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
        inner = TagReader(self.builder.make_inner(), self.ends, self.page, self.count)
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


def _has_terms(element: StructureElement) -> bool:
    """Return whether the labels of a list are words, and each has one text."""
    items = [child for child in element.children if child.role == "LI"]
    labels = [one.all_text.strip() for item in items for one in item.children if one.role == "Lbl"]
    parts = all([part.role for part in item.children] == ["Lbl", "LBody"] for item in items)
    inner = any(one.role in {"L", "Table"} for one in element.walk() if one is not element)
    words = all(re.search(r"[^\W\d_]{3}", label) and not re.fullmatch(r"[ivxlc]+[.)]?", label) for label in labels)
    return bool(items) and parts and words and not inner


_PARAGRAPHS = ("H", "P", "Title", "Note", "FENote", "BlockQuote", "Caption", "Code", "BibEntry")
_ROLE_READERS: dict[str, Callable[[TagReader, StructureElement], None]] = {
    **dict.fromkeys(_PARAGRAPHS, TagReader.read_block),
    "L": TagReader.read_list,
    "Table": TagReader.read_table,
    "Figure": TagReader.read_figure,
    "TOC": TagReader.read_contents,
}
