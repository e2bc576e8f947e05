"""Markdown: CommonMark with pipe tables and definition lists, for portals, records and wikis.

A box or a quotation is a block quotation. A picture is its alternative text in brackets, because the file comes alone.
What Markdown has no sign for, such as the language of a word, is written in HTML, as CommonMark allows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TypeVar
from urllib.parse import quote

from press.model.edition import Draft, Edition
from press.model.sources.language import TextFileWords
from press.render.blocks import PageBlock, TextRun, read_blocks
from press.render.signs import BLANK, write_signs

_SPECIAL = re.compile(r"[\\`*_\[\]<>]|~(?=~)|&(?=#?\w+;)|!(?=\[|$)")
_LINE_START = re.compile(r"^(\s*)([-+=:~#|]|\d+(?=[.)]))(?=(.?))")


def render_markdown(edition: Edition, html: str, _lines: int) -> Draft:
    """Write a typeset page as Markdown."""
    words = edition.language.text_files
    assert words is not None, "a language without these words has no text files"
    lines = _BlockWriter(words, edition.lang).write(write_signs(read_blocks(html), edition.language))
    return Draft(("\n".join(lines) + "\n").encode(), 1)


@dataclass(frozen=True, slots=True)
class _BlockWriter:
    """Writes blocks of a page. words: those in brackets; lang: the language of the page."""

    words: TextFileWords
    lang: str

    def write(self, blocks: Sequence[PageBlock]) -> list[str]:
        """Write blocks with an empty line between them, and a comment between two lists, which would be one."""
        lines: list[str] = []
        for number, block in enumerate(blocks):
            made = self._write_block(block)
            before = blocks[number - 1].kind if number else ""
            apart = ["", "<!-- -->"] if block.kind == before and before in {"list", "terms", "box", "quote"} else []
            lines += [*apart, "", *made] if lines and made else made
        return lines

    def _write_block(self, block: PageBlock) -> list[str]:
        if block.kind == "heading":
            own = [f"{'#' * block.level} {self._write_words(block, line_break=' ')}"]
        elif block.kind == "list":
            return [line for item in block.blocks for line in self._write_item(item)]
        elif block.kind == "terms":
            return self._write_entries(block)
        elif block.kind == "table":
            return self._write_table(block)
        elif block.kind == "picture":
            text = f"[{self.words.picture}: {_escape(block.alt)}]"
            own = [text if block.lang == self.lang else f'<span lang="{escape(block.lang)}">{text}</span>']
        elif block.kind in {"box", "quote"}:
            return [f"> {line}".rstrip() for line in self.write(block.blocks)]
        elif block.kind == "figure":
            return self.write(block.blocks)
        else:
            own = self._write_lines(block)
        inner = self.write(block.blocks)
        return [*own, *([""] if own and inner else []), *inner]

    def _write_words(self, block: PageBlock, line_break: str = "\\\n") -> str:
        return re.sub(r" +(?=\\\n)", "", _RunWriter(self.lang, block.lang, line_break).write(block.runs))

    def _write_lines(self, block: PageBlock, line_break: str = "\\\n") -> list[str]:
        return _guard(self._write_words(block, line_break))

    def _write_item(self, item: PageBlock) -> list[str]:
        label = f"{item.label} " if item.label else "- "
        return self._indent(label, self._write_lines(item) or [""], item.blocks)

    def _write_entries(self, block: PageBlock) -> list[str]:
        """Write terms and definitions, with an empty line before a term that follows a definition."""
        lines: list[str] = []
        before = ""
        for entry in block.blocks:
            if entry.kind == "term":
                lines += ["", *self._write_lines(entry, " ")]
            else:
                own, inner = self._write_lines(entry), entry.blocks
                if not own and inner and inner[0].kind == "paragraph":
                    own, inner = self._write_block(inner[0]), inner[1:]
                lines += [*([""] if before == "definition" else []), *self._indent(":   ", own or [""], inner)]
            before = entry.kind
        return lines[1:]

    def _indent(self, label: str, own: Sequence[str], blocks: Sequence[PageBlock]) -> list[str]:
        """Write a label, then its own lines and the blocks inside it, indented by the width of the label."""
        inner = self.write(blocks)
        lines = [*own, *([""] if inner else []), *inner]
        return [(label + lines[0]).rstrip(), *(f"{' ' * len(label)}{line}".rstrip() for line in lines[1:])]

    def _write_table(self, table: PageBlock) -> list[str]:
        """Write a pipe table below its caption; HTML if its cells span or hold blocks, which no pipe table can."""
        captions = [one for one in table.walk() if one.kind == "caption"]
        head = [line for one in captions for line in self._write_lines(one)]
        rows = [one.blocks for one in table.walk() if one.kind == "row"]
        if _is_simple(rows):
            lines = [f"| {' | '.join(self._write_cell(cell) for cell in row)} |" for row in rows]
            body = [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]
        else:
            body = ["<table>", *(_write_html_row(row) for row in rows), "</table>"]
        return [*head, *([""] if head else []), *body]

    def _write_cell(self, cell: PageBlock) -> str:
        return self._write_words(cell, line_break="<br>").replace("|", "\\|")


def _is_simple(rows: Sequence[Sequence[PageBlock]]) -> bool:
    """Tell whether rows are a head and as many cells in each, without blocks or spans."""
    cells = [cell for row in rows for cell in row]
    return (
        bool(rows)
        and all(cell.kind == "header" for cell in rows[0])
        and len({len(row) for row in rows}) == 1
        and not any(cell.blocks or cell.span != (1, 1) for cell in cells)
    )


def _write_html_row(row: Sequence[PageBlock]) -> str:
    cells = []
    for cell in row:
        tag = "th" if cell.kind == "header" else "td"
        facts = f' scope="{cell.scope}"' if cell.scope else ""
        facts += "".join(f' {name}="{n}"' for name, n in zip(("colspan", "rowspan"), cell.span, strict=True) if n > 1)
        words = " ".join(filter(None, [cell.words, *(one.words for block in cell.blocks for one in block.walk())]))
        cells.append(f"<{tag}{facts}>{escape(words)}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


# ---------------------------------------------------------------- words


def _guard(text: str) -> list[str]:
    """Keep the start of each line from being taken for the sign of a block."""
    lines = text.split("\n") if text else []
    return [_LINE_START.sub(_guard_start, line) for line in lines]


def _guard_start(match: re.Match[str]) -> str:
    space, sign, following = match.groups()
    if sign.isdigit():
        return f"{space}{sign}\\"
    return f"{space}\\{sign}" if following in {"", " ", sign} or sign in "#|=" else match[0]


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text.replace("\u00a0", " "))


@dataclass(frozen=True, slots=True)
class _RunWriter:
    """Writes the runs of a block. page_lang, lang: the languages of the page and of the block."""

    page_lang: str
    lang: str
    line_break: str

    def write(self, runs: Sequence[TextRun]) -> str:
        """Write runs, those in another language within one element, and those of a link within one pair of brackets."""
        edges = [(_read_edge(runs, n - 1, -1), _read_edge(runs, n + 1, 0)) for n in range(len(runs))]
        return "".join(
            self._tag_language("".join(map(self._write_link, _group(group, lambda one: one[0].href))), lang)
            for group in _group(list(zip(runs, edges, strict=True)), lambda one: self._find_outer(one[0]))
            for lang in [self._find_outer(group[0][0])]
        )

    def _find_outer(self, run: TextRun) -> str:
        return (run.outer_lang if run.href else run.lang) or self.lang

    def _write_link(self, group: Sequence[tuple[TextRun, tuple[str, str]]]) -> str:
        first = group[0][0]
        outer = self._find_outer(first)
        text = "".join(
            self._tag_language(inner, run.lang or outer, outer)
            for run, edges in group
            for inner in [self.line_break if run.is_break else _write_run(run, edges)]
        )
        return f"[{text}]({_spell_address(first.href)})" if first.href else text

    def _tag_language(self, text: str, lang: str, around: str = "") -> str:
        if lang == (around or self.page_lang) or not text.strip():
            return text
        return f'<span lang="{escape(lang)}">{text}</span>'


Item = TypeVar("Item")


def _group(items: Sequence[Item], key: Callable[[Item], str]) -> list[list[Item]]:
    return [list(group) for _, group in groupby(items, key)]


def _read_edge(runs: Sequence[TextRun], at: int, edge: int) -> str:
    """Read the character of a run beside another."""
    return runs[at].text[edge:][:1] if 0 <= at < len(runs) else ""


def _write_run(run: TextRun, edges: tuple[str, str]) -> str:
    core = run.text.strip()
    if not core:
        return " " if run.text else ""
    lead, trail = run.text[: len(run.text) - len(run.text.lstrip())], run.text[len(run.text.rstrip()) :]
    tag = {"superscript": "sup", "subscript": "sub"}.get(run.position)
    text = core.replace("_", "\\_") if core == BLANK else core if run.sign else _escape(core)
    text = f"<{tag}>{text}</{tag}>" if tag else text
    edges = (lead[:1] or edges[0], trail[:1] or edges[1])
    for on, sign, name in ((run.em, "*", "em"), (run.strong, "**", "strong")):
        if on:
            text = f"{sign}{text}{sign}" if _can_flank(edges, core, tag) else f"<{name}>{text}</{name}>"
    text = f'<abbr title="{escape(run.expansion)}">{text}</abbr>' if run.expansion else text
    return f"{lead}{text}{trail}".replace("\u00a0", " ")


def _can_flank(edges: tuple[str, str], core: str, tag: str | None) -> bool:
    """Tell whether `*` around words is taken for emphasis (CommonMark 0.31, 6.2)."""
    before, after = edges
    opens = not before.strip() or (core[0].isalnum() and not tag)
    closes = not after.strip() or (core[-1].isalnum() and not tag)
    return opens and closes and not (before.isalnum() or after.isalnum())


def _spell_address(href: str) -> str:
    return quote(href, safe="!#$%&'*+,/:;=?@[]~").replace("[", "%5B").replace("]", "%5D")
