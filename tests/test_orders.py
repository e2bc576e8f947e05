"""Orders come in once, are checked line by line, keep to the way of the house, and are forgotten in time."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from typer.testing import CliRunner

from press.catalogue.exports import FORMULA, escape_cell
from press.model.findings import Finding, PressError
from press.model.library import Library
from press.model.sources.language import OrderMistakes
from press.orders import database, queries, rules
from press.orders import intake as taking
from press.orders.batches import read_identity
from press.orders.fulfilment import Shop
from press.orders.intake import IntakeResult, enter_file
from press.orders.intake.columns import read_column_map
from press.orders.intake.files import LocatedOrder, read_orders
from press.orders.intake.form import CLOSER, MISTAKE_KINDS, enter_form
from press.orders.ledger import EntryResult, OrderLedger, enter_order, open_order_ledger, record_answers, set_status
from press.orders.models import FIELDS, Order, read_form
from press.orders.offer import is_given_out
from press.orders.purge import purge_orders
from press.orders.rules import check_order
from press.orders.stock import StockCount, list_stock, read_counts, store_counts
from press.orders.typefaces import choose_family
from tests import order_desk, postgresql
from tests.commands import app
from tests.order_desk import NOW, NUMBER, ROWS, csv_of, open_ledger, order, sqlite_only

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return order_desk._library(order_desk.sources(tmp_path_factory.mktemp("orders") / "sources"))


@pytest.fixture(scope="module")
def shop(library: Library) -> Shop:
    return order_desk.shop(Path("published"), library)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger without orders: making one anew takes longer than most tests."""
    folder = tmp_path_factory.mktemp("ledger")
    open_ledger(folder).close()
    return folder


@pytest.fixture
def book(empty: Path, tmp_path: Path) -> Any:
    order_desk.copy_ledger(empty, tmp_path)
    with open_ledger(tmp_path) as opened:
        yield opened


def added(book: OrderLedger, shop: Shop, text: str | bytes, name: str = "orders.csv") -> IntakeResult:
    path = book.folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return enter_file(book, path, shop.offer, NOW)


def places(intake: IntakeResult) -> list[tuple[str, int, int]]:
    return [(finding.code, finding.place.line, finding.place.column) for finding in sorted(intake.findings)]


# ---------------------------------------------------------------- entering


def test_good_lines_enter_and_each_bad_one_is_a_finding_with_its_place(book: OrderLedger, shop: Shop) -> None:
    lines: list[dict[str, Any]] = [{"order": "a"}, {"order": "b", "quantity": 0}, {"order": "c", "language": "es"}]
    intake = added(book, shop, csv_of(*lines))
    assert (len(intake.orders), intake.new, intake.bad) == (2, 2, 1)
    assert places(intake) == [("ORD205", 3, len("b,01-001,en,letter,") + 1)]
    assert [one["status"] for one in queries.list_orders(book)] == ["new", "new"]


def test_the_same_file_twice_changes_nothing(book: OrderLedger, shop: Shop) -> None:
    """With a reference or without; the rows of one order need not stand together."""
    text = csv_of({"order": "a"}, {"name": "Bo Example"}, {"order": "a", "language": "es", "quantity": 7})
    first, second = added(book, shop, text), added(book, shop, text)
    assert (len(first.orders), first.new, first.known) == (2, 3, 0)
    assert (len(second.orders), second.new, second.known, second.bad) == (0, 0, 3, 0)
    assert sorted(one["copies"] for one in queries.list_orders(book)) == [2, 9]
    assert len(queries.describe_order(book, 1)["journal"]) == 2


def test_a_file_whose_reading_is_stopped_is_added_again(book: OrderLedger, shop: Shop) -> None:
    """Stopped at any commit, before it or after it: what is entered is entered once."""
    text = csv_of(*({"order": n, "name": f"Person {n}"} for n in range(9)))
    for step in range(1, 9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(taking, "AT_ONCE", 2)
            patch.setattr(OrderLedger, "add_orders", stopping(step))
            with pytest.raises(KeyboardInterrupt):
                added(book, shop, text)
    again = added(book, shop, text)
    assert (again.new + again.known, len(queries.list_orders(book))) == (9, 9)
    assert again.known == 8


def stopping(step: int) -> Any:
    """`Ledger.add` that stops the program at a commit: before it when the step is odd, after it when it is even."""
    real, calls = OrderLedger.add_orders, iter(range(1, 100))

    def add(self: OrderLedger, *args: Any) -> Any:
        number = next(calls)
        if number == (step + 1) // 2 and step % 2:
            raise KeyboardInterrupt
        done = real(self, *args)
        if number == step // 2 and not step % 2:
            raise KeyboardInterrupt
        return done

    return add


def test_a_mended_line_enters_beside_those_that_did(book: OrderLedger, shop: Shop) -> None:
    added(book, shop, csv_of({"order": "a"}, {"order": "a", "variant": "poster"}))
    mended = added(book, shop, csv_of({"order": "a"}, {"order": "a", "variant": "booklet"}))
    assert (mended.new, mended.known, mended.bad) == (1, 1, 0)
    assert [line["variant"] for line in queries.describe_order(book, 1)["lines"]] == ["letter", "booklet"]


@pytest.mark.parametrize("change", [{"name": "Someone Else"}, {"quantity": 3}])
def test_an_order_that_changed_is_a_finding_and_stays_as_it_was(
    book: OrderLedger, shop: Shop, change: dict[str, Any]
) -> None:
    added(book, shop, csv_of({"order": "a"}))
    changed = added(book, shop, csv_of({"order": "a", **change}))
    assert [code for code, _, _ in places(changed)] == ["ORD212"]
    assert queries.describe_order(book, 1)["name"] == "Ann Example"
    assert queries.describe_order(book, 1)["copies"] == 2


def test_two_senders_may_use_the_same_reference(book: OrderLedger, shop: Shop) -> None:
    one, two = order("7"), order("7", name="Someone Else")
    assert book.add_orders([one], shop.offer, NOW, "north")[0].order == 1
    assert book.add_orders([two], shop.offer, NOW, "south")[0].order == 2


def test_rows_of_the_same_edition_add_up(book: OrderLedger, shop: Shop) -> None:
    """In one order, and in a file, however far apart; the file added again changes nothing."""
    entered = book.add_orders([order("a", (("en", "letter", 2), ("en", "letter", 3)))], shop.offer, NOW)[0]
    assert (entered.outcome, entered.faults) == ("new", ())
    assert queries.describe_order(book, 1)["copies"] == 5
    text = csv_of({"order": "b"}, *({"order": n} for n in range(300)), {"order": "b", "quantity": 7})
    first, second = added(book, shop, text), added(book, shop, text)
    assert queries.describe_order(book, 2)["copies"] == 9
    assert [(one.code, one.severity, one.place.line) for one in first.findings] == [("ORD213", "warning", 303)]
    assert (first.bad, second.bad, second.new, second.known) == (0, 0, 0, 301)
    many = added(book, shop, csv_of(*[{"order": "c", "quantity": 50}] * 6))
    assert [(one.code, one.place.line) for one in many.findings if one.severity == "error"] == [("ORD205", 2)]
    assert many.new == 0


def test_the_same_row_twice_without_a_reference_counts_once_and_is_said(book: OrderLedger, shop: Shop) -> None:
    intake = added(book, shop, csv_of({}, {}))
    assert (intake.new, [finding.code for finding in intake.findings]) == (1, ["ORD213"])
    assert queries.describe_order(book, 1)["copies"] == 2


def test_entering_has_an_outcome(book: OrderLedger, shop: Shop) -> None:
    def enter(copies: int) -> EntryResult:
        return enter_order(book, order(lines=(("en", "letter", copies),)), shop.offer, NOW)

    assert [(enter(3).outcome, enter(3).order), enter(99).outcome] == [("new", 1), "refused"]
    store_counts(book, [StockCount((NUMBER, "en", "letter"), 4, stock_only=True)])
    assert (enter(5).outcome, enter(5).outcome) == ("short", "known")
    assert [line.quantity for line in enter(6).waiting] == [6]
    filed = book.add_orders([order("a", (("en", "letter", 2), ("en", "poster", 2)))], shop.offer, NOW)[0]
    assert (filed.outcome, filed.new, len(filed.faults)) == ("short", 1, 1)


def test_ordered_cancelled_and_ordered_again_is_a_new_order(book: OrderLedger, shop: Shop) -> None:
    """From the form; the same for one that was sent. A file that is added again does not undo a cancellation."""

    def post(hours: int) -> EntryResult:
        return enter_order(book, order(), shop.offer, NOW + dt.timedelta(hours=hours))

    assert post(0).order == 1
    set_status(book, [1], "cancelled", NOW)
    again = post(1)
    assert (again.order, again.outcome, again.new) == (2, "cancelled", 1)
    assert (post(1).order, post(1).outcome) == (2, "known")
    with book.begin_transaction() as connection:
        connection.execute(sa.update(database.lines).values(status="sent"))
    assert (post(2).order, post(2).outcome) == (3, "known")
    assert [one["status"] for one in queries.list_orders(book)] == ["new", "sent", "sent"]
    text = csv_of({"order": "a"})
    added(book, shop, text)
    set_status(book, [4], "cancelled", NOW)
    repeated = added(book, shop, text)
    assert [finding.code for finding in repeated.findings] == ["ORD214"]
    assert (repeated.new, len(queries.list_orders(book))) == (0, 4)


def test_a_double_click_over_midnight_is_one_order(book: OrderLedger, shop: Shop) -> None:
    late = dt.datetime(2026, 3, 2, 23, 59, 59, tzinfo=dt.UTC)
    found = [enter_order(book, order(), shop.offer, late + dt.timedelta(seconds=n)).order for n in (0, 2)]
    assert found == [1, 1]


def test_json_says_the_same_as_csv(book: OrderLedger, shop: Shop) -> None:
    asked = {"number": f"Sample Pub. No. {NUMBER}", "language": "en", "variant": "letter", "quantity": 2}
    person = {**order_desk.PERSON, "country": "United States"}
    listed = [
        {"order": "a", **person, "lines": [asked, {**asked, "language": "es", "quantity": "3"}]},
        {**person, **asked, "address-2": "Suite 4"},
        {**person, "lines": [{**asked, "quantity": 1.5}]},
        7,
    ]
    intake = added(book, shop, json.dumps(listed, indent=1), "orders.json")
    assert (len(intake.orders), intake.new) == (2, 3)
    assert [code for code, _, _ in places(intake)] == ["ORD107", "ORD107"]
    by_line = "\n".join(json.dumps(one) for one in listed[:2])
    assert added(book, shop, by_line, "orders.jsonl").known == 3


def test_the_form_is_entered_whole_or_not_at_all(book: OrderLedger, shop: Shop) -> None:
    fields = {name.replace("_", "-"): value for name, value in order_desk.PERSON.items()}
    asked = {1: ("en", "2"), 2: ("es", "3")}
    items = {
        f"item-{n}-{name}": value
        for n, (lang, copies) in asked.items()
        for name, value in {"number": NUMBER, "language": lang, "variant": "letter", "quantity": copies}.items()
    }
    done = enter_order(book, read_form(fields | items), shop.offer, NOW)
    again = enter_order(book, read_form(fields | items), shop.offer, NOW + dt.timedelta(hours=1))
    later = enter_order(book, read_form(fields | items), shop.offer, NOW + dt.timedelta(days=1))
    assert (done.order, again.order, later.order) == (1, 1, 2)
    bad = enter_order(book, read_form({**fields, **items, "item-2-quantity": "9999"}), shop.offer, NOW)
    assert bad.order is None
    assert [(fault.code.code, fault.field, fault.line) for fault in bad.faults] == [("ORD205", "quantity", 1)]
    assert len(queries.list_orders(book)) == 2


@pytest.mark.parametrize("part", ["number", "language", "variant", "quantity"])
def test_a_row_of_the_form_in_which_anything_was_filled_in_is_asked_for(
    book: OrderLedger, shop: Shop, part: str
) -> None:
    """A row without its number of copies is no empty row: it would vanish without a word."""
    words = shop.library.languages["en"].orders
    assert words
    line = {"number": NUMBER, "language": "en", "variant": "letter", "quantity": "2"}
    fields = {f"item-1-{name}": value for name, value in line.items()}
    fields |= {name.replace("_", "-"): value for name, value in order_desk.PERSON.items()}
    answer = enter_form(book, {**fields, f"item-4-{part}": line[part]}, shop.offer, words, NOW)
    assert answer.outcome == "refused"
    assert set(answer.mistakes) <= {f"item-4-{name}" for name in line} - {f"item-4-{part}"}
    assert set(answer.mistakes.values()) == {"Fill this in."}


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_form_answers_in_the_words_of_a_language(book: OrderLedger, shop: Shop, lang: str) -> None:
    words = shop.library.languages[lang].orders
    assert words
    fields = {"name": "Ann", "city": "Sampleton", "region": "Marylan", "item-3-number": NUMBER,
              "item-3-language": "en", "item-3-variant": "letter", "item-3-quantity": "51"}  # fmt: skip
    answer = enter_form(book, fields, shop.offer, words, NOW)
    said = words.mistakes
    assert answer.mistakes == {
        "address-1": said.missing, "postal-code": said.missing, "region": said.region,
        "item-3-quantity": said.quantity.replace("{most}", "50"),
    }  # fmt: skip
    person = {name: value for name, value in fields.items() if not name.startswith("item-")}
    nothing = enter_form(book, person, shop.offer, words, NOW)
    assert nothing.mistakes["item-1-number"] == said.nothing
    whole = {**fields, "address-1": "1 Main Street", "postal-code": "20892", "region": "md", "item-3-quantity": "5"}
    done = enter_form(book, whole, shop.offer, words, NOW)
    assert (done.outcome, done.number, done.order.region, done.order.lines[0].quantity) == ("new", "000001", "MD", 5)


def test_every_rule_has_its_sentence() -> None:
    assert set(MISTAKE_KINDS) == {code.code for code in rules.CODES}
    assert set(MISTAKE_KINDS.values()) == set(OrderMistakes.model_fields) - {"missing", *CLOSER}


# ---------------------------------------------------------------- what is wrong with an order


def person(fields: dict[str, str]) -> Order:
    """A sound order but for some fields of the person."""
    return order().model_copy(update=fields)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": ""}, "ORD206"),
        ({"address_1": ""}, "ORD207"),
        ({"address_1": "-"}, "ORD207"),
        ({"city": ""}, "ORD207"),
        ({"region": "XX"}, "ORD207"),
        ({"postal_code": "2089"}, "ORD207"),
        ({"postal_code": "٢٠٨٩٢"}, "ORD207"),
        ({"country": "Narnia"}, "ORD207"),
        ({"country": "EU"}, "ORD207"),
        ({"country": "CA", "postal_code": "20892"}, "ORD207"),
        ({"email": "ann@"}, "ORD208"),
        ({"phone": "12"}, "ORD208"),
        ({"phone": "call me"}, "ORD208"),
        ({"other_format": "tape"}, "ORD209"),
        ({"name": "Ann\u202eExample"}, "ORD210"),
        ({"name": "Ann\x07"}, "ORD210"),
        ({"name": "ᚨ"}, "ORD210"),
        ({"name": "Ann ᚨ"}, "ORD210"),
        ({"name": "A" + "\u0301" * 20 + "nn"}, "ORD210"),
        ({"city": "Москва"}, "ORD210"),
        ({"city": "x" * 101}, "ORD210"),
        ({"note": "x" * 1001}, "ORD210"),
    ],
)
def test_what_is_wrong_with_an_order(shop: Shop, fields: dict[str, str], code: str) -> None:
    found = list(check_order(person(fields), shop.offer).faults)
    assert found[0].code.code == code
    assert len({fault.field for fault in found}) == 1
    given = next(iter(fields.values()))
    assert not any(given and given in f"{fault.problem} {fault.hint}" for fault in found if len(given) > 3)


@pytest.mark.parametrize(
    ("fields", "family"),
    [
        ({"name": "Ann Example"}, "Atkinson Hyperlegible"),
        ({"name": "Żaneta Żółć"}, "Atkinson Hyperlegible"),
        ({"name": "Nguyễn Thị Mẫu", "city": "Đà Nẵng"}, "Arimo"),
        ({"name": "Анна Пример"}, "Arimo"),
        ({"name": "Άννα Δείγμα"}, "Arimo"),
        ({"name": "חנה דוגמה"}, "Arimo"),
        ({"name": "ليلى مثال 2"}, "Amiri"),
        ({"name": "मीरा उदाहरण"}, "Hind"),
        ({"name": "মীরা উদাহরণ"}, "Hind Siliguri"),
        ({"name": "ਮੀਰਾ ਉਦਾਹਰਣ"}, "Noto Sans Gurmukhi"),
        ({"name": "มาลี ตัวอย่าง"}, "Sarabun"),
        ({"name": "ሰላም ምሳሌ"}, "Noto Sans Ethiopic"),
        ({"name": "Ann 安"}, "Noto Sans SC"),
        ({"name": "例 えり"}, "Noto Sans JP"),
        ({"name": "예시 이름"}, "Noto Sans KR"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-",
)
def test_a_name_is_printed_in_one_family_that_has_all_its_letters(
    shop: Shop, fields: dict[str, str], family: str
) -> None:
    assert list(check_order(person(fields), shop.offer).faults) == []
    assert choose_family(fields["name"]) == family


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("en", "letter", 0), "ORD205"),
        (("en", "letter", 51), "ORD205"),
        (("fr", "letter", 1), "ORD202"),
        (("en", "web", 1), "ORD203"),
        (("en", "poster", 1), "ORD203"),
    ],
)
def test_what_is_wrong_with_a_line(shop: Shop, line: tuple[str, str, int], code: str) -> None:
    assert [fault.code.code for fault in check_order(order(lines=(line,)), shop.offer).faults if fault.line == 0] == [
        code
    ]


def test_only_what_is_published_can_be_ordered(library: Library) -> None:
    offer = order_desk.shop(Path("published"), library, ROWS[:1]).offer
    asked = check_order(order(lines=(("es", "letter", 1),)), offer)
    assert [fault.code.code for fault in asked.faults] == ["ORD204"]


@pytest.mark.parametrize(
    ("status", "expires", "good"),
    [
        ("current", None, True),
        ("current", "2026-03-02", True),
        ("current", "2026-03", True),
        ("current", "2026-03-01", False),
        ("current", "2026-02", False),
        ("draft", None, False),
        ("withdrawn", None, False),
    ],
)
def test_what_is_out_of_date_is_not_given_out(status: str, expires: str | None, good: bool) -> None:
    facts: Any = SimpleNamespace(status=status, expires=expires)
    assert is_given_out(facts, NOW.date()) is good


@pytest.mark.parametrize(
    "fields",
    [
        {"country": "Estados Unidos", "region": "md", "postal_code": "20892-3676"},
        {"country": "Canada", "region": "QC", "postal_code": "h2x 1y4"},
        {"country": "Ireland", "region": "", "postal_code": "D02 AF30"},
        {"country": "HK", "region": "", "postal_code": ""},
        {"name": "", "organization": "North Clinic", "phone": "+1 202-555-0101", "email": "desk@clinic.example"},
        {"name": "=cmd|' /C calc'!A0"},
    ],
)
def test_sound_orders_are_sound(shop: Shop, fields: dict[str, str]) -> None:
    assert list(check_order(person(fields), shop.offer).faults) == []


# ---------------------------------------------------------------- reading files


def read(tmp_path: Path, data: bytes, name: str = "orders.csv") -> tuple[list[Order], list[Finding]]:
    path = tmp_path / name
    path.write_bytes(data)
    found = list(read_orders(path))
    return [one.order for one in found if isinstance(one, LocatedOrder)], [
        one for one in found if isinstance(one, Finding)
    ]


SOUND = csv_of({"order": "a"}, {"order": "b"})


@pytest.mark.parametrize(
    ("data", "count", "codes"),
    [
        (SOUND.encode("utf-8-sig"), 2, []),
        (SOUND.replace("\n", "\r\n").encode(), 2, []),
        (SOUND.replace(",", ";").encode(), 2, ["ORD105"]),
        (SOUND.replace(",", "\t").encode(), 2, ["ORD105"]),
        (SOUND.replace("order,", "Order ,", 1).replace("address_1", "Address-1").encode(), 2, []),
        (b"", 0, ["ORD101"]),
        (codecs.BOM_UTF8 + b" \r\n", 0, ["ORD101"]),
        (SOUND.encode("utf-16"), 0, ["ORD101"]),
        (SOUND.encode("utf-16-le"), 0, ["ORD101"]),
        (b"PK\x03\x04" + b"x" * 50, 0, ["ORD101"]),
        (SOUND.replace("quantity", "copies", 1).encode(), 0, ["ORD102"]),
        (SOUND.replace("note", "color", 1).encode(), 2, ["ORD102"]),
        (SOUND.replace("region", "city", 1).encode(), 0, ["ORD102"]),
        (SOUND.replace("Ann Example", "Ann Mu\xf1oz", 1).encode("cp1252"), 1, ["ORD104"]),
        (SOUND.replace("1 Main Street", '"1 Main\nStreet"').encode(), 2, []),
        (SOUND.replace("1 Main Street", '"1 Main Street', 1).encode(), 1, ["ORD103"]),
        (SOUND.replace("1 Main Street", '"1" Main Street', 1).encode(), 1, ["ORD103"]),
        (SOUND.replace("1 Main Street", "1 Main, Street, x, y, z, é, 7, 8, 9, 10", 1).encode(), 1, ["ORD103"]),
        (SOUND.replace("1 Main Street", "x" * 30_000, 1).encode(), 1, ["ORD103", "ORD103"]),
    ],
)  # fmt: skip
def test_csv_of_every_sort(tmp_path: Path, data: bytes, count: int, codes: list[str]) -> None:
    orders, found = read(tmp_path, data)
    assert [finding.code for finding in found] == codes
    assert len(orders) == count
    assert all(one.name and one.city == "Sampleton" for one in orders)


@pytest.mark.parametrize(
    "above",
    [
        "sep=,\n",
        '"sep=,"\n',
        "SEP=;\n",
        "sep=|\n",
        "sep=\t\r\n",
        "Orders of Monday\n",
        "Orders of Monday,,,,\n\n",
        "sep=,\nOrders\n\nof Monday\n",
    ],
)
def test_what_people_have_above_the_head_line(tmp_path: Path, above: str) -> None:
    """Excel's line with the separator; a title. Places count from the top of the file."""
    separator = next((one for one in ";|\t" if one in above), ",")
    orders, found = read(tmp_path, (above + SOUND.replace(",", separator)).encode())
    assert [one.reference for one in orders] == ["a", "b"]
    assert [finding.code for finding in found] == (["ORD105"] if separator != "," else [])
    located = [one for one in read_orders(tmp_path / "orders.csv") if isinstance(one, LocatedOrder)]
    assert located[0].find_place(None, "order").line == above.count("\n") + 2


@pytest.mark.parametrize("stated", ["", '"', "x", " ", "\\", ",,"])
def test_a_separator_that_is_none_is_a_title(tmp_path: Path, stated: str) -> None:
    orders, found = read(tmp_path, (f"sep={stated}\r\n" + SOUND).encode())
    assert ([one.reference for one in orders], found) == (["a", "b"], [])


def test_a_file_without_its_head_line_is_told_about_its_first_lines(tmp_path: Path) -> None:
    orders, found = read(tmp_path, b"Monday\n" + "\n".join(SOUND.splitlines()[1:]).encode())
    assert not orders
    assert {finding.code for finding in found} == {"ORD102"}


@pytest.mark.parametrize(
    ("field", "given", "hint"),
    [
        ("language", "Spanish", "did you mean `es`?"),
        ("language", "español", "did you mean `es`?"),
        ("language", "Inglés", "did you mean `en`?"),
        ("variant", "Handout, Letter", "did you mean `letter`?"),
        ("variant", "bookelt", "did you mean `booklet`?"),
        ("variant", "Folleto", "did you mean `booklet` or `letter`?"),
        ("language", "Klingon", "choose one of: en, es"),
    ],
)
def test_a_name_instead_of_a_code_is_answered_with_the_code(shop: Shop, field: str, given: str, hint: str) -> None:
    line = order().lines[0].model_copy(update={field: given})
    faults = check_order(order().model_copy(update={"lines": (line,)}), shop.offer).faults
    assert [(fault.field, fault.hint) for fault in faults] == [(field, hint)]


def test_capitals_say_nothing(book: OrderLedger, shop: Shop) -> None:
    added(book, shop, csv_of({"order": "a", "language": "EN", "variant": "Booklet"}, {"order": "a", "language": "En "}))
    lines = queries.describe_order(book, 1)["lines"]
    assert [(line["language"], line["variant"]) for line in lines] == [("en", "booklet"), ("en", "letter")]


@pytest.mark.parametrize(
    ("name", "code"),
    [("md", "MD"), ("Md.", "MD"), ("Illinois", "IL"), ("nueva york", "NY"), ("Nuevo Mexico", "NM"), ("N. C.", "NC"),
     ("Washington", "WA"), ("Washington, D.C.", "DC")],
)  # fmt: skip
def test_states_as_people_write_them(shop: Shop, name: str, code: str) -> None:
    checked = check_order(order(region=name), shop.offer)
    assert (checked.faults, checked.order.region) == ((), code)
    assert check_order(order(region=name, country="Ireland"), shop.offer).order.region == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("United States of America", "US"), ("EE. UU.", "US"), ("Estados Unidos", "US"), ("u.s.a.", "US"),
        ("England", "GB"), ("Great Britain", "GB"), ("Inglaterra", "GB"), ("Reino Unido", "GB"), ("México", "MX"),
        ("Mexico", "MX"), ("Canadá", "CA"), ("República Dominicana", "DO"), ("Perú", "PE"), ("Holland", "NL"),
    ],
)  # fmt: skip
def test_countries_as_people_write_them(shop: Shop, name: str, code: str) -> None:
    assert check_order(person({"country": name}), shop.offer).order.country == code


# ---------------------------------------------------------------- files of shops


def documented_maps() -> list[str]:
    """The column maps that docs/staff/orders.md shows."""
    page = (ROOT / "docs" / "staff" / "orders.md").read_text("utf-8")
    return [
        textwrap.dedent(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "columns:" in block
    ]


SHOPIFY = (
    "Name,Email,Lineitem quantity,Lineitem sku,Shipping Name,Shipping Company,Shipping Address1,Shipping Address2,"
    "Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Total\n"
    "#1001,ann@example.org,20,01-001-EN,Ann Example,North Clinic,1 Main Street,,Sampleton,20892,MD,US,,at the back,0\n"
    "#1001,ann@example.org,5,01-001-ES-BK,,,,,,,,,,,\n"
    "#1002,,3,01-001-EN,Bo Example,,9 Elm,,Sampleton,20892,MD,US,,,0\n"
)
WOO = (
    "Order Number,First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),"
    "State Code (Shipping),Postcode (Shipping),Country Code (Shipping),Email (Billing),SKU,"
    "Quantity (- Refund),Language\n"
    "77,Ann,Example,1 Main Street,Sampleton,MD,20892,US,ann@example.org,01-001,2,es\n"
)


@pytest.mark.parametrize(("n", "text"), [(0, SHOPIFY), (1, WOO)])
def test_the_documented_column_maps_read_the_files_of_shops(book: OrderLedger, shop: Shop, n: int, text: str) -> None:
    path = book.folder / "shop.yaml"
    path.write_text(documented_maps()[n].replace("15-7828", NUMBER))
    file = book.folder / "export.csv"
    file.write_text(text)
    intake = enter_file(book, file, shop.offer, NOW, columns=read_column_map(path))
    assert intake.findings == []
    found = [queries.describe_order(book, number) for number in sorted(intake.orders)]
    lines = [[(line["language"], line["variant"], line["quantity"]) for line in one["lines"]] for one in found]
    assert lines == [[[("en", "letter", 20), ("es", "booklet", 5)], [("en", "letter", 3)]], [[("es", "letter", 2)]]][n]
    assert (found[0]["name"], found[0]["address_1"], found[0]["country"]) == ("Ann Example", "1 Main Street", "US")
    again = enter_file(book, file, shop.offer, NOW, columns=read_column_map(path))
    assert (again.new, again.findings) == (0, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "ORD108"),
        ("columns: {color: Color}", "LOD"),
        ("columns: 7", "LOD"),
        ("colums: {}", "LOD"),
        ("columns: {number: [}", "LOD"),
        ("values: {number: x}", "LOD"),
    ],
)
def test_a_wrong_column_map_is_a_finding(desk: tuple[str, ...], tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "shop.yaml").write_text(text)
    (tmp_path / "x.csv").write_text(WOO)
    sources = ("--sources", Path(desk[3]).parent / "sources")
    ran = orders("add", tmp_path / "x.csv", "--columns", tmp_path / "shop.yaml", *desk, *sources)
    assert ran.exit_code == 2
    assert code in ran.output
    assert ran.exception is None or isinstance(ran.exception, SystemExit)


def test_a_column_that_the_file_does_not_have_is_said(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("columns: {number: SKU, quantity: Qty, name: [First, Last]}")
    (tmp_path / "x.csv").write_text("sku,qty,first\n1,2,Ann\n")
    found = list(read_orders(tmp_path / "x.csv", read_column_map(tmp_path / "shop.yaml")))
    assert [str(one.problem) for one in found if isinstance(one, Finding)] == ["there is no column `Last`"]


def test_a_column_that_a_shop_has_twice_is_said(tmp_path: Path) -> None:
    """Otherwise the last one would count, without a word."""
    (tmp_path / "shop.yaml").write_text("columns: {number: SKU, quantity: Qty, name: Name}")
    (tmp_path / "x.csv").write_text("sku,qty,name,Qty\n1,2,Ann,7\n")
    (found,) = read_orders(tmp_path / "x.csv", read_column_map(tmp_path / "shop.yaml"))
    assert (getattr(found, "code", ""), getattr(found, "problem", "")) == ("ORD102", "the column `Qty` appears twice")


def test_an_article_that_the_map_does_not_have_costs_its_own_row(book: OrderLedger, shop: Shop) -> None:
    """The other rows of the order still have its recipient."""
    (book.folder / "shop.yaml").write_text(documented_maps()[0].replace("15-7828", NUMBER))
    file = book.folder / "export.csv"
    file.write_text(SHOPIFY.replace("#1001,ann@example.org,20,01-001-EN", "#1001,ann@example.org,20,MUG-7"))
    intake = enter_file(book, file, shop.offer, NOW, columns=read_column_map(book.folder / "shop.yaml"))
    assert places(intake) == [("ORD109", 2, 26)]
    found = [queries.describe_order(book, number) for number in sorted(intake.orders)]
    assert [(one["name"], one["copies"]) for one in found] == [("Ann Example", 5), ("Bo Example", 3)]


def test_a_pipe_is_no_order_file(desk: tuple[str, ...], tmp_path: Path) -> None:
    """It could be read once only, and then it would be empty."""
    os.mkfifo(tmp_path / "pipe")
    for command, path in (("add", tmp_path / "pipe"), ("add", tmp_path), ("stock", tmp_path / "pipe")):
        ran = orders(command, path, *desk, "--sources", Path(desk[3]).parent / "sources")
        assert (ran.exit_code, "is not a file" in ran.output) == (2, True), ran.output


def test_a_line_without_a_reference_that_was_sent_before_is_said(book: OrderLedger, shop: Shop) -> None:
    """A clinic that asks for the same every month must not wait in vain."""
    text = csv_of({"order": ""}, {"order": "a", "name": "Bo Example"})
    assert added(book, shop, text).findings == []
    assert added(book, shop, text).findings == []
    for status in ("accepted", "picked", "sent"):
        set_status(book, [1, 2], status, NOW)
    again = added(book, shop, text)
    assert (places(again), again.new, again.known, again.bad) == ([("ORD215", 2, 1)], 0, 2, 0)
    assert "as order 000001" in again.findings[0].problem


def test_a_quote_that_never_closes_costs_its_own_line(tmp_path: Path) -> None:
    lines = [{"order": n} for n in range(400)]
    text = csv_of(*lines).replace("200,01-001", '"200,01-001', 1)
    orders, found = read(tmp_path, text.encode())
    assert [(finding.code, finding.place.line) for finding in found] == [("ORD103", 202)]
    assert [one.reference for one in orders] == [str(n) for n in range(400) if n != 200]


def test_a_place_counts_through_quotes_and_line_breaks(book: OrderLedger, shop: Shop) -> None:
    text = csv_of({"order": '"a, ""b""\nc"', "quantity": "many"}, {"order": "d", "region": "XX"})
    assert places(added(book, shop, text)) == [("ORD205", 3, len('c",01-001,en,letter,') + 1),
                                               ("ORD207", 4, text.splitlines()[3].index("XX") + 1)]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "count", "code"),
    [
        (b"[]", 0, []),
        (b'[{"order": "a", "lines": []}]', 1, []),
        (b'[{"order": "a", "lines": []}', 1, ["ORD106"]),
        (b'[{"order": "a"} {]', 1, ["ORD106"]),
        (b'[{"order": "a", "order": "b"}]', 0, ["ORD106"]),
        (b'[{"order": NaN}]', 0, ["ORD106"]),
        (b'[{"order": ' + b"[" * 100_000, 0, ["ORD106"]),
        (b'[{"colour": "a"}]', 0, ["ORD107"]),
        (b'[{"lines": "a"}]', 0, ["ORD107"]),
        (b'[{"order": true}]', 0, ["ORD107"]),
        (b'[{"order": "\xff"}]', 0, ["ORD101"]),
    ],
    ids=range(11),
)
def test_json_of_every_sort(tmp_path: Path, data: bytes, count: int, code: list[str]) -> None:
    orders, found = read(tmp_path, data, "orders.json")
    assert [finding.code for finding in found] == code
    assert len(orders) == count


def test_a_huge_file_streams(tmp_path: Path) -> None:
    """Ten thousand lines are read with the memory of a few."""
    line = csv_of({}).splitlines()[1]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([csv_of().splitlines()[0], *[line] * 10_000]))
    import tracemalloc

    tracemalloc.start()
    count = sum(1 for _ in zip(read_orders(path), range(2000), strict=False))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 2000
    assert peak < 1_000_000


# ---------------------------------------------------------------- the way of the house


def test_a_change_outside_the_table_is_refused_and_changes_nothing(book: OrderLedger, shop: Shop) -> None:
    book.add_orders([order("a"), order("b")], shop.offer, NOW)
    set_status(book, [1], "cancelled", NOW)
    with pytest.raises(PressError) as caught:
        set_status(book, [2, 1], "accepted", NOW)
    assert [finding.code for finding in caught.value.findings] == ["ORD306"]
    assert [one["status"] for one in queries.list_orders(book)] == ["new", "cancelled"]
    with pytest.raises(PressError) as caught:
        set_status(book, [3], "accepted", NOW)
    assert [finding.code for finding in caught.value.findings] == ["ORD305"]


def test_every_change_is_journalled_with_its_time(book: OrderLedger, shop: Shop) -> None:
    book.add_orders([order("a")], shop.offer, NOW)
    set_status(book, [1], "accepted", NOW + dt.timedelta(hours=1))
    set_status(book, [1], "accepted", NOW + dt.timedelta(hours=2))
    assert [(one["at"], one["was"], one["became"]) for one in queries.describe_order(book, 1)["journal"]] == [
        ("2026-03-02T09:00:00Z", "", "new"),
        ("2026-03-02T10:00:00Z", "new", "accepted"),
    ]


# ---------------------------------------------------------------- the ledger


@sqlite_only
def test_the_ledger_is_its_owners_alone(book: OrderLedger, shop: Shop) -> None:
    book.add_orders([order("a")], shop.offer, NOW)
    files = [path for path in book.folder.iterdir() if path.name.startswith("ledger")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    with book.begin_transaction() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@sqlite_only
def test_no_ledger_below_the_output_folder(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "way").symlink_to(tmp_path / "output")
    for where in (tmp_path / "output" / "x.sqlite3", tmp_path / "way" / "x.sqlite3", f"sqlite:///{tmp_path}/output/x"):
        with pytest.raises(PressError) as caught:
            open_order_ledger(where, tmp_path / "output")
        assert [finding.code for finding in caught.value.findings] == ["ORD301"]
    assert list((tmp_path / "output").iterdir()) == []


@pytest.mark.parametrize("where", ["nosuchdatabase://x", "sqlite+nodriver://", "postgresql://u:secret@localhost:1/x"])
def test_a_url_that_cannot_be_used_is_a_finding_without_its_password(where: str, tmp_path: Path) -> None:
    with pytest.raises(PressError) as caught:
        open_order_ledger(where, tmp_path)
    assert [finding.code for finding in caught.value.findings] == ["ORD302"]
    assert "secret" not in str(caught.value)


@sqlite_only
@pytest.mark.parametrize("kind", ["a text", "another program's database", "a folder"])
def test_what_is_no_ledger_is_not_touched(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    if kind == "a folder":
        path.mkdir()
    elif kind == "a text":
        path.write_bytes(b"not a database at all" * 100)
    else:
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE patients (name)")
            other.commit()
    path.chmod(0o754)
    before = (path.stat().st_mode, path.is_file() and path.read_bytes(), sorted(tmp_path.iterdir()))
    with pytest.raises(PressError) as caught:
        open_ledger(tmp_path)
    assert [finding.code for finding in caught.value.findings] == ["ORD313"]
    assert (path.stat().st_mode, path.is_file() and path.read_bytes(), sorted(tmp_path.iterdir())) == before


def test_a_ledger_of_a_later_press_is_left_alone(book: OrderLedger) -> None:
    with book.begin_transaction() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(PressError) as caught:
        open_ledger(book.folder)
    assert [finding.code for finding in caught.value.findings] == ["ORD303"]


@pytest.mark.parametrize("revision", ["", "0000", "x", None])
def test_a_ledger_of_no_known_revision_is_damaged(book: OrderLedger, revision: str | None) -> None:
    with book.begin_transaction() as connection:
        if revision is None:
            connection.execute(sa.text("DELETE FROM alembic_version"))
        else:
            connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    with pytest.raises(PressError) as caught:
        open_ledger(book.folder)
    assert [finding.code for finding in caught.value.findings] == ["ORD303" if revision == "x" else "ORD302"]


@pytest.mark.skipif(not postgresql.ON_POSTGRESQL, reason="about the connections to a server")
def test_a_server_that_was_restarted_costs_no_order(book: OrderLedger, shop: Shop) -> None:
    """The connections that are kept are dead then."""
    book.add_orders([order("a")], shop.offer, NOW)
    postgresql.end_connections(book.folder)
    assert book.add_orders([order("b")], shop.offer, NOW)[0].outcome == "new"


def test_migrations_bring_an_old_ledger_with_orders_up_to_date(tmp_path: Path, shop: Shop) -> None:
    """What the first revision held is there after the last, and the tables are those of press/orders/database.py."""
    path = tmp_path / "ledger.sqlite3"
    on_file = not postgresql.ON_POSTGRESQL
    engine = sa.create_engine(f"sqlite:///{path}" if on_file else postgresql.find_url(tmp_path))
    if on_file:
        database._prepare_sqlite(engine, database.WAIT)
    database.migrate(engine, "0001")
    person = dict.fromkeys(
        ("key", "digest", "reference", *order().model_dump(exclude={"reference", "lines", "other_format"})), "x"
    )
    with engine.begin() as connection:
        run = connection.execute
        run(sa.text("INSERT INTO orders (received, other_format) VALUES ('2026-01-01T00:00:00Z', '')"))
        columns = ", ".join(person)
        run(
            sa.text(
                f"INSERT INTO people (order_id, {columns}) VALUES (1, {', '.join(repr(v) for v in person.values())})"
            )
        )
        run(sa.text(f"INSERT INTO lines (order_id, number, language, variant, quantity, status, changed) "
                    f"VALUES (1, '{NUMBER}', 'en', 'letter', 4, 'new', '2026-01-01T00:00:00Z')"))  # fmt: skip
        run(sa.text("INSERT INTO journal (at, order_id, line_id, was, became) VALUES ('t', 1, 1, '', 'new')"))
    engine.dispose()
    with open_ledger(tmp_path) as book:
        found = queries.describe_order(book, 1)
        assert (found["copies"], found["status"], found["name"]) == (4, "new", "x")
        with book.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, database.metadata) == []
            if on_file:
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert book.add_orders([order("a")], shop.offer, NOW)[0].order == 2


@sqlite_only
def test_two_processes_may_add_at_once(book: OrderLedger, shop: Shop) -> None:
    """While one writes, the other waits, and nothing is lost."""
    code = (
        "import sys, sqlite3; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read(); c.execute('COMMIT')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(book.folder / "ledger.sqlite3")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdin
    assert process.stdout.readline() == "held\n"
    with pytest.raises(PressError) as caught, open_ledger(book.folder, wait=50) as impatient:
        impatient.add_orders([order("a")], shop.offer, NOW)
    assert [finding.code for finding in caught.value.findings] == ["ORD304"]
    process.stdin.close()
    assert book.add_orders([order("a")], shop.offer, NOW)[0].order == 1
    process.wait()
    process.stdout.close()


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run work in threads that begin together."""
    barrier = threading.Barrier(count)

    def begin(n: int) -> Any:
        barrier.wait()
        return work(n)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def test_many_clicks_at_once_are_one_order(book: OrderLedger, shop: Shop) -> None:
    """Each visitor is told the number of the one order: a conflict is read again, and is no fault of the ledger."""
    for n in range(10):
        click = lambda _, name=f"Person {n}": enter_order(book, order(name=name), shop.offer, NOW)  # noqa: E731
        found = at_once(4, click)
        assert len({one.order for one in found}) == 1
        assert sorted(one.outcome for one in found) == ["known", "known", "known", "new"]
    assert len(queries.list_orders(book)) == 10


def test_two_writers_add_the_same_file_and_different_ones(book: OrderLedger, shop: Shop) -> None:
    path = book.folder / "orders.csv"
    path.write_text(csv_of(*({"order": n, "name": f"Person {n}"} for n in range(60))))
    found = at_once(3, lambda _: enter_file(book, path, shop.offer, NOW))
    assert sum(one.new for one in found) == 60
    assert all(one.bad == 0 and one.new + one.known == 60 for one in found)
    many = at_once(4, lambda n: book.add_orders([order(f"{n}-{m}") for m in range(20)], shop.offer, NOW))
    assert len({one.order for results in many for one in results}) == 80
    assert len(queries.list_orders(book)) == 140


def test_a_new_ledger_opened_by_several_at_once_is_one_ledger(tmp_path: Path) -> None:
    where = order_desk.find_ledger(tmp_path)

    def read(_: int) -> str:
        with open_order_ledger(where, tmp_path / "published") as book, book.begin_transaction() as connection:
            return read_identity(connection)

    assert len(set(at_once(4, read))) == 1


@pytest.mark.parametrize("number", [77, 2**31, 999_999_999_999])
def test_a_number_that_no_order_has_is_said(book: OrderLedger, number: int) -> None:
    looks: list[Callable[[], object]] = [
        lambda: queries.describe_order(book, number),
        lambda: set_status(book, [number], "cancelled", NOW),
        lambda: record_answers(book, [number], NOW),
    ]
    for look in looks:
        with pytest.raises(PressError) as caught:
            look()
        assert [finding.code for finding in caught.value.findings] == ["ORD305"]


@sqlite_only
def test_no_message_quotes_what_a_row_holds(book: OrderLedger, shop: Shop) -> None:
    book.add_orders([order("a")], shop.offer, NOW)
    with book.begin_transaction() as connection:
        connection.exec_driver_sql(f"UPDATE people SET name = CAST(X'{b'Zebulon'.hex()}ff' AS TEXT)")
    with pytest.raises(PressError) as caught:
        queries.describe_order(book, 1)
    assert "damaged" in caught.value.findings[0].problem
    assert "Zebulon" not in str(caught.value.findings)


# ---------------------------------------------------------------- stock


def test_stock_is_counted_from_csv_all_or_nothing(book: OrderLedger, shop: Shop) -> None:
    path = book.folder / "stock.csv"
    path.write_text(f"number,language,variant,quantity,stock_only\n{NUMBER},en,letter,20,\n{NUMBER},es,letter,5,yes\n")
    store_counts(book, read_counts(path, shop.offer))
    store_counts(book, [StockCount((NUMBER, "en", "letter"), 7)])
    assert list_stock(book) == [
        StockCount((NUMBER, "en", "letter"), 7),
        StockCount((NUMBER, "es", "letter"), 5, stock_only=True),
    ]
    path.write_text(f"number,language,variant,quantity\n{NUMBER},en,letter,-1\nx,en,letter,1\n{NUMBER},en,poster,1\n")
    with pytest.raises(PressError) as caught:
        read_counts(path, shop.offer)
    assert [finding.place.line for finding in caught.value.findings] == [2, 3, 4]
    path.write_bytes(b"number,language\n\xff")
    with pytest.raises(PressError):
        read_counts(path, shop.offer)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("sep=;\nCount of Monday\nNumber;Language;VARIANT;Quantity\n01-001;EN;Letter;20\n", []),
        ("number,language,variant,quantity,title\n01-001,en,letter,20,Hands\n\n", []),
        ("number,language,variant,quantity\n01-001,en,letter,1,000\n", [("ORD103", 2, 1)]),
        ("number,language,variant,quantity\n01-001,en,letter\n", [("ORD103", 2, 1)]),
        ("number,language,variant,quantity\n01-001,en,letter,20\n01-001,EN,letter,3\n", [("ORD310", 3, 1)]),
        ("number,language,quantity\n01-001,en,20\n", [("ORD310", 1, 1)]),
        ("number,language,variant,quantity\n01-001,en,letter,2.5\n", [("ORD310", 2, 18)]),
        ("number,quantity,language,variant,quantity\n01-001,1,en,letter,2\n", [("ORD310", 1, 34)]),
        ("", [("ORD101", 1, 1)]),
    ],
)
def test_a_count_is_read_as_people_have_it(
    tmp_path: Path, shop: Shop, text: str, faults: list[tuple[str, int, int]]
) -> None:
    """A field too many, or an edition that stands there twice, would set a wrong count without a word."""
    (tmp_path / "stock.csv").write_text(text)
    found: list[tuple[str, int, int]] = []
    try:
        assert read_counts(tmp_path / "stock.csv", shop.offer) == [StockCount((NUMBER, "en", "letter"), 20)]
    except PressError as error:
        found = [(one.code, one.place.line, one.place.column) for one in error.findings]
    assert found == faults


# ---------------------------------------------------------------- privacy

PLANTED = "Zebulon Plantedname"


def test_no_finding_says_what_stood_in_a_field(book: OrderLedger, shop: Shop) -> None:
    """Whatever is wrong, in whatever column the name stands, and when the head line is missing too."""
    fields = [name for name in FIELDS if name != "order"]
    bad = [{"order": n, "region": "XX", "quantity": "x", field: PLANTED} for n, field in enumerate(fields)]
    quoted = csv_of({"order": "q", "name": f'"{PLANTED}'}, {"name": f'"{PLANTED}"x'})
    headless = "\n".join(csv_of({"name": PLANTED}, {"name": PLANTED}).splitlines()[1:])
    as_json = json.dumps([{"name": PLANTED, PLANTED: 1}, {"name": [PLANTED]}, {"lines": [{"number": PLANTED}]}])
    found = []
    for n, text in enumerate((csv_of(*bad), quoted, headless, as_json, as_json[:-3])):
        found += added(book, shop, text, f"{n}.{'json' if text[0] == '[' else 'csv'}").findings
    assert len(found) > 40
    assert not any(word in str(finding) for finding in found for word in PLANTED.split())


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＠"])
def test_the_csv_for_spreadsheets_carries_no_formula(sign: str) -> None:
    assert escape_cell(f"{sign}1+1").startswith("'")
    assert escape_cell(f"1{sign}1") == f"1{sign}1"


def test_export_quotes_every_field(book: OrderLedger, shop: Shop) -> None:
    book.add_orders([order("-1", name="=HYPERLINK(1)", note='say "hi", +1', phone="+1 202-555-0101")], shop.offer, NOW)
    text = queries.export_csv(book)
    cells = next(csv.DictReader(io.StringIO(text)))
    assert text.splitlines()[1].startswith('"000001",')
    assert (cells["name"], cells["phone"], cells["note"]) == ("'=HYPERLINK(1)", "'+1 202-555-0101", 'say "hi", +1')
    assert not any(value.lstrip(" ").startswith(FORMULA) for value in cells.values())


@pytest.mark.parametrize("there", [None, "the last good one"])
def test_export_is_written_whole_or_not_at_all(
    desk: tuple[str, ...], tmp_path: Path, there: str | None, full_disk: Callable[[], None]
) -> None:
    path = tmp_path / "all.csv"
    if there:
        path.write_text(there)
    full_disk()
    ran = orders("export", path, *desk)
    assert (ran.exit_code, f"{tmp_path} USE105 the disk of this folder is full" in ran.output) == (3, True), ran.output
    assert [one.read_text() for one in tmp_path.iterdir()] == ([there] if there else [])


@pytest.mark.parametrize("target", ["/dev/null", "."])
def test_export_replaces_nothing_but_a_file(desk: tuple[str, ...], target: str) -> None:
    ran = orders("export", target, *desk)
    assert (ran.exit_code, "is not a file" in ran.output) == (2, True)
    assert Path(target).exists()


@sqlite_only
def test_a_disk_that_fills_up_names_its_folder_and_keeps_every_order_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ledger"
    desk = ("--ledger", folder / "ledger.sqlite3", "--output", order_desk.publish(tmp_path / "published"))
    sources = ("--sources", order_desk.sources(tmp_path / "sources"))
    file = tmp_path / "orders.csv"
    file.write_text(csv_of(*({"order": f"r{n}", "note": "x" * 900} for n in range(60))))
    assert orders("list", *desk).exit_code == 0
    with monkeypatch.context() as patch:
        patch.setattr(database, "PRAGMAS", (*database.PRAGMAS, "max_page_count = 30"))  # a new one has 21
        patch.setattr(taking, "AT_ONCE", 10)
        ran = orders("add", file, *desk, *sources)
        assert ran.exit_code == 3
        assert f"{folder} ORD302 the ledger cannot be used: the disk of this folder is full" in ran.output
        assert "Nothing was written" not in ran.output
        listed = json.loads(orders("list", *desk, "--json").stdout)["orders"]
    assert 0 < len(listed) < 60
    assert len(listed) % 10 == 0, "as many as whole transactions"
    assert orders("add", file, *desk, *sources).exit_code == 0
    assert len(json.loads(orders("list", *desk, "--json").stdout)["orders"]) == 60


@pytest.mark.parametrize(
    ("said", "free", "fault"),
    [
        ("database or disk is full", 1 << 30, database.FULL),
        ("disk I/O error", 4096, database.FULL),
        ("disk I/O error", 1 << 30, database.BROKEN_DISK),
        ("database is locked", 0, database.LOCKED),
    ],
)
def test_a_full_disk_is_known_by_its_room(
    tmp_path: Path, said: str, free: int, fault: database.DatabaseFault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert database.find_fault(said, str(tmp_path / "ledger.sqlite3")) is fault


def test_a_full_disk_of_a_server_is_no_folder_of_ours() -> None:
    said = 'could not extend file "base/16384/2619": No space left on device'
    with pytest.raises(PressError) as caught, database.explain_errors(database.SERVER):
        raise sa.exc.OperationalError("", {}, Exception(said))
    (finding,) = caught.value.findings
    assert (finding.place.file, finding.problem, caught.value.exit_code) == (
        "the database", "the ledger cannot be used: the disk of its server is full", 3,
    )  # fmt: skip


def test_purge_leaves_no_byte_of_a_name(book: OrderLedger, shop: Shop) -> None:
    """Not in the ledger, not in its log, once the orders are at their end; the counts stay, and open orders too."""
    many = [order(str(n), name=f"{PLANTED} {n}", note=f"for {PLANTED}") for n in range(60)]
    book.add_orders(
        [*many, order("open", name="Still Waiting"), order("b", name=PLANTED, other_format="audio")], shop.offer, NOW
    )
    set_status(book, [*range(1, 61), 62], "cancelled", NOW)
    later = NOW + dt.timedelta(days=91)
    assert PLANTED.encode() in everything(book.folder)
    assert purge_orders(book, NOW + dt.timedelta(days=89), dt.timedelta(days=90)).orders == 0
    done = purge_orders(book, later, dt.timedelta(days=90))
    assert (done.orders, done.kept) == (60, 2)
    record_answers(book, [62], NOW + dt.timedelta(days=1))
    assert purge_orders(book, later + dt.timedelta(days=1), dt.timedelta(days=90)).orders == 1
    assert b"Plantedname" not in everything(book.folder)
    assert b"Still Waiting" in everything(book.folder)
    assert [(one["month"], one["orders"], one["copies"], one["status"]) for one in queries.list_purged(book)] == [
        ("2026-03", 61, 122, "cancelled")
    ]
    assert book.add_orders([order("new")], shop.offer, later)[0].order == 63, "no number is given twice"


def everything(folder: Path) -> bytes:
    """Every byte of a folder, names of files too, and of the tables of its ledger."""
    tables = postgresql.read_tables(folder) if postgresql.ON_POSTGRESQL else b""
    return tables + b"\n".join(
        os.fsencode(path) + b"\n" + path.read_bytes() for path in folder.rglob("*") if path.is_file()
    )


@sqlite_only
def test_purge_says_when_another_keeps_the_names_alive(book: OrderLedger, shop: Shop) -> None:
    book.add_orders([order("a")], shop.offer, NOW)
    set_status(book, [1], "cancelled", NOW)
    reader = sqlite3.connect(book.folder / "ledger.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM people").fetchall()
    with open_ledger(book.folder, wait=50) as second, pytest.raises(PressError) as caught:
        purge_orders(second, NOW + dt.timedelta(days=2), dt.timedelta(days=1))
    assert [finding.code for finding in caught.value.findings] == ["ORD304"]
    reader.close()
    purge_orders(book, NOW + dt.timedelta(days=2), dt.timedelta(days=1))
    assert b"Ann Example" not in everything(book.folder)


# ---------------------------------------------------------------- the command line


def orders(*args: str | Path) -> Any:
    return CliRunner().invoke(app, ["orders", *map(str, args)], env={"HANDOUT_LEDGER": ""})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    folder = tmp_path_factory.mktemp("desk")
    order_desk.publish(folder / "published")
    order_desk.sources(folder / "sources")
    return ("--ledger", order_desk.find_ledger(folder), "--output", str(folder / "published"))


def test_every_command_has_help_with_an_example() -> None:
    names = ("add", "list", "show", "set", "cancel", "answer", "batches", "export", "stock", "fulfil", "purge")
    for name in names:
        shown = orders(name, "--help")
        assert shown.exit_code == 0
        assert f"pipeline.py orders {name}" in " ".join(shown.output.split())


def test_a_day_at_the_command_line(desk: tuple[str, ...], tmp_path: Path) -> None:
    sources = ("--sources", Path(desk[3]).parent / "sources")
    file = tmp_path / "orders.csv"
    file.write_text(csv_of({"order": "a", "name": PLANTED}, {"order": "b", "quantity": "x", "name": PLANTED}))
    ran = orders("add", file, *desk, *sources, "--json")
    assert ran.exit_code == 1
    said = json.loads(ran.stdout)
    assert (said["orders"], said["lines"], said["mistakes"]) == (1, 1, 1)
    assert PLANTED not in ran.output + orders("list", *desk).output
    assert json.loads(orders("list", *desk, "--json").stdout)["orders"][0]["status"] == "new"
    assert json.loads(orders("show", "000001", *desk, "--json").stdout)["name"] == PLANTED
    assert orders("set", "accepted", "1", *desk).exit_code == 0
    assert orders("export", tmp_path / "all.csv", *desk).exit_code == 0
    assert stat.S_IMODE((tmp_path / "all.csv").stat().st_mode) == 0o600
    assert orders("stock", "--set", NUMBER, "en", "letter", "3", *desk, *sources).exit_code == 0
    assert orders("cancel", "1", *desk).exit_code == 0
    assert orders("purge", "--older-than", "0d", "--now", "2099-01-01T00:00:00Z", *desk).exit_code == 0
    assert json.loads(orders("list", *desk, "--json").stdout)["orders"] == []


@pytest.mark.parametrize(
    "args",
    [
        ("add", "no-such-file.csv"),
        ("list", "--status", "lost"),
        ("show", "77"),
        ("show", "me"),
        ("set", "picked", "1"),
        ("cancel", "99999999999"),
        ("stock", "--set", "x", "en", "letter", "3"),
        ("fulfil", "--until", "soon"),
        ("fulfil", "--now", "2026-01-01"),
        ("purge", "--older-than", "soon"),
    ],
)
def test_a_mistake_in_the_command_exits_with_2(args: tuple[str, ...], desk: tuple[str, ...]) -> None:
    sources = ("--sources", str(Path(desk[3]).parent / "sources")) if args[0] in {"add", "stock", "fulfil"} else ()
    ran = orders(*args, *desk, *sources)
    assert ran.exit_code == 2, ran.output
    assert "ORD" in ran.output or "USE" in ran.output
    assert ran.exception is None or isinstance(ran.exception, SystemExit)


def test_nothing_is_written_below_the_output_folder(desk: tuple[str, ...]) -> None:
    published = Path(desk[3])
    before = sorted(published.rglob("*"))
    sources = ("--sources", str(published.parent / "sources"))
    commands: list[list[str | Path]] = [
        ["export", published / "x.csv"],
        ["fulfil", "--batches", published / "b", *sources],
    ]
    for args in commands:
        ran = orders(*args, *desk)
        assert ran.exit_code == 2
        assert "ORD301" in ran.output
    assert sorted(published.rglob("*")) == before
