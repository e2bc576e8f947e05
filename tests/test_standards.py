"""One word in a variant changes what its files claim, and the claim holds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from press.load import load
from press.verify.validators import verapdf as engine
from tests.commands import invoke
from tests.conftest import ROOT
from tests.overlay import BASE

FACTS = """number: 02-0002
issued: 2026-01
review_status: reviewed
reviewers:
  - {name: "Ana Sample, M.D.", thanked_for: {en: "Thanks to {name}."}}
statements: [mission, support, parent, ordering, copying, language-line]
organizations: []
subjects: [Handwashing]
summary: {soaps: figures/soap.svg}
"""
"""What the shipped center demands of a publication."""
SHORTER = """
## In a few words {#few .short}

Wash your hands with soap.

## Which soap? {#soaps .summary}

Any soap.
"""
"""Sections for folded forms and for one sheet."""


def test_forms_can_be_made_to_the_newer_standards(tmp_path: Path) -> None:
    """With `pdf_standard: ua-2` a form conforms to PDF/UA-2, WTPDF (accessibility, reuse) and PDF/A-4.

    One shipped variant is built of each text, fold and opening, of a short publication that has every kind of text. The
    other variants differ in the size of paper or type. What a text may hold is checked construct by construct
    elsewhere, to both standards.
    """
    sources, output = shutil.copytree(ROOT / "sources", tmp_path / "sources"), tmp_path / "output"
    shutil.rmtree(sources / "publications")
    folder = shutil.copytree(BASE / "publications" / "handwashing", sources / "publications" / "handwashing")
    (folder / "publication.yaml").write_text(FACTS, "utf-8")
    (folder / "es.md").unlink()
    text = (folder / "en.md").read_text("utf-8").replace("[soap](#how)", "soap")  # which a summary does not have
    (folder / "en.md").write_text(text + SHORTER, "utf-8")
    for path in (sources / "variants").glob("*.yaml"):
        text = path.read_text()
        if "format: pdf" in text:
            path.write_text(text.replace("format: pdf", "format: pdf\npdf_standard: ua-2"))
    variants = load(sources)[0].variants
    printed = {
        (one.text, one.fold and one.fold.kind, one.opening): name
        for name, one in variants.items()
        if one.file_format.paged and one.text != "easy"
    }
    named = [word for name in printed.values() for word in ("--variant", name)]
    done = invoke("build", "--json", "--sources", sources, "--output", output, *named)
    assert done.exit_code == 0, done.stdout
    rows = json.loads(done.stdout)["editions"]
    assert {row["variant"] for row in rows} == set(printed.values())
    assert all(row["standards"] == ["PDF/UA-2", "WTPDF 1.0", "PDF/A-4"] for row in rows)
    pdfs = sorted(output.rglob("*.pdf"))
    assert len(pdfs) > len(printed), "folded forms have sheets too"
    assert engine.find_faults(pdfs, ("ua2", "wt1a", "wt1r", "4")) == []
