"""Poppler: the words of a PDF, read by a program independent of ours."""

from __future__ import annotations

import shutil
from pathlib import Path

from press.runtime.programs import make_tool_error, require_tool, run_program


def describe_missing() -> str | None:
    """Describe what Poppler needs to run, None if nothing."""
    return None if shutil.which("pdftotext") else "poppler-utils"


def read_words(path: Path) -> str:
    """Read the words of a PDF in painting order.

    A form feed follows each page.
    """
    require_tool("pdftotext", describe_missing())
    result = run_program("pdftotext", "-raw", "-enc", "UTF-8", path, "-")
    if result.returncode:
        raise make_tool_error("pdftotext", result.stderr)
    return result.stdout


def read_tagged_words(path: Path) -> str:
    """Read the tag tree of a PDF with its words.

    Lines about object numbers and bounding boxes are left out.
    """
    require_tool("pdfinfo", describe_missing())
    result = run_program("pdfinfo", "-struct-text", "-enc", "UTF-8", path)
    if result.returncode:
        raise make_tool_error("pdfinfo", result.stderr)
    return "\n".join(line for line in result.stdout.splitlines() if line.split()[:1] not in (["Object"], ["/BBox"]))
