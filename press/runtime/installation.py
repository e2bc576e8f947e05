"""Digests of data, and the versions of the tools that are installed."""

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
from press.runtime.resources import PACKAGE

DIGITS = 24
"""Hexadecimal digits of SHA-256 that digests keep: 96 bits are enough, because nobody forges a source."""
TOOLS = ("weasyprint", "pydyf", "pikepdf", "jinja2", "markdown-it-py", "fonttools")
"""Packages whose version can change the bytes of an edition."""


def hash_data(value: Any) -> str:
    """Hash plain data; the order of keys makes no difference."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=_simplify, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _simplify(value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Node):
        # Line and column are left out, because a text that moves down a line says the same.
        return [value.kind, value.text, dict(value.attrs), value.children]
    return asdict(value)


@functools.cache
def list_tool_versions() -> dict[str, str]:
    """List each tool that makes files, with its version."""
    versions = {name: metadata.version(name) for name in TOOLS}
    return {"press": __version__, "python": platform.python_version(), **versions}


CATALOGUE = "catalogue/"
"""The folder of the catalogue, in the package and among the templates."""
NON_EDITION_FOLDERS = (CATALOGUE, "desk/", "orders/", "redline/")
"""Folders that make no edition, in the package and among the templates."""
SOURCE_RULES = "press/catalogue/rules.py"
"""Rules that `check` runs, beside the catalogue that they are about."""
NON_EDITION_CODE = ("press/cli/", *(f"press/{folder}" for folder in NON_EDITION_FOLDERS))
"""Code that makes no edition, so that a change there rebuilds none (tests/test_digest.py follows the imports)."""


@functools.cache
def hash_code() -> str:
    """Hash the code that makes editions."""
    code = {f"press/{path.relative_to(PACKAGE).as_posix()}": path for path in PACKAGE.rglob("*.py")}
    return hash_data({name: path.read_bytes() for name, path in code.items() if makes_editions(name)})


def makes_editions(name: str) -> bool:
    """Tell whether editions, or the rules for them, need a file of the press."""
    return name == SOURCE_RULES or not name.startswith(NON_EDITION_CODE)
