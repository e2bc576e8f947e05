"""Replacement of WeasyPrint's functions by our own, and back.

The replacements follow the logic of WeasyPrint's code (BSD-3-Clause, https://weasyprint.org).
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Replacement:
    """A function or method of WeasyPrint and our faster one.

    owner: its module or class; name: its name there; digest: of its source when ours was written (see
    `compute_digest`); make: takes theirs and returns ours; group: replacements that need each other are made together
    or not at all.
    """

    owner: Any
    name: str
    digest: str
    make: Callable[[Callable[..., Any]], Callable[..., Any]]
    group: str = ""


def compute_digest(function: Callable[..., Any]) -> str:
    """Compute twelve digits of SHA-256 over a function's source."""
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:12]


class Replacements:
    """Functions that are replaced together. One of WeasyPrint's whose source has changed stays in use."""

    def __init__(self, rows: Iterable[Replacement]) -> None:
        self.rows = tuple(rows)
        self.mismatches: list[str] = []
        self._pairs: list[tuple[Replacement, Any, Any]] = []

    def install(self) -> None:
        """Put ours in place of theirs, once."""
        if self._pairs:
            return
        pairs = [(row, getattr(row.owner, row.name)) for row in self.rows]
        changed = [(row, compute_digest(theirs)) for row, theirs in pairs if compute_digest(theirs) != row.digest]
        self.mismatches += [f"{row.owner.__name__}.{row.name} is {now}, not {row.digest}" for row, now in changed]
        groups, rows = {row.group for row, _ in changed} - {""}, [row for row, _ in changed]
        for row, theirs in pairs:
            if row not in rows and row.group not in groups:
                self._pairs.append((row, theirs, functools.update_wrapper(row.make(theirs), theirs)))
        self._apply()

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Let WeasyPrint do everything itself while the block runs.

        Tests compare: what it makes must be the same.
        """
        self.remove()
        try:
            yield
        finally:
            self._apply()

    def remove(self) -> None:
        """Put theirs back."""
        for row, theirs, ours in self._pairs:
            _set_everywhere(row, ours, theirs)

    def _apply(self) -> None:
        for row, theirs, ours in self._pairs:
            _set_everywhere(row, theirs, ours)


def _set_everywhere(row: Replacement, old: Any, new: Any) -> None:
    """Replace a function wherever WeasyPrint holds it."""
    setattr(row.owner, row.name, new)
    if inspect.isclass(row.owner):
        return
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "weasyprint" and getattr(module, row.name, None) is old:
            setattr(module, row.name, new)
