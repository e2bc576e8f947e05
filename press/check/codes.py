"""All finding codes of the press, collected from the modules that declare them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import press
from press.model.findings import FindingCode
from press.model.rules import Rule

RENDERER = ("press.render.layout", "press.render.tagging", "press.render.weasyprint")


def list_codes() -> list[FindingCode]:
    """List every code in alphabetical order.

    A code belongs to a rule or stands in a module's `CODES`.
    """
    codes = {code.code: code for module in _import_modules() for code in _read_codes(module)}
    return [codes[name] for name in sorted(codes)]


def _import_modules() -> Iterator[ModuleType]:
    """Import all other modules of the press but the renderer's."""
    for info in pkgutil.walk_packages(press.__path__, "press."):
        # These load WeasyPrint, which takes long, and declare no code.
        if info.name != __name__ and not info.name.startswith(RENDERER):
            yield importlib.import_module(info.name)


def _read_codes(module: ModuleType) -> Iterator[FindingCode]:
    yield from getattr(module, "CODES", ())
    yield from (value.code for value in vars(module).values() if isinstance(value, Rule))
