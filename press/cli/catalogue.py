"""The command that makes the catalogue again: catalogue."""

from __future__ import annotations

import pipeline
from press.catalogue import shelve
from press.cli.options import (
    OUTPUT,
    SOURCES,
    AsJson,
    Output,
    Sources,
    app,
    existing,
    finished,
    out,
    print_json,
    reported,
)
from press.publish.manifest import read_manifest
from press.publish.output import opened, publish


@app.command(epilog="Example: `python pipeline.py catalogue --output output`")
def catalogue(sources: Sources = SOURCES, output: Output = OUTPUT, as_json: AsJson = False) -> None:
    """Make the catalogue of the editions that are in the output folder; `build` does so too."""
    with reported(as_json):
        library = pipeline.checked(existing(sources))
        finished(existing(output))
        with opened(output):
            rows = read_manifest(output)
            files = shelve(library, rows, output)
            publish(output, [], rows, files)
        pages = [name for name in files if name.endswith(".html")]
        if as_json:
            print_json({"files": sorted(files)})
        elif not files:
            out.print("No catalogue was made: no language has its words (`catalogue` in sources/languages/).")
        else:
            out.print(f"{len(pages)} page(s). Open {output / 'index.html'}", markup=False)
