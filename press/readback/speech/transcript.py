"""The document as a screen reader would announce it, line by line.

A typeset page and a finished PDF are each read into a tree of `TranscriptNode`, by separate readers (`said_dom`,
`said_tags`). `write_transcript` then turns both into lines in the same way, so that they can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

from press.text.spacing import squeeze_spaces

TEXTUAL = frozenset(
    {"heading", "paragraph", "caption", "item", "term", "definition", "header", "cell", "entry", "note"}
)
"""Roles with words of their own."""
ENTRIES = frozenset({"item", "term", "definition", "header", "cell"})
"""Roles that say a picture among their words even if it is all they have, as a line to fill in often is."""
INLINE = frozenset({"link", "passage", "abbreviation", "inline"})
"""Roles inside a run of words."""


class TranscriptNode(NamedTuple):
    """A node of a document as it is announced.

    role: what it is, in the words of `TEXTUAL` and `INLINE`, or group, list, contents, table, row, figure, aside,
    quote; parts: words and further nodes; lang: its language if it has one of its own; detail: level of a heading,
    label of an item, alternative text, target of a link, expansion, `superscript` or `subscript`; scope, span and
    headers: of a table cell.
    """

    role: str
    parts: tuple[TranscriptNode | str, ...] = ()
    lang: str = ""
    detail: str = ""
    scope: str = ""
    span: tuple[int, int] = (1, 1)
    id: str = ""
    headers: tuple[str, ...] = ()

    @property
    def nodes(self) -> Iterator[TranscriptNode]:
        """The nodes in it, without the words between them."""
        return (part for part in self.parts if not isinstance(part, str))

    @property
    def words(self) -> str:
        """Its own run of words, without those of blocks inside it.

        A picture among words is said where it stands; a picture alone is no words.
        """
        run = _list_run(self, [])
        words = [part for part in run if isinstance(part, str)]
        if len(words) == len(run) or not self._tells_pictures_among(words):
            return "".join(words)
        return "".join(part if isinstance(part, str) else f" [{part.detail}] " for part in run)

    @property
    def tells_pictures(self) -> bool:
        """Whether pictures are told among its words: it has some, or it is an entry that may be a line to fill in."""
        return self._tells_pictures_among([part for part in _list_run(self, []) if isinstance(part, str)])

    def _tells_pictures_among(self, words: list[str]) -> bool:
        return self.role in ENTRIES or bool(squeeze_spaces("".join(words)))


class TranscriptLine(NamedTuple):
    """One thing announced: its role, words, language, and detail."""

    role: str
    words: str
    lang: str
    detail: str = ""

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.role}{detail} [{self.lang}] {self.words!r}"


@dataclass(frozen=True, slots=True)
class TranscriptWriter:
    """How a transcript is written.

    words: gives the words of a run in a language; apart: whether links and passages in other languages get a line of
    their own after their run.
    """

    words: Callable[[TranscriptNode, str], str]
    apart: bool = True


def write_transcript(root: TranscriptNode, writer: TranscriptWriter | None = None) -> list[TranscriptLine]:
    """Write everything a document says as lines, in order.

    By default so that two documents can be compared.
    """
    lines: list[TranscriptLine] = []
    _write_node(root, root.lang, writer or TranscriptWriter(lambda node, _: node.words), lines)
    return lines


def _write_node(node: TranscriptNode, lang: str, writer: TranscriptWriter, lines: list[TranscriptLine]) -> None:
    """Write a node. lines: where its own lines are added."""
    lang = node.lang or lang
    if node.role in TEXTUAL:
        lines.append(TranscriptLine(node.role, squeeze_spaces(writer.words(node, lang)), lang, node.detail))
        _write_inside(node, lang, writer, lines)
    elif node.role == "table":
        _write_table(node, lang, writer, lines)
    elif node.role == "figure":
        lines.append(TranscriptLine("figure", squeeze_spaces(node.detail), lang))
        _write_group(node, lang, writer, lines)
    else:
        if node.role in {"list", "contents"}:
            count = sum(1 for piece in node.nodes if piece.role in {"item", "term", "entry"})
            lines.append(TranscriptLine(node.role, "", lang, str(count)))
        elif node.role in {"aside", "quote"}:
            lines.append(TranscriptLine(node.role, "", lang))
        _write_group(node, lang, writer, lines)


def _write_inside(node: TranscriptNode, lang: str, writer: TranscriptWriter, lines: list[TranscriptLine]) -> None:
    """Write what stands in a run of words.

    These are links, passages in other languages and pictures; then the blocks.
    """
    for piece in node.nodes:
        if piece.role == "figure" and node.tells_pictures:
            continue  # it is said among the words
        if piece.role not in INLINE:
            _write_node(piece, lang, writer, lines)
            continue
        inner = piece.lang or lang
        silent = piece.role == "inline" or (piece.role == "passage" and inner == lang)
        if writer.apart and not silent:
            lines.append(TranscriptLine(piece.role, squeeze_spaces(writer.words(piece, inner)), inner, piece.detail))
        _write_inside(piece, inner, writer, lines)


def _write_group(node: TranscriptNode, lang: str, writer: TranscriptWriter, lines: list[TranscriptLine]) -> None:
    """Write blocks side by side.

    Loose words between them make paragraphs.
    """
    loose: list[TranscriptNode | str] = []
    for part in (*node.parts, None):
        if isinstance(part, str) or (part is not None and part.role in INLINE):
            loose.append(part)
            continue
        if not all(isinstance(one, str) and one.isspace() for one in loose):
            paragraph = TranscriptNode("paragraph", tuple(loose))
            if squeeze_spaces(paragraph.words):
                _write_node(paragraph, lang, writer, lines)
        loose = []
        if part is not None:
            _write_node(part, lang, writer, lines)


def _list_run(node: TranscriptNode, run: list[str | TranscriptNode]) -> list[str | TranscriptNode]:
    """Add the words and the pictures of a run of words to a list, and return it."""
    for part in node.parts:
        if isinstance(part, str) or part.role == "figure":
            run.append(part)
        elif part.role in INLINE:
            _list_run(part, run)
    return run


# ---------------------------------------------------------------- tables


@dataclass(slots=True)
class _TableGrid:
    """A table as a grid: which cell covers which place (HTML Living Standard, 4.9.12.1)."""

    at: dict[tuple[int, int], TranscriptNode] = field(default_factory=dict)
    start: dict[int, tuple[int, int]] = field(default_factory=dict)


def _write_table(table: TranscriptNode, lang: str, writer: TranscriptWriter, lines: list[TranscriptLine]) -> None:
    rows = list(_list_rows(table))
    grid = _make_grid(rows)
    names = {cell.id: squeeze_spaces(cell.words) for row in rows for cell in row.nodes if cell.id}
    lines.append(TranscriptLine("table", "", lang, f"{len(rows)} rows"))
    for part in table.nodes:
        if part.role == "caption":
            _write_node(part, lang, writer, lines)
    for row in rows:
        lines.append(TranscriptLine("row", "", lang))
        for cell in row.nodes:
            detail = cell.scope
            if cell.role == "cell":
                # As by place: a row and a column may have the same heading.
                named = "; ".join(dict.fromkeys(filter(None, (names.get(id_) for id_ in cell.headers))))
                detail = named or _join_headers(grid, cell)
            inner = cell.lang or lang
            lines.append(TranscriptLine(cell.role, squeeze_spaces(writer.words(cell, inner)), inner, detail))
            _write_inside(cell, inner, writer, lines)


def _list_rows(table: TranscriptNode) -> Iterator[TranscriptNode]:
    for part in table.nodes:
        if part.role == "row":
            yield part
        elif part.role == "group":
            yield from _list_rows(part)


def _make_grid(rows: list[TranscriptNode]) -> _TableGrid:
    grid = _TableGrid()
    for y, row in enumerate(rows):
        x = 0
        for cell in row.nodes:
            while (y, x) in grid.at:
                x += 1
            grid.start[id(cell)] = (y, x)
            across, down = cell.span
            grid.at.update({(y + j, x + i): cell for j in range(down) for i in range(across)})
            x += across
    return grid


def _join_headers(grid: _TableGrid, cell: TranscriptNode) -> str:
    """Join the words of the header cells of a cell.

    First those of its rows to the left of it, then those of its columns above it.
    """
    y, x = grid.start[id(cell)]
    across, down = cell.span
    before = [grid.at.get((y + j, i)) for j in range(down) for i in range(x)]
    above = [grid.at.get((j, x + i)) for i in range(across) for j in range(y)]
    found = [one for one in before if one and one.role == "header" and one.scope in {"Row", "Both"}]
    found += [one for one in above if one and one.role == "header" and one.scope in {"Column", "Both"}]
    return "; ".join(dict.fromkeys(filter(None, (squeeze_spaces(one.words) for one in found))))


def describe_differences(wanted: Sequence[TranscriptLine], found: Sequence[TranscriptLine]) -> Iterator[str]:
    """Describe where two transcripts differ, quoting both."""
    if list(wanted) == list(found):
        return
    for kind, a, b, c, d in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if kind != "equal":
            page = "; ".join(map(str, wanted[a:b])) or "nothing"
            file = "; ".join(map(str, found[c:d])) or "nothing"
            page, file = _quote_around_difference(page, file)
            yield f"where the page says {page}, the file says {file}"


SHOWN = 80
"""Most characters that are quoted before a difference, and after it."""


def _quote_around_difference(*texts: str) -> Iterator[str]:
    """Quote each text around the first character in which they differ; short texts are quoted whole."""
    at = next(
        (place for place, found in enumerate(zip(*texts, strict=False)) if len(set(found)) > 1), min(map(len, texts))
    )
    if max(map(len, texts)) <= 2 * SHOWN:
        yield from texts
        return
    for text in texts:
        start, end = max(0, at - SHOWN), at + SHOWN
        yield f"“{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}”"
