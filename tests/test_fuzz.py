"""A few spoiled inputs of every kind; `make fuzz` makes many more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import KINDS, try_kind
from tests.overlay import BASE, TEXT, findings, lay


@pytest.mark.parametrize("name", KINDS)
def test_whatever_is_wrong_with_an_input_becomes_a_finding(name: str) -> None:
    results = dict(try_kind(name, range(12), seed=1))
    assert list(results) == [*range(12)]
    assert set(results.values()) <= {"fine", "findings", "refused"}, results


def test_a_letter_a_hundred_thousand_times_is_checked_in_no_time(tmp_path: Path) -> None:
    lay(tmp_path / "sources", {TEXT: (BASE / TEXT).read_text("utf-8") + f"\n{'A' * 100_000} (1234)\n"})
    assert findings(tmp_path / "sources")
