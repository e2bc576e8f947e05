"""Putting our own functions where WeasyPrint's dear ones stand, and back."""

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
class Quick:
    """A function or method of WeasyPrint and the quicker one that does the same.

    owner: its module or class; name: its name there; digest: what its source was when ours was written (see
    `digest_of`); make: gives ours, when it is handed theirs; group: those that need each other are replaced together.
    """

    owner: Any
    name: str
    digest: str
    make: Callable[[Callable[..., Any]], Callable[..., Any]]
    group: str = ""


def digest_of(function: Callable[..., Any]) -> str:
    """The first twelve figures of the SHA-256 of a function's source."""
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:12]


class Replacements:
    """Functions that are replaced together; where theirs is another than the one ours was written for, it stays."""

    def __init__(self, rows: Iterable[Quick]) -> None:
        self.rows = tuple(rows)
        self.strange: list[str] = []
        self._pairs: list[tuple[Quick, Any, Any]] = []

    def install(self) -> None:
        """Put ours in the place of theirs; a second call does nothing."""
        if self._pairs:
            return
        pairs = [(row, getattr(row.owner, row.name)) for row in self.rows]
        changed = [(row, digest_of(theirs)) for row, theirs in pairs if digest_of(theirs) != row.digest]
        self.strange += [f"{row.owner.__name__}.{row.name} is {now}, not {row.digest}" for row, now in changed]
        groups, rows = {row.group for row, _ in changed} - {""}, [row for row, _ in changed]
        for row, theirs in pairs:
            if row not in rows and row.group not in groups:
                self._pairs.append((row, theirs, functools.update_wrapper(row.make(theirs), theirs)))
        self._put_ours()

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Let WeasyPrint do everything itself for a while: what it makes must be the same."""
        self.remove()
        try:
            yield
        finally:
            self._put_ours()

    def remove(self) -> None:
        """Put theirs back."""
        for row, theirs, ours in self._pairs:
            _put(row, ours, theirs)

    def _put_ours(self) -> None:
        for row, theirs, ours in self._pairs:
            _put(row, theirs, ours)


def _put(row: Quick, old: Any, new: Any) -> None:
    """Where the owner has the old one, and wherever else in WeasyPrint it was imported to, is the new one."""
    setattr(row.owner, row.name, new)
    if inspect.isclass(row.owner):
        return
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "weasyprint" and getattr(module, row.name, None) is old:
            setattr(module, row.name, new)
