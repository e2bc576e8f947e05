"""What the press itself is, as digests: its code, templates, styles, typefaces and tools.

Imports no stage and no noun, so that a build with nothing to do finds that out at once (`press/build/up_to_date.py`).
"""

from __future__ import annotations

import functools
import hashlib
import json
import platform
from dataclasses import asdict
from importlib import metadata
from typing import Any

from press import __version__
from press.model.nodes import Node
from press.runtime.resources import PACKAGE, ROOT, TEMPLATES
from press.style.fonts import face_bytes, faces_in
from press.style.sheets import Medium, bundle

CATALOGUE = "catalogue/"
"""The folder of what makes the catalogue, in the package and among the templates."""
ASIDE = (CATALOGUE, "desk/", "orders/", "redline/")
"""Folders of what makes other things than editions, in the package and among the templates."""
SOURCE_RULES = "press/catalogue/rules.py"
"""Rules that `check` runs, beside the catalogue that they are about."""
NOT_MAKING = ("press/cli/", *(f"press/{folder}" for folder in ASIDE))
"""What no edition passes through: a change there makes nothing again (tests/test_digest.py follows the imports)."""
DIGITS = 24
"""Of a SHA-256 that a part is compared by: 96 bits tell apart what nobody forges."""
TOOLS = ("weasyprint", "pydyf", "pikepdf", "jinja2", "markdown-it-py", "fonttools")
"""Packages whose version can change the bytes of an edition."""


def digest(value: Any) -> str:
    """The head of a SHA-256 over plain data, whatever the order of its keys."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=_plain, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Node):
        # Without its place: a text that moves down a line says the same.
        return [value.kind, value.text, dict(value.attrs), value.children]
    return asdict(value)


@functools.cache
def code_digest() -> str:
    """Over the code that makes editions."""
    code = {"pipeline.py": ROOT / "pipeline.py"}
    code |= {path.relative_to(ROOT).as_posix(): path for path in PACKAGE.rglob("*.py")}
    return digest({name: path.read_bytes() for name, path in code.items() if makes_editions(name)})


def makes_editions(name: str) -> bool:
    """Whether editions, or the rules on them, need a file of the press."""
    return name == SOURCE_RULES or not name.startswith(NOT_MAKING)


@functools.cache
def templates_digest() -> str:
    """Over all templates of editions."""
    names = {path.relative_to(TEMPLATES).as_posix(): path for path in TEMPLATES.rglob("*.html")}
    return digest({name: path.read_bytes() for name, path in names.items() if not name.startswith(ASIDE)})


@functools.cache
def catalogue_digest() -> str:
    """Over what makes the catalogue and no edition."""
    files = [path for folder in (PACKAGE, TEMPLATES) for path in (folder / CATALOGUE).rglob("*.*")]
    code = {path.name: path.read_bytes() for path in files if path.suffix in {".py", ".html", ".js"}}
    return digest([code, bundle("catalogue")])


@functools.cache
def styles_digest(medium: Medium) -> str:
    """Over the style sheet of a medium."""
    return digest(bundle(medium))


@functools.cache
def fonts_digest(medium: Medium) -> str:
    """Over the typefaces that the style sheet of a medium names."""
    return digest({name: face_bytes(name) for name in faces_in(bundle(medium))})


@functools.cache
def press_digest() -> str:
    """Over all of the press that makes editions, of any medium, and the catalogue."""
    styles = [styles_digest("print"), styles_digest("screen")]
    return digest([code_digest(), templates_digest(), *styles, tools(), catalogue_digest()])


@functools.cache
def tools() -> dict[str, str]:
    """Name and version of what makes the files."""
    versions = {name: metadata.version(name) for name in TOOLS}
    return {"press": __version__, "python": platform.python_version(), **versions}
