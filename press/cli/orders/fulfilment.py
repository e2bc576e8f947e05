"""The commands `orders stock`, `fulfil`, `batches`, `export` and `purge`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from press.cli.options import OUTPUT, SOURCES, AsJson, Output, Sources, out, print_json, show_progress
from press.cli.orders import (
    LEDGER,
    LedgerAt,
    Now,
    make_value_error,
    open_order_ledger,
    open_shop,
    orders,
    parse_day,
    parse_time,
    print_columns,
    require_file,
)
from press.model.findings import ExitCode, Place, PressError
from press.model.messages import pluralize_noun
from press.publish.output import write_durably

if TYPE_CHECKING:
    from press.orders.fulfilment import FinishedBatch


@orders.command("batches", epilog="Example: `python pipeline.py orders batches`")
def batches_(where: LedgerAt = LEDGER, output: Output = OUTPUT, as_json: AsJson = False) -> None:
    """List all batches and their folders."""
    from press.orders import queries

    with open_order_ledger(where, output, as_json) as ledger:
        found = list(queries.list_batches(ledger))
        if as_json:
            print_json({"batches": found})
        else:
            print_columns(found, ("batch", "opened", "closed", "folder"))


@orders.command("export", epilog="Example: `python pipeline.py orders export orders.csv`")
def export_(file: Annotated[Path, typer.Argument(metavar="FILE.csv")], where: LedgerAt = LEDGER,
            output: Output = OUTPUT) -> None:  # fmt: skip
    """Write all orders to a CSV file.

    There is a row for every line, and nothing in it can run as a spreadsheet formula.
    """
    from press.orders import queries
    from press.orders.database import resolve_private_path

    with open_order_ledger(where, output) as ledger:
        path = resolve_private_path(file, output)
        if path.exists() and not path.is_file():
            raise make_value_error(f"`{file}` is not a file", "name a file that may be replaced, or a new one")
        write_durably(path, queries.export_csv(ledger).encode("utf-8-sig"), 0o600)
        out.print(str(file), markup=False)


@orders.command(epilog="Example: `python pipeline.py orders stock --set 15-7828 en letter 200`")
def stock(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE.csv]", help="Counts of the stock.")] = None,
    one: Annotated[
        tuple[str, str, str, str],
        typer.Option(
            "--set", metavar="NUMBER LANGUAGE VARIANT COPIES", help="Set the count of one edition.", show_default=False
        ),
    ] = ("", "", "", ""),
    stock_only: Annotated[
        bool, typer.Option("--stock-only", help="With --set: never print this edition on demand.")
    ] = False,
    where: LedgerAt = LEDGER,
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    as_json: AsJson = False,
) -> None:
    """Show the stock, or record counts of it.

    Counts come from a CSV file, or from `--set` for one edition.
    """
    from press.orders.stock import BAD_COUNT, list_stock, make_count, read_counts, store_counts

    with open_order_ledger(where, output, as_json) as ledger:
        if file or any(one):
            offer = open_shop(sources, output, parse_time("").date()).offer
            counts = read_counts(require_file(file), offer) if file else []
            if any(one):
                fields = dict(zip(("number", "language", "variant", "quantity"), one, strict=True))
                count, wrong = make_count({**fields, "stock_only": "yes" if stock_only else "no"}, offer)
                if count is None:
                    findings = [BAD_COUNT.make_finding(Place(), f"{name}: {problem}") for name, problem in wrong]
                    raise PressError(findings, ExitCode.USAGE)
                counts.append(count)
            store_counts(ledger, counts)
        rows = [
            {"number": count.edition[0], "language": count.edition[1], "variant": count.edition[2],
             "quantity": count.quantity, "stock_only": count.stock_only}
            for count in list_stock(ledger)
        ]  # fmt: skip
        if as_json:
            print_json({"stock": rows})
        else:
            print_columns(rows, ("number", "language", "variant", "quantity", "stock_only"))


# ---------------------------------------------------------------- out


@orders.command("fulfil", epilog="Example: `python pipeline.py orders fulfil --until 2026-03-01`")
def fulfil_(  # noqa: PLR0913, PLR0917 - one parameter an option
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Only orders received up to this day (UTC).")
    ] = None,
    batches: Annotated[
        Path | None,
        typer.Option("--batches", metavar="DIR", help="The folder for batches.", show_default="beside the ledger"),
    ] = None,
    gsm: Annotated[
        float | None, typer.Option("--gsm", min=1, max=1000, help="Weight of the paper in grams per square meter.")
    ] = None,
    where: LedgerAt = LEDGER,
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    now: Now = "",
    as_json: AsJson = False,
) -> None:
    """Make a batch of papers for the orders.

    A batch has a pick list, slips, labels, files to print and their job tickets. If it is interrupted, run it again.
    """
    from press.orders.fulfilment import make_batch

    with open_order_ledger(where, output, as_json) as ledger:
        time = parse_time(now)
        shop = open_shop(sources, output, time.date())
        with show_progress() as step:
            done = make_batch(ledger, shop, time, base=batches, until=parse_day(until), gsm=gsm, step=step)
        if as_json:
            print_json({"batch": {**asdict(done), "folder": str(done.folder)} if done else None})
        elif done:
            _print_batch(done)
        else:
            out.print("Nothing to send. `orders list --status back-ordered` lists the orders that wait.")


def _print_batch(done: FinishedBatch) -> None:
    out.print(str(done.folder), markup=False)
    out.print(
        f"Packets: {len(done.orders)}. Copies: {done.copies}; to print: {done.printed}, on "
        f"{pluralize_noun(done.sheets, 'sheet')}, {done.grams / 1000:.2f} kg."
    )
    if done.short:
        out.print(f"Back-ordered: {pluralize_noun(done.short, 'line')}.")
    if done.requests:
        requests = pluralize_noun(done.requests, "request")
        out.print(f"For a person to answer: {requests} for another format. See the pick list.")


@orders.command("purge", epilog="Example: `python pipeline.py orders purge --older-than 90d`")
def purge_(
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="DAYS", help="The least age of the orders, e.g. `90d`.")
    ],
    where: LedgerAt = LEDGER,
    output: Output = OUTPUT,
    now: Now = "",
    as_json: AsJson = False,
) -> None:
    """Delete old orders that were sent or cancelled.

    Counts without names are kept.
    """
    from press.orders import queries
    from press.orders.purge import purge_orders

    with open_order_ledger(where, output, as_json) as ledger:
        days = re.fullmatch(r"([0-9]{1,5})d?", older_than)
        if not days:
            raise make_value_error("`--older-than` is not a number of days", "write it like `90d`")
        done = purge_orders(ledger, parse_time(now), dt.timedelta(days=int(days[1])))
        if as_json:
            print_json({**asdict(done), "counts": queries.list_purged(ledger)})
            return
        out.print(f"{pluralize_noun(done.orders, 'order')} and {pluralize_noun(done.papers, 'paper')} deleted.")
        if done.remains:
            out.print(done.remains)
        if done.kept:
            kept = pluralize_noun(done.kept, "older order")
            out.print(f"Kept because they are still open: {kept}. See `orders list`.")
