"""Poppler: the words of a PDF as an independent reader finds them."""

from __future__ import annotations

import shutil
from pathlib import Path

from press.tools.common import demand, failed, run


def lacks() -> str | None:
    """What to install so that Poppler can run."""
    return None if shutil.which("pdftotext") else "poppler-utils"


def words(path: Path) -> str:
    """The words of a PDF in the order in which they are painted, a form feed after each page."""
    demand("pdftotext", lacks())
    done = run("pdftotext", "-raw", "-enc", "UTF-8", path, "-")
    if done.returncode:
        raise failed("pdftotext", done.stderr)
    return done.stdout
