"""Folders of the press's own templates and style sheets.

They lie beside the package in a checkout and inside it when it is installed.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parent


def _find_folder(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else ROOT / name


TEMPLATES = _find_folder("templates")
STYLES = _find_folder("styles")
