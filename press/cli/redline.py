"""The command on changes: what differs between two states of a text, for the reviewer to sign."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from press.cli.options import (
    OUTPUT,
    SOURCES,
    AsJson,
    Langs,
    Sources,
    app,
    existing,
    out,
    print_json,
    progress,
    reported,
)


@app.command(epilog="Example: `python pipeline.py redline osteopetrosis HEAD~1 sources --lang es`")
def redline(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The publication.")],
    old: Annotated[str, typer.Argument(metavar="REV1", help="The state before: a revision, or a folder of sources.")],
    new: Annotated[str, typer.Argument(metavar="REV2", help="The state after: a revision, or a folder of sources.")],
    lang: Langs = None,
    sources: Sources = SOURCES,
    output: Annotated[
        Path,
        typer.Option("--output", metavar="DIR", help="The folder for the two files.", show_default="output/redlines"),
    ] = OUTPUT / "redlines",
    as_json: AsJson = False,
) -> None:
    """Show what changed in the words between two states: a web page and a PDF with room to sign."""
    from press.redline import redlines, write_redlines

    with reported(as_json):
        found = redlines(existing(sources), slug, old, new, lang or ())
        with progress() as step:
            written = write_redlines(found, slug, output, step)
        if as_json:
            print_json({"redlines": [_plain(one) for one in written]})
            return
        for one in written:
            parts = [part for part in one.redline.parts if part.kind != "unchanged"]
            added, removed = sum(part.added for part in parts), sum(part.removed for part in parts)
            said = f"{len(parts)} part(s) changed, {added} word(s) added, {removed} removed" if parts else "no change"
            out.print(f"{slug}, {one.redline.lang}: {said}", f"  {one.html}", f"  {one.pdf}", sep="\n", markup=False)


def _plain(one: Any) -> dict[str, Any]:
    parts = [
        {"part": part.id, "title": part.title, "change": part.kind, "added": part.added, "removed": part.removed}
        for part in one.redline.parts
    ]
    return {
        "language": one.redline.lang,
        "same": one.redline.same,
        "parts": parts,
        "html": str(one.html),
        "pdf": str(one.pdf),
    }
