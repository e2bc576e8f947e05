"""What a document says to somebody who hears it, line by line.

A typeset page and a finished PDF are both read into `Said` trees, each by its own reader (`said_dom`, `said_tags`);
`lines_of` then tells both in the same words, so that they can be compared line by line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

from press.text.spacing import squeeze

TEXTUAL = frozenset(
    {"heading", "paragraph", "caption", "item", "term", "definition", "header", "cell", "entry", "note"}
)
"""Roles that hold words of their own."""
INLINE = frozenset({"link", "passage", "abbreviation", "inline"})
"""Roles inside a run of words."""


class Said(NamedTuple):
    """A piece of a document as it is heard.

    role: what it is, in our own words (`TEXTUAL`, `INLINE`, group, list, contents, table, row, figure, aside, quote);
    parts: words and further pieces; lang: its language when it has one of its own; detail: level of a heading, label
    of an item, alternative text, target of a link, expansion; scope, span and headers: of a table cell.
    """

    role: str
    parts: tuple[Said | str, ...] = ()
    lang: str = ""
    detail: str = ""
    scope: str = ""
    span: tuple[int, int] = (1, 1)
    id: str = ""
    headers: tuple[str, ...] = ()

    @property
    def pieces(self) -> Iterator[Said]:
        """The pieces in it, without the words between them."""
        return (part for part in self.parts if not isinstance(part, str))

    @property
    def words(self) -> str:
        """Its own run of words: all but what stands in blocks or pictures inside it."""
        return "".join(_run(self))


class Line(NamedTuple):
    """One thing heard: what it is, its words, its language, and what else is said of it."""

    role: str
    words: str
    lang: str
    detail: str = ""

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.role}{detail} [{self.lang}] {self.words!r}"


@dataclass(frozen=True, slots=True)
class Teller:
    """How a document is told.

    words: gives the words of a run in a language; apart: whether links and passages in other languages get a line of
    their own after their run.
    """

    words: Callable[[Said, str], str]
    apart: bool = True


def lines_of(root: Said, teller: Teller | None = None) -> list[Line]:
    """Everything a document says, in order; by default so that two documents can be compared."""
    told: list[Line] = []
    _tell(root, root.lang, teller or Teller(lambda said, _: said.words), told)
    return told


def _tell(said: Said, lang: str, teller: Teller, told: list[Line]) -> None:
    """Tell a piece. told: the lines so far, to which its own are added."""
    lang = said.lang or lang
    if said.role in TEXTUAL:
        told.append(Line(said.role, squeeze(teller.words(said, lang)), lang, said.detail))
        _tell_inside(said, lang, teller, told)
    elif said.role == "table":
        _tell_table(said, lang, teller, told)
    elif said.role == "figure":
        told.append(Line("figure", squeeze(said.detail), lang))
        _tell_group(said, lang, teller, told)
    else:
        if said.role in {"list", "contents"}:
            count = sum(1 for piece in said.pieces if piece.role in {"item", "term", "entry"})
            told.append(Line(said.role, "", lang, str(count)))
        elif said.role in {"aside", "quote"}:
            told.append(Line(said.role, "", lang))
        _tell_group(said, lang, teller, told)


def _tell_inside(said: Said, lang: str, teller: Teller, told: list[Line]) -> None:
    """What stands in a run of words: links, passages in other languages, pictures; then the blocks."""
    for piece in said.pieces:
        if piece.role not in INLINE:
            _tell(piece, lang, teller, told)
            continue
        inner = piece.lang or lang
        silent = piece.role == "inline" or (piece.role == "passage" and inner == lang)
        if teller.apart and not silent:
            told.append(Line(piece.role, squeeze(piece.words), inner, piece.detail))
        _tell_inside(piece, inner, teller, told)


def _tell_group(said: Said, lang: str, teller: Teller, told: list[Line]) -> None:
    """Blocks side by side; loose words between them make paragraphs."""
    loose: list[Said | str] = []
    for part in (*said.parts, None):
        if isinstance(part, str) or (part is not None and part.role in INLINE):
            loose.append(part)
            continue
        if loose:
            paragraph = Said("paragraph", tuple(loose))
            if squeeze(paragraph.words):
                _tell(paragraph, lang, teller, told)
            loose = []
        if part is not None:
            _tell(part, lang, teller, told)


def _run(said: Said) -> Iterator[str]:
    for part in said.parts:
        if isinstance(part, str):
            yield part
        elif part.role in INLINE:
            yield from _run(part)


# ---------------------------------------------------------------- tables


@dataclass(slots=True)
class _Grid:
    """A table as a grid: which cell covers which place (HTML Living Standard, 4.9.12.1)."""

    at: dict[tuple[int, int], Said] = field(default_factory=dict)
    start: dict[int, tuple[int, int]] = field(default_factory=dict)


def _tell_table(table: Said, lang: str, teller: Teller, told: list[Line]) -> None:
    rows = list(_rows(table))
    grid = _grid_of(rows)
    names = {cell.id: squeeze(cell.words) for row in rows for cell in row.pieces if cell.id}
    told.append(Line("table", "", lang, f"{len(rows)} rows"))
    for part in table.pieces:
        if part.role == "caption":
            _tell(part, lang, teller, told)
    for row in rows:
        told.append(Line("row", "", lang))
        for cell in row.pieces:
            detail = cell.scope
            if cell.role == "cell":
                detail = "; ".join(names[id_] for id_ in cell.headers) if cell.headers else _headers(grid, cell)
            inner = cell.lang or lang
            told.append(Line(cell.role, squeeze(teller.words(cell, inner)), inner, detail))
            _tell_inside(cell, inner, teller, told)


def _rows(table: Said) -> Iterator[Said]:
    for part in table.pieces:
        if part.role == "row":
            yield part
        elif part.role == "group":
            yield from _rows(part)


def _grid_of(rows: list[Said]) -> _Grid:
    grid = _Grid()
    for y, row in enumerate(rows):
        x = 0
        for cell in row.pieces:
            while (y, x) in grid.at:
                x += 1
            grid.start[id(cell)] = (y, x)
            across, down = cell.span
            grid.at.update({(y + j, x + i): cell for j in range(down) for i in range(across)})
            x += across
    return grid


def _headers(grid: _Grid, cell: Said) -> str:
    """The header cells of a cell: those of its rows to the left of it, then those of its columns above it."""
    y, x = grid.start[id(cell)]
    across, down = cell.span
    left = [grid.at.get((y + j, i)) for j in range(down) for i in range(x)]
    above = [grid.at.get((j, x + i)) for i in range(across) for j in range(y)]
    found = [one for one in left if one and one.role == "header" and one.scope in {"Row", "Both"}]
    found += [one for one in above if one and one.role == "header" and one.scope in {"Column", "Both"}]
    return "; ".join(dict.fromkeys(squeeze(one.words) for one in found))


def differences(wanted: Sequence[Line], found: Sequence[Line]) -> Iterator[str]:
    """Where two tellings differ, quoting both sides."""
    if list(wanted) == list(found):
        return
    for kind, a, b, c, d in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if kind != "equal":
            page = "; ".join(map(str, wanted[a:b])) or "nothing"
            file = "; ".join(map(str, found[c:d])) or "nothing"
            yield f"where the page says {page}, the file says {file}"
