"""Digests of data, and the versions of the tools that are installed."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import json
import os
import platform
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from importlib import metadata
from typing import Any

from press import __version__
from press.model.nodes import Node
from press.runtime.file_stats import FileStats, pick_stats
from press.runtime.libraries.liblouis import read_liblouis_version
from press.runtime.resources import PACKAGE, ROOT

DIGITS = 24
"""Hexadecimal digits of SHA-256 that digests keep: 96 bits are enough, because nobody forges a source."""
TOOLS = ("weasyprint", "pydyf", "pikepdf", "jinja2", "markdown-it-py", "fonttools")
"""The packages that the manifest names as an edition's makers; `list_dependency_versions` has all of them."""
DISTRIBUTION = "handout-press"
NOT_MAKING = frozenset({"test", "bench", "cluster", "postgresql"})
"""Extras of the press whose packages make no edition."""
LIBRARIES = (
    ("pango", ("libpango-1.0.so.0", "libpango-1.0.0.dylib", "libpango-1.0.dylib", "libpango-1.0-0.dll")),
    ("harfbuzz", ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz.dylib", "libharfbuzz-0.dll")),
    ("fontconfig", ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")),
)
"""Libraries of the system that set text, with their file names on Linux, macOS and Windows."""
_VERSION_FUNCTIONS = {"pango": "pango_version", "fontconfig": "FcGetVersion"}
_REQUIREMENT = re.compile(r"""^\s*([A-Za-z0-9._-]+)[^;]*(?:;.*\bextra\s*==\s*["']([^"']+)["'])?""")


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
    """List each tool that the manifest names, with its version."""
    versions = {name: metadata.version(name) for name in TOOLS}
    return {"press": __version__, "python": platform.python_version(), **versions, **list_library_versions()}


@functools.cache
def list_library_versions() -> dict[str, str]:
    """List the versions of Pango, HarfBuzz and fontconfig.

    The renderer is not loaded for it, because that takes longer than a build with nothing to do may take.
    """
    return {name: _read_library_version(name, files) for name, files in LIBRARIES}


def list_format_tools(names: Iterable[str]) -> dict[str, str]:
    """List the versions of the libraries that only files of some formats are made with."""
    return {name: FORMAT_TOOLS[name]() for name in names}


FORMAT_TOOLS: Mapping[str, Callable[[], str]] = {"liblouis": read_liblouis_version}
"""What reads the version of each library that a row of press/model/formats.py names; "" if it is not installed."""


def _read_library_version(name: str, files: tuple[str, ...]) -> str:
    for file in files:
        with suppress(OSError, AttributeError):
            library = ctypes.CDLL(file)
            if name in _VERSION_FUNCTIONS:
                return str(getattr(library, _VERSION_FUNCTIONS[name])())
            library.hb_version_string.restype = ctypes.c_char_p
            return str(library.hb_version_string().decode())
    return ""


def list_installed_packages() -> dict[str, FileStats]:
    """List the stats of each installed package's description.

    It is written at each installation, and the name of its folder carries the version. Nothing is read, so that this
    takes milliseconds; it covers all that `list_dependency_versions` reads.
    """
    found: dict[str, FileStats] = {sys.version: ()}
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder or ".") as entries:
            for entry in entries:
                if entry.name.endswith((".dist-info", ".egg-info")):
                    for path in (entry.path, f"{entry.path}/METADATA", f"{entry.path}/RECORD"):
                        with suppress(OSError):
                            found[path] = pick_stats(os.stat(path))  # noqa: PTH116 - hundreds of them
    return found


@functools.cache
def list_dependency_versions() -> dict[str, str]:
    """List everything installed that can change an edition's bytes.

    These are the packages that the press requires, those that they require, Python, and the text libraries.
    """
    versions = dict(list_tool_versions())  # a copy: the manifest lists the tools alone
    todo = [*TOOLS, *_list_own_requirements()]
    seen: set[str] = set()
    while todo:
        name = todo.pop().lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        with suppress(metadata.PackageNotFoundError):  # one that this system does not need
            versions[name] = metadata.version(name)
            todo += [one for one, extra in _parse_requirements(metadata.requires(name)) if not extra]
    return dict(sorted(versions.items()))


def _list_own_requirements() -> list[str]:
    """List the packages that the press itself requires."""
    with suppress(metadata.PackageNotFoundError):
        found = _parse_requirements(metadata.requires(DISTRIBUTION))
        return [name for name, extra in found if extra not in NOT_MAKING]
    try:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    except FileNotFoundError:
        return []
    extras = {key: rows for key, rows in project["optional-dependencies"].items() if key not in NOT_MAKING}
    return [name for rows in (project["dependencies"], *extras.values()) for name, _ in _parse_requirements(rows)]


def _parse_requirements(lines: Iterable[str] | None) -> list[tuple[str, str]]:
    """Parse requirements into names and extras."""
    return [(found[1], found[2] or "") for line in lines or () if (found := _REQUIREMENT.match(line))]


CATALOGUE = "catalogue/"
"""The folder of the catalogue, in the package and among the templates."""
NON_EDITION_FOLDERS = (CATALOGUE, "desk/", "evidence/", "orders/", "redline/")
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
