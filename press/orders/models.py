"""Nouns of the order desk: orders, their lines and their faults."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from press.model.findings import FindingCode
from press.model.orders import ORDER_FIELDS

LINE_FIELDS = ("number", "language", "variant", "quantity")
PERSON_FIELDS = tuple(name for name in ORDER_FIELDS if name != "note")
FIELDS = ("order", *LINE_FIELDS, *PERSON_FIELDS, "other_format", "note")
"""Columns of an order file."""


class OrderLine(BaseModel):
    """One edition of an order, and how many copies.

    Quantity 0 stands for a quantity that is not a whole number.
    """

    model_config = ConfigDict(frozen=True)

    number: str
    language: str
    variant: str
    quantity: int

    @property
    def edition(self) -> tuple[str, str, str]:
        """The edition: number, language, variant."""
        return self.number, self.language, self.variant


class Order(BaseModel):
    """An order as it came in; its texts are unchecked until `find_faults` has seen them.

    reference: the sender's own name for the order; the other fields are those of the order form.
    """

    model_config = ConfigDict(frozen=True)

    reference: str = ""
    name: str = ""
    organization: str = ""
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    other_format: str = ""
    note: str = ""
    lines: tuple[OrderLine, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of everything but reference and lines: who orders, and what else they ask for."""
        return _compute_hash(self.model_dump(exclude={"reference", "lines"}))

    def make_key(self, sender: str = "", repeat: str = "") -> str:
        """Make the key that identifies an order sent again.

        It is made of the sender's reference, or else of everything in the order. repeat: counts for orders without a
        reference; it tells the same words, meant once more, from an order that was sent twice.
        """
        content = {"reference": self.reference} if self.reference else {"all": self.model_dump(), "day": repeat}
        return _compute_hash({"sender": sender, **content})


@dataclass(frozen=True, slots=True)
class OrderFault:
    """A fault of an order: the field, and which of its lines (from 0; None for the order itself).

    It never repeats the field's content, which may be a name.
    """

    code: FindingCode
    field: str
    problem: str
    line: int | None = None
    hint: str = ""


def make_order(fields: Mapping[str, str], lines: tuple[OrderLine, ...] = ()) -> Order:
    """Make an order from a file's columns or form fields.

    Without `lines`, its one line is in the fields too.
    """
    text = {name: normalize_text(fields.get(name) or "") for name in FIELDS}
    own = {name: text[name] for name in (*PERSON_FIELDS, "other_format", "note")}
    return Order(reference=text["order"], **own, lines=lines or (make_line(text),))


def make_line(fields: Mapping[str, str]) -> OrderLine:
    """Make a line of an order from its fields."""
    number, language, variant, quantity = (normalize_text(fields.get(name) or "") for name in LINE_FIELDS)
    return OrderLine(number=number, language=language, variant=variant, quantity=parse_quantity(quantity))


_ITEM = re.compile(rf"item-([1-9][0-9]{{0,2}})-(?:{'|'.join(LINE_FIELDS)})")


def read_form(fields: Mapping[str, str]) -> Order:
    """Make an order from the catalogue form's posted fields.

    The fields are `item-1-number` …, `name`, `address-1` …. An item in which nothing was filled in was not asked for.
    """
    asked = [{name: fields.get(f"item-{n}-{name}", "") for name in LINE_FIELDS} for n in list_items(fields)]
    renamed = {name.replace("-", "_"): value for name, value in fields.items()}
    return make_order({**renamed, "order": ""}).model_copy(update={"lines": tuple(map(make_line, asked))})


def list_items(fields: Mapping[str, str]) -> list[int]:
    """List the numbers of the form's items in which something was filled in."""
    found = (_ITEM.fullmatch(name) for name, value in fields.items() if normalize_text(value) not in {"", "0"})
    return sorted({int(one[1]) for one in found if one})


def normalize_text(text: str) -> str:
    """Normalize text: Unicode NFC, single spaces, none at the ends."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def parse_quantity(text: str) -> int:
    """Parse a number in digits, or return 0."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def format_number(order_id: int) -> str:
    """Format an order's number for papers and file names."""
    return f"{order_id:06d}"


def _compute_hash(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
