"""Fulfillment: a day's orders become one batch folder. A run that was stopped and repeated ends as if never stopped.

There are three steps, each all or nothing. One transaction plans the batch. Its files are made in a staging folder,
which is then renamed. One more transaction moves the lines to `picked` and reduces the stock; before it, the folder is
read back and compared with its manifest. A batch that was planned but not finished is resumed before any other.

One command at a time makes the batches of a ledger, wherever it puts them (`lock_orders`). A folder that is complete
or not ours is never replaced: the batch then gets a folder beside it.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from press.model.findings import ExitCode, FindingCode, Place, PressError
from press.model.library import Library
from press.orders import batches as planning
from press.orders.batches import Batch, FormatRequest, PickedLine
from press.orders.database import lock_orders, resolve_private_path
from press.orders.embossing import list_embosser_jobs, make_embosser_ticket
from press.orders.folders import MANIFEST, compute_digest, find_state, list_problems, name_staging
from press.orders.jobs import PrintRun, list_runs, make_ticket
from press.orders.ledger import OrderLedger
from press.orders.models import format_number
from press.orders.offer import EditionKey, Offer
from press.orders.papers import OrderPaper, PaperDesk, PaperMaker, make_papers, typeset_paper
from press.publish.manifest import format_json
from press.publish.output import write_durably

STALE = FindingCode(
    "ORD309",
    "Files to print are those in the manifest of the output folder.",
    "house rule: only published files are printed",
    "run `python pipeline.py build`, then this command again",
)
INCOMPLETE = FindingCode(
    "ORD312",
    "The folder of a batch holds exactly what its manifest lists.",
    "house rule: a packet holds exactly what was asked for",
    "let no other program change the folder, and run this command again",
)
CODES = (STALE, INCOMPLETE)
SCHEMA = 2


@dataclass(frozen=True, slots=True)
class FinishedBatch:
    """A finished batch: its folder and what is in it.

    printed: copies to print; short: lines that are back-ordered; requests: open requests for another format.
    """

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
    """What a batch is made of besides the ledger: library, offer, and published folder."""

    library: Library
    offer: Offer
    published: Path


def make_batch(  # noqa: PLR0913 - what, from where to where, and when
    book: OrderLedger,
    shop: Shop,
    now: dt.datetime,
    *,
    base: Path | None = None,
    until: dt.date | None = None,
    gsm: float | None = None,
    drawn: PaperMaker = make_papers,
    step: Step = lambda _done, _all, _name: None,
) -> FinishedBatch | None:
    """Make a batch of every line that can ship.

    None means that there is no such line. base: the folder for batches; until: the last day (UTC) of orders to ship;
    gsm: weight of the paper in grams a square meter; drawn: makes the papers. Raises PressError when another process is
    making or purging a batch, or a file to print is not what the manifest says; then the batch stays open and the next
    run resumes it.
    """
    base = resolve_private_path(base or book.folder / "batches", shop.published)
    with lock_orders(book.engine):
        with book.begin_transaction() as connection:
            wanted = (now, until or now.date(), gsm or shop.offer.limits.gsm)
            batch = planning.open_batch(connection, shop.offer, *wanted, base)
        if batch is None:
            return None
        to_print = list_runs(batch.packets, shop.offer.rows, batch.gsm)
        batch = _make_folder(book, batch, to_print, shop, drawn, step)
        if problems := list_problems(batch.folder):
            raise PressError([INCOMPLETE.make_finding(Place(str(batch.folder)), problem) for problem in problems])
        with book.begin_transaction() as connection:
            planning.finish_batch(connection, batch, now)
        return _summarize(batch, to_print)


def _make_folder(
    book: OrderLedger, batch: Batch, to_print: Sequence[PrintRun], shop: Shop, drawn: PaperMaker, step: Step
) -> Batch:
    """Make the folder of a batch, if an earlier run has not.

    Returns the batch with the folder where it is: another one if what is there is complete but does not hold this
    batch as it is planned now, or is not ours.
    """
    contents = describe_batch(batch, to_print, shop.offer)
    folder, count = batch.folder, 1
    while (state := find_state(folder, contents)) == "other":
        count += 1
        folder = batch.folder.with_name(f"{batch.folder.name}-{count}")
    if folder != batch.folder:
        batch = replace(batch, folder=folder)
        with book.begin_transaction() as connection:
            planning.record_folder(connection, batch.id, folder)
    if state != "complete":
        _write_folder(batch, contents, to_print, shop, drawn, step)
    return batch


def _write_folder(
    batch: Batch,
    contents: dict[str, Any],
    to_print: Sequence[PrintRun],
    shop: Shop,
    drawn: PaperMaker,
    step: Step,
) -> None:
    """Make the folder of a batch, replacing an incomplete one."""
    staging = name_staging(batch.folder)
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True, mode=0o700)
    hashes: dict[str, tuple[int, str]] = {}

    def put(name: str, data: bytes) -> None:
        path = staging / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(path, data, 0o600)
        hashes[name] = (len(data), compute_digest(data))

    for run in to_print:
        put(run.path, _read_published(*run.source, shop.published))
        name = f"{run.path.removesuffix('.pdf')}.ticket.json"
        put(name, format_json(make_ticket(run, shop.library.languages[run.edition[1]], batch.gsm)))
    for job in list_embosser_jobs(batch.requests, shop.offer.braille):
        put(job.path, _read_published(job.row.file, job.row.sha256, shop.published))
        put(f"{job.path.removesuffix('.brf')}.ticket.json", format_json(make_embosser_ticket(job)))
    papers = _typeset_papers(batch, to_print, shop)
    for n, (paper, data) in enumerate(drawn(papers), 1):
        put(f"{paper.name}.pdf", data)
        step(n, len(papers), paper.name)
    files = [{"file": name, "bytes": size, "sha256": digest} for name, (size, digest) in sorted(hashes.items())]
    put(MANIFEST, format_json({**contents, "files": files}))
    if batch.folder.exists():
        shutil.rmtree(batch.folder)
    staging.rename(batch.folder)
    # The next transaction closes the batch, so the renamed folder must be on the disk before it.
    _sync_folder(batch.folder.parent)


def _typeset_papers(batch: Batch, to_print: Sequence[PrintRun], shop: Shop) -> list[OrderPaper]:
    """Typeset the pick list, slips and labels of a batch."""
    jobs = list_embosser_jobs(batch.requests, shop.offer.braille)
    desk = PaperDesk(shop.library, shop.offer.rows, shop.offer.prefix, jobs)
    sheets = [desk.make_pick_list(batch, to_print)]
    for packet in batch.packets:
        sheets.extend(desk.make_slip_and_label(batch, packet))
    return [typeset_paper(sheet) for sheet in sheets]


def _read_published(file: str, digest: str, published: Path) -> bytes:
    """Read a published file.

    Raises PressError when it is not the one in the manifest.
    """
    try:
        data = (published / file).read_bytes()
    except OSError:
        data = b""
    if compute_digest(data) != digest:
        problem = "it is not the file in the manifest; a build may be running"
        raise PressError([STALE.make_finding(Place(str(published / file)), problem)], ExitCode.FINDINGS)
    return data


def _sync_folder(folder: Path) -> None:
    """Write the renaming in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def describe_batch(batch: Batch, to_print: Sequence[PrintRun], offer: Offer) -> dict[str, Any]:
    """Describe a batch's contents, without naming any person."""
    jobs = [make_embosser_ticket(job) for job in list_embosser_jobs(batch.requests, offer.braille)]
    return {
        "schema": SCHEMA,
        "ledger": batch.ledger,
        "batch": format_number(batch.id),
        "opened": batch.opened,
        "until": batch.until,
        "paper_gsm": batch.gsm,
        "orders": [
            {"order": format_number(packet.order), "lines": [_describe_line(pick) for pick in packet.picks]}
            for packet in batch.packets
        ],
        "runs": [{**_describe_run(run), "edition_sha256": offer.rows[run.edition].sha256} for run in to_print],
        "back_ordered": [
            {"order": format_number(order), **_describe_edition(edition), "quantity": quantity}
            for order, edition, quantity in batch.short
        ],
        "requests": [_describe_request(one) for one in batch.requests],
        **({"embossing": jobs} if jobs else {}),  # a batch that an earlier version began has no such key
    }


def _describe_edition(edition: EditionKey) -> dict[str, Any]:
    return dict(zip(("number", "language", "variant"), edition, strict=True))


def _describe_line(pick: PickedLine) -> dict[str, Any]:
    copies = {"quantity": pick.quantity, "from_stock": pick.from_stock, "printed": pick.printed}
    return {**_describe_edition(pick.edition), **copies}


def _describe_run(run: PrintRun) -> dict[str, Any]:
    amounts = {"copies": run.copies, "sheets": run.sheets, "grams": round(run.grams, 1)}
    return {**_describe_edition(run.edition), "file": run.path, **amounts}


def _describe_request(one: FormatRequest) -> dict[str, Any]:
    editions = [_describe_edition(edition) for edition in one.editions]
    return {"order": format_number(one.order), "format": one.wanted, "due": one.due, "editions": editions}


def _summarize(batch: Batch, to_print: Sequence[PrintRun]) -> FinishedBatch:
    """Sum up a batch."""
    picks = [pick for packet in batch.packets for pick in packet.picks]
    return FinishedBatch(
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
