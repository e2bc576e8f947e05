"""Commands on orders: add, list, show, set, cancel, answer; and what all commands of the order desk share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import pipeline
from press.cli.options import (
    NOT_THERE,
    OUTPUT,
    SOURCES,
    AsJson,
    Output,
    Sources,
    app,
    err,
    existing,
    out,
    plain,
    print_json,
    progress,
    reported,
    show,
)
from press.model.findings import Code, Exit, Place, PressError
from press.publish.manifest import MANIFEST, read_manifest

if TYPE_CHECKING:
    # The database tools take longer to load than most commands to run.
    from press.orders.fulfilment import Shop
    from press.orders.intake import Intake
    from press.orders.ledger import Ledger
    from press.orders.models import Status

orders = typer.Typer(
    no_args_is_help=True,
    help="Take orders in, and send exactly what was asked for, once.",
    rich_markup_mode="markdown",
)
app.add_typer(orders, name="orders")

BAD_VALUE = Code(
    "ORD311", "What is given to a command of the order desk can be read.", "the command line", "see `--help`"
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
    str, typer.Option("--now", metavar="TIME", help="The time to write down, e.g. `2026-03-01T09:00:00Z`.", hidden=True)
]
Numbers = Annotated[list[str], typer.Argument(metavar="ORDER...", help="Numbers of orders, e.g. `000042`.")]
LEDGER = ""


@contextmanager
def desk(where: str, output: Path, as_json: bool = False) -> Iterator[Ledger]:
    """The ledger, open; mistakes are reported, and an interrupt says that nothing is lost."""
    from press.orders.database import default_path
    from press.orders.ledger import ledger

    with reported(as_json):
        try:
            with ledger(where or default_path(), output) as book:
                yield book
        except PressError as error:
            # Not as `reported` does it: something may well have been written.
            print_json({"findings": plain(error.findings)}) if as_json else show(error.findings)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            err.print("Stopped. No order is lost: run the same command again.")
            raise typer.Exit(130) from None


def shop_of(sources: Path, output: Path, day: dt.date) -> Shop:
    """What can be ordered and printed on a day. Raises PressError when nothing was built."""
    from press.orders.fulfilment import Shop
    from press.orders.offer import offer_of

    if not (output / MANIFEST).exists():
        problem = "no build is here"
        raise PressError(
            [NOT_THERE.at(Place(str(output)), problem, "run `python pipeline.py build` first")], Exit.USAGE
        )
    library = pipeline.checked(existing(sources))
    return Shop(library, offer_of(library, read_manifest(output), day), output)


def time_of(text: str) -> dt.datetime:
    """The time given, or the clock's. Raises PressError when it is no time with its zone."""
    from press.runtime import clock

    try:
        time = dt.datetime.fromisoformat(text) if text else clock.now()
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise bad("`--now` is no time with its zone", "write it like `2026-03-01T09:00:00Z`")
    return time


def day_of(text: str | None) -> dt.date | None:
    """The day given. Raises PressError when there is no such day."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise bad("`--until` is no day", "write it like `2026-03-01`") from None


def ids_of(numbers: list[str]) -> list[int]:
    """The numbers of orders. Raises PressError when one is none."""
    if not all(re.fullmatch(r"#?[0-9]{1,12}", number) for number in numbers):
        raise bad("an order is named by its number", "look it up with `python pipeline.py orders list`")
    return [int(number.lstrip("#")) for number in dict.fromkeys(numbers)]


def bad(problem: str, hint: str) -> PressError:
    """An error for a value that a command cannot read."""
    return PressError([BAD_VALUE.at(Place(), problem, hint)], Exit.USAGE)


# ---------------------------------------------------------------- in


@orders.command(epilog="Example: `python pipeline.py orders add monday.csv --sender 'North Clinic'`")
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV or JSON files of orders.")],
    sender: Annotated[
        str, typer.Option("--sender", help="Who sends the file; its references count for it alone.")
    ] = "",
    where: LedgerAt = LEDGER,
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    now: Now = "",
    as_json: AsJson = False,
) -> None:
    """Enter the orders of files. Good lines enter, each bad one is a finding; the same file twice changes nothing."""
    from press.orders.intake import take_in

    with desk(where, output, as_json) as book:
        time = time_of(now)
        shop = shop_of(sources, output, time.date())
        taken = []
        for file in map(existing, files):
            with progress() as bar:
                step = lambda done, name=file.name: bar(done, done, name)  # noqa: E731 - the bar of this file
                taken.append(take_in(book, file, shop.offer, time, sender=sender, step=step))
        _tell(taken, as_json)
        if any(one.bad for one in taken):
            raise typer.Exit(Exit.FINDINGS)


def _tell(taken: list[Intake], as_json: bool) -> None:
    findings = [finding for one in taken for finding in sorted(one.findings)]
    amounts = {
        "orders": sum(len(one.orders) for one in taken),
        "lines": sum(one.new for one in taken),
        "known_lines": sum(one.known for one in taken),
        "mistakes": sum(one.bad for one in taken),
    }
    if as_json:
        print_json({**amounts, "findings": plain(findings)})
        return
    show(findings)
    if unlisted := sum(one.unlisted for one in taken):
        err.print(f"... and {unlisted:,} more mistakes.")
    out.print(
        f"{amounts['lines']} line(s) of {amounts['orders']} order(s) entered; {amounts['known_lines']} were there "
        f"before; {amounts['mistakes']} mistake(s)."
    )


# ---------------------------------------------------------------- looking


@orders.command("list", epilog="Example: `python pipeline.py orders list --status new`")
def list_(
    status: Annotated[str, typer.Option("--status", metavar="S", help="A status, e.g. `new` or `back-ordered`.")] = "",
    where: LedgerAt = LEDGER,
    output: Output = OUTPUT,
    as_json: AsJson = False,
) -> None:
    """List orders by number, newest first. Names are not shown."""
    from press.orders import queries

    with desk(where, output, as_json) as book:
        found = queries.listed(book, _status(status) if status else None)
        if as_json:
            print_json({"orders": found})
            return
        tell(found, ("order", "received", "status", "copies", "other_format", "due"))


@orders.command("show", epilog="Example: `python pipeline.py orders show 000042`")
def show_(number: Annotated[str, typer.Argument(metavar="ORDER")], where: LedgerAt = LEDGER, output: Output = OUTPUT,
          as_json: AsJson = False) -> None:  # fmt: skip
    """Show one order whole: who ordered, its lines, and everything that happened to it."""
    from press.orders import queries

    with desk(where, output, as_json) as book:
        found = queries.whole(book, ids_of([number])[0])
        if as_json:
            print_json(found)
            return
        for name, value in found.items():
            if value and not isinstance(value, list):
                out.print(f"{name.replace('_', ' ')}: {value}", markup=False)
        tell(found["lines"], ("number", "language", "variant", "quantity", "status", "batch"))
        tell(found["journal"], ("at", "line", "was", "became", "batch"))


def tell(found: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    """Print some columns of what was found."""
    made = Table(*(name.replace("_", " ").capitalize() for name in columns))
    for one in found:
        cells = ("yes" if one[name] is True else "no" if one[name] is False else str(one[name]) for name in columns)
        made.add_row(*map(escape, cells))
    (out if out.is_terminal else Console(highlight=False, width=WIDTH)).print(made)


WIDTH = 150
"""Characters that a table may be wide where there is no terminal to fit."""


# ---------------------------------------------------------------- changing


@orders.command("set", epilog="Example: `python pipeline.py orders set sent 000042 000043`")
def set_(
    status: Annotated[str, typer.Argument(metavar="STATUS", help="`accepted`, `sent` or `cancelled`.")],
    numbers: Numbers,
    where: LedgerAt = LEDGER,
    output: Output = OUTPUT,
    now: Now = "",
) -> None:
    """Give orders another status: all of them, or none when one of them may not have it."""
    from press.orders.ledger import set_status

    with desk(where, output) as book:
        to = _status(status)
        if to not in BY_HAND:
            hint = (
                "`orders fulfil` does: an order is picked when its papers are made, back-ordered when it cannot be sent"
            )
            raise bad(f"no order is set to {to} by hand", hint if to != "new" else "every order begins as new")
        changed = set_status(book, ids_of(numbers), to, time_of(now))
        out.print(f"{changed} line(s) are {to} now.")


@orders.command(epilog="Example: `python pipeline.py orders cancel 000042`")
def cancel(numbers: Numbers, where: LedgerAt = LEDGER, output: Output = OUTPUT, now: Now = "") -> None:
    """Cancel orders that are not sent; what they took from the shelf goes back."""
    from press.orders.ledger import set_status

    with desk(where, output) as book:
        changed = set_status(book, ids_of(numbers), "cancelled", time_of(now))
        out.print(f"{changed} line(s) are cancelled now.")


@orders.command("answer", epilog="Example: `python pipeline.py orders answer 000042`")
def answer_(numbers: Numbers, where: LedgerAt = LEDGER, output: Output = OUTPUT, now: Now = "") -> None:
    """Note that a person has answered the request for another format."""
    from press.orders.ledger import answer

    with desk(where, output) as book:
        out.print(f"{answer(book, ids_of(numbers), time_of(now))} request(s) answered.")


BY_HAND = ("accepted", "sent", "cancelled")


def _status(text: str) -> Status:
    from press.orders.models import STATUSES

    for status in STATUSES:
        if text == status:
            return status
    raise bad("there is no such status", f"one of: {', '.join(STATUSES)}")
