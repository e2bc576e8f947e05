"""The nouns of the order desk: an order, its lines, what is wrong with one, and the way of a line through the house."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from press.model.findings import Code

Status = Literal["new", "accepted", "picked", "sent", "cancelled", "back-ordered"]
STATUSES: tuple[Status, ...] = get_args(Status)
TRANSITIONS: Mapping[Status, tuple[Status, ...]] = {
    "new": ("accepted", "back-ordered", "cancelled"),
    "accepted": ("picked", "back-ordered", "cancelled"),
    "back-ordered": ("accepted", "cancelled"),
    "picked": ("sent", "cancelled"),
    "sent": (),
    "cancelled": (),
}
"""What may follow each status. `picked` follows only when a batch with the papers of the order is complete."""
OPEN: tuple[Status, ...] = ("new", "accepted", "back-ordered", "picked")

OTHER_FORMATS = ("braille", "audio", "other-language")
LINE_FIELDS = ("number", "language", "variant", "quantity")
PERSON_FIELDS = (
    "name", "organization", "address_1", "address_2", "city", "region", "postal_code", "country", "email", "phone",
)  # fmt: skip
FIELDS = ("order", *LINE_FIELDS, *PERSON_FIELDS, "other_format", "note")
"""The columns of an order file."""


class Line(BaseModel):
    """One edition of an order and how many copies of it; quantity 0 stands for one that is no whole number."""

    model_config = ConfigDict(frozen=True)

    number: str
    language: str
    variant: str
    quantity: int

    @property
    def edition(self) -> tuple[str, str, str]:
        """Which edition: number, language, variant."""
        return self.number, self.language, self.variant


class Order(BaseModel):
    """An order as it came in: any text may stand in it until `faults` has looked at it.

    reference: the sender's own word for the order; the other fields are those of the order form.
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
    lines: tuple[Line, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of everything but reference and lines: who orders, and what else they ask for."""
        return _sha256(self.model_dump(exclude={"reference", "lines"}))

    def key(self, sender: str = "", day: str = "") -> str:
        """What makes the order the same as one that came before: its sender's reference, or else all that it says.

        day: counts for orders without a reference; the same words on another day are then another order.
        """
        said = {"reference": self.reference} if self.reference else {"all": self.model_dump(), "day": day}
        return _sha256({"sender": sender, **said})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an order: the field, and which of its lines (from 0; None for the order itself).

    It never says what stood in the field: that may be a name.
    """

    code: Code
    field: str
    problem: str
    line: int | None = None
    hint: str = ""


def order_of(fields: Mapping[str, str], lines: tuple[Line, ...] = ()) -> Order:
    """An order from the columns of a file or the fields of a form; without lines given, its one line is in them too."""
    text = {name: tidy(fields.get(name) or "") for name in FIELDS}
    own = {name: text[name] for name in (*PERSON_FIELDS, "other_format", "note")}
    return Order(reference=text["order"], **own, lines=lines or (line_of(text),))


def line_of(fields: Mapping[str, str]) -> Line:
    """A line of an order from its fields."""
    number, language, variant, quantity = (tidy(fields.get(name) or "") for name in LINE_FIELDS)
    return Line(number=number, language=language, variant=variant, quantity=whole(quantity))


_QUANTITY = re.compile(r"item-([1-9][0-9]{0,2})-quantity")


def from_form(fields: Mapping[str, str]) -> Order:
    """An order from the posted fields of the catalogue's form: `item-1-number` …, `name`, `address-1` ….

    Items without a quantity were not asked for.
    """
    asked = [{name: fields.get(f"item-{n}-{name}", "") for name in LINE_FIELDS} for n in items(fields)]
    plain = {name.replace("-", "_"): value for name, value in fields.items()}
    return order_of({**plain, "order": ""}).model_copy(update={"lines": tuple(map(line_of, asked))})


def items(fields: Mapping[str, str]) -> list[int]:
    """The numbers of the items of a form that are asked for, in order."""
    found = (_QUANTITY.fullmatch(name) for name, value in fields.items() if tidy(value) not in {"", "0"})
    return sorted({int(one[1]) for one in found if one})


def tidy(text: str) -> str:
    """Text in Unicode's composed form (NFC), with single spaces and none at its ends."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def whole(text: str) -> int:
    """A whole number written with the digits 0 to 9, or 0 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def shown(order_id: int) -> str:
    """The number of an order as it is printed and as its files are called."""
    return f"{order_id:06d}"


def _sha256(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
