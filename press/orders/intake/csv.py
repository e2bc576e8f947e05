"""CSV order files (RFC 4180), read as a stream of any size; a bad line costs only itself."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TextIO

from press.model.findings import Finding, FindingCode, Place
from press.orders.intake.columns import ColumnMap
from press.orders.models import FIELDS, LINE_FIELDS

COLUMNS = FindingCode(
    "ORD102",
    "The head line of an order file names its columns.",
    "house rule: orders are read by the names of their columns",
    f"the columns are: {', '.join(FIELDS)}; for the file of a shop, name its columns with `--columns shop.yaml`",
)
SHAPE = FindingCode(
    "ORD103",
    "Each line of an order file has one field per column and closes its quotes.",
    "RFC 4180, 2",
    'put quotes around a field that has commas, quotes or line breaks, and write a quote in it as `""`',
)
ENCODING = FindingCode(
    "ORD104",
    "Each line of an order file is in UTF-8.",
    "RFC 3629",
    "it may be Windows-1252; save the file as `CSV UTF-8 (comma delimited)` and add it again",
)
ARTICLE = FindingCode(
    "ORD109",
    "Each article of a shop's file is an edition in the column map.",
    "house rule: a packet holds exactly what was asked for",
    "add the article to `articles` in the column map, and add the file again; or leave the row out",
)
CODES = (COLUMNS, SHAPE, ENCODING, ARTICLE)


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns that a kind of file may have, those that it must have, and the code of findings about them."""

    known: tuple[str, ...]
    needed: tuple[str, ...]
    code: FindingCode


ORDER_COLUMNS = TableColumns(FIELDS, (*LINE_FIELDS, "address_1", "city"), COLUMNS)
SEPARATORS = {";": "semicolons", "\t": "tabs", ",": ""}
STATED = re.compile(r'"?sep=([^\w\s"\\]|\t)"?[,;]*\s*', re.IGNORECASE)
"""The line in which a spreadsheet names its separator."""
MOST_TITLES = 5
"""Lines that may stand above the head line."""
MAPPED = "correct the name in the column map; it is written as in the head line of the file"
MOST_LINES, MOST_CHARACTERS = 50, 20_000
"""Limits of one record; without them, a quote that is never closed would swallow the rest of the file."""


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A line of the file: its fields by column, and the text it was read from."""

    fields: Mapping[str, str]
    file: str
    line: int
    text: str
    separator: str
    columns: tuple[str, ...]

    def find_place(self, field: str) -> Place:
        """Find where a field of the row starts."""
        index = self.columns.index(field) if field in self.columns else 0
        return _find_place(self.file, self.line, self.text, self.separator, index)


@dataclass(frozen=True, slots=True)
class CsvHead:
    """The head of a file: its separator, its columns as the file names them, in lower case, and our names of them.

    first: number of the head line.
    """

    separator: str
    columns: tuple[str, ...]
    names: tuple[str, ...]
    first: int


def read_rows(
    path: Path, column_map: ColumnMap | None = None, table: TableColumns = ORDER_COLUMNS
) -> Iterator[CsvRow | Finding | str]:
    """Yield the lines below the head, and findings.

    A text among them names the separator if it is not a comma. column_map: what the columns of the file are; without
    it, they have the names of `table`.
    """
    # Bytes that are not UTF-8 become lone surrogates, so that each line can be checked by itself.
    with path.open("r", encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        source = _Lines(file)
        reading = _read_head(source, str(path), column_map, table)
        if isinstance(reading, list):
            yield from reading
            return
        head, unknown = reading
        yield from unknown
        if head.separator != ",":
            yield SEPARATORS.get(head.separator, f"`{head.separator}`")
        before: Mapping[str, str] = {}
        while not source.is_at_end():
            found = _read_record(source, str(path), head)
            if isinstance(found, CsvRow) and column_map:
                found, before = _translate_row(found, column_map, before)
            if found:
                yield found


def _translate_row(
    row: CsvRow, column_map: ColumnMap, before: Mapping[str, str]
) -> tuple[CsvRow | Finding, Mapping[str, str]]:
    """Translate a row of a shop's file into our fields, which are also what the next row repeats.

    An article that the map does not have is a finding.
    """
    fields = column_map.translate(row.fields, before)
    translated = replace(row, fields=fields, columns=column_map.name_columns(row.columns))
    if column_map.knows_article(row.fields):
        return translated, fields
    place = translated.find_place("number")
    return ARTICLE.make_finding(place, "the column map has no edition for this article"), fields


class _Lines:
    """The physical lines of a file, which can be put back to be read again."""

    def __init__(self, file: TextIO) -> None:
        # Reading stops at the limit of a record, as a line without an end must not fill the memory.
        self._file = iter(lambda: file.readline(MOST_CHARACTERS + 1), "")
        self._waiting: deque[str] = deque()
        self.record: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.record) >= MOST_LINES or sum(map(len, self.record)) > MOST_CHARACTERS:
            raise csv.Error("a quote is not closed")
        line = self._waiting.popleft() if self._waiting else next(self._file)
        self.record.append(line)
        if len(line) > MOST_CHARACTERS:
            raise csv.Error("it is too long")
        return line

    def is_at_end(self) -> bool:
        """Return whether there is nothing more to read."""
        if not self._waiting:
            more = next(self._file, None)
            if more is None:
                return True
            self._waiting.append(more)
        return False

    def begin(self) -> int:
        """Start a record; return the number of its first line."""
        self.number += sum(line.endswith(("\n", "\r")) for line in self.record)
        self.record = []
        return self.number + 1

    def put_back(self) -> None:
        """Put back all lines of the record but the first."""
        self._waiting.extendleft(reversed(self.record[1:]))
        del self.record[1:]


def _read_head(
    source: _Lines, file: str, column_map: ColumnMap | None, table: TableColumns
) -> tuple[CsvHead, list[Finding]] | list[Finding]:
    """Read the separator, the columns, and warnings about unknown ones.

    A list of findings instead means that the file cannot be read.
    """
    separator = ""
    wrong: list[Finding] = []
    # A spreadsheet may name its separator in a line of its own, and people put a title above the head line.
    for _ in range(MOST_TITLES + 1):
        if source.is_at_end():
            break
        number = source.begin()
        try:
            line = next(source)
            if stated := STATED.fullmatch(line):
                separator = stated[1]
                continue
            fields = next(csv.reader([line], delimiter=separator or max(SEPARATORS, key=line.count), strict=True))
        except csv.Error as error:
            return wrong or [SHAPE.make_finding(Place(file, number, 1), f"the head line cannot be read: {error}")]
        head = _make_head(separator or max(SEPARATORS, key=line.count), fields, number, column_map)
        problems = _list_head_problems(head, line, file, column_map or table)
        if not problems:
            unknown = [] if column_map else _list_unknown(head, line, file, table)
            return head, unknown
        # Findings are about the line that is most like a head line.
        if not wrong or len(problems) < len(wrong):
            wrong = problems
    return wrong or [SHAPE.make_finding(Place(file, 1, 1), "the head line is missing")]


def _make_head(separator: str, fields: list[str], number: int, column_map: ColumnMap | None) -> CsvHead:
    """Make the head of a file from the fields of its head line."""
    columns = tuple(name.strip().casefold() for name in fields)
    names = tuple("_".join(name.replace("-", " ").split()) for name in columns)
    return CsvHead(separator, columns, columns if column_map else names, number)


def _list_head_problems(head: CsvHead, line: str, file: str, wanted: ColumnMap | TableColumns) -> list[Finding]:
    """List why a line is not the head line of a file."""
    start = Place(file, head.first, 1)
    if isinstance(wanted, ColumnMap):
        missing = wanted.find_missing(head.columns)
        twice = [name for name in wanted.list_all_names() if head.columns.count(name.strip().casefold()) > 1]
        return [
            *(COLUMNS.make_finding(start, f"there is no column `{name}`", MAPPED) for name in missing),
            *(
                COLUMNS.make_finding(start, f"the column `{name}` appears twice", "rename one of them")
                for name in twice
            ),
        ]
    at = [_find_place(file, head.first, line, head.separator, index) for index in range(len(head.names))]
    return [
        *(
            wanted.code.make_finding(start, f"there is no column `{name}`")
            for name in wanted.needed
            if name not in head.names
        ),
        *(
            wanted.code.make_finding(at[n], f"the column `{name}` appears twice")
            for n, name in enumerate(head.names)
            if name in wanted.known and name in head.names[:n]
        ),
    ]


def _list_unknown(head: CsvHead, line: str, file: str, table: TableColumns) -> list[Finding]:
    """Warn about columns that a kind of file does not have."""
    return [
        _warn_unknown(name, _find_place(file, head.first, line, head.separator, n), table)
        for n, name in enumerate(head.names)
        if name not in table.known
    ]


def _warn_unknown(name: str, place: Place, table: TableColumns) -> Finding:
    """Warn about a column that a kind of file does not have."""
    near = get_close_matches(name, table.known, 1)
    hint = f"did you mean `{near[0]}`?" if near else ""
    # The name is not quoted, as in a file without a head line it would be somebody's address.
    return table.code.make_finding(place, "such files have no such column, so it is ignored", hint, "warning")


def _read_record(source: _Lines, file: str, head: CsvHead) -> CsvRow | Finding | None:
    """Read one record; None for a blank line."""
    separator, columns = head.separator, head.names
    line = source.begin()
    try:
        fields = next(csv.reader(source, delimiter=separator, strict=True))
    except csv.Error as error:
        source.put_back()
        reason = "a quote is not closed" if "end of data" in str(error) else str(error).splitlines()[0]
        return SHAPE.make_finding(Place(file, line, 1), f"the line cannot be read: {reason}")
    text = "".join(source.record)
    if not any(field.strip() for field in fields):
        return None
    if odd := next((n for n, one in enumerate(text) if "\ud800" <= one <= "\udfff"), None):
        before = text[:odd].splitlines(keepends=True) or [""]
        return ENCODING.make_finding(
            Place(file, line + len(before) - 1, len(before[-1]) + 1), "this line is not in UTF-8"
        )
    if len(fields) < len(columns) or any(field.strip() for field in fields[len(columns) :]):
        return SHAPE.make_finding(Place(file, line, 1), f"the line has {len(fields)} fields for {len(columns)} columns")
    return CsvRow(dict(zip(columns, fields, strict=False)), file, line, text, separator, columns)


def _find_place(file: str, line: int, text: str, separator: str, index: int) -> Place:
    """Find where a field of a record starts.

    Quotes and line breaks before it are counted.
    """
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
