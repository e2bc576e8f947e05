"""The commands `rules`, `verify`, `tag`, `tags` and `listen`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import typer

from press.check.codes import list_codes
from press.cli.limits import SECONDS, UNREADABLE, Limit, read_within_limits
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
from press.model.findings import ExitCode, Finding, PressError, list_errors
from press.model.formats import FORMATS, find_format
from press.model.messages import pluralize_noun
from press.publish.output import write_durably
from press.readback.tolerances import LAYOUTS, TOLERANCES
from press.runtime.entry_points import load_entry_point


@app.command(epilog="Example: `python pipeline.py rules --json`")
def rules(as_json: AsJson = False) -> None:
    """List all rules.

    Each has its code, what must be true, the clause it enforces and how to fix a finding. Then follows what files of
    each format may say otherwise than the typeset page.
    """
    codes = list_codes()
    allowed = {row.name: [TOLERANCES[name].statement for name in row.tolerances] for row in FORMATS.values()}
    if as_json:
        fields = ("code", "severity", "summary", "clause", "hint")
        print_json({"rules": [{field: getattr(code, field) for field in fields} for code in codes],
                    "tolerances": allowed,
                    "layouts": [TOLERANCES[name].statement for name in LAYOUTS]})  # fmt: skip
        return
    for code in codes:
        suffix = "" if code.severity == "error" else " (warning)"
        out.print(f"[bold]{code.code}[/bold]{suffix}  {code.summary}", f"    clause: {code.clause}", sep="\n")
        out.print(f"    hint: {code.hint}")
    out.print("", "What files of a format may say otherwise than the typeset page:", sep="\n")
    for name, statements in allowed.items():
        out.print(f"[bold]{name}[/bold]", *(f"    {one}" for one in statements), sep="\n")
    out.print("", "What a page may say otherwise than its text, if its layout asks for it:", sep="\n")
    out.print(*(f"    {TOLERANCES[name].statement}" for name in LAYOUTS), sep="\n")


@app.command(epilog="Example: `python pipeline.py verify output/osteopetrosis/*.pdf`")
def verify(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILES]...", help="Finished files; by default those in the output folder."),
    ] = None,
    output: Output = OUTPUT,
    limit: Limit = SECONDS,
    as_json: AsJson = False,
) -> None:
    """Check finished files with all installed validators.

    Lists the validators that are not installed. The exit code is 3 if none is that can check the files.
    """
    from press.verify.validators import validate_files

    with report_errors(as_json):
        paths = [require_path(file) for file in files or list_finished_files(output)]
        refused, readable = _sort_out(paths, limit)
        with show_progress() as step:
            report = validate_files(readable, step, lambda file, read: read_within_limits(file, read, limit))
        report = replace(report, findings=(*refused, *report.findings))
        if as_json:
            print_json({"findings": describe_findings(report.findings), "used": report.used, "missing": report.missing})
        else:
            print_findings(report.findings)
            used = f"checked with {', '.join(report.used)}" if report.used else "not checked: no validator is there"
            out.print(f"{pluralize_noun(len(paths), 'file')} {used}.")
            for name, remedy in report.missing.items():
                out.print(f"Not installed: {name}. {remedy}")
            if report.missing:
                out.print("`make test` installs all of them.")
        if list_errors(report.findings):
            raise typer.Exit(ExitCode.FINDINGS)
        if report.missing and not report.used:
            raise typer.Exit(ExitCode.ENVIRONMENT)


def _read_tags(path: Path) -> None:
    from press.readback.pdf.tag_tree import read_tag_tree

    read_tag_tree(path.read_bytes())


def _sort_out(paths: list[Path], limit: int) -> tuple[list[Finding], list[Path]]:
    """Sort out the PDFs that cannot be read within limits.

    Validators would stop at them too, or never. Returns the findings, and all other files.
    """
    findings: list[Finding] = []
    others: list[Path] = []
    for path in paths:
        try:
            if find_format(path.name) == FORMATS["pdf"]:
                read_within_limits(path, partial(_read_tags, path), limit, NOT_A_PDF)
        except PressError as error:
            findings += error.findings
        else:
            others.append(path)
    return findings, others


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
    limit: Limit = SECONDS,
) -> None:
    """Make a tagged PDF from any HTML page.

    Only the stages render and finish are run. The file is read back and compared with the page before it is written.
    """
    from press.build.tag_page import make_tagged_pdf

    with report_errors():
        make = partial(make_tagged_pdf, require_path(page), standard, root, allow_network=allow_network)
        data, findings = read_within_limits(page, make, limit, UNREADABLE)
        write_durably(pdf, data)
        print_findings(findings)


PdfFile = Annotated[Path, typer.Argument(metavar="FILE.pdf", help="Any PDF, not only those of this press.")]


@app.command(epilog="Example: `python pipeline.py tags output/osteopetrosis/osteopetrosis.en.letter.pdf`")
def tags(file: PdfFile, limit: Limit = SECONDS) -> None:
    """Print the tag tree of a PDF as text.

    There is one structure element a line.
    """
    from press.readback.pdf.tag_tree import format_tag_tree, read_tag_tree

    with report_errors():
        text = read_pdf_within_limits(file, lambda data: format_tag_tree(read_tag_tree(data)), limit)
        out.print(make_printable(text), end="", markup=False)


@app.command(epilog="Example: `python pipeline.py listen output/osteopetrosis/osteopetrosis.es.letter.pdf`")
def listen(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A finished file in any format, also of others.")],
    limit: Limit = SECONDS,
) -> None:
    """Print what a screen reader would say.

    The lines give roles and changes of language.
    """
    with report_errors():
        row = find_format(file.name)
        announce = load_entry_point((row if row and row.listen else FORMATS["pdf"]).listen)
        for line in read_pdf_within_limits(file, lambda data: list(announce(data)), limit):
            out.print(make_printable(line), markup=False)


Result = TypeVar("Result")


def read_pdf_within_limits(file: Path, read: Callable[[bytes], Result], limit: int) -> Result:
    """Read a PDF of others.

    limit: in seconds. Raises PressError if it is not a PDF, or takes too much.
    """
    data = require_path(file).read_bytes()
    return read_within_limits(file, lambda: read(data), limit, NOT_A_PDF)


def make_printable(text: str) -> str:
    """Replace halves of characters, which no terminal can show."""
    return text.encode("utf-8", "replace").decode()
