"""Fulfilment: a day's orders become one batch folder. Stopped anywhere and run again, it ends as if never stopped.

Three steps, each all or nothing: the batch is planned in one transaction; its files are made in a staging folder, which
then takes its place under its name; one more transaction marks the lines as picked and takes from the shelf. A batch
that was planned and not finished is taken up again before any other.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from press.model.edition import Library
from press.model.findings import Code, Exit, Place, PressError
from press.orders import batches as planning
from press.orders.batches import Batch, Pick, Request
from press.orders.database import BUSY, away_from
from press.orders.jobs import Run, runs, ticket
from press.orders.ledger import Ledger
from press.orders.models import shown
from press.orders.offer import Edition, Offer
from press.orders.papers import Draw, Paper, draw, paper_of
from press.orders.views import Desk
from press.publish.manifest import to_json
from press.publish.output import write_durably

STALE = Code(
    "ORD309",
    "The files to print are those that the manifest of the output folder names.",
    "house rule: what is printed is what was published",
    "run `python pipeline.py build`, then this again",
)
CODES = (STALE,)
MANIFEST = "manifest.json"
SCHEMA = 1
STAGING = ".staging"


@dataclass(frozen=True, slots=True)
class Done:
    """A finished batch: its folder, how many orders, copies to print and sheets are in it, and what is not."""

    id: int
    folder: Path
    orders: tuple[int, ...]
    copies: int
    printed: int
    sheets: int
    grams: float
    short: int
    requests: int


Step = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Shop:
    """What a batch is made of beside the ledger: the library, what is on offer, and the folder it is published in."""

    library: Library
    offer: Offer
    published: Path


def fulfil(  # noqa: PLR0913 - what, from where to where, and when
    book: Ledger,
    shop: Shop,
    now: dt.datetime,
    *,
    base: Path | None = None,
    until: dt.date | None = None,
    gsm: float | None = None,
    drawn: Draw = draw,
    step: Step = lambda _done, _all, _name: None,
) -> Done | None:
    """Make a batch of every line that can be sent; None when there is none.

    base: the folder for batches; until: the last day (UTC) on which an order came in that is to be sent; gsm: weight
    of the paper in grams a square metre; drawn: makes the papers. Raises PressError when another process is at it, or
    a file to print is not what the manifest says; then the batch stays open and the next run takes it up.
    """
    base = away_from(base or book.folder / "batches", shop.published)
    with alone(base):
        with book.transaction() as connection:
            wanted = (now, until or now.date(), gsm or shop.offer.limits.gsm)
            batch = planning.plan(connection, shop.offer, *wanted, base)
        if batch is None:
            return None
        to_print = runs(batch.packets, shop.offer.rows, batch.gsm)
        _make(batch, to_print, shop, drawn, step)
        with book.transaction() as connection:
            planning.finish(connection, batch, now)
        return _done(batch, to_print)


@contextmanager
def alone(base: Path) -> Iterator[None]:
    """The folder for batches, ours alone. Raises PressError when another process has it."""
    base.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(base, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise PressError([BUSY.at(Place(str(base)), "another command is making or purging a batch")]) from None
    finally:
        os.close(handle)


def _make(batch: Batch, to_print: Sequence[Run], shop: Shop, drawn: Draw, step: Step) -> None:
    """Make the folder of a batch, in place of whatever an earlier attempt left of it."""
    staging = batch.folder.with_name(STAGING)
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True, mode=0o700)
    hashes: dict[str, tuple[int, str]] = {}

    def put(name: str, data: bytes) -> None:
        path = staging / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(path, data)
        path.chmod(0o600)
        hashes[name] = (len(data), hashlib.sha256(data).hexdigest())

    for run in to_print:
        put(run.path, _published(run, shop.published))
        name = f"{run.path.removesuffix('.pdf')}.ticket.json"
        put(name, to_json(ticket(run, shop.library.languages[run.edition[1]], batch.gsm)))
    papers = _papers(batch, to_print, shop)
    for n, (paper, data) in enumerate(drawn(papers), 1):
        put(f"{paper.name}.pdf", data)
        step(n, len(papers), paper.name)
    put(MANIFEST, to_json(manifest(batch, to_print, hashes, shop.offer)))
    shutil.rmtree(batch.folder, ignore_errors=True)
    staging.rename(batch.folder)
    _settle(batch.folder.parent)


def _papers(batch: Batch, to_print: Sequence[Run], shop: Shop) -> list[Paper]:
    desk = Desk(shop.library, shop.offer.rows, shop.offer.prefix)
    sheets = [desk.pick_list(batch, to_print)]
    for packet in batch.packets:
        sheets.extend(desk.papers(batch, packet))
    return [paper_of(sheet) for sheet in sheets]


def _published(run: Run, published: Path) -> bytes:
    """The file that a run prints. Raises PressError when it is not the one of the manifest."""
    file, digest = run.source
    try:
        data = (published / file).read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != digest:
        problem = "it is not the file that the manifest names; is a build running?"
        raise PressError([STALE.at(Place(str(published / file)), problem)], Exit.FINDINGS)
    return data


def _settle(folder: Path) -> None:
    """Make sure that what was renamed in a folder is on the disk before the ledger counts on it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def manifest(batch: Batch, to_print: Sequence[Run], hashes: dict[str, tuple[int, str]], offer: Offer) -> dict[str, Any]:
    """The manifest of a batch as plain data: what is in it and its hashes, and nothing about a person."""
    return {
        "schema": SCHEMA,
        "batch": shown(batch.id),
        "opened": batch.opened,
        "until": batch.until,
        "paper_gsm": batch.gsm,
        "orders": [
            {"order": shown(packet.order), "lines": [_line(pick) for pick in packet.picks]} for packet in batch.packets
        ],
        "runs": [{**_run(run), "edition_sha256": offer.rows[run.edition].sha256} for run in to_print],
        "back_ordered": [
            {"order": shown(order), **_named(edition), "quantity": quantity} for order, edition, quantity in batch.short
        ],
        "requests": [_request(one) for one in batch.requests],
        "files": [{"file": name, "bytes": size, "sha256": digest} for name, (size, digest) in sorted(hashes.items())],
    }


def _named(edition: Edition) -> dict[str, Any]:
    return dict(zip(("number", "language", "variant"), edition, strict=True))


def _line(pick: Pick) -> dict[str, Any]:
    copies = {"quantity": pick.quantity, "from_stock": pick.from_stock, "printed": pick.printed}
    return {**_named(pick.edition), **copies}


def _run(run: Run) -> dict[str, Any]:
    amounts = {"copies": run.copies, "sheets": run.sheets, "grams": round(run.grams, 1)}
    return {**_named(run.edition), "file": run.path, **amounts}


def _request(one: Request) -> dict[str, Any]:
    editions = [_named(edition) for edition in one.editions]
    return {"order": shown(one.order), "format": one.wanted, "due": one.due, "editions": editions}


def _done(batch: Batch, to_print: Sequence[Run]) -> Done:
    picks = [pick for packet in batch.packets for pick in packet.picks]
    return Done(
        id=batch.id,
        folder=batch.folder,
        orders=tuple(packet.order for packet in batch.packets),
        copies=sum(pick.quantity for pick in picks),
        printed=sum(pick.printed for pick in picks),
        sheets=sum(run.sheets for run in to_print),
        grams=round(sum(run.grams for run in to_print), 1),
        short=len(batch.short),
        requests=len(batch.requests),
    )
