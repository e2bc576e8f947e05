"""CSV order files (RFC 4180), read as they stream by: a file may be of any size, and one bad line costs itself only."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TextIO

from press.model.findings import Code, Finding, Place
from press.orders.models import FIELDS, LINE_FIELDS

COLUMNS = Code(
    "ORD102",
    "The first line of an order file names its columns.",
    "house rule: orders are read by the names of their columns",
    f"the columns are: {', '.join(FIELDS)}",
)
SHAPE = Code(
    "ORD103",
    "Each line of an order file has one field a column, and closes its quotes.",
    "RFC 4180, 2",
    'put a field with commas, quotes or line breaks in it between quotes, and write a quote in it as `""`',
)
ENCODING = Code(
    "ORD104",
    "Each line of an order file is in UTF-8.",
    "RFC 3629",
    "it looks like Windows-1252: save the file as `CSV UTF-8 (comma delimited)` and add it again",
)
CODES = (COLUMNS, SHAPE, ENCODING)

NEEDED = (*LINE_FIELDS, "address_1", "city")
"""Columns that every order file has; for the others an empty column stands in."""
SEPARATED = {";": "semicolons", "\t": "tabs", ",": ""}
MOST_LINES, MOST_CHARACTERS = 50, 20_000
"""Of one record; a quote that is never closed would otherwise swallow the rest of the file."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file: its fields by column, and the text it was read from."""

    fields: Mapping[str, str]
    file: str
    line: int
    text: str
    separator: str
    columns: tuple[str, ...]

    def place(self, field: str) -> Place:
        """Where a field of the row starts."""
        index = self.columns.index(field) if field in self.columns else 0
        return _place(self.file, self.line, self.text, self.separator, index)


def rows(path: Path) -> Iterator[Row | Finding | str]:
    """The lines of a file below its head, findings, and the name of separators that are not commas."""
    # What is no UTF-8 becomes lone surrogates, so that each line can be judged by itself.
    with path.open("r", encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        source = _Lines(file)
        head = _head(source, str(path))
        if isinstance(head, list):
            yield from head
            return
        separator, columns, unknown = head
        yield from unknown
        if SEPARATED[separator]:
            yield SEPARATED[separator]
        while not source.at_end():
            found = _row(source, str(path), separator, columns)
            if found:
                yield found


class _Lines:
    """The physical lines of a file, some of which may be given back to be read again."""

    def __init__(self, file: TextIO) -> None:
        # A line is read no further than what a record may have: one without an end must not fill the memory.
        self._file = iter(lambda: file.readline(MOST_CHARACTERS + 1), "")
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES or sum(map(len, self.taken)) > MOST_CHARACTERS:
            raise csv.Error("a quote is opened and not closed")
        line = self._waiting.popleft() if self._waiting else next(self._file)
        self.taken.append(line)
        if len(line) > MOST_CHARACTERS:
            raise csv.Error("it is too long")
        return line

    def at_end(self) -> bool:
        """Whether there is nothing more to read."""
        if not self._waiting:
            more = next(self._file, None)
            if more is None:
                return True
            self._waiting.append(more)
        return False

    def begin(self) -> int:
        """Start a record; gives the number of its first line."""
        self.number += sum(line.endswith(("\n", "\r")) for line in self.taken)
        self.taken = []
        return self.number + 1

    def give_back(self) -> None:
        """Let all lines of the record but the first be read again."""
        self._waiting.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def _head(source: _Lines, file: str) -> tuple[str, tuple[str, ...], list[Finding]] | list[Finding]:
    """The separator, the columns, and warnings about unknown ones; or the findings that stop the reading."""
    source.begin()
    try:
        line = next(source)
    except csv.Error as error:
        return [SHAPE.at(Place(file, 1, 1), f"the head line cannot be read: {error}")]
    separator = max(SEPARATED, key=line.count)
    try:
        names = next(csv.reader([line], delimiter=separator, strict=True))
    except csv.Error as error:
        return [SHAPE.at(Place(file, 1, 1), f"the head line cannot be read: {error}")]
    columns = tuple("_".join(name.casefold().replace("-", " ").split()) for name in names)
    at = [_place(file, 1, line, separator, index) for index in range(len(columns))]
    wrong = [COLUMNS.at(Place(file, 1, 1), f"there is no column `{name}`") for name in NEEDED if name not in columns]
    wrong += [
        COLUMNS.at(at[n], f"the column `{name}` is there twice")
        for n, name in enumerate(columns)
        if name in FIELDS and name in columns[:n]
    ]
    if wrong:
        return wrong
    return separator, columns, [_unknown(name, at[n]) for n, name in enumerate(columns) if name not in FIELDS]


def _unknown(name: str, place: Place) -> Finding:
    near = get_close_matches(name, FIELDS, 1)
    hint = f"did you mean `{near[0]}`?" if near else COLUMNS.hint
    # The name itself is not shown: without a head line it would be somebody's address.
    return Finding(place, COLUMNS.code, "this column is not one of an order; it is passed over", hint, "warning")


def _row(source: _Lines, file: str, separator: str, columns: tuple[str, ...]) -> Row | Finding | None:
    line = source.begin()
    try:
        fields = next(csv.reader(source, delimiter=separator, strict=True))
    except csv.Error as error:
        source.give_back()
        said = "a quote is opened and not closed" if "end of data" in str(error) else str(error).splitlines()[0]
        return SHAPE.at(Place(file, line, 1), f"the line cannot be read: {said}")
    text = "".join(source.taken)
    if not any(field.strip() for field in fields):
        return None
    if odd := next((n for n, one in enumerate(text) if "\ud800" <= one <= "\udfff"), None):
        before = text[:odd].splitlines(keepends=True) or [""]
        return ENCODING.at(Place(file, line + len(before) - 1, len(before[-1]) + 1), "this line is not in UTF-8")
    if len(fields) < len(columns) or any(field.strip() for field in fields[len(columns) :]):
        return SHAPE.at(Place(file, line, 1), f"the line has {len(fields)} fields for {len(columns)} columns")
    return Row(dict(zip(columns, fields, strict=False)), file, line, text, separator, columns)


def _place(file: str, line: int, text: str, separator: str, index: int) -> Place:
    """Where a field of a record stands, counted through its quotes and line breaks."""
    column, quoted = 1, False
    for character in text:
        if not index and not quoted:
            break
        if character == '"':
            quoted = not quoted
        elif character == separator and not quoted:
            index -= 1
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
    return Place(file, line, column)
