"""The command line: arguments in, exit code out."""

from __future__ import annotations

from typing import NoReturn

from press.cli import (
    bring,
    build,
    care,
    desk,
    fold,
    look,
    make,
    measure,
    orders,
    orders_out,
    plain,
    redline,
    shelf,
    words,
)
from press.cli.shared import app
from press.findings import Exit

__all__ = [
    "app",
    "bring",
    "build",
    "care",
    "desk",
    "fold",
    "look",
    "main",
    "make",
    "measure",
    "orders",
    "orders_out",
    "plain",
    "redline",
    "shelf",
    "words",
]


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    app()
    raise SystemExit(Exit.OK)
