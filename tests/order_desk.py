"""An order desk for tests: a small library, substitutes for published editions, and papers made at once."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from press.load import load
from press.model.library import Library
from press.model.manifest import ManifestRow, SheetFile
from press.orders.fulfilment import Shop
from press.orders.ledger import OrderLedger, open_order_ledger
from press.orders.models import FIELDS, Order, OrderLine
from press.orders.offer import make_offer
from press.orders.papers import OrderPaper
from press.publish.manifest import MANIFEST, format_manifest
from tests import postgresql
from tests.overlay import BASE

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
BOOKLET = """format: pdf
kind: handout
paper: booklet
order: 20
width: 5.5in
height: 8.5in
fold: {kind: saddle, sheet_width: 11in, sheet_height: 8.5in}
"""
NUMBER = "01-001"
PATIENCE = 300_000
"""Milliseconds to wait for another writer: on a busy machine each may take long, which is no matter of most tests."""
PERSON = {
    "name": "Ann Example",
    "address_1": "1 Main Street",
    "city": "Sampleton",
    "region": "MD",
    "postal_code": "20892",
}


def sources(folder: Path) -> Path:
    """Copy the base library and add a booklet."""
    shutil.copytree(BASE, folder)
    (folder / "variants" / "booklet.yaml").write_text(BOOKLET)
    return folder


@functools.cache
def _library(folder: Path) -> Library:
    library, found = load(folder)
    assert not found
    return library


def row(lang: str, variant: str, pages: int = 3) -> ManifestRow:
    """Make the manifest row of an edition.

    Its files contain their own names.
    """
    name = f"handwashing.{lang}.{variant}"
    file = f"handwashing/{name}.pdf"
    folded = variant == "booklet"
    sheet = f"handwashing/{name}.sheets.pdf"
    return ManifestRow(
        edition=name, publication="handwashing", number=f"Sample Pub. No. {NUMBER}", title=f"Hands ({lang})",
        issued="2020-02", review_status="adapted", language=lang, variant=variant, form=f"Form {variant}", order=1,
        format="pdf", file=file, pages=pages, sheets=2, trim=(396.0, 612.0) if folded else (612.0, 792.0), bytes=1,
        sha256=_digest(file), standards=("PDF/UA-1",), digest="d", tools={},
        sheet_file=SheetFile(sheet, 1, _digest(sheet), _digest(file), 2, (792.0, 612.0), "saddle", "short-edge", "left")
        if folded else None,
    )  # fmt: skip


def _digest(file: str) -> str:
    return hashlib.sha256(file.encode()).hexdigest()


ROWS = tuple(row(lang, variant) for lang in ("en", "es") for variant in ("letter", "booklet"))


def publish(folder: Path, rows: tuple[ManifestRow, ...] = ROWS) -> Path:
    """Write published editions to a folder.

    Each file contains its own name.
    """
    for one in rows:
        for file, _ in one.files:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(file)
    folder.mkdir(exist_ok=True)
    (folder / MANIFEST).write_bytes(format_manifest(rows))
    return folder


def shop(published: Path, library: Library, rows: tuple[ManifestRow, ...] = ROWS) -> Shop:
    """Make a shop of published editions.

    It knows what can be ordered and printed.
    """
    return Shop(library, make_offer(library, rows, NOW.date()), published)


def order(
    reference: str = "", lines: tuple[tuple[str, str, int], ...] = (("en", "letter", 2),), **fields: str
) -> Order:
    """Make an order of (language, variant, copies).

    It is valid unless the fields given are not.
    """
    asked = tuple(OrderLine(number=NUMBER, language=a, variant=b, quantity=n) for a, b, n in lines)
    return Order(reference=reference, lines=asked, **{**PERSON, **fields})


def csv_of(*lines: dict[str, Any]) -> str:
    """Make a CSV file of valid order lines.

    The values given replace the valid ones.
    """
    sound = {"number": NUMBER, "language": "en", "variant": "letter", "quantity": 2, **PERSON}
    rows = [",".join(str({**sound, **line}.get(name, "")) for name in FIELDS) for line in lines]
    return "\n".join([",".join(FIELDS), *rows, ""])


def find_ledger(folder: Path) -> str:
    """Find where the ledger of a folder is: a file in it, or a database of PostgreSQL that stands for it."""
    return postgresql.find_url(folder) if postgresql.ON_POSTGRESQL else str(folder / "ledger.sqlite3")


def open_ledger(folder: Path, wait: int = PATIENCE) -> OrderLedger:
    """Open the ledger in a folder; create it if missing."""
    book = open_order_ledger(find_ledger(folder), folder / "published", wait)
    book.folder = folder
    return book


def copy_ledger(source: Path, target: Path) -> None:
    """Copy the ledger of a folder to another folder."""
    if postgresql.ON_POSTGRESQL:
        postgresql.copy_database(source, target)
    else:
        shutil.copy(source / "ledger.sqlite3", target / "ledger.sqlite3")


sqlite_only = pytest.mark.skipif(postgresql.ON_POSTGRESQL, reason="about the file of SQLite")
"""Marks tests that look into the file, or at the locks, of SQLite."""


def at_once(papers: list[OrderPaper]) -> Iterator[tuple[OrderPaper, bytes]]:
    """Set papers at once, with their HTML as bytes."""
    for paper in papers:
        yield paper, paper.html.encode()


def remove_ledger(folder: Path) -> None:
    """Remove the ledger in a folder, as if it were lost."""
    if postgresql.ON_POSTGRESQL:
        postgresql.drop_database(folder)
    for path in folder.glob("ledger.sqlite3*"):
        path.unlink()
