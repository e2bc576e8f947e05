"""Walking through a web page: elements become blocks, and what a text cannot hold becomes findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from press.importer.blocks import LONGEST_HEADING, ImportedBlock, ImportedLine, ImportedRun, Kind, OldText
from press.importer.codes import NOT_IMPORTED, TOO_LARGE, UNREADABLE
from press.importer.links import add_links, clean_address
from press.model.findings import Finding, Place, PressError
from press.model.sources.fields import LANGUAGE_TAG
from press.readback.html import parse_html

MOST_SPANNED = 50
"""Columns or rows that one cell may span; more is a mistake or an attack."""


def is_data_table(table: Element) -> bool:
    """Return whether a table holds data.

    It has columns and rows then. A table that only arranges a page is read as running text.
    """
    found = list_rows(table)
    nested = any(one is not table for one in table.iter("table"))
    return not nested and len(found) > 1 and max(len(row) for row in found) > 1


def list_rows(table: Element) -> list[list[Element]]:
    """List the cells of each row that is not empty."""
    found = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    return [row for row in found if row]


def has_spans(table: Element) -> bool:
    """Return whether a cell spans columns or rows."""
    cells = (cell for row in list_rows(table) for cell in row)
    return any(_read_span(cell, name) > 1 for cell in cells for name in ("colspan", "rowspan"))


def make_grid(table: Element) -> list[list[Element | None]]:
    """Place the cells on a grid.

    None stands where a cell spans, or where a row is too short.
    """
    placed: dict[tuple[int, int], Element | None] = {}
    rows = list_rows(table)
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in placed:
                column += 1
            for place in _list_places(cell, number, column, len(rows)):
                placed.setdefault(place, None)
            placed[number, column] = cell
    width = max(column for _, column in placed) + 1
    return [[placed.get((number, column)) for column in range(width)] for number in range(len(rows))]


def _list_places(cell: Element, row: int, column: int, rows: int) -> Iterator[tuple[int, int]]:
    """Yield the places that a cell covers."""
    for down in range(min(_read_span(cell, "rowspan"), rows - row)):
        yield from ((row + down, column + right) for right in range(_read_span(cell, "colspan")))


def _read_span(cell: Element, name: str) -> int:
    """Read how many columns or rows a cell spans."""
    given = cell.get(name, "1").strip()
    return max(1, min(int(given), MOST_SPANNED)) if given.isascii() and given.isdigit() and len(given) < 6 else 1


_OMITTED = {"script", "noscript", "iframe", "object", "embed", "video", "audio", "template"}
_SILENT = {"style", "title", "head", "link", "meta"}
_BLOCKS = {
    "address", "article", "aside", "body", "button", "center", "details", "dialog", "div", "dl", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "main", "menu", "nav", "option", "p",
    "search", "section", "select", "summary", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr",
}  # fmt: skip
_KINDS: dict[str, Kind] = {"dt": "term", "dd": "definition"}
_LOOKS = {
    "strong": {"strong": True}, "b": {"strong": True},
    "em": {"em": True}, "i": {"em": True}, "cite": {"em": True}, "dfn": {"em": True}, "var": {"em": True},
}  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f]+")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_FIGURES = re.compile(r"[0-9+-]+")


@dataclass(slots=True)
class PageReader:
    """A page being read: finished blocks, the open block, and the look of its next words.

    kept: line ends count, as in preformatted text.
    """

    path: str
    line: int = 1
    kind: Kind = "paragraph"
    level: int = 0
    marker: str = "-"
    quoted: bool = False
    kept: bool = False
    look: ImportedRun = field(default_factory=lambda: ImportedRun("", 0))
    blocks: list[ImportedBlock] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    open: list[list[ImportedRun]] = field(default_factory=lambda: [[]])

    def report_loss(self, problem: str) -> None:
        """Report something that cannot be imported."""
        self.findings.append(NOT_IMPORTED.make_finding(Place(self.path, self.line, 1), problem))

    def add_words(self, text: str | None) -> None:
        """Add words to the open block."""
        for at, part in enumerate((text or "").split("\n") if self.kept else [text or ""]):
            if at:
                self.open.append([])
                self.line += 1
            before = len(part) - len(part.lstrip())
            line = self.line + part.count("\n", 0, before)
            self.open[-1].append(replace(self.look, text=_SPACE.sub(" ", part), line=line))
            self.line += part.count("\n")

    def close_block(self) -> None:
        """Close the open block."""
        lines = tuple(line for runs in self.open if (line := _join_runs(runs)).text)
        self.open = [[]]
        if lines:
            kind: Kind = "quote" if self.quoted and self.kind == "paragraph" and not self.level else self.kind
            self.blocks.append(ImportedBlock(kind, lines, self.level, self.marker if kind == "item" else ""))
            # Whatever follows in the same item is a paragraph of it.
            self.kind = "paragraph" if kind == "item" else self.kind

    def read_content(self, element: Element) -> None:
        """Read the content of an element."""
        self.add_words(element.text)
        for child in element:
            self.read_element(child)
            self.add_words(child.tail)

    def read_element(self, element: Element) -> None:
        """Read an element."""
        if not isinstance(element.tag, str):
            return
        tag = element.tag.rpartition("}")[2]
        self.line = int(element.get("data-line", self.line))
        if tag in _SILENT or self._omit(element, tag):
            return
        with self.set_look(lang=self.find_language(element)):
            reader = _READERS.get(tag)
            if reader:
                reader(self, element)
            elif tag in _BLOCKS:
                self.close_block()
                self.read_content(element)
                self.close_block()
            else:
                with self.set_look(**_LOOKS.get(tag, {})):
                    self.read_content(element)

    def find_language(self, element: Element) -> str:
        """Find the language of an element; empty if none named."""
        lang = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        return lang if LANGUAGE_TAG.fullmatch(lang) else self.look.lang

    def _omit(self, element: Element, tag: str) -> bool:
        """Report an element that is not imported.

        Returns whether it is such an element.
        """
        style = element.get("style", "").replace(" ", "").lower()
        hidden = element.get("hidden") is not None or "display:none" in style
        if not (hidden or tag in _OMITTED):
            return False
        words = " ".join("".join(element.itertext()).split()) if tag not in {"script", "template"} else ""
        what = "a hidden part of the page" if hidden else f"`<{tag}>`"
        self.report_loss(f"{what} is not imported" + (f": “{words[:300]}”" if words else ""))
        return True

    @contextmanager
    def set_look(self, **look: object) -> Iterator[None]:
        """Set the look of the words inside the context."""
        before = self.look
        self.look = replace(before, **look)  # type: ignore[arg-type]
        yield
        self.look = before


def _join_runs(runs: list[ImportedRun]) -> ImportedLine:
    """Join runs into a line, stripping white space.

    Neighbors with the same look become one run.
    """
    kept: list[ImportedRun] = []
    for run in runs:
        text = run.text.lstrip(" ") if not kept or kept[-1].text.endswith(" ") else run.text
        if not text:
            continue
        if kept and kept[-1].looks_like(run):
            kept[-1] = replace(kept[-1], text=kept[-1].text + text)
        else:
            kept.append(replace(run, text=text))
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" "))
    return add_links(ImportedLine(tuple(kept)))


# ---------------------------------------------------------------- elements with readers of their own


def _read_heading(reader: PageReader, element: Element) -> None:
    inside = reader.level > 0 or reader.quoted
    reader.close_block()
    before, reader.kind, level = reader.kind, reader.kind if inside else "heading", reader.level
    reader.level = level if inside else int(element.tag[-1])
    with reader.set_look(strong=inside):
        reader.read_content(element)
    reader.close_block()
    reader.kind, reader.level = before, level


def _read_list(reader: PageReader, element: Element) -> None:
    reader.close_block()
    before = reader.kind, reader.level, reader.marker
    start = element.get("start", "1")
    counted = element.tag == "ol" and start == "1" and element.get("reversed") is None
    if element.tag == "ol" and not counted:
        reader.report_loss("this list does not count up from 1, so its numbers are not imported")
    reader.level += 1
    number = 0
    for child in element:
        number += child.tag == "li"
        reader.kind, reader.marker = ("item" if child.tag == "li" else "paragraph"), str(number) if counted else "-"
        reader.line = int(child.get("data-line", reader.line))
        if child.tag == "li":
            with reader.set_look(lang=reader.find_language(child)):
                reader.read_content(child)
        else:
            reader.read_element(child)
        reader.close_block()
        reader.add_words(child.tail)
    reader.close_block()
    reader.kind, reader.level, reader.marker = before


def _read_definition(reader: PageReader, element: Element) -> None:
    reader.close_block()
    before, reader.kind = reader.kind, _KINDS[element.tag]
    reader.read_content(element)
    reader.close_block()
    reader.kind = before


def _read_quote(reader: PageReader, element: Element) -> None:
    reader.close_block()
    before, reader.quoted = reader.quoted, True
    reader.read_content(element)
    reader.close_block()
    reader.quoted = before


def _read_preformatted(reader: PageReader, element: Element) -> None:
    reader.close_block()
    reader.kept = True
    reader.read_content(element)
    reader.close_block()
    reader.kept = False


def _read_break(reader: PageReader, _element: Element) -> None:
    reader.open.append([])


def _read_link(reader: PageReader, element: Element) -> None:
    address = element.get("href", "")
    href = clean_address(address)
    if address and not href:
        reader.report_loss(f"the link to `{address[:80]}` cannot be kept; its words stay as text")
    with reader.set_look(href=href or reader.look.href):
        reader.read_content(element)


def _report_picture(reader: PageReader, element: Element) -> None:
    alt = " ".join((element.get("alt") or "".join(element.itertext())).split())
    if alt or element.get("alt") is None:
        description = f"its description is “{alt[:300]}”" if alt else "it has no description"
        reader.report_loss(f"there is a picture here, which is not imported; {description}")


def _make_shifted_reader(table: dict[int, int]) -> Callable[[PageReader, Element], None]:
    """Make a reader of raised or lowered words.

    Figures have raised and lowered characters, so that 10⁹ does not become 109.
    """

    def read(reader: PageReader, element: Element) -> None:
        words = "".join(element.itertext())
        if not len(element) and _FIGURES.fullmatch(words):
            reader.add_words(words.translate(table))
        else:
            reader.read_content(element)

    return read


def _read_table(reader: PageReader, element: Element) -> None:
    reader.close_block()
    if not is_data_table(element) or reader.level or reader.quoted:
        reader.read_content(element)
        reader.close_block()
        return
    if has_spans(element):
        reader.report_loss(
            "this table has cells that span others; their words are in the first cell, and the others are empty"
        )
    caption = " ".join("".join(words for one in element.iter("caption") for words in one.itertext()).split())
    cells = tuple(tuple(_read_cell(reader, cell) for cell in row) for row in make_grid(element))
    reader.blocks.append(ImportedBlock("table", (), cells=cells, title=caption))


def _read_cell(reader: PageReader, cell: Element | None) -> ImportedLine:
    """Read a cell as one line."""
    if cell is None:
        return ImportedLine(())
    # A cell of a text holds no blocks, so they are read apart and joined.
    inner = PageReader(reader.path, int(cell.get("data-line", reader.line)), findings=reader.findings, look=reader.look)
    inner.read_content(cell)
    inner.close_block()
    if len(inner.blocks) > 1 or any(block.kind == "item" for block in inner.blocks):
        reader.report_loss("a cell of this table holds more than one paragraph; they became one")
    runs = [[*line.runs, ImportedRun(" ", line.number)] for block in inner.blocks for line in block.lines]
    return _join_runs([run for part in runs for run in part])


_READERS: dict[str, Callable[[PageReader, Element], None]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _read_heading),
    **dict.fromkeys(("ul", "ol"), _read_list),
    **dict.fromkeys(("dt", "dd"), _read_definition),
    **dict.fromkeys(("img", "svg", "canvas"), _report_picture),
    "blockquote": _read_quote,
    "pre": _read_preformatted,
    "br": _read_break,
    "a": _read_link,
    "sup": _make_shifted_reader(_RAISED),
    "sub": _make_shifted_reader(_LOWERED),
    "table": _read_table,
}

DEEPEST = 150
"""Elements inside each other; Python itself can follow a few times as many."""
MOST_TAGS = 50_000
"""Tags of a page; the largest text that the press can hold has a fifth of them."""

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|title|xmp|iframe)\b.*?(?:</\1\s*>|\Z)|<([a-z][^\s/>]*)",
    re.DOTALL | re.IGNORECASE,
)


def read_page(text: str, path: str) -> OldText:
    """Read the blocks of a web page.

    Raises PressError when it is too large or too deep to be read.
    """
    root = parse_html(_number_tags(text, path))
    if _measure_depth(root) > DEEPEST:
        problem = f"its elements are nested more than {DEEPEST} deep"
        raise PressError([UNREADABLE.make_finding(Place(path, 1, 1), problem, "simplify the page in an editor")])
    reader = PageReader(path)
    body = root.find("body")
    if body is not None:
        reader.read_content(body)
        reader.close_block()
    return OldText(path, _make_bold_headings(reader.blocks), _read_head(root), reader.findings)


def _make_bold_headings(blocks: list[ImportedBlock]) -> list[ImportedBlock]:
    """Turn short bold lines into headings if nearly none exist."""
    if sum(block.kind == "heading" for block in blocks) > 1:
        return blocks
    return [
        replace(block, kind="heading", level=2, lines=(_remove_bold(block.lines[0]),), sure=False)
        if _is_bold_line(block)
        else block
        for block in blocks
    ]


def _is_bold_line(block: ImportedBlock) -> bool:
    """Return whether a block is one short bold line."""
    alone = block.kind == "paragraph" and not block.level and len(block.lines) == 1
    short = len(block.text) <= LONGEST_HEADING and not block.text.endswith((".", ":", ",", ";"))
    return alone and short and all(run.strong or not run.text.strip() for run in block.lines[0].runs)


def _remove_bold(line: ImportedLine) -> ImportedLine:
    """Remove bold from a line."""
    return ImportedLine(tuple(replace(run, strong=False) for run in line.runs))


def _number_tags(text: str, path: str) -> str:
    """Add its line to each tag of the page.

    The parser does not keep it.
    """
    line, end, tags = 1, 0, 0
    parts: list[str] = []
    for found in _TAG.finditer(text):
        line += text.count("\n", end, found.start())
        parts += [text[end : found.start()], f"<{found[2]} data-line={line} " if found[2] else found[0]]
        line += found[0].count("\n")
        end, tags = found.end(), tags + 1
        if tags > MOST_TAGS:
            raise PressError([TOO_LARGE.make_finding(Place(path, line, 1), f"it has more than {MOST_TAGS:,} tags")])
    return "".join([*parts, text[end:]])


def _measure_depth(root: Element) -> int:
    """Measure how deep elements are nested."""
    # A loop, as recursion would end where the page is too deep.
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in element]
    return deepest


def _read_head(root: Element) -> dict[str, str]:
    """Read title, summary and keywords from the head."""
    named = {str(meta.get("name")).lower(): meta.get("content", "").strip() for meta in root.iter("meta")}
    title = root.findtext("head/title", "")
    found = {"title": title, "summary": named.get("description", ""), "keywords": named.get("keywords", "")}
    return {name: " ".join(words.split()) for name, words in found.items() if words.strip()}
