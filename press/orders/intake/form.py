"""The order form on the web: reads the posted fields, and answers with the order or with corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from press.model.sources.language import OrderMistakes, OrderWords
from press.orders import rules
from press.orders.ledger import OrderLedger, Outcome, enter_order
from press.orders.models import Order, OrderFault, OrderLine, format_number, list_items, read_form
from press.orders.offer import Offer


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """The answer to an order: what came of it, its number, and what to correct in the language of the page.

    order: as the ledger has it; waiting: its lines that wait for stock; mistakes: a sentence by the name of a form's
    field, e.g. `item-2-quantity`, `postal-code`.
    """

    outcome: Outcome
    number: str = ""
    order: Order = field(default_factory=Order)
    waiting: tuple[OrderLine, ...] = ()
    mistakes: Mapping[str, str] = field(default_factory=dict)


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
"""The sentence of `OrderMistakes` for each code."""
CLOSER = ("region", "postal_code", "country")
"""Fields with a sentence of their own, if the language has it."""


def enter_form(
    book: OrderLedger, fields: Mapping[str, str], offer: Offer, words: OrderWords, now: dt.datetime
) -> OrderAnswer:
    """Enter a posted order, whole or not at all."""
    given = read_form(fields)
    entered = enter_order(book, given, offer, now)
    if entered.order is None:
        return OrderAnswer("refused", mistakes=describe_mistakes(fields, entered.faults, words.mistakes, offer))
    checked = rules.normalize_order(given, offer)
    order = checked.model_copy(update={"lines": rules.add_up(checked.lines)})
    return OrderAnswer(entered.outcome, format_number(entered.order), order, entered.waiting)


def describe_mistakes(
    fields: Mapping[str, str], faults: tuple[OrderFault, ...], mistakes: OrderMistakes, offer: Offer
) -> dict[str, str]:
    """Describe the first mistake of each field, by its name."""
    found: dict[str, str] = {}
    for fault in faults:
        name = _name_field(fault, fields)
        kind = MISTAKE_KINDS[fault.code.code]
        sentence = str(getattr(mistakes, kind)).replace("{most}", str(offer.limits.most_copies))
        if fault.field in CLOSER and fault.code is rules.ADDRESS:
            sentence = getattr(mistakes, fault.field) or sentence
        if not fields.get(name, "").strip() and kind not in {"recipient", "nothing"}:
            sentence = mistakes.missing or sentence
        found.setdefault(name, sentence)
    return found


def _name_field(fault: OrderFault, fields: Mapping[str, str]) -> str:
    """Name the form's field that a fault is about.

    The lines of an order count only the items that are filled in, so their numbers differ from the form's.
    """
    if fault.line is not None:
        return f"item-{list_items(fields)[fault.line]}-{fault.field}"
    return "item-1-number" if fault.code is rules.NOTHING else fault.field.replace("_", "-")
