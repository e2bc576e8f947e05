"""The desk's way to the order ledger: one function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class NoLedger(Exception):  # noqa: N818 - a state of this desk, not a fault
    """Orders are not taken here."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an order: its number, or what is wrong with it, one sentence a mistake."""

    number: str = ""
    problems: tuple[str, ...] = ()


def take(_ledger: str | None, _fields: Mapping[str, str]) -> Taken:
    """Enter an order into the ledger. Raises NoLedger when this desk has none."""
    raise NoLedger
