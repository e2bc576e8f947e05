"""An order desk for tests: a small library, editions that stand for published ones, papers made at once."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from press.load import load
from press.model.edition import Library
from press.model.records import Row, SheetFile
from press.orders.fulfilment import Shop
from press.orders.ledger import Ledger, ledger
from press.orders.models import FIELDS, Line, Order
from press.orders.offer import offer_of
from press.orders.papers import Paper
from press.publish.manifest import MANIFEST, manifest, to_json
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
PERSON = {
    "name": "Ann Example",
    "address_1": "1 Main Street",
    "city": "Sampleton",
    "region": "MD",
    "postal_code": "20892",
}


def sources(folder: Path) -> Path:
    """The base library with a booklet."""
    shutil.copytree(BASE, folder)
    (folder / "variants" / "booklet.yaml").write_text(BOOKLET)
    return folder


@functools.cache
def _library(folder: Path) -> Library:
    library, found = load(folder)
    assert not found
    return library


def row(lang: str, variant: str, pages: int = 3) -> Row:
    """The manifest row of an edition whose files hold their own names."""
    name = f"handwashing.{lang}.{variant}"
    file = f"handwashing/{name}.pdf"
    folded = variant == "booklet"
    sheet = f"handwashing/{name}.sheets.pdf"
    return Row(
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


def publish(folder: Path, rows: tuple[Row, ...] = ROWS) -> Path:
    """A folder in which some editions are published; each file holds its own name."""
    for one in rows:
        for file, _ in one.files:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(file)
    folder.mkdir(exist_ok=True)
    (folder / MANIFEST).write_bytes(to_json(manifest(rows)))
    return folder


def shop(published: Path, library: Library, rows: tuple[Row, ...] = ROWS) -> Shop:
    """What can be ordered and printed."""
    return Shop(library, offer_of(library, rows, NOW.date()), published)


def order(
    reference: str = "", lines: tuple[tuple[str, str, int], ...] = (("en", "letter", 2),), **fields: str
) -> Order:
    """An order of (language, variant, copies), sound unless the fields given are not."""
    asked = tuple(Line(number=NUMBER, language=a, variant=b, quantity=n) for a, b, n in lines)
    return Order(reference=reference, lines=asked, **{**PERSON, **fields})


def csv_of(*lines: dict[str, Any]) -> str:
    """A CSV file of orders: sound lines, with what is given in place of theirs."""
    sound = {"number": NUMBER, "language": "en", "variant": "letter", "quantity": 2, **PERSON}
    rows = [",".join(str({**sound, **line}.get(name, "")) for name in FIELDS) for line in lines]
    return "\n".join([",".join(FIELDS), *rows, ""])


def open_ledger(folder: Path) -> Ledger:
    """A ledger in a folder, made when it is not there."""
    return ledger(folder / "ledger.sqlite3", folder / "published")


def at_once(papers: list[Paper]) -> Iterator[tuple[Paper, bytes]]:
    """Papers whose bytes are their page."""
    for paper in papers:
        yield paper, paper.html.encode()
