"""The command `serve`, which opens the clinic desk."""

from __future__ import annotations

import gc
import logging
import os
from typing import Annotated

import typer

from press.cli.options import (
    OUTPUT,
    SOURCES,
    AsJson,
    Output,
    Sources,
    app,
    err,
    out,
    print_json,
    report_errors,
    require_path,
)

LEDGER = ""
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - this only recognizes what the user chose

LedgerAt = Annotated[
    str,
    typer.Option(
        "--ledger",
        metavar="PATH|URL",
        envvar="HANDOUT_LEDGER",
        help="The order ledger: a file, or the URL of a database.",
    ),
]


@app.command(epilog="Example: `python pipeline.py serve --port 8000`")
def serve(  # noqa: PLR0913, PLR0917 - one parameter an option
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="The port to listen on; 0 takes any free port.")
    ] = 8000,
    name: Annotated[
        list[str] | None, typer.Option("--name", metavar="HOST", help="A host name of the desk, e.g. desk.example.org.")
    ] = None,
    sources: Sources = SOURCES,
    output: Output = OUTPUT,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Worker processes.")] = os.cpu_count() or 1,
    ledger: LedgerAt = LEDGER,
    preview: Annotated[
        bool | None,
        typer.Option(
            "--preview/--no-preview", help="Show drafts. By default only if the desk listens to this machine alone."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Open the clinic desk.

    The desk is a web server for finished files, handouts with a clinic's name, and previews of drafts.
    """
    from press.desk.app import ClinicDesk, DeskSettings
    from press.desk.server import is_loopback, open_listener, serve_desk

    with report_errors(as_json):
        require_path(sources)
        listener = open_listener(host, port)
        loopback = is_loopback(host)
        setting = DeskSettings(
            sources, output, jobs, loopback if preview is None else preview, loopback, tuple(name or ()), ledger
        )
        address = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
        url = f"http://{address}:{listener.getsockname()[1]}/"
        _log_to_stderr()
        gc.enable()

        def ready(_desk: ClinicDesk) -> None:
            if as_json:
                print_json({"url": url, "previews": setting.previews})
            else:
                out.print(f"The desk is open at {url} (stop with Ctrl-C).")

        serve_desk(setting, listener, ready)
        err.print("The desk is closed.")


def _log_to_stderr() -> None:
    """Log requests to standard error, one line each.

    A line contains nothing of the visitor's.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.getLogger("press.desk")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
