"""The command that opens the clinic desk: serve."""

from __future__ import annotations

import gc
import logging
import os
from typing import Annotated

import typer

from press.cli.options import OUTPUT, SOURCES, AsJson, Output, Sources, app, err, existing, out, print_json, reported

LEDGER = ""
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - what the user chose is only recognised here


@app.command(epilog="Example: `python pipeline.py serve --port 8000`")
def serve(  # noqa: PLR0913, PLR0917 - one parameter an option
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="0 takes any.")] = 8000,
    name: Annotated[list[str] | None, typer.Option("--name", metavar="HOST", help="A name the desk goes by.")] = None,
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Worker processes.")] = os.cpu_count() or 1,
    ledger: Annotated[
        str, typer.Option("--ledger", metavar="PATH|URL", envvar="HANDOUT_LEDGER", help="Where orders are entered.")
    ] = LEDGER,
    preview: Annotated[
        bool | None, typer.Option("--preview/--no-preview", help="Show drafts; by default on this machine alone.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Open the clinic desk: the finished files, handouts with a clinic's own name, and previews of drafts."""
    from press.desk.app import Desk, Setting
    from press.desk.server import is_loopback, listening, serve

    with reported(as_json):
        existing(sources)
        listener = listening(host, port)
        loopback = is_loopback(host)
        setting = Setting(
            sources, output, jobs, loopback if preview is None else preview, loopback, tuple(name or ()), ledger
        )
        shown = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
        url = f"http://{shown}:{listener.getsockname()[1]}/"
        _log_to_stderr()
        gc.enable()

        def ready(_desk: Desk) -> None:
            if as_json:
                print_json({"url": url, "previews": setting.previews})
            else:
                out.print(f"The desk is open at {url} (Ctrl+C closes it).")

        serve(setting, listener, ready)
        err.print("The desk is closed.")


def _log_to_stderr() -> None:
    """One line a request, without anything of the visitor's."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.getLogger("press.desk")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
