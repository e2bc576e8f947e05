"""The command `import`, which makes a publication from an old text."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from press.build import pipeline
from press.cli.limits import SECONDS, Limit, read_within_limits
from press.cli.options import (
    SOURCES,
    AsJson,
    Sources,
    app,
    describe_findings,
    out,
    print_findings,
    print_json,
    report_errors,
    require_path,
    shorten_path,
)
from press.importer import ImportedPublication, import_text
from press.importer.pairing import Pairing, parse_pairs
from press.runtime.clock import read_date as this_day

OldFile = Annotated[Path, typer.Argument(metavar="FILE", help="The old publication: .txt, .html, .docx or .pdf.")]
Slug = Annotated[str, typer.Option("--slug", metavar="S", help="A short name for the publication, e.g. bone-density.")]
Lang = Annotated[
    str, typer.Option("--lang", metavar="L", help="The language of its text.", show_default="that of the center")
]
Today = Annotated[
    str, typer.Option("--today", metavar="YYYY-MM-DD", help="The day to use as today.", show_default="today")
]
Pairs = Annotated[
    list[str] | None,
    typer.Option(
        "--pair",
        metavar="ID=LINE",
        help="For one more language: the heading on this line of the file is `#ID` in the first language.",
    ),
]


@app.command("import", epilog="Example: `python pipeline.py import old/bones.txt --slug bone-density`")
def import_(  # noqa: PLR0913, PLR0917 - one parameter an option
    file: OldFile,
    slug: Slug,
    lang: Lang = "",
    sources: Sources = SOURCES,
    today: Today = "",
    pair: Pairs = None,
    limit: Limit = SECONDS,
    as_json: AsJson = False,
) -> None:
    """Make a new publication from an old text, or one more language of one.

    Lists what to check in it. Existing files are never overwritten.
    """
    day = _parse_day(today)
    with report_errors(as_json):
        library, _ = pipeline.load(require_path(sources))
        ask = _ask_for_pair if sys.stdin.isatty() and not as_json else None
        pairing = Pairing(parse_pairs(pair or []), ask)
        work = partial(import_text, file, slug, lang, sources, library, day, pairing)
        imported = work() if ask else read_within_limits(file, work, limit)  # who is asked may take any time
        if as_json:
            print_json(_describe_import(imported))
            return
        print_findings(imported.findings)
        out.print(_make_table(imported))
        for step in _list_next_steps(imported, sources):
            out.print(step, markup=False)


def _ask_for_pair(question: str, ids: Sequence[str], guess: str) -> str:
    """Ask for the id of a heading; `-` for none."""
    out.print(f"{question} Its ids: {', '.join(ids)}; - for none of them.", markup=False)
    while True:
        answer = str(typer.prompt("Id", default=guess or "-")).strip()
        if answer == "-" or answer in ids:
            return "" if answer == "-" else answer


def _parse_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else this_day()
    except ValueError:
        raise typer.BadParameter(f"`{text}` is not a date like 2026-11-22", param_hint="--today") from None


def _make_table(imported: ImportedPublication) -> Table:
    """Make a table of the facts and their lines."""
    table = Table("Found", "What", "Line", title=shorten_path(imported.folder), title_justify="left")
    lines: dict[str, list[str]] = {}
    for one in imported.lines:
        lines.setdefault(one.where.rpartition(": ")[2].partition(".")[0], []).append(str(one.line))
    for name, words in imported.facts.items():
        keys = [name, "reviewers" if name == "reviewer" else name, *words.split(", ")]
        at = [line for key in dict.fromkeys(keys) for line in lines.get(key, [])]
        table.add_row(name, words or "not found", ", ".join(dict.fromkeys(at)))
    return table


def _list_next_steps(imported: ImportedPublication, sources: Path) -> list[str]:
    option = "" if sources == SOURCES else f" --sources {sources}"
    text, folder = next(name for name in imported.files if name.endswith(".md")), shorten_path(imported.folder)
    return [
        f"Look at the findings above ({len(imported.findings)}); each names its line. Next:",
        f"1. python pipeline.py build {imported.folder.name}{option}",
        f"2. Look at the pages; write over every `TO DO:` in {folder}/{text}.",
        f"3. Fill in {folder}/publication.yaml, and delete its line `status: draft`.",
    ]


def _describe_import(imported: ImportedPublication) -> dict[str, object]:
    return {
        "folder": imported.folder.as_posix(),
        "files": sorted(imported.files),
        "facts": imported.facts,
        "lines": [asdict(line) for line in imported.lines],
        "findings": describe_findings(imported.findings),
    }
