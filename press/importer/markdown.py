"""Blocks written as the Markdown of the sources, so that they read exactly as they did."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from press.importer.blocks import TO_DO, Block, Line, Run
from press.importer.words import new_id
from press.load.markdown import parse_inline
from press.text.spacing import unspaced

_SIGNS = re.compile(r"[\\`*\[\]|]|_(?!\w)|(?<!\w)_|&(?=#?\w+;)")
_ENTITIES = {"<": "&lt;", "{": "&#123;", "}": "&#125;"}
_START = re.compile(r"[>=~]|#(?=[#\s]|$)|[+-](?=[\s-]|$)|:(?=[\s:]|$)|(?P<number>[0-9]{1,9})(?P<sign>[.)])(?=\s|$)")
_OUTER_SPACE = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


def escaped(text: str) -> str:
    """Plain words as Markdown that reads the same anywhere but at the start of a line."""
    text = _SIGNS.sub(lambda found: "&amp;" if found[0] == "&" else f"\\{found[0]}", text)
    return re.sub("[<{}]", lambda found: _ENTITIES[found[0]], text)


def at_start(markdown: str) -> str:
    """Markdown of a line as it may start a line: what would make a list, a heading or a quotation of it is escaped."""
    found = _START.match(markdown)
    if not found:
        return markdown
    if found["number"]:
        return f"{found['number']}\\{markdown[found.start('sign') :]}"
    return f"\\{markdown}"


def rendered(line: Line) -> str:
    """A line as Markdown for anywhere in a paragraph: with links and emphasis where they come through."""
    wanted = unspaced("".join(run.text for run in line.runs))
    ways: tuple[Callable[[Run], tuple[object, ...]], ...] = (
        lambda run: (run.href, run.strong, run.em, run.lang),
        lambda run: (run.href, False, False, ""),
    )
    for way in ways:
        parts = [
            _set("".join(run.text for run in runs), *look)  # type: ignore[arg-type]
            for look, runs in groupby(line.runs, way)
        ]
        markdown = _squeezed("".join(parts))
        nodes, found = parse_inline(markdown, "", 1)
        if not found and unspaced("".join(node.plain for node in nodes)) == wanted:
            return markdown
    return _squeezed(escaped("".join(run.text for run in line.runs)))


def _squeezed(markdown: str) -> str:
    return re.sub(r"[ \t\n]+", " ", markdown).strip()


def _set(text: str, href: str, strong: bool, em: bool, lang: str) -> str:  # noqa: FBT001 - the look of a run, in order
    """Words with their link, emphasis and language; space at the ends stays outside."""
    found = _OUTER_SPACE.fullmatch(text)
    assert found
    before, words, after = found.groups()
    if not words:
        return text
    made = escaped(words)
    made = f"**{made}**" if strong else made
    made = f"*{made}*" if em else made
    if href:
        # An address with signs that Markdown reads stands in angle brackets.
        address = f"<{href.replace('&', '&amp;').replace('|', '%7C')}>" if re.search(r"[()\\*_~|&{}<>]", href) else href
        made = f"[{made}]({address})"
    return f"{before}[{made}]{{lang={lang}}}{after}" if lang else f"{before}{made}{after}"


# ---------------------------------------------------------------- blocks


@dataclass(slots=True)
class Writer:
    """A text while it is being written: its lines, the ids in it, and the lists that are open.

    open: of each open list its depth in the old text and the width of its markers; sign: what follows the numbers of a
    list, which changes where another list starts directly after one, so that the two do not become one.
    """

    lines: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    open: list[tuple[int, int]] = field(default_factory=list)
    sign: str = "."
    last: str = ""

    def gap(self) -> None:
        """A blank line, if there is none yet."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def put(self, block: Block) -> None:
        """Write a block."""
        if block.kind != "item" and not (block.kind == "paragraph" and block.level):
            self.open = []
        _WRITERS[block.kind](self, block)
        self.last = block.kind

    def paragraph(self, lines: Iterable[Line], first: str = "", rest: str = "") -> None:
        """Write lines as one paragraph; first and rest: what stands before the first line and before the others."""
        said = [at_start(rendered(line)) for line in lines]
        for at, text in enumerate(said):
            end = "\\" if at < len(said) - 1 else ""
            self.lines.append(f"{rest if at else first}{text}{end}".rstrip(" "))


def _heading(writer: Writer, block: Block) -> None:
    name = new_id(block.text.partition(TO_DO)[0], "section", writer.used)
    writer.used.add(name)
    text = _squeezed(" ".join(rendered(line) for line in block.lines))
    # A number sign at the end of a heading would close it.
    text = re.sub(r"#(?=#*$)", r"\\#", text)
    writer.gap()
    writer.lines += [f"{'#' * block.level} {text} {{#{name}}}", ""]


def _paragraph(writer: Writer, block: Block) -> None:
    inside = " " * sum(width for level, width in writer.open if level <= block.level)
    writer.gap()
    writer.paragraph(block.lines, inside, inside)


def _item(writer: Writer, block: Block) -> None:
    before = next((width for level, width in writer.open if level == block.level), 0)
    outer = [one for one in writer.open if one[0] < block.level]
    restarts = block.marker == "1" and before > len("- ")
    if restarts:
        writer.sign = ")" if writer.sign == "." else "."
    if restarts or not writer.open or writer.last == "paragraph":
        writer.gap()
    marker = "- " if block.marker == "-" else f"{block.marker}{writer.sign} "
    inside = " " * sum(width for _, width in outer)
    writer.open = [*outer, (block.level, len(marker))]
    writer.paragraph(block.lines, inside + marker, inside + " " * len(marker))


def _term(writer: Writer, block: Block) -> None:
    writer.gap()
    writer.lines.append(at_start(" ".join(rendered(line) for line in block.lines)))


def _definition(writer: Writer, block: Block) -> None:
    writer.paragraph(block.lines, ": ", "  ")


def _quote(writer: Writer, block: Block) -> None:
    if writer.last == "quote":
        writer.lines.append(">")
    else:
        writer.gap()
    writer.paragraph(block.lines, "> ", "> ")


def _table(writer: Writer, block: Block) -> None:
    name = new_id(block.title, "table", writer.used)
    writer.used.add(name)
    title = escaped(block.title) or f"{TO_DO} say what this table shows"
    writer.gap()
    writer.lines.append(f"::: table {title} {{#{name}}}")
    for number, row in enumerate(block.cells):
        cells = [
            rendered(cell) or (f"{TO_DO} say what stands here" if not number or not column else "")
            for column, cell in enumerate(row)
        ]
        writer.lines.append(f"| {' | '.join(cells)} |")
        if not number:
            writer.lines.append("|" + "---|" * len(row))
    writer.lines += [":::", ""]


_WRITERS: dict[str, Callable[[Writer, Block], None]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "item": _item,
    "term": _term,
    "definition": _definition,
    "quote": _quote,
    "table": _table,
}


def body(blocks: Sequence[Block]) -> str:
    """The body of a text as Markdown."""
    writer = Writer()
    for block in _paired(blocks):
        writer.put(block)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(writer.lines)).strip("\n") + "\n"


def _paired(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, a term without its meaning or a meaning without its term as a paragraph."""
    before = ""
    for at, block in enumerate(blocks):
        after = blocks[at + 1].kind if at + 1 < len(blocks) else ""
        alone = (block.kind == "term" and after != "definition") or (
            block.kind == "definition" and before not in {"term", "definition"}
        )
        told = replace(block, kind="paragraph", level=0) if alone else block
        before = told.kind
        yield told
