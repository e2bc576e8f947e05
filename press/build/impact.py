"""Effects of a change of the sources: which editions change, why, and which printed stock becomes stale."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from press.build.selection import find_downloads, list_status_notices, select_editions, select_publishable
from press.model.edition import Download, Edition
from press.model.findings import Finding, FindingCode, Place
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.publish.fingerprints import hash_parts, list_changed_parts
from press.shelf_life import REASONS, list_kept_rows

WHERE = "house rule: where used"
BAD_STOCK = FindingCode(
    "STK101",
    "A stock list has the columns `number`, `language`, `variant` and `quantity`, in UTF-8.",
    WHERE,
    "save it as CSV (UTF-8) with these names in the first line, and whole numbers under `quantity`",
)
UNKNOWN_STOCK = FindingCode(
    "STK102",
    "Every line of a stock list is an edition that the sources describe or that was made before.",
    WHERE,
    "compare number, language and variant with `python pipeline.py list`; an edition no longer made is stale too",
    severity="warning",
)
CODES = (BAD_STOCK, UNKNOWN_STOCK)

COLUMNS = ("number", "language", "variant", "quantity")
MAX_STOCK = 10_000_000
"""Characters of a stock list; a larger file is a mistake."""
NOT_PRINTED = frozenset({"shelf life", "links", "templates", "styles", "fonts", "press", "tools"})
"""Parts of an edition that change nothing in the words of a printed copy."""


@dataclass(frozen=True, slots=True)
class EditionChange:
    """A change that the next build makes to an edition.

    why: the parts that differ; printed: it is on paper; stale: its printed copies no longer say what the sources say.
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
class StockLine:
    """A line of a stock list: copies of an edition in stock."""

    number: str
    language: str
    variant: str
    quantity: int
    place: Place


def list_changes(library: Library, rows: Sequence[ManifestRow], day: dt.date | None = None) -> list[EditionChange]:
    """List what a build would change, by edition.

    rows: of the manifest of the last build. The library must have been checked.
    """
    notices = list_status_notices(library, day)
    staying = list_kept_rows(rows, notices, ())
    changes: dict[str, EditionChange] = {}
    for imprint in sorted({"", *(row.imprint for row in staying.values())}):
        editions = select_publishable(select_editions(library, imprint=imprint, day=day), ())
        if imprint:  # a build makes only those of a clinic's editions that were requested before
            editions = [edition for edition in editions if edition.name in staying]
        changes |= _compare_editions(editions, staying)
    gone = [_describe_removal(row, notices) for row in rows if row.edition not in staying]
    return [*sorted(changes.values(), key=lambda one: one.edition), *gone]


def _compare_editions(editions: Sequence[Edition], rows: Mapping[str, ManifestRow]) -> dict[str, EditionChange]:
    """Compare the editions of one imprint with their rows."""
    found = [_compare_edition(edition, rows.get(edition.name), downloads) for edition, downloads in
             find_downloads(editions, editions, rows)]  # fmt: skip
    changes = {one.edition: one for one in found if one}
    files = {
        edition.slug for edition in editions if not edition.variant.file_format.lists_files and edition.name in changes
    }
    for edition in editions:
        if edition.slug in files and edition.variant.file_format.lists_files and edition.name not in changes:
            changes[edition.name] = _make_change(edition, "changed", ("links",), stale=False)
    return changes


def _compare_edition(edition: Edition, row: ManifestRow | None, downloads: Sequence[Download]) -> EditionChange | None:
    if row is None:
        return _make_change(edition, "new", (), stale=False)
    reasons = list_differences(edition, row, downloads)
    if not reasons:
        return None
    return _make_change(edition, "changed", reasons, stale=bool(row.trim) and bool(set(reasons) - NOT_PRINTED))


def list_differences(edition: Edition, row: ManifestRow, downloads: Sequence[Download]) -> tuple[str, ...]:
    """List the parts that changed since the last build."""
    parts = hash_parts(edition, downloads, press=row.press_file is not None)
    return list_changed_parts(row.parts, parts)


def _make_change(
    edition: Edition, what: Literal["new", "changed"], reasons: tuple[str, ...], *, stale: bool
) -> EditionChange:
    number, lang, variant = edition.publication.facts.number, edition.lang, edition.variant_name
    printed = edition.variant.file_format.on_paper
    return EditionChange(edition.name, what, reasons, number, lang, variant, printed, stale)


def _describe_removal(row: ManifestRow, notices: Mapping[str, str]) -> EditionChange:
    notice = notices.get(row.edition, "")
    reason = f"the publication is {REASONS[notice]}" if notice else "the sources no longer describe it"
    printed = row.trim is not None
    return EditionChange(row.edition, "removed", (reason,), row.number, row.language, row.variant, printed, printed)


# ---------------------------------------------------------------- stock


def read_stock(data: bytes, path: str) -> tuple[list[StockLine], list[Finding]]:
    """Read a stock list: its lines, and the findings.

    Any spreadsheet's CSV will do: CRLF, a byte order mark, semicolons.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [], [BAD_STOCK.make_finding(Place(path, line, 1), f"the byte 0x{data[error.start]:02X} is not UTF-8")]
    if len(text) > MAX_STOCK or "\0" in text:
        return [], [BAD_STOCK.make_finding(Place(path), "it is not a stock list")]
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in head and "," not in head else ",")
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    reader.fieldnames = names
    if missing := [name for name in COLUMNS if name not in names]:
        return [], [BAD_STOCK.make_finding(Place(path, 1, 1), f"the first line has no column {', '.join(missing)}")]
    lines: list[StockLine] = []
    found: list[Finding] = []
    try:
        for record in reader:
            place = Place(path, reader.line_num, 1)
            values = [(record[name] or "").strip() for name in COLUMNS]
            if problem := _find_problem(values):
                found.append(BAD_STOCK.make_finding(place, problem))
            elif any(values):
                number, language, variant, quantity = values
                lines.append(StockLine(number, language, variant, int(quantity), place))
    except csv.Error as error:
        found.append(BAD_STOCK.make_finding(Place(path, reader.line_num, 1), f"it cannot be read as CSV: {error}"))
    return lines, found


def _find_problem(values: Sequence[str]) -> str:
    empty = [name for name, value in zip(COLUMNS, values, strict=True) if not value]
    if empty and len(empty) < len(COLUMNS):
        return f"nothing is filled in under {', '.join(f'`{name}`' for name in empty)}"
    quantity = values[-1]
    if quantity and not (quantity.isascii() and quantity.isdigit() and len(quantity) < 10):
        return f"`{quantity}` is not a number of copies"
    return ""


def find_stale_stock(
    stock: Sequence[StockLine], changes: Sequence[EditionChange], prefix: str
) -> Iterator[tuple[StockLine, EditionChange]]:
    """Find stock that no longer says what the sources say.

    Yields each line with the change that made it stale. prefix: of publication numbers; a stock list may omit it.
    """
    stale = {(strip_prefix(one.number, prefix), one.language, one.variant): one for one in changes if one.stale}
    for line in stock:
        if change := stale.get((strip_prefix(line.number, prefix), line.language, line.variant)):
            yield line, change


def find_unknown_stock(stock: Sequence[StockLine], library: Library, rows: Sequence[ManifestRow]) -> list[Finding]:
    """Warn about lines of stock that name no edition.

    It is neither one of the sources nor one that was made before.
    """
    assert library.center
    prefix = library.center.publication_number.prefix
    known = {(one.publication.facts.number, one.lang, one.variant_name) for one in select_editions(library)}
    known |= {(strip_prefix(row.number, prefix), row.language, row.variant) for row in rows}
    return [
        UNKNOWN_STOCK.make_finding(line.place, f"{line.number}, {line.language}, {line.variant} is not an edition")
        for line in stock
        if (strip_prefix(line.number, prefix), line.language, line.variant) not in known
    ]


def strip_prefix(number: str, prefix: str) -> str:
    """Strip the prefix and surrounding blanks from a publication number."""
    return number.strip().removeprefix(prefix).strip()
