"""The order form of the web: posted fields in, an order number or what to mend out, in the words of a language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from press.model.ordering import Mistakes, OrderWords
from press.orders import rules
from press.orders.ledger import Ledger, place
from press.orders.models import Fault, from_form, items, shown
from press.orders.offer import Offer


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to who ordered: the number of the order, or sentences on what to mend.

    fields: the names of the form's fields that are wrong, e.g. `item-2-quantity`, `postal-code`.
    """

    number: str = ""
    problems: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


KINDS: Mapping[str, str] = {
    rules.NUMBER.code: "edition",
    rules.LANGUAGE.code: "edition",
    rules.FORM.code: "edition",
    rules.PUBLISHED.code: "edition",
    rules.QUANTITY.code: "quantity",
    rules.RECIPIENT.code: "recipient",
    rules.ADDRESS.code: "address",
    rules.CONTACT.code: "contact",
    rules.OTHER.code: "other_format",
    rules.TEXT.code: "text",
    rules.NOTHING.code: "nothing",
}
"""Which sentence of `Mistakes` says what is wrong."""


def take(book: Ledger, fields: Mapping[str, str], offer: Offer, words: OrderWords, now: dt.datetime) -> Answer:
    """Enter an order as it was posted, whole or not at all."""
    done = place(book, from_form(fields), offer, now)
    if done.order is not None:
        return Answer(shown(done.order))
    return Answer(
        problems=tuple(_sentences(done.faults, words.mistakes, offer)),
        fields=tuple(dict.fromkeys(_field(fault, fields) for fault in done.faults)),
    )


def _sentences(faults: Iterable[Fault], mistakes: Mistakes, offer: Offer) -> Iterable[str]:
    kinds = {KINDS[code] for code in {fault.code.code for fault in faults} & set(KINDS)}
    for kind in Mistakes.model_fields:
        if kind in kinds:
            yield str(getattr(mistakes, kind)).replace("{most}", str(offer.limits.most_copies))


def _field(fault: Fault, fields: Mapping[str, str]) -> str:
    """The field of the form that a fault is about; lines count only the items with a quantity."""
    if fault.line is None:
        return fault.field.replace("_", "-")
    return f"item-{items(fields)[fault.line]}-{fault.field}"
