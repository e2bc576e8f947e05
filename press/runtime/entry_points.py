"""Functions and modules that a table names as text, so that the table imports nothing."""

from __future__ import annotations

import functools
from importlib import import_module
from typing import Any


@functools.cache
def load_entry_point(name: str) -> Any:
    """Import a module, or a function named `module:function`."""
    module, _, function = name.partition(":")
    return getattr(import_module(module), function) if function else import_module(module)
