"""Printed stock: how many copies of each edition, and which are never printed on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from press.model.findings import Finding, FindingCode, PressError, list_errors
from press.orders import database as t
from press.orders.intake.csv import CsvRow, TableColumns, read_rows
from press.orders.intake.files import find_obstacle
from press.orders.ledger import OrderLedger
from press.orders.models import LINE_FIELDS, normalize_text
from press.orders.offer import EditionKey, Offer
from press.orders.rules import spell_code

BAD_COUNT = FindingCode(
    "ORD310",
    "A stock count names an edition on paper and its number of copies.",
    "house rule: stock is counted by number, language and variant",
    "the columns are: number, language, variant, quantity, stock_only (yes or no; optional)",
)
CODES = (BAD_COUNT,)
MOST = 10_000_000
COLUMNS = TableColumns((*LINE_FIELDS, "stock_only"), LINE_FIELDS, BAD_COUNT)
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
    if obstacle := find_obstacle(path):
        raise PressError([obstacle])
    found: dict[EditionKey, StockCount] = {}
    wrong: list[Finding] = []
    for row in read_rows(path, table=COLUMNS):
        if isinstance(row, Finding):
            wrong += list_errors([row])
        elif isinstance(row, CsvRow):
            fields = {name: normalize_text(value) for name, value in row.fields.items()}
            count, faults = make_count(fields, offer)
            if count and count.edition in found:
                faults = [("number", "this edition is in the file twice")]
            wrong += [BAD_COUNT.make_finding(row.find_place(name), f"{name}: {problem}") for name, problem in faults]
            if count:
                found[count.edition] = count
    if wrong:
        raise PressError(wrong)
    return [*found.values()]


def make_count(fields: dict[str, str], offer: Offer) -> tuple[StockCount | None, list[tuple[str, str]]]:
    """Make a count from its fields; None if something is wrong.

    The second value has what is wrong: the name of a field and the problem.
    """
    number = offer.remove_prefix(fields.get("number", ""))
    language, variant = (spell_code(fields.get(name, ""), offer) for name in ("language", "variant"))
    quantity, stock_only = fields.get("quantity", ""), fields.get("stock_only", "").casefold()
    wrong = []
    if number not in offer.languages:
        wrong.append(("number", "no publication has this number"))
    elif language not in offer.languages[number]:
        wrong.append(("language", "the publication does not exist in this language"))
    if variant not in offer.variants:
        wrong.append(("variant", "there is no such variant on paper"))
    if not (quantity.isascii() and quantity.isdigit() and len(quantity) < 9 and int(quantity) <= MOST):
        wrong.append(("quantity", f"it is not a whole number from 0 to {MOST:,}"))
    if stock_only not in (*YES, *NO):
        wrong.append(("stock_only", "it is neither yes nor no"))
    return (None if wrong else StockCount((number, language, variant), int(quantity), stock_only in YES)), wrong


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
