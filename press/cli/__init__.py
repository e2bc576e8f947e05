"""The command line: arguments in, exit code out."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import NoReturn

import typer

from press.cli.options import app
from press.model.findings import Exit

COMMANDS = {
    "check": ("check", "list", "schema", "clean"),
    "build": ("build",),
    "proof": ("proof",),
    "inspect": ("rules", "verify", "tag", "tags", "listen"),
    "measure": ("measure",),
    "import_": ("import",),
    "reports": ("due", "impact"),
    "translations": ("translations",),
    "redline": ("redline",),
    "readability": ("readability",),
    "catalogue": ("catalogue",),
    "serve": ("serve",),
    "orders": ("orders",),
    "fulfilment": ("orders",),
}
"""The commands of each module, so that a command loads its own modules and no other."""


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    # A command keeps what it reads to its end and lets go of little that points at itself: looking for garbage would
    # take a fifth of a check. What goes on for hours turns it on again.
    gc.disable()
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    loaded([name for name, commands in COMMANDS.items() if asked in commands] or COMMANDS)()
    raise SystemExit(Exit.OK)


def loaded(modules: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line with the commands of some modules, or with all."""
    for name in modules:
        import_module(f"{__name__}.{name}")
    return app
