"""Commands of the shelf, of what goes out and of what is forgotten: orders stock, fulfil, batches, export, purge."""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from press.cli.options import OUTPUT, SOURCES, AsJson, Output, Sources, existing, out, print_json, progress
from press.cli.orders import LEDGER, LedgerAt, Now, bad, day_of, desk, orders, shop_of, tell, time_of
from press.model.findings import Exit, Place, PressError

if TYPE_CHECKING:
    from press.orders.fulfilment import Done


@orders.command("batches", epilog="Example: `python pipeline.py orders batches`")
def batches_(where: LedgerAt = LEDGER, output: Output = OUTPUT, as_json: AsJson = False) -> None:
    """List the batches there are, and where."""
    from press.orders import queries

    with desk(where, output, as_json) as book:
        found = list(queries.batches(book))
        if as_json:
            print_json({"batches": found})
        else:
            tell(found, ("batch", "opened", "closed", "folder"))


@orders.command("export", epilog="Example: `python pipeline.py orders export orders.csv`")
def export_(file: Annotated[Path, typer.Argument(metavar="FILE.csv")], where: LedgerAt = LEDGER,
            output: Output = OUTPUT) -> None:  # fmt: skip
    """Write every line of every order as CSV for a spreadsheet; nothing in it can run as a formula."""
    from press.orders import queries
    from press.orders.database import away_from

    with desk(where, output) as book:
        path = away_from(file, output)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as written:
            written.write(queries.export(book))
        path.chmod(0o600)
        out.print(str(file), markup=False)


@orders.command(epilog="Example: `python pipeline.py orders stock --set 15-7828 en letter 200`")
def stock(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE.csv]", help="A count of the shelf.")] = None,
    one: Annotated[
        tuple[str, str, str, str],
        typer.Option("--set", metavar="NUMBER LANGUAGE VARIANT COPIES", help="Count one edition.", show_default=False),
    ] = ("", "", "", ""),
    stock_only: Annotated[
        bool, typer.Option("--stock-only", help="With --set: it is never printed on demand.")
    ] = False,
    where: LedgerAt = LEDGER,
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    as_json: AsJson = False,
) -> None:
    """Show what is on the shelf; or write down what was counted, from a CSV file or for one edition."""
    from press.orders.stock import BAD, Count, counted, faults, read_counts, set_stock

    with desk(where, output, as_json) as book:
        if file or any(one):
            offer = shop_of(sources, output, time_of("").date()).offer
            counts = read_counts(existing(file), offer) if file else []
            if any(one):
                fields = dict(zip(("number", "language", "variant", "quantity"), one, strict=True))
                if wrong := [BAD.at(Place(), problem) for problem in faults(fields, offer)]:
                    raise PressError(wrong, Exit.USAGE)
                counts.append(Count((offer.bare(one[0]), one[1], one[2]), int(one[3]), stock_only))
            set_stock(book, counts)
        shelf = [
            {"number": count.edition[0], "language": count.edition[1], "variant": count.edition[2],
             "quantity": count.quantity, "stock_only": count.stock_only}
            for count in counted(book)
        ]  # fmt: skip
        if as_json:
            print_json({"stock": shelf})
        else:
            tell(shelf, ("number", "language", "variant", "quantity", "stock_only"))


# ---------------------------------------------------------------- out


@orders.command("fulfil", epilog="Example: `python pipeline.py orders fulfil --until 2026-03-01`")
def fulfil_(  # noqa: PLR0913, PLR0917 - one parameter an option
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Orders received up to this day (UTC).")
    ] = None,
    batches: Annotated[
        Path | None,
        typer.Option("--batches", metavar="DIR", help="The folder for batches.", show_default="beside the ledger"),
    ] = None,
    gsm: Annotated[
        float | None, typer.Option("--gsm", min=1, max=1000, help="Weight of the paper in grams a square metre.")
    ] = None,
    where: LedgerAt = LEDGER,
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    now: Now = "",
    as_json: AsJson = False,
) -> None:
    """Make a batch: pick list, slips, labels, files to print and their job tickets. Run it again if it was stopped."""
    from press.orders.fulfilment import fulfil

    with desk(where, output, as_json) as book:
        time = time_of(now)
        shop = shop_of(sources, output, time.date())
        with progress() as step:
            done = fulfil(book, shop, time, base=batches, until=day_of(until), gsm=gsm, step=step)
        if as_json:
            print_json({"batch": {**asdict(done), "folder": str(done.folder)} if done else None})
        elif done:
            _tell_batch(done)
        else:
            out.print("Nothing to send. Orders that wait for something are in `orders list --status back-ordered`.")


def _tell_batch(done: Done) -> None:
    out.print(str(done.folder), markup=False)
    out.print(
        f"{len(done.orders)} packet(s) with {done.copies} copies; {done.printed} of them to print on {done.sheets} "
        f"sheet(s), {done.grams / 1000:.2f} kg."
    )
    if done.short:
        out.print(f"{done.short} line(s) are back-ordered.")
    if done.requests:
        out.print(f"{done.requests} request(s) for another format wait for a person: see the pick list.")


@orders.command("purge", epilog="Example: `python pipeline.py orders purge --older-than 90d`")
def purge_(
    older_than: Annotated[str, typer.Option("--older-than", metavar="DAYS", help="E.g. `90d`.")],
    where: LedgerAt = LEDGER,
    output: Output = OUTPUT,
    now: Now = "",
    as_json: AsJson = False,
) -> None:
    """Forget who ordered what: orders sent or cancelled that long ago. Counts without names stay."""
    from press.orders import queries
    from press.orders.purge import purge

    with desk(where, output, as_json) as book:
        found = re.fullmatch(r"([0-9]{1,5})d?", older_than)
        if not found:
            raise bad("`--older-than` is no number of days", "write it like `90d`")
        done = purge(book, time_of(now), dt.timedelta(days=int(found[1])))
        if as_json:
            print_json({**asdict(done), "counts": queries.purged(book)})
            return
        out.print(f"{done.orders} order(s) forgotten, {done.papers} paper(s) removed.")
        if done.kept:
            out.print(f"{done.kept} older order(s) are kept: they are not at their end yet. See `orders list`.")
