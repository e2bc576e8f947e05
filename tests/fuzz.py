"""Spoiled input of every kind: whatever is wrong with it must become a finding.

`python -m tests.fuzz --tries 100 --seed 1 [KIND...]` makes the tries; a failure names what to type to see it again.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import random
import shutil
import signal
import sys
import tempfile
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from press.importer.readers import read_old_publication
from press.model.findings import PressError
from press.orders.intake.files import LocatedOrder, read_orders
from press.orders.intake.form import enter_form
from press.orders.rules import check_order
from press.publish.manifest import read_manifest
from press.readback.pdf.tag_tree import read_tag_tree
from press.readback.speech.listen import announce_page, announce_pdf
from tests import order_desk
from tests.commands import app
from tests.overlay import BASE, findings

CHUNK = 50
"""Tries of one process, which then ends with all that they left."""
SECONDS = 120
"""What one try may take on a busy machine: more is a hang."""
Rng = random.Random

TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b"\n\n", b"\t", b"---\n", b"- ", b": ", b"#", b"&a *a",
    b"!!python/x ", b"[^1]", b"{{x}}", b"{#id .x}", b":::", b"|--:|", b"<b>", b"</p>", b"<!--", b"&#0;", b"&amp;",
    b"]]>", b"<svg>", b"%PDF-1.7", b"endobj", b"<<", b">>", b"/K [", b"/Parent 1 0 R", b"stream\n", b"1e999", b"-1",
    b"99999999999999999999", b"NaN", b"null", b"true", b"../", b"/etc/passwd", b"https://", b"\xe2\x80\xae",
    b"\xd8\x00", b"\xf0\x9f\x98\x80", b"'", b'"', b"`", b"\\", b"%s", b"{0}", b"\xc2\xa0", "مرحبا".encode(),
    "नमस्ते".encode(), "中文".encode(), b"A" * 5_000, b"(" * 500, b"[" * 500, b"> " * 200, b"  " * 300 + b"- x\n",
)  # fmt: skip
"""What texts, data and programs stumble over."""


def spoil(data: bytes, rng: Rng) -> bytes:
    """Change a few places of some bytes."""
    spoiled = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(spoiled) + 1)
        end = min(len(spoiled), at + rng.choice((1, 1, 4, 30, 400)))
        change = rng.randrange(6)
        if change == 0:
            del spoiled[at:end]
        elif change == 1:
            spoiled[at:at] = spoiled[at:end] * rng.choice((1, 2, 50))
        elif change == 2 and end > at:
            spoiled[at] = rng.randrange(256)
        elif change == 3:
            spoiled[at:end] = rng.choice(TOKENS)
        elif change == 4:
            other = rng.randrange(len(spoiled) + 1)
            spoiled[at:at] = spoiled[other : other + rng.choice((5, 80))]
        else:
            spoiled[at:at] = rng.choice(TOKENS)
    return bytes(spoiled)


@dataclass(frozen=True)
class Kind:
    """A kind of input. make: what must hold still before the tries; run: one try, in a folder of its own.

    foreign: whether the command line reads it in a process of its own, where every exception becomes a finding; then
    only a hang or the end of the process is a failure.
    """

    make: Callable[[Path], Any]
    run: Callable[[Any, Path, Rng], Any]
    foreign: bool = False


def list_base_files(_: Path) -> list[Path]:
    return sorted(path for path in BASE.rglob("*") if path.is_file())


def check_spoiled_sources(files: list[Path], folder: Path, rng: Rng) -> None:
    sources = folder / "sources"
    shutil.copytree(BASE, sources)
    path = sources / rng.choice(files).relative_to(BASE)
    path.write_bytes(spoil(path.read_bytes(), rng))
    findings(sources)


def make_shop(folder: Path) -> Any:
    return order_desk.shop(folder / "published", order_desk._library(order_desk.sources(folder / "sources")))


ORDERS = {
    "orders.csv": order_desk.csv_of(
        {"order": "a", "number": order_desk.NUMBER, "language": "en", "variant": "letter", "quantity": "20"},
        {"order": "b", "number": order_desk.NUMBER, "language": "es", "variant": "booklet", "quantity": "5"},
    ),
    "orders.jsonl": '{"order": "a", "name": "Ann Example", "address_1": "1 Main Street", "city": "Sampleton", '
    '"region": "MD", "postal_code": "20892", '
    '"lines": [{"number": "01-001", "language": "en", "variant": "letter", "quantity": 20}]}\n',
}


def read_spoiled_orders(shop: Any, folder: Path, rng: Rng) -> None:
    name, text = rng.choice(sorted(ORDERS.items()))
    (folder / name).write_bytes(spoil(text.encode(), rng))
    for read in read_orders(folder / name):
        if isinstance(read, LocatedOrder):
            check_order(read.order, shop.offer)


def post_spoiled_order(shop: Any, folder: Path, rng: Rng) -> None:
    fields = {"item-1-number": order_desk.NUMBER, "item-1-language": "en", "item-1-variant": "letter",
              "item-1-quantity": "20", **order_desk.PERSON}  # fmt: skip
    for name in rng.sample(sorted(fields), 2):
        fields[name] = spoil(fields[name].encode(), rng).decode("utf-8", "replace")
    words = shop.library.languages["en"].orders
    with order_desk.open_ledger(folder) as book:
        enter_form(book, fields, shop.offer, words, order_desk.NOW)


def publish_rows(folder: Path) -> dict[str, bytes]:
    published = order_desk.publish(folder / "published")
    return {path.name: path.read_bytes() for path in published.glob("*.json")}


def read_spoiled_manifest(files: dict[str, bytes], folder: Path, rng: Rng) -> None:
    for name, data in files.items():
        (folder / name).write_bytes(spoil(data, rng))
    read_manifest(folder)


WORDS = (
    "--json", "--strict", "--day", "2026-13-45", "--limit", "0", "-1", "--sources", "--lang", "en", "handwashing",
    "nobody", "..", "/", "", "\0", "\u202e", "x" * 5_000, "--variant", "letter", "--help", "-", "--", "*.pdf",
)  # fmt: skip
COMMANDS = ("check", "list", "rules", "due", "impact", "measure", "readability", "verify", "tags", "listen")


def run_spoiled_options(_: Any, folder: Path, rng: Rng) -> None:
    words = [rng.choice(WORDS) for _ in range(rng.randrange(5))]
    words = [rng.choice(COMMANDS), "--sources", str(BASE), *words][:: rng.choice((1, 1, 1, -1))]
    ran = CliRunner().invoke(app, words, env={"HANDOUT_PRESS_OUTPUT": str(folder)})
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception


def make_files(folder: Path) -> dict[str, bytes]:
    """Make a PDF, a page and a Word file of one small text."""
    import docx
    import pikepdf

    from press.build.tag_page import make_tagged_pdf

    page = folder / "page.html"
    page.write_text(
        "<!doctype html><html lang=en><title>A page</title><h1>A page</h1><p>Wash <em>well</em>.<ul><li>One<li>Two"
        "</ul><table><tr><th>When<th>How<tr><td>First<td>With soap</table><p><a href='https://example.org'>More</a>",
        "utf-8",
    )
    data, _ = make_tagged_pdf(page, "ua-1")
    opened = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:  # without compression, so that a change reaches the objects
        pdf.save(
            opened, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )  # fmt: skip
    document = docx.Document()
    document.add_heading("A text", 1)
    document.add_paragraph("Wash ").add_run("well").bold = True
    document.add_paragraph("One", style="List Bullet")
    document.add_table(2, 2).cell(0, 0).text = "When"
    document.save(str(folder / "text.docx"))
    return {
        "file.pdf": opened.getvalue(),
        "page.html": page.read_bytes(),
        "text.docx": (folder / "text.docx").read_bytes(),
    }


def read_spoiled_pdf(files: dict[str, bytes], _: Path, rng: Rng) -> None:
    data = spoil(files["file.pdf"], rng)
    list(announce_pdf(data))
    read_tag_tree(data)


def hear_spoiled_page(files: dict[str, bytes], _: Path, rng: Rng) -> None:
    list(announce_page(spoil(files["page.html"], rng)))


def import_spoiled_page(files: dict[str, bytes], folder: Path, rng: Rng) -> None:
    (folder / "page.html").write_bytes(spoil(files["page.html"], rng))
    read_old_publication(folder / "page.html")


def import_spoiled_word_file(files: dict[str, bytes], folder: Path, rng: Rng) -> None:
    data = files["text.docx"]
    data = spoil(data, rng) if rng.random() < 0.2 else _spoil_part(data, rng)
    (folder / "text.docx").write_bytes(data)
    read_old_publication(folder / "text.docx")


def _spoil_part(data: bytes, rng: Rng) -> bytes:
    """Spoil one part of a package, so that the rest can still be read."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as made:
        spoiled = rng.choice([one for one in package.namelist() if one.endswith((".xml", ".rels"))])
        for name in package.namelist():
            made.writestr(name, spoil(package.read(name), rng) if name == spoiled else package.read(name))
    return out.getvalue()


KINDS = {
    "sources": Kind(list_base_files, check_spoiled_sources),
    "orders": Kind(make_shop, read_spoiled_orders),
    "form": Kind(make_shop, post_spoiled_order),
    "manifest": Kind(publish_rows, read_spoiled_manifest),
    "options": Kind(lambda _: None, run_spoiled_options),
    "pdf": Kind(make_files, read_spoiled_pdf, foreign=True),
    "page": Kind(make_files, hear_spoiled_page, foreign=True),
    "import-page": Kind(make_files, import_spoiled_page),
    "import-word": Kind(make_files, import_spoiled_word_file),
}


def try_kind(name: str, tries: range, seed: int) -> Iterator[tuple[int, str]]:
    """Make tries of a kind, each chunk in a process of its own; yield number and result of each."""
    with tempfile.TemporaryDirectory() as folder:
        made = KINDS[name].make(Path(folder))
        for first in range(tries.start, tries.stop, CHUNK):
            yield from _run_chunk(name, made, range(first, min(tries.stop, first + CHUNK)), seed)


def _run_chunk(name: str, made: Any, tries: range, seed: int) -> Iterator[tuple[int, str]]:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(theirs, name, made, tries, seed))
    process.start()
    theirs.close()
    done = tries.start
    try:
        while True:
            done, result = ours.recv()
            yield done, result
            done += 1
    except EOFError:
        process.join()
        if process.exitcode:
            yield done, f"the process ended with {process.exitcode}"
            yield from _run_chunk(name, made, range(done + 1, tries.stop), seed) if done + 1 < tries.stop else ()


def _serve(pipe: Connection, name: str, made: Any, tries: range, seed: int) -> None:
    signal.signal(signal.SIGALRM, _end_try)
    for number in tries:
        signal.alarm(SECONDS)
        with tempfile.TemporaryDirectory() as folder:
            result = "fine"
            try:
                KINDS[name].run(made, Path(folder), random.Random(f"{seed}/{name}/{number}"))
            except PressError:
                result = "findings"
            except TimeoutError:
                result = traceback.format_exc()
            except Exception:  # noqa: BLE001 - that is what is looked for
                result = "refused" if KINDS[name].foreign else traceback.format_exc()
        signal.alarm(0)
        pipe.send((number, result))
    pipe.close()


def _end_try(*_: object) -> None:
    raise TimeoutError


def main() -> int:
    """Make the tries of the command line, and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--tries", type=int, default=200, help="tries of each kind")
    parser.add_argument("--first", type=int, default=0, help="number of the first try")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failed = 0
    for name in options.kinds or KINDS:
        results: Counter[str] = Counter()
        for number, result in try_kind(name, range(options.first, options.first + options.tries), options.seed):
            known = result in ("fine", "findings", "refused")
            results[result if known else "failed"] += 1
            if not known:
                print(f"{name}: python -m tests.fuzz {name} --tries 1 --first {number} --seed {options.seed}\n{result}")
        failed += results["failed"]
        print(f"{name}: " + ", ".join(f"{count} {result}" for result, count in sorted(results.items())), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
