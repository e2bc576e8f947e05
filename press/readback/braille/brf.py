"""BRF files read back: pages, furniture, and where each word stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from press.readback.braille.proof import FoundWord
from press.readback.parity import Difference

CELLS, LINES = 40, 25
PATTERNS = {
    one: chr(0x2800 + at) for at, one in enumerate(" A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)=")
}
"""North American braille ASCII (Library of Congress, NLS Specification 800)."""
BLANK = "\u2800"
DIGITS = "⠚⠁⠃⠉⠙⠑⠋⠛⠓⠊"
_NUMBER = re.compile(f"(⠞?)⠼([{DIGITS}]+)$")
_CORNER = re.compile(f"([⠁-⠵]?)⠼([{DIGITS}]+)$")
_CHANGE = re.compile(f"⠤+⠼([{DIGITS}]+)")
_UNDER = re.compile(f"⠐⠒+(?:{BLANK}{BLANK}⠐⠒+)*")
_GUIDE = re.compile("⠐{2,}")
BOX_TOP, BOX_BOTTOM = "⠶" * CELLS, "⠛" * CELLS
DIVIDERS = "⠲⠌⠤⠄⠂"
LETTERS = "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵"


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """An entry of the contents: its words, and the braille page that it names."""

    words: tuple[str, ...]
    page: int


@dataclass(slots=True)
class BrfFile:
    """A BRF file as it was read.

    words: of the text; pages: the braille page of each of them; front: the words of the first pages; contents: their
    entries; heads: the running heads, and the cells that each may fill; differences: faults of the layout.
    """

    words: list[FoundWord] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    front: list[str] = field(default_factory=list)
    contents: list[ContentsEntry] = field(default_factory=list)
    heads: list[tuple[str, int]] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    after: tuple[str, ...] = ()
    """Lines without words after the last word."""


def read_pages(data: bytes) -> list[list[str]]:
    """Read the pages of a BRF file as lines of Unicode braille. Raises ValueError if it is none."""
    text = data.decode("ascii").replace("\r\n", "\n").upper()
    if not text.endswith("\f"):
        raise ValueError("it does not end with a form feed")
    return [
        ["".join(PATTERNS[one] for one in line).rstrip(BLANK) for line in page.removesuffix("\n").split("\n")]
        for page in text.split("\f")[:-1]
    ]


def read_brf_file(data: bytes) -> BrfFile:
    """Read a BRF file: check its furniture, and list the words of its text with their places."""
    found = BrfFile()
    try:
        pages = read_pages(data)
    except (ValueError, KeyError) as error:
        found.differences.append(Difference("layout", f"it is no BRF file: {error}"))
        return found
    reader = _PageReader(found)
    for number, lines in enumerate(pages, 1):
        reader.read(number, lines)
    found.after = tuple(reader.before)
    return found


@dataclass(slots=True)
class _PageReader:
    """Reads pages in order. text_pages, added_pages: how many there were; shown: the print page reached."""

    file: BrfFile
    text_pages: int = 0
    added_pages: int = 0
    shown: int = 0
    continued: int = 0
    before: list[str] = field(default_factory=list)

    def read(self, number: int, lines: Sequence[str]) -> None:
        """Read one page."""
        if len(lines) != LINES:
            self._complain(f"page {number} has {len(lines)} lines, not {LINES}")
        for at, line in enumerate(lines, 1):
            if len(line) > CELLS:
                self._complain(f"line {at} of page {number} has {len(line)} cells, not {CELLS} at most")
        last = _NUMBER.search(lines[-1]) if lines else None
        if not last:
            self._complain(f"page {number} has no page number")
            return
        body = [*lines[:-1], lines[-1][: last.start()].rstrip(BLANK)]
        if body[-1] and len(lines[-1]) - len(last[0]) - len(body[-1]) < 3:
            self._complain(f"on page {number}, less than 3 blank cells stand before the page number")
        if last[1]:
            self.added_pages += 1
            self._check_number(number, read_number(last[2]), self.added_pages)
            self._read_added(body)
        else:
            self.text_pages += 1
            self._check_number(number, read_number(last[2]), self.text_pages)
            self._read_text(body)

    def _complain(self, problem: str) -> None:
        self.file.differences.append(Difference("layout", problem))

    def _check_number(self, page: int, found: int, required: int) -> None:
        if found != required:
            self._complain(f"page {page} has the number {found}, not {required}")

    def _read_added(self, lines: Sequence[str]) -> None:
        waiting: list[str] = []
        for line in lines:
            words = [word for word in line.split(BLANK) if word]
            led = [at for at, word in enumerate(words) if _GUIDE.fullmatch(word)]
            if led and words[-1].startswith("⠼"):
                entry = (*waiting, *words[: led[0]])
                self.file.contents.append(ContentsEntry(entry, read_number(words[-1][1:])))
                waiting = []
            elif self.file.contents and words:
                waiting += words
            else:
                self.file.front += words

    def _read_text(self, lines: Sequence[str]) -> None:
        self._read_first_line(lines[0])
        self.before.append("page")
        for at, line in enumerate(lines[1:], 2):
            place = f"braille page {self.text_pages}, line {at}"
            if change := _CHANGE.fullmatch(line):
                self.shown, self.continued = read_number(change[1]), 0
                self.before.append("print page")
                if len(line) != CELLS or at == LINES:
                    self._complain(f"the line of print page {self.shown} is not a whole line, {place}")
            elif line in {BOX_TOP, BOX_BOTTOM}:
                self.before.append("box" if line == BOX_TOP else "end of box")
            elif _UNDER.fullmatch(line):
                self.before.append("columns")
            elif not line:
                self.before.append("")
            else:
                self._read_words(line, place)

    def _read_first_line(self, line: str) -> None:
        """Read the running head and the print page; the letter counts the braille pages of a print page."""
        # A title may end in a number, too, but never in the last cell.
        corner = _CORNER.search(line) if len(line) == CELLS else None
        head = line[: corner.start()] if corner else line
        words = tuple(word for word in head.split(BLANK) if word)
        self.file.heads.append((BLANK.join(words), CELLS - 6 - (len(corner[0]) if corner else 0)))
        if corner and (head := head.rstrip(BLANK)) and corner.start() - len(head) < 3:
            self._complain(f"less than 3 blank cells stand before the print page, braille page {self.text_pages}")
        if not corner:
            if self.shown:
                self._complain(f"braille page {self.text_pages} does not name its print page")
            return
        page = read_number(corner[2])
        if corner[1]:
            self.continued += 1
            letter = LETTERS[min(self.continued, len(LETTERS)) - 1]
            if page != self.shown or corner[1] != letter:
                problem = f"must name print page {self.shown} with the letter {letter}, not {corner[0]}"
                self._complain(f"braille page {self.text_pages} {problem}")
        else:
            self.continued = 0
        self.shown = page

    def _read_words(self, line: str, place: str) -> None:
        indent = len(line) - len(line.lstrip(BLANK)) + 1
        words = [word for word in line.split(BLANK) if word and not _GUIDE.fullmatch(word)]
        for at, word in enumerate(words):
            before = tuple(self.before) if at == 0 else ()
            self.file.words.append(FoundWord(word, place, 0 if at else indent, self.shown, before))
            self.file.pages.append(self.text_pages)
        self.before = []


def read_number(cells: str) -> int:
    """Read a number without its sign."""
    return int("".join(str(DIGITS.index(one)) for one in cells))


def join_divided_cells(words: Sequence[str], whole: Iterator[str]) -> tuple[str, ...]:
    """Join the cells of words that were divided, as `join_divided_words` does, where only one block can be meant."""
    long = frozenset(whole)
    joined: list[str] = []
    for cells in words:
        longer = joined[-1] + cells if joined else ""
        if longer in long or (longer and joined[-1] not in long and any(one.startswith(longer) for one in long)):
            joined[-1] = longer
        else:
            joined.append(cells)
    return tuple(joined)


def join_divided_words(
    words: Sequence[FoundWord], pages: Sequence[int], whole: Iterator[str]
) -> tuple[list[FoundWord], list[int]]:
    """Join words that were divided at the end of a line because they fit on none. whole: words that are so long."""
    long = frozenset(whole)
    joined: list[FoundWord] = []
    kept: list[int] = []
    at = 0
    while at < len(words):
        first, longer, end = words[at], words[at].cells, at + 1
        cells = longer
        for number in range(at + 1, len(words)):
            longer += words[number].cells
            if not words[number].indent or not any(one.startswith(longer) for one in long):
                break
            if longer in long:  # the part before may be a word of the text too, without the period after it
                cells, end = longer, number + 1
        joined.append(FoundWord(cells, first.place, first.indent, first.page, first.before))
        kept.append(pages[at])
        at = end
    return joined, kept
