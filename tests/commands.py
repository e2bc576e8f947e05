"""The command line with all its commands, for tests that call it in their own process."""

from __future__ import annotations

from press.cli import loaded

app = loaded()
