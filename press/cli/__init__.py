"""The command line: arguments in, exit code out."""

from __future__ import annotations

from typing import NoReturn

from press.cli import build, fold, look, make, measure, plain, redline, words
from press.cli.shared import app
from press.findings import Exit

__all__ = ["app", "build", "fold", "look", "main", "make", "measure", "plain", "redline", "words"]


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    app()
    raise SystemExit(Exit.OK)
