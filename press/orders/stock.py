"""Printed stock: how many copies of each edition, and which are never printed on demand."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from press.model.findings import Finding, FindingCode, Place, PressError
from press.orders import database as t
from press.orders.ledger import OrderLedger
from press.orders.models import normalize_text
from press.orders.offer import EditionKey, Offer

BAD_COUNT = FindingCode(
    "ORD310",
    "A stock count names an edition on paper and its number of copies.",
    "house rule: stock is counted by number, language and variant",
    "the columns are: number, language, variant, quantity, stock_only (yes or no; optional)",
)
CODES = (BAD_COUNT,)
MOST = 10_000_000
NEEDED = ("number", "language", "variant", "quantity")
YES, NO = ("yes", "true", "1"), ("no", "false", "0", "")


@dataclass(frozen=True, slots=True)
class StockCount:
    """The copies of an edition in stock.

    stock_only: it is never printed on demand.
    """

    edition: EditionKey
    quantity: int
    stock_only: bool = False


def read_counts(path: Path, offer: Offer) -> list[StockCount]:
    """Read the counts in a CSV file.

    Raises PressError with everything that is wrong in it, and OSError.
    """
    found: list[StockCount] = []
    wrong: list[Finding] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
            wrong += [
                BAD_COUNT.make_finding(Place(str(path), 1, 1), f"there is no column `{name}`") for name in missing
            ]
            for row in () if missing else reader:
                fields = {name: normalize_text(value) for name, value in row.items() if name and isinstance(value, str)}
                problems = list(find_count_faults(fields, offer))
                wrong += [BAD_COUNT.make_finding(Place(str(path), reader.line_num, 1), problem) for problem in problems]
                if not problems:
                    found.append(_make_count(fields, offer))
    except UnicodeDecodeError as error:
        wrong.append(BAD_COUNT.make_finding(Place(str(path)), f"byte {error.start} is not UTF-8"))
    except csv.Error as error:
        wrong.append(BAD_COUNT.make_finding(Place(str(path)), f"the file cannot be read as CSV: {error}"))
    if wrong:
        raise PressError(wrong)
    return found


def find_count_faults(fields: dict[str, str], offer: Offer) -> Iterator[str]:
    """List what is wrong with a count."""
    number = offer.remove_prefix(fields.get("number", ""))
    if number not in offer.languages:
        yield "no publication has this number"
    elif fields.get("language") not in offer.languages[number]:
        yield "the publication does not exist in this language"
    if fields.get("variant") not in offer.variants:
        yield "there is no such variant on paper"
    quantity = fields.get("quantity", "")
    if not (quantity.isascii() and quantity.isdigit() and len(quantity) < 9 and int(quantity) <= MOST):
        yield f"the quantity is not a whole number from 0 to {MOST:,}"
    if fields.get("stock_only", "").casefold() not in (*YES, *NO):
        yield "`stock_only` is neither yes nor no"


def _make_count(fields: dict[str, str], offer: Offer) -> StockCount:
    """Make a count from its fields."""
    edition = (offer.remove_prefix(fields["number"]), fields["language"], fields["variant"])
    return StockCount(edition, int(fields["quantity"]), fields.get("stock_only", "").casefold() in YES)


def store_counts(book: OrderLedger, counts: Sequence[StockCount]) -> None:
    """Store counts, replacing earlier ones of the same editions."""
    with book.begin_transaction() as connection:
        for count in counts:
            values = dict(zip(("number", "language", "variant"), count.edition, strict=True))
            here = sa.and_(*(t.stock.c[name] == value for name, value in values.items()))
            connection.execute(sa.delete(t.stock).where(here))
            added = {**values, "quantity": count.quantity, "stock_only": count.stock_only}
            connection.execute(sa.insert(t.stock).values(added))


def list_stock(book: OrderLedger) -> list[StockCount]:
    """List the stock by edition."""
    columns = t.stock.c
    with book.begin_transaction() as connection:
        rows = connection.execute(sa.select(t.stock).order_by(columns.number, columns.language, columns.variant)).all()
    return [StockCount((row.number, row.language, row.variant), row.quantity, row.stock_only) for row in rows]
