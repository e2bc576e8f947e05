"""Commands that look: rules, verify, tag, tags, listen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from press.check.codes import all_codes
from press.cli.options import (
    NOT_A_PDF,
    OUTPUT,
    AsJson,
    Output,
    app,
    existing,
    finished,
    out,
    plain,
    print_json,
    progress,
    reported,
    show,
)
from press.model.findings import Exit, Place, PressError, errors


@app.command(epilog="Example: `python pipeline.py rules --json`")
def rules(as_json: AsJson = False) -> None:
    """List every rule: its code, what must be true, the clause it enforces, and how to mend a finding."""
    codes = all_codes()
    if as_json:
        fields = ("code", "severity", "summary", "clause", "hint")
        print_json({"rules": [{field: getattr(code, field) for field in fields} for code in codes]})
        return
    for code in codes:
        mark = "" if code.severity == "error" else " (warning)"
        out.print(f"[bold]{code.code}[/bold]{mark}  {code.summary}", f"    clause: {code.clause}", sep="\n")
        out.print(f"    hint: {code.hint}")


@app.command(epilog="Example: `python pipeline.py verify output/osteopetrosis/*.pdf`")
def verify(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILES]...", help="PDF and HTML files.")] = None,
    output: Output = OUTPUT,
    as_json: AsJson = False,
) -> None:
    """Check finished files with the validators that are installed, and say which are not."""
    from press.verify.validators import validate

    with reported(as_json):
        paths = [existing(file) for file in files or finished(output)]
        with progress() as step:
            report = validate(paths, step)
        if as_json:
            print_json({"findings": plain(report.findings), "used": report.used, "missing": report.missing})
        else:
            show(report.findings)
            out.print(f"{len(paths)} file(s) checked with {', '.join(report.used) or 'nothing'}.")
            for name, remedy in report.missing.items():
                out.print(f"Not installed: {name}. {remedy}")
        if errors(report.findings):
            raise typer.Exit(Exit.FINDINGS)


@app.command(epilog="Example: `python pipeline.py tag page.html page.pdf --standard ua-2`")
def tag(
    page: Annotated[Path, typer.Argument(metavar="PAGE.html", help="Any HTML page.")],
    pdf: Annotated[Path, typer.Argument(metavar="OUT.pdf", help="The tagged PDF to write.")],
    standard: Annotated[Literal["ua-1", "ua-2"], typer.Option("--standard", help="What the PDF claims.")] = "ua-1",
) -> None:
    """Make a tagged PDF from any HTML page: render and finish alone."""
    from press.build.tag_page import tag_page

    with reported():
        show(tag_page(existing(page), pdf, standard))


PdfFile = Annotated[Path, typer.Argument(metavar="FILE.pdf", help="Any PDF, ours or not.")]


@app.command(epilog="Example: `python pipeline.py tags output/osteopetrosis/osteopetrosis.en.letter.pdf`")
def tags(file: PdfFile) -> None:
    """Print the tag tree of a PDF as readable text, one structure element a line."""
    from press.readback.pdf.tag_tree import as_text, read_tags

    with reported(), readable(file) as data:
        out.print(as_text(read_tags(data)), end="", markup=False)


@app.command(epilog="Example: `python pipeline.py listen output/osteopetrosis/osteopetrosis.es.letter.pdf`")
def listen(file: PdfFile) -> None:
    """Print what a screen reader would say of a PDF, in order, with roles and changes of language."""
    from press.readback.speech.listen import heard

    with reported(), readable(file) as data:
        for line in heard(data):
            out.print(line, markup=False)


@contextmanager
def readable(file: Path) -> Iterator[bytes]:
    """The bytes of a PDF; a finding when it turns out to be none."""
    from press.readback.layout.pagetext import UnreadablePages
    from press.readback.pdf.metadata import UnreadablePdf

    data = existing(file).read_bytes()
    try:
        yield data
    except (UnreadablePdf, UnreadablePages) as error:
        said = str(error).rpartition(">: ")[2]
        raise PressError([NOT_A_PDF.at(Place(str(file)), f"it cannot be read as a PDF: {said}")]) from None
