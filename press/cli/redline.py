"""The command `redline`, which shows a reviewer what changed between two states of a text."""

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
    out,
    print_json,
    report_errors,
    require_path,
    show_progress,
)
from press.model.messages import pluralize_noun


@app.command(epilog="Example: `python pipeline.py redline osteopetrosis HEAD~1 sources --lang es`")
def redline(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The publication.")],
    old: Annotated[str, typer.Argument(metavar="REV1", help="The old state: a Git revision or a folder of sources.")],
    new: Annotated[str, typer.Argument(metavar="REV2", help="The new state: a Git revision or a folder of sources.")],
    lang: Langs = None,
    sources: Sources = SOURCES,
    output: Annotated[
        Path,
        typer.Option(
            "--output", metavar="DIR", help="The folder for the web page and the PDF.", show_default="output/redlines"
        ),
    ] = OUTPUT / "redlines",
    as_json: AsJson = False,
) -> None:
    """Write what changed between two states of a text.

    Makes a web page and a PDF with room to sign.
    """
    from press.redline import make_redlines, write_redlines

    with report_errors(as_json):
        found = make_redlines(require_path(sources), slug, old, new, lang or ())
        with show_progress() as step:
            written = write_redlines(found, slug, output, step)
        if as_json:
            print_json({"redlines": [_describe_redline(one) for one in written]})
            return
        for one in written:
            parts = [part for part in one.redline.parts if part.kind != "unchanged"]
            added, removed = sum(part.added for part in parts), sum(part.removed for part in parts)
            words = f"{pluralize_noun(added, 'word')} added, {removed:,} removed"
            summary = f"{pluralize_noun(len(parts), 'part')} changed, {words}" if parts else "no change"
            out.print(f"{slug}, {one.redline.lang}: {summary}", f"  {one.html}", f"  {one.pdf}", sep="\n", markup=False)


def _describe_redline(one: Any) -> dict[str, Any]:
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
