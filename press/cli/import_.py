"""The command that brings an old publication in: import."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

import pipeline
from press.cli.options import SOURCES, AsJson, Sources, app, existing, out, plain, print_json, reported, show
from press.importer import Imported, import_text
from press.runtime.clock import today as this_day

OldFile = Annotated[Path, typer.Argument(metavar="FILE", help="The old publication: .txt, .html or .docx.")]
Slug = Annotated[str, typer.Option("--slug", metavar="S", help="What to call the publication, e.g. bone-density.")]
Lang = Annotated[str, typer.Option("--lang", metavar="L", help="Its language.", show_default="that of the center")]
Today = Annotated[
    str, typer.Option("--today", metavar="YYYY-MM-DD", help="The day to reckon from.", show_default="today")
]


@app.command("import", epilog="Example: `python pipeline.py import old/bones.txt --slug bone-density`")
def import_(
    file: OldFile,
    slug: Slug,
    lang: Lang = "",
    sources: Sources = SOURCES,
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    """Make a new publication of an old text, and say what was unsure. Writes over nothing."""
    day = _day(today)
    with reported(as_json):
        library, _ = pipeline.load(existing(sources))
        made = import_text(file, slug, lang, sources, library, day)
        if as_json:
            print_json(_plain(made))
            return
        show(made.findings)
        out.print(_table(made))
        for step in _next_steps(made, sources):
            out.print(step, markup=False)


def _day(given: str) -> dt.date:
    try:
        return dt.date.fromisoformat(given) if given else this_day()
    except ValueError:
        raise typer.BadParameter(f"{given!r} is not a day such as 2026-11-22", param_hint="--today") from None


def _table(made: Imported) -> Table:
    """What was found, and where it stood."""
    table = Table("Found", "What", "Line", title=made.folder.as_posix(), title_justify="left")
    lines: dict[str, list[str]] = {}
    for one in made.lines:
        lines.setdefault(one.where.rpartition(": ")[2].partition(".")[0], []).append(str(one.line))
    for name, words in made.facts.items():
        keys = [name, "reviewers" if name == "reviewer" else name, *words.split(", ")]
        at = [line for key in dict.fromkeys(keys) for line in lines.get(key, [])]
        table.add_row(name, words or "not found", ", ".join(dict.fromkeys(at)))
    return table


def _next_steps(made: Imported, sources: Path) -> list[str]:
    option = "" if sources == SOURCES else f" --sources {sources}"
    text = next(name for name in made.files if name.endswith(".md"))
    return [
        f"{len(made.findings)} thing(s) to look at, listed above with their lines. Next:",
        f"1. Open {made.folder.as_posix()}/publication.yaml and {text}, and write what is marked `TO DO:`.",
        f"2. python pipeline.py check{option}",
        f"3. python pipeline.py build {made.folder.name}{option}",
    ]


def _plain(made: Imported) -> dict[str, object]:
    return {
        "folder": made.folder.as_posix(),
        "files": sorted(made.files),
        "facts": made.facts,
        "lines": [asdict(line) for line in made.lines],
        "findings": plain(made.findings),
    }
