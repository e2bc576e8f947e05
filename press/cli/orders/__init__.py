"""The commands `orders add`, `list`, `show`, `set`, `cancel` and `answer`, and helpers of all `orders` commands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from press.build import pipeline
from press.cli.options import (
    NOT_THERE,
    OUTPUT,
    SOURCES,
    AsJson,
    Output,
    Sources,
    app,
    describe_findings,
    err,
    explain_system_error,
    make_wide_console,
    out,
    print_findings,
    print_json,
    report_errors,
    require_path,
    show_progress,
)
from press.model.findings import ExitCode, FindingCode, Place, PressError
from press.model.messages import pluralize_noun, suggest_name
from press.model.order_statuses import SET_BY_HAND, STATUSES
from press.publish.manifest import MANIFEST, read_manifest

if TYPE_CHECKING:
    # The database tools take longer to load than most commands to run.
    from press.orders.fulfilment import Shop
    from press.orders.intake import IntakeResult
    from press.orders.ledger import OrderLedger

orders = typer.Typer(
    no_args_is_help=True,
    help="Enter orders for printed copies, and send each exactly once.",
    rich_markup_mode="markdown",
)
app.add_typer(orders, name="orders")

BAD_VALUE = FindingCode(
    "ORD311", "The values given to an `orders` command are valid.", "the command line", "see `--help`"
)
CODES = (BAD_VALUE,)

LedgerAt = Annotated[
    str,
    typer.Option(
        "--ledger",
        metavar="PATH|URL",
        envvar="HANDOUT_LEDGER",
        help="The order ledger: a file, or the SQLAlchemy URL of a database.",
        show_default="in your data directory",
    ),
]
Now = Annotated[
    str, typer.Option("--now", metavar="TIME", help="The time to record, e.g. `2026-03-01T09:00:00Z`.", hidden=True)
]
Numbers = Annotated[list[str], typer.Argument(metavar="ORDER...", help="Order numbers, e.g. `000042`.")]
LEDGER = ""


def describe_choices(names: Iterable[str]) -> str:
    """List names as code for a help text."""
    return ", ".join(f"`{name}`" for name in names)


@contextmanager
def open_order_ledger(where: str, output: Path, as_json: bool = False) -> Iterator[OrderLedger]:
    """Open the ledger for a command, and report mistakes."""
    from press.orders.database import find_default_path
    from press.orders.ledger import open_order_ledger

    with report_errors(as_json):
        try:
            with open_order_ledger(where or find_default_path(), output) as opened:
                yield opened
        except (PressError, OSError) as found:
            # Not left to `report_errors`, which says that nothing was written: here something may have been.
            error = found if isinstance(found, PressError) else explain_system_error(found)
            print_json({"findings": describe_findings(error.findings)}) if as_json else print_findings(error.findings)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            err.print("Stopped. No order is lost: run the same command again.")
            raise typer.Exit(130) from None


def open_shop(sources: Path, output: Path, day: dt.date) -> Shop:
    """Open a day's shop, or raise PressError without a build."""
    from press.orders.fulfilment import Shop
    from press.orders.offer import make_offer

    if not (output / MANIFEST).exists():
        problem, hint = "nothing has been built in this folder", "run `python pipeline.py build` first"
        raise PressError([NOT_THERE.make_finding(Place(str(output)), problem, hint)], ExitCode.USAGE)
    library = pipeline.read_library(require_path(sources))
    return Shop(library, make_offer(library, read_manifest(output), day), output)


def parse_time(text: str) -> dt.datetime:
    """Parse a time with zone, or raise PressError; default now."""
    from press.runtime import clock

    try:
        time = dt.datetime.fromisoformat(text) if text else clock.read_time()
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise make_value_error("`--now` is not a time with a time zone", "write it like `2026-03-01T09:00:00Z`")
    return time


def parse_day(text: str | None) -> dt.date | None:
    """Parse a date, or raise PressError; None if empty."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise make_value_error("`--until` is not a date", "write it like `2026-03-01`") from None


def parse_order_numbers(numbers: list[str]) -> list[int]:
    """Parse order numbers without repetitions, or raise PressError."""
    if not all(re.fullmatch(r"#?[0-9]{1,12}", number) for number in numbers):
        raise make_value_error("an order is given by its number", "`python pipeline.py orders list` shows the numbers")
    return [int(number.lstrip("#")) for number in dict.fromkeys(numbers)]


def require_file(path: Path) -> Path:
    """Return the path if it is a file, which can be read more than once; raise PressError if not."""
    if not require_path(path).is_file():
        raise make_value_error(f"`{path}` is not a file", "save what it has as a file, and name that")
    return path


def make_value_error(problem: str, hint: str) -> PressError:
    """Make the error for an unreadable value."""
    return PressError([BAD_VALUE.make_finding(Place(), problem, hint)], ExitCode.USAGE)


# ---------------------------------------------------------------- in


@orders.command(epilog="Example: `python pipeline.py orders add monday.csv --sender 'North Clinic'`")
def add(  # noqa: PLR0913, PLR0917 - one parameter an option
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV or JSON files of orders.")],
    sender: Annotated[
        str, typer.Option("--sender", help="Who sent the files. Each sender has its own order references.")
    ] = "",
    columns: Annotated[
        Path | None,
        typer.Option("--columns", metavar="FILE.yaml", help="Says which column of a shop's file is which."),
    ] = None,
    where: LedgerAt = LEDGER,
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    now: Now = "",
    as_json: AsJson = False,
) -> None:
    """Enter orders from files.

    Good lines are entered, and each bad line is a finding. Entering the same file twice changes nothing.
    """
    from press.orders.intake import enter_file
    from press.orders.intake.columns import read_column_map

    with open_order_ledger(where, output, as_json) as ledger:
        time = parse_time(now)
        column_map = read_column_map(require_file(columns)) if columns else None
        shop = open_shop(sources, output, time.date())
        intakes = []
        for file in map(require_file, files):
            with show_progress() as bar:
                step = lambda done, name=file.name: bar(done, done, name)  # noqa: E731 - the bar of this file
                intakes.append(enter_file(ledger, file, shop.offer, time, sender=sender, columns=column_map, step=step))
        _print_intakes(intakes, as_json)
        if any(one.bad for one in intakes):
            raise typer.Exit(ExitCode.FINDINGS)


def _print_intakes(intakes: list[IntakeResult], as_json: bool) -> None:
    findings = [finding for one in intakes for finding in sorted(one.findings)]
    amounts = {
        "orders": sum(len(one.orders) for one in intakes),
        "lines": sum(one.new for one in intakes),
        "known_lines": sum(one.known for one in intakes),
        "mistakes": sum(one.bad for one in intakes),
    }
    if as_json:
        print_json({**amounts, "findings": describe_findings(findings)})
        return
    print_findings(findings)
    if unlisted := sum(one.unlisted for one in intakes):
        err.print(f"... and {unlisted:,} more mistakes.")
    out.print(
        f"{pluralize_noun(amounts['lines'], 'line')} of {pluralize_noun(amounts['orders'], 'order')} entered; "
        f"{amounts['known_lines']:,} entered before; {pluralize_noun(amounts['mistakes'], 'mistake')}."
    )


# ---------------------------------------------------------------- looking


@orders.command("list", epilog="Example: `python pipeline.py orders list --status new`")
def list_(
    status: Annotated[str, typer.Option("--status", metavar="S", help=f"One of {describe_choices(STATUSES)}.")] = "",
    where: LedgerAt = LEDGER,
    output: Output = OUTPUT,
    as_json: AsJson = False,
) -> None:
    """List orders by number, newest first, without names."""
    from press.orders import queries

    with open_order_ledger(where, output, as_json) as ledger:
        found = queries.list_orders(ledger, _parse_status(status) if status else None)
        if as_json:
            print_json({"orders": found})
            return
        print_columns(found, ("order", "received", "status", "copies", "other_format", "due"))


@orders.command("show", epilog="Example: `python pipeline.py orders show 000042`")
def show_(number: Annotated[str, typer.Argument(metavar="ORDER")], where: LedgerAt = LEDGER, output: Output = OUTPUT,
          as_json: AsJson = False) -> None:  # fmt: skip
    """Show one order.

    Prints who placed it, its lines and its history.
    """
    from press.orders import queries

    with open_order_ledger(where, output, as_json) as ledger:
        found = queries.describe_order(ledger, parse_order_numbers([number])[0])
        if as_json:
            print_json(found)
            return
        for name, value in found.items():
            if value and not isinstance(value, list):
                out.print(f"{name.replace('_', ' ')}: {value}", markup=False)
        print_columns(found["lines"], ("number", "language", "variant", "quantity", "status", "batch"))
        print_columns(found["journal"], ("at", "line", "was", "became", "batch"))


def print_columns(found: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    """Print some columns of rows as a table, or that there are none."""
    if not found:
        out.print("There are none.")
        return
    table = Table(*(name.replace("_", " ").capitalize() for name in columns))
    for one in found:
        cells = ("yes" if one[name] is True else "no" if one[name] is False else str(one[name]) for name in columns)
        table.add_row(*map(escape, cells))
    make_wide_console().print(table)


# ---------------------------------------------------------------- changing


@orders.command("set", epilog="Example: `python pipeline.py orders set sent 000042 000043`")
def set_(
    status: Annotated[str, typer.Argument(metavar="STATUS", help=f"One of {describe_choices(SET_BY_HAND)}.")],
    numbers: Numbers,
    where: LedgerAt = LEDGER,
    output: Output = OUTPUT,
    now: Now = "",
) -> None:
    """Set the status of orders.

    If one order may not have the status, none is changed.
    """
    from press.orders.ledger import set_status

    with open_order_ledger(where, output) as ledger:
        to = _parse_status(status)
        if STATUSES[to].set_by:
            raise make_value_error(f"you cannot set orders to {to} by hand", STATUSES[to].set_by)
        changed = set_status(ledger, parse_order_numbers(numbers), to, parse_time(now))
        out.print(f"Now {to}: {pluralize_noun(changed, 'line')}.")


@orders.command(epilog="Example: `python pipeline.py orders cancel 000042`")
def cancel(numbers: Numbers, where: LedgerAt = LEDGER, output: Output = OUTPUT, now: Now = "") -> None:
    """Cancel orders that are not sent yet.

    Their copies are put back in stock.
    """
    from press.orders.ledger import set_status

    with open_order_ledger(where, output) as ledger:
        changed = set_status(ledger, parse_order_numbers(numbers), "cancelled", parse_time(now))
        out.print(f"Now cancelled: {pluralize_noun(changed, 'line')}.")


@orders.command("answer", epilog="Example: `python pipeline.py orders answer 000042`")
def answer_(numbers: Numbers, where: LedgerAt = LEDGER, output: Output = OUTPUT, now: Now = "") -> None:
    """Record that a request for another format was answered."""
    from press.orders.ledger import record_answers

    with open_order_ledger(where, output) as ledger:
        answered = record_answers(ledger, parse_order_numbers(numbers), parse_time(now))
        out.print(f"{pluralize_noun(answered, 'request')} answered.")


def _parse_status(text: str) -> str:
    if text not in STATUSES:
        raise make_value_error("there is no such status", suggest_name(text, STATUSES))
    return text
