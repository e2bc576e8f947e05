"""The command that makes editions: build, and build again whenever a source is saved."""

from __future__ import annotations

import gc
import os
from dataclasses import asdict, replace
from typing import Annotated

import typer

from press.build import up_to_date
from press.cli.options import (
    OUTPUT,
    SOURCES,
    AsJson,
    Day,
    Imprints,
    Langs,
    Output,
    Slugs,
    Sources,
    Variants,
    app,
    edition_table,
    err,
    existing,
    out,
    plain,
    print_json,
    progress,
    reported,
    show,
)
from press.model.findings import PressError
from press.model.records import Built, Wish
from press.publish.manifest import read_manifest

TABLE = 60
"""More editions than this are counted, not listed."""
REASONS = {
    "new": "there was none",
    "file": "its file was changed or taken away",
    "asked": "asked for",
    "center": "the center",
    "publication": "the facts of its publication",
    "shelf life": "the dates or the status of its publication",
    "text": "its text",
    "pictures": "a picture",
    "organizations": "an organisation that it names",
    "language": "the words of its language",
    "translation": "how its translation stands",
    "variant": "its variant",
    "profile": "its guideline",
    "imprint": "the clinic's block",
    "links": "the files that it links to",
    "templates": "the templates",
    "styles": "the style sheets",
    "fonts": "the typefaces",
    "press": "the press itself",
    "tools": "a tool of the press",
}
"""What `--explain` says of each part of an edition."""


@app.command(epilog="Example: `python pipeline.py build osteopetrosis --lang es --variant large-print`")
def build(  # noqa: PLR0913, PLR0917 - one parameter an option
    slugs: Slugs = None,
    lang: Langs = None,
    variant: Variants = None,
    imprint: Imprints = "",
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Worker processes.")] = os.cpu_count() or 1,
    force: Annotated[bool, typer.Option("--force", help="Make unchanged editions too.")] = False,
    press: Annotated[bool, typer.Option("--press", help="Make a file for a printing press of each too.")] = False,
    proof: Annotated[bool, typer.Option("--proof", help="Draw a proof of each PDF beside it.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each edition was made again.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and make what a saved source touches.")] = False,
    scheduler: Annotated[str, typer.Option(metavar="URL", help="A Dask cluster, whose workers make them.")] = "",
    today: Day = None,
    as_json: AsJson = False,
) -> None:
    """Make the editions asked for and publish them, all or none.

    What is a draft, withdrawn, superseded or expired is made only when it is named, and says so across every page.
    """
    with reported(as_json):
        names = (tuple(slugs or ()), tuple(lang or ()), tuple(variant or ()))
        day = today.date() if today else None
        wish = Wish(existing(sources), output, *names, jobs, force, press, imprint, scheduler, day=day)
        if watch:
            try:
                _watch(wish, explain=explain)
            except KeyboardInterrupt:
                err.print("Stopped. What was made stays.")
                raise typer.Exit(130) from None
            return
        built = _as_it_was(wish, named=as_json or proof) or _built(wish)
        if proof:
            from press.cli.proof import write_proofs

            write_proofs(output, built.rows)
        if as_json:
            editions = [asdict(row) for row in built.rows]
            print_json({"editions": editions, "findings": plain(built.findings), "made": built.made})
        else:
            _tell(built, explain=explain)


def _as_it_was(wish: Wish, *, named: bool) -> Built | None:
    """The answer of the last build, when there is nothing to do. Finds that out without any stage, in half a second.

    named: every edition is asked for by name, not only how many they are.
    """
    answer = None if wish.force else up_to_date.answer(wish)
    if answer is None:
        return None
    names, findings = answer
    if len(names) > TABLE and not named:
        return Built(len(names), (), tuple(findings), {})
    known = {row.edition: row for row in read_manifest(wish.output)}
    return Built(len(names), tuple(known[name] for name in names), tuple(findings), {})


def _built(wish: Wish) -> Built:
    """What comes of a build."""
    import pipeline

    with progress() as step:
        return pipeline.build(wish, step)


def _tell(built: Built, *, explain: bool) -> None:
    """Show what came of a build."""
    show(built.findings)
    if built.count <= TABLE:
        out.print(edition_table(built.rows))
    for row in built.rows:
        if row.left_out and row.edition in built.made:
            out.print(f"{row.edition} leaves out: {', '.join(row.left_out)}", markup=False)
    if explain:
        for name, why in sorted(built.made.items()):
            out.print(f"{name} was made: {', '.join(REASONS[part] for part in why)}", markup=False)
    out.print(f"{built.count:,} edition(s): {len(built.made):,} made, the others are as they were.")


def _watch(wish: Wish, *, explain: bool) -> None:
    """Build again whenever a source is saved, until interrupted; each edition goes out as soon as it is finished."""
    import pipeline
    from press.build.watch import saves

    gc.enable()
    with pipeline.workforce(wish) as force:
        seen = saves(wish.sources)
        next(seen)  # from now on nothing that is saved escapes
        saved = True
        wish = replace(wish, each=True)
        while True:
            if saved:
                try:
                    with progress() as step:
                        built = pipeline.build(wish, step, force)
                except PressError as error:
                    show(error.findings)
                else:
                    show(built.findings)
                    for name, why in built.made.items():
                        reasons = f": {', '.join(REASONS[part] for part in why)}" if explain else ""
                        out.print(f"made {name}{reasons}", markup=False)
                out.print("waiting for a source to be saved (Ctrl-C ends this)")
                wish = replace(wish, force=False)
            saved = next(seen)
