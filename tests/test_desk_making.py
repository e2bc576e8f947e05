"""What keeps the desk within its bounds: one making for the same wish, workers that are replaced, buckets, a shelf."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import multiprocessing
import os
import shutil
import socket
import time
from collections.abc import Callable, Coroutine, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

import pipeline
from press.desk.imprint_form import dialled, fields_of, unprintable
from press.desk.jobs import Busy, Making, key_of
from press.desk.library import Bookcase
from press.desk.limits import Allowance, Limits, Shelf
from press.desk.middleware import Guard, same_origin
from press.desk.pages import Pages
from press.desk.pool import Piece, Pool
from press.desk.previews import Previews
from press.model.deskwords import DeskWords
from press.model.edition import Edition
from press.model.findings import Finding, Place, PressError
from tests.commands import app
from tests.conftest import ROOT
from tests.overlay import BASE, TEXT, lay


@pytest.fixture(scope="module")
def editions() -> list[Edition]:
    return pipeline.select(pipeline.checked(BASE))


def run(todo: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a coroutine in a thread: the browser of this process may have a loop of its own in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(todo())).result()


class ByHand:
    """Workers whose work is done when the test says so."""

    generation = 0

    def __init__(self) -> None:
        self.asked: list[Future[Piece]] = []

    def submit(self, _edition: Edition) -> Future[Piece]:
        self.asked.append(Future())
        return self.asked[-1]

    def replace(self, _generation: int) -> None:
        self.generation += 1

    def close(self) -> None:
        return


async def settled(condition: Callable[[], bool]) -> None:
    """Let others go on until something is so."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)


def test_the_same_wish_is_made_once_and_kept(editions: list[Edition]) -> None:
    async def todo() -> None:
        workers = ByHand()
        making = Making(workers, 2, Limits())
        wishes = [asyncio.create_task(making.get(editions[0], "a")) for _ in range(5)]
        await settled(lambda: bool(workers.asked))
        workers.asked[0].set_result(Piece(b"made"))
        assert await asyncio.gather(*wishes) == [b"made"] * 5
        assert await making.get(editions[0], "a") == b"made"
        assert len(workers.asked) == 1

    run(todo)


def test_the_queue_is_bounded_and_so_is_every_wait(editions: list[Edition]) -> None:
    async def todo() -> None:
        workers = ByHand()
        making = Making(workers, 1, Limits(queue=2, wait_seconds=0.05))
        wishes = [asyncio.create_task(making.get(editions[0], str(number))) for number in range(5)]
        outcomes = await asyncio.gather(*wishes, return_exceptions=True)
        assert [type(one) for one in outcomes] == [Busy] * 5
        assert making.most == 2
        # The one that was waiting is not begun: nobody waits for it any more.
        workers.asked[0].set_result(Piece(b"late"))
        await settled(lambda: not making._under_way)
        assert len(workers.asked) == 1
        assert await making.get(editions[0], "0") == b"late"

    run(todo)


def test_findings_stop_a_file_and_are_not_kept(editions: list[Edition]) -> None:
    async def todo() -> None:
        workers = ByHand()
        making = Making(workers, 1, Limits())
        refused = Piece(b"", (Finding(Place(), "X", "no"),))
        warned = Piece(b"yes", (Finding(Place(), "X", "well", "", "warning"),))
        for found in (refused, warned):
            wish = asyncio.create_task(making.get(editions[0], "a"))
            await settled(lambda: bool(workers.asked))
            workers.asked.pop().set_result(found)
            if found.data:
                assert await wish == b"yes"
            else:
                with pytest.raises(PressError):
                    await wish

    run(todo)


def dies_or_works(edition: Edition) -> Piece:
    """What a worker does whose machine is short of memory."""
    if edition.lang == "es":
        os._exit(9)
    return Piece(edition.name.encode())


def hangs_or_works(edition: Edition) -> Piece:
    if edition.lang == "es":
        time.sleep(60)
    return Piece(edition.name.encode())


@pytest.mark.parametrize("todo", [dies_or_works, hangs_or_works])
def test_a_worker_that_fails_is_replaced(editions: list[Edition], todo: Callable[[Edition], Piece]) -> None:
    bad, good = (next(one for one in editions if one.lang == lang) for lang in ("es", "en"))
    pool = Pool(1, todo)

    async def asked() -> None:
        making = Making(pool, 1, Limits(stuck_seconds=0.5))
        with pytest.raises(Busy):
            await making.get(bad, "bad")
        assert pool.generation == 1
        pool.submit(good).result()
        assert await making.get(good, "good") == good.name.encode()
        await making.close()

    try:
        assert pool.submit(good).result().data == good.name.encode()
        run(asked)
    finally:
        pool.close()
    assert multiprocessing.active_children() == []
    assert not Path(pool._folder.name).exists()


def test_what_a_visitor_adds_is_part_of_the_key(editions: list[Edition]) -> None:
    keys = {key_of(edition, added) for edition in editions for added in ("", "a", "b")}
    assert len(keys) == 3 * len(editions)


# ---------------------------------------------------------------- limits


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


def test_a_bucket_fills_again_and_is_one_visitors(clock: list[float]) -> None:
    allowance = Allowance(Limits(burst=2, refill_seconds=3), lambda: clock[0])
    assert [allowance.take("192.0.2.1") for _ in range(3)] == [0, 0, 3]
    assert allowance.take("192.0.2.2") == 0
    clock[0] = 2.0
    assert allowance.take("192.0.2.1") == 1
    clock[0] = 3.0
    assert [allowance.take("192.0.2.1") for _ in range(2)] == [0, 3]
    clock[0] = 1000.0
    assert [allowance.take("192.0.2.1") for _ in range(3)] == [0, 0, 3]


def test_a_network_is_one_visitor_and_few_are_remembered(clock: list[float]) -> None:
    allowance = Allowance(Limits(burst=1, clients=2), lambda: clock[0])
    assert allowance.take("2001:db8::1") == 0
    assert allowance.take("2001:db8::2") > 0
    assert allowance.take("2001:db8:0:1::1") == 0
    assert allowance.take("not an address") == 0
    assert len(allowance) == 2


def test_the_shelf_keeps_what_was_used_last() -> None:
    shelf = Shelf(10)
    for key in "abc":
        shelf.put(key, b"1234")
        shelf.get("a")
    assert (shelf.get("a"), shelf.get("b"), shelf.get("c")) == (b"1234", None, b"1234")
    shelf.put("c", b"123456")
    assert (shelf.bytes, len(shelf)) == (10, 2)
    shelf.put("huge", b"x" * 11)
    assert (shelf.bytes, shelf.get("huge")) == (10, None)


# ---------------------------------------------------------------- what is typed


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"a=1&b=%C3%A9+x", {"a": "1", "b": "é x"}),
        (b"", {}),
        (b"a=", {"a": ""}),
        (b"a=1&a=1", None),
        (b"a=%ff", None),
        ("a=é".encode(), None),
        (b"&a" * 500, None),
    ],
)
def test_a_form_is_read_strictly(body: bytes, fields: dict[str, str] | None) -> None:
    assert fields_of(body) == fields


@pytest.mark.parametrize("text", ["José O’Neil & Søn", "عيادة", "诊所", "क्लिनिक", "می‌خواهم", "Việt", "line\nline"])
def test_names_of_all_languages_can_be_printed(text: str) -> None:
    assert list(unprintable(text)) == []


def test_a_number_is_read_as_in_the_centres_country(editions: list[Edition]) -> None:
    center = editions[0].center
    assert dialled("(202) 555-0123", center) == "+12025550123"
    assert dialled("+44 20 7946 0018", center) == "+442079460018"
    assert dialled("202-555-0123 ext. 7", center) == "+12025550123"
    assert [dialled(bad, center) for bad in ("", "12", "0000000000", "call us", "+999 1234567")] == [""] * 5


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin", "origin": "http://evil.example"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "http://127.0.0.1:8000"}, True),
        ({"origin": "https://127.0.0.1:8000"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
    ],
)
def test_a_form_comes_from_our_own_pages(headers: dict[str, str], ours: bool) -> None:
    assert same_origin({"host": "127.0.0.1:8000", **headers}, "http") is ours


# ---------------------------------------------------------------- at the door


@pytest.mark.parametrize(
    ("host", "at_home", "on_a_network"),
    [
        ("127.0.0.1:8000", True, True),
        ("localhost", True, True),
        ("[::1]:8000", True, True),
        ("192.0.2.1:8000", False, True),
        ("[2001:db8::1]", False, True),
        ("Desk.Example.Org:8000", True, True),
        ("evil.example", False, False),
        ("127.0.0.1.evil.example", False, False),
        ("", False, False),
    ],
)
def test_a_host_is_an_address_or_a_name_of_ours(host: str, at_home: bool, on_a_network: bool) -> None:
    async def nothing_more(*_anything: Any) -> None:
        return

    known = [
        Guard(nothing_more, Limits(), ["desk.example.org"], loopback=loopback)._known(host)
        for loopback in (True, False)
    ]
    assert known == [at_home, on_a_network]


def test_sources_with_mistakes_open_a_desk_that_gives_nothing_out(tmp_path: Path) -> None:
    bookcase = Bookcase(lay(tmp_path / "sources", {TEXT: "---\ntitle: x\n---\n"}))
    assert not bookcase.sound
    assert bookcase.forms == {}
    page = Pages(bookcase, Limits(), previews=True).home(bookcase.interface())
    assert "No PDF can be made right now" in bytes(page.body).decode()
    shutil.copy(BASE / TEXT, tmp_path / "sources" / TEXT)
    bookcase.read()
    assert bookcase.sound
    assert bookcase.forms
    # A later mistake changes nothing for clinics.
    (tmp_path / "sources" / TEXT).write_text("# no", "utf-8")
    before = bookcase.forms
    bookcase.read()
    assert not bookcase.sound
    assert bookcase.forms is before


def test_on_a_new_day_the_sources_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that has expired overnight is not given out in the morning."""
    bookcase = Bookcase(BASE)
    monkeypatch.setattr(
        "press.desk.previews.today", lambda: dt.date(2100, 1, 1) if not bookcase.version else bookcase.day
    )

    async def todo() -> None:
        previews = Previews(bookcase, Making(ByHand(), 1, Limits()), Limits())
        watching = asyncio.create_task(previews.watch())
        await settled(lambda: bool(bookcase.version))
        await previews.stop()
        await watching
        assert bookcase.version == 1

    run(todo)


@pytest.mark.parametrize("name", ["center.yaml", "languages/en.yaml"])
def test_sources_without_words_open_no_desk(tmp_path: Path, name: str) -> None:
    sources = lay(tmp_path / "sources", {name: "- nothing"})
    shutil.rmtree(sources / "languages") if "/" in name else None
    with pytest.raises(PressError):
        Bookcase(sources)


def test_a_port_that_is_taken_is_a_finding() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(app, ["serve", "--port", port, "--sources", str(BASE), "--json"])
    assert done.exit_code == 2
    assert [one["code"] for one in json.loads(done.stdout)["findings"]] == ["DSK102"]


def test_more_requests_than_can_be_answered_are_turned_away() -> None:
    async def todo() -> None:
        go = asyncio.Event()

        async def slow(_scope: Any, _receive: Any, send: Any) -> None:
            await go.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        guard = Guard(slow, Limits(requests=2))
        started: list[MutableMapping[str, Any]] = []

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                started.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        scope = {"type": "http", "method": "GET", "scheme": "http", "headers": [(b"host", b"127.0.0.1")]}
        requests = [asyncio.create_task(guard(dict(scope), receive, send)) for _ in range(5)]
        await settled(lambda: len(started) == 3)
        assert [(one["status"], dict(one["headers"])[b"retry-after"]) for one in started] == [(503, b"5")] * 3
        go.set()
        await asyncio.gather(*requests)
        assert [one["status"] for one in started[3:]] == [200, 200]
        assert guard.most == 3

    run(todo)


@pytest.mark.parametrize("path", sorted((ROOT / "sources" / "languages").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_language_has_the_words_of_the_desk(path: Path) -> None:
    DeskWords.model_validate(yaml.safe_load(path.read_text("utf-8"))["desk"])
