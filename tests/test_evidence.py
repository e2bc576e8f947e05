"""Evidence bundles: proved on the bytes that they name, valid, the same twice, and signed only while the text stays."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from press.build import pipeline
from press.build.selection import list_editions
from press.evidence.criteria import ACE, CRITERIA
from press.evidence.hhs import ITEMS
from press.evidence.proofs import run_rules
from press.model.formats import FORMATS
from press.publish.manifest import read_manifest
from press.runtime.programs import ToolFault
from press.verify import list_final_rules
from press.verify.validators import VALIDATORS
from tests.commands import invoke
from tests.conftest import ROOT, Shipped
from tests.overlay import lay

OPENACR = Path(sys.prefix) / "npm/node_modules/@openacr/openacr"
EPUB = "format: epub\nkind: handout\npages_of: letter\n"
TEXT, SIGNED = "publications/handwashing/en.md", "publications/handwashing/signed.yaml"
SIGNATURE = """signatures:
  - by: Sam Sample
    credentials: CPACC
    on: 2026-05-04
    language: en
    texts: [{}]
    criteria: {{'1.1.1': supports, '2.4.6': partially-supports, '1.3.1': supports}}
"""


def run(*args: str | Path) -> tuple[int, Any, str]:
    ran = invoke(*args)
    return ran.exit_code, json.loads(ran.stdout) if ran.stdout.startswith("{") else None, ran.output


class Bench:
    """A tiny library with its files, and what `evidence` says of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources, self.output = folder / "sources", folder / "output"

    def copy(self, folder: Path) -> Bench:
        """A bench of its own with the same files."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Bench(folder)

    def build(self) -> None:
        places = ("--sources", self.sources, "--output", self.output)
        code, _, said = run("build", *places, "--lang", "en", "--jobs", "1")
        assert code == 0, said

    def make(self, *options: str | Path) -> tuple[int, Any, str]:
        places = ("--sources", self.sources, "--output", self.output)
        return run("evidence", "handwashing", *places, "--json", *options)

    def read(self, *options: str | Path) -> dict[str, bytes]:
        code, said, text = self.make(*options)
        assert code == 0, text
        with zipfile.ZipFile(io.BytesIO(Path(said["bundles"][0]["file"]).read_bytes())) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    made = Bench(tmp_path_factory.mktemp("evidence"))
    lay(made.sources, {"variants/epub.yaml": EPUB})
    made.build()
    return made


@pytest.fixture(scope="module")
def bundle(bench: Bench) -> dict[str, bytes]:
    return bench.read("--without-validators")


def list_levels(bundle: dict[str, bytes]) -> dict[str, set[str]]:
    """The levels of each criterion in the conformance report."""
    chapters = yaml.safe_load(bundle["acr.yaml"])["chapters"].values()
    return {
        one["num"]: {part["adherence"]["level"] for part in one["components"]}
        for chapter in chapters for one in chapter.get("criteria", ())
    }  # fmt: skip


def test_every_hash_is_of_the_file_beside_it(bench: Bench, bundle: dict[str, bytes]) -> None:
    listed = json.loads(bundle["manifest.json"])["files"]
    assert {Path(one["file"]).suffix for one in listed} == {".pdf", ".html", ".epub"}
    for one in listed:
        data = (bench.output / one["file"]).read_bytes()
        assert (one["sha256"], one["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
    subjects = [one for one in json.loads(bundle["earl.json"])["@graph"] if one["@type"] == "earl:TestSubject"]
    assert {one["spdx:checksum"]["spdx:checksumValue"] for one in subjects} == {one["sha256"] for one in listed}
    assert set(json.loads(bundle["measure.json"])) == {one["file"] for one in listed if one["file"].endswith("pdf")}
    compared = json.loads(bundle["parity.json"])["editions"]
    assert {one["file"] for one in compared} == {one["file"] for one in listed}
    assert all(one["differences"] == [] for one in compared if one["format"] == "epub")


def test_the_same_files_give_the_same_bundle(bench: Bench, bundle: dict[str, bytes], tmp_path: Path) -> None:
    assert bench.read("--without-validators", "--to", tmp_path) == bundle
    name = "handwashing.en.zip"
    assert (tmp_path / name).read_bytes() == (bench.output / "evidence" / name).read_bytes()


def test_the_report_is_valid_and_answers_every_criterion(bundle: dict[str, bytes]) -> None:
    """By GSA's schema and catalog: each criterion of levels A and AA, no level or component of another name."""
    report = yaml.safe_load(bundle["acr.yaml"])
    jsonschema.validate(report, json.loads((OPENACR / "schema/openacr-0.1.0.json").read_text("utf-8")))
    catalog = yaml.safe_load((OPENACR / "catalog" / f"{report['catalog']}.yaml").read_text("utf-8"))
    terms = {one["id"] for one in catalog["terms"]}
    for chapter in catalog["chapters"]:
        found = report["chapters"][chapter["id"]]
        if chapter["id"] not in {"success_criteria_level_a", "success_criteria_level_aa"}:
            assert found["disabled"]
            continue
        assert sorted(one["num"] for one in found["criteria"]) == sorted(one["id"] for one in chapter["criteria"])
        allowed = {one["id"]: set(one["components"]) for one in chapter["criteria"]}
        for one in found["criteria"]:
            assert {part["name"] for part in one["components"]} <= allowed[one["num"]]
            assert {part["adherence"]["level"] for part in one["components"]} <= terms


def test_nothing_is_supported_that_was_not_proved(bundle: dict[str, bytes]) -> None:
    """Without validators only what the press itself reads back is; what a person decides waits for one."""
    levels = list_levels(bundle)
    supported = {number for number, found in levels.items() if "supports" in found}
    assert {"1.3.2", "2.4.2"} <= supported
    assert not supported & {number for number, one in CRITERIA.items() if one.person and not one.proofs}
    assert levels["4.1.1"] == levels["1.1.1"] == {"not-evaluated"}
    assert b"not signed" in bundle["acr.yaml"]
    assert "signed.yaml" not in bundle


def test_a_fault_of_a_validator_takes_support_away(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_reports(paths: Sequence[Path]) -> list[dict[str, Any]]:
        return [{"clauses": ["7.1-9"] if path == paths[0] else []} for path in paths]

    def list_faults(path: Path, report: dict[str, Any]) -> list[ToolFault]:
        return [ToolFault(path, clause, "no title") for clause in report["clauses"]]

    verapdf = next(one for one in VALIDATORS if one.name == "veraPDF")
    fake = replace(verapdf, lacks=lambda: None, read_reports=read_reports, list_faults=list_faults)
    monkeypatch.setattr("press.evidence.proofs.VALIDATORS", [fake])
    bundle = bench.read()
    levels = list_levels(bundle)
    assert levels["4.1.1"] == {"does-not-support", "not-evaluated"}
    assert json.loads(bundle["validators/verapdf.json"])["faults"]["handwashing/handwashing.en.letter.pdf"]
    failed = [one for one in json.loads(bundle["earl.json"])["@graph"] if one["@type"] == "earl:Assertion"
              and one["earl:result"]["earl:outcome"]["@id"] == "earl:failed"]  # fmt: skip
    assert [one["earl:test"]["@id"] for one in failed] == ["#test-veraPDF"]
    assert b"<td>no</td><td>veraPDF</td>" in bundle["hhs-pdf-checklist.html"]


def test_the_bundle_holds_what_each_validator_said(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its own words, of each file, without dates and paths of the machine; and all of it counts.

    Ace is left out, which takes as long as all others: test_epub.py looks at what is kept of its words.
    """
    used = [one for one in VALIDATORS if one.name != ACE]
    monkeypatch.setattr("press.evidence.proofs.VALIDATORS", used)
    bundle = bench.read()
    said = {name: json.loads(data) for name, data in bundle.items() if name.startswith("validators/")}
    assert {one["validator"] for one in said.values()} == {one.name for one in used}
    listed = json.loads(bundle["manifest.json"])["files"]
    kinds = {one.name: FORMATS[one.format].suffix for one in used}
    for one in said.values():
        files = {file["file"] for file in listed if file["file"].endswith(kinds[one["validator"]])}
        assert one["reports"].keys() == one["faults"].keys() == files, one["validator"]
        assert one["version"]
    text = "".join(data.decode() for name, data in bundle.items() if name.startswith("validators/"))
    assert str(bench.folder) not in text
    assert not re.search(r"\d\d:\d\d:\d\d", text)
    pdf = said["validators/verapdf.json"]["reports"]["handwashing/handwashing.en.letter.pdf"]
    assert {profile: one["isCompliant"] for profile, one in pdf.items()} == {"ua1": True, "2a": True}
    assert all(one["checks"] > 100 for one in pdf.values())
    page = said["validators/axe-core.json"]["reports"]["handwashing/handwashing.en.web.html"]
    assert len(page["windows"]) == 4
    assert all("document-title" in one["passes"] and not one["violations"] for one in page["windows"].values())
    book = said["validators/epubcheck.json"]["reports"]["handwashing/handwashing.en.epub"]
    assert (book["checker"]["nError"], book["checker"]["nWarning"]) == (0, 0)
    assert {"supports"} == list_levels(bundle)["4.1.1"]


def test_a_signature_counts_until_the_text_changes(bench: Bench, tmp_path: Path) -> None:
    own = bench.copy(tmp_path)
    _, said, _ = own.make("--without-validators")
    texts = said["bundles"][0]["texts"]
    (own.sources / SIGNED).write_text(SIGNATURE.format(", ".join(texts)), "utf-8")
    bundle = own.read("--without-validators")
    levels = list_levels(bundle)
    assert levels["1.1.1"] == {"supports"}
    assert levels["2.4.6"] == {"partially-supports"}
    assert "not-evaluated" in levels["1.3.1"]  # validators prove it, and no person can
    report = yaml.safe_load(bundle["acr.yaml"])
    assert (report["report_date"], report["author"]["name"]) == ("2026-05-04", "Sam Sample")
    assert yaml.safe_load(bundle["signed.yaml"])["signatures"][0]["texts"] == texts
    _, said, _ = own.make("--without-validators")
    assert [one["code"] for one in said["findings"]] == ["EVD103"]

    text = own.sources / TEXT
    text.write_bytes(text.read_bytes() + b"\nWash them again.\n")
    code, said, _ = own.make("--without-validators")  # the files are older than the text
    assert code == 1
    assert {one["code"] for one in said["findings"]} == {"EVD101"}
    own.build()
    code, said, _ = own.make("--without-validators")
    assert [one["code"] for one in said["findings"]] == ["EVD102"]
    assert list_levels(own.read("--without-validators"))["1.1.1"] == {"not-evaluated"}


def test_an_edition_is_compared_with_the_page_that_it_was_made_from(shipped: Shipped) -> None:
    """With the remedies that saved its paper: a page without them has its blocks in other places."""
    library = pipeline.read_library(ROOT / "sources")
    rows = {row.edition: row for row in read_manifest(shipped.folder) if row.fit.remedies and row.language == "en"}
    assert {one.partition(":")[0] for row in rows.values() for one in row.fit.remedies} >= {"move", "short-statements"}
    for edition in list_editions(library):
        if row := rows.get(edition.name):
            proofs = list(run_rules(edition, (), row, shipped.folder))
            assert [one for one in proofs if one.outcome == "failed"] == [], row.edition


def test_a_damaged_file_gives_no_evidence(bench: Bench, tmp_path: Path) -> None:
    own = bench.copy(tmp_path)
    file = own.output / "handwashing" / "handwashing.en.epub"
    file.write_bytes(file.read_bytes()[:-1])
    code, said, _ = own.make("--without-validators", "--to", tmp_path / "bundles")
    assert (code, [one["code"] for one in said["findings"]]) == (1, ["EVD101"])
    assert not (tmp_path / "bundles").exists()


def test_every_proof_is_a_rule_or_a_validator() -> None:
    names = {one.name for one in VALIDATORS}
    for criterion in CRITERIA.values():
        for kind, tests in criterion.proofs.items():
            assert set(tests) <= names | {rule.code.code for rule in list_final_rules(kind)}, criterion.number
        assert criterion.proofs or criterion.person or criterion.not_applicable
    assert {test for item in ITEMS for test in item.tests} <= names | {one.code.code for one in list_final_rules("pdf")}
