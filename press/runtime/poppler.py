"""Poppler: the words of a PDF as an independent reader finds them."""

from __future__ import annotations

import shutil
from pathlib import Path

from press.runtime.programs import demand, failed, run


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


def tagged_words(path: Path) -> str:
    """The tag tree of a PDF with its words, in the order of the tags; object numbers and boxes are left out."""
    demand("pdfinfo", lacks())
    done = run("pdfinfo", "-struct-text", "-enc", "UTF-8", path)
    if done.returncode:
        raise failed("pdfinfo", done.stderr)
    return "\n".join(line for line in done.stdout.splitlines() if line.split()[:1] not in (["Object"], ["/BBox"]))
