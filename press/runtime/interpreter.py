"""The Python that runs the press: that of `.venv`, where `make build` installs what the press needs.

Any Python 3 reads this module, so that it can say what is missing.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent.parent
OLDEST = (3, 11)
PROBES = ("typer", "pydantic", "yaml", "markdown_it", "jinja2", "weasyprint", "pikepdf")
"""Packages that tell whether the dependencies are installed."""


def use_installed_python() -> None:
    """Continue in the Python of `.venv` if this one lacks something.

    Exits with code 3 and one line that says what to do if there is none.
    """
    if sys.version_info >= OLDEST and all(find_spec(name) for name in PROBES):
        return
    own = HOME / ".venv"
    found = [path for path in (own / "bin" / "python", own / "Scripts" / "python.exe") if path.exists()]
    if found and Path(sys.prefix).resolve() != own.resolve():
        sys.stdout.flush()
        os.execv(str(found[0]), [str(found[0]), *sys.argv])  # noqa: S606 - no shell is needed
    sys.stderr.write(f"What the press needs is not installed for {sys.executable}: run `make build` first.\n")
    raise SystemExit(3)
