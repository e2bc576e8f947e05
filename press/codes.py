"""Every kind of finding there is, gathered from where it is declared."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import press
from press.findings import Code
from press.rules import Rule


def all_codes() -> list[Code]:
    """Every code, in order: those of rules, and those declared in a module's `CODES`."""
    found = {code.code: code for module in _modules() for code in _codes_of(module)}
    return [found[name] for name in sorted(found)]


def _modules() -> Iterator[ModuleType]:
    """Every module of the press but those that load the renderer."""
    for info in pkgutil.walk_packages(press.__path__, "press."):
        if not info.name.startswith("press.tagging") and info.name != __name__:
            yield importlib.import_module(info.name)


def _codes_of(module: ModuleType) -> Iterator[Code]:
    yield from getattr(module, "CODES", ())
    yield from (value.code for value in vars(module).values() if isinstance(value, Rule))
