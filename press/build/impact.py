"""What a change of the sources reaches: which editions will change, why, and which printed stock becomes stale."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from press.publish.fingerprints import changed, edition_parts
from press.shelf_life import REASONS, kept
from press.model.findings import Code, Finding, Place
from press.model.edition import Download, Edition, Library
from press.model.records import Row
from press.build.selection import all_marks, links, select, wanted

WHERE = "house rule: where used"
BAD_STOCK = Code(
    "IMP101",
    "A list of stock has the columns `number`, `language`, `variant` and `quantity`, in UTF-8.",
    WHERE,
    "save it as CSV (UTF-8) with these names in its first line, and whole numbers under `quantity`",
)
UNKNOWN_STOCK = Code(
    "IMP102",
    "What is in stock is an edition that is described here or was made before.",
    WHERE,
    "check number, language and variant against `python pipeline.py list`; what is no longer made is stale too",
    severity="warning",
)
CODES = (BAD_STOCK, UNKNOWN_STOCK)

COLUMNS = ("number", "language", "variant", "quantity")
MAX_STOCK = 10_000_000
"""Characters of a list of stock; more is a mistake."""
NOT_PRINTED = frozenset({"shelf life", "links", "templates", "styles", "fonts", "press", "tools"})
"""Parts of an edition that do not change what a printed copy of it says."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the next build does to an edition.

    why: what differs; printed: it is on paper; stale: what is printed of it no longer says what the sources say.
    """

    edition: str
    what: Literal["new", "changed", "removed"]
    why: tuple[str, ...]
    number: str
    language: str
    variant: str
    printed: bool = False
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Stock:
    """A line of a list of stock: copies of an edition on the shelf."""

    number: str
    language: str
    variant: str
    quantity: int
    place: Place


def impact(library: Library, rows: Sequence[Row], day: dt.date | None = None) -> list[Change]:
    """What a build of these sources would change in what was made, in the order of editions.

    rows: the manifest of what was made. The library must have been checked.
    """
    marks = all_marks(library, day)
    staying = kept(rows, marks, ())
    changes: dict[str, Change] = {}
    for imprint in sorted({"", *(row.imprint for row in staying.values())}):
        editions = wanted(select(library, imprint=imprint, day=day), ())
        if imprint:  # of a clinic's editions, a build makes those that it is asked for
            editions = [edition for edition in editions if edition.name in staying]
        changes |= _of_editions(editions, staying)
    gone = [_gone(row, marks) for row in rows if row.edition not in staying]
    return [*sorted(changes.values(), key=lambda one: one.edition), *gone]


def _of_editions(editions: Sequence[Edition], rows: Mapping[str, Row]) -> dict[str, Change]:
    """The changes of the editions of one imprint, by name."""
    found = [_of_edition(edition, rows.get(edition.name), downloads) for edition, downloads in
             links(editions, editions, rows)]  # fmt: skip
    changes = {one.edition: one for one in found if one}
    papers = {edition.slug for edition in editions if edition.variant.width and edition.name in changes}
    for edition in editions:
        if edition.slug in papers and not edition.variant.width and edition.name not in changes:
            changes[edition.name] = _change(edition, "changed", ("links",), stale=False)
    return changes


def _of_edition(edition: Edition, row: Row | None, downloads: Sequence[Download]) -> Change | None:
    if row is None:
        return _change(edition, "new", (), stale=False)
    reasons = why(edition, row, downloads)
    if not reasons:
        return None
    return _change(edition, "changed", reasons, stale=bool(row.trim) and bool(set(reasons) - NOT_PRINTED))


def why(edition: Edition, row: Row, downloads: Sequence[Download]) -> tuple[str, ...]:
    """What differs between what an edition was made from and what it would be made from now; nothing if nothing."""
    parts = edition_parts(edition, downloads, press=row.press_file is not None)
    return changed(row.parts, parts)


def _change(edition: Edition, what: Literal["new", "changed"], reasons: tuple[str, ...], *, stale: bool) -> Change:
    number, lang, variant = edition.publication.facts.number, edition.lang, edition.variant_name
    printed = edition.variant.width is not None
    return Change(edition.name, what, reasons, number, lang, variant, printed, stale)


def _gone(row: Row, marks: Mapping[str, str]) -> Change:
    mark = marks.get(row.edition, "")
    reason = f"the publication is {REASONS[mark]}" if mark else "the sources no longer describe it"
    printed = row.trim is not None
    return Change(row.edition, "removed", (reason,), row.number, row.language, row.variant, printed, printed)


# ---------------------------------------------------------------- stock


def read_stock(data: bytes, path: str) -> tuple[list[Stock], list[Finding]]:
    """The lines of a list of stock, and what is wrong with it. Any spreadsheet's CSV will do: CRLF, BOM, semicolons."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [], [BAD_STOCK.at(Place(path, line, 1), f"the byte 0x{data[error.start]:02X} is not UTF-8")]
    if len(text) > MAX_STOCK or "\0" in text:
        return [], [BAD_STOCK.at(Place(path), "it is no list of stock")]
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in head and "," not in head else ",")
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    reader.fieldnames = names
    if missing := [name for name in COLUMNS if name not in names]:
        return [], [BAD_STOCK.at(Place(path, 1, 1), f"the first line has no column {', '.join(missing)}")]
    lines: list[Stock] = []
    found: list[Finding] = []
    try:
        for record in reader:
            place = Place(path, reader.line_num, 1)
            values = [(record[name] or "").strip() for name in COLUMNS]
            if problem := _problem(values):
                found.append(BAD_STOCK.at(place, problem))
            elif any(values):
                number, language, variant, quantity = values
                lines.append(Stock(number, language, variant, int(quantity), place))
    except csv.Error as error:
        found.append(BAD_STOCK.at(Place(path, reader.line_num, 1), f"it cannot be read as CSV: {error}"))
    return lines, found


def _problem(values: Sequence[str]) -> str:
    empty = [name for name, value in zip(COLUMNS, values, strict=True) if not value]
    if empty and len(empty) < len(COLUMNS):
        return f"nothing stands under {', '.join(f'`{name}`' for name in empty)}"
    quantity = values[-1]
    if quantity and not (quantity.isascii() and quantity.isdigit() and len(quantity) < 10):
        return f"`{quantity}` is no number of copies"
    return ""


def stale_stock(stock: Sequence[Stock], changes: Sequence[Change], prefix: str) -> Iterator[tuple[Stock, Change]]:
    """The lines of stock whose copies no longer say what the sources say, each with the change that made it so.

    prefix: of publication numbers, which a list of stock may have or leave out.
    """
    stale = {(bare(one.number, prefix), one.language, one.variant): one for one in changes if one.stale}
    for line in stock:
        if change := stale.get((bare(line.number, prefix), line.language, line.variant)):
            yield line, change


def unknown_stock(stock: Sequence[Stock], library: Library, rows: Sequence[Row]) -> list[Finding]:
    """A warning for every line of stock that is no edition, neither of the sources nor of what was made."""
    assert library.center
    prefix = library.center.publication_number.prefix
    known = {(one.publication.facts.number, one.lang, one.variant_name) for one in select(library)}
    known |= {(bare(row.number, prefix), row.language, row.variant) for row in rows}
    return [
        UNKNOWN_STOCK.at(line.place, f"{line.number}, {line.language}, {line.variant} is no edition")
        for line in stock
        if (bare(line.number, prefix), line.language, line.variant) not in known
    ]


def bare(number: str, prefix: str) -> str:
    """A publication number without its prefix and without blanks around it."""
    return number.strip().removeprefix(prefix).strip()
