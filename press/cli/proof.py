"""The command `proof`, which draws the pages or sheets of a PDF as a picture."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from press.cli.inspect import PdfFile, read_pdf_within_limits
from press.cli.limits import SECONDS, Limit
from press.cli.options import app, out, report_errors
from press.model.formats import find_format
from press.model.manifest import ManifestRow
from press.publish.output import write_durably


@app.command(epilog="Example: `python pipeline.py proof output/osteopetrosis/osteopetrosis.en.letter.pdf`")
def proof(
    file: PdfFile,
    picture: Annotated[
        Path | None, typer.Argument(metavar="[OUT.png]", help="The picture to write; by default beside the PDF.")
    ] = None,
    pages: Annotated[
        str, typer.Option("--pages", metavar="FIRST-LAST", help="Draw these pages only, such as `1-10` or `7`.")
    ] = "",
    limit: Limit = SECONDS,
) -> None:
    """Draw all pages or sheets of a PDF.

    The picture shows trim, safe zone and folds. The pages of a long file are drawn smaller.
    """
    from press.readback.sheets.proof import draw_proof

    with report_errors():
        first, last = parse_pages(pages)
        target = picture or file.with_suffix(".proof.png")
        write_durably(target, read_pdf_within_limits(file, lambda data: draw_proof(data, first, last), limit))
        out.print(str(target), markup=False)


def parse_pages(text: str) -> tuple[int, int | None]:
    """Parse a range of pages, `1-10` or `7`; all if empty.

    Raises a usage error.
    """
    found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", text) if text else None
    if text and not found:
        raise typer.BadParameter(f"`{text}` is not a range of pages; write `1-10` or `7`", param_hint="--pages")
    return (int(found[1]), int(found[2] or found[1])) if found else (1, None)


def write_proofs(output: Path, rows: Iterable[ManifestRow]) -> None:
    """Write a proof beside each PDF of some editions."""
    for row in rows:
        for name, _ in row.files:
            if (kind := find_format(name)) and kind.draw:
                write_proof((output / name).read_bytes(), (output / name).with_suffix(".proof.png"))


def write_proof(data: bytes, picture: Path) -> Path:
    """Write the proof of a PDF and return its path."""
    from press.readback.sheets.proof import draw_proof

    write_durably(picture, draw_proof(data))
    return picture
