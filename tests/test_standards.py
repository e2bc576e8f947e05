"""One word in a variant changes what its files claim, and the claim holds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from press.load import load
from press.verify.validators import verapdf as engine
from tests.commands import invoke
from tests.conftest import ROOT

FACTS = """number: 02-0002
issued: 2026-01
review_status: reviewed
reviewers:
  - {name: "Ana Sample, M.D.", thanked_for: {en: "Thanks to {name}.", es: "Gracias a {name}."}}
"""
"""What the shipped draft needs to be published."""


def test_forms_can_be_made_to_the_newer_standards(tmp_path: Path) -> None:
    """With `pdf_standard: ua-2` a form conforms to PDF/UA-2, WTPDF (accessibility, reuse) and PDF/A-4.

    One variant is built of each text, fold and opening: of a short publication, with a table and both kinds of section,
    and of a long one what the short one has not, its summary on one sheet. The other variants differ in the size of
    paper or type. What a text may hold is checked construct by construct elsewhere, to both standards.
    """
    sources, output = shutil.copytree(ROOT / "sources", tmp_path / "sources"), tmp_path / "output"
    facts = sources / "publications" / "calcium" / "publication.yaml"
    facts.write_text(facts.read_text("utf-8").replace("status: draft\n", FACTS), "utf-8")
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
    wanted = set(printed.values())
    for publication in ("calcium", "osteopetrosis"):
        rows = build(publication, sources, output, wanted)
        assert all(row["standards"] == ["PDF/UA-2", "WTPDF 1.0", "PDF/A-4"] for row in rows)
        wanted -= {row["variant"] for row in rows}
    assert not wanted
    pdfs = sorted(output.rglob("*.pdf"))
    assert len(pdfs) > len(printed), "folded forms have sheets too"
    assert engine.find_faults(pdfs, ("ua2", "wt1a", "wt1r", "4")) == []


def build(publication: str, sources: Path, output: Path, variants: Iterable[str]) -> list[dict[str, Any]]:
    """Build variants of a publication in Spanish; gives the rows of its PDFs."""
    named = [word for name in sorted(variants) for word in ("--variant", name)]
    places = ("--sources", sources, "--output", output)
    done = invoke("build", publication, "--json", "--lang", "es", *places, *named)
    assert done.exit_code == 0, done.stdout
    rows = json.loads(done.stdout)["editions"]
    return [row for row in rows if row["publication"] == publication and row["format"] == "pdf"]
