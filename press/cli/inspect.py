"""The commands `rules`, `verify`, `tag`, `tags` and `listen`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from press.check.codes import list_codes
from press.cli.options import (
    NOT_A_PDF,
    OUTPUT,
    AsJson,
    Output,
    app,
    describe_findings,
    list_finished_files,
    out,
    print_findings,
    print_json,
    report_errors,
    require_path,
    show_progress,
)
from press.model.findings import ExitCode, Place, PressError, list_errors


@app.command(epilog="Example: `python pipeline.py rules --json`")
def rules(as_json: AsJson = False) -> None:
    """List all rules.

    Each has its code, what must be true, the clause it enforces and how to fix a finding.
    """
    codes = list_codes()
    if as_json:
        fields = ("code", "severity", "summary", "clause", "hint")
        print_json({"rules": [{field: getattr(code, field) for field in fields} for code in codes]})
        return
    for code in codes:
        suffix = "" if code.severity == "error" else " (warning)"
        out.print(f"[bold]{code.code}[/bold]{suffix}  {code.summary}", f"    clause: {code.clause}", sep="\n")
        out.print(f"    hint: {code.hint}")


@app.command(epilog="Example: `python pipeline.py verify output/osteopetrosis/*.pdf`")
def verify(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILES]...", help="Finished files; by default those in the output folder."),
    ] = None,
    output: Output = OUTPUT,
    as_json: AsJson = False,
) -> None:
    """Check finished files with all installed validators.

    Lists the validators that are not installed.
    """
    from press.verify.validators import validate_files

    with report_errors(as_json):
        paths = [require_path(file) for file in files or list_finished_files(output)]
        with show_progress() as step:
            report = validate_files(paths, step)
        if as_json:
            print_json({"findings": describe_findings(report.findings), "used": report.used, "missing": report.missing})
        else:
            print_findings(report.findings)
            out.print(f"{len(paths)} file(s) checked with {', '.join(report.used) or 'nothing'}.")
            for name, remedy in report.missing.items():
                out.print(f"Not installed: {name}. {remedy}")
        if list_errors(report.findings):
            raise typer.Exit(ExitCode.FINDINGS)


@app.command(epilog="Example: `python pipeline.py tag page.html page.pdf --standard ua-2`")
def tag(
    page: Annotated[Path, typer.Argument(metavar="PAGE.html", help="Any HTML page.")],
    pdf: Annotated[Path, typer.Argument(metavar="OUT.pdf", help="The tagged PDF to write.")],
    standard: Annotated[
        Literal["ua-1", "ua-2"], typer.Option("--standard", help="The PDF/UA standard that the PDF claims.")
    ] = "ua-1",
    root: Annotated[
        Path | None,
        typer.Option("--root", metavar="DIR", help="The folder that the page may read; by default its own."),
    ] = None,
    allow_network: Annotated[
        bool, typer.Option("--allow-network", help="Let the page load pictures and styles from the web.")
    ] = False,
) -> None:
    """Make a tagged PDF from any HTML page.

    Only the stages render and finish are run. The file is read back and compared with the page before it is written.
    """
    from press.build.tag_page import tag_page

    with report_errors():
        print_findings(tag_page(require_path(page), pdf, standard, root, allow_network=allow_network))


PdfFile = Annotated[Path, typer.Argument(metavar="FILE.pdf", help="Any PDF, not only those of this press.")]


@app.command(epilog="Example: `python pipeline.py tags output/osteopetrosis/osteopetrosis.en.letter.pdf`")
def tags(file: PdfFile) -> None:
    """Print the tag tree of a PDF as text.

    There is one structure element a line.
    """
    from press.readback.pdf.tag_tree import format_tag_tree, read_tag_tree

    with report_errors(), open_pdf(file) as data:
        out.print(format_tag_tree(read_tag_tree(data)), end="", markup=False)


@app.command(epilog="Example: `python pipeline.py listen output/osteopetrosis/osteopetrosis.es.letter.pdf`")
def listen(file: PdfFile) -> None:
    """Print what a screen reader would say.

    The lines give roles and changes of language.
    """
    from press.readback.speech.listen import announce_pdf

    with report_errors(), open_pdf(file) as data:
        for line in announce_pdf(data):
            out.print(line, markup=False)


@contextmanager
def open_pdf(file: Path) -> Iterator[bytes]:
    """Read a PDF, and report what is not one.

    A PDF that the block cannot parse becomes a finding.
    """
    from press.readback.layout.pdfium import UnreadablePages
    from press.readback.pdf.metadata import UnreadablePdf

    data = require_path(file).read_bytes()
    try:
        yield data
    except (UnreadablePdf, UnreadablePages) as error:
        reason = str(error).rpartition(">: ")[2]
        raise PressError([NOT_A_PDF.make_finding(Place(str(file)), f"it cannot be read as a PDF: {reason}")]) from None
