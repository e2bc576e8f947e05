"""A few spoiled inputs of every kind; `make fuzz` makes many more."""

from __future__ import annotations

from pathlib import Path

import pytest

from press.orders.intake.files import LocatedOrder, read_orders
from press.orders.rules import check_order
from tests.fuzz import KINDS, ORDERS, make_shop, try_kind
from tests.overlay import BASE, TEXT, findings, lay


@pytest.mark.parametrize("name", KINDS)
def test_whatever_is_wrong_with_an_input_becomes_a_finding(name: str) -> None:
    results = dict(try_kind(name, range(12), seed=1))
    assert list(results) == [*range(12)]
    assert set(results.values()) <= {"fine", "findings", "refused"}, results


def test_orders_are_sound_before_they_are_spoiled(tmp_path: Path) -> None:
    """Otherwise no try would come further than their first line."""
    shop = make_shop(tmp_path)
    for name, text in ORDERS.items():
        (tmp_path / name).write_text(text)
        for read in read_orders(tmp_path / name):
            assert isinstance(read, LocatedOrder), read
            assert check_order(read.order, shop.offer).faults == ()


def test_a_letter_a_hundred_thousand_times_is_checked_in_no_time(tmp_path: Path) -> None:
    lay(tmp_path / "sources", {TEXT: (BASE / TEXT).read_text("utf-8") + f"\n{'A' * 100_000} (1234)\n"})
    assert findings(tmp_path / "sources")
