"""Commands for what is folded and printed: proof."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from press.cli.inspect import PdfFile, readable
from press.cli.options import app, out, reported
from press.model.records import Row
from press.publish.output import write_durably


@app.command(epilog="Example: `python pipeline.py proof output/osteopetrosis/osteopetrosis.en.letter.pdf`")
def proof(
    file: PdfFile,
    picture: Annotated[Path | None, typer.Argument(metavar="[OUT.png]", help="The picture to write.")] = None,
) -> None:
    """Write a picture of all pages or sheets of a PDF, with trim, safe zone and folds drawn."""
    with reported(), readable(file) as data:
        out.print(str(write_proof(data, picture or file.with_suffix(".proof.png"))), markup=False)


def write_proofs(output: Path, rows: Iterable[Row]) -> None:
    """Write a proof beside every PDF of some editions."""
    for row in rows:
        for name, _ in row.files:
            if name.endswith(".pdf"):
                write_proof((output / name).read_bytes(), (output / name).with_suffix(".proof.png"))


def write_proof(data: bytes, picture: Path) -> Path:
    """Write the proof of a PDF; gives its path."""
    from press.readback.sheets.proof import proof as drawn

    write_durably(picture, drawn(data))
    return picture
