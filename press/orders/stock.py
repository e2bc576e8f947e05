"""The shelf: how many printed copies of each edition there are, and which are never printed on demand."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from press.model.findings import Code, Finding, Place, PressError
from press.orders import tables as t
from press.orders.ledger import Ledger
from press.orders.models import tidy
from press.orders.offer import Edition, Offer

BAD = Code(
    "ORD310",
    "A count of stock names an edition on paper and says how many there are.",
    "house rule: stock is counted by number, language and variant",
    "the columns are: number, language, variant, quantity, stock_only (yes or no, may be left out)",
)
CODES = (BAD,)
MOST = 10_000_000
NEEDED = ("number", "language", "variant", "quantity")
YES, NO = ("yes", "true", "1"), ("no", "false", "0", "")


@dataclass(frozen=True, slots=True)
class Count:
    """The copies of an edition on the shelf. stock_only: it is never printed on demand."""

    edition: Edition
    quantity: int
    stock_only: bool = False


def read_counts(path: Path, offer: Offer) -> list[Count]:
    """The counts in a CSV file. Raises PressError with everything that is wrong with it, and OSError."""
    found: list[Count] = []
    wrong: list[Finding] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            lacking = [name for name in NEEDED if name not in (reader.fieldnames or ())]
            wrong += [BAD.at(Place(str(path), 1, 1), f"there is no column `{name}`") for name in lacking]
            for row in () if lacking else reader:
                fields = {name: tidy(value) for name, value in row.items() if name and isinstance(value, str)}
                problems = list(faults(fields, offer))
                wrong += [BAD.at(Place(str(path), reader.line_num, 1), problem) for problem in problems]
                if not problems:
                    found.append(_count(fields, offer))
    except UnicodeDecodeError as error:
        wrong.append(BAD.at(Place(str(path)), f"it is not UTF-8 at byte {error.start}"))
    except csv.Error as error:
        wrong.append(BAD.at(Place(str(path)), f"it cannot be read as CSV: {error}"))
    if wrong:
        raise PressError(wrong)
    return found


def faults(fields: dict[str, str], offer: Offer) -> Iterator[str]:
    """What is wrong with a count."""
    number = offer.bare(fields.get("number", ""))
    if number not in offer.languages:
        yield "no publication has this number"
    elif fields.get("language") not in offer.languages[number]:
        yield "the publication is not there in this language"
    if fields.get("variant") not in offer.variants:
        yield "there is no such form on paper"
    quantity = fields.get("quantity", "")
    if not (quantity.isascii() and quantity.isdigit() and len(quantity) < 9 and int(quantity) <= MOST):
        yield f"the quantity is not a whole number from 0 to {MOST:,}"
    if fields.get("stock_only", "").casefold() not in (*YES, *NO):
        yield "`stock_only` is neither yes nor no"


def _count(fields: dict[str, str], offer: Offer) -> Count:
    edition = (offer.bare(fields["number"]), fields["language"], fields["variant"])
    return Count(edition, int(fields["quantity"]), fields.get("stock_only", "").casefold() in YES)


def set_stock(book: Ledger, counts: Sequence[Count]) -> None:
    """Write down what was counted, in place of what was written down before for the same editions."""
    with book.transaction() as connection:
        for count in counts:
            values = dict(zip(("number", "language", "variant"), count.edition, strict=True))
            here = sa.and_(*(t.stock.c[name] == value for name, value in values.items()))
            connection.execute(sa.delete(t.stock).where(here))
            added = {**values, "quantity": count.quantity, "stock_only": count.stock_only}
            connection.execute(sa.insert(t.stock).values(added))


def counted(book: Ledger) -> list[Count]:
    """What is on the shelf, in the order of editions."""
    shelf = t.stock.c
    with book.transaction() as connection:
        rows = connection.execute(sa.select(t.stock).order_by(shelf.number, shelf.language, shelf.variant)).all()
    return [Count((row.number, row.language, row.variant), row.quantity, row.stock_only) for row in rows]
