"""The command `proof`, which draws the pages or sheets of a PDF as a picture."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from press.cli.inspect import PdfFile, open_pdf
from press.cli.options import app, out, report_errors
from press.model.manifest import ManifestRow
from press.publish.output import write_durably


@app.command(epilog="Example: `python pipeline.py proof output/osteopetrosis/osteopetrosis.en.letter.pdf`")
def proof(
    file: PdfFile,
    picture: Annotated[
        Path | None, typer.Argument(metavar="[OUT.png]", help="The picture to write; by default beside the PDF.")
    ] = None,
) -> None:
    """Draw all pages or sheets of a PDF.

    The picture shows trim, safe zone and folds.
    """
    with report_errors(), open_pdf(file) as data:
        out.print(str(write_proof(data, picture or file.with_suffix(".proof.png"))), markup=False)


def write_proofs(output: Path, rows: Iterable[ManifestRow]) -> None:
    """Write a proof beside each PDF of some editions."""
    for row in rows:
        for name, _ in row.files:
            if name.endswith(".pdf"):
                write_proof((output / name).read_bytes(), (output / name).with_suffix(".proof.png"))


def write_proof(data: bytes, picture: Path) -> Path:
    """Write the proof of a PDF and return its path."""
    from press.readback.sheets.proof import draw_proof

    write_durably(picture, draw_proof(data))
    return picture
