"""One word in a variant changes what its files claim, and the claim holds."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from press.load import load
from press.verify.validators import verapdf as engine
from tests.conftest import ROOT


@pytest.mark.xdist_group("java")
def test_forms_can_be_made_to_the_newer_standards(tmp_path: Path) -> None:
    """With `pdf_standard: ua-2` a form conforms to PDF/UA-2, WTPDF (accessibility, reuse) and PDF/A-4.

    One variant is built of each text, fold and opening; the others differ from it in the size of paper or type.
    """
    sources = shutil.copytree(ROOT / "sources", tmp_path / "sources")
    for path in (sources / "variants").glob("*.yaml"):
        text = path.read_text()
        if "format: pdf" in text:
            path.write_text(text.replace("format: pdf", "format: pdf\npdf_standard: ua-2"))
    output = tmp_path / "output"
    variants = load(sources)[0].variants
    printed = {
        (one.text, one.fold and one.fold.kind, one.opening): name
        for name, one in variants.items()
        if one.file_format.paged and one.text != "easy"
    }
    command = [sys.executable, str(ROOT / "pipeline.py"), "build", "--json", "--lang", "es", "--sources", str(sources)]
    for name in printed.values():
        command += ["--variant", name]
    done = subprocess.run([*command, "--output", str(output)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    rows = [row for row in json.loads(done.stdout)["editions"] if row["format"] == "pdf"]
    assert sorted(row["variant"] for row in rows) == sorted(printed.values())
    assert all(row["standards"] == ["PDF/UA-2", "WTPDF 1.0", "PDF/A-4"] for row in rows)
    pdfs = sorted(output.rglob("*.pdf"))
    assert len(pdfs) > len(rows), "folded forms have sheets too"
    assert engine.find_faults(pdfs, ("ua2", "wt1a", "wt1r", "4")) == []
