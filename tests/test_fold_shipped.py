"""The shipped folded editions: independent validators and readers find the sheets as good as the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from press.model.sources.variant import Folding
from press.publish.output import hash_bytes
from press.readback.sheets.fold import simulate_fold
from press.readback.sheets.sheets import read_sheets
from tests.conftest import Check, Shipped, VeraPdf

FORMS = {"booklet": 2 * 72 * 5.5, "booklet-a5": 297 / 25.4 * 72, "trifold": 11 * 72, "trifold-a4": 297 / 25.4 * 72,
         "z-fold": 11 * 72, "half-fold": 11 * 72}  # fmt: skip
"""The folded variants that ship, and the width of their sheets in points."""


@pytest.fixture(scope="module")
def rows(shipped: Shipped) -> list[dict[str, Any]]:
    return [row for row in shipped.editions if row["sheet_file"]]


def files(shipped: Shipped, row: dict[str, Any]) -> tuple[Path, Path]:
    return shipped.folder / row["file"], shipped.folder / row["sheet_file"]["file"]


def test_every_form_ships_in_both_languages(rows: list[dict[str, Any]]) -> None:
    assert {(row["variant"], row["language"]) for row in rows} == {
        (form, lang) for form in FORMS for lang in ("en", "es")
    }
    for row in rows:
        assert row["sheet_file"]["sheet"][0] == pytest.approx(FORMS[row["variant"]], abs=0.01)


def test_validators_pass_the_sheets(
    rows: list[dict[str, Any]], shipped: Shipped, verapdf: VeraPdf, outloud: Check
) -> None:
    """Of one language: what is imposed is the same in the other, and every build reads it again (press/rules)."""
    for row in [row for row in rows if row["language"] == "es"]:
        _, sheets = files(shipped, row)
        assert verapdf(sheets) == [], row["edition"]
        assert outloud(sheets) == [], row["edition"]


def test_sheets_fold_into_the_piece(rows: list[dict[str, Any]], shipped: Shipped) -> None:
    for row in rows:
        pages, sheets = (path.read_bytes() for path in files(shipped, row))
        assert row["sheet_file"]["reading_sha256"] == hash_bytes(pages) == row["sha256"]
        caliper = {True: 0.1 / 25.4 * 72, False: 0.004 * 72}["-a" in row["variant"]]
        found = simulate_fold(read_sheets(sheets, pages), row["sheet_file"]["fold"], "ltr", caliper)
        assert found.problems == ()
        assert found.pages == tuple(range(1, row["pages"] + 1))
        assert row["sheets"] == len(found.pages) // {"saddle": 4, "half-fold": 4}.get(row["sheet_file"]["fold"], 6)


def test_the_short_text_says_what_it_leaves_out(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert len(row["left_out"]) == (0 if row["sheet_file"]["fold"] == "saddle" else 1)


def test_paper_is_thin() -> None:
    """20 lb bond, about 0.004 in (research/peers-and-rules.md, Print geometry)."""
    assert Folding(kind="saddle", sheet_width="11in", sheet_height="8.5in").caliper == "0.004in"
