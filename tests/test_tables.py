"""One table each for formats, node kinds and order statuses; and docs/adding.md is true."""

from __future__ import annotations

import re
from pathlib import Path

from press.model.order_statuses import ENDED, RANKS, SET_BY_HAND, STATUSES, describe_transitions
from press.orders import database
from tests.recipes import copy_project

ROOT = Path(__file__).resolve().parent.parent


# ---------------------------------------------------------------- order statuses


def test_every_status_can_be_reached_and_leads_to_statuses() -> None:
    reached = {name for row in STATUSES.values() for name in row.next}
    assert reached | {RANKS[0]} == set(STATUSES)
    assert {name for name, row in STATUSES.items() if not row.next} <= set(ENDED)
    assert not {name for name in ENDED if STATUSES[name].waits}
    assert all(name in describe_transitions() for name in STATUSES)


def test_every_status_fits_its_columns() -> None:
    columns = (database.lines.c.status, database.journal.c.was, database.journal.c.became, database.counts.c.status)
    widths = {column.type.length for column in columns}  # type: ignore[attr-defined]
    assert max(map(len, STATUSES)) <= min(widths)


def test_staff_can_read_what_every_status_means() -> None:
    page = (ROOT / "docs" / "staff" / "orders.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([a-z-]+) \| .* \| (.*) \|$", page, re.MULTILINE))
    assert set(rows) & {*STATUSES} == set(STATUSES)
    assert {name for name in STATUSES if "you" in rows[name]} == set(SET_BY_HAND)


LOSE = """
import json
from pathlib import Path
import sqlalchemy as sa
from typer.testing import CliRunner
from press.cli import load_commands
from press.orders import database as t, open_order_ledger, queries

def run(*words):
    result = CliRunner().invoke(load_commands(), ["orders", *words, "--ledger", "ledger.sqlite3"])
    return f"{result.exit_code} {' '.join(result.output.split())}"

day = dict.fromkeys(("received", "changed"), "2026-03-01T00:00:00Z")
with open_order_ledger("ledger.sqlite3", Path("output")) as book, book.begin_transaction() as c:
    c.execute(sa.insert(t.orders).values(id=1, received=day["received"], other_format=""))
    c.execute(sa.insert(t.people).values({column.name: "1" for column in t.people.c}))
    c.execute(sa.insert(t.lines).values(
        order_id=1, number="n", language="en", variant="letter", quantity=2, status="new", changed=day["changed"]))
print(run("set", "lost", "1", "--now", "2026-03-02T00:00:00Z"))
print("lost" in run("list", "--status", "lost"), "lost" in run("set", "--help"))
print(run("set", "accepted", "1"))
print(run("purge", "--older-than", "1d", "--now", "2026-03-09T00:00:00Z"))
with open_order_ledger("ledger.sqlite3", Path("output")) as book:
    print(queries.list_orders(book), [row["status"] for row in queries.list_purged(book)])
rules = json.loads(CliRunner().invoke(load_commands(), ["rules", "--json"]).output)["rules"]
print([row["clause"] for row in rules if row["code"] == "ORD306"])
"""


def test_a_new_status_that_ends_is_known_everywhere(tmp_path: Path) -> None:
    copy = copy_project(tmp_path / "copy", "A status of an order")
    copy.edit(
        "press/model/order_statuses.py",
        ('OrderStatus("new", (', 'OrderStatus("new", ("lost", '),
        (
            '        OrderStatus("cancelled", ()',
            '        OrderStatus("lost", (), ended=True),\n        OrderStatus("cancelled", ()',
        ),
    )
    copy.edit("docs/staff/orders.md", ("| cancelled | it", "| lost | it never came | you |\n| cancelled | it"))
    changed, listed, refused, purged, after, clause = copy.python(LOSE).splitlines()
    assert changed == "0 1 line(s) are now lost."
    assert listed == "True True"
    assert refused.startswith("1 ")
    assert "is lost and cannot become accepted" in refused
    assert purged.startswith("0 ")
    assert after == "[] ['lost']"
    assert "new, then lost, accepted" in clause
