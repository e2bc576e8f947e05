"""The order form on the web: reads the posted fields, and answers with an order number or corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from press.model.sources.language import OrderMistakes, OrderWords
from press.orders import rules
from press.orders.ledger import OrderLedger, enter_order
from press.orders.models import OrderFault, format_number, list_items, read_form
from press.orders.offer import Offer


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """The answer to an order: its number, or sentences on what to correct, in the language of the page.

    fields: names of the form's fields that are wrong, e.g. `item-2-quantity`, `postal-code`.
    """

    number: str = ""
    problems: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


MISTAKE_KINDS: Mapping[str, str] = {
    rules.NUMBER.code: "edition",
    rules.LANGUAGE.code: "edition",
    rules.VARIANT.code: "edition",
    rules.PUBLISHED.code: "edition",
    rules.QUANTITY.code: "quantity",
    rules.RECIPIENT.code: "recipient",
    rules.ADDRESS.code: "address",
    rules.CONTACT.code: "contact",
    rules.OTHER.code: "other_format",
    rules.TEXT.code: "text",
    rules.NOTHING.code: "nothing",
}
"""The sentence of `Mistakes` for each code."""


def enter_form(
    book: OrderLedger, fields: Mapping[str, str], offer: Offer, words: OrderWords, now: dt.datetime
) -> OrderAnswer:
    """Enter a posted order, whole or not at all."""
    entered = enter_order(book, read_form(fields), offer, now)
    if entered.order is not None:
        return OrderAnswer(format_number(entered.order))
    return OrderAnswer(
        problems=tuple(_list_sentences(entered.faults, words.mistakes, offer)),
        fields=tuple(dict.fromkeys(_name_field(fault, fields) for fault in entered.faults)),
    )


def _list_sentences(faults: Iterable[OrderFault], mistakes: OrderMistakes, offer: Offer) -> Iterable[str]:
    """List one sentence for each kind of mistake."""
    kinds = {MISTAKE_KINDS[code] for code in {fault.code.code for fault in faults} & set(MISTAKE_KINDS)}
    for kind in OrderMistakes.model_fields:
        if kind in kinds:
            yield str(getattr(mistakes, kind)).replace("{most}", str(offer.limits.most_copies))


def _name_field(fault: OrderFault, fields: Mapping[str, str]) -> str:
    """Name the form's field that a fault is about.

    The lines of an order count only the items with a quantity, so their numbers differ from the form's.
    """
    if fault.line is None:
        return fault.field.replace("_", "-")
    return f"item-{list_items(fields)[fault.line]}-{fault.field}"
