"""Fulfilment: what was asked for, once, whatever is stopped where; papers that can be read; no names elsewhere."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import itertools
import json
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from press.load import load
from press.model.findings import PressError
from press.model.library import Library
from press.orders import batches as planning
from press.orders import fulfilment, queries
from press.orders.database import lock_orders
from press.orders.folders import list_problems
from press.orders.fulfilment import FinishedBatch, Shop, make_batch
from press.orders.jobs import format_weight, name_media, weigh_copies
from press.orders.ledger import OrderLedger, record_answers, set_status
from press.orders.papers import PaperRow, PaperSheet, Parcel, choose_size, make_pdf, typeset_paper
from press.orders.purge import purge_orders
from press.orders.stock import StockCount, list_stock, store_counts
from press.orders.typefaces import choose_family
from press.readback.layout.pdfium import read_page_texts
from press.readback.pdf.contents import read_contents
from press.readback.pdf.metadata import read_facts
from press.readback.pdf.tag_tree import read_tag_tree
from tests import order_desk, postgresql
from tests.commands import app
from tests.conftest import ROOT, Check, VeraPdf
from tests.order_desk import NOW, NUMBER, PATIENCE, ROWS, at_once, csv_of, open_ledger, order, row
from tests.overlay import BASE

PLANTED = "Zebulon Plantedname"
ORDERS = (
    order("a", (("en", "letter", 5), ("es", "booklet", 4)), name=PLANTED),
    order("b", (("en", "letter", 3), ("es", "letter", 9)), organization="Planted Clinic"),
    order("c", (("en", "letter", 1),), other_format="braille", note='Ring at the back door, 2" left'),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sources, published editions, and a ledger of three orders and some stock."""
    folder = tmp_path_factory.mktemp("world")
    order_desk.sources(folder / "sources")
    order_desk.publish(folder / "published")
    shop = shop_in(folder)
    with open_ledger(folder) as book:
        book.add_orders(ORDERS, shop.offer, NOW)
        stock = {("en", "letter"): (6, False), ("es", "letter"): (8, True)}
        store_counts(book, [StockCount((NUMBER, *key), count, stock_only=only) for key, (count, only) in stock.items()])
    return folder


@pytest.fixture
def place(world: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return copy(world, tmp_path / "place")


def copy(world: Path, to: Path) -> Path:
    shutil.copytree(world, to, ignore=shutil.ignore_patterns("sources", "ledger.sqlite3*"))
    order_desk.copy_ledger(world, to)
    return to


_LIBRARY: dict[str, Library] = {}


def shop_in(folder: Path, rows: tuple[Any, ...] = ROWS) -> Shop:
    if not _LIBRARY:
        _LIBRARY[""] = order_desk._library(folder / "sources")
    return order_desk.shop(folder / "published", _LIBRARY[""], rows)


def run(folder: Path, rows: tuple[Any, ...] = ROWS, *, wait: int = PATIENCE, **options: Any) -> FinishedBatch | None:
    with open_ledger(folder, wait) as book:
        return make_batch(book, shop_in(folder, rows), NOW, drawn=at_once, **options)


def state(folder: Path) -> dict[str, Any]:
    """Everything that must be the same however often the making of a batch was stopped."""
    batches = folder / "batches"
    with open_ledger(folder) as book:
        orders = [queries.describe_order(book, int(one["order"])) for one in reversed(queries.list_orders(book))]
        return {
            "files": {
                path.relative_to(batches).as_posix(): path.read_bytes() for path in batches.rglob("*") if path.is_file()
            },
            "lines": [one["lines"] for one in orders],
            "journal": [one["journal"] for one in orders],
            "stock": list_stock(book),
        }


def folder_of(place: Path, number: int = 1) -> Path:
    """The folder of a batch; its name ends with the identity of the ledger."""
    (found,) = (place / "batches").glob(f"batch-{number:06d}-????????")
    return found


def manifest_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder_of(folder) / "manifest.json").read_bytes())
    return found


# ---------------------------------------------------------------- what is in a batch


def test_a_batch_holds_exactly_what_was_asked_for(place: Path) -> None:
    """Stock first and the rest printed, first come first served; a line is sent whole or not at all."""
    done = run(place)
    assert done
    assert (done.orders, done.copies, done.printed, done.short, done.requests) == ((1, 2, 3), 13, 7, 1, 1)
    found = manifest_of(place)
    lines = [(one["order"], line["language"], line["from_stock"], line["printed"])
             for one in found["orders"] for line in one["lines"]]  # fmt: skip
    assert lines == [("000001", "en", 5, 0), ("000001", "es", 0, 4), ("000002", "en", 1, 2), ("000003", "en", 0, 1)]
    back = found["back_ordered"]
    assert [(one["order"], one["language"], one["quantity"]) for one in back] == [("000002", "es", 9)]
    assert {line["status"] for one in state(place)["lines"] for line in one} == {"picked", "back-ordered"}
    assert [count.quantity for count in state(place)["stock"]] == [0, 8], "what is back-ordered stays on the shelf"


def test_the_manifest_has_the_hash_of_every_file(place: Path) -> None:
    run(place)
    folder = folder_of(place)
    files = {one["file"]: one["sha256"] for one in manifest_of(place)["files"]}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert set(there) == {*files, "manifest.json"}
    assert all(hashlib.sha256(there[name].read_bytes()).hexdigest() == digest for name, digest in files.items())
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o600}


def test_print_files_are_grouped_by_paper_and_fold_with_their_tickets(place: Path) -> None:
    run(place)
    runs = {one["file"]: one for one in manifest_of(place)["runs"]}
    flat, folded = "print/na_letter_8.5x11in.flat", "print/na_letter_8.5x11in.saddle"
    sheets, flat_file = f"{folded}/handwashing.es.booklet.sheets.pdf", f"{flat}/handwashing.en.letter.pdf"
    assert set(runs) == {sheets, flat_file}
    assert (runs[flat_file]["copies"], runs[flat_file]["sheets"]) == (3, 6)
    folder = folder_of(place)
    assert (folder / sheets).read_text() == "handwashing/handwashing.es.booklet.sheets.pdf"
    tickets = [json.loads((folder / f"{name[:-4]}.ticket.json").read_text())["ipp"] for name in (flat_file, sheets)]
    assert [one["operation-attributes-tag"]["job-name"] for one in tickets] == [
        "handwashing.en.letter", "handwashing.es.booklet",
    ]  # fmt: skip
    wanted = ("copies", "media", "sides", "finishings", "orientation-requested")
    assert [[one["job-attributes-tag"][name] for name in wanted] for one in tickets] == [
        [3, "na_letter_8.5x11in", "two-sided-long-edge", [20], 3],
        [4, "na_letter_8.5x11in", "two-sided-short-edge", [93, 8], 4],
    ]


def test_weight_is_area_times_sheets_times_paper_weight() -> None:
    """Letter is 0.2159 × 0.2794 m: a ream of 500 sheets of 75 g/m² weighs 2,262 g, 4.99 lb (20 lb bond: 5 lb)."""
    ream = replace(row("en", "letter"), sheets=500)
    assert weigh_copies(ream, 1, 75) == pytest.approx(0.2159 * 0.2794 * 75 * 500, rel=1e-6)
    assert format_weight(weigh_copies(ream, 1, 75.2)) == "5.00 lb (2,268 g)"
    assert name_media(replace(ream, trim=(300.0, 200.0))) == "custom_2.78x4.17in_2.78x4.17in"


def test_back_orders_come_with_a_later_batch_and_nothing_twice(place: Path) -> None:
    run(place)
    assert run(place) is None
    with open_ledger(place) as book:
        store_counts(book, [StockCount((NUMBER, "es", "letter"), 20, stock_only=True)])
    later = run(place)
    assert later
    assert (later.id, later.orders, later.copies, later.printed) == (2, (2,), 9, 0)
    assert run(place) is None
    assert [count.quantity for count in state(place)["stock"]] == [0, 11]


def test_what_is_not_published_any_more_waits(place: Path) -> None:
    """The rows of a build in which English has been withdrawn."""
    done = run(place, ROWS[2:])
    assert done
    assert done.orders == (1,)
    assert [one["order"] for one in manifest_of(place)["back_ordered"]] == ["000001", "000002", "000002", "000003"]
    slip = (folder_of(place) / "slip-000001.pdf").read_text()
    assert f"Sample Pub. No. {NUMBER}" in slip.partition("Falta por enviar")[2].replace("\N{NO-BREAK SPACE}", " ")


def test_until_leaves_later_orders_for_later(place: Path) -> None:
    with open_ledger(place) as book:
        book.add_orders([order("late")], shop_in(place).offer, NOW + dt.timedelta(days=1))
    done = run(place, until=NOW.date())
    assert done
    assert done.orders == (1, 2, 3)
    assert run(place, until=NOW.date() - dt.timedelta(days=1)) is None


def test_a_file_that_is_not_the_published_one_stops_the_batch_and_keeps_it_open(place: Path) -> None:
    file = place / "published" / ROWS[0].file
    file.write_text("half a build")
    with pytest.raises(PressError) as caught:
        run(place)
    assert [finding.code for finding in caught.value.findings] == ["ORD309"]
    assert {line["status"] for one in state(place)["lines"] for line in one} == {"accepted", "back-ordered"}
    file.write_text(ROWS[0].file)
    done = run(place)
    assert done
    assert (done.id, done.orders) == (1, (1, 2, 3))


def test_cancelling_puts_back_what_came_from_stock(place: Path) -> None:
    run(place)
    with open_ledger(place) as book:
        set_status(book, [1], "cancelled", NOW)
        assert [count.quantity for count in list_stock(book)] == [5, 8]
        set_status(book, [2, 3], "sent", NOW)
        with pytest.raises(PressError):
            set_status(book, [1, 3], "cancelled", NOW)
        statuses = [one["status"] for one in queries.list_orders(book)]
    assert statuses == ["sent", "back-ordered", "cancelled"]


def test_what_is_in_a_batch_being_made_is_not_cancelled(place: Path) -> None:
    def stop(_papers: object) -> Any:
        raise Killed

    with open_ledger(place) as book:
        with pytest.raises(Killed):
            make_batch(book, shop_in(place), NOW, drawn=stop)
        with pytest.raises(PressError) as caught:
            set_status(book, [1], "cancelled", NOW)
    assert "run `orders fulfil` again" in caught.value.findings[0].hint


def test_a_batch_is_finished_once_whoever_comes_first(place: Path) -> None:
    """Two machines on one database cannot see each other's lock; the ledger still counts once."""
    shop = shop_in(place)
    with open_ledger(place) as book:
        with book.begin_transaction() as connection:
            batch = planning.open_batch(connection, shop.offer, NOW, NOW.date(), 75, place / "batches")
        assert batch
        for first in (True, False):
            with book.begin_transaction() as connection:
                assert planning.finish_batch(connection, batch, NOW) is first
        assert [count.quantity for count in list_stock(book)] == [0, 8]
        assert len(queries.describe_order(book, 1)["journal"]) == 6


# ---------------------------------------------------------------- stopped anywhere


class Killed(BaseException):
    """Stands for a process that ends where it is."""


@contextmanager
def killed_at(step: int, book: OrderLedger) -> Iterator[Callable[[], int]]:
    """Make the step-th change the last thing that happens: to the file system, or a commit, before it or after it."""
    count = 0

    def tick(*_: object) -> None:
        nonlocal count
        count += 1
        if count == step:
            raise Killed

    def watched(real: Callable[..., Any]) -> Callable[..., Any]:
        def change(*args: Any, **kwargs: Any) -> Any:
            tick()
            return real(*args, **kwargs)

        return change

    real_transaction = OrderLedger.begin_transaction

    @contextmanager
    def transaction(self: OrderLedger) -> Iterator[sa.Connection]:
        with real_transaction(self) as connection:
            yield connection
        tick()

    with pytest.MonkeyPatch.context() as patch:
        for name in ("replace", "rename", "mkdir", "chmod", "unlink"):
            patch.setattr(Path, name, watched(getattr(Path, name)))
        patch.setattr("shutil.rmtree", watched(shutil.rmtree))
        patch.setattr("os.fsync", tick)
        patch.setattr(OrderLedger, "begin_transaction", transaction)
        sa.event.listen(book.engine, "commit", tick)
        yield lambda: count
        sa.event.remove(book.engine, "commit", tick)


def test_killed_at_any_step_and_run_again_it_ends_as_if_never_killed(world: Path, tmp_path: Path) -> None:
    """The same bytes, the same statuses and journal, the same stock: no order lost, none fulfilled twice."""
    whole = copy(world, tmp_path / "whole")
    run(whole)
    wanted = state(whole)
    for step in range(1, 200):
        place = copy(world, tmp_path / str(step))
        with open_ledger(place) as book, killed_at(step, book) as changes:
            try:
                make_batch(book, shop_in(place), NOW, drawn=at_once)
                finished = True
            except Killed:
                finished = False
            total = changes()
        run(place)
        assert state(place) == wanted, f"killed at step {step}"
        if finished:
            break
        shutil.rmtree(place)
    else:
        pytest.fail("fulfilment never came to its end")
    assert total < step
    assert step > 50, "the test must have killed it at every file and every commit"


CHILD = """
import sys
from pathlib import Path
from press.orders import batches, fulfilment
from tests import order_desk, test_fulfilment as t

folder, where = Path(sys.argv[1]), sys.argv[2]

def hang(*_):
    print("here", flush=True)
    sys.stdin.read()

def papers(papers):
    made = list(order_desk.at_once(papers))
    yield from made[:2]
    if where == "making":
        hang()
    yield from made[2:]

if where == "before the end":
    batches.finish_batch = hang
order_desk._library(Path(sys.argv[3]))
t._LIBRARY[""] = order_desk._library(Path(sys.argv[3]))
with order_desk.open_ledger(folder) as book:
    fulfilment.make_batch(book, t.shop_in(folder), t.NOW, drawn=papers)
"""


@pytest.mark.parametrize("where", ["making", "before the end"])
def test_a_second_process_is_refused_and_takes_over_when_the_first_is_killed(
    where: str, world: Path, place: Path, tmp_path: Path
) -> None:
    """SIGKILL, for real: nothing is left that hinders the next one."""
    command = [sys.executable, "-c", CHILD, str(place), where, str(world / "sources")]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdin
    assert process.stdout.readline() == b"here\n"
    with pytest.raises(PressError) as caught:
        run(place, wait=500)  # the first keeps the ledger until it is killed
    assert [finding.code for finding in caught.value.findings] == ["ORD304"]
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stdin.close()
    assert {line["status"] for one in state(place)["lines"] for line in one} == {"accepted", "back-ordered"}
    run(place)
    whole = copy(world, tmp_path / "whole")
    run(whole)
    assert state(place) == state(whole)


def test_two_at_once_from_two_folders_make_one_whole_batch(world: Path, place: Path) -> None:
    """The lock is on the ledger: a folder of one's own does not let a second command in."""
    with open_ledger(place) as book, lock_orders(book.engine), pytest.raises(PressError) as caught:
        run(place, base=place / "mine")
    assert [finding.code for finding in caught.value.findings] == ["ORD304"]
    command = [sys.executable, "-c", AT_ONCE, str(place), str(world / "sources")]
    both = [subprocess.Popen([*command, name], cwd=ROOT, stderr=subprocess.PIPE) for name in ("one", "two")]
    for process in both:
        process.communicate()
    assert {process.returncode for process in both} <= {0, 7}
    run(place)
    (made,) = [path for path in place.glob("*/batch-*") if path.is_dir()]
    assert list_problems(made) == []
    assert {line["status"] for one in state(place)["lines"] for line in one} == {"picked", "back-ordered"}
    assert [count.quantity for count in state(place)["stock"]] == [0, 8]


AT_ONCE = """
import sys
from pathlib import Path
from press.model.findings import PressError
from press.orders import fulfilment
from tests import order_desk, test_fulfilment as t

folder = Path(sys.argv[1])
t._LIBRARY[""] = order_desk._library(Path(sys.argv[2]))
with order_desk.open_ledger(folder) as book:
    try:
        fulfilment.make_batch(book, t.shop_in(folder), t.NOW, base=folder / sys.argv[3], drawn=order_desk.at_once)
    except PressError:
        sys.exit(7)
"""


def test_two_ledgers_in_one_folder_never_touch_each_other(place: Path) -> None:
    """A second ledger, or the same one lost and made anew, has batches and orders of the same numbers."""
    run(place)
    first = {path: path.read_bytes() for path in place.rglob("batches/*/*.pdf")}
    order_desk.remove_ledger(place)
    with open_ledger(place) as book:
        book.add_orders(ORDERS, shop_in(place).offer, NOW)
    run(place)
    assert len(list((place / "batches").glob("batch-000001-*"))) == 2
    with open_ledger(place) as book:
        set_status(book, [1, 2], "sent", NOW)
        purge_orders(book, NOW + dt.timedelta(days=90), dt.timedelta(days=30))
    assert {path: path.read_bytes() for path in first} == first


@pytest.mark.parametrize("strange", ["a file", "a folder", "a whole batch of another ledger"])
def test_what_is_not_ours_is_never_removed(place: Path, strange: str) -> None:
    def stop(_papers: object) -> Any:
        raise Killed

    with pytest.raises(Killed), open_ledger(place) as book:
        make_batch(book, shop_in(place), NOW, drawn=stop)
    with open_ledger(place) as book:
        target = Path(next(queries.list_batches(book))["folder"])
    if strange == "a file":
        target.write_text("kept")
    else:
        target.mkdir()
        (target / "kept.txt").write_text("kept")
    if strange.startswith("a whole"):
        (target / "manifest.json").write_text('{"ledger": "another", "batch": "000001", "files": []}')
    before = [(path, path.read_bytes()) for path in (target, *target.rglob("*")) if path.is_file()]
    done = run(place)
    assert done
    assert done.folder == target.with_name(f"{target.name}-2")
    assert list_problems(done.folder) == []
    assert [(path, path.read_bytes()) for path, _ in before] == before
    with open_ledger(place) as book:
        assert next(queries.list_batches(book))["folder"] == str(done.folder)


def test_a_batch_is_closed_only_when_its_folder_is_whole(place: Path) -> None:
    """A file lost after the folder was made; the next run makes the folder again."""

    def lose(batch: Any, *_: Any) -> None:
        real(batch, *_)
        (batch.folder / "slip-000001.pdf").unlink()

    real = fulfilment._write_folder
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fulfilment, "_write_folder", lose)
        with pytest.raises(PressError) as caught:
            run(place)
    assert [finding.code for finding in caught.value.findings] == ["ORD312"]
    assert "slip-000001.pdf" in caught.value.findings[0].problem
    assert {line["status"] for one in state(place)["lines"] for line in one} == {"accepted", "back-ordered"}
    done = run(place)
    assert done
    assert done.folder == folder_of(place)
    assert list_problems(done.folder) == []


# ---------------------------------------------------------------- the papers


@pytest.fixture(scope="module")
def batch(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch made at the command line, its papers real; beside it what the command printed."""
    place = copy(world, tmp_path_factory.mktemp("batch") / "place")
    args = ("--ledger", order_desk.find_ledger(place), "--output", place / "published", "--sources", world / "sources")
    hard = {"name": '"Bartholomew Featherstonehaugh-Example III"', "organization": "x" * 100, "address_2": "W" * 99,
            "address_1": "12345 North-by-Northwest Extraordinarily Long Avenue", "country": "Ireland", "region": "",
            "city": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"}  # fmt: skip
    (place / "more.csv").write_text(csv_of(hard, {"name": PLANTED, "quantity": "x"}))
    added = CliRunner().invoke(
        app, ["orders", "add", str(place / "more.csv"), "--now", NOW.isoformat(), *map(str, args)]
    )
    made = CliRunner().invoke(
        app, ["orders", "fulfil", "--batches", f"{place}/batches", "--now", NOW.isoformat(), *map(str, args), "--json"]
    )
    assert (added.exit_code, made.exit_code) == (1, 0), made.output
    (place / "said.txt").write_text(added.output + made.output)
    folder = Path(json.loads(made.stdout)["batch"]["folder"])
    assert folder == folder_of(place)
    return folder


def papers(batch: Path) -> list[Path]:
    return sorted(batch.glob("*.pdf"))


def test_every_order_has_its_slip_and_label(batch: Path) -> None:
    assert [path.name for path in papers(batch)] == [
        *(f"label-{n:06d}.pdf" for n in range(1, 5)), "pick-list.pdf", *(f"slip-{n:06d}.pdf" for n in range(1, 5)),
    ]  # fmt: skip


def heights_of(data: bytes, *texts: str) -> list[float]:
    """How high texts stand on the first page, in points from below."""
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    return [float(page.get_charbox(page.search(text, match_case=True).get_next()[0])[1]) for text in texts]


def test_the_papers_say_what_is_in_the_packet(batch: Path) -> None:
    slip = " ".join(read_page_texts((batch / "slip-000002.pdf").read_bytes())[0].split())
    assert "Planted Clinic" in slip
    assert re.search(rf"{NUMBER} Hands \(en\), Form letter 3", slip)
    assert slip.index("Still to come") < slip.index("Hands (es)")
    label = " ".join(read_page_texts((batch / "label-000001.pdf").read_bytes())[0].split())
    assert f"{PLANTED} 1 Main Street Sampleton, MD 20892 Order 000001" in label
    pick_list = (batch / "pick-list.pdf").read_bytes()
    heights = heights_of(pick_list, "Pick list", "Batch", "From stock")
    assert heights == sorted(heights, reverse=True), "nothing is drawn over the title"
    picks = " ".join(" ".join(read_page_texts(pick_list)).split())
    assert "000003 Braille Hands (en), Form letter March 16, 2026" in picks
    assert "handwashing.es.booklet.sheets.pdf" in picks


def test_a_slip_of_one_language_is_in_it(world: Path, tmp_path: Path) -> None:
    place = copy(world, tmp_path / "place")
    run(place, ROWS[2:])
    assert 'lang="es"' in (folder_of(place) / "slip-000001.pdf").read_text()[:200]


def test_every_paper_is_one_page_of_its_size(batch: Path) -> None:
    """The longest address fits its label too; its slip may go on."""
    for path in papers(batch):
        size = (288.0, 432.0) if path.name.startswith("label") else (612.0, 792.0)
        pages = 2 if path.name == "slip-000004.pdf" else 1
        assert read_facts(path.read_bytes()).sizes == (size,) * pages, path.name


def test_the_address_is_as_large_as_its_label_lets_it_be() -> None:
    """Its room is used first; then it is smaller by a point at a time; only long lines are broken."""
    short = ("Ann Example", "1 Main Street", "Sampleton, MD 20892")
    assert choose_size(short, 220) == 22
    streets = [("12 " + "Main Street " * 12)[:n] for n in range(1, 100)]
    sizes = [choose_size(("Ann Example", street, "Sampleton, MD 20892"), 250) for street in streets]
    assert all(0 <= a - b <= 2 or (a, b) == (13, 16) for a, b in itertools.pairwise(sizes)), sizes
    assert min(sizes) >= 12
    assert choose_size(("Ann Example", "x" * 100, "W" * 99, "Sampleton"), 250) >= 10
    assert choose_size(("x",) * 9, 250) == 21
    assert choose_size(("W" * 100,) * 7, 200) == 8


def test_the_papers_carry_what_the_customer_wrote_and_asked_for(batch: Path) -> None:
    """Notes and requests on slip and pick list; words for papers and folds; nobody is asked what they asked for."""
    slip = " ".join(read_page_texts((batch / "slip-000003.pdf").read_bytes())[0].split())
    assert 'Note from the customer Ring at the back door, 2" left' in slip
    assert "Asked for: Braille. Answer by: March 16, 2026." in slip
    assert "Would another format" not in slip
    picks = " ".join(" ".join(read_page_texts((batch / "pick-list.pdf").read_bytes())).split())
    assert "Note from the customer: Ring at the back door" in picks
    assert "Asked for: Braille" in picks
    assert "Letter, on both sides, flip on the short edge, fold in half, 2 staples in the fold" in picks
    assert "Letter, on both sides, flip on the long edge, 1 staple at the top left" in picks
    assert "na_letter" not in picks


def test_a_label_has_a_line_in_every_script(verapdf: VeraPdf) -> None:
    """Chinese, Japanese and Korean apart, whose typefaces take long to cut."""
    library = load(BASE)[0]
    center, english = library.center, library.languages["en"]
    assert center
    assert english.orders
    names = ("Анна", "Άννα", "חנה", "ليلى", "मीरा", "মীরা", "ਮੀਰਾ", "คำ น้ำ", "ሰላም", "Nguyễn")
    items = (PaperRow(NUMBER, "Hands", "Letter", "en", 2),)
    parcel = Parcel("1", "March 2, 2026", names, 16, items, (), 2, 0, "1 oz", "ทำที่บ้าน", "", "")
    for kind in ("label", "slip"):
        sheet = PaperSheet(f"{kind}-1", "A paper", "en", english, english.orders, center, (), parcel)
        made = make_pdf(typeset_paper(sheet))
        assert isinstance(made, bytes), made
        assert verapdf(made) == []
        words = read_tag_tree(made).all_text
        assert [name for name in names if name not in words] == []
        assert (parcel.note in words) == (kind == "slip")
        faces = {run.font.partition("-Bold")[0].replace("-", " "): run.text for run in read_contents(made).drawn_runs}
        assert set(map(choose_family, names)) <= set(faces), "no letter is from another typeface"


def test_papers_are_accessible(batch: Path, verapdf: VeraPdf) -> None:
    for name in ("pick-list.pdf", "slip-000002.pdf", "label-000004.pdf"):
        assert verapdf(batch / name) == []


def test_papers_can_be_heard(batch: Path, outloud: Check) -> None:
    for name in ("pick-list.pdf", "slip-000002.pdf", "label-000004.pdf"):
        assert outloud(batch / name) == []


# ---------------------------------------------------------------- privacy


def test_names_are_on_slips_and_labels_alone(batch: Path) -> None:
    """Not in what is printed on the screen, file names, manifests, tickets, titles and metadata, or the pick list."""
    said = (batch.parent.parent / "said.txt").read_text()
    words = [*PLANTED.split(), "Planted", "Featherstonehaugh", "Sampleton", "Example", "20892"]
    texts = {"said": said.replace(str(batch), "")}
    for path in batch.rglob("*"):
        texts[f"name of {path.name}"] = path.name
        if path.suffix == ".json":
            texts[path.name] = path.read_text()
        elif path.suffix == ".pdf" and path.parent == batch:
            facts = read_facts(path.read_bytes())
            texts[f"metadata of {path.name}"] = repr(facts)
            texts[f"bytes of {path.name}"] = path.read_bytes().decode("latin-1")
            if path.name.startswith("pick"):
                texts["pick list"] = " ".join(read_page_texts(path.read_bytes()))
    texts["pick list"] = texts["pick list"].replace("1 Example Street", "").replace("Sampleton, ZZ", "")
    found = {where: word for where, text in texts.items() for word in words if word in text}
    assert found == {}
    assert "ORD205" in said


def test_purge_takes_the_papers_with_the_names(batch: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    copy(batch.parent.parent, place)
    with open_ledger(place) as book:
        with book.begin_transaction() as connection:
            connection.execute(sa.text("UPDATE batches SET folder = :to"), {"to": str(folder_of(place))})
        set_status(book, [1], "sent", NOW)
        done = purge_orders(book, NOW + dt.timedelta(days=90), dt.timedelta(days=30))
        assert (done.orders, done.papers) == (1, 2)
        remaining = [path.name for path in papers(folder_of(place))]
    assert "slip-000001.pdf" not in remaining
    assert "label-000001.pdf" not in remaining
    assert len(remaining) == 7
    ledger = postgresql.read_tables(place) if postgresql.ON_POSTGRESQL else (place / "ledger.sqlite3").read_bytes()
    assert PLANTED.encode() not in ledger


def test_a_purge_that_is_killed_and_run_again_forgets_everything(place: Path, tmp_path: Path) -> None:
    """Whatever the step; the counts are those of one purge."""
    run(place)
    later, day = NOW + dt.timedelta(days=90), dt.timedelta(days=1)
    with open_ledger(place) as book:
        set_status(book, [1, 2, 3], "sent", NOW)
        set_status(book, [2], "cancelled", NOW)
        record_answers(book, [3], NOW)
    for step in range(1, 100):
        folder = copy(place, tmp_path / str(step))
        with open_ledger(folder) as book:
            with book.begin_transaction() as connection:
                to = str(folder_of(folder))
                connection.execute(sa.text("UPDATE batches SET folder = :to"), {"to": to})
            with killed_at(step, book) as changes, contextlib.suppress(Killed):
                purge_orders(book, later, day)
            purge_orders(book, later, day)
            total = changes()
            assert queries.list_orders(book) == []
            assert sorted((one["language"], one["copies"]) for one in queries.list_purged(book)) == [
                ("en", 9), ("es", 4), ("es", 9),
            ]  # fmt: skip
        remaining = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        assert b"Plantedname" not in remaining, f"killed at step {step}"
        if total < step:
            break
        shutil.rmtree(folder)
    assert step > 10
