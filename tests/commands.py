"""The command line with all commands, for tests that call it in their own process."""

from __future__ import annotations

import signal

from typer.testing import CliRunner, Result

from press.cli import load_commands

app = load_commands()


def invoke(*args: object) -> Result:
    """Call a command in this process; what it raises, which would be a traceback, is raised."""
    return CliRunner().invoke(app, list(map(str, args)), catch_exceptions=False)


def hear_signals() -> None:
    """Let a new process be interrupted, even if what runs the tests ignores INT and HUP, as `nohup` and `&` do."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
