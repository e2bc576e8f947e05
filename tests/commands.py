"""The command line with all commands, for tests that call it in their own process."""

from __future__ import annotations

from press.cli import load_commands

app = load_commands()
