"""What keeps the desk within its bounds: requests made once, workers that are replaced, buckets, a cache."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import multiprocessing
import os
import re
import shutil
import socket
from collections.abc import Callable, Coroutine, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from press.build import pipeline
from press.build.selection import add_imprint
from press.build.workers import WorkerLimits, WorkerProcesses, open_workers
from press.desk.imprint_form import find_unprintable, parse_fields, parse_phone
from press.desk.jobs import DeskBusy, DeskTask, FileMaker, WorkerResult, compute_file_key
from press.desk.library import LiveLibrary
from press.desk.middleware import DeskLimits, FileCache, RateLimiter, RequestGuard, is_same_origin, keep_file
from press.desk.pages import DeskPages
from press.desk.previews import PreviewStore
from press.model.edition import Edition
from press.model.findings import Finding, Place, PressError
from press.model.sources.imprint import Imprint
from press.publish.fingerprints import _KNOWN
from tests.commands import app
from tests.overlay import BASE, TEXT, lay


@pytest.fixture(scope="module")
def editions() -> list[Edition]:
    return pipeline.select_editions(pipeline.read_library(BASE))


def run(todo: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a coroutine in a thread: the browser of this process may have a loop of its own in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(todo())).result()


class ByHand:
    """Workers whose work is done when the test says so."""

    def __init__(self) -> None:
        self.asked: list[Future[WorkerResult]] = []

    def submit(self, _task: DeskTask) -> Future[WorkerResult]:
        self.asked.append(Future())
        return self.asked[-1]

    def close(self, **_how: bool) -> None:
        return


def add_clinic(edition: Edition, name: str) -> Edition:
    """Add what a visitor typed."""
    return add_imprint(edition, Imprint(name=name, phones=[]))


async def settled(condition: Callable[[], bool]) -> None:
    """Let others go on until something is so."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)


def test_the_same_request_is_made_once_and_kept(editions: list[Edition]) -> None:
    async def todo() -> None:
        workers = ByHand()
        making = FileMaker(workers, 2, DeskLimits())
        tasks = [asyncio.create_task(making.get_file(editions[0])) for _ in range(5)]
        await settled(lambda: bool(workers.asked))
        workers.asked[0].set_result(WorkerResult(b"made"))
        assert await asyncio.gather(*tasks) == [b"made"] * 5
        assert await making.get_file(editions[0]) == b"made"
        assert len(workers.asked) == 1

    run(todo)


def test_the_queue_is_bounded_and_so_is_every_wait(editions: list[Edition]) -> None:
    async def todo() -> None:
        workers = ByHand()
        making = FileMaker(workers, 1, DeskLimits(queue=2, wait_seconds=0.05))
        tasks = [asyncio.create_task(making.get_file(add_clinic(editions[0], str(number)))) for number in range(5)]
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(one) for one in outcomes] == [DeskBusy] * 5
        assert making.peak_files == 2
        # The one that was waiting is not begun: nobody waits for it any more.
        workers.asked[0].set_result(WorkerResult(b"late"))
        await settled(lambda: not making._under_way)
        assert len(workers.asked) == 1
        assert await making.get_file(add_clinic(editions[0], "0")) == b"late"

    run(todo)


def test_findings_stop_a_file_and_are_not_kept(editions: list[Edition]) -> None:
    async def todo() -> None:
        workers = ByHand()
        making = FileMaker(workers, 1, DeskLimits())
        refused = WorkerResult(b"", (Finding(Place(), "X", "no"),))
        warned = WorkerResult(b"yes", (Finding(Place(), "X", "well", "", "warning"),))
        for found in (refused, warned):
            task = asyncio.create_task(making.get_file(editions[0]))
            await settled(lambda: bool(workers.asked))
            workers.asked.pop().set_result(found)
            if found.data:
                assert await task == b"yes"
            else:
                with pytest.raises(PressError):
                    await task

    run(todo)


def dies_or_works(task: DeskTask) -> WorkerResult:
    """What a worker does whose machine is short of memory."""
    if task.edition.lang == "es":
        os._exit(9)
    return WorkerResult(task.edition.name.encode())


def hangs_or_works(task: DeskTask) -> WorkerResult:
    while task.edition.lang == "es":
        pass
    return WorkerResult(task.edition.name.encode())


@pytest.mark.parametrize(("todo", "code"), [(dies_or_works, "WRK101"), (hangs_or_works, "WRK104")])
def test_a_worker_that_fails_is_replaced(
    editions: list[Edition], todo: Callable[[DeskTask], WorkerResult], code: str
) -> None:
    """The finding names the source, so that who sees the preview can act."""
    bad, good = (next(one for one in editions if one.lang == lang) for lang in ("es", "en"))

    async def asked(pool: WorkerProcesses[DeskTask, WorkerResult]) -> None:
        making = FileMaker(pool, 1, DeskLimits())
        with pytest.raises(PressError) as caught:
            await making.get_file(bad)
        assert [(one.code, Path(one.place.file).name) for one in caught.value.findings] == [(code, "es.md")]
        assert await making.get_file(good) == good.name.encode()
        await making.close()

    before = multiprocessing.active_children()
    with open_workers(1, todo, WorkerLimits(seconds=0.5)) as pool:
        pool.start()
        assert pool.submit(DeskTask(good, "")).result().data == good.name.encode()
        run(lambda: asked(pool))
    assert set(multiprocessing.active_children()) <= set(before)


def test_what_a_visitor_adds_is_part_of_the_key_and_is_not_remembered(editions: list[Edition]) -> None:
    _KNOWN.clear()
    requests = [add_clinic(edition, name) for edition in editions for name in ("Ann", "Bob")]
    assert len({*map(compute_file_key, [*editions, *requests])}) == 3 * len(editions)
    assert not [noun for noun, _ in _KNOWN.values() if isinstance(noun, Imprint)]


# ---------------------------------------------------------------- limits


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


def test_a_bucket_fills_again_and_is_one_visitors(clock: list[float]) -> None:
    allowance = RateLimiter(DeskLimits(burst=2, refill_seconds=3), lambda: clock[0])
    assert [allowance.take_token("192.0.2.1") for _ in range(3)] == [0, 0, 3]
    assert allowance.take_token("192.0.2.2") == 0
    clock[0] = 2.0
    assert allowance.take_token("192.0.2.1") == 1
    clock[0] = 3.0
    assert [allowance.take_token("192.0.2.1") for _ in range(2)] == [0, 3]
    clock[0] = 1000.0
    assert [allowance.take_token("192.0.2.1") for _ in range(3)] == [0, 0, 3]


def test_a_network_is_one_visitor_and_few_are_kept(clock: list[float]) -> None:
    allowance = RateLimiter(DeskLimits(burst=1, clients=2), lambda: clock[0])
    assert allowance.take_token("2001:db8::1") == 0
    assert allowance.take_token("2001:db8::2") > 0
    assert allowance.take_token("2001:db8:0:1::1") == 0
    assert allowance.take_token("not an address") == 0
    assert len(allowance) == 2


def test_a_cache_drops_what_was_not_used_for_longest() -> None:
    cache = FileCache(10, len)
    for key in "abc":
        keep_file(cache, key, b"1234")
        cache.get("a")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"1234", None, b"1234")
    keep_file(cache, "c", b"123456")
    assert (cache.currsize, len(cache)) == (10, 2)
    keep_file(cache, "huge", b"x" * 11)
    assert (cache.currsize, cache.get("huge")) == (10, None)


# ---------------------------------------------------------------- previews


def test_a_preview_is_made_once_until_a_source_changes(tmp_path: Path) -> None:
    """The page and its file are one state; after a mistake the last good file stays."""
    library = LiveLibrary(lay(tmp_path / "sources", {}))
    made: list[str] = []

    async def make_file(edition: Edition) -> bytes:
        made.append(edition.title)
        if "Bad" in edition.title:
            raise PressError([Finding(Place("x"), "X", "bad")])
        return edition.title.encode()

    def save(title: str) -> None:
        text = (BASE / TEXT).read_text("utf-8")
        (library.sources / TEXT).write_text(re.sub("(?m)^title: .*$", f"title: {title}", text, count=1), "utf-8")
        library.reload()

    async def todo() -> None:
        store = PreviewStore(library, make_file, 1)
        first = await store.load_state("handwashing.en.letter")
        assert await store.load_state("handwashing.en.letter") is first
        assert (len(made), first.data) == (1, made[0].encode())
        save("Good news")
        second = await store.load_state("handwashing.en.letter")
        assert (second.data, second.token == first.token) == (b"Good news", False)
        save("Bad news")
        for _ in range(2):
            third = await store.load_state("handwashing.en.letter")
            assert ([one.code for one in third.findings], third.data) == (["X"], b"Good news")
        assert len(made) == 3
        with pytest.raises(KeyError):
            await store.load_state("nothing")

    run(todo)


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
    assert parse_fields(body) == fields


@pytest.mark.parametrize("text", ["José O’Neil & Søn", "عيادة", "诊所", "क्लिनिक", "می‌خواهم", "Việt", "line\nline"])
def test_names_of_all_languages_can_be_printed(text: str) -> None:
    assert list(find_unprintable(text)) == []


def test_a_number_is_read_as_in_the_centres_country(editions: list[Edition]) -> None:
    center = editions[0].center
    assert parse_phone("(202) 555-0123", center) == "+12025550123"
    assert parse_phone("+44 20 7946 0018", center) == "+442079460018"
    assert parse_phone("202-555-0123 ext. 7", center) == "+12025550123"
    assert [parse_phone(bad, center) for bad in ("", "12", "0000000000", "call us", "+999 1234567")] == [""] * 5


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
    assert is_same_origin({"host": "127.0.0.1:8000", **headers}, "http") is ours


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
        RequestGuard(nothing_more, DeskLimits(), ["desk.example.org"], loopback=loopback)._is_known_host(host)
        for loopback in (True, False)
    ]
    assert known == [at_home, on_a_network]


def test_sources_with_mistakes_open_a_desk_that_gives_nothing_out(tmp_path: Path) -> None:
    live = LiveLibrary(lay(tmp_path / "sources", {TEXT: "---\ntitle: x\n---\n"}))
    assert not live.is_error_free
    assert live.clinic_editions == {}
    page = DeskPages(live, DeskLimits(), previews=True).render_home(live.choose_interface())
    assert "No file can be made right now" in bytes(page.body).decode()
    shutil.copy(BASE / TEXT, tmp_path / "sources" / TEXT)
    live.reload()
    assert live.is_error_free
    assert live.clinic_editions
    # A later mistake changes nothing for clinics.
    (tmp_path / "sources" / TEXT).write_text("# no", "utf-8")
    before = live.clinic_editions
    live.reload()
    assert not live.is_error_free
    assert live.clinic_editions is before


def test_on_a_new_day_the_sources_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that has expired overnight is not given out in the morning."""
    live = LiveLibrary(BASE)
    monkeypatch.setattr("press.desk.previews.read_date", lambda: dt.date(2100, 1, 1) if not live.version else live.day)

    async def todo() -> None:
        previews = PreviewStore(live, FileMaker(ByHand(), 1, DeskLimits()).get_file, 1)
        watching = asyncio.create_task(previews.watch_sources())
        await settled(lambda: bool(live.version))
        await previews.stop()
        await watching
        assert live.version == 1

    run(todo)


@pytest.mark.parametrize("name", ["center.yaml", "languages/en.yaml"])
def test_sources_without_words_open_no_desk(tmp_path: Path, name: str) -> None:
    sources = lay(tmp_path / "sources", {name: "- nothing"})
    shutil.rmtree(sources / "languages") if "/" in name else None
    with pytest.raises(PressError):
        LiveLibrary(sources)


def test_a_port_that_is_taken_is_a_finding() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
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

        guard = RequestGuard(slow, DeskLimits(requests=2))
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
        assert guard.peak_requests == 3

    run(todo)
