"""Every kind of finding there is, gathered from where it is declared."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import press
from press.model.findings import Code
from press.model.rules import Rule

RENDERER = ("press.render.layout", "press.render.tagging", "press.render.weasyprint")


def all_codes() -> list[Code]:
    """Every code, in order: those of rules, and those declared in a module's `CODES`."""
    found = {code.code: code for module in _modules() for code in _codes_of(module)}
    return [found[name] for name in sorted(found)]


def _modules() -> Iterator[ModuleType]:
    """Every module of the press but those that load the renderer."""
    for info in pkgutil.walk_packages(press.__path__, "press."):
        if info.name != __name__ and not info.name.startswith(RENDERER):
            yield importlib.import_module(info.name)


def _codes_of(module: ModuleType) -> Iterator[Code]:
    yield from getattr(module, "CODES", ())
    yield from (value.code for value in vars(module).values() if isinstance(value, Rule))
