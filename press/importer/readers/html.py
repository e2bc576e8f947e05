"""The way through a web page: its elements become blocks, and what a text cannot carry becomes findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from press.importer.blocks import Block, Kind, Line, Run
from press.importer.codes import LEFT_BEHIND
from press.importer.links import linked, usable
from press.importer.readers.tables import grid, is_data, spans
from press.model.fields import LANGUAGE_TAG
from press.model.findings import Finding, Place

_LEFT_OUT = {"script", "noscript", "iframe", "object", "embed", "video", "audio", "template"}
_SILENT = {"style", "title", "head", "link", "meta"}
_BLOCKS = {
    "address", "article", "aside", "body", "button", "center", "details", "dialog", "div", "dl", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "main", "menu", "nav", "option", "p",
    "search", "section", "select", "summary", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr",
}  # fmt: skip
_KINDS: dict[str, Kind] = {"dt": "term", "dd": "definition"}
_SETTINGS = {
    "strong": {"strong": True}, "b": {"strong": True},
    "em": {"em": True}, "i": {"em": True}, "cite": {"em": True}, "dfn": {"em": True}, "var": {"em": True},
}  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f]+")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_FIGURES = re.compile(r"[0-9+-]+")


@dataclass(slots=True)
class Reader:
    """A page while it is being read: the blocks so far, the block that is open, and how its next words are set."""

    path: str
    line: int = 1
    kind: Kind = "paragraph"
    level: int = 0
    marker: str = "-"
    quoted: bool = False
    kept: bool = False
    look: Run = field(default_factory=lambda: Run("", 0))
    blocks: list[Block] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)
    open: list[list[Run]] = field(default_factory=lambda: [[]])

    def lose(self, problem: str) -> None:
        """Note what does not come over."""
        self.found.append(LEFT_BEHIND.at(Place(self.path, self.line, 1), problem))

    def words(self, text: str | None) -> None:
        """Add words to the open block; kept: each line of them is a line."""
        for at, part in enumerate((text or "").split("\n") if self.kept else [text or ""]):
            if at:
                self.open.append([])
                self.line += 1
            before = len(part) - len(part.lstrip())
            line = self.line + part.count("\n", 0, before)
            self.open[-1].append(replace(self.look, text=_SPACE.sub(" ", part), line=line))
            self.line += part.count("\n")

    def flush(self) -> None:
        """Close the open block."""
        lines = tuple(line for runs in self.open if (line := _line(runs)).text)
        self.open = [[]]
        if lines:
            kind: Kind = "quote" if self.quoted and self.kind == "paragraph" and not self.level else self.kind
            self.blocks.append(Block(kind, lines, self.level, self.marker if kind == "item" else ""))
            # What else stands in an item is a paragraph of it.
            self.kind = "paragraph" if kind == "item" else self.kind

    def flow(self, element: Element) -> None:
        """Read what an element holds."""
        self.words(element.text)
        for child in element:
            self.element(child)
            self.words(child.tail)

    def element(self, element: Element) -> None:
        """Read an element."""
        if not isinstance(element.tag, str):
            return
        tag = element.tag.rpartition("}")[2]
        self.line = int(element.get("data-line", self.line))
        if tag in _SILENT or self._left_out(element, tag):
            return
        with self.set(lang=self.lang_of(element)):
            reader = _READERS.get(tag)
            if reader:
                reader(self, element)
            elif tag in _BLOCKS:
                self.flush()
                self.flow(element)
                self.flush()
            else:
                with self.set(**_SETTINGS.get(tag, {})):
                    self.flow(element)

    def lang_of(self, element: Element) -> str:
        """The language of the words of an element; empty while nothing names one."""
        lang = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        return lang if LANGUAGE_TAG.fullmatch(lang) else self.look.lang

    def _left_out(self, element: Element, tag: str) -> bool:
        """Note an element that does not come over, and whether it is one."""
        style = element.get("style", "").replace(" ", "").lower()
        hidden = element.get("hidden") is not None or "display:none" in style
        if not (hidden or tag in _LEFT_OUT):
            return False
        said = " ".join("".join(element.itertext()).split()) if tag not in {"script", "template"} else ""
        what = "a hidden part of the page" if hidden else f"`<{tag}>`"
        self.lose(f"{what} does not come over" + (f": “{said[:300]}”" if said else ""))
        return True

    @contextmanager
    def set(self, **look: object) -> Iterator[None]:
        """Set the words that follow otherwise for a while."""
        before = self.look
        self.look = replace(before, **look)  # type: ignore[arg-type]
        yield
        self.look = before


def _line(runs: list[Run]) -> Line:
    """Runs as a line without white space at its ends, neighbours that are set alike made one."""
    kept: list[Run] = []
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
    return linked(Line(tuple(kept)))


# ---------------------------------------------------------------- elements with a way of their own


def _heading(reader: Reader, element: Element) -> None:
    inside = reader.level > 0 or reader.quoted
    reader.flush()
    before, reader.kind, level = reader.kind, reader.kind if inside else "heading", reader.level
    reader.level = level if inside else int(element.tag[-1])
    with reader.set(strong=inside):
        reader.flow(element)
    reader.flush()
    reader.kind, reader.level = before, level


def _list(reader: Reader, element: Element) -> None:
    reader.flush()
    before = reader.kind, reader.level, reader.marker
    start = element.get("start", "1")
    counted = element.tag == "ol" and start == "1" and element.get("reversed") is None
    if element.tag == "ol" and not counted:
        reader.lose("this list does not count up from 1; its numbers do not come over")
    reader.level += 1
    number = 0
    for child in element:
        number += child.tag == "li"
        reader.kind, reader.marker = ("item" if child.tag == "li" else "paragraph"), str(number) if counted else "-"
        reader.line = int(child.get("data-line", reader.line))
        if child.tag == "li":
            with reader.set(lang=reader.lang_of(child)):
                reader.flow(child)
        else:
            reader.element(child)
        reader.flush()
        reader.words(child.tail)
    reader.flush()
    reader.kind, reader.level, reader.marker = before


def _kind(reader: Reader, element: Element) -> None:
    reader.flush()
    before, reader.kind = reader.kind, _KINDS[element.tag]
    reader.flow(element)
    reader.flush()
    reader.kind = before


def _quote(reader: Reader, element: Element) -> None:
    reader.flush()
    before, reader.quoted = reader.quoted, True
    reader.flow(element)
    reader.flush()
    reader.quoted = before


def _preformatted(reader: Reader, element: Element) -> None:
    reader.flush()
    reader.kept = True
    reader.flow(element)
    reader.flush()
    reader.kept = False


def _break(reader: Reader, _element: Element) -> None:
    reader.open.append([])


def _link(reader: Reader, element: Element) -> None:
    given = element.get("href", "")
    href = usable(given)
    if given and not href:
        reader.lose(f"the link to `{given[:80]}` cannot be kept; its words are")
    with reader.set(href=href or reader.look.href):
        reader.flow(element)


def _picture(reader: Reader, element: Element) -> None:
    alt = " ".join((element.get("alt") or "".join(element.itertext())).split())
    if alt or element.get("alt") is None:
        said = f"its words are “{alt[:300]}”" if alt else "nothing says what it shows"
        reader.lose(f"a picture stands here; {said}")


def _shifted(table: dict[int, int]) -> Callable[[Reader, Element], None]:
    """A reader of raised or lowered words: figures have characters of their own, so 10⁹ does not become 109."""

    def read(reader: Reader, element: Element) -> None:
        said = "".join(element.itertext())
        if not len(element) and _FIGURES.fullmatch(said):
            reader.words(said.translate(table))
        else:
            reader.flow(element)

    return read


def _table(reader: Reader, element: Element) -> None:
    reader.flush()
    if not is_data(element) or reader.level or reader.quoted:
        reader.flow(element)
        reader.flush()
        return
    if spans(element):
        reader.lose("cells of this table span others; their words stand in the first of the cells")
    caption = " ".join("".join(words for one in element.iter("caption") for words in one.itertext()).split())
    cells = tuple(tuple(_cell(reader, cell) for cell in row) for row in grid(element))
    reader.blocks.append(Block("table", (), cells=cells, title=caption))


def _cell(reader: Reader, cell: Element | None) -> Line:
    """A cell as one line: a cell of a text holds no blocks."""
    if cell is None:
        return Line(())
    inner = Reader(reader.path, int(cell.get("data-line", reader.line)), found=reader.found, look=reader.look)
    inner.flow(cell)
    inner.flush()
    if len(inner.blocks) > 1 or any(block.kind == "item" for block in inner.blocks):
        reader.lose("a cell of this table holds more than one paragraph; they come over as one")
    runs = [[*line.runs, Run(" ", line.number)] for block in inner.blocks for line in block.lines]
    return _line([run for part in runs for run in part])


_READERS: dict[str, Callable[[Reader, Element], None]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol"), _list),
    **dict.fromkeys(("dt", "dd"), _kind),
    **dict.fromkeys(("img", "svg", "canvas"), _picture),
    "blockquote": _quote,
    "pre": _preformatted,
    "br": _break,
    "a": _link,
    "sup": _shifted(_RAISED),
    "sub": _shifted(_LOWERED),
    "table": _table,
}
