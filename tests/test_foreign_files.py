"""Files of others: whatever is wrong with them is a finding, in bounded time and memory."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from typer.testing import CliRunner, Result

from press.cli import limits
from press.model.findings import PressError
from press.readback.pdf.tag_tree import read_tag_tree
from press.readback.sheets.proof import draw_proof
from press.readback.speech.listen import announce_pdf
from tests.commands import app

READERS = ("tags", "listen", "measure", "proof")


def make_pdf(content: bytes | None = b"BT /F 12 Tf 9 9 Td (words) Tj ET", pages: int = 1) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(200, 300))
        page.Resources = Dictionary(Font=Dictionary(F=font))
        if content is not None:
            page.Contents = pdf.make_stream(content)
        elif Name.Contents in page:
            del page.Contents
    return pdf


def save(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **how)
    return out.getvalue()


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def count_seconds() -> float:
    """Count the processor time of this process and of those that it has ended, in seconds."""
    return sum(os.times()[:4])


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def write_file(data: bytes) -> Path:
        (tmp_path / "file.pdf").write_bytes(data)
        return tmp_path / "file.pdf"

    return write_file


def add_tree(pdf: pikepdf.Pdf, kids: list[pikepdf.Object]) -> None:
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array(kids)))


def make_element(pdf: pikepdf.Pdf, role: str = "/P", **entries: Any) -> pikepdf.Object:
    return pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(role), **entries))


def lock(_: pikepdf.Pdf) -> bytes:
    return save(make_pdf(), encryption=pikepdf.Encryption(owner="a", user="b"))


def nest_tags(pdf: pikepdf.Pdf) -> bytes:
    inner = make_element(pdf)
    for _ in range(5_000):
        inner = make_element(pdf, K=inner)
    add_tree(pdf, [inner])
    return save(pdf)


@pytest.mark.parametrize(
    ("make", "command", "problem"),
    [
        *((lock, command, "locked with a password") for command in READERS),
        (nest_tags, "tags", "nested too deep"),
        (nest_tags, "listen", "nested too deep"),
        *((lambda _: b"no PDF", command, "it cannot be read") for command in READERS),
    ],
)
def test_what_cannot_be_read_is_a_finding(
    write: Callable[[bytes], Path], make: Callable[[pikepdf.Pdf], bytes], command: str, problem: str
) -> None:
    ran = run(command, write(make(make_pdf())))
    assert ran.exit_code == 1, ran.output
    assert problem in ran.output
    assert ran.exception is None or isinstance(ran.exception, SystemExit)


def share_children(pdf: pikepdf.Pdf) -> bytes:
    inner = make_element(pdf)
    for _ in range(40):
        inner = make_element(pdf, K=Array([inner, inner]))
    add_tree(pdf, [inner])
    return save(pdf)


def loop_tags(pdf: pikepdf.Pdf) -> bytes:
    inner = make_element(pdf)
    inner.K = make_element(pdf, K=Array([inner]))
    add_tree(pdf, [inner])
    return save(pdf)


def miss_headers(pdf: pikepdf.Pdf) -> bytes:
    cell = make_element(pdf, "/TD", A=Dictionary(O=Name.Table, Headers=Array([pikepdf.String("nobody")])))
    add_tree(pdf, [make_element(pdf, "/Table", K=make_element(pdf, "/TR", K=cell))])
    return save(pdf)


def spoil(content: bytes | None) -> Callable[[pikepdf.Pdf], bytes]:
    return lambda _: save(make_pdf(content))


def change_page(**entries: Any) -> Callable[[pikepdf.Pdf], bytes]:
    def change(pdf: pikepdf.Pdf) -> bytes:
        for name, value in entries.items():
            pdf.pages[0].obj[f"/{name}"] = value
        return save(pdf)

    return change


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(
    "make",
    [
        share_children,
        loop_tags,
        miss_headers,
        spoil(None),
        spoil(b"q Q Q Q BT (a) Tj ET"),
        spoil(b"BT /F 12 Tf <<< 1 2 Tj /None Do ET 1 0 0 cm re"),
        spoil(b"/P <</MCID 0>> BDC BT /F 12 Tf (open \\(" + b"[" * 3000),
        change_page(Rotate=37),
        change_page(MediaBox=Array([0, 0, 1e9, 1e9])),
        change_page(MediaBox=Array([9, 9, 9, 9])),
        change_page(Resources=Dictionary(XObject=Dictionary(A=Dictionary()))),
    ],
)  # fmt: skip
def test_odd_files_end_in_words(
    write: Callable[[bytes], Path], make: Callable[[pikepdf.Pdf], bytes], command: str
) -> None:
    began = count_seconds()
    ran = run(command, write(make(make_pdf())))
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    assert ran.exit_code in (0, 1)
    assert ran.exit_code == 0 or "cannot be read" in ran.output or "nested too deep" in ran.output, ran.output
    assert count_seconds() - began < 30


@pytest.mark.parametrize(
    ("head", "body", "problem"),
    [
        ("", "<div>" * 300 + "a" + "</div>" * 300, "nested too deep"),
        (f"<style>p {{ width: calc({'(' * 3000}1px{')' * 3000}) }}</style>", "<p>a</p>", "nested too deep"),
        ("", "<div style='display:flex'>" * 60 + "a" + "</div>" * 60, "more than 1 s"),
        ("", "<div style='display:grid'>" * 30 + "a" + "</div>" * 30, "more than 1 s"),
        (None, "a pipe that nobody writes to", "more than 1 s"),
    ],
)
@pytest.mark.weasyprint_log
def test_a_page_that_never_ends_is_a_finding(head: str | None, body: str, problem: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    if head is None:
        os.mkfifo(page)
    else:
        page.write_text(f"<!doctype html><html lang='en'><head><title>a</title>{head}</head><body>{body}</body></html>")
    ran = run("tag", page, tmp_path / "out.pdf", "--limit", 1 if "more than" in problem else 60)
    assert (ran.exit_code, problem in ran.output) == (1, True), ran.output
    assert not (tmp_path / "out.pdf").exists()


def test_time_and_memory_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PressError, match="more than 1 s"):
        limits.read_within_limits(tmp_path, lambda: time.sleep(30), 1)
    monkeypatch.setattr(limits, "MEGABYTES", 600)
    with pytest.raises(PressError, match="needs more than"):
        limits.read_within_limits(tmp_path, lambda: len(b"x" * (1 << 31)), 60)
    with pytest.raises(PressError, match="KeyError"):
        limits.read_within_limits(tmp_path, lambda: dict[str, str]()["x"], 60)


def test_shared_children_are_read_twice_at_most() -> None:
    """Once more than they should stand there, so that it is told of; not two to the power of forty times."""
    tree = read_tag_tree(share_children(make_pdf()))
    assert 41 < sum(1 for _ in tree.walk()) <= 2 * 41


def test_a_cell_with_missing_headers_is_read() -> None:
    assert list(announce_pdf(miss_headers(make_pdf())))[-1] == "cell"


def test_proof_draws_some_pages(write: Callable[[bytes], Path], tmp_path: Path) -> None:
    file = write(save(make_pdf(pages=30)))
    sizes = {}
    for pages in ("1-10", "7", "25-30"):
        assert run("proof", file, tmp_path / "out.png", "--pages", pages).exit_code == 0
        with Image.open(tmp_path / "out.png") as picture:
            sizes[pages] = picture.size
    assert sizes["1-10"][1] > sizes["25-30"][1] == sizes["7"][1]
    assert sizes["25-30"][0] > sizes["7"][0]
    assert "it has 30 pages" in run("proof", file, "--pages", "25-31").output
    assert run("proof", file, "--pages", "x").exit_code == 2


def test_a_proof_of_many_pages_is_bounded() -> None:
    began = count_seconds()
    with Image.open(io.BytesIO(draw_proof(save(make_pdf(pages=3000))))) as picture:
        assert picture.width * picture.height < 150_000_000
    assert count_seconds() - began < 60
