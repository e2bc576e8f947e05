"""The command `catalogue`, which makes the catalogue again."""

from __future__ import annotations

from press.build import pipeline
from press.catalogue import build_catalogue
from press.cli.options import (
    OUTPUT,
    SOURCES,
    AsJson,
    Output,
    Sources,
    app,
    list_finished_files,
    out,
    print_json,
    report_errors,
    require_path,
    shorten_path,
)
from press.model.messages import pluralize_noun
from press.publish.manifest import read_manifest, read_site
from press.publish.output import open_output, publish


@app.command(epilog="Example: `python pipeline.py catalogue --output output`")
def catalogue(sources: Sources = SOURCES, output: Output = OUTPUT, as_json: AsJson = False) -> None:
    """Make the catalogue of the output folder again.

    `build` does so too.
    """
    with report_errors(as_json):
        library = pipeline.read_library(require_path(sources))
        list_finished_files(require_path(output))
        with open_output(output):
            rows = read_manifest(output)
            publish(output, [], rows, build_catalogue(library, rows, output))
        files = read_site(output)
        pages = [name for name in files if name.endswith(".html")]
        if as_json:
            print_json({"files": sorted(files)})
        elif not files:
            out.print("No catalogue was made: write its words under `catalogue:` in a file of sources/languages/.")
        else:
            out.print(f"{pluralize_noun(len(pages), 'page')}. Open {shorten_path(output / 'index.html')}", markup=False)
