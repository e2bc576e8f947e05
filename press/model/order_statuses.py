"""The table of order statuses: every module that treats statuses differently asks the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from press.model.messages import join_choices


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """A status of an order line. Rows stand in rank: an order has the status of its first line in this sequence."""

    name: str
    """At most 12 characters, the width of its columns in the ledger."""
    next: tuple[str, ...]
    """The statuses that may follow it."""
    set_by: str = ""
    """The answer to a person who tries to set it; empty if a person may."""
    waits: bool = False
    """Whether the next batch takes the line up."""
    ended: bool = False
    """Whether nothing more happens to the line by itself: its order may be forgotten."""
    restocks: bool = False
    """Whether the copies that the line took from stock go back."""


STATUSES: Mapping[str, OrderStatus] = {
    row.name: row
    for row in (
        OrderStatus("new", ("accepted", "back-ordered", "cancelled"), "every order begins as new", waits=True),
        OrderStatus("accepted", ("picked", "back-ordered", "cancelled"), waits=True),
        OrderStatus(
            "back-ordered",
            ("accepted", "cancelled"),
            "`orders fulfil` does: an order that cannot be sent now is back-ordered",
            waits=True,
        ),
        OrderStatus("picked", ("sent", "cancelled"), "`orders fulfil` does: an order is picked once its papers exist"),
        OrderStatus("sent", (), ended=True),
        OrderStatus("cancelled", (), ended=True, restocks=True),
    )
}
RANKS: tuple[str, ...] = tuple(STATUSES)
WAITING: tuple[str, ...] = tuple(row.name for row in STATUSES.values() if row.waits)
ENDED: tuple[str, ...] = tuple(row.name for row in STATUSES.values() if row.ended)
SET_BY_HAND: tuple[str, ...] = tuple(row.name for row in STATUSES.values() if not row.set_by)


def describe_transitions() -> str:
    """Describe which statuses may follow each."""
    return "; ".join(
        f"{row.name}, then {join_choices(row.next)}" if row.next else f"{row.name} is last" for row in STATUSES.values()
    )
