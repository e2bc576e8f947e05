"""The command line: loads the modules of a command, runs it and exits with its code."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Iterable
from importlib import import_module
from types import FrameType
from typing import NoReturn

import typer

from press.cli.options import app
from press.model.findings import ExitCode

COMMANDS = {
    "check": ("check", "list", "schema", "clean"),
    "build": ("build",),
    "new": ("new",),
    "proof": ("proof",),
    "parity": ("parity",),
    "inspect": ("rules", "verify", "tag", "tags", "listen"),
    "measure": ("measure",),
    "import_": ("import",),
    "reports": ("due", "impact"),
    "translations": ("translations",),
    "redline": ("redline",),
    "evidence": ("evidence",),
    "readability": ("readability",),
    "lexicon": ("lexicon",),
    "audio": ("audio",),
    "catalogue": ("catalogue",),
    "serve": ("serve",),
    "orders": ("orders",),
    "orders.fulfilment": ("orders",),
}
"""Commands by module, so that a command loads only its own modules."""


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    # A command keeps what it reads until it ends and makes few reference cycles, so that collecting garbage would only
    # take a fifth of the time of a check. Commands that run for hours turn it on again.
    gc.disable()
    for name in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(name) == signal.SIG_DFL:  # `nohup` has it ignored, and it stays so
            signal.signal(name, _interrupt)
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    load_commands([name for name, commands in COMMANDS.items() if command in commands] or COMMANDS)()
    raise SystemExit(ExitCode.OK)


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    """End as Ctrl-C does: workers and temporary folders go first."""
    signal.signal(number, signal.SIG_IGN)  # once is enough
    raise KeyboardInterrupt


def load_commands(modules: Iterable[str] = COMMANDS) -> typer.Typer:
    """Load the commands of some modules, or all."""
    for name in modules:
        import_module(f"{__name__}.{name}")
    return app
