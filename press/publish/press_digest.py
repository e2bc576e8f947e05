"""Digests of the press itself: its code, templates, styles and typefaces.

This module imports no stage, so that a build with nothing to do ends at once (`press/build/up_to_date.py`).
"""

from __future__ import annotations

import functools
from typing import get_args

from press.model.formats import FORMATS
from press.runtime.installation import (
    CATALOGUE,
    NON_EDITION_FOLDERS,
    hash_code,
    hash_data,
    list_dependency_versions,
)
from press.runtime.resources import PACKAGE, TEMPLATES
from press.style.fonts import list_typefaces, load_typeface
from press.style.sheets import Medium, bundle_styles, read_style_sheet


@functools.cache
def hash_templates() -> str:
    """Hash the templates of editions."""
    names = {path.relative_to(TEMPLATES).as_posix(): path for path in TEMPLATES.rglob("*.html")}
    making = {name: path for name, path in names.items() if not name.startswith(NON_EDITION_FOLDERS)}
    return hash_data({name: path.read_bytes() for name, path in making.items()})


@functools.cache
def hash_catalogue() -> str:
    """Hash what makes only the catalogue."""
    files = [path for folder in (PACKAGE, TEMPLATES) for path in (folder / CATALOGUE).rglob("*.*")]
    code = {path.name: path.read_bytes() for path in files if path.suffix in {".py", ".html", ".js"}}
    return hash_data([code, bundle_styles("catalogue")])


@functools.cache
def hash_styles(medium: Medium) -> str:
    """Hash the style sheet of a medium."""
    return hash_data(bundle_styles(medium))


@functools.cache
def hash_typefaces(medium: Medium) -> str:
    """Hash the typefaces in the style sheet of a medium."""
    return hash_data({name: load_typeface(name) for name in list_typefaces(bundle_styles(medium))})


@functools.cache
def hash_press_files() -> str:
    """Hash the press's own files and the typefaces."""
    media: tuple[Medium, ...] = get_args(Medium)
    styles = [[hash_styles(medium), hash_typefaces(medium)] for medium in media]
    styles += [[read_style_sheet(row.style_sheet)] for row in FORMATS.values() if row.style_sheet]
    return hash_data([hash_code(), hash_templates(), styles, hash_catalogue()])


@functools.cache
def hash_press() -> str:
    """Hash everything that makes editions and the catalogue."""
    return hash_data([hash_press_files(), list_dependency_versions()])
