"""The order form of the desk: what was typed comes back with its mistakes, and a receipt says what was ordered."""

from __future__ import annotations

import asyncio
import errno
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from press.desk.app import ClinicDesk, DeskSettings
from press.desk.orders import OrderInbox
from press.model.findings import Place, PressError
from press.model.orders import ORDER_FIELDS
from press.orders import database, queries
from press.orders.database import BUSY
from press.orders.ledger import open_order_ledger, set_status
from press.orders.models import LINE_FIELDS
from press.orders.stock import StockCount, store_counts
from press.verify.validators import nu as nu_checker
from tests import order_desk
from tests.conftest import lines
from tests.deskserver import Waiters
from tests.order_desk import NOW, NUMBER
from tests.test_catalogue import Reader

GOOD = {
    **{f"item-1-{name}": value for name, value in zip(LINE_FIELDS, (NUMBER, "en", "letter", "20"), strict=True)},
    **{f"item-2-{name}": value for name, value in zip(LINE_FIELDS, (NUMBER, "es", "booklet", "5"), strict=True)},
    "name": 'Ann "Q" Example', "organization": "North & South Clinic", "address-1": "1 Main Street",
    "address-2": "Suite 4", "city": "Sampleton", "region": "MD", "postal-code": "20892", "country": "United States",
    "email": "ann@example.org", "phone": "202-555-0101", "other-format": "braille",
    "note": "Ring at the back door.\nAsk for Bo.",
}  # fmt: skip
"""An order with every field filled in."""
BAD = {"item-1-quantity": "many", "item-2-number": "99-999", "item-2-variant": "web", "name": "Ann\u202e",
       "organization": "x" * 101, "address-1": "", "city": " ", "region": "Marylan", "postal-code": "2",
       "country": "Narnia", "email": "ann@", "phone": "12", "other-format": "tape", "note": "Ꮳ",
       "item-1-language": "xx"}  # fmt: skip
"""A wrong value for every field in which something can be wrong; of no country, neither state nor code are checked."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    order_desk.sources(tmp_path / "sources")
    order_desk.publish(tmp_path / "published")
    return tmp_path


class Visitor:
    """Sends orders to a desk, in this process."""

    def __init__(self, desk: ClinicDesk) -> None:
        self._transport = httpx.ASGITransport(desk.guard)

    def post(self, url: str, data: dict[str, str]) -> httpx.Response:
        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://127.0.0.1") as client:
                return await client.post(url, data=data)

        with ThreadPoolExecutor(1) as thread:  # the browser of this process may have a loop of its own in this one
            return thread.submit(asyncio.run, send()).result()

    def send_at_once(self, requests: list[tuple[str, str, dict[str, str] | None]]) -> list[httpx.Response]:
        """Send requests (method, URL, form) at once; return the answers as they come."""

        async def send() -> list[httpx.Response]:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://127.0.0.1", timeout=300) as client:
                sent = [client.request(method, url, data=data) for method, url, data in requests]
                return [await answer for answer in asyncio.as_completed(sent)]

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, send()).result()


@pytest.fixture
def client(home: Path) -> Iterator[Visitor]:
    yield from open_desk(home)


def open_desk(home: Path) -> Iterator[Visitor]:
    settings = DeskSettings(home / "sources", home / "published", previews=False, ledger=str(home / "ledger.sqlite3"))
    desk = ClinicDesk(settings, Waiters())
    yield Visitor(desk)
    desk.orders.close()


def read_values(page: Reader) -> dict[str, str]:
    """What a browser would send of a page's form."""
    values = {one.attrs["name"]: one.attrs.get("value", "") for one in page.named("input")}
    values |= {one.attrs["name"]: one.words.removeprefix("\n").strip("\n") for one in page.named("textarea")}
    name = ""
    for one in page.all:
        if one.tag == "select":
            name = one.attrs["name"]
            values[name] = ""
        elif one.tag == "option" and "selected" in one.attrs:
            values[name] = one.attrs["value"]
    return values


def post(client: Visitor, fields: dict[str, str], lang: str = "en") -> tuple[int, Reader]:
    answer = client.post(f"/orders?lang={lang}", data=fields)
    return answer.status_code, Reader(answer.text)


# ---------------------------------------------------------------- nothing typed vanishes


@pytest.mark.parametrize("field", [*BAD, *(f"item-1-{name}" for name in LINE_FIELDS), "everything"])
def test_after_a_mistake_the_form_comes_back_with_everything(client: Visitor, field: str) -> None:
    """Every value of every line, and the mistake in a summary, linked to its field and beside it."""
    typed = GOOD | (BAD if field == "everything" else {field: BAD.get(field, "?")})
    status, page = post(client, typed)
    assert status == 422
    found = read_values(page)
    assert {name: found[name] for name in typed} == {name: value.strip("\n") for name, value in typed.items()}
    wrong = {one.attrs["name"] for one in page.all if one.attrs.get("aria-invalid") == "true"}
    links = {one.attrs["href"].removeprefix("#") for one in page.named("a") if one.attrs["href"].startswith("#")}
    assert wrong == links - {"main"}
    assert wrong >= ({field} if field != "everything" else set(BAD) - {"region", "postal-code"})
    ids = {one.attrs["id"] for one in page.all if "id" in one.attrs}
    for one in page.all:
        assert set(one.attrs.get("aria-describedby", "").split()) <= ids
    assert page.named("title")[0].words.startswith("Error: ")


@pytest.mark.parametrize("name", [*(f"item-{n}-number" for n in ("x", "0", "999", "9999")), "item-", "x"])
def test_a_field_that_the_form_does_not_have_does_no_harm(client: Visitor, name: str) -> None:
    status, page = post(client, {**GOOD, "city": "", name: "1"})
    assert status == 422
    assert len(page.named("legend")) < 10


def test_type_fail_mend_and_the_ledger_has_what_was_typed(client: Visitor, home: Path) -> None:
    typed = {**GOOD, "postal-code": "", "item-2-quantity": ""}
    status, page = post(client, typed)
    assert status == 422
    mended = {**read_values(page), "postal-code": "20892", "item-2-quantity": "5"}
    status, page = post(client, mended)
    assert status == 200
    with open_order_ledger(home / "ledger.sqlite3", home / "published") as book:
        found = queries.describe_order(book, 1)
    assert [tuple(str(line[name]) for name in LINE_FIELDS) for line in found["lines"]] == [
        (NUMBER, "en", "letter", "20"), (NUMBER, "es", "booklet", "5"),
    ]  # fmt: skip
    for name, field in ORDER_FIELDS.items():
        expected = " ".join(GOOD[field.form_name].split())
        assert found[name] == ("US" if name == "country" else expected), name
    assert found["other_format"] == "braille"


def test_who_sends_too_much_or_meets_a_busy_ledger_keeps_the_form(client: Visitor) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OrderInbox, "_open_ledger", fail)
        answer = client.post("/orders?lang=en", data=GOOD)
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
    assert read_values(Reader(answer.text))["item-2-quantity"] == "5"
    statuses: list[int] = []
    while statuses[-1:] != [429] and len(statuses) < 60:
        status, page = post(client, GOOD)
        statuses.append(status)
        assert status == 200 or read_values(page)["item-2-quantity"] == "5"
    assert set(statuses) == {200, 429}


def test_a_ledger_that_another_program_writes_is_busy_and_the_order_can_be_sent_again(
    client: Visitor, home: Path
) -> None:
    assert client.post("/orders?lang=en", data=GOOD).status_code == 200
    with closing(sqlite3.connect(home / "ledger.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = client.post("/orders?lang=en", data={**GOOD, "name": "Bo Example"})
        assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (503, True)
        assert read_values(Reader(answer.text))["name"] == "Bo Example"
        other.execute("ROLLBACK")
    assert client.post("/orders?lang=en", data={**GOOD, "name": "Bo Example"}).status_code == 200


def test_files_are_served_while_the_ledger_is_busy(client: Visitor, home: Path) -> None:
    """Orders wait for their turn and are turned away; what only reads a file waits for none of them."""
    orders = [("POST", "/orders?lang=en", {**GOOD, "name": f"Ann {n}"}) for n in range(15)]
    files = [("GET", f"/{one.file}", None) for one in order_desk.ROWS]
    assert client.post("/orders?lang=en", data=GOOD).status_code == 200
    with closing(sqlite3.connect(home / "ledger.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answers = client.send_at_once([*orders, *files])
    assert {answer.status_code for answer in answers if answer.request.method == "POST"} == {503}
    methods = [answer.request.method for answer in answers]
    last_file = len(methods) - methods[::-1].index("GET")
    assert {answer.status_code for answer in answers if answer.request.method == "GET"} == {200}
    assert methods[:last_file].count("POST") <= 3


@pytest.mark.parametrize("part", ["the ledger", "its folder"])
def test_with_a_full_disk_the_form_comes_back_and_the_log_names_the_folder(
    home: Path, part: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail_with_full_disk(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(home))

    if part == "the ledger":  # a new one has 21 pages
        monkeypatch.setattr(database, "PRAGMAS", (*database.PRAGMAS, "max_page_count = 24"))
    else:
        monkeypatch.setattr(OrderInbox, "_open_ledger", fail_with_full_disk)
    client = next(open_desk(home))
    orders = [{**GOOD, "name": f"Ann {n}", "note": "x " * 450} for n in range(20)]
    answer = next(answer for one in orders if (answer := client.post("/orders?lang=en", data=one)).status_code != 200)
    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (503, True)
    assert "Your order did not reach us. Send it again" in answer.text
    assert read_values(Reader(answer.text))["item-2-quantity"] == "5"
    assert f"({home})" in caplog.text
    assert "Ann" not in caplog.text


def fail(_: object) -> None:
    raise PressError([BUSY.make_finding(Place(), "the ledger is locked")])


# ---------------------------------------------------------------- the receipt


def test_the_receipt_says_what_was_ordered_and_where_it_goes(client: Visitor) -> None:
    status, page = post(client, GOOD)
    said = " ".join(page.named("main")[0].words.split())
    assert status == 200
    assert "has the number 000001" in said
    assert re.search(r"Ann \"Q\" Example ?North & South Clinic ?1 Main Street ?Suite 4 ?Sampleton, MD 20892", said)
    assert "Hands (en), Handout, Letter20" in said
    assert "Total25" in said
    for value in ("Braille", "Ring at the back door. Ask for Bo.", "ann@example.org", "202-555-0101"):
        assert value in said


def test_the_page_says_what_came_of_the_order(client: Visitor, home: Path) -> None:
    def say() -> str:
        return " ".join(post(client, GOOD)[1].named("main")[0].words.split())

    assert "Write it down" in say()
    assert "reached us before" in say()
    with open_order_ledger(home / "ledger.sqlite3", home / "published") as book:
        set_status(book, [1], "cancelled", NOW)
        assert "new order, and it has the number 000002" in say()
        store_counts(book, [StockCount((NUMBER, "es", "booklet"), 1, stock_only=True)])
    more = " ".join(post(client, {**GOOD, "item-2-quantity": "6"})[1].named("main")[0].words.split())
    assert "Still to come" in more


def test_the_pages_speak_the_language_of_the_form(client: Visitor) -> None:
    status, page = post(client, {**GOOD, "city": ""}, "es")
    assert (status, page.named("html")[0].attrs["lang"]) == (422, "es")
    assert "Rellene este campo." in page.named("main")[0].words
    assert page.named("form")[0].attrs["action"] == "/orders?lang=es"


def test_pages_that_run_to_the_left_keep_what_does_not_whole(tmp_path: Path) -> None:
    """Page by page, as its words are: names of the center, numbers, and what a visitor typed in any script."""
    order_desk.sources(tmp_path / "sources")
    order_desk.publish(tmp_path / "published", tuple(order_desk.row(lang, "letter") for lang in ("en", "ar")))
    for path in [*(tmp_path / "sources").rglob("*.yaml"), *(tmp_path / "sources").rglob("es.md")]:
        text = re.sub(r"\bes: ", "ar: ", path.read_text("utf-8")).replace("lang=es", "lang=ar")
        text = text.replace("direction: ltr", "direction: rtl") if path.name == "es.yaml" else text
        path.rename(path.with_stem("ar" if path.stem == "es" else path.stem)).write_text(text, "utf-8")
    desk = open_desk(tmp_path)
    visitor, typed = next(desk), {**GOOD, "name": "נועה Example 2", "item-2-language": "ar", "item-2-variant": "letter"}
    answers = [
        *visitor.send_at_once([("GET", "/desk/ar/", None), ("GET", "/desk/ar/handwashing", None)]),
        *(visitor.post("/orders?lang=ar", {**typed, **wrong}) for wrong in ({"city": ""}, {})),
    ]
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 422]
    for page in (Reader(answer.text) for answer in answers):
        assert page.named("html")[0].attrs["dir"] == "rtl"
        assert {one.direction for one, _ in page.texts if one.lang == "en"} == {"ltr"}
        boxes = [
            one
            for one in [*page.named("textarea"), *page.named("input")]
            if one.attrs.get("type") not in {"hidden", "checkbox"}
        ]
        free = [one for one in boxes if one.attrs.get("type") != "tel" and one.attrs.get("inputmode") != "numeric"]
        assert {one.attrs.get("dir") for one in free} <= {"auto"}
    receipt = Reader(answers[-1].text)
    shown = {text: one for one, text in receipt.texts if one.tag in ("bdi", "span")}
    assert shown["Sampleton, MD 20892"].direction == shown["202-555-0101"].direction == "ltr"
    assert shown["נועה Example 2"].tag == "bdi"
    next(desk, None)


def test_the_marks_come_from_the_rules(client: Visitor) -> None:
    """What the form marks as required is what the rules refuse when it is empty, and nothing else."""
    _, page = post(client, {**GOOD, "city": ""})
    needed = {one.attrs["name"] for one in page.all if "required" in one.attrs}
    refused = {name for name in GOOD if not name.startswith("item-2") and post(client, {**GOOD, name: ""})[0] == 422}
    marked = {one.attrs["for"] for one in page.named("label") if "(" in one.words}
    assert needed <= refused <= marked
    assert marked - refused == {"name", "organization"}, "one of the two is enough"
    assert post(client, {**GOOD, "name": "", "organization": ""})[0] == 422


def test_the_pages_are_valid_html(client: Visitor, tmp_path: Path) -> None:
    pages = {tmp_path / "refused.html": GOOD | BAD, tmp_path / "receipt.html": GOOD}
    for path, fields in pages.items():
        path.write_text(client.post("/orders?lang=en", data=fields).text, "utf-8")
    assert lines(nu_checker.find_faults(list(pages))) == []
