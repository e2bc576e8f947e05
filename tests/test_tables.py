"""One table each for formats, node kinds and order statuses; and docs/adding.md is true."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from press.model.formats import FORMATS, FileFormat
from press.model.order_statuses import ENDED, RANKS, SET_BY_HAND, STATUSES, describe_transitions
from press.model.rules import list_rules
from press.model.sources.variant import Variant
from press.orders import database
from press.runtime.entry_points import load_entry_point
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


# ---------------------------------------------------------------- formats

STAGES = {"render": "press.render", "finish": "press.finish", "read": "press.readback"}


@pytest.mark.parametrize("row", FORMATS.values(), ids=list(FORMATS))
def test_every_format_names_functions_of_its_stages(row: FileFormat) -> None:
    for stage, package in STAGES.items():
        assert getattr(row, stage).startswith(package)
        assert callable(load_entry_point(getattr(row, stage)))
    assert row.rules
    assert all(list_rules(load_entry_point(name)) for name in row.rules)


@pytest.mark.parametrize("row", FORMATS.values(), ids=list(FORMATS))
def test_every_format_claims_something_whatever_its_variant_chooses(row: FileFormat) -> None:
    choices = get_args(Variant.model_fields["pdf_standard"].annotation)
    assert {bool(row.list_claims(choice)) for choice in choices} == {bool(row.standards)}


def test_no_two_formats_are_taken_for_each_other() -> None:
    for name in ("suffix", "label"):
        assert len({getattr(row, name) for row in FORMATS.values()}) == len(FORMATS)
    assert all(row.suffix.startswith(".") and "/" in row.media_type for row in FORMATS.values())
    assert any(row.lists_files for row in FORMATS.values())
    assert all(row.paged for row in FORMATS.values() if row.on_paper)


TEXT_ROW = """        FileFormat(
            name="words",
            label="Text",
            suffix=".txt",
            media_type="text/plain",
            standards={"": ("Plain text of RFC 2046",)},
            render="press.render.words:render_words",
            finish="press.finish:keep_draft",
            read="press.readback.words:read_words",
            rules=("press.verify.furniture", "press.imprints.edition_rules"),
            layout="screen",
        ),
"""
RENDER_WORDS = '''"""Words."""
from press.model.edition import Draft
from press.readback.html import parse_html, read_body_words

def render_words(edition, html, lines):
    """Write the words of a page."""
    return Draft(read_body_words(parse_html(html)).encode(), 1)
'''
READ_WORDS = '''"""Words."""
from press.readback import Reading
from press.readback.html import parse_html_cached

def read_words(final):
    """Read words back."""
    return Reading(edition=final.edition, html=final.html, data=final.data, words=final.data.decode(),
                   dom=parse_html_cached(final.html), html_without_imprint=final.html_without_imprint or final.html)
'''


def test_a_new_format_is_built_published_and_listed(tmp_path: Path) -> None:
    copy = copy_project(tmp_path / "copy", "A format")
    copy.edit(
        "press/model/formats.py",
        ('        FileFormat(\n            name="html"', TEXT_ROW + '        FileFormat(\n            name="html"'),
    )
    copy.add("press/render/words.py", RENDER_WORDS)
    copy.add("press/readback/words.py", READ_WORDS)
    copy.add("sources/variants/plain.yaml", "format: words\nkind: plain\norder: 5\n")
    for lang in ("en", "es"):
        copy.edit(f"sources/languages/{lang}.yaml", ("\nkinds:\n", "\nkinds:\n  plain: Words\n"))
    (copy.folder / "sources/variants/letter.yaml").unlink()
    copy.run("build", "--lang", "en", "--jobs", "1")
    output = copy.folder / "output"
    manifest = json.loads((output / "manifest.json").read_text("utf-8"))
    row = next(one for one in manifest["editions"] if one["format"] == "words")
    assert (row["file"], row["standards"], row["trim"]) == (
        "handwashing/handwashing.en.plain.txt", ["Plain text of RFC 2046"], None
    )  # fmt: skip
    assert "A sample hand has been in the garden." in (output / row["file"]).read_text("utf-8")
    page = (output / "handwashing/handwashing.en.web.html").read_text("utf-8")
    assert '<a href="handwashing.en.plain.txt" type="text/plain">' in page
    assert "Text, " in page
    listed = (output / "catalogue/handwashing.en.html").read_text("utf-8")
    assert re.search(r'href="[^"]*handwashing\.en\.plain\.txt" type="text/plain"', listed)
