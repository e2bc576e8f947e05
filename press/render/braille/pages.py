"""Lines of braille on pages, with running heads, print pages, page numbers and contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from press.render.braille.blocks import BrailleBlock
from press.render.braille.layout import (
    CELLS,
    GUIDE_DOT,
    LINES,
    MARGIN,
    MOST_LINES_TOGETHER,
    PAGE_LINE,
    BrailleLine,
    Indent,
    center_words,
    format_number,
    wrap_words,
)
from press.render.braille.translation import BLANK

CONTINUED = "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵"
"""The letter before a print page that goes on: a, b, c …"""
ADDED = "⠞"
"""`t` before the number of a page that the transcriber adds."""
FEWEST_DOTS = 2
"""A single guide dot looks like a sign of its own."""


@dataclass(slots=True)
class BraillePages:
    """Pages as lists of lines, and the page on which each block begins, from 1."""

    pages: list[list[str]] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Paginator:
    """Puts lines on pages.

    head: the running head, on every page but the first; prefix: before page numbers; full: whether words may stand
    beside the page number on the last line; shown: the print page that the text has reached, and how many braille
    pages it has filled before.
    """

    head: str = ""
    prefix: str = ""
    full: bool = True
    shown: int = 0
    continued: int = -1
    made: BraillePages = field(default_factory=BraillePages)

    def fill(self, lines: Sequence[BrailleLine]) -> BraillePages:
        """Put all lines on pages."""
        rest = list(lines)
        while rest:
            if not rest[0].cells and not rest[0].page:
                rest.pop(0)  # a blank line at the top of a page
                continue
            self.made.pages.append(self._fill_page(rest))
        return self.made

    def _fill_page(self, rest: list[BrailleLine]) -> list[str]:
        """Fill a page. rest: the lines to come, from which it takes its own."""
        if rest[0].page:  # it begins with this page, so that the number in its first line says so
            while rest and (rest[0].page or not rest[0].cells):
                self._turn(rest.pop(0).page)
        else:
            self.continued += 1
        page = [self._make_first_line()]
        label = self.prefix + format_number(len(self.made.pages) + 1)
        while rest and len(page) < LINES and self._has_room(rest, page, label):
            line = rest.pop(0)
            if line.page:
                self._turn(line.page)
                number = format_number(self.shown)
                page.append(PAGE_LINE * (CELLS - len(number)) + number)
                continue
            if line.block >= 0:
                self.made.starts.setdefault(line.block, len(self.made.pages) + 1)
            page.append(line.cells)
        page += [""] * (LINES - len(page))
        page[-1] = page[-1].ljust(CELLS - len(label), BLANK) + label
        return page

    def _turn(self, page: int) -> None:
        if page:
            self.shown, self.continued = page, -1

    def _make_first_line(self) -> str:
        letter = CONTINUED[min(self.continued, len(CONTINUED) - 1)] if self.continued >= 0 else ""
        corner = letter + format_number(self.shown) if self.shown else ""
        head = self.head if self.made.pages else ""
        if not self.full:
            return ""
        room = CELLS - 2 * MARGIN - (len(corner) if corner else 0)
        head = _shorten(head, room)
        margin = min((CELLS - len(head)) // 2, CELLS - len(corner) - MARGIN - len(head)) if head else 0
        line = BLANK * margin + head
        return line.ljust(CELLS - len(corner), BLANK) + corner if corner else line

    def _has_room(self, rest: list[BrailleLine], page: list[str], label: str) -> bool:
        """Tell whether the next lines that stay together fit the page."""
        together = 1
        while together < len(rest) and rest[together - 1].keep and together < MOST_LINES_TOGETHER:
            together += 1
        free = LINES - 1 - len(page)
        if together > free and len(page) > 1 + MOST_LINES_TOGETHER:
            # The last of them may stand on the last line, beside the page number.
            return together == free + 1 and self._fits_last_line(rest[free], label)
        return free > 0 or self._fits_last_line(rest[0], label)

    def _fits_last_line(self, line: BrailleLine, label: str) -> bool:
        return self.full and not line.page and len(line.cells) <= CELLS - len(label) - MARGIN


def _shorten(head: str, room: int) -> str:
    """Shorten a running head to whole words."""
    while len(head) > room and BLANK in head:
        head = head.rpartition(BLANK)[0]
    return head[:room]


def paginate_text(lines: Sequence[BrailleLine], head: str) -> BraillePages:
    """Put the lines of a text on pages."""
    return _Paginator(head=head).fill(lines)


def paginate_added_pages(lines: Sequence[BrailleLine]) -> BraillePages:
    """Put lines on pages that the transcriber adds, numbered t1, t2 and so on."""
    return _Paginator(prefix=ADDED, full=False).fill(lines)


def list_contents(
    headings: Mapping[int, tuple[BrailleBlock, Sequence[str]]], starts: Mapping[int, int], title: Sequence[str]
) -> list[BrailleLine]:
    """List headings with guide dots and the pages on which they begin.

    headings: by the index of their block, with their words; title: of the list.
    """
    lines = [*(BrailleLine(line, keep=True) for line in center_words(title)), BrailleLine(keep=True)]
    for at, (block, words) in headings.items():
        lines += _lay_out_entry(words, format_number(starts[at]), 1 if block.level == 2 else 3)
    return lines


def _lay_out_entry(words: Sequence[str], page: str, first: int) -> list[BrailleLine]:
    free = CELLS - len(page) - 2
    *before, last = wrap_words(words, Indent(first, first + 4), free - FEWEST_DOTS)
    dots = free - len(last)
    led = last + BLANK + GUIDE_DOT * dots + BLANK + page
    return [*(BrailleLine(line, keep=True) for line in before), BrailleLine(led)]
